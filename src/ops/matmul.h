#pragma once
// What the products share: checks, and the transposed conjugate that their rules need.
#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/matmul.h"

namespace facula::products {

inline Tensor conjugate(const Tensor& t) { return t.is_complex() ? t.conj() : t; }
inline Tensor adjoint(const Tensor& t) {
  return conjugate(t.dim() == 2 ? t.t() : t.transpose(t.dim() - 2, t.dim() - 1));
}
/// g times a number; g itself for 1.
inline Tensor scaled(const Tensor& g, const Scalar& by) { return by.is_one() ? g : g.mul(by); }

/// errors  Error: "expected scalar type Float but found Double", or if the devices differ
void check_same(const char* op, const Tensor& a, const Tensor& b);
/// errors  Error: "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)"
void check_shapes(int64_t m, int64_t k, int64_t k2, int64_t n);
/// errors  Error: "The expanded size of the tensor (5) must match the existing size (4) at …"
void check_expands(const Tensor& t, IntArrayRef sizes);
/// A row-major result of this shape holding beta add + alpha a @ b, without history.
Tensor product(IntArrayRef sizes, const Tensor& a, const Tensor& b, const Tensor& add = Tensor(),
               const kernels::Product& args = {});

}  // namespace facula::products
