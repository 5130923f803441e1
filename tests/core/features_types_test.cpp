// Attributes, dtypes and casts (AT) of FEATURES.md.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <sstream>
#include <vector>

#include "errors.h"
#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::values;
using Numbers = std::vector<double>;
using Ints = std::vector<int64_t>;

TEST(Features, AT01) {
  const Tensor t = rand({3, 4});
  EXPECT_EQ(t.sizes().vec(), (Ints{3, 4}));
  EXPECT_EQ(t.size(0), 3);
  EXPECT_EQ(t.size(-1), 4);
  EXPECT_THROWN("IndexError: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
                t.size(2));
}
TEST(Features, AT02) {
  EXPECT_EQ(tensor(1).dim(), 0);
  EXPECT_EQ(rand({3}).dim(), 1);
  EXPECT_EQ(rand({3, 4}).dim(), 2);
  EXPECT_EQ(rand({1, 2, 3, 4, 5}).dim(), 5);
  EXPECT_EQ(rand({3, 4}).ndimension(), 2);
}
TEST(Features, AT03) {
  EXPECT_EQ(rand({3, 4}).numel(), 12);
  EXPECT_EQ(tensor(1).numel(), 1);
  EXPECT_EQ(rand({3, 0, 4}).numel(), 0);
}
TEST(Features, AT04) {
  const Tensor t = rand({2});
  EXPECT_EQ(t.dtype(), kFloat32);
  EXPECT_NE(t.dtype(), kDouble);
  EXPECT_EQ(t.scalar_type(), kFloat32);
  EXPECT_EQ(tensor({1}).scalar_type(), kInt64);
}
TEST(Features, AT05) {
  const Tensor t = rand({2});
  EXPECT_EQ(t.device(), Device(kCPU));
  EXPECT_EQ(t.device().str(), "cpu");
  EXPECT_FALSE(t.is_cuda());
  EXPECT_TRUE(t.is_cpu());
}
TEST(Features, AT06) {
  for (const Tensor& t : {tensor({1.}), rand({2}), zeros({2}), arange(3.)}) EXPECT_FALSE(t.requires_grad());
  EXPECT_TRUE(rand({2}, requires_grad()).requires_grad());
}
TEST(Features, AT09) {
  const Tensor a = rand({2, 3});
  EXPECT_EQ(a.data_ptr(), a.view({6}).data_ptr());
  EXPECT_EQ(a.data_ptr<float>(), a.data_ptr());
  EXPECT_EQ(a[1].data_ptr<float>(), a.data_ptr<float>() + 3);
}
TEST(Features, AT10) {
  EXPECT_TRUE(rand({2, 3}).is_contiguous());
  EXPECT_FALSE(rand({2, 3}).t().is_contiguous());
  EXPECT_FALSE(rand({2, 3}).slice(1, 0, 3, 2).is_contiguous());
  EXPECT_TRUE(rand({4, 3})[1].is_contiguous());
}
TEST(Features, AT11) {
  const Tensor a = rand({2, 3});
  EXPECT_EQ(a.strides().vec(), (Ints{3, 1}));
  EXPECT_EQ(a.stride(0), 3);
  EXPECT_EQ(a.stride(-1), 1);
  EXPECT_EQ(a.t().strides().vec(), (Ints{1, 3}));
}
TEST(Features, AT13) {
  const Tensor t = rand({2});
  EXPECT_EQ(kFloat, kFloat32);
  EXPECT_EQ(t.dtype(), kFloat32);
  EXPECT_EQ(t.element_size(), 4);
  EXPECT_EQ(nn::Linear(2, 2)->weight.dtype(), kFloat32);
  EXPECT_EQ(values(tensor({1.}) + tensor({0x1p-23}))[0], 1 + 0x1p-23) << "about seven digits";
  EXPECT_EQ(values(tensor({1.}) + tensor({0x1p-25}))[0], 1);
  EXPECT_TRUE(std::isfinite(values(tensor({3.4e38}))[0]));
  EXPECT_TRUE(std::isinf(values(tensor({3.4e38}) * 10)[0]));
  EXPECT_GT(values(tensor({1.2e-38}))[0], 0);
}

struct Trained {
  std::string name;
  nn::Sequential model;
  Tensor input;
};
std::vector<Trained> double_models() {
  using namespace nn;
  std::vector<Trained> list;
  const auto add = [&](const char* name, Sequential model, IntArrayRef sizes) {
    model->to(kDouble);
    list.push_back({name, model, randn(sizes, kDouble)});
  };
  add("mlp", Sequential(Linear(4, 5), Tanh(), LayerNorm(LayerNormOptions({5})), Dropout(0.2), Linear(5, 2)),
      {6, 4});
  add("cnn",
      Sequential(Conv2d(1, 4, 3), BatchNorm2d(4), ReLU(), MaxPool2d(2), ConvTranspose2d(4, 2, 3), Flatten()),
      {2, 1, 8, 8});
  add("norms",
      Sequential(Conv1d(2, 4, 3), GroupNorm(GroupNormOptions(2, 4)), GELU(), InstanceNorm1d(4), AvgPool1d(2),
                 Flatten()),
      {3, 2, 9});
  add("activations",
      Sequential(Linear(3, 4), Sigmoid(), ELU(), SiLU(), Softplus(), LeakyReLU(), Mish(), Softmax(1)),
      {5, 3});
  add("volume", Sequential(Conv3d(1, 2, 2), BatchNorm3d(2), AdaptiveAvgPool3d(1), Flatten()),
      {2, 1, 3, 3, 3});
  return list;
}
TEST(Features, AT14) {
  EXPECT_EQ(kDouble, kFloat64);
  EXPECT_EQ(rand({1}, kDouble).element_size(), 8);
  EXPECT_EQ(values(tensor({1.}, kDouble) + tensor({0x1p-52}, kDouble))[0], 1 + 0x1p-52)
      << "about fifteen digits";
  manual_seed(0);
  for (Trained& m : double_models()) {  // layers; every operation is checked in double by the op table
    const Tensor y = m.model->forward(m.input);
    EXPECT_EQ(y.dtype(), kDouble) << m.name;
    y.square().sum().backward();
    for (const Tensor& p : m.model->parameters()) {
      ASSERT_TRUE(p.grad().defined()) << m.name;
      EXPECT_EQ(p.grad().dtype(), kDouble) << m.name;
    }
  }
  nn::LSTM lstm(3, 4);
  nn::MultiheadAttention attention(4, 2);
  lstm->to(kDouble);
  attention->to(kDouble);
  const Tensor hidden = std::get<0>(lstm->forward(randn({5, 2, 3}, kDouble)));
  EXPECT_EQ(std::get<0>(attention->forward(hidden, hidden, hidden)).dtype(), kDouble);

  namespace F = nn::functional;  // losses
  const Tensor x = rand({4, 3}, kDouble).requires_grad_(), y = rand({4, 3}, kDouble),
               k = tensor({0, 1, 2, 0});
  for (const Tensor& loss :
       {F::mse_loss(x, y), F::l1_loss(x, y), F::smooth_l1_loss(x, y), F::huber_loss(x, y),
        F::cross_entropy(x, k), F::nll_loss(x, k), F::binary_cross_entropy(x, y),
        F::binary_cross_entropy_with_logits(x, y), F::kl_div(x, y), F::soft_margin_loss(x, y)}) {
    EXPECT_EQ(loss.dtype(), kDouble);
    EXPECT_EQ(autograd::grad({loss}, {x})[0].dtype(), kDouble);
  }
  Tensor p = ones({3}, kDouble).requires_grad_();  // optimizers
  const std::vector<Tensor> list = {p};
  std::vector<std::unique_ptr<optim::Optimizer>> optimizers;
  optimizers.push_back(std::make_unique<optim::SGD>(list, optim::SGDOptions(0.1).momentum(0.9)));
  optimizers.push_back(std::make_unique<optim::Adam>(list, 0.1));
  optimizers.push_back(std::make_unique<optim::AdamW>(list, 0.1));
  optimizers.push_back(std::make_unique<optim::RMSprop>(list, 0.1));
  optimizers.push_back(std::make_unique<optim::Adagrad>(list, 0.1));
  optimizers.push_back(std::make_unique<optim::LBFGS>(list, 0.1));
  for (auto& optimizer : optimizers) {
    const Tensor before = p.detach().clone();
    optimizer->step([&] {
      optimizer->zero_grad();
      Tensor loss = (p * p).sum();
      loss.backward();
      return loss;
    });
    EXPECT_EQ(p.dtype(), kDouble);
    EXPECT_FALSE(p.detach().equal(before));
    EXPECT_GT((p.detach() - p.detach().to(kFloat).to(kDouble)).abs().max().item<double>(), 0)
        << "not rounded to float32 on the way";
  }
}
TEST(Features, AT15) {
  const Tensor h = tensor({1., -2.5, 65504.}, kHalf);
  EXPECT_EQ(h.element_size(), 2);
  EXPECT_EQ(values(h), (Numbers{1, -2.5, 65504}));
  EXPECT_TRUE(std::isinf(values(tensor({65520.}).to(kHalf))[0])) << "the largest is 65504";
  EXPECT_EQ(values(tensor({0x1p-14}, kHalf))[0], 0x1p-14) << "the smallest normal, 6.1e-5";
  EXPECT_EQ(values(tensor({0x1p-24}, kHalf))[0], 0x1p-24) << "the smallest subnormal, 6.0e-8";
  EXPECT_EQ(values(tensor({0x1p-26}, kHalf))[0], 0);
  EXPECT_EQ(values(tensor({1.}, kHalf) + tensor({0x1p-10}, kHalf))[0], 1 + 0x1p-10) << "eps 9.77e-4";
  EXPECT_EQ(values(h.to(kDouble)), values(h));
  EXPECT_EQ(values(h.to(kInt).slice(0, 0, 2)), (Numbers{1, -2}));
  const Tensor a = tensor({1.5, 2.}, kHalf), b = tensor({0.5, 4.}, kHalf);
  EXPECT_EQ(values(a + b), (Numbers{2, 6}));
  EXPECT_EQ(values(a - b), (Numbers{1, -2}));
  EXPECT_EQ(values(a * b), (Numbers{0.75, 8}));
  EXPECT_EQ(values(a / b), (Numbers{3, 0.5}));
  EXPECT_EQ((a + b).dtype(), kHalf);
  EXPECT_EQ(randn({3}, kHalf).dtype(), kHalf);
  EXPECT_EQ(mm(eye(2, kHalf), a.unsqueeze(1)).flatten().equal(a), true) << "beyond PyTorch 1.13";
}
TEST(Features, AT16) {
  const Tensor t = tensor({1., 3e38}, kBFloat16);
  EXPECT_EQ(t.element_size(), 2);
  EXPECT_TRUE(std::isfinite(values(t)[1])) << "the range of float32";
  EXPECT_EQ(values(tensor({1.}, kBFloat16) + tensor({0x1p-7}, kBFloat16))[0], 1 + 0x1p-7) << "eps 7.8e-3";
  EXPECT_EQ(values(tensor({1.}, kBFloat16) + tensor({0x1p-9}, kBFloat16))[0], 1);
  const Tensor a = test::wave({4, 5}, 0, kBFloat16), b = test::wave({5, 3}, 1, kBFloat16);
  EXPECT_EQ(matmul(a, b).dtype(), kBFloat16);
  test::expect_close(matmul(a, b), matmul(a.to(kFloat), b.to(kFloat)).to(kBFloat16), 1e-2);
}
TEST(Features, AT17) {
  EXPECT_EQ(kInt, kInt32);
  const Tensor t = tensor({1, 2}, kInt);
  EXPECT_EQ(t.element_size(), 4);
  EXPECT_EQ(t.dtype(), kInt32);
  EXPECT_EQ(values(tensor({2147483647}, kInt) + 1)[0], -2147483648.) << "thirty-two bits";
}
TEST(Features, AT18) {
  EXPECT_EQ(kLong, kInt64);
  EXPECT_EQ(tensor({1, 2}).dtype(), kInt64) << "the default for integers";
  EXPECT_EQ(arange(3).dtype(), kInt64);
  EXPECT_EQ(tensor({1}).element_size(), 8);
  EXPECT_EQ(rand({2, 3}).argmax(1).dtype(), kInt64);
  EXPECT_EQ(rand({3}).nonzero().dtype(), kInt64);
  // Class targets and indices must have it.
  EXPECT_THROWN("Error: expected scalar type Long but found Int",
                nn::functional::cross_entropy(rand({2, 3}), tensor({0, 1}, kInt)));
  EXPECT_THROWN("Error: gather(): Expected dtype int64 for index",
                rand({2, 2}).gather(1, tensor({{0}}, kInt)));
  EXPECT_THROWN("IndexError: tensors used as indices must be long, int, byte or bool tensors",
                rand({3}).index({tensor({0.})}));
}
TEST(Features, AT20) {
  EXPECT_EQ(kByte, kUInt8);
  const Tensor t = tensor({0, 255}, kUInt8);
  EXPECT_EQ(t.element_size(), 1);
  EXPECT_EQ(values(t), (Numbers{0, 255}));
  EXPECT_EQ(values(t + 1), (Numbers{1, 0})) << "modulo 256";
  EXPECT_EQ((t.to(kFloat) / 255).max().item<float>(), 1.f);
}
TEST(Features, AT19) {
  const Tensor a = rand({4}), mask = a > 0.5;
  EXPECT_EQ(mask.dtype(), kBool);
  EXPECT_EQ(mask.element_size(), 1);
  EXPECT_EQ((a == a).dtype(), kBool);
  EXPECT_EQ(values(tensor({0., 0.5, std::nan("")}).to(kBool)), (Numbers{0, 1, 1}));
  EXPECT_EQ(a.index({mask}).size(0), mask.sum().item<int64_t>());
  EXPECT_THROWN(
      "Error: Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
      "`logical_xor()` operator instead.",
      mask - mask);
}
TEST(Features, AT22) {
  EXPECT_EQ(get_default_dtype(), kFloat32);
  EXPECT_EQ(tensor({1.}).dtype(), kFloat32);
  EXPECT_EQ(tensor({1}).dtype(), kInt64);
  EXPECT_EQ((tensor({1}) / 2).dtype(), kFloat32);
}
TEST(Features, AT23) {
  const Tensor f = rand({2}), x = rand({3}).requires_grad_();
  EXPECT_TRUE(f.to(kFloat32).is_same(f)) << "the same tensor when nothing changes";
  const Tensor d = f.to(kDouble);
  EXPECT_FALSE(d.is_alias_of(f));
  EXPECT_EQ(d.dtype(), kDouble);
  EXPECT_EQ(values(d), values(f));
  for (const ScalarType t : {kDouble, kHalf, kBFloat16}) {
    x.mutable_grad() = Tensor();
    (x.to(t) * 2).sum().backward();
    EXPECT_EQ(x.grad().dtype(), kFloat32);
    EXPECT_EQ(values(x.grad()), (Numbers{2, 2, 2}));
  }
  EXPECT_FALSE(x.to(kLong).requires_grad());
}
TEST(Features, AT24) {  // libtorch has no float(), half(), double(), ...: to() is what they mean
  const Tensor t = tensor({1.75, -2.});
  EXPECT_EQ(values(t.to(kFloat)), (Numbers{1.75, -2}));
  EXPECT_EQ(values(t.to(kHalf)), (Numbers{1.75, -2}));
  EXPECT_EQ(values(t.to(kBFloat16)), (Numbers{1.75, -2}));
  EXPECT_EQ(values(t.to(kDouble)), (Numbers{1.75, -2}));
  EXPECT_EQ(values(t.to(kInt)), (Numbers{1, -2}));
  EXPECT_EQ(values(t.to(kLong)), (Numbers{1, -2}));
  EXPECT_EQ(values(t.toType(kInt)), (Numbers{1, -2}));
}
TEST(Features, AT25) {
  for (const ScalarType t : {kInt, kLong, kShort, kChar})
    EXPECT_EQ(values(tensor({1.7, -1.7, 2.5}).to(t)), (Numbers{1, -1, 2})) << t;
  EXPECT_EQ(values(tensor({1.7, 2.5}).to(kByte)), (Numbers{1, 2}));
}
TEST(Features, AT26) {
  const Tensor correct = tensor({1, 2, 3, 4}) == tensor({1, 0, 3, 4});
  EXPECT_EQ(values(correct.to(kFloat)), (Numbers{1, 0, 1, 1}));
  EXPECT_EQ(correct.to(kFloat).mean().item<float>(), 0.75f);
}
TEST(Features, AT27) {
  const Tensor f = ones({2, 3}), i = tensor({1, 2, 3});
  EXPECT_EQ((f + i).dtype(), kFloat);
  EXPECT_TRUE((f + i).equal(tensor({{2., 3., 4.}, {2., 3., 4.}})));
  EXPECT_EQ((f * 2.0).dtype(), kFloat) << "a number never raises the dtype inside of its category";
  EXPECT_EQ((tensor({1}, kShort) * 100).dtype(), kShort);
  EXPECT_EQ((i * 2.5).dtype(), kFloat);
  EXPECT_EQ((i * 2).dtype(), kLong);
  EXPECT_EQ((f + ones({3}, kDouble)).dtype(), kDouble);
  EXPECT_EQ((f + tensor(1., kDouble)).dtype(), kFloat) << "nor does a tensor without dimensions";
  EXPECT_EQ((f.to(kHalf) + f).dtype(), kFloat);
  EXPECT_EQ((tensor({true}) + 1).dtype(), kLong);
}
// What the dtype guide recommends is what the library asks for or gives.
TEST(Features, AT29) {
  EXPECT_EQ(nn::Linear(2, 2)->weight.dtype(), kFloat32) << "training";
  EXPECT_TRUE(autograd::gradcheck(
      [](const autograd::variable_list& in) { return autograd::variable_list{in[0].sin()}; },
      {rand({3}, kDouble).requires_grad_()}))
      << "checks and ill-conditioned work";
  // An ill-conditioned system: the Hilbert matrix of order 6 (condition number 1.5e7).
  const Tensor n = arange(6., kDouble), h = 1 / (n.unsqueeze(1) + n + 1), x = ones({6}, kDouble);
  const auto error = [&](ScalarType t) {
    return (linalg::solve(h.to(t), h.matmul(x).to(t), true).to(kDouble) - x).abs().max().item<double>();
  };
  EXPECT_LT(error(kDouble), 1e-8);
  EXPECT_GT(error(kFloat), 1e-5);
  nn::Linear small(4, 4);
  small->to(kBFloat16);
  EXPECT_EQ(small->weight.nbytes(), 4u * 4 * 2) << "inference in half the memory";
  EXPECT_EQ(small(ones({1, 4}, kBFloat16)).dtype(), kBFloat16);
  EXPECT_EQ(rand({3}).argsort().dtype(), kInt64) << "labels and indices";
  EXPECT_EQ((rand({3}) > 0).dtype(), kBool) << "masks";
}
// What the ranks mean to the layers.
TEST(Features, AT30) {
  EXPECT_EQ(tensor(3.).dim(), 0);
  EXPECT_EQ(tensor({1., 2.}).dim(), 1);
  EXPECT_EQ(nn::Conv2d(3, 5, 3)(rand({2, 3, 8, 9})).sizes(), IntArrayRef({2, 5, 6, 7})) << "(B, C, H, W)";
  nn::LSTM sequence_first(3, 4), batch_first(nn::LSTMOptions(3, 4).batch_first(true));
  const auto [a, a_state] = sequence_first->forward(rand({7, 2, 3}));
  EXPECT_EQ(a.sizes(), IntArrayRef({7, 2, 4})) << "(S, B, F)";
  EXPECT_EQ(std::get<0>(a_state).sizes(), IntArrayRef({1, 2, 4}));
  const auto [b, b_state] = batch_first->forward(rand({2, 7, 3}));
  EXPECT_EQ(b.sizes(), IntArrayRef({2, 7, 4})) << "(B, S, F)";
  EXPECT_EQ(std::get<0>(b_state).sizes(), IntArrayRef({1, 2, 4}));
}

}  // namespace
}  // namespace facula
