// Resizing, shuffles, sliding blocks and distances as modules.
#include "facula/ops/vision.h"
#include "facula/nn/functional.h"
#include "facula/nn/modules/distance.h"
#include "facula/nn/modules/fold.h"
#include "facula/nn/modules/pixelshuffle.h"
#include "facula/nn/modules/upsampling.h"
#include "nn/print.h"

namespace facula {
namespace nn {

template <class T>
static std::string list_text(const std::vector<T>& v) {
  std::string s = "[";
  for (size_t i = 0; i < v.size(); ++i) s += ::facula::detail::concat(i ? ", " : "", v[i]);
  return s + "]";
}
static std::string target_text(const UpsampleOptions& o) {
  if (o.scale_factor()) return "scale_factor=" + list_text(*o.scale_factor());
  return "size=" + (o.size() ? list_text(*o.size()) : "None");
}

static Tensor resize(const Tensor& input, const UpsampleOptions& options) {
  functional::InterpolateFuncOptions o;
  o.size(options.size()).scale_factor(options.scale_factor()).align_corners(options.align_corners());
  facula::visit([&](auto mode) { o.mode(mode); }, options.mode());
  return functional::interpolate(input, o);
}

UpsampleImpl::UpsampleImpl(UpsampleOptions options_) : options(std::move(options_)) {}
void UpsampleImpl::reset() {}
void UpsampleImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Upsample(", target_text(options),
        ", mode=", enumtype::get_enum_name(options.mode()), ")");
}
Tensor UpsampleImpl::forward(const Tensor& input) { return resize(input, options); }

UpsamplingNearest2dImpl::UpsamplingNearest2dImpl(const UpsampleOptions& options_) : options(options_) {
  options.mode(enumtype::kNearest()).align_corners(std::nullopt);
}
void UpsamplingNearest2dImpl::reset() {}
void UpsamplingNearest2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::UpsamplingNearest2d(", target_text(options),
        ", mode=", enumtype::get_enum_name(options.mode()), ")");
}
Tensor UpsamplingNearest2dImpl::forward(const Tensor& input) { return resize(input, options); }

UpsamplingBilinear2dImpl::UpsamplingBilinear2dImpl(const UpsampleOptions& options_) : options(options_) {
  options.mode(enumtype::kBilinear()).align_corners(true);
}
void UpsamplingBilinear2dImpl::reset() {}
void UpsamplingBilinear2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::UpsamplingBilinear2d(", target_text(options),
        ", mode=", enumtype::get_enum_name(options.mode()), ")");
}
Tensor UpsamplingBilinear2dImpl::forward(const Tensor& input) { return resize(input, options); }

PixelShuffleImpl::PixelShuffleImpl(int64_t upscale_factor)
    : PixelShuffleImpl(PixelShuffleOptions(upscale_factor)) {}
PixelShuffleImpl::PixelShuffleImpl(const PixelShuffleOptions& options_) : options(options_) {}
void PixelShuffleImpl::reset() {}
void PixelShuffleImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::PixelShuffle(", "upscale_factor=", options.upscale_factor(), ")");
}
Tensor PixelShuffleImpl::forward(const Tensor& input) { return functional::pixel_shuffle(input, options); }

PixelUnshuffleImpl::PixelUnshuffleImpl(int64_t downscale_factor)
    : PixelUnshuffleImpl(PixelUnshuffleOptions(downscale_factor)) {}
PixelUnshuffleImpl::PixelUnshuffleImpl(const PixelUnshuffleOptions& options_) : options(options_) {}
void PixelUnshuffleImpl::reset() {}
void PixelUnshuffleImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::PixelUnshuffle(", "downscale_factor=", options.downscale_factor(), ")");
}
Tensor PixelUnshuffleImpl::forward(const Tensor& input) {
  return functional::pixel_unshuffle(input, options);
}

ChannelShuffleImpl::ChannelShuffleImpl(int64_t groups) : ChannelShuffleImpl(ChannelShuffleOptions(groups)) {}
ChannelShuffleImpl::ChannelShuffleImpl(const ChannelShuffleOptions& options_) : options(options_) {}
void ChannelShuffleImpl::reset() {}
void ChannelShuffleImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ChannelShuffle(", "groups=", options.groups(), ")");
}
Tensor ChannelShuffleImpl::forward(const Tensor& input) {
  return facula::channel_shuffle(input, options.groups());
}

FoldImpl::FoldImpl(ExpandingArray<2> output_size, ExpandingArray<2> kernel_size)
    : FoldImpl(FoldOptions(output_size, kernel_size)) {}
FoldImpl::FoldImpl(const FoldOptions& options_) : options(options_) {}
void FoldImpl::reset() {}
void FoldImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Fold(", "output_size=", options.output_size(),
        ", kernel_size=", options.kernel_size(), ", dilation=", options.dilation(),
        ", padding=", options.padding(), ", stride=", options.stride(), ")");
}
Tensor FoldImpl::forward(const Tensor& input) { return functional::fold(input, options); }

UnfoldImpl::UnfoldImpl(ExpandingArray<2> kernel_size) : UnfoldImpl(UnfoldOptions(kernel_size)) {}
UnfoldImpl::UnfoldImpl(const UnfoldOptions& options_) : options(options_) {}
void UnfoldImpl::reset() {}
void UnfoldImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Unfold(", "kernel_size=", options.kernel_size(),
        ", dilation=", options.dilation(), ", padding=", options.padding(), ", stride=", options.stride(),
        ")");
}
Tensor UnfoldImpl::forward(const Tensor& input) { return functional::unfold(input, options); }

CosineSimilarityImpl::CosineSimilarityImpl(const CosineSimilarityOptions& options_) : options(options_) {}
void CosineSimilarityImpl::reset() {}
void CosineSimilarityImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::CosineSimilarity(", "dim=", options.dim(), ", eps=", options.eps(), ")");
}
Tensor CosineSimilarityImpl::forward(const Tensor& input1, const Tensor& input2) {
  return functional::cosine_similarity(input1, input2, options);
}

PairwiseDistanceImpl::PairwiseDistanceImpl(const PairwiseDistanceOptions& options_) : options(options_) {}
void PairwiseDistanceImpl::reset() {}
void PairwiseDistanceImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::PairwiseDistance(", "p=", options.p(), ", eps=", options.eps(),
        ", keepdim=", options.keepdim(), ")");
}
Tensor PairwiseDistanceImpl::forward(const Tensor& input1, const Tensor& input2) {
  return functional::pairwise_distance(input1, input2, options);
}

template class Cloneable<UpsampleImpl>;
template class Cloneable<UpsamplingNearest2dImpl>;
template class Cloneable<UpsamplingBilinear2dImpl>;
template class Cloneable<PixelShuffleImpl>;
template class Cloneable<PixelUnshuffleImpl>;
template class Cloneable<ChannelShuffleImpl>;
template class Cloneable<FoldImpl>;
template class Cloneable<UnfoldImpl>;
template class Cloneable<CosineSimilarityImpl>;
template class Cloneable<PairwiseDistanceImpl>;

}  // namespace nn
}  // namespace facula
