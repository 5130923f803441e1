// A language model over characters: embedding, GRU, linear; truncated backpropagation with the state carried over, then text.
#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>

static const std::string text =
    "the rain came down on the roof and the cat came in from the garden. the cat sat down by the fire, "
    "and the rain went on and on. then the sun came out, and the cat went out to the garden again. ";

class CharModelImpl : public torch::nn::Module {
 public:
  CharModelImpl(int64_t vocabulary, int64_t hidden)
      : embedding(vocabulary, 16),
        gru(torch::nn::GRUOptions(16, hidden).num_layers(2)),
        decoder(hidden, vocabulary) {
    register_module("embedding", embedding);
    register_module("gru", gru);
    register_module("decoder", decoder);
    torch::nn::init::xavier_uniform_(decoder->weight);
  }
  // ids (time, batch) -> logits (time, batch, vocabulary) and the state
  std::tuple<torch::Tensor, torch::Tensor> forward(const torch::Tensor& ids,
                                                   const torch::Tensor& state = {}) {
    auto [out, last] = gru(embedding(ids), state);
    return {decoder(out), last};
  }

 private:
  torch::nn::Embedding embedding;
  torch::nn::GRU gru;
  torch::nn::Linear decoder;
};
TORCH_MODULE(CharModel);

int main() {
  torch::manual_seed(8);
  const std::set<char> letters(text.begin(), text.end());
  const std::string alphabet(letters.begin(), letters.end());
  std::vector<int64_t> codes;
  for (const char c : text) codes.push_back(static_cast<int64_t>(alphabet.find(c)));
  const int64_t batch = 4, length = 15;
  const auto columns = static_cast<int64_t>(codes.size()) / batch;
  const auto data =
      torch::tensor(codes).narrow(0, 0, columns * batch).view({batch, columns}).t().contiguous();

  CharModel model(static_cast<int64_t>(alphabet.size()), 48);
  torch::optim::RMSprop optimizer(model->parameters(), torch::optim::RMSpropOptions(3e-3).alpha(0.95));
  for (int epoch = 1; epoch <= 12; ++epoch) {
    torch::Tensor state;
    for (int64_t t = 0; t + length + 1 <= data.size(0); t += length) {
      const auto input = data.narrow(0, t, length), target = data.slice(0, t + 1, t + 1 + length);
      auto [logits, next] = model(input, state);
      state = next.detach();
      const auto loss = torch::cross_entropy_loss(logits.flatten(0, 1), target.reshape(-1));
      optimizer.zero_grad();
      loss.backward();
      torch::nn::utils::clip_grad_value_(model->parameters(), 0.25);
      optimizer.step();
      std::printf("epoch %d loss %.7g perplexity %.5g\n", epoch, loss.item<float>(),
                  std::exp(loss.item<double>()));
    }
  }

  torch::NoGradGuard no_grad;
  model->eval();
  auto input = torch::full({1, 1}, static_cast<int64_t>(alphabet.find('t')), torch::kInt64);
  torch::Tensor state;
  std::string written = "t";
  for (int i = 0; i < 40; ++i) {
    auto [logits, next] = model(input, state);
    state = next;
    const auto choice = torch::multinomial(torch::softmax(logits[0] / 0.5, -1), 1);
    written += alphabet[static_cast<size_t>(choice.item<int64_t>())];
    input.copy_(choice);
  }
  std::printf("%s\n", written.c_str());
}
