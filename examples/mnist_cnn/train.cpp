#include "train.h"

#include <cstdio>

#include "progress.h"

namespace {

using namespace facula;
using data::DataLoaderOptions;
using data::transforms::Normalize;
using data::transforms::Stack;

auto prepared(const MNIST& digits) { return MNIST(digits).map(Normalize<>(0.1307, 0.3081)).map(Stack<>()); }

void train_epoch(MyVgg& model, optim::Adam& optimizer, auto& loader, Progress& progress, const Settings& s,
                 std::vector<double>& losses) {
  model->train();
  double loss_sum = 0, correct = 0, seen = 0;
  for (auto& batch : loader) {
    const Tensor x = batch.data.to(s.device), y = batch.target.to(s.device);
    optimizer.zero_grad();
    const Tensor scores = model->forward(x);
    Tensor loss = nn::functional::cross_entropy(scores, y);
    loss.backward();
    optimizer.step();

    const auto n = static_cast<double>(x.size(0));
    losses.push_back(loss.item<double>());
    loss_sum += losses.back() * n;
    correct += scores.argmax(1).eq(y).sum().item<double>();
    seen += n;
    progress.update(x.size(0), loss_sum / seen, correct / seen);
  }
  progress.finish();
}

void test(MyVgg& model, const Digits& digits, const Settings& s, Result& result) {
  NoGradGuard no_grad;
  model->eval();
  auto loader = data::make_data_loader<data::samplers::SequentialSampler>(
      prepared(digits.test), DataLoaderOptions().batch_size(500).workers(s.workers));
  std::vector<Tensor> predicted;
  for (auto& batch : *loader) predicted.push_back(model->forward(batch.data.to(s.device)).argmax(1).cpu());
  result.predictions = cat(predicted);
  const Tensor& truth = digits.test.targets();
  result.accuracy = result.predictions.eq(truth).sum().item<double>() / static_cast<double>(truth.numel());
  result.confusion = zeros({10, 10}, kLong);
  auto counts = result.confusion.accessor<int64_t, 2>();
  const auto *t = truth.data_ptr<int64_t>(), *p = result.predictions.data_ptr<int64_t>();
  for (int64_t i = 0; i < truth.numel(); ++i) ++counts[t[i]][p[i]];
}

}  // namespace

Result train(MyVgg& model, const Digits& digits, const Settings& s) {
  optim::Adam optimizer(model->parameters(), optim::AdamOptions(s.lr));
  auto loader = data::make_data_loader<data::samplers::RandomSampler>(
      prepared(digits.train),
      DataLoaderOptions().batch_size(static_cast<size_t>(s.batch_size)).workers(s.workers));
  Result result;
  for (int epoch = 1; epoch <= s.epochs; ++epoch) {
    Progress progress("epoch " + std::to_string(epoch) + "/" + std::to_string(s.epochs),
                      digits.train.images().size(0));
    train_epoch(model, optimizer, *loader, progress, s, result.losses);
  }
  test(model, digits, s, result);
  return result;
}
