#pragma once
// Pictures and volumes: sampling by a grid, sliding blocks, shuffles between space and channels.
#include "facula/core/tensor.h"

namespace facula {

/// Values of x at the places that `grid` names: its last dimension holds (x, y[, z]) from -1 to 1 over x's
/// width, height[, depth]. interpolation_mode 0: linear, 1: nearest, 2: bicubic (4D only); padding_mode 0:
/// zeros outside, 1: the edge's value, 2: reflection. align_corners: ±1 are the middles of the outermost
/// elements, otherwise their outer edges.
/// shape   x (N, C, H, W), grid (N, Ho, Wo, 2) -> (N, C, Ho, Wo); likewise with a depth and grid (…, 3)
/// dtype   floating, the same for both
/// grad    dx, dgrid (0 for nearest); any order
/// errors  Error: "grid_sampler(): expected grid to have size 2 in last dimension, but got grid with sizes …"
/// source  Jaderberg et al. 2015, arXiv:1506.02025
Tensor grid_sampler(const Tensor& x, const Tensor& grid, int64_t interpolation_mode, int64_t padding_mode,
                    bool align_corners);
/// The grid of an affine map: theta (N, 2, 3), size {N, C, H, W} -> (N, H, W, 2); theta (N, 3, 4), size
/// {N, C, D, H, W} -> (N, D, H, W, 3).
/// grad    dtheta; any order
Tensor affine_grid_generator(const Tensor& theta, IntArrayRef size, bool align_corners);

/// (*, C r^2, H, W) -> (*, C, H r, W r)
/// errors  Error: "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of
///         upscale_factor, …"
Tensor pixel_shuffle(const Tensor& x, int64_t upscale_factor);
/// (*, C, H r, W r) -> (*, C r^2, H, W)
Tensor pixel_unshuffle(const Tensor& x, int64_t downscale_factor);
/// The channels, as a (groups, C / groups) matrix, transposed.
/// shape   (N, C, *)
Tensor channel_shuffle(const Tensor& x, int64_t groups);

/// The blocks that a kernel meets as it slides over x, one per column.
/// shape   (N, C, H, W) -> (N, C kH kW, blocks); without N likewise
/// grad    col2im; any order
/// errors  Error: "Given input with spatial size (2, 2), kernel_size=(2, 3), … calculated shape of the array
///         of sliding blocks as (1, 0), but its components must be at least one."
Tensor im2col(const Tensor& x, IntArrayRef kernel_size, IntArrayRef dilation, IntArrayRef padding,
              IntArrayRef stride);
/// The blocks added up where they overlap: the transpose of im2col.
/// shape   (N, C kH kW, blocks) -> (N, C, *output_size)
/// grad    im2col; any order
Tensor col2im(const Tensor& x, IntArrayRef output_size, IntArrayRef kernel_size, IntArrayRef dilation,
              IntArrayRef padding, IntArrayRef stride);

}  // namespace facula
