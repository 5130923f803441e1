// Modules compute what PyTorch's do, with gradients (tests/reference/record_nn_layers.py).
#include <gtest/gtest.h>

#include <cmath>

#include "facula/nn/nn.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/random.h"
#include "nn/recorded.h"

namespace {

using namespace facula;

void expect_recorded(const std::string& name, const Tensor& y, const nn::Module& module, const Tensor& x) {
  facula::testing::expect_recorded("nn_layers.txt", name, y, (y * y * y).sum(), module.parameters(), {x});
}

Tensor input(IntArrayRef size) { return randn(size).requires_grad_(true); }

template <class M>
void expect_unary(const std::string& name, IntArrayRef size, const std::function<M()>& make) {
  manual_seed(11);
  M module = make();
  const Tensor x = input(size);
  expect_recorded(name, module->forward(x), *module, x);
}
#define UNARY(Name, Module, size, ...) \
  expect_unary<nn::Module>(Name, size, [] { return nn::Module(__VA_ARGS__); })

TEST(Layers, Linear) {
  UNARY("Linear", Linear, IntArrayRef({4, 5}), 5, 3);
  manual_seed(11);
  nn::Bilinear bilinear(2, 3, 4);
  const Tensor a = input({5, 2}), b = input({5, 3});
  expect_recorded("Bilinear", bilinear->forward(a, b), *bilinear, a);
}

TEST(Layers, Convolutions) {
  const int64_t s[] = {2, 2, 6, 5};
  UNARY("Conv1d", Conv1d, IntArrayRef({2, 2, 9}), nn::Conv1dOptions(2, 4, 3).stride(2).padding(1));
  UNARY("Conv2d", Conv2d, s, nn::Conv2dOptions(2, 4, 3).padding(1).groups(2));
  UNARY("Conv2dSame", Conv2d, s, nn::Conv2dOptions(2, 3, {2, 3}).padding(kSame));
  UNARY("Conv2dReflect", Conv2d, s, nn::Conv2dOptions(2, 3, 3).padding({1, 2}).padding_mode(kReflect));
  UNARY("Conv2dCircular", Conv2d, s, nn::Conv2dOptions(2, 3, 3).padding(1).padding_mode(kCircular));
  UNARY("Conv2dReplicate", Conv2d, s, nn::Conv2dOptions(2, 3, 3).padding(2).padding_mode(kReplicate));
  UNARY("Conv3d", Conv3d, IntArrayRef({1, 2, 4, 3, 5}), nn::Conv3dOptions(2, 3, 2));
  UNARY("ConvTranspose2d", ConvTranspose2d, IntArrayRef({2, 2, 4, 3}),
        nn::ConvTranspose2dOptions(2, 3, 3).stride(2).padding(1).output_padding(1));
}

TEST(Layers, ConvTransposeOutputSize) {
  nn::ConvTranspose2d up(nn::ConvTranspose2dOptions(2, 3, 3).stride(2).padding(1));
  const int64_t size[] = {8, 7};
  EXPECT_EQ(up->forward(ones({1, 2, 4, 4}), IntArrayRef(size)).sizes(), IntArrayRef({1, 3, 8, 7}));
  const int64_t bad[] = {9, 7};
  EXPECT_THROW(up->forward(ones({1, 2, 4, 4}), IntArrayRef(bad)), Error);
}

TEST(Layers, Pooling) {
  const int64_t s[] = {2, 3, 6, 5};
  UNARY("MaxPool2d", MaxPool2d, s, 2);
  UNARY("AvgPool2d", AvgPool2d, s, nn::AvgPool2dOptions(3).stride(2).padding(1));
  UNARY("AdaptiveAvgPool2d", AdaptiveAvgPool2d, s, nn::AdaptiveAvgPool2dOptions({3, std::nullopt}));
}

TEST(Layers, Normalisation) {
  UNARY("BatchNorm1d", BatchNorm1d, IntArrayRef({4, 3}), 3);
  UNARY("BatchNorm2d", BatchNorm2d, IntArrayRef({4, 3, 2, 2}),
        nn::BatchNormOptions(3).momentum(std::nullopt));
  UNARY("InstanceNorm1d", InstanceNorm1d, IntArrayRef({4, 3, 6}), nn::InstanceNormOptions(3).affine(true));
  UNARY("LayerNorm", LayerNorm, IntArrayRef({2, 3, 4}), std::vector<int64_t>{3, 4});
  UNARY("GroupNorm", GroupNorm, IntArrayRef({2, 4, 3}), 2, 4);
}

TEST(Layers, BatchNormRunningStatistics) {
  nn::BatchNorm1d bn(nn::BatchNormOptions(2).momentum(0.5));
  const Tensor x = tensor({{1.f, 10.f}, {3.f, 30.f}});
  bn->forward(x);
  EXPECT_EQ(bn->num_batches_tracked.item<int64_t>(), 1);
  EXPECT_NEAR(bn->running_mean[1].item<float>(), 10, 1e-5);
  EXPECT_NEAR(bn->running_var[0].item<float>(), 1.5, 1e-5);
  bn->eval();
  const Tensor before = bn->running_mean.clone();
  bn->forward(x);
  EXPECT_TRUE(bn->running_mean.equal(before));
  EXPECT_THROW(bn->forward(ones({2, 2, 2, 2})), Error);
}

TEST(Layers, Dropout) {
  UNARY("Dropout", Dropout, IntArrayRef({6, 5}), 0.3);
  UNARY("Dropout2d", Dropout2d, IntArrayRef({3, 4, 2, 2}), 0.3);
  nn::Dropout d(0.5);
  d->eval();
  EXPECT_TRUE(d(ones({9})).equal(ones({9})));
  EXPECT_THROW(nn::Dropout(1.5), Error);
}

TEST(Layers, Embedding) {
  manual_seed(11);
  nn::Embedding embedding(nn::EmbeddingOptions(7, 3).padding_idx(2));
  const Tensor ids = randint(7, {4, 5});
  expect_recorded("Embedding", embedding->forward(ids), *embedding, ids);
  const Tensor table = ones({3, 2});
  auto fixed = nn::Embedding::from_pretrained(table);
  EXPECT_FALSE(fixed->weight.requires_grad());
  EXPECT_EQ(fixed->weight.data_ptr(), table.data_ptr());
}

TEST(Layers, Activations) {
  UNARY("PReLU", PReLU, IntArrayRef({2, 3, 4}), nn::PReLUOptions().num_parameters(3));
  UNARY("Softmin", Softmin, IntArrayRef({3, 4}), 1);
  EXPECT_THROW(nn::Hardtanh(nn::HardtanhOptions().min_val(2).max_val(1)), Error);
}

TEST(Layers, Recurrent) {
  {
    manual_seed(11);
    nn::RNN m(nn::RNNOptions(3, 4).num_layers(2).nonlinearity(kReLU));
    const Tensor x = input({5, 2, 3});
    expect_recorded("RNN", std::get<0>(m->forward(x)), *m, x);
  }
  {
    manual_seed(11);
    nn::LSTM m(nn::LSTMOptions(3, 4).num_layers(2).batch_first(true).bidirectional(true));
    const Tensor x = input({2, 5, 3});
    expect_recorded("LSTM", std::get<0>(m->forward(x)), *m, x);
    EXPECT_THROW(m->forward(ones({2, 5, 4})), Error);
    EXPECT_THROW(m->forward(ones({2, 5, 3}), std::make_tuple(ones({4, 3, 4}), ones({4, 2, 4}))), Error);
    EXPECT_EQ(std::get<0>(m->forward(ones({5, 3}))).sizes(), IntArrayRef({5, 8}));
  }
  {
    manual_seed(11);
    nn::GRU m(nn::GRUOptions(3, 4).bias(false));
    const Tensor x = input({5, 2, 3});
    expect_recorded("GRU", std::get<0>(m->forward(x)), *m, x);
  }
  {
    manual_seed(11);
    nn::LSTMCell m(3, 4);
    const Tensor x = input({2, 3});
    expect_recorded("LSTMCell", std::get<0>(m->forward(x)), *m, x);
  }
  UNARY("GRUCell", GRUCell, IntArrayRef({2, 3}), 3, 4);
}

TEST(Layers, Attention) {
  {
    manual_seed(11);
    nn::MultiheadAttention m(8, 2);
    const Tensor x = input({5, 3, 8});
    expect_recorded("Attention", std::get<0>(m->forward(x, x, x)), *m, x);
    EXPECT_EQ(std::get<1>(m->forward(x, x, x)).sizes(), IntArrayRef({3, 5, 5}));
  }
  {
    manual_seed(11);
    nn::MultiheadAttention m(
        nn::MultiheadAttentionOptions(8, 2).kdim(4).vdim(6).add_bias_kv(true).add_zero_attn(true));
    const Tensor q = input({5, 3, 8}), k = input({7, 3, 4}), v = input({7, 3, 6});
    expect_recorded("AttentionCross", std::get<0>(m->forward(q, k, v)), *m, q);
  }
}

TEST(Layers, Transformer) {
  using Encoder = nn::TransformerEncoderLayerOptions;
  UNARY("EncoderLayer", TransformerEncoderLayer, IntArrayRef({5, 3, 8}),
        Encoder(8, 2).dim_feedforward(16).dropout(0.0).activation(kGELU));
  manual_seed(11);
  nn::TransformerDecoderLayer m(nn::TransformerDecoderLayerOptions(8, 2).dim_feedforward(16).dropout(0.0));
  const Tensor x = input({5, 3, 8}), memory = input({6, 3, 8});
  expect_recorded("DecoderLayer", m->forward(x, memory), *m, x);
  nn::Transformer t(nn::TransformerOptions(8, 2, 1, 1).dim_feedforward(16));
  t->eval();
  EXPECT_EQ(t->forward(ones({4, 3, 8}), ones({6, 3, 8})).sizes(), IntArrayRef({6, 3, 8}));
  EXPECT_THROW(t->forward(ones({4, 3, 8}), ones({6, 2, 8})), Error);
}

TEST(Layers, LossesTakeReductions) {
  namespace F = nn::functional;
  const Tensor x = tensor({1.f, 2.f}), y = tensor({3.f, 5.f});
  EXPECT_EQ(F::mse_loss(x, y, kSum).item<float>(), 13);
  EXPECT_EQ(nn::L1Loss(kSum)(x, y).item<float>(), 5);
  EXPECT_EQ(nn::MSELoss()(x, y).item<float>(), 6.5);
  const Tensor logits = zeros({2, 4}), classes = zeros({2}, kLong);
  EXPECT_NEAR(F::cross_entropy(logits, classes).item<float>(), std::log(4.0), 1e-6);
  EXPECT_NEAR(nn::CrossEntropyLoss()(logits, classes).item<float>(), std::log(4.0), 1e-6);
}

TEST(Layers, GradientClipping) {
  Tensor p = ones({3}, requires_grad());
  (p * tensor({3.f, 0.f, 4.f})).sum().backward();
  EXPECT_DOUBLE_EQ(nn::utils::clip_grad_norm_(p, 1.0), 5.0);
  EXPECT_NEAR(p.grad().norm().item<float>(), 1.0, 1e-5);
  nn::utils::clip_grad_value_(p, 0.5);
  EXPECT_FLOAT_EQ(p.grad()[2].item<float>(), 0.5);
  const Tensor v = nn::utils::parameters_to_vector({ones({2}), zeros({1, 2})});
  EXPECT_EQ(v.sizes(), IntArrayRef({4}));
  Tensor a = zeros({2}), b = zeros({1, 2});
  nn::utils::vector_to_parameters(tensor({1.f, 2.f, 3.f, 4.f}), {a, b});
  EXPECT_EQ(b[0][1].item<float>(), 4);
}

}  // namespace
