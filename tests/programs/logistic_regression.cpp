// Logistic regression on two clouds of points: a dataset of our own, a shuffling loader, a learning rate that decays, and a
// model that is saved and loaded.
#include <torch/torch.h>

#include <cstdio>
#include <sstream>

class Clouds : public torch::data::datasets::Dataset<Clouds> {
 public:
  explicit Clouds(int64_t size)
      : labels_(torch::randint(0, 2, {size})),
        points_(torch::randn({size, 2}) + (labels_ * 2 - 1).unsqueeze(1) * torch::tensor({1.0f, 0.6f})) {}
  torch::data::Example<> get(size_t index) override {
    const auto i = static_cast<int64_t>(index);
    return {points_[i], labels_[i].to(torch::kFloat)};
  }
  torch::optional<size_t> size() const override { return points_.size(0); }

 private:
  torch::Tensor labels_, points_;
};

struct Logistic : torch::nn::Module {
  explicit Logistic(int64_t features) { linear = register_module("linear", torch::nn::Linear(features, 1)); }
  torch::Tensor forward(const torch::Tensor& x) { return linear->forward(x).squeeze(1); }
  torch::nn::Linear linear{nullptr};
};

int main() {
  torch::manual_seed(2);
  auto loader = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
      Clouds(400).map(torch::data::transforms::Stack<>()),
      torch::data::DataLoaderOptions().batch_size(64).drop_last(true));
  auto model = std::make_shared<Logistic>(2);
  torch::optim::SGD optimizer(model->parameters(),
                              torch::optim::SGDOptions(0.5).momentum(0.9).nesterov(true).weight_decay(1e-3));
  torch::optim::StepLR schedule(optimizer, /*step_size=*/2, /*gamma=*/0.5);
  const torch::nn::BCEWithLogitsLoss criterion;

  for (int epoch = 1; epoch <= 5; ++epoch) {
    int64_t correct = 0, seen = 0;
    for (auto& batch : *loader) {
      optimizer.zero_grad();
      auto logits = model->forward(batch.data);
      auto loss = torch::nn::functional::binary_cross_entropy_with_logits(logits, batch.target);
      loss.backward();
      optimizer.step();
      correct += logits.gt(0).eq(batch.target.to(torch::kBool)).sum().item<int64_t>();
      seen += batch.data.size(0);
      std::printf("epoch %d loss %.7g\n", epoch, loss.item<float>());
    }
    schedule.step();
    const auto& options = static_cast<torch::optim::SGDOptions&>(optimizer.param_groups()[0].options());
    std::printf("accuracy %d of %d, next rate %g\n", static_cast<int>(correct), static_cast<int>(seen),
                options.lr());
  }

  std::stringstream file;
  torch::save(model, file);
  auto copy = std::make_shared<Logistic>(2);
  torch::load(copy, file);
  const auto probe = torch::randn({50, 2});
  const auto p = torch::sigmoid(copy->forward(probe));
  std::printf("loaded differs by %g\n",
              (p - torch::sigmoid(model->forward(probe))).abs().max().item<double>());
  std::printf("mean probability %.7g, entropy %.7g\n", p.mean().item<double>(),
              torch::binary_cross_entropy(p, p.detach()).item<double>());
}
