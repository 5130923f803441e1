// Worked numbers (WN) of FEATURES.md that need tensors only.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using namespace indexing;
using test::values;
using Numbers = std::vector<double>;
using Ints = std::vector<int64_t>;

Ints sizes(const Tensor& t) { return t.sizes().vec(); }
Tensor ints(std::vector<int64_t> v) { return tensor(v); }
Tensor bools(std::vector<int> v) { return tensor(v).to(kBool); }
Tensor floats(std::vector<float> v) { return tensor(v); }
void expect_equal(const Tensor& got, const Tensor& want) {
  EXPECT_EQ(got.scalar_type(), want.scalar_type());
  EXPECT_TRUE(got.equal(want)) << got.repr() << " instead of " << want.repr();
}

TEST(Features, WN14) {
  const Tensor x = zeros({1}).requires_grad_();
  const std::pair<Tensor, std::pair<float, float>> all[] = {
      {relu(x), {0, 0}}, {sigmoid(x), {0.5f, 0.25f}}, {tanh(x), {0, 1}}};
  for (const auto& [y, want] : all) {
    EXPECT_EQ(y.item<float>(), want.first);
    EXPECT_EQ(autograd::grad({y}, {x})[0].item<float>(), want.second);
  }
}
TEST(Features, WN15) {
  const Tensor a = ints({1, 2, 3}), b = ints({4, 5, 6});
  expect_equal(a + b, ints({5, 7, 9}));
  expect_equal(a - b, ints({-3, -3, -3}));
  expect_equal(a * b, ints({4, 10, 18}));
  expect_equal(a / b, floats({0.25f, 0.4f, 0.5f}));
  expect_equal(a.square(), ints({1, 4, 9}));
}
TEST(Features, WN16) {
  expect_equal(ints({1, 2, 3}) + 10, ints({11, 12, 13}));
  expect_equal(ints({1, 2, 3}) * 2, ints({2, 4, 6}));
  expect_equal(ints({1, 2, 3}) / 2, floats({0.5f, 1, 1.5f}));
}
TEST(Features, WN17) { expect_equal(floats({1, 4, 9}).sqrt(), floats({1, 2, 3})); }
TEST(Features, WN26) {
  const Tensor a = ints({1, 2, 3, 4});
  expect_equal(a > 2, bools({0, 0, 1, 1}));
  expect_equal(a >= 2, bools({0, 1, 1, 1}));
  expect_equal(a <= 2, bools({1, 1, 0, 0}));
  expect_equal(a < 2, bools({1, 0, 0, 0}));
  expect_equal(a == 2, bools({0, 1, 0, 0}));
  expect_equal(a != 2, bools({1, 0, 1, 1}));
}
TEST(Features, WN27) {
  const Tensor x = bools({1, 1, 0}), y = bools({1, 0, 0});
  expect_equal(x.logical_and(y), bools({1, 0, 0}));
  expect_equal(x.logical_or(y), bools({1, 1, 0}));
  expect_equal(x.logical_not(), bools({0, 0, 1}));
  expect_equal(x & y, bools({1, 0, 0}));
  expect_equal(x | y, bools({1, 1, 0}));
  expect_equal(~x, bools({0, 0, 1}));
}
TEST(Features, WN29) {
  expect_equal(ones({2, 3}) + ints({1, 2, 3}), floats({2, 3, 4, 2, 3, 4}).view({2, 3}));
  expect_equal(ints({1, 2}).view({2, 1}) + ints({10, 20, 30}), ints({11, 21, 31, 12, 22, 32}).view({2, 3}));
  const Tensor data = floats({1, 2, 3, 4, 5, 6}).view({2, 3});
  expect_equal(data - data.mean(1, true), floats({-1, 0, 1, -1, 0, 1}).view({2, 3}));
  expect_equal(ints({1, 2, 3}).view({3, 1}) * ints({10, 20}), ints({10, 20, 20, 40, 30, 60}).view({3, 2}));
}
TEST(Features, WN31) {
  const Tensor a = ones({3, 1, 5}), b = ones({1, 4, 5}), c = ones({5}), d = ones({3, 4});
  EXPECT_EQ((a + b).sizes(), IntArrayRef({3, 4, 5}));
  EXPECT_EQ((a + c).sizes(), IntArrayRef({3, 1, 5}));
  EXPECT_EQ((b + c).sizes(), IntArrayRef({1, 4, 5}));
  EXPECT_THROW(a + d, Error);
}
TEST(Features, WN52) {
  const Tensor x = ints({1, 2, 3});
  expect_equal(x.add_(10), ints({11, 12, 13}));
  expect_equal(x.mul_(2), ints({22, 24, 26}));
  expect_equal(x.zero_(), ints({0, 0, 0}));
}
TEST(Features, WN18) {
  const Tensor t = tensor({{1, 2, 3}, {4, 5, 6}});
  EXPECT_EQ(t.sum().item<int64_t>(), 21);
  EXPECT_EQ(t.to(kFloat).mean().item<float>(), 3.5f);
  EXPECT_EQ(t.max().item<int64_t>(), 6);
  EXPECT_EQ(t.min().item<int64_t>(), 1);
  EXPECT_EQ(t.prod().item<int64_t>(), 720);
  EXPECT_EQ(values(t.sum(0)), (Numbers{5, 7, 9}));
  EXPECT_EQ(values(t.sum(1)), (Numbers{6, 15}));
  EXPECT_EQ(sizes(t.sum(1, true)), (Ints{2, 1}));
}
TEST(Features, WN19) {
  const Tensor t = tensor({3, 1, 4, 1, 5});
  EXPECT_EQ(t.argmax().item<int64_t>(), 4);
  EXPECT_EQ(t.argmin().item<int64_t>(), 1);
  EXPECT_EQ(values(tensor({{1, 5, 2}, {4, 3, 6}}).argmax(1)), (Numbers{1, 2}));
}
TEST(Features, WN20) {
  const Tensor t = tensor({1., 2., 3., 4.}, kDouble);
  EXPECT_NEAR(t.std().item<double>(), std::sqrt(5. / 3), 1e-14);  // 1.2910
  EXPECT_NEAR(t.var().item<double>(), 5. / 3, 1e-14);             // 1.6667
  EXPECT_EQ(t.median().item<double>(), 2);
  EXPECT_NEAR(t.std(false).item<double>(), std::sqrt(1.25), 1e-14);  // 1.1180
  EXPECT_EQ(t.quantile(0.5).item<double>(), 2.5);
}
TEST(Features, WN25) {
  const Tensor t = tensor({{1, 2, 3}, {4, 5, 6}}), want = tensor({{1, 4}, {2, 5}, {3, 6}});
  EXPECT_TRUE(t.t().equal(want));
  EXPECT_TRUE(t.transpose(0, 1).equal(want));
  EXPECT_TRUE(t.mT().equal(want));
  EXPECT_EQ(sizes(t.t()), (Ints{3, 2}));
}
TEST(Features, WN32) {
  const Tensor whole = arange(0, 10, 2), real = linspace(0, 1, 5);
  EXPECT_EQ(values(whole), (Numbers{0, 2, 4, 6, 8}));
  EXPECT_EQ(whole.dtype(), kLong);
  EXPECT_EQ(values(real), (Numbers{0, 0.25, 0.5, 0.75, 1}));
  EXPECT_EQ(real.dtype(), kFloat);
}
TEST(Features, WN43) {
  const Tensor a = rand({1, 3, 1, 4}), x = rand({2, 3, 4}), m = rand({2, 3});
  EXPECT_EQ(sizes(a.squeeze()), (Ints{3, 4}));
  EXPECT_EQ(sizes(a.squeeze(0)), (Ints{3, 1, 4}));
  EXPECT_EQ(sizes(a.squeeze(2)), (Ints{1, 3, 4}));
  EXPECT_EQ(sizes(rand({3, 1, 4}).unsqueeze(1)), (Ints{3, 1, 1, 4}));
  EXPECT_EQ(sizes(rand({3, 4}).unsqueeze(-1)), (Ints{3, 4, 1}));
  EXPECT_EQ(sizes(rand({10}).unsqueeze(0)), (Ints{1, 10}));
  EXPECT_EQ(sizes(x.flatten()), (Ints{24}));
  EXPECT_EQ(sizes(x.flatten(1)), (Ints{2, 12}));
  EXPECT_EQ(sizes(x.transpose(0, 1)), (Ints{3, 2, 4}));
  EXPECT_EQ(sizes(x.transpose(-1, -2)), (Ints{2, 4, 3}));
  EXPECT_EQ(sizes(rand({2, 3, 4, 5}).transpose(1, 3)), (Ints{2, 5, 4, 3}));
  EXPECT_EQ(sizes(x.permute({0, 2, 1})), (Ints{2, 4, 3}));
  EXPECT_EQ(sizes(x.permute({2, 1, 0})), (Ints{4, 3, 2}));
  EXPECT_EQ(sizes(rand({3, 224, 224}).permute({1, 2, 0})), (Ints{224, 224, 3}));
  EXPECT_EQ(sizes(cat({m, m, m}, 0)), (Ints{6, 3}));
  EXPECT_EQ(sizes(cat({m, m, m}, 1)), (Ints{2, 9}));
  EXPECT_EQ(sizes(stack({m, m, m}, 0)), (Ints{3, 2, 3}));
  EXPECT_EQ(sizes(stack({m, m, m}, 1)), (Ints{2, 3, 3}));
}
TEST(Features, WN44) {
  const Tensor t = randn({4, 3, 28, 28});
  EXPECT_EQ(sizes(t.view({4, -1})), (Ints{4, 2352}));
  EXPECT_EQ(sizes(t.permute({0, 2, 3, 1})), (Ints{4, 28, 28, 3}));
  EXPECT_EQ(sizes(t.index({Slice(), 0})), (Ints{4, 28, 28}));
}
TEST(Features, WN46) { EXPECT_EQ(sizes(rand({8, 16}).unsqueeze(0).unsqueeze(2)), (Ints{1, 8, 1, 16})); }
TEST(Features, WN47) {
  EXPECT_EQ(sizes(rand({3, 1, 5}).squeeze()), (Ints{3, 5}));
  const Tensor v = arange(100);
  EXPECT_EQ(sizes(v.unsqueeze(1)), (Ints{100, 1}));
  EXPECT_TRUE(v.unsqueeze(1).equal(v.reshape({100, 1})));
}
TEST(Features, WN48) {
  const Tensor x = empty({32, 512, 768}), flat = x.view({32, -1});
  EXPECT_EQ(sizes(flat), (Ints{32, 393216}));
  EXPECT_NE(flat.size(1), 262144) << "the number that text 2 prints is 512 * 512";
  EXPECT_EQ(flat.data_ptr(), x.data_ptr());
}
TEST(Features, WN49) {
  const Tensor p = empty({32, 768, 512}).permute({0, 2, 1});
  EXPECT_EQ(sizes(p), (Ints{32, 512, 768}));
  EXPECT_FALSE(p.is_contiguous());
}
TEST(Features, WN50) { EXPECT_EQ(values(tensor({1.7, -1.7}).to(kInt)), (Numbers{1, -1})); }
TEST(Features, WN51) {
  double foreign[3] = {1, 2, 3};
  const Tensor shared = from_blob(foreign, {3}, kDouble), copied = shared.clone();
  foreign[0] = 999;
  EXPECT_EQ(values(shared), (Numbers{999, 2, 3}));
  shared[0] = 99;
  EXPECT_EQ(foreign[0], 99);
  EXPECT_EQ(values(shared), (Numbers{99, 2, 3}));
  EXPECT_EQ(values(copied), (Numbers{1, 2, 3}));
  const Tensor a = tensor({1, 2, 3, 4}), c = a.clone();
  a.view({2, 2})[0][0] = 99;
  EXPECT_EQ(values(a), (Numbers{99, 2, 3, 4}));
  EXPECT_EQ(values(c), (Numbers{1, 2, 3, 4}));
}
TEST(Features, WN75) {
  const Tensor q = eye(2, kDouble);
  const Tensor weights = softmax(q.matmul(q.t()) / std::sqrt(2.0), -1);
  test::expect_values(weights, {2, 2}, {0.6698, 0.3302, 0.3302, 0.6698}, 5e-5);
  const double e = std::exp(1 / std::sqrt(2.0));
  test::expect_values(weights, {2, 2}, {e / (e + 1), 1 / (e + 1), 1 / (e + 1), e / (e + 1)}, 1e-14);
  // V is the identity too, so the output is the weights themselves.
  const Tensor b = q.view({1, 1, 2, 2});
  test::expect_close(scaled_dot_product_attention(b, b, b).view({2, 2}), weights, 1e-12);
}
TEST(Features, WN81) {
  const Tensor row = empty({10000}), square = row.expand({10000, 10000});
  EXPECT_EQ(square.numel() * static_cast<int64_t>(square.element_size()), 400'000'000);
  EXPECT_EQ(randn({1000, 1000}).nbytes(), 4'000'000u);
  EXPECT_EQ(randn({1000, 1000}, kHalf).nbytes(), 2'000'000u);
  // The naive (N, N, D) difference of 10 000 points in 128 dimensions, as a view that takes no memory.
  const Tensor naive = empty({1}).expand({10000, 10000, 128});
  EXPECT_EQ(naive.numel() * static_cast<int64_t>(naive.element_size()), 51'200'000'000);
}
TEST(Features, WN83) {
  const auto next_to_one = [](ScalarType t, double eps) {
    return values(tensor({1.}, t) + tensor({eps}, t))[0] - 1;
  };
  EXPECT_EQ(next_to_one(kHalf, 0x1p-10), 0x1p-10);  // 9.77e-4
  EXPECT_EQ(next_to_one(kHalf, 0x1p-12), 0);
  EXPECT_EQ(next_to_one(kBFloat16, 0x1p-7), 0x1p-7);  // 7.81e-3
  EXPECT_EQ(next_to_one(kBFloat16, 0x1p-9), 0);
  EXPECT_EQ(values(tensor({65504.}, kHalf))[0], 65504);
  EXPECT_TRUE(std::isinf(values(tensor({65520.}).to(kHalf))[0]));
  EXPECT_NEAR(values(tensor({3.39e38}, kBFloat16))[0], 3.39e38, 1e36);
  EXPECT_TRUE(std::isinf(values(tensor({3.4e38}, kFloat).to(kBFloat16))[0]));
}

}  // namespace
}  // namespace facula
