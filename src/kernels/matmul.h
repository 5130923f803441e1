#pragma once
// Slots of the matrix products.
#include "kernels/slot.h"

namespace facula::kernels {

/// How a product is scaled: y = beta add + alpha a @ b.
struct Product {
  Scalar alpha = 1;
  Scalar beta = 1;
  bool transpose_b = false;  // b holds (n, k)
};

/// y = beta add + alpha a @ b, for every case of matmul: operands of one or more dimensions with any strides,
/// batches broadcast. `y` is row-major and of the right shape; `add` broadcasts to it, or is undefined.
extern constinit KernelSlot<void(Tensor& y, const Tensor& a, const Tensor& b, const Tensor& add,
                                 const Product& p)>
    matmul;
/// y = sum a[i] b[i], or conj(a[i]) b[i], of vectors with any strides.
extern constinit KernelSlot<void(Tensor& y, const Tensor& a, const Tensor& b, bool conjugate)> dot;

}  // namespace facula::kernels
