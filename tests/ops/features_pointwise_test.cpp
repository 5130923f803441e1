// Rows EW, BC and IP of the feature list.
#include <cmath>
#include <limits>

#include "facula/autograd/autograd.h"
#include "facula/facula.h"
#include "recorded.h"

namespace facula {
namespace {

using test::message_of;

Tensor ints(std::vector<int64_t> v) { return tensor(v); }
Tensor bools(std::vector<int> v) { return tensor(v).to(kBool); }
Tensor floats(std::vector<float> v) { return tensor(v); }
void expect_equal(const Tensor& got, const Tensor& want) {
  EXPECT_EQ(got.scalar_type(), want.scalar_type());
  EXPECT_TRUE(got.equal(want)) << got.repr() << " instead of " << want.repr();
}
void expect_close(const Tensor& got, const Tensor& want, double rtol = 1e-5) {
  EXPECT_TRUE(got.allclose(want, rtol, 1e-7)) << got.repr() << " instead of " << want.repr();
}
const Tensor& one_two_three() {
  static const Tensor t = ints({1, 2, 3});
  return t;
}
const Tensor& four_five_six() {
  static const Tensor t = ints({4, 5, 6});
  return t;
}

// ---- element-wise

TEST(Features, EW01) {
  const Tensor &a = one_two_three(), &b = four_five_six();
  expect_equal(a + b, ints({5, 7, 9}));
  expect_equal(facula::add(a, b), ints({5, 7, 9}));
  expect_equal(a.add(1), ints({2, 3, 4}));
  expect_equal(a, ints({1, 2, 3}));
}
TEST(Features, EW02) {
  expect_equal(one_two_three() - four_five_six(), ints({-3, -3, -3}));
  EXPECT_NE(message_of<Error>([] { bools({1}) - bools({1}); }).find("Subtraction, the `-` operator"),
            std::string::npos);
}
TEST(Features, EW03) {
  expect_equal(one_two_three() * four_five_six(), ints({4, 10, 18}));
  expect_equal(ones({2, 2}).mul(ones({2, 2})), ones({2, 2}));
}
TEST(Features, EW04) {
  expect_equal(one_two_three() / four_five_six(), floats({0.25f, 0.4f, 0.5f}));
  expect_equal(facula::div(one_two_three(), four_five_six()), floats({0.25f, 0.4f, 0.5f}));
}
TEST(Features, EW05) {
  expect_equal(facula::pow(one_two_three(), 2), ints({1, 4, 9}));
  EXPECT_EQ(message_of<Error>([] { one_two_three().pow(-1); }),
            "Integers to negative integer powers are not allowed.");
}
TEST(Features, EW06) {
  const Tensor& a = one_two_three();
  expect_equal(a + 10, ints({11, 12, 13}));
  expect_equal(a * 2, ints({2, 4, 6}));
  expect_equal(a / 2, floats({0.5f, 1.0f, 1.5f}));
}
TEST(Features, EW07) {
  const Tensor x = floats({1, 2});
  expect_equal(3 * x.pow(3) + 2 * x + 1, floats({6, 29}));
  expect_equal(1 - x, floats({0, -1}));
  expect_equal(1 / (1 + x), floats({0.5f, 1.0f / 3}));
}
TEST(Features, EW08) {
  expect_equal(-one_two_three(), ints({-1, -2, -3}));
  expect_equal(one_two_three().neg(), ints({-1, -2, -3}));
}
TEST(Features, EW09) {
  expect_equal(facula::sqrt(floats({1, 4, 9})), floats({1, 2, 3}));
  const Tensor x = zeros({1}).requires_grad_();
  facula::sqrt(x).sum().backward();
  EXPECT_TRUE(x.grad().isposinf().all().item<bool>());
}
TEST(Features, EW10) {
  const Tensor y = facula::exp(floats({88.0f, 88.8f}));
  expect_equal(y.isinf(), bools({0, 1}));
}
TEST(Features, EW11) {
  const Tensor y = facula::log(floats({0, -1, 1}));
  EXPECT_TRUE(y[0].isneginf().item<bool>() && y[1].isnan().item<bool>() && y[2].item<float>() == 0);
}
TEST(Features, EW12) {
  const Tensor x = floats({-2, 0, 3}).requires_grad_();
  facula::abs(x).sum().backward();
  expect_equal(x.grad(), floats({-1, 0, 1}));
}
TEST(Features, EW13) {
  Tensor x = full({}, 0.7, kDouble).requires_grad_(), y = facula::sin(x);
  for (int i = 0; i < 4; ++i) y = autograd::grad({y}, {x}, {}, true, true)[0];
  EXPECT_NEAR(y.item<double>(), std::sin(0.7), 1e-12);
  EXPECT_NEAR(facula::cos(x).item<double>(), std::cos(0.7), 1e-15);
}
TEST(Features, EW14) {
  const Tensor a = floats({-1, 0, 2});
  expect_close(facula::tanh(a), floats({-0.76159416f, 0, 0.96402758f}));
  expect_close(facula::sigmoid(a), floats({0.26894142f, 0.5f, 0.88079708f}));
  expect_equal(facula::relu(a), floats({0, 0, 2}));
}
TEST(Features, EW15) {
  const Tensor x = floats({-1, 0, 0.5f, 1, 2}).requires_grad_();
  const Tensor y = facula::clamp(x, 0, 1);
  expect_equal(y.detach(), floats({0, 0, 0.5f, 1, 1}));
  y.sum().backward();
  expect_equal(x.grad(), floats({0, 1, 1, 1, 0}));
}
TEST(Features, EW16) {
  const Tensor a = ints({1, 2, 3}), b = ints({2, 2, 2});
  expect_equal(a > b, bools({0, 0, 1}));
  expect_equal(a.ge(b), bools({0, 1, 1}));
  expect_equal(a < b, bools({1, 0, 0}));
  expect_equal(a.le(b), bools({1, 1, 0}));
  expect_equal(a == b, bools({0, 1, 0}));
  expect_equal(a.ne(b), bools({1, 0, 1}));
  EXPECT_EQ((ones({3, 1}) > ones({1, 4})).sizes(), IntArrayRef({3, 4}));
}
TEST(Features, EW17) { expect_equal(ints({1, 2, 3, 4}) > 2, bools({0, 0, 1, 1})); }
TEST(Features, EW18) {
  const Tensor x = bools({1, 1, 0}), y = bools({1, 0, 0});
  expect_equal(x & y, bools({1, 0, 0}));
  expect_equal(x | y, bools({1, 1, 0}));
  expect_equal(~x, bools({0, 0, 1}));
  expect_equal(facula::logical_and(x, y), x & y);
}
TEST(Features, EW19) {
  const Tensor t = ints({1, 5, 3, 8, 2, 9});
  expect_equal((t > 2) & (t < 8), bools({0, 1, 1, 0, 0, 0}));
}
TEST(Features, EW20) {
  const Tensor a = floats({1, 2, 3, 4}).requires_grad_();
  const Tensor y = facula::where(a > 2, a * 10, a);
  expect_equal(y.detach(), floats({1, 2, 30, 40}));
  y.sum().backward();
  expect_equal(a.grad(), floats({1, 1, 10, 10}));
  EXPECT_EQ(facula::where(ones({2, 1}, kBool), ones({1, 3}), ones({3})).sizes(), IntArrayRef({2, 3}));
}
TEST(Features, EW21) {
  const Tensor x = floats({-1, 2});
  expect_equal(facula::where(x > 0, 1, -1), ints({-1, 1}));
  expect_equal(facula::where(x > 0, 1.0, -1.0), floats({-1, 1}));
  expect_equal(facula::where(x > 0, x, 0), floats({0, 2}));
}
TEST(Features, EW22) {
  const std::vector<Tensor> at = facula::where(ints({1, 2, 3, 4, 5}) > 3);
  ASSERT_EQ(at.size(), size_t{1});
  expect_equal(at[0], ints({3, 4}));
}
TEST(Features, EW23) {
  const Tensor a = floats({1, 2}), b = a + 1e-6;
  EXPECT_TRUE(facula::allclose(a, b, 1e-5, 1e-8));
  EXPECT_FALSE(facula::equal(a, b));
  EXPECT_FALSE(facula::equal(ones({2}), ones({2, 1})));
}
TEST(Features, EW24) {
  const float inf = std::numeric_limits<float>::infinity();
  const Tensor s = ones({2, 3}), mask = bools({0, 1, 0});
  expect_equal(s.masked_fill(mask, -inf), floats({1, -inf, 1, 1, -inf, 1}).view({2, 3}));
  EXPECT_TRUE(s.equal(ones({2, 3})));
  s.masked_fill_(mask, -inf);
  EXPECT_TRUE(s.select(1, 1).isneginf().all().item<bool>());
}
TEST(Features, EW25) {  // the op table does this for every op; here one of each kind, over layouts
  const Tensor base = arange(24, kDouble).view({4, 6}) / 7;
  for (ScalarType t : {kDouble, kFloat, kHalf, kBFloat16}) {
    const Tensor x = base.to(t), view = x.t().slice(0, 0, 6, 2), dense = view.contiguous();
    expect_equal(view.exp(), dense.exp());
    expect_equal(view * view, dense * dense);
    expect_equal(view > 1, dense > 1);
    expect_equal(view + x.select(1, 0), dense + x.select(1, 0).contiguous());
  }
}

// ---- broadcasting

TEST(Features, BC01) {
  EXPECT_EQ((ones({4, 1, 3}) + ones({5, 1})).sizes(), IntArrayRef({4, 5, 3}));
  const Tensor v = ones({3}), wide = v.expand({4, 3});
  EXPECT_EQ(wide.data_ptr(), v.data_ptr());
}
TEST(Features, BC02) {
  expect_equal(ones({2, 3}) + floats({1, 2, 3}), floats({2, 3, 4, 2, 3, 4}).view({2, 3}));
  EXPECT_EQ((ones({4, 3}) + ones({3})).sizes(), IntArrayRef({4, 3}));
}
TEST(Features, BC03) {
  EXPECT_EQ((ones({3, 1, 5}) + ones({3, 4, 1})).sizes(), IntArrayRef({3, 4, 5}));
  expect_equal(ints({1, 2}).view({2, 1}) + ints({10, 20, 30}).view({1, 3}),
               ints({11, 21, 31, 12, 22, 32}).view({2, 3}));
}
TEST(Features, BC04) {
  expect_equal(one_two_three() + ints({10}), ints({11, 12, 13}));
  expect_equal(one_two_three() + 10, ints({11, 12, 13}));
}
TEST(Features, BC05) {
  EXPECT_EQ(message_of<Error>([] {
              ones({3, 4}) + ones({3});
            }),
            "The size of tensor a (4) must match the size of tensor b (3) at non-singleton dimension 1");
  EXPECT_EQ(message_of<Error>([] { ones({3}) + ones({2}); }),
            "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0");
}
TEST(Features, BC06) {
  const Tensor x = rand({100, 10}, kDouble);
  EXPECT_LT((x - x.mean(0)).mean(0).abs().max().item<double>(), 1e-15);
  EXPECT_LT((x - x.mean(1, true)).mean(1).abs().max().item<double>(), 1e-15);
}
TEST(Features, BC07) {
  const Tensor x = ones({100, 10});
  EXPECT_EQ(message_of<Error>([&] { x.t() - x.mean(0); }),
            "The size of tensor a (100) must match the size of tensor b (10) at non-singleton dimension 1");
  EXPECT_EQ((x.t() - x.mean(0).unsqueeze(1)).sizes(), IntArrayRef({10, 100}));
}
TEST(Features, BC08) { EXPECT_EQ(ones({100, 10}).mean(0, true).sizes(), IntArrayRef({1, 10})); }
TEST(Features, BC09) {
  const Tensor data = floats({1, 2, 3, 4, 5, 6}).view({2, 3});
  expect_equal(data - data.mean(1, true), floats({-1, 0, 1, -1, 0, 1}).view({2, 3}));
  expect_equal(data / std::get<0>(data.max(0)), floats({0.25f, 0.4f, 0.5f, 1, 1, 1}).view({2, 3}));
}
TEST(Features, BC10) { EXPECT_EQ((ones({100, 1}) + ones({1, 100})).numel(), 10000); }
TEST(Features, BC11) {
  const Tensor mask = eye(3, kBool).view({1, 1, 3, 3}).expand({2, 1, 3, 3}), logits = zeros({2, 4, 3, 3});
  const Tensor y = logits.masked_fill(mask, -1.0);
  EXPECT_TRUE(y.select(1, 0).equal(y.select(1, 3)));
  EXPECT_EQ(y.sum().item<float>(), -24.0f);
}
TEST(Features, BC12) {
  const Tensor y = zeros({2, 3, 5}) - floats({1, 2, 3}).view({3, 1});
  expect_equal(y.select(0, 1).select(1, 4), floats({-1, -2, -3}));
}
TEST(Features, BC13) {
  const Tensor b = zeros({2}).requires_grad_();
  (ones({5, 2}) * 3 + b).sum().backward();
  expect_equal(b.grad(), floats({5, 5}));
}
TEST(Features, BC14) {
  const Tensor a = ones({3, 1}), wide = a.expand({-1, 4});
  EXPECT_EQ(wide.strides(), IntArrayRef({1, 0}));
  EXPECT_NE(message_of<Error>([&] { wide.add_(1); }).find("more than one element of the written-to tensor"),
            std::string::npos);
}
TEST(Features, BC15) {
  Tensor target = zeros({2, 3});
  target.add_(floats({1, 2, 3}));
  expect_equal(target.select(0, 1), floats({1, 2, 3}));
  EXPECT_EQ(message_of<Error>([] {
              zeros({3}).add_(ones({2, 3}));
            }),
            "output with shape [3] doesn't match the broadcast shape [2, 3]");
}

// ---- in place

TEST(Features, IP01) {
  const Tensor x = floats({1, 2});
  const Tensor y = x.add(1), z = x.add_(1);
  EXPECT_NE(y.data_ptr(), x.data_ptr());
  EXPECT_TRUE(z.is_same(x) && x.equal(floats({2, 3})));
}
TEST(Features, IP02) {
  Tensor x = floats({1, 2}), g = floats({1, 1});
  x.add_(1.0), x.mul_(0.5), x.sub_(0.5 * g), x.div_(2);
  expect_equal(x, floats({0.25f, 0.5f}));
  x += 1, x -= g, x *= 4, x /= g;
  expect_equal(x, floats({1, 2}));
}
TEST(Features, IP03) {
  const Tensor x = ones({2});
  expect_equal(x.fill_(3.14), floats({3.14f, 3.14f}));
  expect_equal(x.zero_(), floats({0, 0}));
}
TEST(Features, IP04) {
  Tensor x = floats({-1, 0.5f, 2});
  expect_equal(x.clone().clamp_(0, 1), floats({0, 0.5f, 1}));
  expect_equal(x.clone().relu_(), floats({0, 0.5f, 2}));
  expect_equal(facula::relu_(x), floats({0, 0.5f, 2}));
}
TEST(Features, IP05) { EXPECT_TRUE(ones({3, 4}).requires_grad_(true).requires_grad()); }
TEST(Features, IP06) {
  const Tensor w = ones({2}).requires_grad_();
  EXPECT_FALSE(w.grad().defined());
  (w * 2).sum().backward();
  w.mutable_grad().zero_();
  expect_equal(w.grad(), floats({0, 0}));
}
TEST(Features, IP07) {
  const Tensor w = zeros({2, 3}).requires_grad_();
  const void* memory = w.data_ptr();
  {
    NoGradGuard off;
    w.copy_(ints({1, 2, 3}));
    EXPECT_THROW(w.copy_(ones({4})), Error);
  }
  EXPECT_EQ(w.data_ptr(), memory);
  expect_equal(w.detach().select(0, 1), floats({1, 2, 3}));
}
TEST(Features, IP08) {
  const Tensor p = ones({2}).requires_grad_();
  const Tensor y = p * p;
  p.data().sub_(0.5);
  expect_equal(p.detach(), floats({0.5f, 0.5f}));
  y.sum().backward();  // unseen by autograd: no complaint
  EXPECT_TRUE(p.grad().defined());
}
TEST(Features, IP09) {
  const Tensor i = ints({1, 2});
  const char* const text = "result type Float can't be cast to the desired output type Long";
  EXPECT_EQ(message_of<Error>([&] { i.div_(2); }), text);
  EXPECT_EQ(message_of<Error>([&] { i.add_(1.5); }), text);
}
TEST(Features, IP10) { EXPECT_THROW(zeros({3}).add_(ones({2, 3})), Error); }
TEST(Features, IP11) {
  const Tensor x = randn({3, 4}).requires_grad_();
  EXPECT_EQ(message_of<Error>([&] { x.add_(1); }),
            "a leaf Variable that requires grad is being used in an in-place operation.");
  NoGradGuard off;
  x.add_(1);
}
TEST(Features, IP12) {
  const Tensor x = randn({3, 4}).requires_grad_();
  EXPECT_EQ(message_of<Error>([&] { x[0].add_(1); }),
            "a view of a leaf Variable that requires grad is being used in an in-place operation.");
}
TEST(Features, IP13) {
  const Tensor x = ones({2}).requires_grad_(), y = x * 2;
  y.add_(1);
  y.mul_(3);
  y.sum().backward();
  expect_equal(x.grad(), floats({6, 6}));
}
TEST(Features, IP14) {
  const Tensor x = ones({2}).requires_grad_(), y = x.exp();
  y.add_(1);
  const std::string text = message_of<Error>([&] { y.sum().backward(); });
  EXPECT_NE(
      text.find(
          "one of the variables needed for gradient computation has been modified by an inplace operation"),
      std::string::npos);
  EXPECT_NE(text.find("is at version 1; expected version 0 instead"), std::string::npos) << text;
}
TEST(Features, IP15) {
  const Tensor x = ones({4}), view = x.slice(0, 0, 2), alias = x.detach();
  const auto before = x._version();
  view.add_(1);
  alias.hypot_(alias);
  EXPECT_EQ(x._version(), before + 2);
  EXPECT_EQ(view._version(), x._version());
}
TEST(Features, IP16) {
  const Tensor x = ones({1000});
  const void* memory = x.data_ptr();
  x.exp_().logaddexp(x);
  x.clamp_(0, 2).copysign_(-1).nan_to_num_().xlogy_(x);
  EXPECT_EQ(x.data_ptr(), memory);
}

}  // namespace
}  // namespace facula
