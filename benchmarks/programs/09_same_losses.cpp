// The same seed gives the same losses: the first 20 steps of MyVGG on MNIST (usage: 09_same_losses DIR_WITH_IDX_FILES), and
// 100 steps of the PINN in float64. `benchmarks/same_losses` runs this with both libraries and compares.
#include <torch/torch.h>

#include <cstdio>

#include "bench.h"
#include "models.h"

static void mnist(const char* root) {
  using namespace torch::data;
  torch::manual_seed(0);
  auto train = datasets::MNIST(root).map(transforms::Normalize<>(0.1307, 0.3081)).map(transforms::Stack<>());
  auto loader = make_data_loader<samplers::RandomSampler>(std::move(train), DataLoaderOptions().batch_size(64));
  MyVgg net;
  torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(1e-3));
  int step = 0;
  for (auto& batch : *loader) {
    if (step == 20) break;
    opt.zero_grad();
    auto loss = torch::nn::functional::cross_entropy(net->forward(batch.data), batch.target);
    loss.backward();
    opt.step();
    std::printf("mnist_step_%02d\t%.9g\n", ++step, loss.item<double>());
  }
}

static void pinn() {
  torch::manual_seed(5);
  MlpNet net(std::vector<int64_t>{1, 32, 32, 32, 1}, true);
  net->to(torch::kFloat64);
  auto t = torch::linspace(0, 1, 256, torch::kFloat64).view({-1, 1}).requires_grad_(true);
  auto t0 = torch::zeros({1, 1}, torch::kFloat64).requires_grad_(true);
  auto deriv = [](const torch::Tensor& u, const torch::Tensor& x) {
    return torch::autograd::grad({u}, {x}, {torch::ones_like(u)}, true, true)[0];
  };
  torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(1e-3));
  for (int step = 1; step <= 100; ++step) {
    auto u0 = net->forward(t0);
    auto l1 = (u0.squeeze() - 1).pow(2), l2 = deriv(u0, t0).squeeze().pow(2);
    auto u = net->forward(t), du = deriv(u, t), ddu = deriv(du, t);
    auto loss = l1 + 1e-1 * l2 + 1e-4 * (ddu + 4.0 * du + 400.0 * u).pow(2).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
    if (step % 10 == 0) std::printf("pinn_step_%03d\t%.15g\n", step, loss.item<double>());
  }
}

int main(int argc, char** argv) {
  torch::set_num_threads(bench::env_int("BENCH_THREADS", 1));
  if (argc > 1) mnist(argv[1]);
  pinn();
  return 0;
}
