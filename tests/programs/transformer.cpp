// "Translation" with an encoder-decoder transformer (Vaswani et al. 2017): the target is the source backwards in other words.
// The learning rate warms up by a scheduler of the program's own.
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using torch::Tensor;

struct TranslatorImpl : torch::nn::Module {
  TranslatorImpl(int64_t words, int64_t d, int64_t heads, int64_t longest)
      : scale(std::sqrt(static_cast<double>(d))) {
    source = register_module("source", torch::nn::Embedding(words, d));
    target = register_module("target", torch::nn::Embedding(words, d));
    transformer =
        register_module("transformer", torch::nn::Transformer(torch::nn::TransformerOptions(d, heads, 2, 2)
                                                                  .dim_feedforward(2 * d)
                                                                  .dropout(0.1)
                                                                  .activation(torch::kGELU)));
    head = register_module("head", torch::nn::Linear(d, words));
    const auto position = torch::arange(longest).unsqueeze(1);
    const auto rate = torch::exp(torch::arange(0, d, 2) * (-std::log(10000.0) / static_cast<double>(d)));
    auto table = torch::zeros({longest, 1, d});
    table.index_put_({torch::indexing::Slice(), 0, torch::indexing::Slice(0, torch::indexing::None, 2)},
                     torch::sin(position * rate));
    table.index_put_({torch::indexing::Slice(), 0, torch::indexing::Slice(1, torch::indexing::None, 2)},
                     torch::cos(position * rate));
    positions = register_buffer("positions", table);
  }
  Tensor embed(torch::nn::Embedding& words, const Tensor& ids) {
    return words(ids) * scale + positions.slice(0, 0, ids.size(0));
  }
  Tensor forward(const Tensor& from, const Tensor& to, const Tensor& padding) {
    const auto mask = torch::nn::TransformerImpl::generate_square_subsequent_mask(to.size(0));
    const auto out = transformer(embed(source, from), embed(target, to), /*src_mask=*/Tensor(), mask,
                                 /*memory_mask=*/Tensor(),
                                 /*src_key_padding_mask=*/padding, /*tgt_key_padding_mask=*/Tensor(),
                                 /*memory_key_padding_mask=*/padding);
    return head(out);
  }
  double scale;
  torch::nn::Embedding source{nullptr}, target{nullptr};
  torch::nn::Transformer transformer{nullptr};
  torch::nn::Linear head{nullptr};
  Tensor positions;
};
TORCH_MODULE(Translator);

// lr = base * min(step / warm, sqrt(warm / step))
class Warmup : public torch::optim::LRScheduler {
 public:
  Warmup(torch::optim::Optimizer& optimizer, double warm)
      : LRScheduler(optimizer), base_(get_current_lrs()), warm_(warm) {}

 private:
  std::vector<double> get_lrs() override {
    auto rates = base_;
    const double s = step_count_ + 1;
    for (auto& rate : rates) rate *= std::min(s / warm_, std::sqrt(warm_ / s));
    return rates;
  }
  const std::vector<double> base_;
  const double warm_;
};

constexpr int64_t kPad = 0, kBegin = 1, kEnd = 2, kWords = 14;

struct Pairs {
  Tensor source, padding, input, output;
};
static Pairs draw(int64_t n, int64_t length) {
  Pairs p;
  p.source = torch::randint(3, kWords, {length, n}, torch::kInt64);
  const auto sizes = torch::randint(length - 2, length + 1, {n}, torch::kInt64);
  p.padding = torch::arange(length).unsqueeze(1).ge(sizes.unsqueeze(0));  // (length, n)
  const auto translated =
      p.source.flip(0).add(5).sub(3).remainder(kWords - 3).add(3).masked_fill(p.padding.flip(0), kEnd);
  p.source.masked_fill_(p.padding, kPad);
  p.padding = p.padding.t();
  p.input = torch::cat({torch::full({1, n}, kBegin, torch::kInt64), translated});
  p.output = torch::cat({translated, torch::full({1, n}, kEnd, torch::kInt64)});
  return p;
}

int main() {
  torch::manual_seed(9);
  Translator model(kWords, 32, 4, 16);
  for (auto& p : model->parameters())
    if (p.dim() > 1) torch::nn::init::xavier_uniform_(p);
  torch::optim::Adam optimizer(model->parameters(),
                               torch::optim::AdamOptions(2e-3).betas({0.9, 0.98}).eps(1e-9));
  Warmup schedule(optimizer, 10);
  schedule.step();
  torch::nn::CrossEntropyLoss criterion(
      torch::nn::CrossEntropyLossOptions().ignore_index(kPad).label_smoothing(0.05));
  for (int step = 1; step <= 25; ++step) {
    const auto pairs = draw(16, 7);
    const auto logits = model(pairs.source, pairs.input, pairs.padding);
    const auto loss = criterion(logits.view({-1, kWords}), pairs.output.flatten());
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    std::printf("step %d loss %.7g rate %.6g\n", step, loss.item<float>(),
                optimizer.param_groups()[0].options().get_lr());
    schedule.step();
  }
  model->eval();
  torch::NoGradGuard no_grad;
  const auto pairs = draw(4, 7);
  auto written = torch::full({1, 4}, kBegin, torch::kInt64);
  for (int i = 0; i < 8; ++i)
    written = torch::cat({written, model(pairs.source, written, pairs.padding)[-1].argmax(-1, true).t()});
  std::printf(
      "length %d, loss %.5g\n", static_cast<int>(written.size(0)),
      criterion(model(pairs.source, pairs.input, pairs.padding).view({-1, kWords}), pairs.output.view(-1))
          .item<float>());
}
