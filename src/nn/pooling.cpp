#include "facula/nn/modules/pooling.h"

#include "facula/nn/functional/pooling.h"
#include "nn/print.h"

namespace facula {
namespace nn {

// ---- 1 dimension

AvgPool1dImpl::AvgPool1dImpl(ExpandingArray<1> kernel_size) : AvgPool1dImpl(AvgPool1dOptions(kernel_size)) {}
AvgPool1dImpl::AvgPool1dImpl(const AvgPool1dOptions& options_) : options(options_) {}
void AvgPool1dImpl::reset() {}
void AvgPool1dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::AvgPool1d(kernel_size=", options.kernel_size(), ", stride=", options.stride(),
        ", padding=", options.padding(), ")");
}
Tensor AvgPool1dImpl::forward(const Tensor& input) { return functional::avg_pool1d(input, options); }

MaxPool1dImpl::MaxPool1dImpl(ExpandingArray<1> kernel_size) : MaxPool1dImpl(MaxPool1dOptions(kernel_size)) {}
MaxPool1dImpl::MaxPool1dImpl(const MaxPool1dOptions& options_) : options(options_) {}
void MaxPool1dImpl::reset() {}
void MaxPool1dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::MaxPool1d(kernel_size=", options.kernel_size(), ", stride=", options.stride(),
        ", padding=", options.padding(), ", dilation=", options.dilation(),
        ", ceil_mode=", options.ceil_mode(), ")");
}
Tensor MaxPool1dImpl::forward(const Tensor& input) { return functional::max_pool1d(input, options); }
std::tuple<Tensor, Tensor> MaxPool1dImpl::forward_with_indices(const Tensor& input) {
  return functional::max_pool1d_with_indices(input, options);
}

AdaptiveAvgPool1dImpl::AdaptiveAvgPool1dImpl(ExpandingArray<1> output_size)
    : AdaptiveAvgPool1dImpl(AdaptiveAvgPool1dOptions(output_size)) {}
AdaptiveAvgPool1dImpl::AdaptiveAvgPool1dImpl(const AdaptiveAvgPool1dOptions& options_) : options(options_) {}
void AdaptiveAvgPool1dImpl::reset() {}
void AdaptiveAvgPool1dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::AdaptiveAvgPool1d(output_size=", options.output_size(), ")");
}
Tensor AdaptiveAvgPool1dImpl::forward(const Tensor& input) {
  return functional::adaptive_avg_pool1d(input, options);
}

// ---- 2 dimensions

AvgPool2dImpl::AvgPool2dImpl(ExpandingArray<2> kernel_size) : AvgPool2dImpl(AvgPool2dOptions(kernel_size)) {}
AvgPool2dImpl::AvgPool2dImpl(const AvgPool2dOptions& options_) : options(options_) {}
void AvgPool2dImpl::reset() {}
void AvgPool2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::AvgPool2d(kernel_size=", options.kernel_size(), ", stride=", options.stride(),
        ", padding=", options.padding(), ")");
}
Tensor AvgPool2dImpl::forward(const Tensor& input) { return functional::avg_pool2d(input, options); }

MaxPool2dImpl::MaxPool2dImpl(ExpandingArray<2> kernel_size) : MaxPool2dImpl(MaxPool2dOptions(kernel_size)) {}
MaxPool2dImpl::MaxPool2dImpl(const MaxPool2dOptions& options_) : options(options_) {}
void MaxPool2dImpl::reset() {}
void MaxPool2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::MaxPool2d(kernel_size=", options.kernel_size(), ", stride=", options.stride(),
        ", padding=", options.padding(), ", dilation=", options.dilation(),
        ", ceil_mode=", options.ceil_mode(), ")");
}
Tensor MaxPool2dImpl::forward(const Tensor& input) { return functional::max_pool2d(input, options); }
std::tuple<Tensor, Tensor> MaxPool2dImpl::forward_with_indices(const Tensor& input) {
  return functional::max_pool2d_with_indices(input, options);
}

AdaptiveAvgPool2dImpl::AdaptiveAvgPool2dImpl(ExpandingArrayWithOptionalElem<2> output_size)
    : AdaptiveAvgPool2dImpl(AdaptiveAvgPool2dOptions(output_size)) {}
AdaptiveAvgPool2dImpl::AdaptiveAvgPool2dImpl(const AdaptiveAvgPool2dOptions& options_) : options(options_) {}
void AdaptiveAvgPool2dImpl::reset() {}
void AdaptiveAvgPool2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::AdaptiveAvgPool2d(output_size=", options.output_size(), ")");
}
Tensor AdaptiveAvgPool2dImpl::forward(const Tensor& input) {
  return functional::adaptive_avg_pool2d(input, options);
}

// ---- 3 dimensions

AvgPool3dImpl::AvgPool3dImpl(ExpandingArray<3> kernel_size) : AvgPool3dImpl(AvgPool3dOptions(kernel_size)) {}
AvgPool3dImpl::AvgPool3dImpl(const AvgPool3dOptions& options_) : options(options_) {}
void AvgPool3dImpl::reset() {}
void AvgPool3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::AvgPool3d(kernel_size=", options.kernel_size(), ", stride=", options.stride(),
        ", padding=", options.padding(), ")");
}
Tensor AvgPool3dImpl::forward(const Tensor& input) { return functional::avg_pool3d(input, options); }

MaxPool3dImpl::MaxPool3dImpl(ExpandingArray<3> kernel_size) : MaxPool3dImpl(MaxPool3dOptions(kernel_size)) {}
MaxPool3dImpl::MaxPool3dImpl(const MaxPool3dOptions& options_) : options(options_) {}
void MaxPool3dImpl::reset() {}
void MaxPool3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::MaxPool3d(kernel_size=", options.kernel_size(), ", stride=", options.stride(),
        ", padding=", options.padding(), ", dilation=", options.dilation(),
        ", ceil_mode=", options.ceil_mode(), ")");
}
Tensor MaxPool3dImpl::forward(const Tensor& input) { return functional::max_pool3d(input, options); }
std::tuple<Tensor, Tensor> MaxPool3dImpl::forward_with_indices(const Tensor& input) {
  return functional::max_pool3d_with_indices(input, options);
}

AdaptiveAvgPool3dImpl::AdaptiveAvgPool3dImpl(ExpandingArrayWithOptionalElem<3> output_size)
    : AdaptiveAvgPool3dImpl(AdaptiveAvgPool3dOptions(output_size)) {}
AdaptiveAvgPool3dImpl::AdaptiveAvgPool3dImpl(const AdaptiveAvgPool3dOptions& options_) : options(options_) {}
void AdaptiveAvgPool3dImpl::reset() {}
void AdaptiveAvgPool3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::AdaptiveAvgPool3d(output_size=", options.output_size(), ")");
}
Tensor AdaptiveAvgPool3dImpl::forward(const Tensor& input) {
  return functional::adaptive_avg_pool3d(input, options);
}

template class Cloneable<AvgPool1dImpl>;
template class Cloneable<AvgPool2dImpl>;
template class Cloneable<AvgPool3dImpl>;
template class Cloneable<MaxPool1dImpl>;
template class Cloneable<MaxPool2dImpl>;
template class Cloneable<MaxPool3dImpl>;
template class Cloneable<AdaptiveAvgPool1dImpl>;
template class Cloneable<AdaptiveAvgPool2dImpl>;
template class Cloneable<AdaptiveAvgPool3dImpl>;

}  // namespace nn
}  // namespace facula
