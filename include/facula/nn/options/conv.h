#pragma once
// Options of the convolutions.
#include "facula/core/tensor.h"
#include "facula/nn/arg.h"
#include "facula/nn/enumtype.h"
#include "facula/nn/expanding_array.h"

namespace facula {
namespace nn {
namespace detail {
using conv_padding_mode_t =
    enumtype::OneOf<enumtype::kZeros, enumtype::kReflect, enumtype::kReplicate, enumtype::kCircular>;
template <size_t D>
using conv_padding_t = enumtype::ValueOr<ExpandingArray<D>, enumtype::kValid, enumtype::kSame>;
}  // namespace detail

/// Options of Conv1d, Conv2d and Conv3d. padding: sizes, kValid (none) or kSame (as the input).
template <size_t D>
struct ConvOptions {
  using padding_mode_t = detail::conv_padding_mode_t;
  using padding_t = detail::conv_padding_t<D>;
  ConvOptions(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : in_channels_(in_channels), out_channels_(out_channels), kernel_size_(kernel_size) {}
  ConvOptions& padding(std::initializer_list<int64_t> sizes) {
    return padding(padding_t(ExpandingArray<D>(sizes)));
  }
  FACULA_ARG(int64_t, in_channels);
  FACULA_ARG(int64_t, out_channels);
  FACULA_ARG(ExpandingArray<D>, kernel_size);
  FACULA_ARG(ExpandingArray<D>, stride) = 1;
  FACULA_ARG(padding_t, padding) = ExpandingArray<D>(0);
  FACULA_ARG(ExpandingArray<D>, dilation) = 1;
  FACULA_ARG(int64_t, groups) = 1;
  FACULA_ARG(bool, bias) = true;
  FACULA_ARG(padding_mode_t, padding_mode) = enumtype::kZeros();
};
using Conv1dOptions = ConvOptions<1>;
using Conv2dOptions = ConvOptions<2>;
using Conv3dOptions = ConvOptions<3>;

/// Options of ConvTranspose1d, ConvTranspose2d and ConvTranspose3d. padding_mode: kZeros only.
template <size_t D>
struct ConvTransposeOptions {
  using padding_mode_t = detail::conv_padding_mode_t;
  ConvTransposeOptions(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : in_channels_(in_channels), out_channels_(out_channels), kernel_size_(kernel_size) {}
  FACULA_ARG(int64_t, in_channels);
  FACULA_ARG(int64_t, out_channels);
  FACULA_ARG(ExpandingArray<D>, kernel_size);
  FACULA_ARG(ExpandingArray<D>, stride) = 1;
  FACULA_ARG(ExpandingArray<D>, padding) = 0;
  FACULA_ARG(ExpandingArray<D>, output_padding) = 0;
  FACULA_ARG(int64_t, groups) = 1;
  FACULA_ARG(bool, bias) = true;
  FACULA_ARG(ExpandingArray<D>, dilation) = 1;
  FACULA_ARG(padding_mode_t, padding_mode) = enumtype::kZeros();
};
using ConvTranspose1dOptions = ConvTransposeOptions<1>;
using ConvTranspose2dOptions = ConvTransposeOptions<2>;
using ConvTranspose3dOptions = ConvTransposeOptions<3>;

namespace functional {
/// Options of conv1d, conv2d and conv3d.
template <size_t D>
struct ConvFuncOptions {
  using padding_t = nn::detail::conv_padding_t<D>;
  ConvFuncOptions& padding(std::initializer_list<int64_t> sizes) {
    return padding(padding_t(ExpandingArray<D>(sizes)));
  }
  FACULA_ARG(Tensor, bias) = Tensor();
  FACULA_ARG(ExpandingArray<D>, stride) = 1;
  FACULA_ARG(padding_t, padding) = ExpandingArray<D>(0);
  FACULA_ARG(ExpandingArray<D>, dilation) = 1;
  FACULA_ARG(int64_t, groups) = 1;
};
using Conv1dFuncOptions = ConvFuncOptions<1>;
using Conv2dFuncOptions = ConvFuncOptions<2>;
using Conv3dFuncOptions = ConvFuncOptions<3>;

/// Options of conv_transpose1d, conv_transpose2d and conv_transpose3d.
template <size_t D>
struct ConvTransposeFuncOptions {
  FACULA_ARG(Tensor, bias) = Tensor();
  FACULA_ARG(ExpandingArray<D>, stride) = 1;
  FACULA_ARG(ExpandingArray<D>, padding) = 0;
  FACULA_ARG(ExpandingArray<D>, output_padding) = 0;
  FACULA_ARG(int64_t, groups) = 1;
  FACULA_ARG(ExpandingArray<D>, dilation) = 1;
};
using ConvTranspose1dFuncOptions = ConvTransposeFuncOptions<1>;
using ConvTranspose2dFuncOptions = ConvTransposeFuncOptions<2>;
using ConvTranspose3dFuncOptions = ConvTransposeFuncOptions<3>;
}  // namespace functional

}  // namespace nn
}  // namespace facula
