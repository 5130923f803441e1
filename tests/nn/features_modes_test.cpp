// Modules, modes and memory (MD, MO, AM, UT) of FEATURES.md that features_test.cpp has not.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "autograd/common.h"
#include "errors.h"
#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

namespace F = nn::functional;
using Ints = std::vector<int64_t>;

TEST(Features, MD08) {
  nn::Linear linear(3, 2);
  nn::Conv2d conv(1, 4, 3);
  EXPECT_EQ(linear->weight.sizes(), IntArrayRef({2, 3}));
  EXPECT_EQ(linear->bias.sizes(), IntArrayRef({2}));
  EXPECT_EQ(conv->weight.sizes(), IntArrayRef({4, 1, 3, 3}));
  EXPECT_TRUE(linear->weight.is_same(linear->parameters()[0]));
  conv->weight.data().fill_(2);  // the values, past autograd
  EXPECT_EQ(conv->weight.min().item<float>(), 2.f);
  EXPECT_TRUE(conv->weight.requires_grad());
}
struct BlockImpl : nn::Module {
  explicit BlockImpl(nn::Linear shared) {
    one = register_module("one", shared);
    two = register_module("two", shared);
    inner = register_module("inner", nn::Sequential());
    inner->push_back(nn::Sequential(nn::Linear(2, 2)));
  }
  Tensor forward(const Tensor& x) { return two(one(x)) + inner->forward(x); }
  nn::Linear one{nullptr}, two{nullptr};
  nn::Sequential inner{nullptr};
};
FACULA_MODULE(Block);
TEST(Features, MD14) {
  nn::Linear shared(2, 2);
  Block block(shared);
  EXPECT_EQ(block->parameters().size(), 4u) << "once each: an optimizer must not move them twice";
  EXPECT_EQ(block->named_parameters().size(), 6u) << "all names";
  EXPECT_EQ(block->state_dict().size(), 6u);
  EXPECT_EQ(block->inner->named_parameters().keys(), (std::vector<std::string>{"0.0.weight", "0.0.bias"}));
  EXPECT_EQ(nn::summary(block, ones({1, 2})).total_parameters, 12) << "counted once";
  block(ones({1, 2})).sum().backward();
  EXPECT_TRUE(shared->weight.grad().defined());
}
struct ResidualImpl : nn::Module {
  ResidualImpl() {
    f = register_module("f", nn::Linear(4, 4));
    ln = register_module("ln", nn::LayerNorm(nn::LayerNormOptions({4})));
  }
  Tensor forward(const Tensor& x) { return ln(x + f(x)); }
  nn::Linear f{nullptr};
  nn::LayerNorm ln{nullptr};
};
FACULA_MODULE(Residual);
TEST(Features, MD19) {
  Residual block;
  const Tensor x = randn({3, 4}).requires_grad_(), y = block(x);
  EXPECT_EQ(y.sizes(), x.sizes());
  test::expect_close(y.detach(), F::layer_norm((x + block->f(x)).detach(), F::LayerNormFuncOptions({4})),
                     1e-6);
  y.square().sum().backward();
  EXPECT_TRUE(x.grad().defined());
}

nn::Sequential with_modes() {
  return nn::Sequential(nn::Linear(4, 8), nn::Sequential(nn::BatchNorm1d(8), nn::Dropout(0.5)),
                        nn::Linear(8, 3));
}
TEST(Features, MO01) {
  nn::Sequential model = with_modes();
  EXPECT_TRUE(model->is_training()) << "the default";
  model->eval();
  model->train();
  for (const auto& m : model->modules()) EXPECT_TRUE(m->is_training()) << m->name();
}
TEST(Features, MO02) {
  nn::Sequential model = with_modes();
  model->eval();
  for (const auto& m : model->modules()) EXPECT_FALSE(m->is_training()) << m->name();
  model->train(false);
  EXPECT_FALSE(model->is_training());
}
TEST(Features, MO03) {
  nn::Dropout dropout(0.5);
  nn::BatchNorm1d bn(2);
  const Tensor x = randn({16, 2});
  bn(x);
  const Tensor mean = bn->running_mean.clone();
  EXPECT_NE(mean.abs().sum().item<float>(), 0.f) << "updated in training";
  dropout->eval();
  bn->eval();
  EXPECT_TRUE(dropout(x).equal(x));
  bn(x * 100);
  EXPECT_TRUE(bn->running_mean.equal(mean));
}
TEST(Features, MO04) {
  nn::Sequential model = with_modes();
  const Tensor x = randn({8, 4});
  model->eval();
  EXPECT_TRUE(model->forward(x).requires_grad()) << "eval alone still records";
  model->train();
  NoGradGuard off;
  const Tensor a = model->forward(x), b = model->forward(x);
  EXPECT_FALSE(a.requires_grad());
  EXPECT_FALSE(a.equal(b)) << "no_grad alone still drops out";
}
TEST(Features, MO05) {
  nn::Sequential model = with_modes();
  const Tensor x = randn({8, 4});
  EXPECT_FALSE(model->forward(x).equal(model->forward(x)));
  model->eval();
  EXPECT_TRUE(model->forward(x).equal(model->forward(x)));
}
// MO-06, MO-07 and EX-52: train() while it learns, eval() and no_grad to count what is right.
TEST(Features, MO06to07) {
  manual_seed(0);
  const Tensor x = randn({200, 20}), y = (x.select(1, 0) > 0).to(kLong);
  nn::Sequential model(nn::Linear(20, 32), nn::ReLU(), nn::Dropout(0.1), nn::Linear(32, 2));
  optim::Adam adam(model->parameters(), 1e-2);
  const auto accuracy = [&] {
    model->eval();
    NoGradGuard off;
    const auto correct = (model->forward(x).argmax(1) == y).sum().item<int64_t>();
    return static_cast<double>(correct) / static_cast<double>(y.size(0));
  };
  EXPECT_LT(accuracy(), 0.8);
  for (int epoch = 0; epoch < 60; ++epoch) {
    model->train();
    adam.zero_grad();
    F::cross_entropy(model->forward(x), y).backward();
    adam.step();
  }
  EXPECT_GT(accuracy(), 0.95);
  EXPECT_FALSE(model->is_training());
}
TEST(Features, UT07) {  // models of each kind drive their loss near zero on ten samples
  manual_seed(0);
  const auto overfit = [](const std::vector<Tensor>& parameters, const std::function<Tensor()>& loss) {
    optim::Adam adam(parameters, 1e-2);
    double last = 0;
    for (int i = 0; i < 300; ++i) {
      adam.zero_grad();
      const Tensor l = loss();
      l.backward();
      adam.step();
      last = l.item<double>();
    }
    return last;
  };
  const Tensor labels = arange(10);
  nn::Sequential mlp(nn::Linear(5, 32), nn::Tanh(), nn::Linear(32, 10));
  const Tensor a = randn({10, 5});
  EXPECT_LT(overfit(mlp->parameters(), [&] { return F::cross_entropy(mlp->forward(a), labels); }), 0.02);
  nn::Sequential cnn(nn::Conv2d(1, 8, 3), nn::ReLU(), nn::MaxPool2d(2), nn::Flatten(), nn::Linear(72, 10));
  const Tensor b = randn({10, 1, 8, 8});
  EXPECT_LT(overfit(cnn->parameters(), [&] { return F::cross_entropy(cnn->forward(b), labels); }), 0.02);
  nn::LSTM lstm(nn::LSTMOptions(2, 16).batch_first(true));
  nn::Linear head(16, 1);
  const Tensor c = randn({10, 6, 2}), target = randn({10, 1});
  std::vector<Tensor> parameters = lstm->parameters();
  for (const Tensor& p : head->parameters()) parameters.push_back(p);
  EXPECT_LT(overfit(parameters,
                    [&] { return F::mse_loss(head(std::get<0>(lstm->forward(c)).select(1, -1)), target); }),
            0.02);
  nn::TransformerEncoderLayer block(nn::TransformerEncoderLayerOptions(8, 2).dim_feedforward(16).dropout(0));
  nn::Linear out(8, 1);
  const Tensor d = randn({4, 10, 8});
  parameters = block->parameters();
  for (const Tensor& p : out->parameters()) parameters.push_back(p);
  EXPECT_LT(overfit(parameters, [&] { return F::mse_loss(out(block->forward(d).mean(0)), target); }), 0.02);
}

TEST(Features, AM04) {
  const Tensor x = randn({10, 10});
  EXPECT_EQ(x.to(kHalf).nbytes() * 2, x.nbytes());
  nn::Linear model(10, 4);
  const Tensor want = model(x).detach();
  model->to(kBFloat16);
  for (const Tensor& p : model->parameters()) EXPECT_EQ(p.dtype(), kBFloat16);
  NoGradGuard off;
  const Tensor y = model(x.to(kBFloat16));
  EXPECT_EQ(y.dtype(), kBFloat16);
  test::expect_close(y.to(kFloat), want, 0.05);
}
TEST(Features, AM10) {
  EXPECT_EQ(zeros({1000, 1000}).nbytes(), 4'000'000u);
  EXPECT_EQ(zeros({1000, 1000}, kHalf).nbytes(), 2'000'000u);
}
TEST(Features, AM11) {  // distances by rows: the same, with bounded intermediates
  const Tensor x = randn({300, 16});
  NoGradGuard off;
  int64_t before = 0, most = 0;  // bytes
  const auto distances = [&](const Tensor& a, const Tensor& b) {
    const Tensor difference = a.unsqueeze(1) - b.unsqueeze(0);
    most = std::max(most, memory::memory_allocated() - before);
    return difference.square_().sum(-1).sqrt();
  };
  before = memory::memory_allocated();
  const Tensor whole = distances(x, x);
  const int64_t much = std::exchange(most, 0);
  before = memory::memory_allocated();
  std::vector<Tensor> rows;
  for (const Tensor& part : x.split(30)) rows.push_back(distances(part, x));
  const Tensor chunked = cat(rows);
  test::expect_close(chunked, whole, 1e-5);
  test::expect_close(cdist(x.to(kDouble), x.to(kDouble)).to(kFloat), whole, 1e-3);
  EXPECT_GE(much, 300 * 300 * 16 * 4);
  EXPECT_LT(most, much / 3) << "the result is as large as before, the intermediates are not";
}
TEST(Features, AM12) {
  const Tensor x = rand({100, 100});
  const int64_t before = memory::memory_allocated();
  const std::vector<Tensor> views = {x.reshape({10, 1000}), x.t(), x.narrow(0, 10, 50), x.view({-1}), x[3]};
  EXPECT_LT(memory::memory_allocated() - before, 4096) << "headers, no elements";
}

}  // namespace
}  // namespace facula
