// Worked numbers (WN) of FEATURES.md on layers, losses and parameter counts.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "facula/nn/nn.h"
#include "facula/ops/activation.h"
#include "facula/ops/cat.h"
#include "facula/ops/compare.h"
#include "facula/ops/conv.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/index.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/pool.h"
#include "facula/ops/random.h"
#include "facula/ops/softmax.h"
#include "ops/values.h"

namespace {

using namespace facula;
using namespace facula::indexing;
namespace F = nn::functional;
using test::expect_values;
using Ints = std::vector<int64_t>;

Ints sizes(const Tensor& t) { return t.sizes().vec(); }
int64_t parameter_count(const nn::Module& m) {
  int64_t n = 0;
  for (const Tensor& p : m.parameters()) n += p.numel();
  return n;
}
nn::Conv2d conv3x3(int64_t in, int64_t out, int64_t padding = 0) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(padding));
}

TEST(Features, WN53) { EXPECT_EQ(parameter_count(*nn::Linear(512, 256)), 131'328); }
TEST(Features, WN54) { EXPECT_EQ(parameter_count(*nn::Conv2d(3, 64, 3)), 1'792); }
TEST(Features, WN55) {  // SimpleNet
  EXPECT_EQ(parameter_count(*nn::Sequential(nn::Linear(10, 5), nn::ReLU(), nn::Linear(5, 1))), 61);
}
TEST(Features, WN56) {  // NonLinearNet
  EXPECT_EQ(parameter_count(*nn::Sequential(nn::Linear(1, 20), nn::Tanh(), nn::Linear(20, 20), nn::Tanh(),
                                            nn::Linear(20, 1))),
            481);
}
TEST(Features, WN57) {  // MyNet
  EXPECT_EQ(parameter_count(*nn::Sequential(nn::Linear(784, 128), nn::ReLU(), nn::Linear(128, 10))), 101'770);
}
TEST(Features, WN58) {
  EXPECT_EQ(parameter_count(*nn::Sequential(nn::Linear(784, 256), nn::BatchNorm1d(256), nn::ReLU(),
                                            nn::Linear(256, 128), nn::ReLU(), nn::Linear(128, 10))),
            235'658);
}
TEST(Features, WN59) {
  EXPECT_EQ(parameter_count(*nn::Sequential(nn::Linear(20, 64), nn::ReLU(), nn::Linear(64, 32), nn::ReLU(),
                                            nn::Linear(32, 3))),
            3'523);
}

TEST(Features, WN60) {  // MyVGG
  const auto block = [](int64_t in, int64_t out) {
    return nn::Sequential(conv3x3(in, out, 1), nn::BatchNorm2d(out), nn::ReLU(), nn::MaxPool2d(2));
  };
  nn::Sequential blocks[] = {block(1, 32), block(32, 64), block(64, 128)};
  nn::Sequential head(nn::Flatten(), nn::Linear(1152, 10));
  Tensor x = rand({2, 1, 28, 28});
  int64_t side[] = {14, 7, 3}, parameters = parameter_count(*head);
  size_t states = head->state_dict().size();
  for (int i = 0; i < 3; ++i) {
    x = blocks[i]->forward(x);
    EXPECT_EQ(x.size(2), side[i]);
    EXPECT_EQ(x.size(3), side[i]);
    parameters += parameter_count(*blocks[i]);
    states += blocks[i]->state_dict().size();
  }
  EXPECT_EQ(x.flatten(1).size(1), 1152);
  EXPECT_EQ(sizes(head->forward(x)), (Ints{2, 10}));
  EXPECT_EQ(parameters, 104'650);
  EXPECT_EQ(states, 23u);
}
TEST(Features, WN61) {
  nn::LSTM lstm(nn::LSTMOptions(1, 64).num_layers(2).batch_first(true));
  EXPECT_EQ(parameter_count(*lstm), 50'432);
  EXPECT_EQ(parameter_count(*nn::Linear(64, 1)), 65);
  const auto [out, state] = lstm->forward(rand({3, 50, 1}));
  EXPECT_EQ(sizes(out), (Ints{3, 50, 64}));
  EXPECT_EQ(sizes(std::get<0>(state)), (Ints{2, 3, 64}));
  EXPECT_EQ(sizes(std::get<1>(state)), (Ints{2, 3, 64}));
}
TEST(Features, WN62) { EXPECT_EQ(parameter_count(*nn::MultiheadAttention(64, 4)), 16'640); }
TEST(Features, WN63) {  // the same field of view: two kernels of 3 and one of 5
  nn::Sequential two(conv3x3(64, 64), conv3x3(64, 64));
  nn::Conv2d one(64, 64, 5);
  EXPECT_EQ(parameter_count(*two), 73'856);
  EXPECT_EQ(parameter_count(*one), 102'464);
  const Tensor x = rand({1, 64, 9, 9});
  EXPECT_EQ(sizes(two->forward(x)), sizes(one(x)));
}
TEST(Features, WN64) {
  nn::Conv2d c1(1, 16, 5), c2(nn::Conv2dOptions(16, 32, 3).padding(1));
  nn::MaxPool2d pool(2);
  Tensor x = c1(rand({1, 1, 32, 32}));
  EXPECT_EQ(sizes(x), (Ints{1, 16, 28, 28}));
  x = pool(x);
  EXPECT_EQ(sizes(x), (Ints{1, 16, 14, 14}));
  x = c2(x);
  EXPECT_EQ(sizes(x), (Ints{1, 32, 14, 14}));
  x = pool(x);
  EXPECT_EQ(sizes(x), (Ints{1, 32, 7, 7}));
  EXPECT_EQ(sizes(nn::Flatten()(x)), (Ints{1, 1568}));
}
TEST(Features, WN65) {
  const auto side = [](int64_t h, int64_t k, int64_t s, int64_t p) {
    return nn::Conv2d(nn::Conv2dOptions(1, 1, k).stride(s).padding(p))(zeros({1, 1, h, h})).size(2);
  };
  EXPECT_EQ(side(32, 5, 1, 0), 28);
  EXPECT_EQ(side(14, 3, 1, 1), 14);
  EXPECT_EQ(side(14, 3, 2, 1), 7);
  EXPECT_EQ(side(28, 3, 2, 0), 13);
  EXPECT_EQ(side(28, 3, 2, 1), 14);
  EXPECT_EQ(side(7, 3, 2, 1), 4);
  EXPECT_EQ(side(7, 3, 2, 0), 3);
  EXPECT_EQ(sizes(nn::MaxPool2d(2)(zeros({1, 1, 7, 7}))), (Ints{1, 1, 3, 3}));
}
TEST(Features, WN66) {
  nn::ConvTranspose2d first(nn::ConvTranspose2dOptions(1, 1, 3).stride(2));
  nn::ConvTranspose2d next(nn::ConvTranspose2dOptions(1, 1, 3).stride(2).padding(1).output_padding(1));
  Tensor x = first(rand({1, 1, 3, 3}));
  EXPECT_EQ(sizes(x), (Ints{1, 1, 7, 7}));
  x = next(x);
  EXPECT_EQ(sizes(x), (Ints{1, 1, 14, 14}));
  EXPECT_EQ(sizes(next(x)), (Ints{1, 1, 28, 28}));
}
TEST(Features, WN67) {  // Sobel: cross-correlation, the kernel is not flipped
  Tensor image = zeros({1, 1, 10, 10});
  image.index_put_({Slice(), Slice(), Slice(), Slice(4, 6)}, 5.0);
  nn::Conv2d sobel(nn::Conv2dOptions(1, 1, 3).bias(false));
  const Tensor kernel = tensor({{-1., 0., 1.}, {-2., 0., 2.}, {-1., 0., 1.}}).view({1, 1, 3, 3});
  {
    NoGradGuard guard;
    sobel->weight.copy_(kernel);
  }
  const Tensor y = sobel(image).detach();
  const Tensor row = tensor({0., 0., 20., 20., -20., -20., 0., 0.});
  EXPECT_TRUE(y.equal(row.expand({1, 1, 8, 8})));
  EXPECT_TRUE(conv2d(image, kernel.flip({2, 3})).equal(-row.expand({1, 1, 8, 8})));
}
TEST(Features, WN68) {
  const Tensor x = arange(4.).view({1, 1, 4});
  const auto padded = [&](F::PadFuncOptions options) { return F::pad(x, options); };
  expect_values(padded(F::PadFuncOptions({1, 1}).mode(kReflect)), {1, 1, 6}, {1, 0, 1, 2, 3, 2}, 0);
  expect_values(padded(F::PadFuncOptions({1, 1}).mode(kReplicate)), {1, 1, 6}, {0, 0, 1, 2, 3, 3}, 0);
  expect_values(padded(F::PadFuncOptions({1, 1}).mode(kCircular)), {1, 1, 6}, {3, 0, 1, 2, 3, 0}, 0);
}
TEST(Features, WN69) {
  nn::BatchNorm1d bn(1);
  bn(tensor({{1.}, {2.}, {3.}, {4.}}));
  EXPECT_NEAR(bn->running_mean.item<float>(), 0.25, 1e-6);
  EXPECT_NEAR(bn->running_var.item<float>(), 0.9 + 0.1 * 5 / 3, 1e-6);  // 1.0667
  bn->eval();
  EXPECT_NEAR(bn(tensor({{1.}})).item<float>(), 0.7262, 5e-5);
}
TEST(Features, WN70) {
  const Tensor y = nn::LayerNorm(nn::LayerNormOptions({3}))(tensor({{1., 2., 3.}})).detach();
  expect_values(y, {1, 3}, {-1.2247, 0, 1.2247}, 5e-5);
}
TEST(Features, WN71) {
  manual_seed(0);
  nn::Dropout dropout(0.5);
  const Tensor x = ones({100000}), y = dropout(x);
  EXPECT_TRUE(((y == 0) | (y == 2)).all().item<bool>());
  EXPECT_NEAR(y.mean().item<float>(), 1, 0.02);
  dropout->eval();
  EXPECT_TRUE(dropout(x).equal(x));
}
TEST(Features, WN72) {
  EXPECT_NEAR(F::cross_entropy(zeros({4, 3}), tensor({0, 1, 2, 1})).item<float>(), std::log(3.),
              1e-6);                                                                                 // 1.0986
  EXPECT_NEAR(F::cross_entropy(zeros({2, 10}), tensor({0, 9})).item<float>(), std::log(10.), 1e-6);  // 2.3026
}
TEST(Features, WN73) {
  const Tensor logits = tensor({{2., 1., 0.1}}), target = tensor({0});
  EXPECT_NEAR(F::cross_entropy(logits, target).item<float>(), 0.4170, 5e-5);
  EXPECT_NEAR(F::cross_entropy(softmax(logits, 1), target).item<float>(), 0.8021, 5e-5)
      << "wrong, and silent";
}
TEST(Features, WN74) {
  const Tensor x = randn({200, 2}), y = cat({zeros({100, 1}), ones({100, 1})});
  const Tensor logits = x.matmul(zeros({2, 1})) + zeros({1});
  EXPECT_NEAR(F::binary_cross_entropy(sigmoid(logits), y).item<float>(), std::log(2.), 1e-6);  // 0.6931
  EXPECT_NEAR(F::binary_cross_entropy_with_logits(logits, y).item<float>(), std::log(2.), 1e-6);
}
TEST(Features, WN76) {
  Tensor p = zeros({2}).requires_grad_();
  p.mutable_grad() = tensor({3., 4.});
  EXPECT_NEAR(nn::utils::clip_grad_norm_({p}, 1.0), 5, 1e-6);
  expect_values(p.grad(), {2}, {0.6, 0.8}, 1e-6);
}

}  // namespace
