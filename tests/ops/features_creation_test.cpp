// Worked rows of FEATURES.md: creation, attributes.
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::message_of;
using test::values;
using Numbers = std::vector<double>;
using Ints = std::vector<int64_t>;

Ints sizes(const Tensor& t) { return t.sizes().vec(); }

TEST(Features, TC01) {
  const Tensor t = tensor({1, 2, 3, 4});
  EXPECT_EQ(sizes(t), (Ints{4}));
  EXPECT_EQ(t.dtype(), kLong);
  EXPECT_EQ(values(t), (Numbers{1, 2, 3, 4}));
}
TEST(Features, TC02) {
  EXPECT_EQ(tensor({{1, 2}, {3, 4}}).dtype(), kLong);
  const Tensor t = tensor({{1., 2.}, {3., 4.}});
  EXPECT_EQ(t.dtype(), kFloat);
  EXPECT_EQ(sizes(t), (Ints{2, 2}));
  EXPECT_THROW(tensor({{1, 2}, {3}}), Error);
}
TEST(Features, TC03) {
  EXPECT_EQ(tensor(5).dim(), 0);
  EXPECT_EQ(tensor(5).numel(), 1);
  EXPECT_EQ(tensor(5).dtype(), kLong);
  EXPECT_EQ(tensor(4.0).dtype(), kFloat);
}
TEST(Features, TC04) {
  EXPECT_EQ(tensor({int32_t{1}}).dtype(), kLong);
  EXPECT_EQ(tensor({1.f}).dtype(), kFloat);
  EXPECT_EQ(tensor({1.0}).dtype(), kFloat);
  EXPECT_EQ(tensor({true, false}).dtype(), kBool);
}
TEST(Features, TC05) {
  EXPECT_EQ(tensor({1.0, 2.0}, kFloat64).dtype(), kDouble);
  EXPECT_EQ(zeros({32}, kLong).dtype(), kLong);
  EXPECT_EQ(randn({100, 100}, kHalf).dtype(), kHalf);
}
TEST(Features, TC07) {
  const Tensor t = tensor({5.0}, TensorOptions().requires_grad(true));
  EXPECT_TRUE(t.requires_grad());
  EXPECT_TRUE(t.is_leaf());
  EXPECT_THROW(tensor({5}, TensorOptions(kLong).requires_grad(true)), Error);
}
TEST(Features, TC08) {
  const auto o = TensorOptions().dtype(kFloat64).device(kCPU).requires_grad(true);
  for (const Tensor& t :
       {zeros({2}, o), ones({2}, o), full({2}, 1, o), rand({2}, o), arange(3., o), eye(2, o),
        linspace(0, 1, 3, o), empty({2}, o), hann_window(4, o), logspace(0, 1, 3, 10, o)}) {
    EXPECT_EQ(t.dtype(), kDouble);
    EXPECT_TRUE(t.requires_grad());
  }
}
TEST(Features, TC09) {
  EXPECT_EQ(sizes(zeros({3, 3})), (Ints{3, 3}));
  EXPECT_EQ(sizes(rand({10})), (Ints{10}));
  EXPECT_EQ(sizes(rand(10)), (Ints{10}));
}
TEST(Features, TC10) {
  const Tensor t = zeros({3, 4});
  EXPECT_EQ(sizes(t), (Ints{3, 4}));
  EXPECT_EQ(t.dtype(), kFloat);
  EXPECT_EQ(values(t), Numbers(12, 0));
}
TEST(Features, TC11) {
  EXPECT_EQ(values(ones({2, 3})), Numbers(6, 1));
  EXPECT_EQ(sizes(ones({2, 4, 3})), (Ints{2, 4, 3}));
  EXPECT_EQ(ones({2, 4, 3}).dtype(), kFloat);
  EXPECT_EQ(message_of([] { ones({-1}); }), "Trying to create tensor with negative dimension -1: [-1]");
}
TEST(Features, TC12) {
  const Tensor t = eye(5);
  EXPECT_EQ(sizes(t), (Ints{5, 5}));
  EXPECT_EQ(t.dtype(), kFloat);
  for (int64_t i = 0; i < 25; ++i) EXPECT_EQ(t.flatten()[i].item<float>(), i % 6 == 0 ? 1.f : 0.f);
  EXPECT_EQ(values(eye(2, 3, kBool)), (Numbers{1, 0, 0, 0, 1, 0}));
  EXPECT_EQ(message_of([] { eye(-1); }), "n must be greater or equal to 0, got -1");
}
TEST(Features, TC13) {
  const Tensor t = empty({1000, 1000});
  EXPECT_EQ(sizes(t), (Ints{1000, 1000}));
  EXPECT_EQ(t.dtype(), kFloat);
}
TEST(Features, TC14) {
  const Tensor t = arange(0, 10, 2);
  EXPECT_EQ(values(t), (Numbers{0, 2, 4, 6, 8}));
  EXPECT_EQ(t.dtype(), kLong);
  EXPECT_EQ(values(arange(5, 0, -2)), (Numbers{5, 3, 1}));
}
TEST(Features, TC15) {
  EXPECT_EQ(arange(12).numel(), 12);
  EXPECT_EQ(values(arange(1, 4)), (Numbers{1, 2, 3}));
  EXPECT_EQ(arange(2.5).dtype(), kFloat);
  EXPECT_EQ(arange(3, kHalf).dtype(), kHalf);
}
TEST(Features, TC16) {
  EXPECT_EQ(values(linspace(0, 1, 5)), (Numbers{0, .25, .5, .75, 1}));
  EXPECT_EQ(linspace(-10, 10, 1000).dtype(), kFloat);
  EXPECT_EQ(values(linspace(0, 10, 5, kLong)), (Numbers{0, 2, 5, 7, 10}));
  EXPECT_EQ(values(linspace(-3, 3, 7, kHalf)), (Numbers{-3, -2, -1, 0, 1, 2, 3}));
  EXPECT_EQ(values(real(linspace(0, 1, 5, kComplexFloat))), (Numbers{0, .25, .5, .75, 1}));
  EXPECT_EQ(values(linspace(3, 10, 1)), (Numbers{3}));
  EXPECT_EQ(message_of([] { linspace(0, 1, -1); }), "number of steps must be non-negative");
}
TEST(Features, TC17) {
  manual_seed(0);
  const Tensor t = rand({100000});
  EXPECT_GE(t.min().item<float>(), 0.f);
  EXPECT_LT(t.max().item<float>(), 1.f);
}
TEST(Features, TC18) {
  manual_seed(0);
  const Tensor t = randn({100000});
  EXPECT_NEAR(t.mean().item<float>(), 0, 0.02);
  EXPECT_NEAR(t.var().item<float>(), 1, 0.02);
}
TEST(Features, TC19) {
  const Tensor t = randint(0, 10, {3, 400});
  EXPECT_EQ(t.dtype(), kLong);
  EXPECT_EQ(t.min().item<int64_t>(), 0);
  EXPECT_EQ(t.max().item<int64_t>(), 9);
}
TEST(Features, TC20) {
  for (const ScalarType t : {kLong, kInt, kFloat, kByte})
    EXPECT_TRUE(std::get<0>(randperm(10, t).sort()).equal(arange(10, t)));
}
TEST(Features, TC21) {
  const Tensor x = rand({2, 3, 4, 5}, kDouble).contiguous(MemoryFormat::ChannelsLast).requires_grad_();
  for (const Tensor& t : {zeros_like(x), ones_like(x), empty_like(x), full_like(x, 2)}) {
    EXPECT_EQ(sizes(t), sizes(x));
    EXPECT_EQ(t.dtype(), kDouble);
    EXPECT_EQ(t.device(), x.device());
    EXPECT_EQ(t.strides(), x.strides()) << "and layout";
    EXPECT_FALSE(t.requires_grad());
  }
  EXPECT_EQ(values(zeros_like(x)), Numbers(120, 0));
  EXPECT_EQ(values(ones_like(x)), Numbers(120, 1));
  EXPECT_TRUE(zeros_like(x, {}, MemoryFormat::Contiguous).is_contiguous());
}
TEST(Features, TC22) {
  const Tensor x = zeros({2, 3}, kDouble).requires_grad_();
  manual_seed(3);
  const Tensor uniform = rand({2, 3}, kDouble), normal = randn({2, 3}, kDouble);
  manual_seed(3);
  const Tensor u = rand_like(x), n = randn_like(x);
  EXPECT_TRUE(u.equal(uniform)) << "same shape and dtype, same stream";
  EXPECT_TRUE(n.equal(normal));
  EXPECT_EQ(u.device(), x.device());
  EXPECT_FALSE(u.requires_grad() || n.requires_grad());
  EXPECT_EQ(message_of([] { rand_like(arange(3)); }), "\"check_uniform_bounds\" not implemented for 'Long'");
  EXPECT_EQ(message_of([] { randn_like(arange(3)); }), "\"normal_kernel_cpu\" not implemented for 'Long'");
  EXPECT_EQ(rand_like(arange(3), kFloat).dtype(), kFloat);
}
TEST(Features, TC23) {
  const Tensor x = rand({2, 3});
  EXPECT_EQ(zeros_like(x, kInt64).dtype(), kInt64);
  EXPECT_EQ(ones_like(x, kFloat64).dtype(), kDouble);
  EXPECT_EQ(sizes(ones_like(x, kFloat64)), sizes(x));
  EXPECT_EQ(ones_like(x, kFloat64).device(), x.device());
}
TEST(Features, TC24) {
  const Tensor t;
  EXPECT_FALSE(t.defined());
  EXPECT_THROW(t.sum(), Error);
}
TEST(Features, TC25) {
  const Tensor a = tensor({1., 2.}).requires_grad_();
  const Tensor b = a.clone();
  EXPECT_NE(a.data_ptr(), b.data_ptr());
  b.sum().backward();
  EXPECT_EQ(values(a.grad()), (Numbers{1, 1}));
}
TEST(Features, TC26) {  // foreign arrays: what the rows NP ask for, in one
  int64_t data[4] = {1, 2, 3, 4};
  const Tensor t = from_blob(data, {2, 2}, kLong);
  EXPECT_EQ(t.data_ptr(), data);
  EXPECT_EQ(t.dtype(), kLong);
  EXPECT_EQ(values(t.t().contiguous()), (Numbers{1, 3, 2, 4}));
  EXPECT_NE(tensor(std::vector<int64_t>(data, data + 4)).data_ptr(), data) << "tensor() copies";
}

TEST(Features, AT07) { EXPECT_THROW(tensor(1).size(0), Error); }
TEST(Features, AT08) {
  const int64_t bytes[] = {4, 2, 2, 8, 8, 1};
  const ScalarType types[] = {kFloat, kHalf, kBFloat16, kDouble, kLong, kBool};
  for (int i = 0; i < 6; ++i) EXPECT_EQ(zeros({1}, types[i]).element_size(), bytes[i]);
}
TEST(Features, AT12) {
  EXPECT_EQ(ones({1, 1, 1}).item<float>(), 1.f);
  EXPECT_EQ(message_of([] { ones({2}).item(); }), "a Tensor with 2 elements cannot be converted to Scalar");
}
TEST(Features, AT28) { EXPECT_THROW(matmul(ones({2, 2}), ones({2}, kLong)), Error); }

TEST(Creation, SequencesAndWindows) {
  test::expect_close(logspace(-1, 2, 5, 10, kDouble),
                     tensor({0.1, 0.5623413251903491, 3.1622776601683795, 17.78279410038923, 100.}, kDouble),
                     1e-12);
  EXPECT_EQ(values(logspace(0, 5, 6, 2, kLong)), (Numbers{1, 2, 4, 8, 16, 32}));
  EXPECT_EQ(values(logspace(0, 3, 4, 10, kInt)), (Numbers{1, 10, 100, 1000}));
  EXPECT_EQ(values(logspace(1, 2, 1)), (Numbers{10}));
  EXPECT_EQ(values(facula::range(0, 1, 0.25)), (Numbers{0, .25, .5, .75, 1}));
  EXPECT_EQ(facula::range(1, 4).dtype(), kFloat);
  EXPECT_EQ(values(tril_indices(3, 4, -1)), (Numbers{1, 2, 2, 0, 0, 1}));
  EXPECT_EQ(values(triu_indices(3, 4, 1)), (Numbers{0, 0, 0, 1, 1, 2, 1, 2, 3, 2, 3, 3}));
  EXPECT_EQ(values(triu_indices(3, 3, -1)), (Numbers{0, 0, 0, 1, 1, 1, 2, 2, 0, 1, 2, 0, 1, 2, 1, 2}));
  const auto near = [](const Tensor& t, Numbers want) {
    test::expect_close(t, tensor(want, kDouble), 1e-12);
  };
  near(bartlett_window(6, kDouble), {0, 1 / 3., 2 / 3., 1, 2 / 3., 1 / 3.});
  near(bartlett_window(5, false, kDouble), {0, .5, 1, .5, 0});
  near(blackman_window(6, kDouble), {0, 0.13, 0.63, 1, 0.63, 0.13});
  near(hann_window(6, kDouble), {0, 0.25, 0.75, 1, 0.75, 0.25});
  near(hamming_window(5, false, kDouble), {0.08, 0.54, 1, 0.54, 0.08});
  near(kaiser_window(6, kDouble), {5.2773441320097665e-05, 0.054759364131249516, 0.5188447216723606, 1,
                                   0.5188447216723606, 0.054759364131249516});
  EXPECT_EQ(hann_window(0).numel(), 0);
  EXPECT_EQ(values(hann_window(1)), (Numbers{1}));
}

TEST(Creation, ErrorsSayWhatPyTorchSays) {
  EXPECT_EQ(message_of([] { hann_window(-1); }),
            "hann_window requires non-negative window_length, got window_length=-1");
  EXPECT_EQ(message_of([] { kaiser_window(5, kLong); })
                .rfind("kaiser_window expects floating point dtypes, got: "
                       "TensorOptions(dtype=long int",
                       0),
            size_t{0});
  EXPECT_EQ(message_of([] { logspace(0, 1, -1); }), "number of steps must be non-negative");
  EXPECT_EQ(message_of([] { facula::range(3, 1); }),
            "upper bound and lower bound inconsistent with step sign");
  EXPECT_EQ(message_of([] { facula::complex(ones({2}), ones({2}, kDouble)); }),
            "Expected object of scalar type Float but got scalar type Double for second argument");
  EXPECT_EQ(message_of([] { facula::complex(arange(2), arange(2)); }),
            "Expected both inputs to be Half, Float or Double tensors but got Long and Long");
  EXPECT_EQ(message_of([] { tril_indices(-1, 2); }), "row must be non-negative, got-1");
  EXPECT_EQ(message_of([] { triu_indices(2, -1); }), "col must be non-negative, got-1");
  EXPECT_EQ(message_of([] { vander(ones({2, 2})); }), "x must be a one-dimensional tensor.");
  EXPECT_EQ(message_of([] { vander(ones({2}), -1); }), "N must be non-negative.");
  EXPECT_EQ(message_of([] { eye(-1); }), "n must be greater or equal to 0, got -1");
}

TEST(Creation, OutFormsKeepDtypeAndResize) {
  Tensor out = empty({0}, kDouble);
  EXPECT_EQ(values(arange_out(out, 3)), (Numbers{0, 1, 2}));
  EXPECT_EQ(out.dtype(), kDouble);
  EXPECT_EQ(values(zeros_out(out, {2})), (Numbers{0, 0}));
  EXPECT_EQ(values(full_out(out, {1}, 7)), (Numbers{7}));
  EXPECT_EQ(values(eye_out(out, 2)), (Numbers{1, 0, 0, 1}));
  manual_seed(1);
  const Tensor want = randn({4}, kDouble);
  manual_seed(1);
  EXPECT_TRUE(randn_out(out, {4}).equal(want));
  out.requires_grad_();
  EXPECT_THROW(sum_out(out, ones({2}), 0), Error);
}

}  // namespace
}  // namespace facula
