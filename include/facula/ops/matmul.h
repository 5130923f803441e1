#pragma once
// Products of matrices and vectors.
#include "facula/core/tensor.h"

namespace facula {

/// a @ b of two matrices.
/// shape   (m, k), (k, n) -> (m, n)
/// dtype   any but bool, the same for both; half types sum in float32
/// grad    da = g b^H, db = a^H g; any order
/// errors  Error: "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)"
Tensor mm(const Tensor& a, const Tensor& b);
/// Product of each pair of matrices.
/// shape   (B, m, k), (B, k, n) -> (B, m, n)
/// grad    as mm; any order
/// errors  Error: "Expected size for first two dimensions of batch2 tensor to be: [5, 3] but got: [5, 4]."
Tensor bmm(const Tensor& a, const Tensor& b);
/// a @ v of a matrix and a vector.
/// shape   (m, k), (k) -> (m)
/// grad    da = g v^H, dv = a^H g; any order
/// errors  Error: "size mismatch, got 5, 5x2,3"
Tensor mv(const Tensor& a, const Tensor& v);
/// Sum of a[i] b[i] of two vectors.
/// grad    da = g conj(b), db = g conj(a); any order
/// errors  Error: "1D tensors expected, but got 2D and 1D tensors"
Tensor dot(const Tensor& a, const Tensor& b);
/// Sum of conj(a[i]) b[i] of two vectors.
Tensor vdot(const Tensor& a, const Tensor& b);
/// a[i] b[j] for all i, j.
/// shape   (m), (n) -> (m, n)
Tensor outer(const Tensor& a, const Tensor& b);
inline Tensor ger(const Tensor& a, const Tensor& b) { return outer(a, b); }
/// Sums over the last dimension of both.
/// shape   (*A, k), (*B, k) -> (*A, *B)
Tensor inner(const Tensor& a, const Tensor& b);

/// The product that the ranks call for: dot, mv, mm, or one over broadcast batches of matrices.
/// shape   (*A, m, k), (*B, k, n) -> (*broadcast(A, B), m, n); a vector acts as a row (left) or a column
///         (right), whose dimension the result lacks
/// grad    as mm, any order
/// errors  Error if a tensor has no dimensions, sizes do not match, or batches do not broadcast
Tensor matmul(const Tensor& a, const Tensor& b);

/// beta self + alpha a @ b; self broadcasts. With beta = 0 self is not read.
/// shape   a (m, k), b (k, n) -> (m, n)
/// grad    dself = beta g, da = alpha g b^H, db = alpha a^H g; any order
/// errors  as mm, and if self does not broadcast to (m, n)
Tensor addmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
             const Scalar& alpha = 1);
/// beta self + alpha a @ v; otherwise as addmm.
Tensor addmv(const Tensor& self, const Tensor& a, const Tensor& v, const Scalar& beta = 1,
             const Scalar& alpha = 1);
/// beta self + alpha outer(a, b); otherwise as addmm.
Tensor addr(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
            const Scalar& alpha = 1);
/// beta self + alpha a @ b for each pair of matrices; otherwise as addmm.
Tensor baddbmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
               const Scalar& alpha = 1);
/// beta self + alpha sum_i a[i] @ b[i]; otherwise as addmm.
Tensor addbmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
              const Scalar& alpha = 1);

/// x @ weight^T + bias in one pass: the layer Linear.
/// shape   x (*, k), weight (n, k) or (k), bias (n) or none -> (*, n) or (*)
/// grad    dx = g weight, dweight = g^T x, dbias = g summed over *; any order
/// errors  as mm
Tensor linear(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias = {});

// ---- into given tensors
Tensor& mm_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& bmm_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& mv_out(Tensor& out, const Tensor& a, const Tensor& v);
Tensor& dot_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& vdot_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& outer_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& ger_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& inner_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& matmul_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& addmm_out(Tensor& out, const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
                  const Scalar& alpha = 1);
Tensor& addmv_out(Tensor& out, const Tensor& self, const Tensor& a, const Tensor& v, const Scalar& beta = 1,
                  const Scalar& alpha = 1);
Tensor& addr_out(Tensor& out, const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
                 const Scalar& alpha = 1);
Tensor& baddbmm_out(Tensor& out, const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
                    const Scalar& alpha = 1);
Tensor& addbmm_out(Tensor& out, const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
                   const Scalar& alpha = 1);
Tensor& linear_out(Tensor& out, const Tensor& x, const Tensor& weight,
                   const std::optional<Tensor>& bias = std::nullopt);

}  // namespace facula
