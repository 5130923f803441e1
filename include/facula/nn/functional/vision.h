#pragma once
// Sampling by a grid.
#include "facula/core/tensor.h"
#include "facula/nn/options/vision.h"

namespace facula {
namespace nn {
namespace functional {

/// The grid of the affine maps theta (N, 2, 3) or (N, 3, 4) for pictures of the given size.
/// errors  Error: "Expected theta to have floating point type, but got int", …
Tensor affine_grid(const Tensor& theta, const IntArrayRef& size, bool align_corners = false);
/// Values of input at the places that grid names.
Tensor grid_sample(const Tensor& input, const Tensor& grid, const GridSampleFuncOptions& options = {});

}  // namespace functional

}  // namespace nn
}  // namespace facula
