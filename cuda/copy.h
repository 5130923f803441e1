#pragma once
// Moving elements on one device.
#include "facula/core/tensor.h"
#include "kernels/iter.h"

namespace facula::gpu {

/// dst[i] = src[i] over a planned nest of two operands of one dtype.
void copy_same(const Iter& it);
/// The same with conversion (copy_convert.cu).
void copy_converted(const Iter& it);
/// Plans operands of one shape without checks for overlap.
void plan_copy(Iter& it, Tensor& dst, const Tensor& src);
/// x itself, or a row-major copy.
Tensor contiguous(const Tensor& x);
/// A row-major copy of `x` in `dtype`, or x itself.
Tensor contiguous_as(const Tensor& x, ScalarType dtype);

}  // namespace facula::gpu
