// Group 11: layers alone as a training step sees them, forward and backward, batches of common shapes.
#include <torch/torch.h>

#include "bench.h"

using bench::keep;
using bench::run;
namespace F = torch::nn::functional;

template <class Layer>
static void forward_backward(const std::string& name, const torch::Tensor& x, Layer&& layer) {
  if (!bench::wanted(name)) return;
  auto in = x.clone().requires_grad_(true);
  const auto grad = torch::randn_like(layer(in));
  run(
      name,
      [&] {
        in.mutable_grad() = torch::Tensor();
        auto y = layer(in);
        y.backward(grad);
        keep(y);
      },
      static_cast<double>(x.numel()) * 4 * 4);
}

int main() {
  torch::set_num_threads(bench::env_int("BENCH_THREADS", 1));
  torch::manual_seed(11);
  for (int64_t n : {8, 32}) {
    const std::string size = std::to_string(n) + "x64x28";
    auto x = torch::randn({n, 64, 28, 28});
    forward_backward("layers/max_pool2d_" + size, x,
                     [](const torch::Tensor& t) { return torch::max_pool2d(t, 2); });
    torch::nn::BatchNorm2d bn(64);
    forward_backward("layers/batch_norm2d_" + size, x,
                     [&](const torch::Tensor& t) { return bn->forward(t); });
  }
  for (int64_t rows : {256, 2048}) {
    const std::string size = std::to_string(rows) + "x128";
    auto x = torch::randn({rows, 128});
    torch::nn::LayerNorm ln(torch::nn::LayerNormOptions({128}));
    forward_backward("layers/layer_norm_" + size, x, [&](const torch::Tensor& t) { return ln->forward(t); });
    auto target = torch::randint(128, {rows}, torch::kInt64);
    forward_backward("layers/cross_entropy_" + size, x,
                     [&](const torch::Tensor& t) { return F::cross_entropy(t, target); });
    forward_backward("layers/softmax_" + size, x,
                     [](const torch::Tensor& t) { return torch::softmax(t, 1); });
  }
  auto logits = torch::randn({64, 10});
  auto target = torch::randint(10, {64}, torch::kInt64);
  forward_backward("layers/cross_entropy_64x10", logits,
                   [&](const torch::Tensor& t) { return F::cross_entropy(t, target); });
  return 0;
}
