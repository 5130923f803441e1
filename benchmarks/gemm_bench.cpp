// Matrix products: square ones, the shapes of linear layers, and batches. Counter: GFLOP/s.
#include <benchmark/benchmark.h>

#include "facula/graph/grad_mode.h"
#include "facula/ops/creation.h"
#include "facula/ops/matmul.h"

namespace {

using namespace facula;

void rate(benchmark::State& state, double flops) {
  state.counters["GFLOP/s"] = benchmark::Counter(flops * 1e-9, benchmark::Counter::kIsIterationInvariantRate,
                                                 benchmark::Counter::kIs1000);
}

void mm_square(benchmark::State& state, ScalarType t) {
  const int64_t n = state.range(0);
  const Tensor a = ones({n, n}, t), b = ones({n, n}, t);
  const NoGradGuard off;
  for (auto _ : state) benchmark::DoNotOptimize(mm(a, b));
  rate(state, 2.0 * static_cast<double>(n * n * n));
}
BENCHMARK_CAPTURE(mm_square, float32, kFloat)->RangeMultiplier(2)->Range(4, 1024);
BENCHMARK_CAPTURE(mm_square, float64, kDouble)->RangeMultiplier(4)->Range(4, 1024);

// rows, outputs, inputs; the last argument asks for the graph.
void linear_layer(benchmark::State& state) {
  const int64_t m = state.range(0), n = state.range(1), k = state.range(2);
  const bool grad = state.range(3) != 0;
  Tensor x = ones({m, k}), w = ones({n, k}), b = ones({n});
  if (grad) w.requires_grad_();
  for (auto _ : state) benchmark::DoNotOptimize(linear(x, w, b));
  rate(state, 2.0 * static_cast<double>(m * n * k));
}
BENCHMARK(linear_layer)
    ->Args({4, 4, 4, 0})
    ->Args({4, 4, 4, 1})
    ->Args({64, 20, 20, 0})
    ->Args({64, 10, 128, 0})
    ->Args({64, 128, 256, 0})
    ->Args({64, 256, 784, 0})
    ->Args({2048, 192, 64, 0})
    ->Args({1600, 512, 128, 0});

// batch, m, n, k; the right operand transposed or not.
void batched(benchmark::State& state) {
  const int64_t batch = state.range(0), m = state.range(1), n = state.range(2), k = state.range(3);
  const Tensor a = ones({batch, m, k});
  const Tensor b = state.range(4) ? ones({batch, n, k}).transpose(1, 2) : ones({batch, k, n});
  const NoGradGuard off;
  for (auto _ : state) benchmark::DoNotOptimize(bmm(a, b));
  rate(state, 2.0 * static_cast<double>(batch * m * n * k));
}
BENCHMARK(batched)
    ->Args({64, 128, 128, 64, 0})
    ->Args({128, 64, 64, 16, 1})
    ->Args({128, 64, 16, 64, 0})
    ->Args({1024, 8, 8, 8, 0});

}  // namespace
