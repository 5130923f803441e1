// A convolutional network on 16 x 16 pictures of stripes in four directions, with noise.
#include <torch/torch.h>

#include <cstdio>
#include <iostream>
#include <vector>

struct NetImpl : torch::nn::Module {
  NetImpl()
      : conv1(torch::nn::Conv2dOptions(1, 8, 3).padding(1).bias(false)),
        norm1(8),
        conv2(torch::nn::Conv2dOptions(8, 16, 3).padding(1)),
        norm2(torch::nn::BatchNorm2dOptions(16).momentum(0.2)),
        drop(torch::nn::Dropout2dOptions(0.25)),
        fc1(16 * 4 * 4, 32),
        fc2(32, 4) {
    register_module("conv1", conv1);
    register_module("norm1", norm1);
    register_module("conv2", conv2);
    register_module("norm2", norm2);
    register_module("drop", drop);
    register_module("fc1", fc1);
    register_module("fc2", fc2);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::max_pool2d(torch::relu(norm1(conv1(x))), 2);
    x = drop(torch::nn::functional::max_pool2d(torch::leaky_relu(norm2(conv2(x)), 0.1),
                                               torch::nn::functional::MaxPool2dFuncOptions(2)));
    x = torch::relu(fc1(x.view({x.size(0), -1})));
    return torch::log_softmax(fc2(torch::dropout(x, 0.5, is_training())), /*dim=*/1);
  }
  torch::nn::Conv2d conv1;
  torch::nn::BatchNorm2d norm1;
  torch::nn::Conv2d conv2;
  torch::nn::BatchNorm2d norm2;
  torch::nn::Dropout2d drop;
  torch::nn::Linear fc1, fc2;
};
TORCH_MODULE(Net);

// Pictures (n, 1, 16, 16) and their classes.
static std::pair<torch::Tensor, torch::Tensor> stripes(int64_t n) {
  const auto label = torch::randint(4, {n}, torch::kInt64);
  const auto steps = torch::arange(16, torch::kFloat);
  const auto grid = torch::meshgrid({steps, steps}, "ij");
  const std::vector<torch::Tensor> along{grid[0], grid[1], grid[0] + grid[1], grid[0] - grid[1]};
  const auto phase = torch::rand({n, 1, 1}) * 6.2831853;
  auto picture = torch::sin(torch::stack(along).index({label}) * 0.9 + phase);
  picture += 0.3 * torch::randn({n, 16, 16});
  return {picture.unsqueeze(1), label};
}

int main() {
  torch::manual_seed(3);
  torch::Device device(torch::kCPU);
  Net net;
  net->to(device);
  std::cout << net << std::endl;
  int64_t count = 0;
  for (const auto& p : net->parameters()) count += p.numel();
  std::printf("parameters %d, buffers %d\n", static_cast<int>(count),
              static_cast<int>(net->buffers().size()));

  torch::optim::Adam optimizer(net->parameters(), torch::optim::AdamOptions(2e-3).weight_decay(1e-4));
  net->train();
  for (int step = 1; step <= 25; ++step) {
    const auto batch = stripes(32);
    optimizer.zero_grad();
    auto loss = torch::nll_loss(net(batch.first.to(device)), batch.second.to(device));
    loss.backward();
    optimizer.step();
    std::printf("step %d loss %.7g\n", step, loss.item<float>());
  }
  net->eval();
  torch::NoGradGuard no_grad;
  const auto test = stripes(200);
  const auto out = net(test.first);
  std::printf("test loss %.5g\n",
              torch::nll_loss(out, test.second, {}, torch::Reduction::Sum).item<float>() / 200);
  std::printf("correct %d\n", static_cast<int>(out.argmax(1).eq(test.second).sum().item<int64_t>()));
}
