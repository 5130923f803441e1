#pragma once
// Slots of the sparse products.
#include "kernels/slot.h"

namespace facula::kernels {

/// y (m, n), row-major and zero, += A b, or A^T b with `transpose`; b (k, n) row-major. A's entry e is
/// values[e] in column cols[e] and in row rows[e], or, if `compressed`, in the row i with rows[i] <= e <
/// rows[i + 1]. All dense.
extern constinit KernelSlot<void(Tensor& y, const Tensor& rows, const Tensor& cols, const Tensor& values,
                                 const Tensor& b, bool compressed, bool transpose)>
    sparse_product;

}  // namespace facula::kernels
