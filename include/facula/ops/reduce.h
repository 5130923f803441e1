#pragma once
// Reductions.
#include "facula/core/tensor.h"

namespace facula {

/// x summed over the dimensions that broadcasting `size` to x's shape has added or stretched.
/// grad    g expanded; any order
Tensor sum_to_size(const Tensor& x, IntArrayRef size);

}  // namespace facula
