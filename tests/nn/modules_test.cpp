// Modules and functions compute what PyTorch's do, with gradients (tests/reference/record_nn_modules.py).
#include <cmath>

#include "facula/ops/creation_data.h"
#include "facula/ops/random.h"
#include "facula/ops/softmax.h"
#include "nn/recorded.h"

namespace {

using namespace facula;
namespace F = nn::functional;

using Make = std::function<Tensor()>;

Make normal(std::vector<int64_t> shape) {
  return [shape] { return randn(shape).requires_grad_(true); };
}
Make uniform(std::vector<int64_t> shape) {
  return [shape] { return rand(shape).requires_grad_(true); };
}
Make signs(std::vector<int64_t> shape) {
  return [shape] { return randint(2, shape, TensorOptions(kLong)) * 2.0 - 1; };
}
Make classes(int64_t n, std::vector<int64_t> shape, ScalarType dtype = kLong) {
  return [n, shape, dtype] { return randint(n, shape, TensorOptions(kLong)).to(dtype); };
}
Make given(Tensor t) {
  return [t] { return t; };
}
Tensor longs(std::vector<int64_t> v) { return tensor(IntArrayRef(v), TensorOptions(kLong)); }

void compare(const std::string& name, const Tensor& y, const std::vector<Tensor>& parameters,
             const std::vector<Tensor>& inputs) {
  facula::testing::expect_recorded("nn_modules.txt", name, y, (y * y * y + y).sum(), parameters, inputs);
}

// A function of inputs made after manual_seed(11).
void function(const std::string& name, const std::vector<Make>& make,
              const std::function<Tensor(const std::vector<Tensor>&)>& f) {
  SCOPED_TRACE(name);
  manual_seed(11);
  std::vector<Tensor> x;
  for (const Make& m : make) x.push_back(m());
  try {
    compare(name, f(x), {}, x);
  } catch (const std::exception& e) {
    ADD_FAILURE() << name << ": " << e.what();
  }
}

// A module made after manual_seed(11), then its inputs.
template <class M, class Call>
void module(const std::string& name, const std::function<M()>& make_module, const std::vector<Make>& make,
            const Call& call) {
  SCOPED_TRACE(name);
  manual_seed(11);
  try {
    M m = make_module();
    std::vector<Tensor> x;
    for (const Make& f : make) x.push_back(f());
    compare(name, call(m, x), m->parameters(), x);
  } catch (const std::exception& e) {
    ADD_FAILURE() << name << ": " << e.what();
  }
}
#define MODULE1(Name, M, input, ...) \
  module<nn::M>(                     \
      Name, [&] { return nn::M(__VA_ARGS__); }, {input}, [](auto& m, auto& x) { return m(x[0]); })
#define MODULE2(Name, M, a, b, ...) \
  module<nn::M>(                    \
      Name, [&] { return nn::M(__VA_ARGS__); }, {a, b}, [](auto& m, auto& x) { return m(x[0], x[1]); })
#define MODULE3(Name, M, a, b, c, ...)                     \
  module<nn::M>(                                           \
      Name, [&] { return nn::M(__VA_ARGS__); }, {a, b, c}, \
      [](auto& m, auto& x) { return m(x[0], x[1], x[2]); })

TEST(Modules, Pooling) {
  MODULE1("AdaptiveMaxPool1d", AdaptiveMaxPool1d, normal({2, 3, 7}), 3);
  MODULE1("AdaptiveMaxPool2d", AdaptiveMaxPool2d, normal({2, 3, 6, 5}),
          nn::AdaptiveMaxPool2dOptions({3, std::nullopt}));
  MODULE1("AdaptiveMaxPool3d", AdaptiveMaxPool3d, normal({1, 2, 4, 3, 5}), 2);
  MODULE1("LPPool1d", LPPool1d, normal({2, 3, 9}), nn::LPPool1dOptions(2, 3).stride(2));
  MODULE1("LPPool2d", LPPool2d, uniform({2, 3, 6, 7}), nn::LPPool2dOptions(1.5, {2, 3}));
  MODULE1("FractionalMaxPool2d", FractionalMaxPool2d, normal({2, 3, 9, 8}),
          nn::FractionalMaxPool2dOptions({2, 3}).output_size(ExpandingArray<2>({4, 3})));
  MODULE1("FractionalMaxPool2dRatio", FractionalMaxPool2d, normal({3, 9, 8}),
          nn::FractionalMaxPool2dOptions(2).output_ratio(ExpandingArray<2, double>(0.6)));
  MODULE1("FractionalMaxPool3d", FractionalMaxPool3d, normal({1, 2, 5, 6, 7}),
          nn::FractionalMaxPool3dOptions(2).output_size(ExpandingArray<3>({2, 3, 4})));
}

TEST(Modules, Unpooling) {
  function("MaxUnpool1d", {normal({2, 3, 8})}, [](auto& x) {
    auto [y, i] = F::max_pool1d_with_indices(x[0], F::MaxPool1dFuncOptions(2));
    return nn::MaxUnpool1d(2)(y, i);
  });
  function("MaxUnpool2d", {normal({2, 3, 6, 4})}, [](auto& x) {
    auto [y, i] = F::max_pool2d_with_indices(x[0], F::MaxPool2dFuncOptions(2));
    return nn::MaxUnpool2d(2)->forward(y, i, std::vector<int64_t>{6, 4});
  });
  function("MaxUnpool3d", {normal({1, 2, 4, 4, 6})}, [](auto& x) {
    auto [y, i] = F::max_pool3d_with_indices(x[0], F::MaxPool3dFuncOptions(2));
    return nn::MaxUnpool3d(2)(y, i);
  });
}

TEST(Modules, Padding) {
  const Make flat = normal({2, 3, 4}), picture = normal({2, 3, 4, 5}), volume = normal({1, 2, 3, 4, 5});
  MODULE1("ReflectionPad1d", ReflectionPad1d, flat, nn::ReflectionPad1dOptions({1, 2}));
  MODULE1("ReflectionPad2d", ReflectionPad2d, picture, nn::ReflectionPad2dOptions({1, 2, 0, 3}));
  MODULE1("ReflectionPad3d", ReflectionPad3d, volume, nn::ReflectionPad3dOptions({1, 0, 2, 1, 1, 1}));
  MODULE1("ReplicationPad1d", ReplicationPad1d, flat, nn::ReplicationPad1dOptions(2));
  MODULE1("ReplicationPad2d", ReplicationPad2d, picture, nn::ReplicationPad2dOptions({1, 2, 0, 3}));
  MODULE1("ReplicationPad3d", ReplicationPad3d, volume, nn::ReplicationPad3dOptions(2));
  MODULE1("ZeroPad2d", ZeroPad2d, picture, nn::ZeroPad2dOptions({1, 2, -1, 0}));
  MODULE1("ConstantPad1d", ConstantPad1d, flat, nn::ConstantPad1dOptions({1, 2}, 3.25));
  MODULE1("ConstantPad3d", ConstantPad3d, volume, nn::ConstantPad3dOptions(1, -0.5));
}

F::InterpolateFuncOptions resize(std::vector<int64_t> size, int64_t dims) {
  size.resize(static_cast<size_t>(dims));
  return F::InterpolateFuncOptions().size(size);
}
const std::vector<std::vector<int64_t>> kSizes = {{}, {2, 3, 5}, {2, 3, 4, 5}, {1, 2, 3, 4, 5}};

TEST(Modules, ResizingByElements) {
  for (int64_t d = 1; d <= 3; ++d) {
    const Make x = normal(kSizes[static_cast<size_t>(d)]);
    const std::string n = std::to_string(d);
    MODULE1("UpsampleNearest" + n, Upsample, x,
            nn::UpsampleOptions().scale_factor(std::vector<double>(static_cast<size_t>(d), 2.0)));
    function("NearestSize" + n, {x}, [d](auto& v) { return F::interpolate(v[0], resize({7, 3, 8}, d)); });
    function("NearestExact" + n, {x}, [d](auto& v) {
      return F::interpolate(v[0], resize({7, 3, 8}, d).mode(kNearestExact));
    });
    function("Area" + n, {x}, [d](auto& v) {
      return F::interpolate(v[0], resize({2, 3, 4}, d).mode(kArea));
    });
  }
}

TEST(Modules, ResizingBetweenElements) {
  const std::vector<std::tuple<int64_t, std::string, F::InterpolateFuncOptions::mode_t>> modes = {
      {1, "linear", kLinear},
      {2, "bilinear", kBilinear},
      {2, "bicubic", kBicubic},
      {3, "trilinear", kTrilinear}};
  for (const auto& [dims, name, mode] : modes)
    for (bool align : {false, true}) {
      const Make x = normal(kSizes[static_cast<size_t>(dims)]);
      const int64_t d = dims;
      const auto m = mode;
      std::vector<double> factors = {1.7, 2.3, 0.6};
      factors.resize(static_cast<size_t>(d));
      function(name + (align ? "1" : "0"), {x}, [=](auto& v) {
        return F::interpolate(v[0],
                              F::InterpolateFuncOptions().scale_factor(factors).mode(m).align_corners(align));
      });
      function(name + "Size" + (align ? "1" : "0"), {x}, [=](auto& v) {
        return F::interpolate(v[0], resize({7, 3, 9}, d).mode(m).align_corners(align));
      });
      if (d != 2 || align) continue;
      function(name + "Recompute", {x}, [=](auto& v) {
        return F::interpolate(v[0], F::InterpolateFuncOptions()
                                        .scale_factor(std::vector<double>{1.7, 1.7})
                                        .mode(m)
                                        .recompute_scale_factor(true));
      });
      function(name + "Antialias", {normal({2, 3, 9, 11})}, [=](auto& v) {
        return F::interpolate(v[0], resize({3, 4}, 2).mode(m).antialias(true));
      });
      function(name + "AntialiasUp", {normal({1, 2, 5, 6})}, [=](auto& v) {
        return F::interpolate(v[0], resize({11, 9}, 2).mode(m).antialias(true));
      });
    }
}

TEST(Modules, GridSample) {
  const std::vector<std::pair<std::string, F::GridSampleFuncOptions::mode_t>> modes = {
      {"bilinear", kBilinear}, {"nearest", kNearest}, {"bicubic", kBicubic}};
  const std::vector<std::pair<std::string, F::GridSampleFuncOptions::padding_mode_t>> paddings = {
      {"zeros", kZeros}, {"border", kBorder}, {"reflection", kReflection}};
  for (const auto& m : modes)
    for (const auto& p : paddings)
      for (bool align : {false, true})
        function("Grid_" + m.first + "_" + p.first + (align ? "_1" : "_0"),
                 {normal({2, 3, 4, 5}), normal({2, 3, 6, 2})}, [&](auto& x) {
                   return F::grid_sample(
                       x[0], x[1],
                       F::GridSampleFuncOptions().mode(m.second).padding_mode(p.second).align_corners(align));
                 });
  for (const auto& m : {modes[0], modes[1]})
    function("Grid3_" + m.first, {normal({2, 2, 3, 4, 5}), normal({2, 2, 3, 2, 3})}, [&](auto& x) {
      return F::grid_sample(
          x[0], x[1],
          F::GridSampleFuncOptions().mode(m.second).padding_mode(kReflection).align_corners(false));
    });
  for (bool align : {false, true}) {
    function(std::string("AffineGrid2_") + (align ? "1" : "0"), {normal({2, 2, 3})}, [=](auto& x) {
      return F::affine_grid(x[0], {2, 3, 4, 5}, align);
    });
    function(std::string("AffineGrid3_") + (align ? "1" : "0"), {normal({2, 3, 4})}, [=](auto& x) {
      return F::affine_grid(x[0], {2, 1, 3, 4, 5}, align);
    });
  }
}

TEST(Modules, BlocksShufflesDistances) {
  MODULE1("Unfold", Unfold, normal({2, 3, 6, 7}),
          nn::UnfoldOptions({2, 3}).dilation({2, 1}).padding(1).stride(2));
  MODULE1("Fold", Fold, normal({2, 18, 12}),
          nn::FoldOptions({6, 7}, {2, 3}).dilation({2, 1}).padding(1).stride(2));
  MODULE1("PixelShuffle", PixelShuffle, normal({2, 8, 3, 4}), 2);
  MODULE1("PixelUnshuffle", PixelUnshuffle, normal({2, 2, 6, 4}), 2);
  MODULE2("CosineSimilarity", CosineSimilarity, normal({4, 3}), normal({4, 3}),
          nn::CosineSimilarityOptions());
  MODULE2("PairwiseDistance", PairwiseDistance, normal({4, 3}), normal({4, 3}),
          nn::PairwiseDistanceOptions().p(3).keepdim(true));
  function("Pdist", {normal({5, 3})}, [](auto& x) { return F::pdist(x[0], 1.5); });
}

TEST(Modules, NormsAndActivations) {
  MODULE1("LocalResponseNorm", LocalResponseNorm, normal({2, 5, 3, 4}),
          nn::LocalResponseNormOptions(3).alpha(0.3).k(2.0));
  MODULE1("LocalResponseNorm1", LocalResponseNorm, normal({2, 5, 6}),
          nn::LocalResponseNormOptions(4).alpha(0.3));
  MODULE1("CrossMapLRN2d", CrossMapLRN2d, normal({2, 2, 3, 4}), nn::CrossMapLRN2dOptions(4).alpha(0.3).k(2));
  function("CrossMapLRN2dWide", {normal({2, 5, 3, 4})}, [](auto& x) {
    return nn::CrossMapLRN2d(nn::CrossMapLRN2dOptions(4).alpha(0.3).k(2))(x[0].detach()) + 0 * x[0];
  });
  MODULE1("Hardswish", Hardswish, normal({4, 5}), nn::HardswishOptions());
  MODULE1("Hardsigmoid", Hardsigmoid, normal({4, 5}), nn::HardsigmoidOptions());
  function("GumbelSoftmax", {normal({4, 5})},
           [](auto& x) { return F::gumbel_softmax(x[0], F::GumbelSoftmaxFuncOptions().tau(0.7).dim(1)); });
  function("GumbelSoftmaxHard", {normal({4, 5})}, [](auto& x) {
    return F::gumbel_softmax(x[0], F::GumbelSoftmaxFuncOptions().tau(0.7).hard(true));
  });
}

// PyTorch 1.13 has no RMSNorm; the numbers follow from its formula.
TEST(Modules, RMSNorm) {
  nn::RMSNorm norm(nn::RMSNormOptions({2}).eps(0.0));
  const Tensor y = norm(tensor({{3.f, 4.f}, {1.f, -1.f}}));
  EXPECT_NEAR(y[0][0].item<float>(), 3 / std::sqrt(12.5), 1e-6);
  EXPECT_NEAR(y[1][1].item<float>(), -1, 1e-6);
  EXPECT_THROW(norm(ones({2, 3})), Error);
}

TEST(Modules, EmbeddingBag) {
  const std::vector<std::pair<std::string, nn::EmbeddingBagMode>> modes = {
      {"sum", kSum}, {"mean", kMean}, {"max", kMax}};
  for (const auto& m : modes) {
    MODULE1("EmbeddingBag_" + m.first, EmbeddingBag, classes(7, {4, 5}),
            nn::EmbeddingBagOptions(7, 3).mode(m.second).padding_idx(2));
    MODULE2("EmbeddingBagOffsets_" + m.first, EmbeddingBag, classes(7, {9}), given(longs({0, 3, 3, 7})),
            nn::EmbeddingBagOptions(7, 3).mode(m.second));
  }
  MODULE2("EmbeddingBagLast", EmbeddingBag, classes(7, {9}), given(longs({0, 3, 9})),
          nn::EmbeddingBagOptions(7, 3).include_last_offset(true));
  MODULE3("EmbeddingBagWeighted", EmbeddingBag, classes(7, {4, 5}), given(Tensor()), normal({4, 5}),
          nn::EmbeddingBagOptions(7, 3).mode(kSum));
}

template <class O>
O reduced(O o, const std::string& r) {
  if (r == "none") return o.reduction(kNone);
  return r == "mean" ? o.reduction(kMean) : o.reduction(kSum);
}

TEST(Modules, Losses) {
  const Tensor weight = tensor({0.5f, 1.f, 2.f});
  const Make x = normal({4, 3});
  for (const std::string r : {"none", "mean", "sum"}) {
    MODULE2("Hinge_" + r, HingeEmbeddingLoss, x, signs({4, 3}),
            reduced(nn::HingeEmbeddingLossOptions().margin(0.7), r));
    MODULE3("Cosine_" + r, CosineEmbeddingLoss, x, x, signs({4}),
            reduced(nn::CosineEmbeddingLossOptions().margin(0.1), r));
    MODULE3("Triplet_" + r, TripletMarginLoss, x, x, x,
            reduced(nn::TripletMarginLossOptions().margin(0.7).swap(true), r));
    MODULE3("TripletDistance_" + r, TripletMarginWithDistanceLoss, x, x, x,
            reduced(nn::TripletMarginWithDistanceLossOptions().distance_function(
                        [](const Tensor& a, const Tensor& b) { return (a - b).abs().sum(1); }),
                    r));
    MODULE2("MultiLabelMargin_" + r, MultiLabelMarginLoss, normal({2, 4}),
            given(longs({3, 0, -1, 1, 2, -1, 0, 0}).view({2, 4})),
            reduced(nn::MultiLabelMarginLossOptions(), r));
    MODULE2("MultiLabelSoftMargin_" + r, MultiLabelSoftMarginLoss, x, classes(2, {4, 3}, kFloat),
            reduced(nn::MultiLabelSoftMarginLossOptions().weight(weight), r));
    MODULE2("SoftMargin_" + r, SoftMarginLoss, x, signs({4, 3}), reduced(nn::SoftMarginLossOptions(), r));
    MODULE2("MultiMargin_" + r, MultiMarginLoss, x, classes(3, {4}),
            reduced(nn::MultiMarginLossOptions().p(2).margin(0.7).weight(weight), r));
    MODULE2("MultiMargin1_" + r, MultiMarginLoss, x, classes(3, {4}),
            reduced(nn::MultiMarginLossOptions(), r));
    MODULE3("MarginRanking_" + r, MarginRankingLoss, normal({4}), normal({4}), signs({4}),
            reduced(nn::MarginRankingLossOptions().margin(0.3), r));
    MODULE2("Poisson_" + r, PoissonNLLLoss, x, classes(5, {4, 3}, kFloat),
            reduced(nn::PoissonNLLLossOptions().full(true), r));
    MODULE2("PoissonPlain_" + r, PoissonNLLLoss, uniform({4, 3}), classes(5, {4, 3}, kFloat),
            reduced(nn::PoissonNLLLossOptions().log_input(false), r));
    MODULE3("Gaussian_" + r, GaussianNLLLoss, x, x, uniform({4, 1}),
            reduced(nn::GaussianNLLLossOptions().full(true), r));
  }
}

TEST(Modules, Ctc) {
  const auto log_probs = [](std::vector<int64_t> shape) {
    return Make([shape] { return log_softmax(randn(shape), 2).detach().requires_grad_(true); });
  };
  const auto call = [](auto& m, auto& x) { return m(x[0], x[1], x[2], x[3]); };
  for (const std::string r : {"none", "mean", "sum"}) {
    module<nn::CTCLoss>(
        "CTC_" + r, [&] { return nn::CTCLoss(reduced(nn::CTCLossOptions(), r)); },
        {log_probs({9, 3, 5}),
         [] {
           return randint(1, 5, {3, 4}, TensorOptions(kLong));
         },
         given(longs({9, 8, 6})), given(longs({4, 3, 0}))},
        call);
    module<nn::CTCLoss>(
        "CTCFlat_" + r,
        [&] { return nn::CTCLoss(reduced(nn::CTCLossOptions().blank(2).zero_infinity(true), r)); },
        {log_probs({5, 2, 4}), given(longs({0, 0, 1, 3, 3, 0, 0, 1})), given(longs({5, 4})),
         given(longs({3, 5}))},
        call);
  }
}

TEST(Modules, AdaptiveSoftmax) {
  const auto make = [] {
    return nn::AdaptiveLogSoftmaxWithLoss(
        nn::AdaptiveLogSoftmaxWithLossOptions(8, 20, {4, 10, 15}).div_value(2.0).head_bias(true));
  };
  module<nn::AdaptiveLogSoftmaxWithLoss>("Adaptive", make,
                                         {normal({6, 8}), given(longs({1, 5, 12, 19, 3, 11}))},
                                         [](auto& m, auto& x) { return m(x[0], x[1]).output; });
  module<nn::AdaptiveLogSoftmaxWithLoss>("AdaptiveLogProb", make, {normal({6, 8})},
                                         [](auto& m, auto& x) { return m->log_prob(x[0]); });
}

TEST(Modules, PackedSequences) {
  namespace rnn = nn::utils::rnn;
  const auto call = [](auto& m, auto& x) {
    const auto packed = rnn::pack_padded_sequence(x[0], longs({2, 5, 3}), false, false);
    const auto y = std::get<0>(m->forward_with_packed_input(packed));
    return std::get<0>(rnn::pad_packed_sequence(y, false, 0.5, 6));
  };
  const Make x = normal({5, 3, 3});
  module<nn::RNN>(
      "PackedRNN", [] { return nn::RNN(nn::RNNOptions(3, 4).num_layers(2).nonlinearity(kReLU)); }, {x}, call);
  module<nn::LSTM>(
      "PackedLSTM",
      [] { return nn::LSTM(nn::LSTMOptions(3, 4).num_layers(2).bidirectional(true).proj_size(2)); }, {x},
      call);
  module<nn::GRU>(
      "PackedGRU", [] { return nn::GRU(nn::GRUOptions(3, 4).bidirectional(true)); }, {x}, call);
}

TEST(Modules, TransposedConvolutions) {
  MODULE1("ConvTranspose1d", ConvTranspose1d, normal({2, 4, 5}),
          nn::ConvTranspose1dOptions(4, 6, 3).stride(2).padding(1).output_padding(1).groups(2).dilation(2));
  MODULE1("ConvTranspose3d", ConvTranspose3d, normal({1, 2, 2, 3, 2}),
          nn::ConvTranspose3dOptions(2, 3, 2).stride(2).output_padding(1).dilation(2).bias(false));
}

TEST(Modules, Orthogonal) {
  const auto orthogonal = [](std::vector<int64_t> shape) {
    return Make([shape] { return nn::init::orthogonal_(facula::empty(shape), 1.5).requires_grad_(true); });
  };
  const auto same = [](auto& x) { return x[0] * 1; };
  function("Orthogonal", {orthogonal({4, 6})}, same);
  function("OrthogonalTall", {orthogonal({5, 2, 1})}, same);
  EXPECT_THROW(nn::init::orthogonal_(empty({3})), Error);
}

}  // namespace
