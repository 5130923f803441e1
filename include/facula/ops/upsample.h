#pragma once
// Resizing of the spatial dimensions of (N, C, spatial…).
#include <optional>

#include "facula/core/tensor.h"

namespace facula {

/// The input element that each output place falls into: floor(o I / O); `scales` (output / input) replace the
/// quotient of the sizes.
/// shape   x (N, C, L) -> (N, C, *output_size)
/// dtype   any
/// grad    added up over the places that show an element; any order
/// errors  Error: "It is expected output_size equals to 1, but got size 2"; "Input and output sizes should be
///         greater than 0, …"
Tensor upsample_nearest1d(const Tensor& x, IntArrayRef output_size,
                          std::optional<double> scales = std::nullopt);
Tensor upsample_nearest2d(const Tensor& x, IntArrayRef output_size,
                          std::optional<double> scales_h = std::nullopt,
                          std::optional<double> scales_w = std::nullopt);
Tensor upsample_nearest3d(const Tensor& x, IntArrayRef output_size,
                          std::optional<double> scales_d = std::nullopt,
                          std::optional<double> scales_h = std::nullopt,
                          std::optional<double> scales_w = std::nullopt);
/// The same with the middles of the output places: floor((o + 0.5) I / O).
Tensor _upsample_nearest_exact1d(const Tensor& x, IntArrayRef output_size,
                                 std::optional<double> scales = std::nullopt);
Tensor _upsample_nearest_exact2d(const Tensor& x, IntArrayRef output_size,
                                 std::optional<double> scales_h = std::nullopt,
                                 std::optional<double> scales_w = std::nullopt);
Tensor _upsample_nearest_exact3d(const Tensor& x, IntArrayRef output_size,
                                 std::optional<double> scales_d = std::nullopt,
                                 std::optional<double> scales_h = std::nullopt,
                                 std::optional<double> scales_w = std::nullopt);

/// Linear between neighbours, in each dimension. align_corners puts the middles of the first and last
/// elements of both over each other, otherwise their outer edges. dtype   floating; the half types compute in
/// float32 grad    the transposed map; any order
Tensor upsample_linear1d(const Tensor& x, IntArrayRef output_size, bool align_corners,
                         std::optional<double> scales = std::nullopt);
Tensor upsample_bilinear2d(const Tensor& x, IntArrayRef output_size, bool align_corners,
                           std::optional<double> scales_h = std::nullopt,
                           std::optional<double> scales_w = std::nullopt);
Tensor upsample_trilinear3d(const Tensor& x, IntArrayRef output_size, bool align_corners,
                            std::optional<double> scales_d = std::nullopt,
                            std::optional<double> scales_h = std::nullopt,
                            std::optional<double> scales_w = std::nullopt);
/// Cubic convolution over four neighbours, with parameter -0.75.
/// source  Keys 1981
Tensor upsample_bicubic2d(const Tensor& x, IntArrayRef output_size, bool align_corners,
                          std::optional<double> scales_h = std::nullopt,
                          std::optional<double> scales_w = std::nullopt);
/// The filters widened when the result is smaller than x, so that every element counts (the cubic one with
/// parameter -0.5).
Tensor _upsample_bilinear2d_aa(const Tensor& x, IntArrayRef output_size, bool align_corners,
                               std::optional<double> scales_h = std::nullopt,
                               std::optional<double> scales_w = std::nullopt);
Tensor _upsample_bicubic2d_aa(const Tensor& x, IntArrayRef output_size, bool align_corners,
                              std::optional<double> scales_h = std::nullopt,
                              std::optional<double> scales_w = std::nullopt);

}  // namespace facula
