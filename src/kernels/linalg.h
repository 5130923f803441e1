#pragma once
// Slots of the matrix factorisations. Matrices are batches in column-major order (strides …, 1, rows), one
// after the other, as LAPACK and cuSOLVER take them; the ops make them so. `info` holds one int32 per matrix,
// LAPACK's.
#include "kernels/slot.h"

namespace facula::kernels {

/// Solving with a triangular matrix: op(A) X = B, or X op(A) = B.
struct Triangle {
  bool left, upper, unit;
  char op;  // 'N', 'T' or 'C'
};
enum class LstsqDriver { Gels, Gelsy, Gelsd, Gelss };

/// a -> its LU factors with row exchanges `pivots` (int32, from 1).
extern constinit KernelSlot<void(Tensor& a, Tensor& pivots, Tensor& info)> lu_factor;
/// b -> op(A)^-1 b.
extern constinit KernelSlot<void(Tensor& b, const Tensor& lu, const Tensor& pivots, char op)> lu_solve;
/// The triangle of a that is named becomes the factor; the other is left as it is.
extern constinit KernelSlot<void(Tensor& a, Tensor& info, bool upper)> cholesky;
extern constinit KernelSlot<void(Tensor& b, const Tensor& a, const Triangle& t)> triangular_solve;
/// a -> R above, Householder vectors below the diagonal.
extern constinit KernelSlot<void(Tensor& a, Tensor& tau)> geqrf;
/// Householder vectors in a -> the first columns of their product.
extern constinit KernelSlot<void(Tensor& a, const Tensor& tau)> orgqr;
/// c -> op(Q) c or c op(Q).
extern constinit KernelSlot<void(Tensor& c, const Tensor& a, const Tensor& tau, bool left, bool adjoint)>
    ormqr;
/// a -> its eigenvectors (if wanted), w -> eigenvalues in ascending order.
extern constinit KernelSlot<void(Tensor& a, Tensor& w, Tensor& info, bool vectors, bool upper)> eigh;
/// w, v (may be undefined) complex; a is overwritten.
extern constinit KernelSlot<void(Tensor& a, Tensor& w, Tensor& v, Tensor& info)> eig;
/// u and vh undefined: singular values only. a is overwritten.
extern constinit KernelSlot<void(Tensor& a, Tensor& u, Tensor& s, Tensor& vh, Tensor& info)> svd;
extern constinit KernelSlot<void(Tensor& a, Tensor& pivots, Tensor& info, bool hermitian)> ldl_factor;
extern constinit KernelSlot<void(Tensor& b, const Tensor& ld, const Tensor& pivots, bool hermitian)>
    ldl_solve;
/// a (m, n) and b (max(m, n), k) are overwritten; the first n rows of b are the solution. rank int64, s real;
/// either may be undefined where the driver gives none.
extern constinit KernelSlot<void(Tensor& a, Tensor& b, Tensor& s, Tensor& rank, Tensor& info, double rcond,
                                 LstsqDriver driver)>
    lstsq;

}  // namespace facula::kernels
