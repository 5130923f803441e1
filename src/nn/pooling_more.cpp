// Pooling beyond means and maxima of windows.
#include "facula/nn/any_value.h"
#include "facula/nn/functional/pooling.h"
#include "facula/nn/modules/pooling.h"
#include "nn/print.h"

namespace facula {
namespace nn {

AdaptiveMaxPool1dImpl::AdaptiveMaxPool1dImpl(ExpandingArray<1> output_size)
    : AdaptiveMaxPool1dImpl(AdaptiveMaxPool1dOptions(output_size)) {}
AdaptiveMaxPool1dImpl::AdaptiveMaxPool1dImpl(const AdaptiveMaxPool1dOptions& options_) : options(options_) {}
void AdaptiveMaxPool1dImpl::reset() {}
void AdaptiveMaxPool1dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::AdaptiveMaxPool1d(", "output_size=", options.output_size(), ")");
}
Tensor AdaptiveMaxPool1dImpl::forward(const Tensor& input) {
  return functional::adaptive_max_pool1d(input, options);
}
std::tuple<Tensor, Tensor> AdaptiveMaxPool1dImpl::forward_with_indices(const Tensor& input) {
  return functional::adaptive_max_pool1d_with_indices(input, options);
}

AdaptiveMaxPool2dImpl::AdaptiveMaxPool2dImpl(ExpandingArrayWithOptionalElem<2> output_size)
    : AdaptiveMaxPool2dImpl(AdaptiveMaxPool2dOptions(output_size)) {}
AdaptiveMaxPool2dImpl::AdaptiveMaxPool2dImpl(const AdaptiveMaxPool2dOptions& options_) : options(options_) {}
void AdaptiveMaxPool2dImpl::reset() {}
void AdaptiveMaxPool2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::AdaptiveMaxPool2d(", "output_size=", options.output_size(), ")");
}
Tensor AdaptiveMaxPool2dImpl::forward(const Tensor& input) {
  return functional::adaptive_max_pool2d(input, options);
}
std::tuple<Tensor, Tensor> AdaptiveMaxPool2dImpl::forward_with_indices(const Tensor& input) {
  return functional::adaptive_max_pool2d_with_indices(input, options);
}

AdaptiveMaxPool3dImpl::AdaptiveMaxPool3dImpl(ExpandingArrayWithOptionalElem<3> output_size)
    : AdaptiveMaxPool3dImpl(AdaptiveMaxPool3dOptions(output_size)) {}
AdaptiveMaxPool3dImpl::AdaptiveMaxPool3dImpl(const AdaptiveMaxPool3dOptions& options_) : options(options_) {}
void AdaptiveMaxPool3dImpl::reset() {}
void AdaptiveMaxPool3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::AdaptiveMaxPool3d(", "output_size=", options.output_size(), ")");
}
Tensor AdaptiveMaxPool3dImpl::forward(const Tensor& input) {
  return functional::adaptive_max_pool3d(input, options);
}
std::tuple<Tensor, Tensor> AdaptiveMaxPool3dImpl::forward_with_indices(const Tensor& input) {
  return functional::adaptive_max_pool3d_with_indices(input, options);
}

LPPool1dImpl::LPPool1dImpl(float norm_type, const ExpandingArray<1>& kernel_size)
    : LPPool1dImpl(LPPool1dOptions(norm_type, kernel_size)) {}
LPPool1dImpl::LPPool1dImpl(const LPPool1dOptions& options_) : options(options_) {}
void LPPool1dImpl::reset() {}
void LPPool1dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::LPPool1d(", "norm_type=", options.norm_type(),
        ", kernel_size=", options.kernel_size(), ", stride=", options.stride(),
        ", ceil_mode=", options.ceil_mode(), ")");
}
Tensor LPPool1dImpl::forward(const Tensor& input) { return functional::lp_pool1d(input, options); }

LPPool2dImpl::LPPool2dImpl(float norm_type, const ExpandingArray<2>& kernel_size)
    : LPPool2dImpl(LPPool2dOptions(norm_type, kernel_size)) {}
LPPool2dImpl::LPPool2dImpl(const LPPool2dOptions& options_) : options(options_) {}
void LPPool2dImpl::reset() {}
void LPPool2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::LPPool2d(", "norm_type=", options.norm_type(),
        ", kernel_size=", options.kernel_size(), ", stride=", options.stride(),
        ", ceil_mode=", options.ceil_mode(), ")");
}
Tensor LPPool2dImpl::forward(const Tensor& input) { return functional::lp_pool2d(input, options); }

LPPool3dImpl::LPPool3dImpl(float norm_type, const ExpandingArray<3>& kernel_size)
    : LPPool3dImpl(LPPool3dOptions(norm_type, kernel_size)) {}
LPPool3dImpl::LPPool3dImpl(const LPPool3dOptions& options_) : options(options_) {}
void LPPool3dImpl::reset() {}
void LPPool3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::LPPool3d(", "norm_type=", options.norm_type(),
        ", kernel_size=", options.kernel_size(), ", stride=", options.stride(),
        ", ceil_mode=", options.ceil_mode(), ")");
}
Tensor LPPool3dImpl::forward(const Tensor& input) { return functional::lp_pool3d(input, options); }

MaxUnpool1dImpl::MaxUnpool1dImpl(ExpandingArray<1> kernel_size)
    : MaxUnpool1dImpl(MaxUnpool1dOptions(kernel_size)) {}
MaxUnpool1dImpl::MaxUnpool1dImpl(const MaxUnpool1dOptions& options_) : options(options_) {}
void MaxUnpool1dImpl::reset() {}
void MaxUnpool1dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::MaxUnpool1d(", "kernel_size=", options.kernel_size(),
        ", stride=", options.stride(), ", padding=", options.padding(), ")");
}
Tensor MaxUnpool1dImpl::forward(const Tensor& input, const Tensor& indices,
                                const std::optional<std::vector<int64_t>>& output_size) {
  return functional::max_unpool1d(input, indices,
                                  functional::MaxUnpool1dFuncOptions(options.kernel_size())
                                      .stride(options.stride())
                                      .padding(options.padding())
                                      .output_size(output_size));
}
std::vector<std::pair<unsigned, AnyValue>> MaxUnpool1dImpl::_forward_default_args() {
  return {{2, AnyValue(std::optional<std::vector<int64_t>>())}};
}

MaxUnpool2dImpl::MaxUnpool2dImpl(ExpandingArray<2> kernel_size)
    : MaxUnpool2dImpl(MaxUnpool2dOptions(kernel_size)) {}
MaxUnpool2dImpl::MaxUnpool2dImpl(const MaxUnpool2dOptions& options_) : options(options_) {}
void MaxUnpool2dImpl::reset() {}
void MaxUnpool2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::MaxUnpool2d(", "kernel_size=", options.kernel_size(),
        ", stride=", options.stride(), ", padding=", options.padding(), ")");
}
Tensor MaxUnpool2dImpl::forward(const Tensor& input, const Tensor& indices,
                                const std::optional<std::vector<int64_t>>& output_size) {
  return functional::max_unpool2d(input, indices,
                                  functional::MaxUnpool2dFuncOptions(options.kernel_size())
                                      .stride(options.stride())
                                      .padding(options.padding())
                                      .output_size(output_size));
}
std::vector<std::pair<unsigned, AnyValue>> MaxUnpool2dImpl::_forward_default_args() {
  return {{2, AnyValue(std::optional<std::vector<int64_t>>())}};
}

MaxUnpool3dImpl::MaxUnpool3dImpl(ExpandingArray<3> kernel_size)
    : MaxUnpool3dImpl(MaxUnpool3dOptions(kernel_size)) {}
MaxUnpool3dImpl::MaxUnpool3dImpl(const MaxUnpool3dOptions& options_) : options(options_) {}
void MaxUnpool3dImpl::reset() {}
void MaxUnpool3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::MaxUnpool3d(", "kernel_size=", options.kernel_size(),
        ", stride=", options.stride(), ", padding=", options.padding(), ")");
}
Tensor MaxUnpool3dImpl::forward(const Tensor& input, const Tensor& indices,
                                const std::optional<std::vector<int64_t>>& output_size) {
  return functional::max_unpool3d(input, indices,
                                  functional::MaxUnpool3dFuncOptions(options.kernel_size())
                                      .stride(options.stride())
                                      .padding(options.padding())
                                      .output_size(output_size));
}
std::vector<std::pair<unsigned, AnyValue>> MaxUnpool3dImpl::_forward_default_args() {
  return {{2, AnyValue(std::optional<std::vector<int64_t>>())}};
}

FractionalMaxPool2dImpl::FractionalMaxPool2dImpl(ExpandingArray<2> kernel_size)
    : FractionalMaxPool2dImpl(FractionalMaxPool2dOptions(kernel_size)) {}
FractionalMaxPool2dImpl::FractionalMaxPool2dImpl(FractionalMaxPool2dOptions options_)
    : options(std::move(options_)) {
  FractionalMaxPool2dImpl::reset();
}
void FractionalMaxPool2dImpl::reset() {
  _random_samples = register_buffer("_random_samples", options._random_samples());
  FACULA_CHECK(options.output_size() || options.output_ratio(),
               "FractionalMaxPool2d requires specifying either an output size, or a pooling ratio");
  FACULA_CHECK(!options.output_size() || !options.output_ratio(),
               "only one of output_size and output_ratio may be specified");
  if (options.output_ratio())
    for (double r : **options.output_ratio())
      FACULA_CHECK(0 < r && r < 1, "output_ratio must be between 0 and 1 (got ", r, ")");
}
void FractionalMaxPool2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::FractionalMaxPool2d()");
}
Tensor FractionalMaxPool2dImpl::forward(const Tensor& input) {
  return functional::fractional_max_pool2d(
      input, functional::FractionalMaxPool2dFuncOptions(options)._random_samples(_random_samples));
}
std::tuple<Tensor, Tensor> FractionalMaxPool2dImpl::forward_with_indices(const Tensor& input) {
  return functional::fractional_max_pool2d_with_indices(
      input, functional::FractionalMaxPool2dFuncOptions(options)._random_samples(_random_samples));
}

FractionalMaxPool3dImpl::FractionalMaxPool3dImpl(ExpandingArray<3> kernel_size)
    : FractionalMaxPool3dImpl(FractionalMaxPool3dOptions(kernel_size)) {}
FractionalMaxPool3dImpl::FractionalMaxPool3dImpl(FractionalMaxPool3dOptions options_)
    : options(std::move(options_)) {
  FractionalMaxPool3dImpl::reset();
}
void FractionalMaxPool3dImpl::reset() {
  _random_samples = register_buffer("_random_samples", options._random_samples());
  FACULA_CHECK(options.output_size() || options.output_ratio(),
               "FractionalMaxPool3d requires specifying either an output size, or a pooling ratio");
  FACULA_CHECK(!options.output_size() || !options.output_ratio(),
               "only one of output_size and output_ratio may be specified");
  if (options.output_ratio())
    for (double r : **options.output_ratio())
      FACULA_CHECK(0 < r && r < 1, "output_ratio must be between 0 and 1 (got ", r, ")");
}
void FractionalMaxPool3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::FractionalMaxPool3d()");
}
Tensor FractionalMaxPool3dImpl::forward(const Tensor& input) {
  return functional::fractional_max_pool3d(
      input, functional::FractionalMaxPool3dFuncOptions(options)._random_samples(_random_samples));
}
std::tuple<Tensor, Tensor> FractionalMaxPool3dImpl::forward_with_indices(const Tensor& input) {
  return functional::fractional_max_pool3d_with_indices(
      input, functional::FractionalMaxPool3dFuncOptions(options)._random_samples(_random_samples));
}

template class Cloneable<AdaptiveMaxPool1dImpl>;
template class Cloneable<AdaptiveMaxPool2dImpl>;
template class Cloneable<AdaptiveMaxPool3dImpl>;
template class Cloneable<LPPool1dImpl>;
template class Cloneable<LPPool2dImpl>;
template class Cloneable<LPPool3dImpl>;
template class Cloneable<MaxUnpool1dImpl>;
template class Cloneable<MaxUnpool2dImpl>;
template class Cloneable<MaxUnpool3dImpl>;
template class Cloneable<FractionalMaxPool2dImpl>;
template class Cloneable<FractionalMaxPool3dImpl>;

}  // namespace nn
}  // namespace facula
