// Records tests/io/data/libtorch.pt with libtorch (1.13 made the file in the repository):
//   g++ -std=c++17 tests/reference/record_libtorch.cpp -o /tmp/record -I/usr/include/torch/csrc/api/include \
//       -ltorch -ltorch_cpu -lc10 && /tmp/record tests/io/data/libtorch.pt
#include <torch/torch.h>

struct Net : torch::nn::Module {
  Net() {
    register_module("fc", fc);
    register_module("bn", bn);
    register_module("act", act);
    torch::NoGradGuard guard;
    fc->weight.copy_(torch::arange(6).view({2, 3}));
    fc->bias.fill_(0.5);
  }
  torch::nn::Linear fc{3, 2};
  torch::nn::BatchNorm1d bn{2};
  torch::nn::ReLU act;
};

int main(int, char** argv) {
  auto net = std::make_shared<Net>();
  torch::save(net, argv[1]);
}
