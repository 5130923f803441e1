// Every module in float64: values and gradients are PyTorch's (tests/reference/record_nn_every.py), first and second
// derivatives those of differences.
#include <algorithm>

#include "facula/graph/grad_mode.h"
#include "nn/every_module.h"

namespace {

using namespace facula;
using namespace facula::nn;
using facula::testing::given, facula::testing::i, facula::testing::p, facula::testing::s, facula::testing::x;

const std::vector<int64_t> flat = {2, 4}, small = {2, 3}, rows = {4, 3};

TEST(EveryModule, Activations) {
#define ACTIVATION(name, ...) ROW1(name, __VA_ARGS__, x(1, flat))
  ACTIVATION("ELU", ELU());
  ACTIVATION("ELU2", ELU(ELUOptions().alpha(0.4)));
  ACTIVATION("SELU", SELU());
  ACTIVATION("CELU", CELU());
  ACTIVATION("CELU2", CELU(CELUOptions().alpha(0.6)));
  ACTIVATION("GELU", GELU());
  ACTIVATION("GELUTanh", GELU(GELUOptions().approximate("tanh")));
  ACTIVATION("GLU", GLU());
  ACTIVATION("GLU0", GLU(0));
  ACTIVATION("Hardshrink", Hardshrink());
  ACTIVATION("Hardshrink2", Hardshrink(0.2));
  ACTIVATION("Hardtanh", Hardtanh());
  ACTIVATION("Hardtanh2", Hardtanh(HardtanhOptions().min_val(-0.3).max_val(0.8)));
  ACTIVATION("LeakyReLU", LeakyReLU());
  ACTIVATION("LeakyReLU2", LeakyReLU(LeakyReLUOptions().negative_slope(0.3)));
  ACTIVATION("LogSigmoid", LogSigmoid());
  ACTIVATION("Softmax", Softmax(1));
  ACTIVATION("Softmax0", Softmax(0));
  ACTIVATION("Softmin", Softmin(1));
  ACTIVATION("LogSoftmax", LogSoftmax(1));
  ACTIVATION("LogSoftmax0", LogSoftmax(0));
  ACTIVATION("PReLU", PReLU());
  ACTIVATION("PReLUChannels", PReLU(PReLUOptions().num_parameters(4).init(0.1)));
  ACTIVATION("ReLU", ReLU());
  ACTIVATION("ReLU6", ReLU6());
  ROW1("ReLU6Large", ReLU6(), (x(1, {6}) * 6).detach().requires_grad_());
  ACTIVATION("RReLU", RReLU());
  ACTIVATION("RReLU2", RReLU(RReLUOptions().lower(0.3).upper(0.6)));
  ACTIVATION("Sigmoid", Sigmoid());
  ACTIVATION("SiLU", SiLU());
  ACTIVATION("Mish", Mish());
  ACTIVATION("Softplus", Softplus());
  ACTIVATION("Softplus2", Softplus(SoftplusOptions().beta(2).threshold(1)));
  ACTIVATION("Softshrink", Softshrink());
  ACTIVATION("Softshrink2", Softshrink(0.2));
  ACTIVATION("Softsign", Softsign());
  ACTIVATION("Tanh", Tanh());
  ACTIVATION("Tanhshrink", Tanhshrink());
  ACTIVATION("Threshold", Threshold(0.2, 0.7));
  ACTIVATION("Threshold2", Threshold(-0.5, -3.0));
  ROW1("Softmax2d", Softmax2d(), x(1, {1, 3, 2, 2}));
  ROW1("Softmax2dOne", Softmax2d(), x(1, {3, 2, 2}));
}

TEST(EveryModule, Dropout) {
  ACTIVATION("Dropout", nn::Dropout(0.4));
  ACTIVATION("AlphaDropout", AlphaDropout(0.4));
  ACTIVATION("AlphaDropout2", AlphaDropout(0.2));
  ACTIVATION("FeatureAlphaDropout", FeatureAlphaDropout(0.4));
  ROW1("Dropout2d", Dropout2d(0.4), x(1, {2, 3, 2, 2}));
  ROW1("Dropout3d", Dropout3d(0.4), x(1, {2, 3, 1, 2, 2}));
  ROW1("Dropout3dHalf", Dropout3d(), x(1, {1, 4, 2, 1, 2}));
}

TEST(EveryModule, Recurrent) {
  ROW1("RNN", RNN(2, 3), x(1, {3, 1, 2}));
  ROW1("LSTM", LSTM(LSTMOptions(2, 3).bidirectional(true)), x(1, {2, 1, 2}));
  ROW1("GRU", GRU(2, 3), x(1, {3, 1, 2}));
  ROW2("RNNCell", RNNCell(2, 3), x(1, {2, 2}), x(2, {2, 3}));
  ROW2("RNNCellReLU", RNNCell(RNNCellOptions(2, 3).bias(false).nonlinearity(kReLU)), x(1, {2, 2}),
       x(2, {2, 3}));
  ROW1("LSTMCell", LSTMCell(2, 3), x(1, {2, 2}));
  ROW2("GRUCell", GRUCell(2, 3), x(1, {2, 2}), x(2, {2, 3}));
}

TEST(EveryModule, Attention) {
  const std::vector<int64_t> two = {2, 1, 4}, three = {3, 1, 4};
  const auto encoder = [] {
    return TransformerEncoderLayer(
        TransformerEncoderLayerOptions(4, 2).dim_feedforward(3).dropout(0).activation(kGELU));
  };
  const auto decoder = [] {
    return TransformerDecoderLayer(
        TransformerDecoderLayerOptions(4, 2).dim_feedforward(3).dropout(0).activation(kGELU));
  };
  const auto norm = [] { return AnyModule(LayerNorm(LayerNormOptions({4}))); };
  ROW3("MultiheadAttention", MultiheadAttention(4, 2), x(1, two), x(2, three), x(3, three));
  ROW1("TransformerEncoderLayer", encoder(), x(1, two));
  ROW2("TransformerDecoderLayer", decoder(), x(1, two), x(2, two));
  ROW1("TransformerEncoder", TransformerEncoder(TransformerEncoderOptions(encoder(), 1)), x(1, two));
  ROW1("TransformerEncoderNorm", TransformerEncoder(TransformerEncoderOptions(encoder(), 2).norm(norm())),
       x(1, two));
  ROW2("TransformerDecoder", TransformerDecoder(TransformerDecoderOptions(decoder(), 1)), x(1, two),
       x(2, two));
  ROW2("TransformerDecoderNorm", TransformerDecoder(TransformerDecoderOptions(decoder(), 1).norm(norm())),
       x(1, two), x(2, two));
}

// Weights by name, not drawn.
Transformer filled(Transformer m) {
  const NoGradGuard off;
  std::vector<std::pair<std::string, Tensor>> sorted;
  for (const auto& item : m->named_parameters()) sorted.emplace_back(item.key(), *item);
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  double k = 0;
  for (auto& [name, parameter] : sorted) parameter.copy_(x(k++, parameter.sizes().vec()) * 0.3);
  return m;
}
TEST(EveryModule, WholeTransformer) {
  const std::vector<int64_t> two = {2, 1, 4};
  ROW2("Transformer",
       filled(Transformer(TransformerOptions(4, 2, 1, 1).dim_feedforward(3).dropout(0).activation(kGELU))),
       x(1, two), x(2, two));
}

TEST(EveryModule, LossesOfNumbers) {
  const Tensor w = tensor({0.5, 1.0, 2.0}, kDouble);
  ROW2("L1Loss", L1Loss(), x(1, small), x(2, small));
  ROW2("MSELoss", MSELoss(MSELossOptions(kSum)), x(1, small), x(2, small));
  ROW2("SmoothL1Loss", SmoothL1Loss(), x(1, small), x(2, small));
  ROW2("SmoothL1LossBeta", SmoothL1Loss(SmoothL1LossOptions(kNone).beta(0.3)), x(1, small), x(2, small));
  ROW2("HuberLoss", HuberLoss(), x(1, small), x(2, small));
  ROW2("HuberLossDelta", HuberLoss(HuberLossOptions(kSum).delta(0.4)), x(1, small), x(2, small));
  ROW2("KLDivLoss", KLDivLoss(KLDivLossOptions(kBatchMean)), x(1, small), p(2, small));
  ROW2("KLDivLossLog", KLDivLoss(KLDivLossOptions(kSum).log_target(true)), x(1, small), x(2, small));
  ROW2("BCELoss", BCELoss(), p(1, small), p(2, small).detach());
  ROW2("BCELossWeight", BCELoss(BCELossOptions().weight(w).reduction(kSum)), p(1, small),
       p(2, small).detach());
  ROW2("BCEWithLogitsLoss", BCEWithLogitsLoss(), x(1, small), p(2, small).detach());
  ROW2("BCEWithLogitsLossPos",
       BCEWithLogitsLoss(BCEWithLogitsLossOptions().weight(w).reduction(kNone).pos_weight(w + 1)),
       x(1, small), p(2, small).detach());
  ROW2("SoftMarginLoss", SoftMarginLoss(), x(1, small), s(small));
  ROW3("MarginRankingLoss", MarginRankingLoss(MarginRankingLossOptions().margin(0.3)), x(1, {4}), x(2, {4}),
       s({4}));
  ROW2("PoissonNLLLoss", PoissonNLLLoss(PoissonNLLLossOptions().full(true)), x(1, small),
       i(5, small).to(kDouble));
  ROW2("HingeEmbeddingLoss", HingeEmbeddingLoss(HingeEmbeddingLossOptions().margin(0.7)), x(1, small),
       s(small));
}

TEST(EveryModule, LossesOfClassesAndVectors) {
  const Tensor w = tensor({0.5, 1.0, 2.0}, kDouble);
  ROW2("NLLLoss", NLLLoss(), x(1, rows), i(3, {4}));
  ROW2("NLLLossWeight", NLLLoss(NLLLossOptions().weight(w).ignore_index(1).reduction(kSum)), x(1, rows),
       i(3, {4}));
  ROW2("CrossEntropyLoss", CrossEntropyLoss(CrossEntropyLossOptions().weight(w).label_smoothing(0.1)),
       x(1, rows), i(3, {4}));
  ROW2("CrossEntropyLossProbabilities", CrossEntropyLoss(), x(1, rows), p(2, rows).detach());
  ROW3("CosineEmbeddingLoss", CosineEmbeddingLoss(CosineEmbeddingLossOptions().margin(0.1)), x(1, rows),
       x(2, rows), s({4}));
  ROW3("TripletMarginLoss", TripletMarginLoss(TripletMarginLossOptions().margin(0.7).swap(true)), x(1, rows),
       x(2, rows), x(3, rows));
  ROW3("TripletMarginWithDistanceLoss",
       TripletMarginWithDistanceLoss(TripletMarginWithDistanceLossOptions().margin(0.7)), x(1, rows),
       x(2, rows), x(3, rows));
  ROW2("MultiLabelMarginLoss", MultiLabelMarginLoss(), x(1, small), given({2, 0, -1, 1, -1, 0}, small));
  ROW2("MultiLabelSoftMarginLoss", MultiLabelSoftMarginLoss(MultiLabelSoftMarginLossOptions().weight(w)),
       x(1, small), i(2, small).to(kDouble));
  ROW2("MultiMarginLoss", MultiMarginLoss(MultiMarginLossOptions().p(2).margin(0.7).weight(w)), x(1, rows),
       i(3, {4}));
  facula::testing::check(
      "CTCLoss", [] { return CTCLoss(); },
      {x(1, {5, 2, 3}), given({1, 2, 2, 1}, {2, 2}), given({5, 4}, {2}), given({2, 1}, {2})},
      [](auto& m, const facula::testing::Tensors& v) { return m(v[0].log_softmax(2), v[1], v[2], v[3]); },
      "the derivative for '_ctc_loss_backward' is not implemented");
  ROW2("CosineSimilarity", CosineSimilarity(CosineSimilarityOptions().dim(0)), x(1, small), x(2, small));
  ROW2("PairwiseDistance", PairwiseDistance(PairwiseDistanceOptions().p(3)), x(1, small), x(2, small));
  ROW2("AdaptiveLogSoftmaxWithLoss",
       AdaptiveLogSoftmaxWithLoss(AdaptiveLogSoftmaxWithLossOptions(4, 6, {2, 4}).div_value(2)), x(1, {3, 4}),
       i(6, {3}));
}

TEST(EveryModule, Containers) {
  ROW1(
      "Sequential",
      [] {
        Sequential s;  // one after another: the order in which arguments are made is the compiler's
        s->push_back(Linear(3, 4));
        s->push_back(Tanh());
        s->push_back(Linear(4, 2));
        return s;
      }(),
      x(1, {2, 3}));
  ROW1("SequentialNested", Sequential(Linear(3, 2), Sequential(Sigmoid(), LayerNorm(LayerNormOptions({2})))),
       x(1, {2, 3}));
}

}  // namespace
