// jacobian, hessian, products with them, and checkpoints.
#include "facula/autograd/functional.h"

#include <cmath>

#include "autograd/common.h"
#include "facula/autograd/checkpoint.h"
#include "facula/core/allocator.h"
#include "facula/nn/nn.h"
#include "facula/ops/dropout.h"
#include "facula/ops/matmul.h"
#include "facula/ops/random.h"

namespace facula {
namespace {

using autograd::grad;
using V = std::vector<double>;

const auto cubes = [](const Tensor& x) { return x.pow(3).sum(); };
const auto pair_of = [](const variable_list& v) {
  return variable_list{v[0] * v[0] * v[1], v[1].sum().reshape({1})};
};

TEST(Functional, Jacobian) {
  const Tensor x = tensor({1.0, 2.0}, kDouble), y = tensor({3.0, 4.0}, kDouble);
  const auto j = autograd::jacobian(pair_of, {x, y});
  EXPECT_EQ(numbers(j[0][0]), (V{6, 0, 0, 16}));
  EXPECT_EQ(numbers(j[0][1]), (V{1, 0, 0, 4}));
  EXPECT_EQ(numbers(j[1][0]), (V{0, 0}));
  EXPECT_EQ(j[1][1].sizes(), IntArrayRef({1, 2}));
  EXPECT_FALSE(x.requires_grad() || j[0][0].requires_grad());
  EXPECT_MESSAGE(autograd::jacobian(pair_of, {x, y}, {false, true}), "is independent of input 0");
  const auto constant = [](const Tensor& t) { return t.detach() * 2; };
  EXPECT_EQ(numbers(autograd::jacobian(constant, x)), (V{0, 0, 0, 0}));
  EXPECT_MESSAGE(autograd::jacobian(constant, x, {false, true}),
                 "Output 0 of the user-provided function does not require gradients.");
  Tensor z = leaf({2});
  const Tensor j3 = autograd::jacobian([](const Tensor& t) { return t.pow(3); }, z, {true, false});
  EXPECT_EQ(at(grad({j3}, {z}, {ones_like(j3)})[0]), 12);
}

TEST(Functional, Hessian) {
  const Tensor x = tensor({1.0, 2.0}, kDouble);
  EXPECT_EQ(numbers(autograd::hessian(cubes, x)), (V{6, 0, 0, 12}));
  const auto mixed = [](const variable_list& v) { return variable_list{(v[0] * v[0] * v[1]).sum()}; };
  const auto h = autograd::hessian(mixed, {x, x});
  EXPECT_EQ(numbers(h[0][1]), (V{2, 0, 0, 4}));
  EXPECT_EQ(numbers(h[1][1]), (V{0, 0, 0, 0}));
  EXPECT_MESSAGE(autograd::hessian([](const Tensor& t) { return t * 2; }, x),
                 "The Tensor returned by the function given to hessian should contain a single element");
  Tensor z = leaf({2});  // d3/dx3 of x^4 at 2
  const Tensor h4 = autograd::hessian([](const Tensor& t) { return t.pow(4).sum(); }, z, {true, false});
  EXPECT_EQ(at(grad({h4.sum()}, {z})[0]), 48);
}

TEST(Functional, Products) {
  const Tensor x = tensor({1.0, 2.0}, kDouble), v = tensor({10.0, 100.0}, kDouble);
  const auto square = [](const Tensor& t) { return t * t; };
  EXPECT_EQ(numbers(autograd::vjp(square, x, v).second), (V{20, 400}));
  EXPECT_EQ(numbers(autograd::jvp(square, x, v).second), (V{20, 400}));
  EXPECT_EQ(numbers(autograd::jvp(square, x, v).first), (V{1, 4}));
  EXPECT_EQ(numbers(autograd::vjp(cubes, x).second), (V{3, 12}));
  EXPECT_EQ(numbers(autograd::hvp(cubes, x, v).second), (V{60, 1200}));
  EXPECT_EQ(numbers(autograd::vhp(cubes, x, v).second), (V{60, 1200}));
  EXPECT_EQ(at(autograd::vhp(cubes, x, v).first), 9);
  const auto r = autograd::jvp(pair_of, {x, x}, {v, v});
  EXPECT_EQ(numbers(r.second[0]), (V{30, 1200}));  // 2 x y vx + x^2 vy
  EXPECT_EQ(numbers(r.second[1]), (V{110}));
  EXPECT_MESSAGE(autograd::vjp(square, x), "The vector v can only be None if");
  EXPECT_MESSAGE(autograd::vjp(square, x, tensor({1.0}, kDouble)),
                 "v has invalid size: should be [2] but got [1].");
  EXPECT_MESSAGE(autograd::jvp(pair_of, {x, x}, {v}),
                 "v is a tuple of invalid length: should be 2 but got 1.");
  Tensor z = leaf({2});
  const Tensor j =
      autograd::jvp([](const Tensor& t) { return t.pow(3); }, z, ones({1}, kDouble), {true, false}).second;
  EXPECT_EQ(at(grad({j}, {z})[0]), 12);
}

// Linear functions have no second derivative at all.
TEST(Functional, HessianOfALinearFunctionIsZero) {
  const Tensor x = tensor({1.0, 2.0}, kDouble), v = tensor({10.0, 100.0}, kDouble);
  const auto linear = [](const Tensor& t) { return (t * 3).sum(); };
  EXPECT_EQ(numbers(autograd::hessian(linear, x)), (V{0, 0, 0, 0}));
  EXPECT_EQ(numbers(autograd::hvp(linear, x, v).second), (V{0, 0}));
  EXPECT_EQ(numbers(autograd::vhp(linear, x, v).second), (V{0, 0}));
}

// ---- AM-06
TEST(Features, AM06) {
  Tensor w = leaf({0.3, 0.7}), x = leaf({1, 2});
  int runs = 0;
  const auto f = [&](const Tensor& t) {
    ++runs;
    return dropout((t * w).exp(), 0.5, true) * t;
  };
  manual_seed(7);
  f(x).sum().backward();
  const V gx = numbers(x.grad()), gw = numbers(w.grad());
  x.mutable_grad().reset();
  w.mutable_grad().reset();
  manual_seed(7);
  Tensor y = utils::checkpoint(f, x);
  EXPECT_EQ(runs, 2);
  const Tensor later = rand({2});  // the replay must not disturb what others draw
  manual_seed(7);
  f(x);
  EXPECT_TRUE(rand({2}).equal(later));
  manual_seed(11);
  const Tensor expected = rand({2});
  manual_seed(11);
  y.sum().backward();
  EXPECT_TRUE(rand({2}).equal(expected));
  EXPECT_EQ(runs, 4);
  EXPECT_EQ(numbers(x.grad()), gx);
  EXPECT_EQ(numbers(w.grad()), gw);
}

TEST(Checkpoint, KeepsTheGraphAndHigherOrders) {
  Tensor x = leaf({0.5});
  const auto f = [](const Tensor& t) { return (t * t).exp(); };
  Tensor y = utils::checkpoint(f, x);
  EXPECT_NEAR(at(grad({y}, {x}, {}, true)[0]), std::exp(0.25), 1e-12);
  const Tensor g = grad({y}, {x}, {}, true, true)[0];
  EXPECT_NEAR(at(grad({g}, {x}, {}, true)[0]), 3 * std::exp(0.25), 1e-12);
  y.backward();
  EXPECT_MESSAGE(y.backward(), "Trying to backward through the graph a second time");
}

TEST(Checkpoint, SeveralInputsAndNesting) {
  Tensor a = leaf({2}), b = leaf({3});
  const auto inner = [](const Tensor& t) { return t * t; };
  const auto outer = [&](const variable_list& v) {
    return variable_list{utils::checkpoint(inner, v[0] * v[1]), v[0] + v[1]};
  };
  const auto y = utils::checkpoint(outer, variable_list{a, b});
  (y[0] + y[1]).backward();
  EXPECT_EQ(at(a.grad()), 37);  // 2 a b^2 + 1
  EXPECT_EQ(at(b.grad()), 25);
  const NoGradGuard off;
  EXPECT_FALSE(utils::checkpoint(outer, variable_list{a, b})[0].requires_grad());
}

TEST(Checkpoint, MustDoTheSameAgain) {
  Tensor x = leaf({1, 2});
  int run = 0;
  Tensor y = utils::checkpoint([&](const Tensor& t) { return run++ ? t.exp() : t.exp().exp(); }, x);
  EXPECT_MESSAGE(y.sum().backward(), "A different number of tensors was saved during the original forward");
  run = 0;
  y = utils::checkpoint([&](const Tensor& t) { return run++ ? t.sum().exp() : t.exp(); }, x);
  EXPECT_MESSAGE(y.sum().backward(), "Recomputed values for the following tensors have different metadata");
}

TEST(Checkpoint, Sequential) {
  manual_seed(3);
  nn::Sequential net;
  for (int i = 0; i < 7; ++i) {
    net->push_back(nn::Linear(16, 16));
    net->push_back(nn::Dropout(0.5));
  }
  net->to(kDouble);
  const Tensor x = randn({4, 16}, kDouble);
  const auto gradient_with = [&](const auto& forward) {
    net->zero_grad();
    manual_seed(5);
    forward().sum().backward();
    return net->parameters()[0].grad().clone();
  };
  const Tensor plain = gradient_with([&] { return net->forward(x); });
  for (const int64_t segments : {1, 3, 14})
    EXPECT_TRUE(gradient_with([&] { return utils::checkpoint_sequential(net, segments, x); }).equal(plain));
  EXPECT_THROW(utils::checkpoint_sequential(net, 0, x), ValueError);
  EXPECT_MESSAGE(utils::checkpoint_sequential(net, 15, x), "segments must be in [1, 14]");
}

TEST(Checkpoint, SavesMemory) {
  Tensor x = ones({1 << 16}).requires_grad_();
  const auto chain = [](const Tensor& t) {
    Tensor y = t;
    for (int i = 0; i < 20; ++i) y = y.sin();
    return y;
  };
  const int64_t before = memory::memory_allocated();
  Tensor kept = chain(x);
  const int64_t plain = memory::memory_allocated() - before;
  kept = Tensor();
  kept = utils::checkpoint(chain, x);
  EXPECT_LT((memory::memory_allocated() - before) * 10, plain);
  kept.sum().backward();
  EXPECT_TRUE(x.grad().defined());
}

}  // namespace
}  // namespace facula
