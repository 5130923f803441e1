// Group 8: memory of 10,000 training steps (BENCH_STEPS changes the number): resident megabytes after 500 steps, at the
// end, and the growth between, which must be none.
#include <torch/torch.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "bench.h"
#include "models.h"

static double resident_mb() {
  std::ifstream f("/proc/self/statm");
  double size = 0, resident = 0;
  f >> size >> resident;
  return resident * 4096 / 1e6;
}

int main() {
  torch::set_num_threads(bench::env_int("BENCH_THREADS", 1));
  torch::manual_seed(8);
  const int steps = bench::env_int("BENCH_STEPS", 10000);
  ConvAutoencoder net;
  MlpNet mlp(std::vector<int64_t>{16, 64, 4}, true);
  torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(1e-3));
  torch::optim::SGD sgd(mlp->parameters(), torch::optim::SGDOptions(1e-3).momentum(0.9));
  double early = 0;
  for (int i = 0; i < steps; ++i) {
    auto x = torch::rand({2, 1, 16, 16});
    opt.zero_grad();
    torch::nn::functional::mse_loss(net->forward(x), x).backward();
    opt.step();
    auto z = torch::rand({8, 16});
    sgd.zero_grad();
    torch::nn::functional::cross_entropy(mlp->forward(z), torch::randint(4, {8}, torch::kInt64)).backward();
    sgd.step();
    if (i == steps / 20) early = resident_mb();
  }
  const double late = resident_mb();
  std::printf("memory_growth\t%.3g\tMB over %d steps: %.1f MB after %d, %.1f MB at the end\n", late - early, steps, early,
              steps / 20 + 1, late);
  return late - early > 2 ? 1 : 0;
}
