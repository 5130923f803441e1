#pragma once
// Pooling: the maximum or the mean of windows.
#include <tuple>

#include "facula/core/tensor.h"

namespace facula {

/// Maximum of each window; positions beyond the edge do not take part.
/// shape   x (N, C, L) or (C, L) -> the last size becomes
///         floor((L + 2 padding - dilation (kernel - 1) - 1) / stride) + 1, or rounded up with ceil_mode
/// dtype   floating; an empty stride means the kernel's size
/// layout  channels last is kept
/// grad    g goes to the first maximum of its window; any order
/// errors  Error if padding exceeds half of the kernel, or nothing is left: "Given input size: (3x5x5).
/// Calculated
///         output size: (3x0x0). Output size is too small"
Tensor max_pool1d(const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  IntArrayRef dilation = 1, bool ceil_mode = false);
/// max_pool1d over the last two dimensions; x (N, C, H, W) or (C, H, W).
Tensor max_pool2d(const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  IntArrayRef dilation = 1, bool ceil_mode = false);
/// max_pool1d over the last three dimensions; x (N, C, D, H, W) or (C, D, H, W).
Tensor max_pool3d(const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  IntArrayRef dilation = 1, bool ceil_mode = false);
/// With the maxima's places (int64), counted within each channel's plane.
std::tuple<Tensor, Tensor> max_pool1d_with_indices(const Tensor& x, IntArrayRef kernel_size,
                                                   IntArrayRef stride = {}, IntArrayRef padding = 0,
                                                   IntArrayRef dilation = 1, bool ceil_mode = false);
std::tuple<Tensor, Tensor> max_pool2d_with_indices(const Tensor& x, IntArrayRef kernel_size,
                                                   IntArrayRef stride = {}, IntArrayRef padding = 0,
                                                   IntArrayRef dilation = 1, bool ceil_mode = false);
std::tuple<Tensor, Tensor> max_pool3d_with_indices(const Tensor& x, IntArrayRef kernel_size,
                                                   IntArrayRef stride = {}, IntArrayRef padding = 0,
                                                   IntArrayRef dilation = 1, bool ceil_mode = false);

/// Mean of each window. Padding counts as zeros, or with count_include_pad = false not at all.
/// dtype   floating and int64
/// grad    g / count to the whole window; any order
Tensor avg_pool1d(const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  bool ceil_mode = false, bool count_include_pad = true);
/// The sum of each window over `divisor_override`, or over the window's size.
Tensor avg_pool2d(const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  bool ceil_mode = false, bool count_include_pad = true,
                  std::optional<int64_t> divisor_override = std::nullopt);
Tensor avg_pool3d(const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  bool ceil_mode = false, bool count_include_pad = true,
                  std::optional<int64_t> divisor_override = std::nullopt);

/// Mean of windows that share the input out over `output_size` places: from floor(o I / O) to
/// ceil((o + 1) I / O).
/// grad    any order
Tensor adaptive_avg_pool1d(const Tensor& x, IntArrayRef output_size);
Tensor adaptive_avg_pool2d(const Tensor& x, IntArrayRef output_size);
Tensor adaptive_avg_pool3d(const Tensor& x, IntArrayRef output_size);
/// Maximum of such windows, and its place.
std::tuple<Tensor, Tensor> adaptive_max_pool1d(const Tensor& x, IntArrayRef output_size);
std::tuple<Tensor, Tensor> adaptive_max_pool2d(const Tensor& x, IntArrayRef output_size);
std::tuple<Tensor, Tensor> adaptive_max_pool3d(const Tensor& x, IntArrayRef output_size);

/// Puts each element of x at its place in a larger plane of zeros; the inverse of a max pooling with indices.
/// shape   x, indices (N, C, H, W) or (C, H, W) -> (N, C, *output_size)
/// grad    g at the places; any order
/// errors  Error: "Found an invalid max index: 16 (output volumes are of size 4x4"
Tensor max_unpool2d(const Tensor& x, const Tensor& indices, IntArrayRef output_size);
/// stride and padding must be positive and non-negative, as PyTorch asks.
Tensor max_unpool3d(const Tensor& x, const Tensor& indices, IntArrayRef output_size, IntArrayRef stride,
                    IntArrayRef padding);
/// Maxima of windows whose steps vary at random between floor and ceil of the mean step, and their places.
/// shape   x (N, C, H, W) or (C, H, W), random_samples (N, C, 2) from [0, 1) -> (N, C, *output_size)
/// grad    as max_pool2d
/// source  Graham 2014, arXiv:1412.6071
std::tuple<Tensor, Tensor> fractional_max_pool2d(const Tensor& x, IntArrayRef kernel_size,
                                                 IntArrayRef output_size, const Tensor& random_samples);
std::tuple<Tensor, Tensor> fractional_max_pool3d(const Tensor& x, IntArrayRef kernel_size,
                                                 IntArrayRef output_size, const Tensor& random_samples);

}  // namespace facula
