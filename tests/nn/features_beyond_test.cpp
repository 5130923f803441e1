// Layers, losses and utilities beyond the texts (BT) of FEATURES.md.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <sstream>
#include <vector>

#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

namespace F = nn::functional;
using test::expect_close;
using test::expect_values;
using Ints = std::vector<int64_t>;

Ints sizes(const Tensor& t) { return t.sizes().vec(); }

TEST(Features, BT09) {
  nn::Sequential model(nn::Conv2d(1, 4, 3), nn::ReLU(), nn::Flatten(), nn::Linear(144, 10));
  const nn::ModuleSummary s = nn::summary(model, zeros({2, 1, 8, 8}));
  ASSERT_EQ(s.layers.size(), 5u);
  EXPECT_EQ(s.layers[1].type, "Conv2d");
  EXPECT_EQ(s.layers[1].output_size, (Ints{2, 4, 6, 6}));
  EXPECT_EQ(s.layers[1].parameters, 40);
  EXPECT_EQ(s.layers[4].output_size, (Ints{2, 10}));
  EXPECT_EQ(s.total_parameters, 40 + 1450);
  std::ostringstream text;
  text << s;
  for (const char* part : {"Conv2d", "Linear", "[2, 10]", "1,490"})
    EXPECT_NE(text.str().find(part), std::string::npos) << part << "\n" << text.str();
}
TEST(Features, BT11) {
  nn::Embedding embedding(nn::EmbeddingOptions(5, 3).padding_idx(0));
  const Tensor ids = tensor({{1, 4}, {0, 1}}), y = embedding(ids);
  EXPECT_EQ(sizes(y), (Ints{2, 2, 3}));
  EXPECT_TRUE(y[0][1].equal(embedding->weight[4]));
  EXPECT_EQ(y[1][0].abs().sum().item<float>(), 0.f) << "the padding's row is zero";
  y.sum().backward();
  expect_values(embedding->weight.grad().select(1, 0), {5}, {0, 2, 0, 0, 1}, 0);
}
TEST(Features, BT12) {
  const Tensor x = randn({2, 4, 3, 3});
  const Tensor group = F::group_norm(x, F::GroupNormFuncOptions(2)).view({2, 2, -1});
  expect_close(group.mean(-1), zeros({2, 2}), 1e-5);
  expect_close(group.var(-1, false), ones({2, 2}), 1e-3);
  const Tensor instance = nn::InstanceNorm2d(4)(x).view({2, 4, -1});
  expect_close(instance.mean(-1), zeros({2, 4}), 1e-5);
  expect_close(nn::GroupNorm(nn::GroupNormOptions(2, 4))(x).detach().view({2, 2, -1}), group, 1e-5);
}
TEST(Features, BT13) {
  EXPECT_EQ(sizes(nn::Conv1d(2, 3, 3)(rand({1, 2, 9}))), (Ints{1, 3, 7}));
  EXPECT_EQ(sizes(nn::Conv3d(2, 3, 3)(rand({1, 2, 5, 6, 7}))), (Ints{1, 3, 3, 4, 5}));
  EXPECT_EQ(sizes(nn::AdaptiveAvgPool2d(nn::AdaptiveAvgPool2dOptions({2, 3}))(rand({1, 4, 7, 8}))),
            (Ints{1, 4, 2, 3}));
  const Tensor x = rand({2, 3, 5, 7});
  expect_close(nn::AdaptiveAvgPool2d(1)(x).flatten(1), x.mean({2, 3}), 1e-6);
  const Tensor w = rand({1, 1, 3}), line = rand({1, 1, 9}), dilated = conv1d(line, w, {}, 1, 0, 2);
  EXPECT_EQ(dilated.size(2), 5);
  EXPECT_NEAR(dilated[0][0][1].item<float>(), (line[0][0].slice(0, 1, 6, 2) * w[0][0]).sum().item<float>(),
              1e-6);
}
TEST(Features, BT14) {
  manual_seed(0);
  const Tensor y = nn::Dropout2d(0.5)(ones({50, 40, 3, 3})).view({2000, 9});
  const Tensor sums = y.sum(1);
  EXPECT_TRUE(((sums == 0) | (sums == 18)).all().item<bool>()) << "whole channels";
  EXPECT_NEAR(y.mean().item<float>(), 1, 0.1);
}
TEST(Features, BT15) {
  const Tensor x = tensor({{1., 2.}, {3., 4.}}).view({1, 1, 2, 2});
  const auto up = [&](nn::UpsampleOptions o) {
    return nn::Upsample(o.scale_factor(std::vector<double>{2, 2}))(x);
  };
  expect_values(up(nn::UpsampleOptions().mode(kNearest)), {1, 1, 4, 4},
                {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4}, 0);
  expect_values(up(nn::UpsampleOptions().mode(kBilinear).align_corners(false)), {1, 1, 4, 4},
                {1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4}, 1e-6);
  expect_close(F::interpolate(x, F::InterpolateFuncOptions().size(Ints{4, 4}).mode(kNearest)),
               up(nn::UpsampleOptions().mode(kNearest)), 0);
}
TEST(Features, BT16) {
  nn::LSTM lstm(nn::LSTMOptions(3, 4).num_layers(2).bidirectional(true).dropout(0.5));
  manual_seed(0);
  const Tensor x = randn({6, 2, 3});
  const auto [y, state] = lstm->forward(x);
  EXPECT_EQ(sizes(y), (Ints{6, 2, 8}));
  EXPECT_EQ(sizes(std::get<0>(state)), (Ints{4, 2, 4}));
  EXPECT_FALSE(y.equal(std::get<0>(lstm->forward(x)))) << "dropout between the layers";
  lstm->eval();
  EXPECT_TRUE(std::get<0>(lstm->forward(x)).equal(std::get<0>(lstm->forward(x))));
  const auto packed = nn::utils::rnn::pack_padded_sequence(x, tensor({6, 4}));
  const auto out = std::get<0>(lstm->forward_with_packed_input(packed));
  const auto [padded, lengths] = nn::utils::rnn::pad_packed_sequence(out);
  expect_close(padded.select(1, 0), std::get<0>(lstm->forward(x)).select(1, 0), 1e-5);
  expect_close(padded.slice(0, 0, 4).select(1, 1),
               std::get<0>(lstm->forward(x.slice(0, 0, 4).slice(1, 1, 2))).select(1, 0), 1e-5);
  EXPECT_EQ(padded.slice(0, 4, 6).select(1, 1).abs().sum().item<float>(), 0.f);
}
TEST(Features, BT17) {
  nn::TransformerEncoderLayer layer(
      nn::TransformerEncoderLayerOptions(8, 2).dim_feedforward(16).dropout(0).norm_first(true));
  const Tensor x = randn({5, 2, 8});
  NoGradGuard off;
  const Tensor n = layer->norm1(x), z = x + std::get<0>(layer->self_attn->forward(n, n, n));
  expect_close(layer->forward(x), z + layer->linear2(facula::relu(layer->linear1(layer->norm2(z)))), 1e-5);
  nn::TransformerDecoder decoder(nn::TransformerDecoderOptions(
      nn::TransformerDecoderLayerOptions(8, 2).dim_feedforward(16).dropout(0), 2));
  const Tensor memory = randn({7, 2, 8}), y = decoder->forward(x, memory);
  EXPECT_EQ(sizes(y), sizes(x));
  EXPECT_FALSE(allclose(y, decoder->forward(x, memory + 1))) << "it attends to the memory";
  const Tensor q = randn({1, 2, 40, 8}), k = randn({1, 2, 40, 8}), v = randn({1, 2, 40, 8});
  expect_close(scaled_dot_product_attention(q, k, v),
               matmul(softmax(matmul(q, k.transpose(-2, -1)) / std::sqrt(8.), -1), v), 1e-5);
}
TEST(Features, BT18) {
  const Tensor x = tensor({-2., -0.5, 0., 1., 3.}, kDouble);
  const auto check = [&](const Tensor& y, double (*f)(double)) {
    std::vector<double> want;
    for (const double v : test::values(x)) want.push_back(f(v));
    expect_values(y, {5}, want, 1e-12);
  };
  check(nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.1))(x),
        [](double v) { return v > 0 ? v : 0.1 * v; });
  check(nn::ELU()(x), [](double v) { return v > 0 ? v : std::expm1(v); });
  check(nn::SiLU()(x), [](double v) { return v / (1 + std::exp(-v)); });
  check(nn::Softplus()(x), [](double v) { return std::log1p(std::exp(v)); });
  check(nn::Mish()(x), [](double v) { return v * std::tanh(std::log1p(std::exp(v))); });
  EXPECT_TRUE(autograd::gradgradcheck(  // smooth: for PINNs
      [](const autograd::variable_list& in) {
        return autograd::variable_list{F::silu(in[0]) + F::softplus(in[0]) + F::mish(in[0])};
      },
      {tensor({-2., -0.5, 0.3, 1.}, kDouble).requires_grad_()}));
}
TEST(Features, BT19) {
  const Tensor x = tensor({1., 2., 5.}), y = tensor({1.5, 2., 2.});
  EXPECT_NEAR(nn::L1Loss()(x, y).item<float>(), 3.5 / 3, 1e-6);
  EXPECT_NEAR(nn::SmoothL1Loss()(x, y).item<float>(), (0.125 + 2.5) / 3, 1e-6);
  EXPECT_NEAR(nn::HuberLoss(nn::HuberLossOptions().delta(2))(x, y).item<float>(), (0.125 + 2 * (3 - 1)) / 3,
              1e-6);
  const Tensor p = tensor({0.25, 0.75}), q = tensor({0.5, 0.5});
  EXPECT_NEAR(nn::KLDivLoss(nn::KLDivLossOptions().reduction(kSum))(p.log(), q).item<float>(),
              0.5 * std::log(2.) + 0.5 * std::log(2. / 3), 1e-6);
  const Tensor a = tensor({{1., 0.}, {1., 0.}}), b = tensor({{1., 1.}, {0., 1.}}), sign = tensor({1, -1});
  EXPECT_NEAR(nn::CosineEmbeddingLoss()(a, b, sign).item<float>(), (1 - 1 / std::sqrt(2.)) / 2, 1e-6);
}
TEST(Features, BT20) {
  const Tensor x = randn({4, 3}, kDouble), y = tensor({0, 2, 1, 2}), log_p = log_softmax(x, 1);
  const auto nll = [&](int64_t i, int64_t c) { return -log_p[i][c].item<double>(); };
  const auto ce = [&](F::CrossEntropyFuncOptions o) { return F::cross_entropy(x, y, o).item<double>(); };
  const Tensor w = tensor({1., 2., 4.}, kDouble);
  EXPECT_NEAR(ce(F::CrossEntropyFuncOptions().weight(w)),
              (nll(0, 0) + 4 * nll(1, 2) + 2 * nll(2, 1) + 4 * nll(3, 2)) / 11, 1e-12);
  EXPECT_NEAR(ce(F::CrossEntropyFuncOptions().ignore_index(2)), (nll(0, 0) + nll(2, 1)) / 2, 1e-12);
  const double plain = ce({}), uniform = -log_p.mean().item<double>();
  EXPECT_NEAR(ce(F::CrossEntropyFuncOptions().label_smoothing(0.1)), 0.9 * plain + 0.1 * uniform, 1e-12);
  const Tensor p = softmax(randn({4, 3}, kDouble), 1);
  EXPECT_NEAR(F::cross_entropy(x, p).item<double>(), -(p * log_p).sum(1).mean().item<double>(), 1e-12);
  const Tensor z = tensor({-1., 2.}, kDouble), t = tensor({1., 1.}, kDouble);
  EXPECT_NEAR(F::binary_cross_entropy_with_logits(
                  z, t, F::BinaryCrossEntropyWithLogitsFuncOptions().pos_weight(tensor({3.}, kDouble)))
                  .item<double>(),
              3 * (std::log1p(std::exp(1.)) + std::log1p(std::exp(-2.))) / 2, 1e-12);
}
TEST(Features, BT21) {
  manual_seed(0);
  const Tensor w = empty({200, 300});
  nn::init::xavier_uniform_(w);
  EXPECT_LE(w.abs().max().item<double>(), std::sqrt(6. / 500));
  EXPECT_NEAR(w.std().item<double>(), std::sqrt(2. / 500), 1e-3);
  nn::init::kaiming_normal_(w, 0, kFanIn, kReLU);
  EXPECT_NEAR(w.std().item<double>(), std::sqrt(2. / 300), 1e-3);
  nn::init::orthogonal_(w);
  expect_close(w.matmul(w.t()), eye(200), 1e-4);
  nn::init::zeros_(w);
  EXPECT_EQ(w.abs().max().item<float>(), 0.f);
  EXPECT_NEAR(nn::init::calculate_gain(kReLU), std::sqrt(2.), 1e-12);
  EXPECT_NEAR(nn::init::calculate_gain(kTanh), 5. / 3, 1e-12);
  EXPECT_NEAR(nn::init::calculate_gain(kLeakyReLU, 0.2), std::sqrt(2 / 1.04), 1e-12);
  nn::Sequential model(nn::Linear(2, 3), nn::Sequential(nn::Linear(3, 1)));
  model->apply([](nn::Module& m) {
    if (auto* linear = m.as<nn::Linear>()) nn::init::constant_(linear->weight, 0.5);
  });
  EXPECT_EQ(model->parameters()[0].min().item<float>(), 0.5f);
  EXPECT_EQ(model->parameters()[2].max().item<float>(), 0.5f);
}
TEST(Features, BT22) {
  Tensor p = zeros({3}).requires_grad_();
  p.mutable_grad() = tensor({-5., 0.25, 5.});
  nn::utils::clip_grad_value_({p}, 0.5);
  expect_values(p.grad(), {3}, {-0.5, 0.25, 0.5}, 0);
  nn::Linear model(2, 3);
  const Tensor flat = nn::utils::parameters_to_vector(model->parameters());
  EXPECT_EQ(sizes(flat), (Ints{9}));
  nn::utils::vector_to_parameters(arange(9.), model->parameters());
  expect_values(model->bias.detach(), {3}, {6, 7, 8}, 0);
  EXPECT_EQ(model->weight.sizes(), IntArrayRef({3, 2}));
}

}  // namespace
}  // namespace facula
