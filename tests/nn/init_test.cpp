// Initial parameters after manual_seed are PyTorch's, bit for bit (tests/reference/record_nn_init.py).
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "facula/nn/nn.h"
#include "facula/ops/creation.h"
#include "facula/ops/random.h"
#include "facula/ops/reduce.h"

namespace {

using namespace facula;

struct Recorded {
  std::string name;
  double first[3];
  double sum;
};

std::vector<Recorded> recorded(const std::string& wanted) {
  std::ifstream in(FACULA_SOURCE_DIR "/tests/reference/nn_init.txt");
  std::vector<Recorded> out;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    if (name != wanted) continue;
    Recorded r;
    words >> r.name >> r.first[0] >> r.first[1] >> r.first[2] >> r.sum;
    out.push_back(r);
  }
  return out;
}

void expect_recorded(const std::string& name, const OrderedDict<std::string, Tensor>& parameters) {
  const auto wanted = recorded(name);
  ASSERT_FALSE(wanted.empty()) << name;
  ASSERT_EQ(parameters.size(), wanted.size()) << name;
  for (const auto& r : wanted) {
    ASSERT_TRUE(parameters.contains(r.name)) << name << " " << r.name;
    const Tensor p = parameters[r.name].detach().flatten();
    for (int64_t i = 0; i < 3; ++i)
      EXPECT_EQ(p[i].item<float>(), static_cast<float>(r.first[i])) << name << " " << r.name << " " << i;
    EXPECT_NEAR(p.to(kDouble).sum().item<double>(), r.sum, 1e-12 * (1 + std::abs(r.sum)))
        << name << " " << r.name;
  }
}

template <class M, class... Args>
void expect_module(const std::string& name, Args&&... args) {
  manual_seed(7);
  M module(std::forward<Args>(args)...);
  expect_recorded(name, module->named_parameters());
}

TEST(NnInit, ModulesStartWithPyTorchsParameters) {
  expect_module<nn::Linear>("Linear", 5, 3);
  expect_module<nn::Bilinear>("Bilinear", 2, 3, 4);
  expect_module<nn::Embedding>("Embedding", nn::EmbeddingOptions(6, 4).padding_idx(1));
  expect_module<nn::BatchNorm2d>("BatchNorm2d", 3);
  expect_module<nn::Conv2d>("Conv2d", nn::Conv2dOptions(2, 3, {2, 3}));
  expect_module<nn::ConvTranspose2d>("ConvTranspose2d", nn::ConvTranspose2dOptions(2, 3, 3));
  expect_module<nn::LSTM>("LSTM", nn::LSTMOptions(3, 4).num_layers(2).bidirectional(true));
  expect_module<nn::LSTM>("LSTMProjected", nn::LSTMOptions(3, 4).proj_size(2));
  expect_module<nn::GRU>("GRU", 3, 4);
  expect_module<nn::RNNCell>("RNNCell", 3, 4);
  expect_module<nn::MultiheadAttention>("MultiheadAttention", 8, 2);
  expect_module<nn::MultiheadAttention>(
      "MultiheadAttentionSeparate", nn::MultiheadAttentionOptions(8, 2).kdim(4).vdim(6).add_bias_kv(true));
  expect_module<nn::TransformerEncoderLayer>("TransformerEncoderLayer",
                                             nn::TransformerEncoderLayerOptions(8, 2).dim_feedforward(16));
}

TEST(NnInit, FunctionsDrawWhatPyTorchDraws) {
  manual_seed(7);
  OrderedDict<std::string, Tensor> t;
  const auto make = [] { return empty({4, 6, 2, 2}); };
  t.insert("xavier_uniform_", nn::init::xavier_uniform_(make(), 2.0));
  t.insert("xavier_normal_", nn::init::xavier_normal_(make()));
  t.insert("kaiming_uniform_", nn::init::kaiming_uniform_(make(), 0, kFanOut, kReLU));
  t.insert("kaiming_normal_", nn::init::kaiming_normal_(make(), 0.1));
  t.insert("uniform_", nn::init::uniform_(make(), -1, 2));
  t.insert("normal_", nn::init::normal_(make(), 1, 3));
  t.insert("dirac_", nn::init::dirac_(make()));
  t.insert("sparse_", nn::init::sparse_(empty({5, 4}), 0.4));
  expect_recorded("Functions", t);
}

TEST(NnInit, Gains) {
  EXPECT_DOUBLE_EQ(nn::init::calculate_gain(kTanh), 5.0 / 3.0);
  EXPECT_DOUBLE_EQ(nn::init::calculate_gain(kReLU), std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(nn::init::calculate_gain(kLeakyReLU, 0.2), std::sqrt(2.0 / 1.04));
  EXPECT_DOUBLE_EQ(nn::init::calculate_gain(kConv2D), 1.0);
  EXPECT_DOUBLE_EQ(nn::init::calculate_gain(kSELU), 0.75);
}

TEST(NnInit, FillsWithoutRecording) {
  Tensor t = ones({2, 3}, requires_grad());
  EXPECT_TRUE(nn::init::zeros_(t).is_same(t));
  EXPECT_EQ(t.sum().item<float>(), 0);
  nn::init::constant_(t, 2.5);
  EXPECT_EQ(t.sum().item<float>(), 15);
  nn::init::eye_(t);
  EXPECT_EQ(t.sum().item<float>(), 2);
  EXPECT_TRUE(t.is_leaf());
  EXPECT_THROW(nn::init::eye_(empty({2})), Error);
  EXPECT_THROW(nn::init::dirac_(empty({2, 2})), Error);
  EXPECT_THROW(nn::init::xavier_uniform_(empty({2})), Error);
}

}  // namespace
