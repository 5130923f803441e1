#pragma once
// Copying values without touching the graph.
#include "facula/core/tensor.h"

namespace facula {

/// dst[i] = src[i], converted, within a device or across. src may broadcast. Checks overlap, not autograd.
void copy_values(Tensor& dst, const Tensor& src, bool non_blocking = false);
/// A bare tensor like x: in a memory format, or (Preserve) with x's order of dimensions and no holes.
Tensor empty_copy(const Tensor& x, ScalarType dtype, Device device, MemoryFormat format);

}  // namespace facula
