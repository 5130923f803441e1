// Size and threads: long chains, many in-place changes, backward from several threads and inside itself.
#include <chrono>
#include <cmath>
#include <thread>

#include "autograd/common.h"
#include "facula/autograd/function.h"
#include "facula/ops/cat.h"
#include "facula/ops/random.h"

namespace facula {
namespace {

using autograd::grad;

template <class F>
void on_threads(int n, F&& f) {
  std::vector<std::thread> threads;
  for (int t = 0; t < n; ++t) threads.emplace_back([&f, t] { f(t); });
  for (auto& t : threads) t.join();
}

double seconds(const std::function<void()>& f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr int kLong = 100000;
#else
constexpr int kLong = 1000000;
#endif

// Build, run and destroy; run on a thread whose stack could not hold a frame per op.
void chain(int ops, bool run) {
  Tensor x = ones({1}).requires_grad_();
  Tensor y = x;
  for (int i = 0; i < ops; ++i) y = y + 1;
  if (!run) return;
  y.sum().backward();
  ASSERT_EQ(x.grad().item<float>(), 1);
}

TEST(Scale, MillionOpsNeedLinearTime) {
  chain(kLong / 8, true);  // warms up
  const double part = seconds([] { chain(kLong / 8, true); }), whole = seconds([] { chain(kLong, true); });
  EXPECT_LT(whole, 8 * part * 3 + 0.1);
  chain(kLong, false);  // destroyed without having run
}

TEST(Scale, WideAndShared) {  // a million edges into one node
  Tensor x = ones({1}).requires_grad_();
  Tensor sum = zeros({1});
  for (int i = 0; i < kLong / 4; ++i) sum = sum + x;
  sum.backward();
  EXPECT_EQ(x.grad().item<float>(), kLong / 4);
}

TEST(Scale, DiamondsAreNotWalkedTwice) {  // 2^200 paths
  Tensor x = leaf({1}), y = x;
  for (int i = 0; i < 200; ++i) y = (y + y) * 0.5;
  y.backward();
  EXPECT_EQ(at(x.grad()), 1);
}

// A thousand in-place updates of overlapping views, against the same computed without views.
TEST(Scale, ThousandUpdatesOfViews) {
  Tensor x = rand({16}, kDouble).add(0.5).requires_grad_(), w = leaf({1.001, 0.999, 1.002});
  Tensor y = x * 1;
  Tensor x2 = x.detach().clone().requires_grad_(), w2 = w.detach().clone().requires_grad_();
  std::vector<Tensor> plain = x2.unbind();
  for (int i = 0; i < 1000; ++i) {
    const int64_t from = i % 13, step = 1 + i % 3, to = std::min<int64_t>(16, from + 3 * step);
    Tensor view = y.slice(0, from, to, step);
    if (i % 5 == 4)
      view.add_(w[i % 3]);
    else
      view.mul_(w[i % 3]);
    for (int64_t k = from; k < to; k += step) {
      Tensor& cell = plain[static_cast<size_t>(k)];
      cell = i % 5 == 4 ? cell + w2[i % 3] : cell * w2[i % 3];
    }
  }
  y.sum().backward();
  stack(plain).sum().backward();
  EXPECT_TRUE(x.grad().allclose(x2.grad(), 1e-12));
  EXPECT_TRUE(w.grad().allclose(w2.grad(), 1e-10));
}

TEST(Threads, SeparateGraphs) {
  on_threads(4, [](int t) {
    Tensor w = leaf({static_cast<double>(t), 1});
    for (int i = 0; i < 100; ++i) (w * w).sum().backward();
    EXPECT_EQ(at(w.grad()), 200.0 * t);
  });
}

TEST(Threads, SharedParametersAccumulate) {
  Tensor w = leaf({2, 3}), b = leaf({1, 1});
  on_threads(4, [&](int t) {
    for (int i = 0; i < 100; ++i) ((w * (t + 1) + b) * 2).sum().backward();
  });
  EXPECT_EQ(numbers(w.grad()), (std::vector<double>{2000, 2000}));
  EXPECT_EQ(numbers(b.grad()), (std::vector<double>{800, 800}));
}

TEST(Threads, SharedSubgraph) {
  Tensor w = leaf({2, 3});
  Tensor hidden = (w * w).exp().log();  // saved tensors that all threads read
  std::vector<Tensor> got(4);
  on_threads(4, [&](int t) {
    for (int i = 0; i < 50; ++i)
      got[static_cast<size_t>(t)] = grad({(hidden * (t + 1)).sum()}, {w}, {}, true)[0];
  });
  for (int t = 0; t < 4; ++t) EXPECT_NEAR(at(got[static_cast<size_t>(t)]), 4 * (t + 1), 1e-12);
  std::vector<std::thread> threads;
  on_threads(4, [&](int) {
    for (int i = 0; i < 50; ++i) hidden.sum().backward({}, true);
  });
  EXPECT_NEAR(at(w.grad(), 1), 200 * 6, 1e-9);
}

TEST(Threads, GradModeIsPerThread) {
  const NoGradGuard off;
  on_threads(1, [](int) { EXPECT_TRUE(GradMode::is_enabled()); });
}

TEST(Threads, InsideOfBackward) {
  struct Parallel : autograd::Function<Parallel> {
    static Tensor forward(autograd::AutogradContext* ctx, const Tensor& x) {
      ctx->save_for_backward({x});
      return x * 2;
    }
    static variable_list backward(autograd::AutogradContext* ctx, variable_list g) {
      const Tensor x = ctx->get_saved_variables()[0].detach();
      std::vector<Tensor> parts(4);
      on_threads(4, [&](int t) {
        Tensor a = x.clone().requires_grad_();
        (a * a * (t + 1)).sum().backward();
        parts[static_cast<size_t>(t)] = a.grad();
      });
      return {g[0] * (parts[0] + parts[1] + parts[2] + parts[3])};
    }
  };
  Tensor x = leaf({3});
  Parallel::apply(x).backward();
  EXPECT_EQ(at(x.grad()), 60);
}

TEST(Threads, ExceptionsLeaveTheEngineUsable) {
  on_threads(4, [](int t) {
    Tensor x = leaf({1.0 + t});
    for (int i = 0; i < 20; ++i) {
      Tensor y = x * x;
      const auto id = y.register_hook([](const Tensor&) { throw Error("stop"); });
      EXPECT_EQ(message([&] { (y * 2).backward(); }), "stop");
      y.remove_hook(id);
      EXPECT_EQ(at(grad({x * 3}, {x})[0]), 3);
    }
    EXPECT_FALSE(x.grad().defined());
  });
}

TEST(Engine, BackwardInsideOfAHook) {
  Tensor x = leaf({3}), w = leaf({5});
  Tensor y = x * x;
  y.register_hook([&](const Tensor& g) {
    const AutoGradMode on(true);
    (w * w).backward();
    return g * w.grad();
  });
  y.backward();
  EXPECT_EQ(at(w.grad()), 10);
  EXPECT_EQ(at(x.grad()), 60);
}

}  // namespace
}  // namespace facula
