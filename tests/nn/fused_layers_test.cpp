// Layers whose parts are computed together: the same as part by part.
#include <gtest/gtest.h>

#include "single_thread.h"

namespace facula {

namespace {

using test::largest_difference;
using test::SingleThread;

template <class M>
void expect_same_gradients(const M& a, const M& b, double limit) {
  const auto p = a->named_parameters(), q = b->named_parameters();
  for (const auto& item : p) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_LT(largest_difference(item.value().grad(), q[item.key()].grad()), limit) << item.key();
  }
}

// A hook that does nothing keeps the parts apart.
void keep_apart(nn::Module& m) {
  m.register_forward_hook([](nn::Module&, const std::vector<Tensor>&, std::vector<Tensor>&) {});
}

}  // namespace

TEST(FusedLayers, FeedForwardOfTransformerLayers) {
  const SingleThread one;
  manual_seed(1);
  for (const int64_t rows : {3, 40, 130}) {  // below and above what the kernel takes
    nn::TransformerEncoderLayer layer(
        nn::TransformerEncoderLayerOptions(32, 4).dim_feedforward(50).dropout(0));
    auto apart = std::dynamic_pointer_cast<nn::TransformerEncoderLayerImpl>(layer->clone());
    keep_apart(*apart->linear1);
    const nn::TransformerEncoderLayer other(apart);
    const Tensor x = randn({rows, 3, 32}).requires_grad_(), z = x.detach().clone().requires_grad_();
    const Tensor y = layer->forward(x), want = apart->forward(z), g = randn(y.sizes());
    EXPECT_LT(largest_difference(y, want), 5e-6);
    y.backward(g);
    want.backward(g);
    EXPECT_LT(largest_difference(x.grad(), z.grad()), 2e-5);
    expect_same_gradients(layer, other, 5e-4);
  }
}

TEST(FusedLayers, FeedForwardHasSecondDerivatives) {
  const SingleThread one;
  manual_seed(2);
  nn::TransformerEncoderLayer layer(nn::TransformerEncoderLayerOptions(16, 2).dim_feedforward(32).dropout(0));
  auto apart = std::dynamic_pointer_cast<nn::TransformerEncoderLayerImpl>(layer->clone());
  keep_apart(*apart->linear1);
  const Tensor x = randn({20, 5, 16});
  const auto second = [&](nn::TransformerEncoderLayerImpl& m) {
    const Tensor in = x.clone().requires_grad_();
    const Tensor g = autograd::grad({m.forward(in).pow(2).sum()}, {in}, {}, true, true)[0];
    return autograd::grad({g.pow(2).sum()}, {in, m.linear1->weight, m.linear2->weight, m.linear1->bias});
  };
  const auto a = second(*layer), b = second(*apart);
  for (size_t i = 0; i < a.size(); ++i) {
    const double scale = b[i].abs().max().item<double>() + 1;
    EXPECT_LT(largest_difference(a[i], b[i]) / scale, 2e-5) << i;
  }
}

TEST(FusedLayers, AttentionToMemoryWithoutWeights) {
  manual_seed(3);
  for (const bool separate : {false, true}) {
    nn::MultiheadAttentionOptions options(24, 3);
    if (separate) options.kdim(10).vdim(14);
    nn::MultiheadAttention m(options), n(std::dynamic_pointer_cast<nn::MultiheadAttentionImpl>(m->clone()));
    const Tensor q = randn({7, 4, 24}).requires_grad_(),
                 k = randn({9, 4, separate ? 10 : 24}).requires_grad_();
    const Tensor v = separate ? randn({9, 4, 14}).requires_grad_() : k;
    Tensor padding = zeros({4, 9}, kBool);
    padding[1].slice(0, 5).fill_(true);
    const Tensor mask = randn({7, 9});
    const Tensor y = std::get<0>(m->forward(q, k, v, padding, false, mask));
    const Tensor gq = autograd::grad({y.pow(2).sum()}, {q}, {}, true)[0];
    const Tensor want = std::get<0>(n->forward(q, k, v, padding, true, mask));
    EXPECT_LT(largest_difference(y, want), 2e-6);
    EXPECT_LT(largest_difference(gq, autograd::grad({want.pow(2).sum()}, {q}, {}, true)[0]), 2e-5);
    const Tensor g = randn(y.sizes());
    y.backward(g);
    want.backward(g);
    expect_same_gradients(m, n, 5e-5);
  }
}

template <class Net, class Options>
static void compare_recurrent(Options options) {
  Net a(options);
  Net b(std::dynamic_pointer_cast<typename Net::ContainedType>(a->clone()));
  b->to(kDouble);  // goes step by step
  const int64_t width = options.hidden_size() * (options.bidirectional() ? 2 : 1);
  for (const int64_t batch : {5, 9, 40}) {
    a->zero_grad();
    b->zero_grad();
    const Tensor x = randn({11, batch, options.input_size()}).requires_grad_();
    const Tensor z = x.detach().to(kDouble).requires_grad_(), g = randn({11, batch, width});
    const Tensor y = std::get<0>(a->forward(x)), want = std::get<0>(b->forward(z));
    EXPECT_LT(largest_difference(y, want), 2e-6);
    y.backward(g);
    want.backward(g.to(kDouble));
    EXPECT_LT(largest_difference(x.grad(), z.grad()), 1e-5);
    expect_same_gradients(a, b, 3e-4);
  }
}
TEST(FusedLayers, RecurrentNetworks) {
  const SingleThread one;
  manual_seed(4);
  for (const bool both : {false, true}) {
    compare_recurrent<nn::LSTM>(nn::LSTMOptions(1, 20).num_layers(2).bidirectional(both));
    compare_recurrent<nn::LSTM>(nn::LSTMOptions(24, 32).bias(false).bidirectional(both));
    compare_recurrent<nn::GRU>(nn::GRUOptions(7, 33).num_layers(2).bidirectional(both));
    compare_recurrent<nn::GRU>(nn::GRUOptions(20, 16).bias(false).bidirectional(both));
    compare_recurrent<nn::RNN>(nn::RNNOptions(18, 24).bidirectional(both));
  }
}

TEST(FusedLayers, RecurrentNetworksOfPackedSequences) {
  const SingleThread one;
  manual_seed(5);
  nn::LSTM a(nn::LSTMOptions(6, 20).num_layers(2).bidirectional(true));
  nn::LSTM b(std::dynamic_pointer_cast<nn::LSTMImpl>(a->clone()));
  b->to(kDouble);
  const Tensor x = randn({12, 10, 6}), lengths = tensor({12, 12, 9, 9, 8, 5, 4, 4, 2, 1});
  const Tensor in = x.clone().requires_grad_(), z = x.to(kDouble).requires_grad_();
  const auto p = nn::utils::rnn::pack_padded_sequence(in, lengths);
  const auto q = nn::utils::rnn::pack_padded_sequence(z, lengths);
  const Tensor y = std::get<0>(a->forward_with_packed_input(p)).data();
  const Tensor want = std::get<0>(b->forward_with_packed_input(q)).data(), g = randn(y.sizes());
  EXPECT_LT(largest_difference(y, want), 2e-6);
  y.backward(g);
  want.backward(g.to(kDouble));
  EXPECT_LT(largest_difference(in.grad(), z.grad()), 1e-5);
  expect_same_gradients(a, b, 2e-4);
}

}  // namespace facula
