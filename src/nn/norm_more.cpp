// RMSNorm and the norms over neighbouring channels.
#include "facula/nn/functional/normalization.h"
#include "facula/nn/functional/padding.h"
#include "facula/nn/modules/normalization.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "nn/print.h"

namespace facula {
namespace nn {

RMSNormImpl::RMSNormImpl(std::vector<int64_t> normalized_shape)
    : RMSNormImpl(RMSNormOptions(std::move(normalized_shape))) {}
RMSNormImpl::RMSNormImpl(RMSNormOptions options_) : options(std::move(options_)) { RMSNormImpl::reset(); }
void RMSNormImpl::reset() {
  weight = register_parameter("weight",
                              options.elementwise_affine() ? ones(options.normalized_shape()) : Tensor());
}
void RMSNormImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::RMSNorm(", IntArrayRef(options.normalized_shape()),
        ", eps=", options.eps() ? ::facula::detail::concat(*options.eps()) : std::string("None"),
        ", elementwise_affine=", options.elementwise_affine(), ")");
}
Tensor RMSNormImpl::forward(const Tensor& input) {
  return functional::rms_norm(
      input, functional::RMSNormFuncOptions(options.normalized_shape()).weight(weight).eps(options.eps()));
}

LocalResponseNormImpl::LocalResponseNormImpl(int64_t size)
    : LocalResponseNormImpl(LocalResponseNormOptions(size)) {}
LocalResponseNormImpl::LocalResponseNormImpl(const LocalResponseNormOptions& options_) : options(options_) {}
void LocalResponseNormImpl::reset() {}
void LocalResponseNormImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::LocalResponseNorm(", options.size(), ", alpha=", options.alpha(),
        ", beta=", options.beta(), ", k=", options.k(), ")");
}
Tensor LocalResponseNormImpl::forward(const Tensor& input) {
  return functional::local_response_norm(input, options);
}

CrossMapLRN2dImpl::CrossMapLRN2dImpl(int64_t size) : CrossMapLRN2dImpl(CrossMapLRN2dOptions(size)) {}
CrossMapLRN2dImpl::CrossMapLRN2dImpl(const CrossMapLRN2dOptions& options_) : options(options_) {}
void CrossMapLRN2dImpl::reset() {}
void CrossMapLRN2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::CrossMapLRN2d(", options.size(), ", alpha=", options.alpha(),
        ", beta=", options.beta(), ", k=", options.k(), ")");
}
Tensor CrossMapLRN2dImpl::forward(const Tensor& input) {
  FACULA_CHECK(input.dim() == 4, "CrossMapLRN2d: Expected input to be 4D, got ", input.dim(), "D instead.");
  const int64_t half = (options.size() - 1) / 2, channels = input.size(1);
  const Tensor squares = functional::pad(input * input, functional::PadFuncOptions({0, 0, 0, 0, half, half}));
  Tensor sum = squares.narrow(1, 0, channels);
  for (int64_t i = 1; i <= 2 * half; ++i) sum = sum + squares.narrow(1, i, channels);
  // PyTorch's running sum never lets go of the first channel.
  if (channels > half + 1)
    sum = cat({sum.narrow(1, 0, half + 1),
               sum.narrow(1, half + 1, channels - half - 1) + (input * input).narrow(1, 0, 1)},
              1);
  const double scale = options.alpha() / static_cast<double>(options.size());
  return input * (sum * scale + static_cast<double>(options.k())).pow(-options.beta());
}

template class Cloneable<RMSNormImpl>;
template class Cloneable<LocalResponseNormImpl>;
template class Cloneable<CrossMapLRN2dImpl>;

}  // namespace nn
}  // namespace facula
