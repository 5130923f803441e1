// A bidirectional LSTM that says which of two symbols occurs more often in sequences of unequal length.
#include <torch/torch.h>

#include <cstdio>
#include <iostream>

namespace rnn_utils = torch::nn::utils::rnn;

struct ClassifierImpl : torch::nn::Module {
  ClassifierImpl(int64_t vocabulary, int64_t embedded, int64_t hidden) {
    embedding = register_module(
        "embedding", torch::nn::Embedding(torch::nn::EmbeddingOptions(vocabulary, embedded).padding_idx(0)));
    lstm = register_module("lstm", torch::nn::LSTM(torch::nn::LSTMOptions(embedded, hidden)
                                                       .num_layers(2)
                                                       .bidirectional(true)
                                                       .batch_first(true)
                                                       .dropout(0.1)));
    head = register_module("head", torch::nn::Linear(2 * hidden, 2));
  }
  torch::Tensor forward(const torch::Tensor& ids, const torch::Tensor& lengths) {
    const auto packed = rnn_utils::pack_padded_sequence(embedding(ids), lengths, /*batch_first=*/true,
                                                        /*enforce_sorted=*/true);
    const auto result = lstm->forward_with_packed_input(packed);
    const auto last = std::get<0>(std::get<1>(result));  // (layers * directions, batch, hidden)
    const auto n = last.size(0);
    return head(torch::cat({last[n - 2], last[n - 1]}, 1));
  }
  torch::nn::Embedding embedding{nullptr};
  torch::nn::LSTM lstm{nullptr};
  torch::nn::Linear head{nullptr};
};
TORCH_MODULE(Classifier);

struct Batch {
  torch::Tensor ids, lengths, labels;
};

static Batch draw(int64_t n, int64_t longest) {
  Batch b;
  b.lengths = torch::randint(3, longest + 1, {n}, torch::kLong);
  b.lengths[0] = longest;
  b.lengths = std::get<0>(b.lengths.sort(0, /*descending=*/true));
  b.ids = torch::randint(1, 6, {n, longest}, torch::kLong);
  const auto inside = torch::arange(longest).unsqueeze(0).lt(b.lengths.unsqueeze(1));
  b.ids.masked_fill_(~inside, 0);
  b.labels = b.ids.eq(1).sum(1).gt(b.ids.eq(2).sum(1)).to(torch::kLong);
  return b;
}

int main() {
  torch::manual_seed(7);
  Classifier model(6, 12, 16);
  std::cout << model << std::endl;
  torch::optim::AdamW optimizer(model->parameters(), torch::optim::AdamWOptions(1e-2).weight_decay(1e-2));
  for (int step = 1; step <= 25; ++step) {
    const auto batch = draw(24, 12);
    const auto logits = model(batch.ids, batch.lengths);
    const auto loss = torch::nn::functional::cross_entropy(logits, batch.labels);
    optimizer.zero_grad();
    loss.backward();
    const auto norm = torch::nn::utils::clip_grad_norm_(model->parameters(), 1.0);
    optimizer.step();
    std::printf("step %d loss %.7g norm %.5g correct %d\n", step, loss.item<float>(), norm,
                static_cast<int>(logits.argmax(1).eq(batch.labels).sum().item<int64_t>()));
  }
  model->eval();
  const auto test = draw(10, 20);
  std::printf(
      "test %.5g\n",
      torch::nn::functional::cross_entropy(model(test.ids, test.lengths), test.labels).item<double>());
  std::printf("padding row %g\n", model->embedding->weight[0].abs().sum().item<double>());
}
