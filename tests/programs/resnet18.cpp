// ResNet-18 (He et al. 2015, the form for 32 x 32 pictures) on CIFAR-shaped data made from noise and a colour per class.
#include <torch/torch.h>

#include <cstdio>
#include <iostream>

namespace nn = torch::nn;

static nn::Conv2d conv(int64_t in, int64_t out, int64_t kernel, int64_t stride) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

class BasicBlockImpl : public nn::Module {
 public:
  BasicBlockImpl(int64_t in, int64_t out, int64_t stride) {
    conv1 = register_module("conv1", conv(in, out, 3, stride));
    bn1 = register_module("bn1", nn::BatchNorm2d(out));
    conv2 = register_module("conv2", conv(out, out, 3, 1));
    bn2 = register_module("bn2", nn::BatchNorm2d(out));
    if (stride != 1 || in != out)
      shortcut = register_module("shortcut", nn::Sequential(conv(in, out, 1, stride), nn::BatchNorm2d(out)));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    auto y = torch::relu(bn1(conv1(x)));
    y = bn2(conv2(y));
    y += shortcut ? shortcut->forward(x) : x;
    return y.relu_();
  }

 private:
  nn::Conv2d conv1{nullptr}, conv2{nullptr};
  nn::BatchNorm2d bn1{nullptr}, bn2{nullptr};
  nn::Sequential shortcut{nullptr};
};
TORCH_MODULE(BasicBlock);

class ResNetImpl : public nn::Module {
 public:
  explicit ResNetImpl(const std::vector<int64_t>& blocks, int64_t classes, int64_t width = 64)
      : channels(width) {
    stem =
        register_module("stem", nn::Sequential(conv(3, width, 3, 1), nn::BatchNorm2d(width), nn::ReLU(true)));
    layer1 = register_module("layer1", stage(width, blocks[0], 1));
    layer2 = register_module("layer2", stage(2 * width, blocks[1], 2));
    layer3 = register_module("layer3", stage(4 * width, blocks[2], 2));
    layer4 = register_module("layer4", stage(8 * width, blocks[3], 2));
    fc = register_module("fc", nn::Linear(8 * width, classes));
    for (auto& module : modules(/*include_self=*/false)) {
      if (auto* c = module->as<nn::Conv2d>())
        nn::init::kaiming_normal_(c->weight, 0.0, torch::kFanOut, torch::kReLU);
      else if (auto* b = module->as<nn::BatchNorm2d>())
        nn::init::constant_(b->weight, 1);
    }
  }
  torch::Tensor forward(torch::Tensor x) {
    x = stem->forward(x);
    x = layer4->forward(layer3->forward(layer2->forward(layer1->forward(x))));
    x = torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1);
    return fc->forward(x);
  }

 private:
  nn::Sequential stage(int64_t out, int64_t count, int64_t stride) {
    nn::Sequential blocks;
    for (int64_t i = 0; i < count; ++i) {
      blocks->push_back(BasicBlock(channels, out, i == 0 ? stride : 1));
      channels = out;
    }
    return blocks;
  }
  int64_t channels;
  nn::Sequential stem{nullptr}, layer1{nullptr}, layer2{nullptr}, layer3{nullptr}, layer4{nullptr};
  nn::Linear fc{nullptr};
};
TORCH_MODULE(ResNet);

int main() {
  torch::manual_seed(4);
  ResNet net(std::vector<int64_t>{2, 2, 2, 2}, 10);
  int64_t count = 0;
  for (const auto& p : net->named_parameters()) count += p.value().numel();
  std::printf("tensors %d, parameters %d\n", static_cast<int>(net->named_parameters().size()),
              static_cast<int>(count));

  const auto colours = torch::randn({10, 3, 1, 1});
  torch::optim::SGD optimizer(net->parameters(),
                              torch::optim::SGDOptions(5e-5).momentum(0.9).weight_decay(5e-4));
  nn::CrossEntropyLoss criterion(nn::CrossEntropyLossOptions().label_smoothing(0.1));
  for (int step = 1; step <= 20; ++step) {
    const auto target = torch::randint(10, {4}, torch::kInt64);
    const auto data = colours.index({target}) + torch::randn({4, 3, 32, 32});
    optimizer.zero_grad();
    const auto loss = criterion(net(data), target);
    loss.backward();
    nn::utils::clip_grad_norm_(net->parameters(), 5.0);
    optimizer.step();
    std::printf("step %d loss %.7g\n", step, loss.item<float>());
  }
  net->eval();
  torch::InferenceMode guard;
  std::cout << net(torch::ones({2, 3, 32, 32})).sizes() << std::endl;
}
