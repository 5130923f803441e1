// Hooks of tensors and nodes, and of saved tensors.
#include <cmath>

#include "autograd/common.h"
#include "facula/autograd/function.h"
#include "facula/graph/saved_hooks.h"

namespace facula {
namespace {

using autograd::grad;
using autograd::SavedTensorsHooks;

TEST(Hooks, OrderReplacementAndRemoval) {
  Tensor x = ones({2}, kDouble).requires_grad_(), y = full({2}, 4, kDouble).requires_grad_();
  int counter = 0;
  Tensor z = x * x + x * 2 + x * y + y;
  x.register_hook([&](Tensor) { counter += 0; });
  const auto one = z.register_hook([&](const Tensor&) { counter += 1; });
  const Tensor g = ones({2}, kDouble);
  z.backward(g, true);
  EXPECT_EQ(counter, 1);
  const auto two = z.register_hook([&](Tensor&) { counter += 2; });
  z.backward(g, true);
  EXPECT_EQ(counter, 4);
  z.remove_hook(two);
  z.backward(g, true);
  EXPECT_EQ(counter, 5);
  z.remove_hook(one);
  std::function<Tensor(Tensor)> twice = [](Tensor t) { return t.mul(2); };
  z.register_hook(twice);
  y.mutable_grad().zero_();
  z.backward(g, true);
  EXPECT_EQ(at(y.grad()), 4);  // (x + 1) * 2
  y.register_hook(twice);
  y.mutable_grad().zero_();
  z.backward(g);
  EXPECT_EQ(at(y.grad()), 8);
  EXPECT_MESSAGE(y.remove_hook(3), "Invalid index, no hook at position 3");
  EXPECT_EQ(message([] { ones({1}).register_hook([](Tensor) {}); }),
            "cannot register a hook on a variable that doesn't require gradient");
}

TEST(Hooks, UndefinedResultKeepsTheGradient) {
  Tensor x = leaf({1});
  x.register_hook([](const Tensor&) { return Tensor(); });
  (x * 3).backward();
  EXPECT_EQ(at(x.grad()), 3);
}

TEST(Hooks, MayRemoveThemselves) {
  Tensor x = leaf({1}), y = x * 3;
  unsigned id = 0;
  int calls = 0, later = 0;
  id = y.register_hook([&](const Tensor&) {
    ++calls;
    y.remove_hook(id);
  });
  y.register_hook([&](const Tensor&) { ++later; });
  y.backward({}, true);
  y.backward();
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(later, 2);
}

TEST(Hooks, RunForGradOnCapturedTensors) {
  Tensor x = leaf({2}), y = x * x;
  y.register_hook([](const Tensor& g) { return g * 10; });
  EXPECT_EQ(at(grad({y * 3}, {y}, {}, true)[0]), 30);
  EXPECT_EQ(at(grad({y * 3}, {x})[0]), 120);
}

TEST(Hooks, OfNodes) {
  Tensor x = leaf({1, 2}), y = x * 3;
  const auto node = y.grad_fn();
  std::vector<std::string> order;
  y.register_hook([&](const Tensor&) { order.push_back("tensor"); });
  node->add_pre_hook([&](const variable_list& g) {
    order.push_back("pre");
    return variable_list{g[0] * 2};
  });
  const unsigned watch = node->add_post_hook([&](const variable_list& out, const variable_list& in) {
    order.push_back("post");
    EXPECT_EQ(at(in[0]), 2);
    EXPECT_EQ(at(out[0]), 6);
  });
  node->add_post_hook(
      [](const variable_list& out, const variable_list&) { return variable_list{out[0] * 5}; });
  y.sum().backward({}, true);
  EXPECT_EQ(order, (std::vector<std::string>{"tensor", "pre", "post"}));
  EXPECT_EQ(at(x.grad()), 30);
  EXPECT_TRUE(node->del_post_hook(watch));
  EXPECT_FALSE(node->remove_hook(99));
  y.sum().backward();
  EXPECT_EQ(order.size(), 5u);
  EXPECT_EQ(at(x.grad()), 60);
}

TEST(Hooks, OfNodesAsObjects) {
  struct Half : FunctionPreHook {
    variable_list operator()(const variable_list& g) override { return {g[0] * 0.5}; }
  };
  struct Wrong : FunctionPostHook {
    variable_list operator()(const variable_list&, const variable_list&) override { return {}; }
  };
  Tensor x = leaf({1}), y = x * 3;
  y.grad_fn()->add_pre_hook(std::make_unique<Half>());
  y.backward({}, true);
  EXPECT_EQ(at(x.grad()), 1.5);
  y.grad_fn()->add_post_hook(std::unique_ptr<FunctionPostHook>(std::make_unique<Wrong>()));
  EXPECT_MESSAGE(y.backward(), "hook of MulBackward1 has returned an incorrect number of gradients");
}

TEST(Hooks, RetainedGradientFollowsInPlaceChanges) {
  Tensor x = leaf({2}), y = x * 3;
  y.retain_grad();
  EXPECT_TRUE(y.retains_grad());
  y.mul_(5);
  (y * y).backward();
  EXPECT_EQ(at(y.grad()), 60);
  EXPECT_EQ(at(x.grad()), 900);
  EXPECT_MESSAGE(ones({1}).retain_grad(), "can't retain_grad on Tensor that has requires_grad=False");
  EXPECT_NO_THROW(x.retain_grad());
  EXPECT_FALSE(x.retains_grad());
}

TEST(Hooks, AfterAccumulation) {
  Tensor w = leaf({1, 1});
  w.register_post_accumulate_grad_hook([](Tensor& p) {
    const NoGradGuard off;
    p.sub_(p.grad(), 0.5);
    p.mutable_grad().reset();
  });
  (w * 4).sum().backward();
  EXPECT_EQ(at(w), -1);
  EXPECT_FALSE(w.grad().defined());
  EXPECT_MESSAGE((w * 2).register_post_accumulate_grad_hook([](Tensor&) {}),
                 "post accumulate grad hooks cannot be registered on non-leaf tensors");
}

// ---- saved tensors

TEST(SavedHooks, PackAndUnpack) {
  Tensor a = leaf({5}), b = leaf({3});
  int packed = 0, unpacked = 0;
  Tensor y;
  {
    const SavedTensorsHooks hooks(
        [&](const Tensor& t) {
          ++packed;
          return t.detach() * 4;  // 4 times too large on purpose
        },
        [&](const Tensor& t) {
          ++unpacked;
          return t;
        });
    y = a * b;
  }
  EXPECT_EQ(packed, 2);
  EXPECT_EQ(unpacked, 0);
  y.backward({}, true);
  EXPECT_EQ(unpacked, 2);
  EXPECT_EQ(at(a.grad()), 12);
  EXPECT_EQ(at(b.grad()), 20);
  y.backward();
  EXPECT_EQ(at(a.grad()), 24);
  EXPECT_MESSAGE(y.backward(), "Trying to backward through the graph a second time");
}

TEST(SavedHooks, AnyTypeOutputsAndHigherOrders) {
  std::vector<Tensor> store;
  Tensor x = leaf({0.5}), y;
  {
    const SavedTensorsHooks hooks(
        [&](const Tensor& t) {
          store.push_back(t);
          return store.size() - 1;
        },
        [&](size_t i) { return store[i]; });
    y = (x * x).exp();  // saves inputs and an output
  }
  EXPECT_EQ(store.size(), 3u);
  const Tensor g = grad({y}, {x}, {}, true, true)[0];  // 2 x e^(x^2)
  const Tensor gg = grad({g}, {x})[0];                 // (2 + 4 x^2) e^(x^2)
  EXPECT_NEAR(at(g), std::exp(0.25), 1e-12);
  EXPECT_NEAR(at(gg), 3 * std::exp(0.25), 1e-12);
}

TEST(SavedHooks, InnermostCountsAndScopesEnd) {
  int outer = 0, inner = 0;
  const auto back = [](const Tensor& t) { return t; };
  Tensor x = leaf({2}), y;
  {
    const SavedTensorsHooks a([&](const Tensor& t) { return ++outer, t; }, back);
    {
      const SavedTensorsHooks b([&](const Tensor& t) { return ++inner, t; }, back);
      y = x * x;
    }
    y = y.exp();
  }
  y = y * y;
  EXPECT_EQ(outer, 1);
  EXPECT_EQ(inner, 2);
  y.backward();
  EXPECT_NEAR(at(x.grad()), 8 * std::exp(8.0), 1e-8);
}

TEST(SavedHooks, Errors) {
  Tensor x = leaf({2});
  const auto back = [](const Tensor& t) { return t; };
  {
    const SavedTensorsHooks hooks([](const Tensor& t) { return Tensor(t).mul_(2); }, back);
    EXPECT_MESSAGE((x * 1).exp(), "A saved tensor pack hook is modifying its input in place.");
  }
  {
    const autograd::DisableSavedTensorsHooks none("not here");
    EXPECT_EQ(message([&] { SavedTensorsHooks([](const Tensor& t) { return t; }, back); }), "not here");
  }
  Tensor y, z;
  {
    const SavedTensorsHooks hooks([](const Tensor& t) { return t; }, back);
    EXPECT_EQ(message([&] { autograd::DisableSavedTensorsHooks("busy"); }), "busy");
    y = x * 1;
    z = y * y;
  }
  y.add_(1);
  EXPECT_MESSAGE(z.backward(), "modified by an inplace operation");
}

TEST(SavedHooks, OfCustomFunctionsAndOnCpu) {
  struct Square : autograd::Function<Square> {
    static Tensor forward(autograd::AutogradContext* ctx, const Tensor& x) {
      ctx->save_for_backward({x});
      return x * x;
    }
    static variable_list backward(autograd::AutogradContext* ctx, variable_list g) {
      return {g[0] * ctx->get_saved_variables()[0] * 2};
    }
  };
  Tensor x = leaf({3}), y, z;
  int packed = 0;
  {
    const SavedTensorsHooks hooks([&](const Tensor& t) { return ++packed, t; },
                                  [](const Tensor& t) { return t; });
    y = Square::apply(x);
  }
  EXPECT_EQ(packed, 1);
  y.backward();
  EXPECT_EQ(at(x.grad()), 6);
  {
    const autograd::SaveOnCpu on_cpu;
    z = x * x;
  }
  z.backward();
  EXPECT_EQ(at(x.grad()), 12);
}

}  // namespace
}  // namespace facula
