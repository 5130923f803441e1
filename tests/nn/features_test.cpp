// The rows of the features list on modules, layers, activations, losses and utilities, by their names there.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <sstream>

#include "facula/core/warning.h"
#include "facula/nn/nn.h"
#include "facula/ops/activation.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/index.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/random.h"
#include "facula/ops/softmax.h"
#include "facula/optim/optim.h"

namespace {

using namespace facula;
namespace F = nn::functional;

// ---- modules

struct NetImpl : nn::Module {
  NetImpl() {
    fc1 = register_module("fc1", nn::Linear(784, 128));
    act = register_module("act", nn::ReLU());
    fc2 = register_module("fc2", nn::Linear(128, 10));
  }
  Tensor forward(Tensor x) { return fc2(act(fc1(x))); }
  nn::Linear fc1{nullptr}, fc2{nullptr};
  nn::ReLU act{nullptr};
};
FACULA_MODULE(Net);

TEST(Features, MD01to02) {
  Net net, other = net;
  EXPECT_EQ(net.get(), other.get()) << "holders share";
  EXPECT_EQ(net->named_parameters().keys(),
            (std::vector<std::string>{"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"}));
}

TEST(Features, MD04) {
  nn::Module m("m");
  const Tensor w = m.register_parameter("w", ones({2})), b = m.register_buffer("b", zeros({3}));
  EXPECT_TRUE(w.requires_grad());
  EXPECT_FALSE(b.requires_grad());
  EXPECT_EQ(m.parameters().size(), 1u);
  EXPECT_EQ(m.state_dict().keys(), (std::vector<std::string>{"w", "b"}));
  EXPECT_THROW(m.register_parameter("w", ones({2})), Error);
  EXPECT_THROW(m.register_buffer("b", ones({2})), Error);
}

struct TwoImpl : nn::Module {
  std::tuple<Tensor, int> forward(const Tensor& a, const Tensor& b, int n) { return {a + b * n, n + 1}; }
};
FACULA_MODULE(Two);

TEST(Features, MD05) {
  Two m;
  const auto [y, n] = m(ones({2}), ones({2}), 3);
  EXPECT_EQ(y[0].item<float>(), 4);
  EXPECT_EQ(n, 4);
}

TEST(Features, MD06) {
  Net net;
  net->fc1->weight.set_requires_grad(false);
  EXPECT_EQ(net->parameters().size(), 4u) << "frozen parameters are listed too";
  EXPECT_EQ(net->parameters()[1].data_ptr(), net->fc1->bias.data_ptr());
}

TEST(Features, MD07) {
  nn::BatchNorm2d bn(3);
  EXPECT_EQ(bn->named_buffers().keys(),
            (std::vector<std::string>{"running_mean", "running_var", "num_batches_tracked"}));
  EXPECT_EQ(Net()->named_parameters()["fc2.bias"].sizes(), IntArrayRef({10}));
}

TEST(Features, MD09) {
  nn::Linear model(1, 1);
  optim::SGD sgd(model->parameters(), 0.1);
  const float before = model->weight.item<float>();
  model(ones({1, 1})).sum().backward();
  sgd.step();
  EXPECT_FLOAT_EQ(model->weight.item<float>(), before - 0.1f);
}

TEST(Features, MD10) {
  nn::Sequential s(nn::Linear(20, 64), nn::ReLU(), nn::Sequential(nn::Linear(64, 64), nn::Tanh()),
                   nn::Linear(64, 1));
  EXPECT_EQ(s->forward(ones({5, 20})).sizes(), IntArrayRef({5, 1}));
  EXPECT_EQ(s->named_parameters().keys(),
            (std::vector<std::string>{"0.weight", "0.bias", "2.0.weight", "2.0.bias", "3.weight", "3.bias"}));
}

TEST(Features, MD12to13) {
  nn::ModuleList blocks;
  for (int i = 0; i < 4; ++i) blocks->push_back(nn::ReLU());
  Tensor x = -ones({2});
  for (const auto& block : *blocks) x = block->as<nn::ReLU>()->forward(x);
  EXPECT_EQ(x.sum().item<float>(), 0);
  EXPECT_TRUE(blocks->state_dict().is_empty()) << "no keys";
  std::ostringstream text;
  text << blocks;
  EXPECT_NE(text.str().find("(3): torch::nn::ReLU()"), std::string::npos);
}

TEST(Features, MD15) {
  Net net;
  net(ones({1, 784})).sum().backward();
  net->zero_grad();
  for (const Tensor& p : net->parameters()) EXPECT_FALSE(p.grad().defined());
}

TEST(Features, MD16) {
  nn::BatchNorm1d bn(2);
  bn->to(kHalf);
  EXPECT_EQ(bn->weight.scalar_type(), kHalf);
  EXPECT_EQ(bn->running_mean.scalar_type(), kHalf);
  EXPECT_EQ(bn->num_batches_tracked.scalar_type(), kLong);
}

TEST(Features, MD17) {
  int64_t n = 0;
  for (const Tensor& p : Net()->parameters()) n += p.numel();
  EXPECT_EQ(n, 784 * 128 + 128 + 128 * 10 + 10);
  EXPECT_EQ(nn::summary(Net(), ones({1, 784})).total_parameters, n);
}

TEST(Features, MD18) {
  std::ostringstream text;
  text << *Net();
  EXPECT_NE(text.str().find("(fc1): torch::nn::Linear(in_features=784, out_features=128, bias=true)"),
            std::string::npos)
      << text.str();
}

// ---- layers

TEST(Features, LY01) {
  nn::Linear m(5, 3), plain(nn::LinearOptions(5, 3).bias(false));
  EXPECT_EQ(m->weight.sizes(), IntArrayRef({3, 5}));
  EXPECT_EQ(m(ones({5})).sizes(), IntArrayRef({3}));
  EXPECT_EQ(m(ones({2, 4, 5})).sizes(), IntArrayRef({2, 4, 3}));
  EXPECT_FALSE(plain->bias.defined());
}

TEST(Features, LY02to06) {
  nn::Conv2d vgg(nn::Conv2dOptions(3, 64, 3).stride(1).padding(1));
  EXPECT_EQ(vgg(ones({2, 3, 8, 9})).sizes(), IntArrayRef({2, 64, 8, 9}));
  EXPECT_EQ(vgg(ones({3, 8, 9})).sizes(), IntArrayRef({64, 8, 9}));
  EXPECT_EQ(nn::Conv2d(nn::Conv2dOptions(1, 1, 3).stride(2))(ones({1, 1, 28, 28})).size(2), 13)
      << "rounded down";
  EXPECT_EQ(nn::Conv2d(nn::Conv2dOptions(1, 1, 3).stride(2).padding(1))(ones({1, 1, 7, 7})).size(2), 4);
  EXPECT_EQ(nn::Conv2d(nn::Conv2dOptions(1, 1, 5).padding(kSame))(ones({1, 1, 7, 6})).sizes(),
            IntArrayRef({1, 1, 7, 6}));
  EXPECT_THROW(nn::Conv2d(nn::Conv2dOptions(1, 1, 3).stride(2).padding(kSame)), Error);
}

TEST(Features, LY07) {
  const Tensor x = arange(4, TensorOptions(kFloat)).view({1, 1, 4});
  EXPECT_TRUE(nn::ReflectionPad1d(1)(x).flatten().equal(tensor({1.f, 0.f, 1.f, 2.f, 3.f, 2.f})));
  EXPECT_TRUE(nn::ReplicationPad1d(1)(x).flatten().equal(tensor({0.f, 0.f, 1.f, 2.f, 3.f, 3.f})));
  EXPECT_TRUE(nn::CircularPad1d(1)(x).flatten().equal(tensor({3.f, 0.f, 1.f, 2.f, 3.f, 0.f})));
}

TEST(Features, LY08to09) {
  EXPECT_EQ(nn::Conv2d(nn::Conv2dOptions(4, 8, 3).groups(2))->weight.sizes(), IntArrayRef({8, 2, 3, 3}));
  EXPECT_THROW(nn::Conv2d(nn::Conv2dOptions(3, 8, 3).groups(2)), Error);
}

TEST(Features, LY10) {
  nn::ConvTranspose2d up(nn::ConvTranspose2dOptions(64, 32, 3).stride(2).padding(1).output_padding(1));
  EXPECT_EQ(up->weight.sizes(), IntArrayRef({64, 32, 3, 3}));
  EXPECT_EQ(up(ones({1, 64, 7, 7})).sizes(), IntArrayRef({1, 32, 14, 14}));
}

TEST(Features, LY11to12) {
  EXPECT_EQ(nn::MaxPool2d(2)(ones({1, 1, 7, 7})).size(2), 3);
  EXPECT_EQ(nn::AvgPool2d(2)(tensor({1.f, 2.f, 3.f, 6.f}).view({1, 1, 2, 2})).item<float>(), 3);
}

TEST(Features, LY17to18) {
  EXPECT_EQ(nn::Flatten()(ones({1, 32, 7, 7})).sizes(), IntArrayRef({1, 1568}));
  const Tensor y = nn::LayerNorm(nn::LayerNormOptions({64}))(randn({3, 64}));
  EXPECT_NEAR(y.mean().item<float>(), 0, 1e-6);
  EXPECT_NEAR(y.var(-1, false).mean().item<float>(), 1, 1e-3);
}

TEST(Features, LY20to22) {
  nn::LSTM lstm(nn::LSTMOptions(1, 64).num_layers(2).batch_first(true));
  const auto [y, state] = lstm(ones({3, 7, 1}));
  EXPECT_EQ(y.sizes(), IntArrayRef({3, 7, 64}));
  EXPECT_EQ(std::get<0>(state).sizes(), IntArrayRef({2, 3, 64}));
  EXPECT_EQ(lstm->named_parameters()["weight_ih_l0"].sizes(), IntArrayRef({256, 1}));
  // The cell by hand, gates in the order i, f, g, o.
  nn::LSTMCell cell(2, 3);
  const Tensor x = randn({4, 2}), h0 = randn({4, 3}), c0 = randn({4, 3});
  const auto [h, c] = cell(x, std::make_tuple(h0, c0));
  const auto gates =
      (x.matmul(cell->weight_ih.t()) + cell->bias_ih + h0.matmul(cell->weight_hh.t()) + cell->bias_hh)
          .chunk(4, 1);
  const Tensor want = gates[1].sigmoid() * c0 + gates[0].sigmoid() * gates[2].tanh();
  EXPECT_TRUE(c.allclose(want, 1e-5, 1e-6));
  EXPECT_TRUE(h.allclose(gates[3].sigmoid() * want.tanh(), 1e-5, 1e-6));
}

TEST(Features, LY27to29) {
  const Tensor q = randn({2, 3, 5, 8});
  const Tensor future = triu(ones({5, 5}, TensorOptions(kBool)), 1);
  const Tensor scores = matmul(q, q.transpose(-2, -1)) / std::sqrt(8.0);
  const Tensor weights = softmax(scores.masked_fill(future, -std::numeric_limits<double>::infinity()), -1);
  EXPECT_TRUE(weights.sum(-1).allclose(ones({2, 3, 5}), 1e-5, 1e-6));
  EXPECT_EQ(weights[0][0][0][0].item<float>(), 1);
  EXPECT_EQ(weights[0][0][1][3].item<float>(), 0);
  const Tensor none = softmax(full({2}, -std::numeric_limits<double>::infinity()), 0);
  EXPECT_TRUE(none.isnan().all().item<bool>()) << "a fully masked row becomes NaN";
}

TEST(Features, LY30to31) {
  nn::MultiheadAttention m(nn::MultiheadAttentionOptions(8, 2).batch_first(true));
  m->eval();
  const Tensor x = randn({3, 5, 8});
  const auto [y, w] = m(x, x, x);
  EXPECT_EQ(y.sizes(), IntArrayRef({3, 5, 8}));
  EXPECT_EQ(w.sizes(), IntArrayRef({3, 5, 5}));
  EXPECT_EQ(std::get<1>(m(x, x, x, Tensor(), true, Tensor(), false)).sizes(), IntArrayRef({3, 2, 5, 5}));
  EXPECT_THROW(nn::MultiheadAttention(8, 3), Error);
}

TEST(Features, LY36) {
  nn::TransformerEncoderLayer layer(nn::TransformerEncoderLayerOptions(8, 2).dropout(0.0));
  layer->eval();
  const Tensor x = randn({5, 1, 8}), order = randperm(5);
  EXPECT_TRUE(layer(x.index_select(0, order)).allclose(layer(x).index_select(0, order), 1e-4, 1e-5));
}

TEST(Features, LY38) {
  nn::Conv2d laplace(nn::Conv2dOptions(1, 1, 3).bias(false));
  {
    NoGradGuard off;
    laplace->weight.copy_(tensor({0.f, 1.f, 0.f, 1.f, -4.f, 1.f, 0.f, 1.f, 0.f}).view({1, 1, 3, 3}));
  }
  const Tensor u = randn({1, 1, 6, 6}), mid = u.slice(2, 1, 5).slice(3, 1, 5);
  const Tensor want = u.slice(2, 0, 4).slice(3, 1, 5) + u.slice(2, 2, 6).slice(3, 1, 5) +
                      u.slice(2, 1, 5).slice(3, 0, 4) + u.slice(2, 1, 5).slice(3, 2, 6) - 4 * mid;
  EXPECT_TRUE(laplace(u).allclose(want, 1e-5, 1e-5));
}

// ---- activations

TEST(Features, AC01to04) {
  const Tensor x = tensor({-1.f, 0.f, 1.f});
  const Tensor leaf = x.clone().requires_grad_(true);
  nn::ReLU()(leaf).sum().backward();
  EXPECT_TRUE(leaf.grad().equal(tensor({0.f, 0.f, 1.f}))) << "derivative 0 at 0";
  EXPECT_EQ(nn::Sigmoid()(tensor(-1000.f)).item<float>(), 0);
  EXPECT_EQ(sigmoid(tensor(0.f)).item<float>(), 0.5f);
  EXPECT_NEAR(F::gelu(x)[2].item<float>(), 0.8413, 1e-4);
  EXPECT_NEAR(nn::GELU()(x)[0].item<float>(), -0.1587, 1e-4);
}

TEST(Features, AC05to07) {
  const Tensor z = randn({3, 4});
  EXPECT_TRUE(F::softmax(z, 1).sum(1).allclose(ones({3}), 1e-6, 1e-6));
  const Tensor e = (z - std::get<0>(z.max(-1, true))).exp();
  EXPECT_TRUE(nn::Softmax(-1)(z).allclose(e / e.sum(-1, true), 1e-6, 1e-7));
  EXPECT_TRUE(log_softmax(tensor({1000.f, 0.f}), 0).equal(tensor({0.f, -1000.f})));
}

TEST(Features, AC09) {
  nn::Linear a(3, 4), b(4, 2);
  const Tensor x = randn({5, 3}), w = b->weight.matmul(a->weight);
  EXPECT_TRUE(b(a(x)).allclose(x.matmul(w.t()) + (b->weight.matmul(a->bias) + b->bias), 1e-4, 1e-5));
}

TEST(Features, AC11) {
  const Tensor x = randn({10});
  EXPECT_TRUE(relu(x).equal(F::relu(x)) && F::relu(x).equal(nn::ReLU()(x)));
  EXPECT_TRUE(elu(x).equal(F::elu(x)) && F::elu(x).equal(nn::ELU()(x)));
  EXPECT_TRUE(silu(x).equal(F::silu(x)) && F::silu(x).equal(nn::SiLU()(x)));
  EXPECT_TRUE(hardswish(x).equal(F::hardswish(x)) && F::hardswish(x).equal(nn::Hardswish()(x)));
}

// ---- losses

TEST(Features, LS01to02) {
  const Tensor p = randn({4, 3}), y = randn({4, 3});
  EXPECT_TRUE(nn::MSELoss()(p, y).allclose((p - y).pow(2).mean(), 1e-6, 1e-7));
}

TEST(Features, LS03to06) {
  const Tensor z = randn({4, 3}), t = tensor({0, 2, 1, 2}, TensorOptions(kLong));
  EXPECT_TRUE(F::cross_entropy(z, t).allclose(F::nll_loss(log_softmax(z, 1), t), 1e-6, 1e-7));
  const Tensor logits = tensor({2.f, 1.f, 0.1f}).view({1, 3}), zero = zeros({1}, TensorOptions(kLong));
  EXPECT_NEAR(nn::CrossEntropyLoss()(logits, zero).item<float>(), 0.4170, 1e-4);
  EXPECT_NEAR(nn::CrossEntropyLoss()(softmax(logits, 1), zero).item<float>(), 0.8021, 1e-4)
      << "softmax twice";
}

TEST(Features, LS07to09) {
  EXPECT_EQ(nn::BCEWithLogitsLoss()(tensor({100.f, -100.f}), tensor({0.f, 1.f})).item<float>(), 100);
  EXPECT_THROW(nn::BCEWithLogitsLoss()(ones({3}), ones({2})), Error);
  EXPECT_EQ(nn::BCELoss()(tensor({0.f}), tensor({1.f})).item<float>(), 100);
  EXPECT_THROW(nn::BCELoss()(tensor({1.5f}), tensor({1.f})), Error);
  EXPECT_NEAR(nn::BCELoss()(full({4}, 0.5), ones({4})).item<float>(), std::log(2.0), 1e-6);
}

TEST(Features, LS10) {
  const Tensor p = randn({4, 3}), y = randn({4, 3});
  EXPECT_EQ(F::mse_loss(p, y).dim(), 0);
  EXPECT_EQ(F::mse_loss(p, y, F::MSELossFuncOptions(kNone)).sizes(), IntArrayRef({4, 3}));
}

// ---- utilities

TEST(Features, UT01) {
  Tensor a = ones({1}, requires_grad()), b = ones({1}, requires_grad()), none = ones({1}, requires_grad());
  (3 * a + 4 * b).sum().backward();
  EXPECT_DOUBLE_EQ(nn::utils::clip_grad_norm_({a, b, none}, 1.0), 5.0);
  EXPECT_NEAR(a.grad().item<float>(), 0.6, 1e-5);
  EXPECT_NEAR(b.grad().item<float>(), 0.8, 1e-5);
}

TEST(Features, UT02) {
  nn::Linear m(100, 50);
  EXPECT_LE(m->weight.abs().max().item<float>(), 0.1f);
  EXPECT_GT(m->weight.abs().max().item<float>(), 0.095f);
  nn::LSTM lstm(3, 16);
  for (const Tensor& p : lstm->parameters()) EXPECT_LE(p.abs().max().item<float>(), 0.25f);
  EXPECT_TRUE(nn::LayerNorm(nn::LayerNormOptions({3}))->weight.equal(ones({3})));
}

TEST(Features, UT05) {
  const Tensor x = rand({1000}) * 7, y = (x - x.mean()) / x.std();
  EXPECT_NEAR(y.mean().item<float>(), 0, 1e-5);
  EXPECT_NEAR(y.std().item<float>(), 1, 1e-5);
  EXPECT_GT(y.abs().max().item<float>(), 1);
}

TEST(Features, UT06) {
  const auto count = [](const nn::Module& m) {
    int64_t n = 0;
    for (const Tensor& p : m.parameters()) n += p.numel();
    return n;
  };
  EXPECT_EQ(count(*nn::Sequential(nn::Conv2d(64, 64, 3), nn::Conv2d(64, 64, 3))), 73856);
  EXPECT_EQ(count(*nn::Conv2d(64, 64, 5)), 102464);
}

}  // namespace
