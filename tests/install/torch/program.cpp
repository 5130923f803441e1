// A libtorch program, as in PyTorch's own installation guide.
#include <torch/torch.h>

#include <cstdio>

int main() {
  torch::manual_seed(0);
  torch::Tensor x = torch::rand({2, 3}, torch::requires_grad());
  torch::Tensor y = (x * x).sum();
  y.backward();
  std::printf("%.6f %.6f\n", y.item<double>(), x.grad()[0][0].item<double>());
  return (x.grad() - 2 * x).abs().max().item<float>() == 0 ? 0 : 1;
}
