// Speed of the CUDA kernels against what the device can do: memory-bound ops in GB/s, products in TFLOP/s.
// Without a device it says so and ends.
#include <cstdio>
#include <functional>

#include "facula/cuda/cuda.h"
#include "facula/graph/grad_mode.h"
#include "facula/ops/activation.h"
#include "facula/ops/conv.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/loss.h"
#include "facula/ops/matmul.h"
#include "facula/ops/norm.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/random.h"
#include "facula/ops/reduce.h"
#include "facula/ops/scan.h"
#include "facula/ops/softmax.h"
#include "facula/ops/sort.h"
#include "facula/ops/view.h"

namespace {

using namespace facula;

// Milliseconds a call takes on the device: the median of runs of several calls between two events.
double milliseconds(const std::function<void()>& f) {
  for (int i = 0; i < 5; ++i) f();
  double best = 1e30;
  for (int run = 0; run < 7; ++run) {
    cuda::Event start(true), end(true);
    constexpr int kCalls = 20;
    start.record();
    for (int i = 0; i < kCalls; ++i) f();
    end.record();
    end.synchronize();
    const double ms = static_cast<double>(start.elapsed_time(end)) / kCalls;
    if (ms < best) best = ms;
  }
  return best;
}

void memory_bound(const char* name, double bytes, const std::function<void()>& f) {
  const double ms = milliseconds(f);
  std::printf("%-36s %10.4f ms %10.1f GB/s\n", name, ms, bytes / ms * 1e-6);
}
void compute_bound(const char* name, double operations, const std::function<void()>& f) {
  const double ms = milliseconds(f);
  std::printf("%-36s %10.4f ms %10.2f TFLOP/s\n", name, ms, operations / ms * 1e-9);
}

void elementwise() {
  const TensorOptions gpu = TensorOptions(kFloat).device(kCUDA);
  const int64_t n = int64_t{1} << 27;
  const double bytes = static_cast<double>(n) * 4;
  const Tensor a = randn({n}, gpu), b = randn({n}, gpu), row = randn({4096}, gpu), m = a.view({-1, 4096});
  memory_bound("add", 3 * bytes, [&] { add(a, b); });
  memory_bound("add a row", 2 * bytes, [&] { add(m, row); });
  memory_bound("mul by a number", 2 * bytes, [&] { mul(a, 2); });
  memory_bound("exp", 2 * bytes, [&] { exp(a); });
  memory_bound("gelu", 2 * bytes, [&] { gelu(a); });
  const Tensor h = a.to(kHalf), g = b.to(kHalf);
  memory_bound("add, half", 1.5 * bytes, [&] { add(h, g); });
  memory_bound("float to half", 1.5 * bytes, [&] { a.to(kHalf); });
  memory_bound("copy", 2 * bytes, [&] { a.clone(); });
  memory_bound("transpose", 2 * bytes, [&] { m.t().contiguous(); });
  memory_bound("randn", bytes, [&] { randn({n}, gpu); });
}

void reductions() {
  const TensorOptions gpu = TensorOptions(kFloat).device(kCUDA);
  const Tensor m = randn({32768, 4096}, gpu);
  const double bytes = static_cast<double>(m.nbytes());
  memory_bound("sum", bytes, [&] { m.sum(); });
  memory_bound("sum of rows", bytes, [&] { m.sum(1); });
  memory_bound("sum of columns", bytes, [&] { m.sum(0); });
  memory_bound("argmax of rows", bytes, [&] { m.argmax(1); });
  memory_bound("softmax", 2 * bytes, [&] { softmax(m, 1); });
  memory_bound("layer_norm", 2 * bytes, [&] { layer_norm(m, {4096}); });
  memory_bound("cumsum of rows", 2 * bytes, [&] { cumsum(m, 1); });
  const Tensor line = m.view({-1}).slice(0, 0, 1 << 24).contiguous();
  memory_bound("sort of 16M", static_cast<double>(line.nbytes()), [&] { sort(line); });
  const Tensor rows = randint(32768, {32768}, TensorOptions(kLong).device(kCUDA));
  memory_bound("index_select of rows", 2 * bytes, [&] { m.index_select(0, rows); });
}

void products() {
  for (ScalarType t : {kFloat, kHalf, kBFloat16}) {
    const int64_t n = 8192;
    const TensorOptions gpu = TensorOptions(t).device(kCUDA);
    const Tensor a = randn({n, n}, gpu), b = randn({n, n}, gpu), bias = randn({n}, gpu);
    const double operations = 2.0 * static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
    const std::string type = toString(t);
    compute_bound(("mm 8192, " + type).c_str(), operations, [&] { mm(a, b); });
    compute_bound(("linear 8192, " + type).c_str(), operations, [&] { linear(a, b, bias); });
  }
  const TensorOptions gpu = TensorOptions(kFloat).device(kCUDA);
  const Tensor x = randn({64, 256, 56, 56}, gpu), w = randn({256, 256, 3, 3}, gpu);
  if (cuda::cudnn_is_available())
    compute_bound("conv2d 256x256x3x3 on 64x56x56", 2.0 * 64 * 56 * 56 * 256 * 256 * 9,
                  [&] { conv2d(x, w, Tensor(), 1, 1); });
}

void overhead() {
  const Tensor a = randn({4, 4}, TensorOptions(kFloat).device(kCUDA));
  std::printf("%-36s %10.4f us\n", "add of 4 x 4", milliseconds([&] { add(a, a); }) * 1e3);
  std::printf("%-36s %10.4f us\n", "mm of 4 x 4", milliseconds([&] { mm(a, a); }) * 1e3);
}

}  // namespace

int main() {
  if (!cuda::is_available()) {
    std::puts("no CUDA device");
    return 0;
  }
  NoGradGuard no_grad;
  std::printf("%s\n", cuda::get_device_name().c_str());
  elementwise();
  reductions();
  products();
  overhead();
  std::printf("%s", cuda::memory_summary().c_str());
  return 0;
}
