// Every module with a state: its keys are Python's (tests/reference/record_nn_keys.py), what it saves a
// second instance loads, and its second derivatives are right.
#include <algorithm>
#include <functional>
#include <iterator>

#include "facula/autograd/gradcheck.h"
#include "facula/io/archive.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/random.h"
#include "nn/recorded.h"

namespace {

using namespace facula;
using Tensors = std::vector<Tensor>;
namespace nn = facula::nn;

std::vector<std::string> keys_of(const nn::Module& m) {
  std::vector<std::string> keys;
  for (const auto& item : m.state_dict()) {
    std::ostringstream out;
    out << item.key() << ':';
    for (int64_t d = 0; d < item->dim(); ++d) out << (d ? "," : "") << item->size(d);
    keys.push_back(out.str());
  }
  return keys;
}
std::vector<std::string> recorded_keys(const std::string& wanted) {
  std::ifstream in(FACULA_SOURCE_DIR "/tests/reference/nn_keys.txt");
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    if (name == wanted) return {std::istream_iterator<std::string>(words), {}};
  }
  return {"not recorded"};
}

// Sums a result, or the tensors of a tuple.
Tensor total(const Tensor& t) { return t.sum(); }
template <class... Ts>
Tensor total(const std::tuple<Ts...>& t) {
  return std::apply([](const auto&... v) { return (total(v) + ...); }, t);
}
Tensor total(const nn::ASMoutput& o) { return o.output.sum() + o.loss; }

// `call(module)` gives the result for inputs that it keeps.
template <class Make, class Call>
void round_trip(const std::string& name, const Make& make, const Call& call) {
  SCOPED_TRACE(name);
  try {
    manual_seed(1);
    auto a = make();
    manual_seed(2);
    auto b = make();
    EXPECT_EQ(keys_of(*a), recorded_keys(name));
    if (a->is_training() && !a->buffers().empty()) call(a);  // running statistics that differ
    a->eval();
    b->eval();
    const Tensor y = total(call(a));
    serialize::OutputArchive out;
    a->save(out);
    std::stringstream file;
    out.save_to(file);
    serialize::InputArchive in;
    in.load_from(file);
    b->load(in);
    EXPECT_TRUE(total(call(b)).equal(y)) << "save and load";
    const auto x = a->state_dict(), z = b->state_dict();
    for (const auto& item : x) EXPECT_TRUE(item->equal(z[item.key()])) << item.key();
    auto c = make();
    c->eval();
    const auto result = c->load_state_dict(x);
    EXPECT_TRUE(result.missing_keys.empty() && result.unexpected_keys.empty());
    EXPECT_TRUE(total(call(c)).equal(y)) << "load_state_dict";
  } catch (const std::exception& e) {
    ADD_FAILURE() << e.what();
  }
}
template <class Make>
void with_input(const std::string& name, const Make& make, std::vector<int64_t> shape) {
  const Tensor x = randn(shape);
  round_trip(name, make, [x](auto& m) { return m(x); });
}

TEST(RoundTrip, LinearAndConvolutions) {
  using namespace nn;
  with_input("Linear", [] { return Linear(3, 2); }, {4, 3});
  with_input("LinearPlain", [] { return Linear(LinearOptions(3, 2).bias(false)); }, {4, 3});
  const Tensor u = randn({4, 2}), v = randn({4, 3}),
               ids = tensor({0, 3, 1, 4}, TensorOptions(kLong)).view({2, 2});
  round_trip(
      "Bilinear", [] { return Bilinear(2, 3, 4); }, [&](auto& m) { return m(u, v); });
  round_trip(
      "Embedding", [] { return Embedding(EmbeddingOptions(5, 3).padding_idx(1)); },
      [&](auto& m) { return m(ids); });
  round_trip(
      "EmbeddingBag", [] { return EmbeddingBag(5, 3); }, [&](auto& m) { return m(ids); });
  with_input("Conv1d", [] { return Conv1d(Conv1dOptions(4, 6, 3).groups(2)); }, {2, 4, 7});
  with_input("Conv2d",
             [] {
               return Conv2d(Conv2dOptions(2, 3, {3, 2}).padding(1).padding_mode(kReflect));
             },
             {2, 2, 5, 6});
  with_input("Conv3d", [] { return Conv3d(Conv3dOptions(1, 2, 2).bias(false)); }, {2, 1, 3, 4, 3});
  with_input("ConvTranspose1d", [] { return ConvTranspose1d(4, 2, 3); }, {2, 4, 5});
  with_input("ConvTranspose2d", [] { return ConvTranspose2d(ConvTranspose2dOptions(4, 6, 2).groups(2)); },
             {2, 4, 3, 3});
  with_input("ConvTranspose3d", [] { return ConvTranspose3d(1, 2, 2); }, {1, 1, 3, 3, 2});
}

TEST(RoundTrip, Norms) {
  using namespace nn;
  with_input("BatchNorm1d", [] { return BatchNorm1d(3); }, {4, 3});
  with_input("BatchNorm2d", [] { return BatchNorm2d(BatchNorm2dOptions(3).affine(false)); }, {4, 3, 2, 2});
  with_input("BatchNorm3d", [] { return BatchNorm3d(BatchNorm3dOptions(3).track_running_stats(false)); },
             {4, 3, 2, 2, 2});
  with_input("InstanceNorm1d",
             [] { return InstanceNorm1d(InstanceNorm1dOptions(3).affine(true).track_running_stats(true)); },
             {2, 3, 5});
  with_input("InstanceNorm2d", [] { return InstanceNorm2d(InstanceNorm2dOptions(3).affine(true)); },
             {2, 3, 4, 4});
  with_input("InstanceNorm3d", [] { return InstanceNorm3d(3); }, {2, 3, 2, 3, 2});
  with_input("LayerNorm", [] { return LayerNorm(LayerNormOptions({3, 4})); }, {2, 3, 4});
  with_input("GroupNorm", [] { return GroupNorm(2, 4); }, {2, 4, 3});
  with_input("PReLU", [] { return PReLU(PReLUOptions().num_parameters(3)); }, {2, 3, 4});
}

TEST(RoundTrip, Recurrent) {
  using namespace nn;
  with_input("RNN", [] { return RNN(RNNOptions(3, 4).num_layers(2).nonlinearity(kReLU)); }, {5, 2, 3});
  const Tensor x = randn({5, 2, 3});
  round_trip(
      "LSTM", [] { return LSTM(LSTMOptions(3, 4).num_layers(2).bidirectional(true).proj_size(2)); },
      [&](auto& m) { return m(x); });
  with_input("GRU", [] { return GRU(GRUOptions(3, 4).bias(false).batch_first(true)); }, {2, 5, 3});
  with_input("RNNCell", [] { return RNNCell(3, 4); }, {2, 3});
  with_input("LSTMCell", [] { return LSTMCell(3, 4); }, {2, 3});
  with_input("GRUCell", [] { return GRUCell(GRUCellOptions(3, 4).bias(false)); }, {2, 3});
}

TEST(RoundTrip, Attention) {
  using namespace nn;
  const Tensor x = randn({3, 2, 4}), k = randn({5, 2, 3}), v = randn({5, 2, 5}), memory = randn({6, 2, 4});
  round_trip(
      "MultiheadAttention", [] { return MultiheadAttention(4, 2); }, [&](auto& m) { return m(x, x, x); });
  round_trip(
      "MultiheadAttentionOther",
      [] { return MultiheadAttention(MultiheadAttentionOptions(4, 2).kdim(3).vdim(5).add_bias_kv(true)); },
      [&](auto& m) { return m(x, k, v); });
  const auto encoder = [] {
    return TransformerEncoderLayer(TransformerEncoderLayerOptions(4, 2).dim_feedforward(6));
  };
  const auto decoder = [] {
    return TransformerDecoderLayer(TransformerDecoderLayerOptions(4, 2).dim_feedforward(6));
  };
  round_trip("TransformerEncoderLayer", encoder, [&](auto& m) { return m(x); });
  round_trip("TransformerDecoderLayer", decoder, [&](auto& m) { return m(x, memory); });
  round_trip(
      "TransformerEncoder",
      [&] {
        return TransformerEncoder(
            TransformerEncoderOptions(encoder(), 2).norm(AnyModule(LayerNorm(LayerNormOptions({4})))));
      },
      [&](auto& m) { return m(x); });
  round_trip(
      "TransformerDecoder", [&] { return TransformerDecoder(TransformerDecoderOptions(decoder(), 1)); },
      [&](auto& m) { return m(x, memory); });
  round_trip(
      "Transformer", [] { return Transformer(TransformerOptions(4, 2, 1, 1).dim_feedforward(6)); },
      [&](auto& m) { return m(memory, x); });
}

TEST(RoundTrip, Losses) {
  using namespace nn;
  const Tensor x = randn({4, 3}), p = rand({4, 3}), y = (rand({4, 3}) > 0.5).to(kFloat), weight = ones({3});
  const Tensor t = tensor({0, 2, 1, 1}, TensorOptions(kLong)), h = randn({4, 4});
  round_trip(
      "AdaptiveLogSoftmaxWithLoss",
      [] {
        return AdaptiveLogSoftmaxWithLoss(AdaptiveLogSoftmaxWithLossOptions(4, 10, {3, 6}).head_bias(true));
      },
      [&](auto& m) { return m(h, t); });
  const auto fill = [&] { return rand({3}) + weight; };
  round_trip(
      "BCELoss", [&] { return BCELoss(BCELossOptions().weight(fill())); }, [&](auto& m) { return m(p, y); });
  round_trip(
      "BCEWithLogitsLoss",
      [&] { return BCEWithLogitsLoss(BCEWithLogitsLossOptions().weight(fill()).pos_weight(fill())); },
      [&](auto& m) { return m(x, y); });
  round_trip(
      "CrossEntropyLoss", [&] { return CrossEntropyLoss(CrossEntropyLossOptions().weight(fill())); },
      [&](auto& m) { return m(x, t); });
  round_trip(
      "NLLLoss", [&] { return NLLLoss(NLLLossOptions().weight(fill())); }, [&](auto& m) { return m(x, t); });
  round_trip(
      "MultiMarginLoss", [&] { return MultiMarginLoss(MultiMarginLossOptions().weight(fill())); },
      [&](auto& m) { return m(x, t); });
  round_trip(
      "MultiLabelSoftMarginLoss",
      [&] { return MultiLabelSoftMarginLoss(MultiLabelSoftMarginLossOptions().weight(fill())); },
      [&](auto& m) { return m(x, y); });
}

TEST(RoundTrip, Containers) {
  using namespace nn;
  with_input("Sequential",
             [] { return Sequential(Linear(3, 4), ReLU(), Sequential(BatchNorm1d(4), Linear(4, 1))); },
             {5, 3});
}

// ---- second derivatives

// Of a module in double precision, by its first input and all parameters.
template <class M>
void twice(const std::string& name, M m, std::vector<int64_t> shape) {
  SCOPED_TRACE(name);
  manual_seed(4);
  m->to(kDouble);
  Tensors inputs{randn(shape, kDouble).requires_grad_(true)};
  for (const Tensor& p : m->parameters()) inputs.push_back(p.detach().clone().requires_grad_(true));
  try {
    const std::vector<std::string> names = m->named_parameters().keys();
    EXPECT_TRUE(autograd::gradgradcheck(
        [&](const Tensors& x) {
          OrderedDict<std::string, Tensor> given;
          for (size_t i = 0; i < names.size(); ++i) given.insert(names[i], x[i + 1]);
          const auto y = nn::utils::functional_call(m, given, x[0]);
          if constexpr (std::is_same_v<std::decay_t<decltype(y)>, Tensor>) {
            return Tensors{y};
          } else {
            return Tensors{std::get<0>(y)};
          }
        },
        inputs));
  } catch (const std::exception& e) {
    ADD_FAILURE() << e.what();
  }
}

TEST(DoubleBackward, LinearConvolutionsAndNorms) {
  using namespace nn;
  twice("Linear", Linear(3, 2), {2, 3});
  twice("Conv1d", Conv1d(Conv1dOptions(2, 2, 2).groups(2)), {1, 2, 4});
  twice("Conv2d", Conv2d(Conv2dOptions(1, 2, 2).stride(2).padding(1)), {1, 1, 3, 3});
  twice("Conv3d", Conv3d(1, 1, 2), {1, 1, 2, 3, 2});
  twice("ConvTranspose1d", ConvTranspose1d(2, 1, 2), {1, 2, 3});
  twice("ConvTranspose2d", ConvTranspose2d(ConvTranspose2dOptions(1, 1, 2).stride(2)), {1, 1, 2, 2});
  twice("BatchNorm1d", BatchNorm1d(2), {4, 2});
  twice("BatchNorm2d", BatchNorm2d(2), {2, 2, 2, 2});
  twice("InstanceNorm1d", InstanceNorm1d(InstanceNorm1dOptions(2).affine(true)), {2, 2, 3});
  twice("LayerNorm", LayerNorm(LayerNormOptions({3})), {2, 3});
  twice("GroupNorm", GroupNorm(2, 4), {2, 4, 2});
  twice("LocalResponseNorm", LocalResponseNorm(2), {1, 3, 4});
  twice("PReLU", PReLU(), {2, 3});
}

TEST(DoubleBackward, PoolingResizingAndActivations) {
  using namespace nn;
  twice("MaxPool2d", MaxPool2d(2), {1, 1, 4, 4});
  twice("AvgPool2d", AvgPool2d(2), {1, 1, 4, 4});
  twice("AdaptiveAvgPool2d", AdaptiveAvgPool2d(2), {1, 1, 3, 3});
  twice("AdaptiveMaxPool2d", AdaptiveMaxPool2d(2), {1, 1, 3, 3});
  twice("LPPool1d", LPPool1d(LPPool1dOptions(2, 2)), {1, 1, 4});
  twice("ReflectionPad1d", ReflectionPad1d(1), {1, 1, 3});
  twice("Upsample", UpsamplingBilinear2d(UpsampleOptions().size(std::vector<int64_t>{3, 4})), {1, 1, 2, 2});
  twice("PixelShuffle", PixelShuffle(2), {1, 4, 1, 2});
  twice("Unfold", Unfold(2), {1, 1, 3, 3});
  twice("ELU", ELU(), {5});
  twice("SELU", SELU(), {5});
  twice("CELU", CELU(), {5});
  twice("GELU", GELU(), {5});
  twice("SiLU", SiLU(), {5});
  twice("Mish", Mish(), {5});
  twice("Softplus", Softplus(), {5});
  twice("Sigmoid", Sigmoid(), {5});
  twice("Tanh", Tanh(), {5});
  twice("LogSigmoid", LogSigmoid(), {5});
  twice("Softmax", Softmax(1), {2, 3});
  twice("LogSoftmax", LogSoftmax(1), {2, 3});
  twice("GLU", GLU(1), {2, 4});
  twice("Tanhshrink", Tanhshrink(), {5});
  twice("Softsign", Softsign(), {5});
  twice("LeakyReLU", LeakyReLU(), {5});
  twice("Hardswish", Hardswish(), {5});
}

TEST(DoubleBackward, RecurrentAndAttention) {
  using namespace nn;
  twice("RNN", RNN(2, 2), {2, 1, 2});
  twice("LSTM", LSTM(LSTMOptions(2, 2).bidirectional(true)), {2, 1, 2});
  twice("GRU", GRU(2, 2), {2, 1, 2});
  twice("RNNCell", RNNCell(2, 2), {1, 2});
  twice("LSTMCell", LSTMCell(2, 2), {1, 2});
  twice("GRUCell", GRUCell(2, 2), {1, 2});
  twice("TransformerEncoderLayer",
        TransformerEncoderLayer(
            TransformerEncoderLayerOptions(2, 1).dim_feedforward(2).dropout(0).activation(kGELU)),
        {2, 1, 2});
}

}  // namespace
