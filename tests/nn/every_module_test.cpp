// Every module in float64: values and gradients are PyTorch's (tests/reference/record_nn_every.py), first
// and second
// derivatives those of differences.
#include "nn/every_module.h"

namespace {

using namespace facula;
using namespace facula::nn;
using facula::testing::given, facula::testing::i, facula::testing::p, facula::testing::s, facula::testing::x;

const std::vector<int64_t> pic = {1, 2, 4, 4}, vol = {1, 1, 4, 4, 4}, line = {1, 2, 6},
                           cube = {1, 1, 2, 2, 2};

TEST(EveryModule, ShapesAndLinearMaps) {
  ROW1("Identity", Identity(), x(1, {2, 3}));
  ROW1("Flatten", Flatten(), x(1, {2, 3, 2}));
  ROW1("Flatten2", Flatten(FlattenOptions().start_dim(0).end_dim(1)), x(1, {2, 3, 2}));
  ROW1("Unflatten", Unflatten(UnflattenOptions(1, {2, 3})), x(1, {2, 6}));
  ROW1("Linear", Linear(3, 2), x(1, {2, 3}));
  ROW1("LinearPlain", Linear(LinearOptions(3, 2).bias(false)), x(1, {3}));
  ROW2("Bilinear", Bilinear(2, 3, 2), x(1, {2, 2}), x(2, {2, 3}));
  ROW1("Embedding", Embedding(5, 3), i(5, {2, 3}));
  ROW1("EmbeddingBag", EmbeddingBag(EmbeddingBagOptions(5, 3).mode(kSum)), i(5, {2, 3}));
}

TEST(EveryModule, Convolutions) {
  ROW1("Conv1d", Conv1d(Conv1dOptions(2, 2, 3).padding(2).dilation(2)), x(1, line));
  ROW1("Conv1dGroups", Conv1d(Conv1dOptions(2, 4, 2).stride(2).groups(2).bias(false)), x(1, line));
  ROW1("Conv2d", Conv2d(Conv2dOptions(2, 2, 3).padding(1).padding_mode(kReflect)), x(1, pic));
  ROW1("Conv2dSame", Conv2d(Conv2dOptions(2, 2, {2, 3}).padding(kSame)), x(1, pic));
  ROW1("Conv3d", Conv3d(Conv3dOptions(1, 2, 2).stride(2)), x(1, vol));
  ROW1("ConvTranspose1d", ConvTranspose1d(ConvTranspose1dOptions(2, 2, 3).stride(2).output_padding(1)),
       x(1, line));
  ROW1("ConvTranspose2d", ConvTranspose2d(ConvTranspose2dOptions(2, 2, 2).groups(2)), x(1, {1, 2, 3, 2}));
  ROW1("ConvTranspose3d", ConvTranspose3d(ConvTranspose3dOptions(1, 1, 2).stride(2).padding(1)),
       x(1, {1, 1, 2, 3, 2}));
  ROW1("Fold", Fold(FoldOptions({3, 3}, 2)), x(1, {1, 4, 4}));
  ROW1("Unfold", Unfold(UnfoldOptions(2).stride(2)), x(1, pic));
}

TEST(EveryModule, Pooling) {
  ROW1("MaxPool1d", MaxPool1d(MaxPool1dOptions(3).stride(2).padding(1)), x(1, line));
  ROW1("MaxPool2d", MaxPool2d(MaxPool2dOptions(2).ceil_mode(true)), x(1, {1, 2, 3, 5}));
  ROW1("MaxPool3d", MaxPool3d(2), x(1, vol));
  ROW1("AvgPool1d", AvgPool1d(AvgPool1dOptions(3).stride(2).padding(1)), x(1, line));
  ROW1("AvgPool1dPlain", AvgPool1d(2), x(1, line));
  ROW1("AvgPool2d", AvgPool2d(AvgPool2dOptions(3).stride(2).padding(1).count_include_pad(false)), x(1, pic));
  ROW1("AvgPool3d", AvgPool3d(AvgPool3dOptions(2).divisor_override(3)), x(1, vol));
  ROW1("AvgPool3dPadded", AvgPool3d(AvgPool3dOptions(3).stride(2).padding(1).ceil_mode(true)), x(1, vol));
  ROW1("AdaptiveAvgPool1d", AdaptiveAvgPool1d(4), x(1, line));
  ROW1("AdaptiveAvgPool1dOne", AdaptiveAvgPool1d(1), x(1, {2, 5}));
  ROW1("AdaptiveAvgPool2d", AdaptiveAvgPool2d(AdaptiveAvgPool2dOptions({3, std::nullopt})), x(1, pic));
  ROW1("AdaptiveAvgPool3d", AdaptiveAvgPool3d(AdaptiveAvgPool3dOptions({3, 2, 1})), x(1, vol));
  ROW1("AdaptiveAvgPool3dAll", AdaptiveAvgPool3d(3), x(1, vol));
  ROW1("AdaptiveMaxPool1d", AdaptiveMaxPool1d(4), x(1, line));
  ROW1("AdaptiveMaxPool2d", AdaptiveMaxPool2d(3), x(1, pic));
  ROW1("AdaptiveMaxPool3d", AdaptiveMaxPool3d(2), x(1, vol));
  ROW1("FractionalMaxPool2d", FractionalMaxPool2d(FractionalMaxPool2dOptions(2).output_size(2)), x(1, pic));
  ROW1("FractionalMaxPool3d", FractionalMaxPool3d(FractionalMaxPool3dOptions(2).output_size(2)), x(1, vol));
  ROW1("LPPool1d", LPPool1d(LPPool1dOptions(2, 3)), p(1, line));
  ROW1("LPPool2d", LPPool2d(LPPool2dOptions(3, 2)), p(1, pic));
  ROW2("MaxUnpool1d", MaxUnpool1d(2), x(1, {1, 1, 3}), given({0, 3, 5}, {1, 1, 3}));
  ROW2("MaxUnpool2d", MaxUnpool2d(2), x(1, {1, 1, 1, 2}), given({0, 6}, {1, 1, 1, 2}));
  ROW2("MaxUnpool3d", MaxUnpool3d(2), x(1, {1, 1, 1, 1, 2}), given({1, 10}, {1, 1, 1, 1, 2}));
}

TEST(EveryModule, PaddingAndResizing) {
  ROW1("ReflectionPad1d", ReflectionPad1d(ReflectionPad1dOptions({1, 2})), x(1, line));
  ROW1("ReflectionPad2d", ReflectionPad2d(ReflectionPad2dOptions({1, 2, 0, 1})), x(1, pic));
  ROW1("ReflectionPad3d", ReflectionPad3d(1), x(1, cube));
  ROW1("ReplicationPad1d", ReplicationPad1d(2), x(1, line));
  ROW1("ReplicationPad2d", ReplicationPad2d(ReplicationPad2dOptions({1, 2, 0, 1})), x(1, pic));
  ROW1("ReplicationPad3d", ReplicationPad3d(1), x(1, cube));
  ROW1("ZeroPad2d", ZeroPad2d(ZeroPad2dOptions({1, 2, -1, 0})), x(1, pic));
  ROW1("ConstantPad1d", ConstantPad1d(1, 0.5), x(1, line));
  ROW1("ConstantPad2d", ConstantPad2d(ConstantPad2dOptions({1, 0, 2, -1}, 3.5)), x(1, pic));
  ROW1("ConstantPad2dEven", ConstantPad2d(1, -1.0), x(1, pic));
  ROW1("ConstantPad3d", ConstantPad3d(ConstantPad3dOptions({1, 0, 0, 1, 0, 0}, 0.5)), x(1, cube));
  ROW1(
      "Upsample",
      Upsample(UpsampleOptions().scale_factor(std::vector<double>{2, 2}).mode(kBilinear).align_corners(true)),
      x(1, {1, 1, 2, 3}));
  ROW1("UpsampleNearest", Upsample(UpsampleOptions().size(std::vector<int64_t>{5})), x(1, line));
  ROW1("PixelShuffle", PixelShuffle(2), x(1, {1, 4, 2, 1}));
  ROW1("PixelUnshuffle", PixelUnshuffle(2), x(1, {1, 1, 2, 4}));
}

TEST(EveryModule, Norms) {
  ROW1("BatchNorm1d", BatchNorm1d(2), x(1, {3, 2}));
  ROW1("BatchNorm2d", BatchNorm2d(BatchNorm2dOptions(2).eps(0.1).affine(false)), x(1, {2, 2, 2, 1}));
  ROW1("BatchNorm3d", BatchNorm3d(2), x(1, {2, 2, 1, 2, 2}));
  ROW1("BatchNorm3dPlain",
       BatchNorm3d(BatchNorm3dOptions(1).eps(0.01).affine(false).track_running_stats(false)),
       x(1, {2, 1, 1, 2, 2}));
  ROW1("InstanceNorm1d", InstanceNorm1d(InstanceNorm1dOptions(2).affine(true)), x(1, {2, 2, 3}));
  ROW1("InstanceNorm2d", InstanceNorm2d(2), x(1, {1, 2, 2, 3}));
  ROW1("InstanceNorm2dAffine",
       InstanceNorm2d(InstanceNorm2dOptions(2).eps(0.1).affine(true).track_running_stats(true)),
       x(1, {2, 2, 2, 2}));
  ROW1("InstanceNorm3d", InstanceNorm3d(InstanceNorm3dOptions(2).affine(true)), x(1, {1, 2, 2, 1, 3}));
  ROW1("InstanceNorm3dPlain", InstanceNorm3d(InstanceNorm3dOptions(1).eps(0.1)), x(1, {2, 1, 1, 2, 2}));
  ROW1("LayerNorm", LayerNorm(LayerNormOptions({2, 3})), x(1, {2, 2, 3}));
  ROW1("GroupNorm", GroupNorm(GroupNormOptions(2, 4).eps(0.01)), x(1, {1, 4, 3}));
  ROW1("LocalResponseNorm", LocalResponseNorm(LocalResponseNormOptions(2).alpha(0.5)), x(1, {1, 3, 2, 2}));
  ROW1("CrossMapLRN2d", CrossMapLRN2d(CrossMapLRN2dOptions(4).alpha(0.3).k(2)), x(1, {1, 2, 2, 2}));
}

}  // namespace
