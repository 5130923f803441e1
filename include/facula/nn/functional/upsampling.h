#pragma once
// Resizing.
#include "facula/core/tensor.h"
#include "facula/nn/options/upsampling.h"

namespace facula {
namespace nn {
namespace functional {

/// Resizes the spatial dimensions of (N, C, spatial…).
/// errors  Error: "either size or scale_factor should be defined", "only one of size or scale_factor should
/// be
///         defined", "align_corners option can only be set with the interpolating modes: …", …
Tensor interpolate(const Tensor& input, const InterpolateFuncOptions& options = {});

}  // namespace functional

}  // namespace nn
}  // namespace facula
