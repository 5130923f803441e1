#pragma once
// Convolutions.
#include <optional>

#include "facula/nn/cloneable.h"
#include "facula/nn/options/conv.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {
namespace detail {
/// What convolutions and their transposes have in common.
template <size_t D>
struct ConvNdOptions {
  using padding_t = conv_padding_t<D>;
  ConvNdOptions(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : in_channels_(in_channels), out_channels_(out_channels), kernel_size_(kernel_size) {}
  ConvNdOptions(const ConvOptions<D>& o);
  ConvNdOptions(const ConvTransposeOptions<D>& o);
  FACULA_ARG(int64_t, in_channels);
  FACULA_ARG(int64_t, out_channels);
  FACULA_ARG(ExpandingArray<D>, kernel_size);
  FACULA_ARG(ExpandingArray<D>, stride) = 1;
  FACULA_ARG(padding_t, padding) = ExpandingArray<D>(0);
  FACULA_ARG(ExpandingArray<D>, dilation) = 1;
  FACULA_ARG(bool, transposed) = false;
  FACULA_ARG(ExpandingArray<D>, output_padding) = 0;
  FACULA_ARG(int64_t, groups) = 1;
  FACULA_ARG(bool, bias) = true;
  FACULA_ARG(conv_padding_mode_t, padding_mode) = enumtype::kZeros();
};
}  // namespace detail

/// Base of the convolutions.
/// init    weight, bias uniform in ±1 / sqrt(fan_in)
/// state   weight (out, in / groups, kernel), of a transpose (in, out / groups, kernel); bias (out)
template <size_t D, class Derived>
class ConvNdImpl : public Cloneable<Derived> {
 public:
  explicit ConvNdImpl(detail::ConvNdOptions<D> options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;

  detail::ConvNdOptions<D> options;
  Tensor weight, bias;

 protected:
  Tensor convolve(const Tensor& input, const Tensor& weight_);
  Tensor convolve_transposed(const Tensor& input, const std::optional<IntArrayRef>& output_size);
  // Padding as F::pad wants it: from the last dimension on, before and after.
  std::vector<int64_t> _reversed_padding_repeated_twice;
};

/// Cross-correlation of (N, C, L) or (C, L) with a kernel.
class Conv1dImpl : public ConvNdImpl<1, Conv1dImpl> {
 public:
  Conv1dImpl(int64_t input_channels, int64_t output_channels, ExpandingArray<1> kernel_size);
  explicit Conv1dImpl(const Conv1dOptions& options_);
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(Conv1d);

/// Cross-correlation of (N, C, H, W) or (C, H, W) with a kernel.
class Conv2dImpl : public ConvNdImpl<2, Conv2dImpl> {
 public:
  Conv2dImpl(int64_t input_channels, int64_t output_channels, ExpandingArray<2> kernel_size);
  explicit Conv2dImpl(const Conv2dOptions& options_);
  Tensor forward(const Tensor& input);

 protected:
  Tensor _conv_forward(const Tensor& input, const Tensor& weight_);
};
FACULA_LIBRARY_MODULE(Conv2d);

/// Cross-correlation of (N, C, D, H, W) or (C, D, H, W) with a kernel.
class Conv3dImpl : public ConvNdImpl<3, Conv3dImpl> {
 public:
  Conv3dImpl(int64_t input_channels, int64_t output_channels, ExpandingArray<3> kernel_size);
  explicit Conv3dImpl(const Conv3dOptions& options_);
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(Conv3d);

/// The transpose of Conv1d. output_size resolves which of the sizes that the convolution would map to the
/// input's is meant.
class ConvTranspose1dImpl : public ConvNdImpl<1, ConvTranspose1dImpl> {
 public:
  ConvTranspose1dImpl(int64_t input_channels, int64_t output_channels, ExpandingArray<1> kernel_size);
  explicit ConvTranspose1dImpl(const ConvTranspose1dOptions& options_);
  Tensor forward(const Tensor& input, const std::optional<IntArrayRef>& output_size = std::nullopt);

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;
};
FACULA_LIBRARY_MODULE(ConvTranspose1d);

/// The transpose of Conv2d. output_size resolves which of the sizes that the convolution would map to the
/// input's is meant.
class ConvTranspose2dImpl : public ConvNdImpl<2, ConvTranspose2dImpl> {
 public:
  ConvTranspose2dImpl(int64_t input_channels, int64_t output_channels, ExpandingArray<2> kernel_size);
  explicit ConvTranspose2dImpl(const ConvTranspose2dOptions& options_);
  Tensor forward(const Tensor& input, const std::optional<IntArrayRef>& output_size = std::nullopt);

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;
};
FACULA_LIBRARY_MODULE(ConvTranspose2d);

/// The transpose of Conv3d. output_size resolves which of the sizes that the convolution would map to the
/// input's is meant.
class ConvTranspose3dImpl : public ConvNdImpl<3, ConvTranspose3dImpl> {
 public:
  ConvTranspose3dImpl(int64_t input_channels, int64_t output_channels, ExpandingArray<3> kernel_size);
  explicit ConvTranspose3dImpl(const ConvTranspose3dOptions& options_);
  Tensor forward(const Tensor& input, const std::optional<IntArrayRef>& output_size = std::nullopt);

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;
};
FACULA_LIBRARY_MODULE(ConvTranspose3d);

}  // namespace nn
}  // namespace facula
