// Rows AC and NS of the feature list: activations, and numbers that stay finite.
#include <cmath>

#include "facula/autograd/autograd.h"
#include "facula/facula.h"
#include "recorded.h"

namespace facula {
namespace {

namespace F = nn::functional;

Tensor floats(std::vector<float> v) { return tensor(v); }
void expect_close(const Tensor& got, const Tensor& want, double rtol = 1e-5) {
  EXPECT_TRUE(got.allclose(want, rtol, 1e-7)) << got.repr() << " instead of " << want.repr();
}
Tensor slope(Tensor (*f)(const Tensor&), double at) {
  const Tensor x = full({1}, at, kDouble).requires_grad_();
  return autograd::grad({f(x)}, {x})[0];
}

TEST(Features, AC01) {
  const Tensor a = floats({-1, 0, 2});
  EXPECT_TRUE(nn::ReLU()(a).equal(floats({0, 0, 2})) && facula::relu(a).equal(F::relu(a)));
  EXPECT_EQ(slope(facula::relu, 0).item<double>(), 0.0);
  EXPECT_TRUE(a.clone().relu_().equal(floats({0, 0, 2})));
}
TEST(Features, AC02) {
  const Tensor y = facula::tanh(floats({-50, 0, 50}));
  EXPECT_TRUE(y.equal(floats({-1, 0, 1})));
  Tensor x = full({}, 0.3, kDouble).requires_grad_(), z = x.tanh();
  for (int i = 0; i < 3; ++i) z = autograd::grad({z}, {x}, {}, true, true)[0];
  const double t = std::tanh(0.3), s = 1 - t * t;
  EXPECT_NEAR(z.item<double>(), -2 * s * (1 - 3 * t * t), 1e-12);
}
TEST(Features, AC03) {
  const Tensor y = facula::sigmoid(floats({-1000, 0, 1000}));
  EXPECT_TRUE(y.equal(floats({0, 0.5f, 1})));
  EXPECT_TRUE(nn::Sigmoid()(floats({0})).equal(floats({0.5f})));
}
TEST(Features, AC04) {
  expect_close(F::gelu(floats({1, -1})), floats({0.84134475f, -0.15865525f}));
  EXPECT_TRUE(nn::GELU()(floats({1})).equal(F::gelu(floats({1}))));
}
TEST(Features, AC05) {
  const Tensor x = floats({1000, 1001, 1002, 1, 2, 3}).view({2, 3});
  expect_close(facula::softmax(x, -1).sum(-1), ones({2}));
  EXPECT_TRUE(facula::softmax(x, -1).equal(F::softmax(x, -1)) && nn::Softmax(-1)(x).equal(F::softmax(x, -1)));
}
TEST(Features, AC06) {
  const Tensor x = floats({1000, 0}).view({1, 2});
  EXPECT_TRUE(facula::log_softmax(x, 1).equal(floats({0, -1000}).view({1, 2})));
  EXPECT_TRUE(nn::LogSoftmax(1)(x).equal(F::log_softmax(x, 1)));
}
TEST(Features, AC07) {
  const Tensor x = floats({1, 2, 3, 1000, 1001, 1002}).view({2, 3});
  const Tensor e = (x - std::get<0>(x.max(-1, true))).exp();
  expect_close(e / e.sum(-1, true), facula::softmax(x, -1));
}
TEST(Features, AC08) {
  const Tensor x = full({1}, 1.3, kDouble).requires_grad_();
  EXPECT_NEAR(autograd::grad({x * x.sin()}, {x})[0].item<double>(), std::sin(1.3) + 1.3 * std::cos(1.3),
              1e-14);
}
TEST(Features, AC09) {
  nn::Linear a(3, 4), b(4, 2);
  const Tensor x = randn({5, 3});
  const Tensor w = b->weight.matmul(a->weight), bias = b->weight.matmul(a->bias) + b->bias;
  EXPECT_TRUE(b(a(x)).allclose(x.matmul(w.t()) + bias, 1e-4, 1e-6));
}
TEST(Features, AC11) {
  const Tensor a = randn({7});
  EXPECT_TRUE(facula::tanh(a).equal(nn::Tanh()(a)) && facula::gelu(a).equal(F::gelu(a)));
  EXPECT_TRUE(facula::selu(a).equal(F::selu(a)) && nn::SELU()(a).equal(F::selu(a)));
  EXPECT_TRUE(facula::hardshrink(a).equal(F::hardshrink(a)) && facula::silu(a).equal(nn::SiLU()(a)));
}

TEST(Features, NS01) {
  expect_close(facula::softmax(floats({1000, 1001}), 0), floats({0.26894143f, 0.7310586f}));
  expect_close(facula::softmax(floats({-1000, -1001}), 0), floats({0.7310586f, 0.26894143f}));
}
TEST(Features, NS02) { EXPECT_TRUE(facula::log_softmax(floats({0, 1e4f}), 0).equal(floats({-1e4f, 0}))); }
TEST(Features, NS03) {
  const Tensor x = floats({1e4f, -1e4f}).view({1, 2}).requires_grad_();
  const Tensor loss = F::cross_entropy(x, full({1}, 1, kLong));
  EXPECT_EQ(loss.item<float>(), 2e4f);
  loss.backward();
  EXPECT_TRUE(x.grad().isfinite().all().item<bool>());
}
TEST(Features, NS04) {
  const Tensor x = floats({-1e4f, -1, 0.5f, 1e4f}), y = floats({0, 1, 0, 1});
  const Tensor by_hand = x.clamp_min(0) - x * y + (-x.abs()).exp().log1p();
  expect_close(F::binary_cross_entropy_with_logits(
                   x, y, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(kNone)),
               by_hand);
}
TEST(Features, NS05) {
  EXPECT_TRUE((-facula::log(zeros({1}) + 1e-8)).isfinite().all().item<bool>());
  EXPECT_TRUE(
      (-facula::log(zeros({1}, kHalf) + 1e-8)).isposinf().all().item<bool>());  // 1e-8 is 0 in float16
}
TEST(Features, NS06) {
  const Tensor p = zeros({2}).requires_grad_();
  (p * floats({3e18f, 4e18f})).sum().backward();
  EXPECT_NEAR(nn::utils::clip_grad_norm_(p, 1.0) / 5e18, 1.0, 1e-6);
  expect_close(p.grad(), floats({0.6f, 0.8f}));
}
TEST(Features, NS07) {
  const Tensor q = ones({4, 64}) * 3;
  const Tensor scores = q.matmul(q.t()) / std::sqrt(64.0);
  EXPECT_EQ(scores.max().item<float>(), 72.0f);
}
TEST(Features, NS08) {
  manual_seed(0);
  const Tensor x = randn({50, 3}) + 1000, n = x.square().sum(1);
  const Tensor d = n.unsqueeze(1) + n - 2 * x.matmul(x.t());
  EXPECT_TRUE(d.lt(0).any().item<bool>()) << "rounding makes some squared distances negative";
  EXPECT_TRUE(d.sqrt().isnan().any().item<bool>());
  EXPECT_FALSE(d.clamp_min(0).sqrt().isnan().any().item<bool>());
}
TEST(Features, NS09) {
  const Tensor x = floats({1, 2, 4});
  EXPECT_NEAR(x.log().mean().exp().item<float>(), 2.0f, 1e-6);
  EXPECT_NEAR((full({1000}, 1e30).log().mean().exp() / 1e30).item<float>(), 1.0f, 1e-4);
}
TEST(Features, NS10) {
  const auto harmonic = [](const Tensor& x) { return 1 / x.reciprocal().mean(); };
  EXPECT_EQ(harmonic(floats({1, 0, 4})).item<float>(), 0.0f);
  EXPECT_NEAR(harmonic(floats({1, 2, 4})).item<float>(), 12.0f / 7, 1e-6);
}
TEST(Features, NS11) {
  nn::Sequential net(nn::Linear(2, 3), nn::Tanh(), nn::Linear(3, 1));
  net->to(kDouble);
  const Tensor x = randn({4, 2}, kDouble).requires_grad_(), y = net->forward(x);
  y.sum().backward();
  EXPECT_TRUE(y.scalar_type() == kDouble && x.grad().scalar_type() == kDouble);
}
TEST(Features, NS13) {
  nn::BatchNorm1d bn(1);
  const Tensor y = bn(full({4, 1}, 2.0));  // variance 0: the epsilon is inside the root
  EXPECT_TRUE(y.equal(zeros({4, 1})));
}
TEST(Features, NS14) {
  EXPECT_EQ(full({1}, 2e-8).to(kHalf).item<float>(), 0.0f);
  EXPECT_GT(full({1}, 2e-8 * 65536).to(kHalf).item<float>(), 0.0f);
}
TEST(Features, NS15) {
  EXPECT_TRUE((full({1}, 65504, kHalf) * 2).isposinf().all().item<bool>());
  // 4096 times 16 is 65536: the running sum passes the largest half number, the mean does not
  EXPECT_EQ(full({4096}, 16, kHalf).mean().item<float>(), 16.0f);
  EXPECT_EQ(full({4096}, 0.1, kHalf).sum().item<float>(), 409.5f);
}

}  // namespace
}  // namespace facula
