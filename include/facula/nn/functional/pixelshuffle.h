#pragma once
// Shuffles between space and channels.
#include "facula/core/tensor.h"
#include "facula/nn/options/pixelshuffle.h"

namespace facula {
namespace nn {
namespace functional {

/// (*, C r^2, H, W) to (*, C, H r, W r)
Tensor pixel_shuffle(const Tensor& input, const PixelShuffleFuncOptions& options);
/// The reverse.
Tensor pixel_unshuffle(const Tensor& input, const PixelUnshuffleFuncOptions& options);

}  // namespace functional

}  // namespace nn
}  // namespace facula
