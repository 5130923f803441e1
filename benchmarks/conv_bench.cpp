// Convolutions, forward and all gradients, by layout; and poolings. Counter: GFLOP/s or bytes read per
// second.
#include <benchmark/benchmark.h>

#include "facula/graph/grad_mode.h"
#include "facula/ops/conv.h"
#include "facula/ops/creation.h"
#include "facula/ops/pool.h"

namespace {

using namespace facula;

// batch, channels, height = width, outputs, stride, channels last
struct Layer {
  Tensor x, w, b, g;
  int64_t stride;
  double flops;
  explicit Layer(const benchmark::State& s) : stride(s.range(4)) {
    x = ones({s.range(0), s.range(1), s.range(2), s.range(2)});
    w = ones({s.range(3), s.range(1), 3, 3});
    b = ones({s.range(3)});
    if (s.range(5)) x = x.contiguous(MemoryFormat::ChannelsLast);
    const NoGradGuard off;
    const Tensor y = conv2d(x, w, b, stride, 1);
    g = ones_like(y);
    flops = 2.0 * static_cast<double>(y.numel() * s.range(1) * 9);
  }
};

void conv_forward(benchmark::State& state) {
  const Layer l(state);
  const NoGradGuard off;
  for (auto _ : state) benchmark::DoNotOptimize(conv2d(l.x, l.w, l.b, l.stride, 1));
  state.counters["GFLOP/s"] =
      benchmark::Counter(l.flops * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
}
void conv_gradients(benchmark::State& state) {
  const Layer l(state);
  const NoGradGuard off;
  const int64_t outputs[] = {state.range(3)};
  for (auto _ : state)
    benchmark::DoNotOptimize(convolution_backward(l.g, l.x, l.w, IntArrayRef(outputs), l.stride, 1, 1, false,
                                                  0, 1, {state.range(1) > 1, true, true}));
  state.counters["GFLOP/s"] = benchmark::Counter(l.flops * (state.range(1) > 1 ? 2e-9 : 1e-9),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}
void layers(benchmark::internal::Benchmark* b) {
  for (int64_t last : {0, 1}) {
    b->Args({64, 1, 28, 32, 1, last});
    b->Args({64, 32, 14, 64, 1, last});
    b->Args({64, 64, 7, 128, 1, last});
    b->Args({32, 32, 28, 64, 1, last});
    b->Args({64, 16, 14, 32, 2, last});
  }
  b->Unit(benchmark::kMicrosecond);
}
BENCHMARK(conv_forward)->Apply(layers);
BENCHMARK(conv_gradients)->Apply(layers);

template <class F>
void pool(benchmark::State& state, const F& f) {
  Tensor x = ones({state.range(0), state.range(1), state.range(2), state.range(2)});
  if (state.range(3)) x = x.contiguous(MemoryFormat::ChannelsLast);
  const NoGradGuard off;
  for (auto _ : state) f(x);
  state.SetBytesProcessed(state.iterations() * x.nbytes());
}
void max_pool(benchmark::State& state) {
  pool(state, [](const Tensor& x) { benchmark::DoNotOptimize(max_pool2d_with_indices(x, 2)); });
}
void max_pool_overlapping(benchmark::State& state) {
  pool(state, [](const Tensor& x) { benchmark::DoNotOptimize(max_pool2d(x, 3, 2, 1)); });
}
void mean_pool(benchmark::State& state) {
  pool(state, [](const Tensor& x) { benchmark::DoNotOptimize(avg_pool2d(x, 2)); });
}
void images(benchmark::internal::Benchmark* b) {
  for (int64_t last : {0, 1}) {
    b->Args({32, 64, 28, last});
    b->Args({64, 128, 7, last});
  }
  b->Unit(benchmark::kMicrosecond);
}
BENCHMARK(max_pool)->Apply(images);
BENCHMARK(max_pool_overlapping)->Apply(images);
BENCHMARK(mean_pool)->Apply(images);

}  // namespace
