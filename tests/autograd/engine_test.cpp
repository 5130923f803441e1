// The engine, leaves, hooks, views and in-place changes (FEATURES, group AG).
#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "facula/autograd/autograd.h"
#include "facula/autograd/gradcheck.h"
#include "facula/autograd/hooks.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"

namespace facula {
namespace {

using autograd::gradcheck;
using autograd::gradgradcheck;

Tensor leaf(std::vector<double> v) { return tensor(v, kDouble).requires_grad_(); }
double at(const Tensor& t, int64_t i) { return t.reshape({-1})[i].item<double>(); }

template <class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "nothing was thrown";
}

// AG-01 to AG-05
TEST(Engine, LeavesAndResults) {
  Tensor x = tensor({1.0, 2.0});
  EXPECT_FALSE(x.requires_grad());
  EXPECT_TRUE(x.is_leaf());
  x.requires_grad_();
  EXPECT_TRUE(x.requires_grad() && x.is_leaf());
  EXPECT_FALSE(x.grad_fn().defined());
  Tensor y = x * 2;
  EXPECT_TRUE(y.requires_grad());
  EXPECT_FALSE(y.is_leaf());
  EXPECT_EQ(y.grad_fn()->name(), "MulBackward1");
  EXPECT_EQ((x * x).grad_fn()->name(), "MulBackward0");
  EXPECT_EQ((x + x).grad_fn()->name(), "AddBackward0");
  EXPECT_EQ(x.pow(2).grad_fn()->name(), "PowBackward0");
  EXPECT_EQ(x.mean().grad_fn()->name(), "MeanBackward0");
  EXPECT_EQ(message([] {
              tensor({1, 2}).requires_grad_();
            }),
            "Only Tensors of floating point and complex dtype can require gradients");
}

// AG-08, AG-12, EX-18: 40, then 130 with a second loss, then 90 after clearing
TEST(Engine, GradientsAccumulate) {
  Tensor w = leaf({5});
  Tensor l1 = (w * w * 4).sum();  // 8 w = 40
  Tensor l2 = (w * w * 9).sum();  // 18 w = 90
  l1.backward();
  EXPECT_EQ(at(w.grad(), 0), 40);
  l2.backward({}, true);
  EXPECT_EQ(at(w.grad(), 0), 130);
  w.mutable_grad().zero_();
  l2.backward();
  EXPECT_EQ(at(w.grad(), 0), 90);
  EXPECT_NE(message([&] { l2.backward(); }).find("Trying to backward through the graph a second time"),
            std::string::npos);
  w.mutable_grad().reset();
  EXPECT_FALSE(w.grad().defined());
}

// A node that saved nothing may be walked again, as in PyTorch.
TEST(Engine, SharedPrefixWithoutSavedTensors) {
  Tensor x = leaf({1, 2});
  Tensor y = x + 1;
  y.sum().backward();
  (y * 3).sum().backward();
  EXPECT_EQ(at(x.grad(), 1), 4);
}

TEST(Engine, NonScalarAndUntracked) {
  Tensor x = leaf({1, 2});
  EXPECT_EQ(message([&] { (x * 2).backward(); }), "grad can be implicitly created only for scalar outputs");
  EXPECT_EQ(message([&] { x.detach().sum().backward(); }),
            "element 0 of tensors does not require grad and does not have a grad_fn");
  (x * 2).backward(tensor({1.0, 10.0}, kDouble));
  EXPECT_EQ(at(x.grad(), 1), 20);
  EXPECT_NE(message([&] {
              (x * 2).backward(tensor({1.0}));
            }).find("Mismatch in shape: grad_output[0] has a shape of [1]"),
            std::string::npos);
}

// AG-24, AG-25: x^3 at 2 has the second derivative 12
TEST(Engine, GradOfGrad) {
  Tensor x = leaf({2});
  Tensor g = autograd::grad({x.pow(3)}, {x}, {}, true, true)[0];
  Tensor gg = autograd::grad({g}, {x}, {}, true, true)[0];
  Tensor ggg = autograd::grad({gg}, {x})[0];
  EXPECT_EQ(at(g, 0), 12);
  EXPECT_EQ(at(gg, 0), 12);
  EXPECT_EQ(at(ggg, 0), 6);
  EXPECT_FALSE(x.grad().defined());
}

TEST(Engine, UnusedInputs) {
  Tensor x = leaf({1}), z = leaf({1});
  EXPECT_NE(message([&] { autograd::grad({x * 2}, {z}); }).find("Set allow_unused=True"), std::string::npos);
  EXPECT_FALSE(autograd::grad({x * 2}, {z}, {}, {}, false, true)[0].defined());
  EXPECT_EQ(message([&] { autograd::grad({x * 2}, {}); }), "grad requires non-empty inputs.");
}

TEST(Engine, GradOfIntermediate) {
  Tensor x = leaf({3}), y = x * x, z = y * y;
  auto g = autograd::grad({z}, {y, x}, {}, true);
  EXPECT_EQ(at(g[0], 0), 18);
  EXPECT_EQ(at(g[1], 0), 108);
  z.backward({}, false, false, std::vector<Tensor>{x});
  EXPECT_EQ(at(x.grad(), 0), 108);
}

// AG-31: broadcasting is undone
TEST(Engine, BroadcastGradientsHaveTheInputsShape) {
  Tensor w = ones({3, 2}, kDouble).requires_grad_(), b = ones({2}, kDouble).requires_grad_();
  Tensor s = ones({}, kFloat).requires_grad_();
  ((w + b) * s).sum().backward();
  EXPECT_EQ(w.grad().sizes(), IntArrayRef({3, 2}));
  EXPECT_EQ(b.grad().sizes(), IntArrayRef({2}));
  EXPECT_EQ(at(b.grad(), 0), 3);
  EXPECT_EQ(s.grad().scalar_type(), kFloat);
  EXPECT_EQ(s.grad().item<float>(), 12);
}

// AG-18
TEST(Engine, NoGradIsNestedAndExceptionSafe) {
  Tensor x = leaf({1});
  {
    NoGradGuard off;
    EXPECT_FALSE((x * 2).requires_grad());
    {
      AutoGradMode on(true);
      EXPECT_TRUE((x * 2).requires_grad());
    }
    EXPECT_FALSE(GradMode::is_enabled());
  }
  try {
    NoGradGuard off;
    throw Error("x");
  } catch (const Error&) {
  }
  EXPECT_TRUE(GradMode::is_enabled());
}

// AG-21 to AG-23
TEST(Engine, DetachAndData) {
  Tensor x = leaf({2});
  Tensor d = (x * 3).detach();
  EXPECT_FALSE(d.requires_grad());
  (d * x).sum().backward();
  EXPECT_EQ(at(x.grad(), 0), 6);
  Tensor v = x.data();
  const int64_t before = x._version();
  v.add_(1);
  EXPECT_EQ(x._version(), before);
  EXPECT_EQ(at(x, 0), 3);
}

TEST(Engine, HooksSeeAndReplace) {
  Tensor x = leaf({2});
  Tensor y = x * 3;
  double seen = 0;
  y.register_hook([&](const Tensor& g) { seen = at(g, 0); });
  y.register_hook([](const Tensor& g) { return g * 10; });
  const unsigned third = y.register_hook([](const Tensor& g) { return g * 100; });
  y.remove_hook(third);
  y.retain_grad();
  x.register_hook([](const Tensor& g) { return g + 1; });
  (y * y).sum().backward();
  EXPECT_EQ(seen, 12);
  EXPECT_EQ(at(y.grad(), 0), 120);
  EXPECT_EQ(at(x.grad(), 0), 361);
}

TEST(Engine, RetainedGradientOfADeadTensor) {
  Tensor x = leaf({2}), z;
  {
    Tensor y = x * 3;
    y.retain_grad();
    z = (y * y).sum();
  }
  z.backward();
  EXPECT_EQ(at(x.grad(), 0), 36);
}

TEST(InPlace, LeafIsProtected) {
  Tensor x = leaf({1});
  EXPECT_EQ(message([&] { x.add_(1); }),
            "a leaf Variable that requires grad is being used in an in-place operation.");
  EXPECT_EQ(message([&] { x.view({1}).mul_(2); }),
            "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  EXPECT_EQ(at(x, 0), 1);
}

TEST(InPlace, SavedValueIsProtected) {
  Tensor x = leaf({1, 2});
  Tensor y = x * 1, z = y * y;
  y.add_(1);
  const std::string m = message([&] { z.sum().backward(); });
  EXPECT_NE(
      m.find(
          "one of the variables needed for gradient computation has been modified by an inplace operation"),
      std::string::npos);
  EXPECT_NE(m.find("is at version 1; expected version 0 instead"), std::string::npos) << m;
  Tensor e = (x * 1).exp();
  e.mul_(2);
  EXPECT_NE(message([&] { e.sum().backward(); }).find("modified by an inplace operation"), std::string::npos);
}

TEST(InPlace, GradientsThroughChanges) {
  auto f = [](const variable_list& v) {
    Tensor y = v[0] * 1;
    y.mul_(v[1]);
    y.sin_();
    y.add_(v[0], 2);
    y.div_(v[1]);
    return variable_list{y};
  };
  EXPECT_TRUE(gradcheck(f, {leaf({0.3, 0.7}), leaf({1.5, 2.0})}));
  EXPECT_TRUE(gradgradcheck(f, {leaf({0.3, 0.7}), leaf({1.5, 2.0})}));
}

TEST(InPlace, GradientsThroughViews) {
  auto f = [](const variable_list& v) {
    Tensor y = v[0] * 1;  // (2, 3)
    Tensor row = y[1];    // made before the change
    Tensor column = y.select(1, 0);
    column.mul_(v[1]);  // changes y and row
    y.slice(1, 1, 3).exp_();
    return variable_list{y, row * 2};
  };
  Tensor x = tensor({{0.1, 0.2, 0.3}, {0.4, 0.5, 0.6}}, kDouble).requires_grad_();
  EXPECT_TRUE(gradcheck(f, {x, leaf({1.5, 2.0})}));
  EXPECT_TRUE(gradgradcheck(f, {x, leaf({1.5, 2.0})}));
}

TEST(InPlace, ConstantBaseGetsAHistory) {
  Tensor base = zeros({2, 2}, kDouble), w = leaf({3, 4});
  base[0].add_(w);
  EXPECT_TRUE(base.requires_grad());
  EXPECT_EQ(base.grad_fn()->name(), "CopySlices");
  (base * base).sum().backward();
  EXPECT_EQ(at(w.grad(), 1), 8);
}

TEST(InPlace, SavedTensorsOfChangedViewsAreFreed) {
  Tensor base = zeros({2, 2}, kDouble), w = leaf({3, 4});
  base[0].add_(1).mul_(w);
  Tensor z = base.sum();
  z.backward();
  EXPECT_NE(message([&] { z.backward(); }).find("Trying to backward through the graph a second time"),
            std::string::npos);
}

TEST(InPlace, ViewsOfNoGradBlocks) {
  Tensor x = leaf({1, 2}), y = x * 1, v;
  {
    NoGradGuard off;
    v = y.view({2});
  }
  EXPECT_NE(
      message([&] { v.add_(1); }).find("A view was created in no_grad mode and is being modified inplace"),
      std::string::npos);
}

// AG-20
TEST(InferenceModeTest, NothingIsRecordedAndTensorsAreMarked) {
  Tensor x = leaf({1, 2}), y, v;
  {
    InferenceMode on;
    EXPECT_TRUE(InferenceMode::is_enabled());
    y = x * 2;
    y.add_(1);
    v = x.view({2});
  }
  EXPECT_TRUE(y.is_inference());
  EXPECT_FALSE(y.requires_grad() || v.is_inference() || InferenceMode::is_enabled());
  EXPECT_NO_THROW(y * y);
  EXPECT_NE(message([&] { x* y; }).find("Inference tensors cannot be saved for backward."),
            std::string::npos);
  EXPECT_NE(message([&] {
              y.add_(1);
            }).find("Inplace update to inference tensor outside InferenceMode is not allowed."),
            std::string::npos);
  EXPECT_NE(message([&] { y.requires_grad_(); }).find("Setting requires_grad=True on inference tensor"),
            std::string::npos);
  EXPECT_EQ(message([&] { y._version(); }), "Inference tensors do not track version counter.");
  EXPECT_NE(
      message([&] { v.add_(1); }).find("A view was created in inference mode and is being modified inplace"),
      std::string::npos);
}

// A thousand updates of views give the right gradients.
TEST(InPlace, ManyUpdatesOfViews) {
  Tensor w = leaf({1.001}), x = leaf({1, 1, 1, 1});
  Tensor y = x * 1;
  for (int i = 0; i < 1000; ++i) y[i % 4].mul_(w[0]);
  y.sum().backward();
  const double p = std::pow(1.001, 250);
  EXPECT_NEAR(at(x.grad(), 2), p, 1e-9);
  EXPECT_NEAR(at(w.grad(), 0), 4 * 250 * std::pow(1.001, 249), 1e-6);
}

// Building, running and destroying a long chain is linear and needs no stack.
TEST(Engine, MillionOps) {
  Tensor x = ones({1}).requires_grad_();
  {
    Tensor y = x;
    for (int i = 0; i < 1000000; ++i) y = y + 1;
    y.sum().backward();
  }
  EXPECT_EQ(x.grad().item<float>(), 1);
  Tensor z = x;
  for (int i = 0; i < 1000000; ++i) z = z + 1;  // destroyed without having run
}

TEST(Engine, ThreadsShareParameters) {
  Tensor w = leaf({2});
  std::vector<std::thread> threads;
  std::vector<double> got(4);
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i)
        got[static_cast<size_t>(t)] = at(autograd::grad({(w * w * (t + 1)).sum()}, {w})[0], 0);
    });
  for (auto& t : threads) t.join();
  for (int t = 0; t < 4; ++t) EXPECT_EQ(got[static_cast<size_t>(t)], 4 * (t + 1));
}

TEST(Gradcheck, FindsAWrongDerivative) {
  auto wrong = [](const variable_list& v) {
    Tensor y = v[0] * v[0];
    y.register_hook([](const Tensor& g) { return g * 1.01; });
    return variable_list{y};
  };
  EXPECT_NE(message([&] {
              gradcheck(wrong, {leaf({1.0})});
            }).find("Jacobian mismatch for output 0 with respect to input 0"),
            std::string::npos);
  autograd::GradcheckOptions quiet;
  quiet.raise_exception = false;
  EXPECT_FALSE(gradcheck(wrong, {leaf({1.0})}, quiet));
  EXPECT_THROW(gradcheck(wrong, {ones({1}, kDouble)}), ValueError);
}

}  // namespace
}  // namespace facula
