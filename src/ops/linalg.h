#pragma once
// What the functions of linear algebra share: checks, column-major copies, LAPACK's verdicts.
#include "facula/ops/linalg.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/linalg.h"

namespace facula::linalg {

inline Tensor conjugate(const Tensor& t) { return t.is_complex() ? t.conj() : t; }
inline Tensor adj(const Tensor& t) { return conjugate(t.transpose(-2, -1)); }
inline int64_t rows(const Tensor& A) { return A.size(-2); }
inline int64_t cols(const Tensor& A) { return A.size(-1); }
inline ScalarType real_type(const Tensor& A) { return toRealValueType(A.scalar_type()); }
/// X + X^H and X - X^H.
Tensor plus_adjoint(const Tensor& X);
Tensor minus_adjoint(const Tensor& X);

/// errors  Error: "linalg.inv: The input tensor A must have at least 2 dimensions."
void check_matrix(const char* name, const Tensor& A, const char* argument = "A");
/// errors  Error: "linalg.inv: A must be batches of square matrices, but they are 2 by 3 matrices"
void check_square(const char* name, const Tensor& A);
/// errors  Error: "linalg.inv: Expected a floating point or complex tensor as input. Got Long", or "Low
/// precision …"
void check_floating(const char* name, const Tensor& A, bool low_precision = false);
void check_same_type(const char* name, const Tensor& A, const Tensor& B);

/// The sizes of A's batch dimensions, with `tail` after them.
DimVector batch_with(const Tensor& A, std::initializer_list<int64_t> tail);
/// Uninitialised batch of column-major matrices.
Tensor empty_columns(IntArrayRef batch, int64_t m, int64_t n, ScalarType t, Device d);
/// A column-major copy without history.
Tensor columns(const Tensor& A);
/// A itself if it is column-major already, else such a copy; without history.
Tensor as_columns(const Tensor& A);
/// Zeros of one int32 per matrix.
Tensor new_info(const Tensor& A);
/// A and B with their batch dimensions broadcast; B's last two dimensions are kept.
Tensor expand_batch(const Tensor& A, IntArrayRef batch);
DimVector common_batch(const Tensor& A, const Tensor& B);

/// Calls fail(batch index as text, info) for the first matrix whose info is not 0.
template <class F>
void check_info(const Tensor& info, F&& fail) {
  const Tensor host = info.is_cpu() ? info : info.cpu();
  const int32_t* p = host.const_data_ptr<int32_t>();
  for (int64_t i = 0; i < host.numel(); ++i)
    if (p[i] != 0) fail(host.dim() ? detail::concat("(Batch element ", i, "): ") : std::string(), p[i]);
}
[[noreturn]] void fail_singular_inverse(const char* name, const std::string& where, int32_t info);

/// A^-1 B without a check, through a saved factorisation where no derivative of it is asked for.
struct Factored {
  SavedTensor A, LU, pivots;
  Tensor solve_adjoint(const Tensor& B, bool left) const;
};
/// Whether B is a batch of vectors for solve().
bool is_vector_rhs(const Tensor& A, const Tensor& B);
/// The derivative of the pseudo-inverse Y of A, of constant rank (Golub and Pereyra 1973).
Tensor pinv_grad(const Tensor& g, const Tensor& Y, const Tensor& A);
Tensor solve_unchecked(const Tensor& A, const Tensor& B, bool left);

}  // namespace facula::linalg
