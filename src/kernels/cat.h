#pragma once
// Slot for joining tensors.
#include "kernels/slot.h"

namespace facula::kernels {

/// Writes the tensors one after the other along dimension `dim` of `out`, converted to its dtype. A tensor
/// that lacks this dimension (stack) takes one index of it; an empty vector takes none.
extern constinit KernelSlot<void(Tensor& out, TensorList tensors, int64_t dim)> cat;

}  // namespace facula::kernels
