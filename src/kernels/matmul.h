#pragma once
// Slots of the matrix products.
#include "kernels/slot.h"

namespace facula {

/// A product without its dtype: the geometry of one matrix pair and the way through the batches. Strides count
/// elements.
struct MatmulPlan {
  int64_t m, n, k;
  int64_t a_row, a_col, b_row, b_col;
  int64_t batches = 1;
  DimVector sizes, a_step, b_step;  // of the batch dimensions

  void offsets(int64_t batch, int64_t& a, int64_t& b) const {
    a = b = 0;
    for (size_t d = sizes.size(); d-- > 0;) {
      const int64_t at = batch % sizes[d];
      batch /= sizes[d];
      a += at * a_step[d];
      b += at * b_step[d];
    }
  }
};
/// b holds (n, k) with `transpose_b`. Vectors and broadcast batches are as in matmul.
MatmulPlan plan_matmul(const Tensor& a, const Tensor& b, bool transpose_b);

namespace kernels {

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

}  // namespace kernels
}  // namespace facula
