// Functional forms of convolution.
#include "facula/nn/functional/conv.h"
#include "facula/nn/functional/padding.h"
#include "facula/ops/conv.h"

namespace facula {
namespace nn {
namespace functional {

// Resolves kSame and kValid to numbers. Where "same" needs one more element after than before, the input is
// padded by that one, as PyTorch does.
template <size_t D>
static ExpandingArray<D> resolve_padding(Tensor& input, const Tensor& weight, const ConvFuncOptions<D>& o) {
  if (const auto* sizes = o.padding().value()) return *sizes;
  ExpandingArray<D> padding(0);
  if (enumtype::is<enumtype::kValid>(o.padding())) return padding;
  std::vector<int64_t> extra(2 * D, 0);
  bool asymmetric = false;
  for (size_t d = 0; d < D; ++d) {
    FACULA_CHECK((*o.stride())[d] == 1, "padding='same' is not supported for strided convolutions");
    const int64_t total = (*o.dilation())[d] * (weight.size(static_cast<int64_t>(d) + 2) - 1);
    (*padding)[d] = total / 2;
    extra[2 * (D - 1 - d) + 1] = total % 2;
    asymmetric = asymmetric || total % 2;
  }
  if (asymmetric) input = pad(input, PadFuncOptions(extra));
  return padding;
}

Tensor conv1d(const Tensor& input, const Tensor& weight, const Conv1dFuncOptions& o) {
  Tensor x = input;
  const auto padding = resolve_padding<1>(x, weight, o);
  return facula::conv1d(x, weight, o.bias(), *o.stride(), *padding, *o.dilation(), o.groups());
}
Tensor conv2d(const Tensor& input, const Tensor& weight, const Conv2dFuncOptions& o) {
  Tensor x = input;
  const auto padding = resolve_padding<2>(x, weight, o);
  return facula::conv2d(x, weight, o.bias(), *o.stride(), *padding, *o.dilation(), o.groups());
}
Tensor conv3d(const Tensor& input, const Tensor& weight, const Conv3dFuncOptions& o) {
  Tensor x = input;
  const auto padding = resolve_padding<3>(x, weight, o);
  return facula::conv3d(x, weight, o.bias(), *o.stride(), *padding, *o.dilation(), o.groups());
}
Tensor conv_transpose1d(const Tensor& input, const Tensor& weight, const ConvTranspose1dFuncOptions& o) {
  return facula::conv_transpose1d(input, weight, o.bias(), *o.stride(), *o.padding(), *o.output_padding(),
                                  o.groups(), *o.dilation());
}
Tensor conv_transpose2d(const Tensor& input, const Tensor& weight, const ConvTranspose2dFuncOptions& o) {
  return facula::conv_transpose2d(input, weight, o.bias(), *o.stride(), *o.padding(), *o.output_padding(),
                                  o.groups(), *o.dilation());
}
Tensor conv_transpose3d(const Tensor& input, const Tensor& weight, const ConvTranspose3dFuncOptions& o) {
  return facula::conv_transpose3d(input, weight, o.bias(), *o.stride(), *o.padding(), *o.output_padding(),
                                  o.groups(), *o.dilation());
}

}  // namespace functional
}  // namespace nn
}  // namespace facula
