// Linear regression: minibatch gradient descent against y = Xw + b with noise, compared at the end with least squares.
#include <torch/torch.h>

#include <cstdio>
#include <iostream>

int main() {
  torch::manual_seed(1);
  const int64_t samples = 256, features = 3;
  const auto truth = torch::tensor({2.0f, -3.4f, 0.7f});
  const double offset = 4.2;
  const auto x = torch::randn({samples, features});
  const auto y = (x.mv(truth) + offset + 0.05 * torch::randn({samples})).unsqueeze(1);

  torch::nn::Linear model(features, 1);
  std::cout << model << std::endl;
  torch::optim::SGD optimizer(model->parameters(), /*lr=*/0.05);
  for (int epoch = 1; epoch <= 8; ++epoch) {
    const auto order = torch::randperm(samples, torch::kInt64);
    for (const auto& rows : order.split(64)) {
      auto loss = torch::mse_loss(model(x.index_select(0, rows)), y.index_select(0, rows));
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
      std::printf("epoch %d loss %.7g\n", epoch, loss.item<float>());
    }
  }
  torch::NoGradGuard no_grad;
  std::printf("all samples %.7g\n", torch::mse_loss(model(x), y).item<double>());
  const auto design = torch::cat({x, torch::ones({samples, 1})}, 1);
  const auto best = std::get<0>(torch::linalg_lstsq(design, y));
  std::printf("least squares %.7g\n", torch::mse_loss(design.mm(best), y).item<double>());
  for (const auto& p : model->named_parameters())
    for (int64_t i = 0; i < p.value().numel(); ++i)
      std::printf("%s[%d] %.7g\n", p.key().c_str(), static_cast<int>(i), p.value().view(-1)[i].item<float>());
  std::cout << best.sizes() << " " << best.dtype() << std::endl;
}
