// Layers, losses and initialisation (LY, LS, UT) of FEATURES.md that features_test.cpp has not.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

#include "autograd/common.h"
#include "errors.h"
#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using namespace indexing;
namespace F = nn::functional;
using test::expect_close;
using test::expect_values;
using Ints = std::vector<int64_t>;

Ints sizes(const Tensor& t) { return t.sizes().vec(); }

TEST(Features, LY03) {
  nn::Conv2d plain(3, 8, 3), bare(nn::Conv2dOptions(3, 8, 3).bias(false));
  nn::Conv2d oblong(nn::Conv2dOptions(3, 8, {3, 5}).stride({2, 1}).padding({0, 2}));
  const Tensor x = rand({1, 3, 9, 9});
  EXPECT_EQ(sizes(plain(x)), (Ints{1, 8, 7, 7})) << "stride 1, no padding";
  EXPECT_TRUE(plain->bias.defined());
  EXPECT_FALSE(bare->bias.defined());
  EXPECT_EQ(bare->parameters().size(), 1u);
  EXPECT_EQ(sizes(oblong->weight), (Ints{8, 3, 3, 5}));
  EXPECT_EQ(sizes(oblong(x)), (Ints{1, 8, 4, 9}));
}
TEST(Features, LY04) {
  for (int64_t h = 5; h < 12; ++h)
    for (int64_t k = 1; k < 5; ++k)
      for (int64_t s = 1; s < 4; ++s)
        for (int64_t p = 0; p < 3; ++p)
          EXPECT_EQ(conv1d(zeros({1, 1, h}), zeros({1, 1, k}), {}, s, p).size(2), (h + 2 * p - k) / s + 1);
  EXPECT_EQ(nn::Conv2d(nn::Conv2dOptions(1, 1, 3).stride(2))(zeros({1, 1, 28, 28})).size(2), 13)
      << "rounded down";
}
TEST(Features, LY05) {
  const Tensor x = rand({1, 1, 7, 8});
  const auto out = [&](nn::Conv2dOptions o) { return sizes(nn::Conv2d(o)(x)); };
  EXPECT_EQ(out(nn::Conv2dOptions(1, 1, 3).padding(0)), (Ints{1, 1, 5, 6}));
  EXPECT_EQ(out(nn::Conv2dOptions(1, 1, 3).padding(kValid)), (Ints{1, 1, 5, 6}));
  EXPECT_EQ(out(nn::Conv2dOptions(1, 1, 3).padding(1)), (Ints{1, 1, 7, 8}));
  for (const int64_t k : {1, 2, 3, 4, 5})
    EXPECT_EQ(out(nn::Conv2dOptions(1, 1, k).padding(kSame)), (Ints{1, 1, 7, 8})) << k;
  EXPECT_THROWN("Error: padding='same' is not supported for strided convolutions",
                out(nn::Conv2dOptions(1, 1, 3).stride(2).padding(kSame)));
}
TEST(Features, LY13) {
  nn::BatchNorm2d bn(3);
  EXPECT_EQ(bn->options.eps(), 1e-5);
  EXPECT_EQ(bn->options.momentum().value(), 0.1);
  EXPECT_EQ(bn->named_parameters().keys(), (std::vector<std::string>{"weight", "bias"}));
  EXPECT_EQ(bn->named_buffers().keys(),
            (std::vector<std::string>{"running_mean", "running_var", "num_batches_tracked"}));
  EXPECT_EQ(bn->num_batches_tracked.dtype(), kLong);
  const Tensor x = randn({4, 3, 5, 6}) * 2 + 1, y = bn(x).detach();
  const Tensor mean = x.mean({0, 2, 3}, true), var = x.var({0, 2, 3}, /*unbiased=*/false, true);
  expect_close(y, (x - mean) / (var + 1e-5).sqrt(), 1e-5);
  EXPECT_EQ(bn->num_batches_tracked.item<int64_t>(), 1);
}
TEST(Features, LY14) {
  nn::BatchNorm1d bn(4);
  EXPECT_EQ(sizes(bn(randn({6, 4}))), (Ints{6, 4}));
  EXPECT_EQ(sizes(bn(randn({6, 4, 5}))), (Ints{6, 4, 5}));
  EXPECT_THROW(bn(randn({6, 4, 5, 5})), Error);
}
TEST(Features, LY15) {
  nn::BatchNorm1d bn(1);
  const Tensor x = tensor({{1.}, {2.}, {3.}, {4.}});
  expect_close(bn(x).detach(), (x - 2.5) / std::sqrt(1.25 + 1e-5), 1e-6);  // the biased variance normalises
  EXPECT_NEAR(bn->running_var.item<float>(), 0.9 + 0.1 * 5. / 3, 1e-6) << "the unbiased one is remembered";
  bn->eval();
  const Tensor mean = bn->running_mean.clone(), var = bn->running_var.clone();
  expect_close(bn(x).detach(), (x - mean) / (var + 1e-5).sqrt(), 1e-6);
  EXPECT_TRUE(bn->running_mean.equal(mean) && bn->running_var.equal(var)) << "not updated";
}
TEST(Features, LY16) {
  manual_seed(1);
  nn::Dropout dropout(0.25);
  const Tensor x = rand({40000}) + 1, y = dropout(x), kept = y != 0;
  EXPECT_NEAR(1 - kept.to(kFloat).mean().item<float>(), 0.25, 0.01);
  expect_close(y.index({kept}), x.index({kept}) / 0.75, 1e-6);
  dropout->eval();
  EXPECT_TRUE(dropout(x).equal(x));
}
TEST(Features, LY19) {
  nn::RNN rnn(nn::RNNOptions(3, 4));
  nn::RNNCell cell(3, 4);
  EXPECT_EQ(rnn->named_parameters().keys(),
            (std::vector<std::string>{"weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"}))
      << "two biases";
  NoGradGuard off;
  const auto p = rnn->named_parameters();
  cell->weight_ih.copy_(p["weight_ih_l0"]);
  cell->weight_hh.copy_(p["weight_hh_l0"]);
  cell->bias_ih.copy_(p["bias_ih_l0"]);
  cell->bias_hh.copy_(p["bias_hh_l0"]);
  const Tensor x = randn({6, 2, 3}), y = std::get<0>(rnn->forward(x));
  Tensor h = zeros({2, 4});
  for (int64_t t = 0; t < 6; ++t) {
    h = facula::tanh(matmul(x[t], p["weight_ih_l0"].t()) + p["bias_ih_l0"] +
                     matmul(h, p["weight_hh_l0"].t()) + p["bias_hh_l0"]);
    expect_close(y[t], h, 1e-5);
    expect_close(cell(x[t], t ? y[t - 1] : zeros({2, 4})), h, 1e-5);
  }
}
TEST(Features, LY21) {
  const int64_t hidden = 4;
  nn::LSTM lstm(3, hidden);
  NoGradGuard off;
  const auto p = lstm->named_parameters();
  EXPECT_EQ(sizes(p["weight_ih_l0"]), (Ints{4 * hidden, 3}));
  EXPECT_EQ(sizes(p["weight_hh_l0"]), (Ints{4 * hidden, hidden}));
  EXPECT_EQ(sizes(p["bias_ih_l0"]), (Ints{4 * hidden}));
  const Tensor x = randn({5, 2, 3}), y = std::get<0>(lstm->forward(x));
  Tensor h = zeros({2, hidden}), c = zeros({2, hidden});
  for (int64_t t = 0; t < 5; ++t) {
    const auto gate = chunk(matmul(x[t], p["weight_ih_l0"].t()) + p["bias_ih_l0"] +
                                matmul(h, p["weight_hh_l0"].t()) + p["bias_hh_l0"],
                            4, 1);  // i, f, g, o
    c = gate[1].sigmoid() * c + gate[0].sigmoid() * gate[2].tanh();
    h = gate[3].sigmoid() * c.tanh();
    expect_close(y[t], h, 1e-5);
  }
}
TEST(Features, LY23) {
  nn::GRU gru(nn::GRUOptions(3, 4));
  nn::GRUCell cell(3, 4);
  NoGradGuard off;
  const auto p = gru->named_parameters();
  cell->weight_ih.copy_(p["weight_ih_l0"]);
  cell->weight_hh.copy_(p["weight_hh_l0"]);
  cell->bias_ih.copy_(p["bias_ih_l0"]);
  cell->bias_hh.copy_(p["bias_hh_l0"]);
  const Tensor x = randn({5, 2, 3}), y = std::get<0>(gru->forward(x));
  Tensor h = zeros({2, 4});
  for (int64_t t = 0; t < 5; ++t) {
    const auto a = chunk(matmul(x[t], p["weight_ih_l0"].t()) + p["bias_ih_l0"], 3, 1);  // r, z, n
    const auto b = chunk(matmul(h, p["weight_hh_l0"].t()) + p["bias_hh_l0"], 3, 1);
    const Tensor r = (a[0] + b[0]).sigmoid(), z = (a[1] + b[1]).sigmoid(), n = (a[2] + r * b[2]).tanh();
    const Tensor next = (1 - z) * n + z * h;
    expect_close(cell(x[t], h), next, 1e-5);
    h = next;
    expect_close(y[t], h, 1e-5);
  }
}
TEST(Features, LY25) {  // the spectrum of the recurrent matrix decides, and clipping bounds what explodes
  const auto gradient = [](double radius) {
    const Tensor w = (radius * eye(3, kDouble)).requires_grad_();
    Tensor h = ones({3}, kDouble);
    for (int i = 0; i < 50; ++i) h = matmul(w, h);
    h.sum().backward();
    return w;
  };
  EXPECT_LT(gradient(0.5).grad().norm().item<double>(), 1e-10);
  const Tensor w = gradient(1.5);
  EXPECT_GT(w.grad().norm().item<double>(), 1e8);
  nn::utils::clip_grad_norm_({w}, 1.0);
  EXPECT_LE(w.grad().norm().item<double>(), 1 + 1e-9);
}
TEST(Features, LY26) {
  nn::Linear in(2, 3), recurrent(3, 3);
  for (const int64_t length : {1, 5, 40}) {
    const Tensor x = randn({length, 1, 2}).requires_grad_();
    Tensor h = zeros({1, 3});
    for (int64_t t = 0; t < length; ++t) h = facula::tanh(in(x[t]) + recurrent(h));
    h.sum().backward();
    EXPECT_GT(x.grad()[0].abs().sum().item<float>(), 0)
        << "the gradient reaches the first step of " << length;
  }
}
TEST(Features, LY28) {
  const double inf = std::numeric_limits<double>::infinity();
  const Tensor scores = randn({4, 4}), causal = ones({4, 4}, kBool).triu(1);
  const Tensor weights = softmax(scores.masked_fill(causal, -inf), -1);
  EXPECT_EQ(weights.masked_select(causal).abs().max().item<float>(), 0.f) << "exactly zero";
  expect_close(weights.sum(-1), ones({4}), 1e-6);
  EXPECT_TRUE(softmax(full({3}, -inf), 0).isnan().all().item<bool>()) << "a row that is masked throughout";
}
TEST(Features, LY32) {
  nn::TransformerEncoderLayer layer(nn::TransformerEncoderLayerOptions(8, 2).dim_feedforward(16).dropout(0));
  const Tensor x = randn({5, 3, 8});
  NoGradGuard off;
  const Tensor a = std::get<0>(layer->self_attn->forward(x, x, x));
  const Tensor z = layer->norm1(x + a);
  const Tensor want = layer->norm2(z + layer->linear2(facula::relu(layer->linear1(z))));
  expect_close(layer->forward(x), want, 1e-5);
  nn::TransformerEncoder stack(nn::TransformerEncoderOptions(layer, 2));
  stack->eval();
  EXPECT_EQ(sizes(stack->forward(x)), sizes(x));
}
TEST(Features, LY33) {
  nn::TransformerEncoder blocks(nn::TransformerEncoderOptions(
      nn::TransformerEncoderLayerOptions(8, 2).dim_feedforward(16).dropout(0), 2));
  blocks->eval();
  NoGradGuard off;
  const Tensor causal = full({6, 6}, -std::numeric_limits<double>::infinity()).triu(1);
  Tensor x = randn({6, 2, 8});
  const Tensor y = blocks->forward(x, causal);
  x = x.clone();
  x.index_put_({Slice(4, None)}, 0.5);  // the future changes
  const Tensor changed = blocks->forward(x, causal);
  expect_close(changed.slice(0, 0, 4), y.slice(0, 0, 4), 1e-5);
  EXPECT_FALSE(allclose(changed[5], y[5]));
}
struct PositionalImpl : nn::Module {
  PositionalImpl(int64_t length, int64_t d) {
    const Tensor at = arange(static_cast<double>(length)).unsqueeze(1);
    const Tensor rate = facula::pow(10000., -arange(0., static_cast<double>(d), 2.) / d);
    Tensor table = zeros({length, d});
    table.index_put_({Slice(), Slice(0, None, 2)}, facula::sin(at * rate));
    table.index_put_({Slice(), Slice(1, None, 2)}, facula::cos(at * rate));
    pe = register_buffer("pe", table);
  }
  Tensor forward(const Tensor& x) { return x + pe.slice(0, 0, x.size(1)); }
  Tensor pe;
};
FACULA_MODULE(Positional);
TEST(Features, LY34) {
  Positional positional(50, 8);
  EXPECT_EQ(positional->parameters().size(), 0u);
  EXPECT_EQ(positional->state_dict().keys(), (std::vector<std::string>{"pe"})) << "saved, not trained";
  EXPECT_EQ(sizes(positional(zeros({2, 10, 8}))), (Ints{2, 10, 8}));
  const Tensor pe = positional->pe;
  EXPECT_NEAR(pe[3][0].item<float>(), std::sin(3.), 1e-6);
  EXPECT_NEAR(pe[3][1].item<float>(), std::cos(3.), 1e-6);
  EXPECT_NEAR(pe[3][4].item<float>(), std::sin(3. / std::pow(10000., 4. / 8)), 1e-6);
}
TEST(Features, LY35) { EXPECT_EQ(sizes(nn::Linear(1, 64)(randn({7, 64, 1}))), (Ints{7, 64, 64})); }

TEST(Features, LS04) {
  const Tensor logits = tensor({{2., 1., 0.1}}), target = tensor({0});
  EXPECT_NEAR(nn::CrossEntropyLoss()(logits, target).item<float>(), 0.4170, 5e-5);
  EXPECT_NEAR(nn::CrossEntropyLoss()(softmax(logits, 1), target).item<float>(), 0.8021, 5e-5)
      << "no error, wrong";
}
TEST(Features, LS05) {
  const Tensor z = randn({6, 4}), y = tensor({0, 1, 2, 3, 0, 1});
  expect_close(F::nll_loss(log_softmax(z, 1), y), F::cross_entropy(z, y), 1e-6);
  expect_close(nn::NLLLoss()(nn::LogSoftmax(1)(z), y), F::cross_entropy(z, y), 1e-6);
}
TEST(Features, LS08) {
  nn::BCELoss loss;
  EXPECT_NEAR(loss(tensor({0.25}), tensor({1.})).item<float>(), -std::log(0.25), 1e-6);
  EXPECT_EQ(loss(tensor({0.}), tensor({1.})).item<float>(), 100.f) << "the logarithm is clamped at -100";
  EXPECT_EQ(loss(tensor({1.}), tensor({0.})).item<float>(), 100.f);
  EXPECT_THROWN("Error: all elements of input should be between 0 and 1", loss(tensor({1.25}), tensor({1.})));
}
TEST(Features, LS12) {
  const Tensor u = leaf({3}), v = leaf({-1});
  const Tensor residual = (u * u - v).square().mean(), initial = (u - 1).square().sum() + v.square().sum();
  const Tensor total = residual + 2 * initial;
  EXPECT_EQ(total.dim(), 0);
  total.backward();
  EXPECT_DOUBLE_EQ(at(u.grad()), 2 * 10 * 6 + 2 * 2 * 2);
  EXPECT_DOUBLE_EQ(at(v.grad()), -2 * 10 + 2 * 2 * -1);
}
TEST(Features, LS13) {
  const Tensor w = leaf({2});
  double log = 0;
  Tensor kept = zeros({1}, kDouble);
  for (int i = 0; i < 3; ++i) {
    const Tensor loss = (w * i).square().sum();
    log += loss.item<double>();
    kept = kept + loss;
  }
  EXPECT_EQ(log, 20);
  EXPECT_TRUE(kept.requires_grad()) << "a sum of tensors keeps every graph";
}

TEST(Features, UT03) {
  const Tensor w = randn({5, 2}, requires_grad());
  EXPECT_TRUE(w.is_leaf() && w.requires_grad());
  EXPECT_EQ(sizes(w), (Ints{5, 2}));
}
TEST(Features, UT04) {
  nn::Conv2d conv(nn::Conv2dOptions(1, 1, 3).bias(false));
  const Tensor kernel = randn({1, 1, 3, 3});
  EXPECT_MESSAGE(conv->weight.copy_(kernel), "leaf Variable that requires grad");
  {
    NoGradGuard off;
    conv->weight.copy_(kernel);
  }
  EXPECT_TRUE(conv->weight.equal(kernel));
  EXPECT_TRUE(conv->weight.requires_grad() && conv->weight.is_leaf());
  nn::Linear mine(3, 4), theirs(3, 4);
  {
    NoGradGuard off;
    mine->weight.copy_(theirs->weight);
    mine->bias.copy_(theirs->bias);
  }
  const Tensor x = randn({2, 3});
  EXPECT_TRUE(mine(x).equal(theirs(x)));
}

}  // namespace
}  // namespace facula
