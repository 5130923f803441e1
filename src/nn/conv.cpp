#include "facula/nn/modules/conv.h"
#include "facula/nn/any_value.h"

#include <cmath>

#include "facula/nn/functional/conv.h"
#include "facula/nn/functional/padding.h"
#include "facula/nn/init.h"
#include "facula/ops/creation.h"
#include "nn/print.h"

namespace facula {
namespace nn {
namespace detail {

template <size_t D>
ConvNdOptions<D>::ConvNdOptions(const ConvOptions<D>& o)
    : in_channels_(o.in_channels()),
      out_channels_(o.out_channels()),
      kernel_size_(o.kernel_size()),
      stride_(o.stride()),
      padding_(o.padding()),
      dilation_(o.dilation()),
      groups_(o.groups()),
      bias_(o.bias()),
      padding_mode_(o.padding_mode()) {}

template <size_t D>
ConvNdOptions<D>::ConvNdOptions(const ConvTransposeOptions<D>& o)
    : in_channels_(o.in_channels()),
      out_channels_(o.out_channels()),
      kernel_size_(o.kernel_size()),
      stride_(o.stride()),
      padding_(o.padding()),
      dilation_(o.dilation()),
      transposed_(true),
      output_padding_(o.output_padding()),
      groups_(o.groups()),
      bias_(o.bias()),
      padding_mode_(o.padding_mode()) {}

}  // namespace detail

template <size_t D, class Derived>
ConvNdImpl<D, Derived>::ConvNdImpl(detail::ConvNdOptions<D> options_) : options(std::move(options_)) {
  FACULA_CHECK(!options.transposed() || options.padding().value(),
               "ConvTranspose padding cannot be a string");
  ConvNdImpl::reset();
}

template <size_t D, class Derived>
void ConvNdImpl<D, Derived>::reset() {
  const int64_t in = options.in_channels(), out = options.out_channels(), groups = options.groups();
  FACULA_CHECK(groups > 0, "groups must be a positive integer");
  FACULA_CHECK(in % groups == 0, "in_channels must be divisible by groups");
  FACULA_CHECK(out % groups == 0, "out_channels must be divisible by groups");
  _reversed_padding_repeated_twice.assign(2 * D, 0);
  for (size_t d = 0; d < D; ++d) {
    int64_t before = 0, after = 0;
    if (const auto* sizes = options.padding().value()) {
      before = after = (**sizes)[d];
    } else if (enumtype::is<enumtype::kSame>(options.padding())) {
      FACULA_CHECK((*options.stride())[d] == 1, "padding='same' is not supported for strided convolutions");
      const int64_t total = (*options.dilation())[d] * ((*options.kernel_size())[d] - 1);
      before = total / 2;
      after = total - before;
    }
    _reversed_padding_repeated_twice[2 * (D - 1 - d)] = before;
    _reversed_padding_repeated_twice[2 * (D - 1 - d) + 1] = after;
  }
  DimVector shape;
  shape.push_back(options.transposed() ? in : out);
  shape.push_back((options.transposed() ? out : in) / groups);
  for (int64_t k : *options.kernel_size()) shape.push_back(k);
  weight = this->register_parameter("weight", empty(shape));
  bias = options.bias() ? this->register_parameter("bias", empty({out}))
                        : this->register_parameter("bias", Tensor(), false);
  reset_parameters();
}

template <size_t D, class Derived>
void ConvNdImpl<D, Derived>::reset_parameters() {
  init::kaiming_uniform_(weight, std::sqrt(5));
  if (!bias.defined()) return;
  const int64_t fan_in = std::get<0>(init::_calculate_fan_in_and_fan_out(weight));
  if (fan_in == 0) return;
  const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
  init::uniform_(bias, -bound, bound);
}

template <size_t D, class Derived>
void ConvNdImpl<D, Derived>::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Conv", options.transposed() ? "Transpose" : "", D, "d(", options.in_channels(),
        ", ", options.out_channels(), ", kernel_size=", options.kernel_size(), ", stride=", options.stride());
  if (const auto* sizes = options.padding().value()) {
    if (**sizes != *ExpandingArray<D>(0)) print(stream, ", padding=", *sizes);
  } else {
    print(stream,
          enumtype::is<enumtype::kSame>(options.padding()) ? ", padding='same'" : ", padding='valid'");
  }
  if (*options.dilation() != *ExpandingArray<D>(1)) print(stream, ", dilation=", options.dilation());
  if (*options.output_padding() != *ExpandingArray<D>(0))
    print(stream, ", output_padding=", options.output_padding());
  if (options.groups() != 1) print(stream, ", groups=", options.groups());
  if (!options.bias()) print(stream, ", bias=false");
  if (!enumtype::is<enumtype::kZeros>(options.padding_mode()))
    print(stream, ", padding_mode=", enumtype::get_enum_name(options.padding_mode()));
  print(stream, ")");
}

static Tensor conv(const Tensor& x, const Tensor& w, const functional::ConvFuncOptions<1>& o) {
  return functional::conv1d(x, w, o);
}
static Tensor conv(const Tensor& x, const Tensor& w, const functional::ConvFuncOptions<2>& o) {
  return functional::conv2d(x, w, o);
}
static Tensor conv(const Tensor& x, const Tensor& w, const functional::ConvFuncOptions<3>& o) {
  return functional::conv3d(x, w, o);
}
static Tensor conv(const Tensor& x, const Tensor& w, const functional::ConvTransposeFuncOptions<1>& o) {
  return functional::conv_transpose1d(x, w, o);
}
static Tensor conv(const Tensor& x, const Tensor& w, const functional::ConvTransposeFuncOptions<2>& o) {
  return functional::conv_transpose2d(x, w, o);
}
static Tensor conv(const Tensor& x, const Tensor& w, const functional::ConvTransposeFuncOptions<3>& o) {
  return functional::conv_transpose3d(x, w, o);
}

static functional::PadFuncOptions::mode_t pad_mode(const detail::conv_padding_mode_t& mode) {
  if (enumtype::is<enumtype::kReflect>(mode)) return enumtype::kReflect();
  if (enumtype::is<enumtype::kReplicate>(mode)) return enumtype::kReplicate();
  return enumtype::kCircular();
}

template <size_t D, class Derived>
Tensor ConvNdImpl<D, Derived>::convolve(const Tensor& input, const Tensor& weight_) {
  functional::ConvFuncOptions<D> o;
  o.bias(bias).stride(options.stride()).dilation(options.dilation()).groups(options.groups());
  if (enumtype::is<enumtype::kZeros>(options.padding_mode()))
    return conv(input, weight_, o.padding(options.padding()));
  const auto pad =
      functional::PadFuncOptions(_reversed_padding_repeated_twice).mode(pad_mode(options.padding_mode()));
  return conv(functional::pad(input, pad), weight_, o);
}

// How much the result has to be lengthened so that its sizes are the wanted ones.
// source  PyTorch, "ConvTranspose2d": output_size
template <size_t D>
static ExpandingArray<D> output_padding_for(const Tensor& input, IntArrayRef wanted,
                                            const detail::ConvNdOptions<D>& o) {
  const size_t leading = static_cast<size_t>(input.dim()) - D;
  if (wanted.size() == leading + D) wanted = wanted.slice(leading);
  FACULA_CHECK(wanted.size() == D, "output_size must have ", D, " or ", leading + D, " elements (got ",
               wanted.size(), ")");
  const auto& padding = *o.padding().value();
  ExpandingArray<D> extra(0);
  for (size_t d = 0; d < D; ++d) {
    const int64_t least = (input.size(static_cast<int64_t>(leading + d)) - 1) * (*o.stride())[d] -
                          2 * (*padding)[d] + (*o.dilation())[d] * ((*o.kernel_size())[d] - 1) + 1;
    const int64_t most = least + (*o.stride())[d] - 1;
    FACULA_CHECK(wanted[d] >= least && wanted[d] <= most, "requested an output size of ", wanted,
                 ", but valid sizes range from ", least, " to ", most, " in dimension ", d,
                 " (for an input of ", input.sizes(), ")");
    (*extra)[d] = wanted[d] - least;
  }
  return extra;
}

template <size_t D, class Derived>
Tensor ConvNdImpl<D, Derived>::convolve_transposed(const Tensor& input,
                                                   const std::optional<IntArrayRef>& output_size) {
  FACULA_CHECK(enumtype::is<enumtype::kZeros>(options.padding_mode()),
               "Only `zeros` padding mode is supported for ConvTranspose", D, "d");
  functional::ConvTransposeFuncOptions<D> o;
  o.bias(bias).stride(options.stride()).dilation(options.dilation()).groups(options.groups());
  o.padding(*options.padding().value());
  o.output_padding(output_size ? output_padding_for(input, *output_size, options) : options.output_padding());
  return conv(input, weight, o);
}

template class ConvNdImpl<1, Conv1dImpl>;
template class ConvNdImpl<2, Conv2dImpl>;
template class ConvNdImpl<3, Conv3dImpl>;
template class ConvNdImpl<1, ConvTranspose1dImpl>;
template class ConvNdImpl<2, ConvTranspose2dImpl>;
template class ConvNdImpl<3, ConvTranspose3dImpl>;

Conv1dImpl::Conv1dImpl(int64_t input_channels, int64_t output_channels, ExpandingArray<1> kernel_size)
    : Conv1dImpl(Conv1dOptions(input_channels, output_channels, kernel_size)) {}
Conv1dImpl::Conv1dImpl(const Conv1dOptions& options_) : ConvNdImpl(options_) {}
Conv2dImpl::Conv2dImpl(int64_t input_channels, int64_t output_channels, ExpandingArray<2> kernel_size)
    : Conv2dImpl(Conv2dOptions(input_channels, output_channels, kernel_size)) {}
Conv2dImpl::Conv2dImpl(const Conv2dOptions& options_) : ConvNdImpl(options_) {}
Conv3dImpl::Conv3dImpl(int64_t input_channels, int64_t output_channels, ExpandingArray<3> kernel_size)
    : Conv3dImpl(Conv3dOptions(input_channels, output_channels, kernel_size)) {}
Conv3dImpl::Conv3dImpl(const Conv3dOptions& options_) : ConvNdImpl(options_) {}
Tensor Conv1dImpl::forward(const Tensor& input) { return convolve(input, weight); }
Tensor Conv2dImpl::forward(const Tensor& input) { return convolve(input, weight); }
Tensor Conv3dImpl::forward(const Tensor& input) { return convolve(input, weight); }
Tensor Conv2dImpl::_conv_forward(const Tensor& input, const Tensor& weight_) {
  return convolve(input, weight_);
}

ConvTranspose1dImpl::ConvTranspose1dImpl(int64_t input_channels, int64_t output_channels,
                                         ExpandingArray<1> kernel_size)
    : ConvTranspose1dImpl(ConvTranspose1dOptions(input_channels, output_channels, kernel_size)) {}
ConvTranspose1dImpl::ConvTranspose1dImpl(const ConvTranspose1dOptions& options_) : ConvNdImpl(options_) {}
ConvTranspose2dImpl::ConvTranspose2dImpl(int64_t input_channels, int64_t output_channels,
                                         ExpandingArray<2> kernel_size)
    : ConvTranspose2dImpl(ConvTranspose2dOptions(input_channels, output_channels, kernel_size)) {}
ConvTranspose2dImpl::ConvTranspose2dImpl(const ConvTranspose2dOptions& options_) : ConvNdImpl(options_) {}
ConvTranspose3dImpl::ConvTranspose3dImpl(int64_t input_channels, int64_t output_channels,
                                         ExpandingArray<3> kernel_size)
    : ConvTranspose3dImpl(ConvTranspose3dOptions(input_channels, output_channels, kernel_size)) {}
ConvTranspose3dImpl::ConvTranspose3dImpl(const ConvTranspose3dOptions& options_) : ConvNdImpl(options_) {}
Tensor ConvTranspose1dImpl::forward(const Tensor& input, const std::optional<IntArrayRef>& output_size) {
  return convolve_transposed(input, output_size);
}
Tensor ConvTranspose2dImpl::forward(const Tensor& input, const std::optional<IntArrayRef>& output_size) {
  return convolve_transposed(input, output_size);
}
Tensor ConvTranspose3dImpl::forward(const Tensor& input, const std::optional<IntArrayRef>& output_size) {
  return convolve_transposed(input, output_size);
}

std::vector<std::pair<unsigned, AnyValue>> ConvTranspose1dImpl::_forward_default_args() {
  return {{1, AnyValue(std::optional<IntArrayRef>())}};
}
std::vector<std::pair<unsigned, AnyValue>> ConvTranspose2dImpl::_forward_default_args() {
  return {{1, AnyValue(std::optional<IntArrayRef>())}};
}
std::vector<std::pair<unsigned, AnyValue>> ConvTranspose3dImpl::_forward_default_args() {
  return {{1, AnyValue(std::optional<IntArrayRef>())}};
}

template class Cloneable<Conv1dImpl>;
template class Cloneable<Conv2dImpl>;
template class Cloneable<Conv3dImpl>;
template class Cloneable<ConvTranspose1dImpl>;
template class Cloneable<ConvTranspose2dImpl>;
template class Cloneable<ConvTranspose3dImpl>;

}  // namespace nn
}  // namespace facula
