#pragma once
// Convolutions and their transposes.
#include <array>
#include <string_view>
#include <tuple>

#include "facula/core/tensor.h"

namespace facula {

/// Cross-correlation of x with weight, over any number of spatial dimensions from 1 to 3:
/// y[n, o, p] = bias[o] + sum over c, k of weight[o, c, k] x[n, c, stride p + dilation k - padding]
/// shape   x (N, C, *S), weight (O, C / groups, *K), bias (O) or undefined
///         -> (N, O, *floor((S + 2 padding - dilation (K - 1) - 1) / stride + 1))
///         transposed: weight (C, O / groups, *K)
///         -> (N, O, *((S - 1) stride - 2 padding + dilation (K - 1) + output_padding + 1))
/// dtype   float32, float64; the half types compute in float32
/// layout  channels last when x or weight is, as in PyTorch
/// grad    of x, weight and bias; any order
/// errors  Error: "Given groups=1, weight of size [4, 2, 3, 3], expected input[2, 3, 5, 5] to have 2
/// channels, but
///         got 3 channels instead", and PyTorch's other messages
Tensor convolution(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias,
                   IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed,
                   IntArrayRef output_padding, int64_t groups);
/// Gradients of convolution() with respect to x, weight and bias; those that `output_mask` leaves out are
/// undefined. Recorded itself, so that second derivatives exist.
std::tuple<Tensor, Tensor, Tensor> convolution_backward(const Tensor& g, const Tensor& x,
                                                        const Tensor& weight, OptionalIntArrayRef bias_sizes,
                                                        IntArrayRef stride, IntArrayRef padding,
                                                        IntArrayRef dilation, bool transposed,
                                                        IntArrayRef output_padding, int64_t groups,
                                                        std::array<bool, 3> output_mask);

namespace detail {
Tensor conv_named(int dims, const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias,
                  IntArrayRef stride, std::string_view padding, IntArrayRef dilation, int64_t groups);
template <class S>
using IfText =
    std::enable_if_t<std::is_convertible_v<const S&, std::string_view> && !std::is_integral_v<S>, int>;
}  // namespace detail

/// convolution() over one spatial dimension; x (N, C, L) or (C, L).
/// errors  Error: "Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [5]"
Tensor conv1d(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias = {},
              IntArrayRef stride = 1, IntArrayRef padding = 0, IntArrayRef dilation = 1, int64_t groups = 1);
/// convolution() over two spatial dimensions; x (N, C, H, W) or (C, H, W).
Tensor conv2d(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias = {},
              IntArrayRef stride = 1, IntArrayRef padding = 0, IntArrayRef dilation = 1, int64_t groups = 1);
/// convolution() over three spatial dimensions; x (N, C, D, H, W) or (C, D, H, W).
Tensor conv3d(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias = {},
              IntArrayRef stride = 1, IntArrayRef padding = 0, IntArrayRef dilation = 1, int64_t groups = 1);

/// With padding "same" (as much as keeps the size; stride must be 1) or "valid" (none).
template <class S, detail::IfText<S> = 0>
Tensor conv1d(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias, IntArrayRef stride,
              const S& padding, IntArrayRef dilation = 1, int64_t groups = 1) {
  return detail::conv_named(1, x, weight, bias, stride, padding, dilation, groups);
}
template <class S, detail::IfText<S> = 0>
Tensor conv2d(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias, IntArrayRef stride,
              const S& padding, IntArrayRef dilation = 1, int64_t groups = 1) {
  return detail::conv_named(2, x, weight, bias, stride, padding, dilation, groups);
}
template <class S, detail::IfText<S> = 0>
Tensor conv3d(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias, IntArrayRef stride,
              const S& padding, IntArrayRef dilation = 1, int64_t groups = 1) {
  return detail::conv_named(3, x, weight, bias, stride, padding, dilation, groups);
}

/// Transposed convolution over one spatial dimension: the gradient of conv1d with respect to its input.
/// errors  Error: "output padding must be smaller than either stride or dilation, but got …"
Tensor conv_transpose1d(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias = {},
                        IntArrayRef stride = 1, IntArrayRef padding = 0, IntArrayRef output_padding = 0,
                        int64_t groups = 1, IntArrayRef dilation = 1);
/// Transposed convolution over two spatial dimensions.
Tensor conv_transpose2d(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias = {},
                        IntArrayRef stride = 1, IntArrayRef padding = 0, IntArrayRef output_padding = 0,
                        int64_t groups = 1, IntArrayRef dilation = 1);
/// Transposed convolution over three spatial dimensions.
Tensor conv_transpose3d(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias = {},
                        IntArrayRef stride = 1, IntArrayRef padding = 0, IntArrayRef output_padding = 0,
                        int64_t groups = 1, IntArrayRef dilation = 1);

}  // namespace facula
