#pragma once
// Linear algebra over batches of matrices: A (*, m, n), where * is any number of batch dimensions.
//
// dtype   float, double and their complex types; the results have the same, singular values and eigenvalues
// of
//         Hermitian matrices the real one, other eigenvalues the complex one
// grad    any order, unless said otherwise. Sources: Giles, "An extended collection of matrix derivative
// results"
//         (2008); Seeger et al., "Auto-differentiating linear algebra" (2017); Walter and Lehmann,
//         "Algorithmic differentiation of linear algebra functions" (2018); Hubig, "Use and implementation of
//         autodifferentiation in tensor network methods with complex scalars" (2019)
// errors  Error: "linalg.inv: A must be batches of square matrices, but they are 2 by 3 matrices", "… The
// input tensor
//         A must have at least 2 dimensions.", "… Expected a floating point or complex tensor as input. Got
//         Long"; LinAlgError for singular matrices and iterations that did not converge
#include <string_view>
#include <tuple>

#include "facula/core/tensor.h"

namespace facula {
namespace linalg {

// ---- determinants, inverses, linear systems
Tensor det(const Tensor& A);
/// (sign, log |det A|).
std::tuple<Tensor, Tensor> slogdet(const Tensor& A);
Tensor inv(const Tensor& A);
/// (inverse, info); info is not 0 where the matrix is singular.
std::tuple<Tensor, Tensor> inv_ex(const Tensor& A, bool check_errors = false);
/// X with A X = B, or X A = B for left = false. B (*, n, k), or vectors (*, n) if its shape is A's without
/// the last.
Tensor solve(const Tensor& A, const Tensor& B, bool left = true);
std::tuple<Tensor, Tensor> solve_ex(const Tensor& A, const Tensor& B, bool left = true,
                                    bool check_errors = false);
/// The same for a triangular A, of which the other triangle is not read.
Tensor solve_triangular(const Tensor& A, const Tensor& B, bool upper, bool left = true,
                        bool unitriangular = false);
/// The X whose first size(s) are those of A's trailing ones, with tensordot(A, X, X.dim()) = B.
Tensor tensorsolve(const Tensor& A, const Tensor& B, OptionalIntArrayRef dims = std::nullopt);
/// The inverse of A for tensordot over its last dim() - ind dimensions.
Tensor tensorinv(const Tensor& A, int64_t ind = 2);
/// (solution, residuals, rank, singular values) of min |A X - B|. Drivers: gels (full rank), gelsy (default),
/// gelsd, gelss.
std::tuple<Tensor, Tensor, Tensor, Tensor> lstsq(const Tensor& A, const Tensor& B,
                                                 std::optional<double> rcond = std::nullopt,
                                                 std::optional<std::string_view> driver = std::nullopt);

// ---- factorisations
/// Lower L with A = L L^H, or upper U with A = U^H U. Reads one triangle of A.
Tensor cholesky(const Tensor& A, bool upper = false);
std::tuple<Tensor, Tensor> cholesky_ex(const Tensor& A, bool upper = false, bool check_errors = false);
/// (P, L, U) with A = P L U.
std::tuple<Tensor, Tensor, Tensor> lu(const Tensor& A, bool pivot = true);
/// (LU, pivots): L and U in one matrix, row exchanges counted from 1.
std::tuple<Tensor, Tensor> lu_factor(const Tensor& A, bool pivot = true);
std::tuple<Tensor, Tensor, Tensor> lu_factor_ex(const Tensor& A, bool pivot = true,
                                                bool check_errors = false);
Tensor lu_solve(const Tensor& LU, const Tensor& pivots, const Tensor& B, bool left = true,
                bool adjoint = false);
/// (LD, pivots) of a symmetric or Hermitian matrix that need not be definite. grad: none of LD
std::tuple<Tensor, Tensor> ldl_factor(const Tensor& A, bool hermitian = false);
std::tuple<Tensor, Tensor, Tensor> ldl_factor_ex(const Tensor& A, bool hermitian = false,
                                                 bool check_errors = false);
Tensor ldl_solve(const Tensor& LD, const Tensor& pivots, const Tensor& B, bool hermitian = false);
/// (Q, R); mode "reduced", "complete" or "r" (Q is empty). grad: not of "r", and not of "complete" for tall A
std::tuple<Tensor, Tensor> qr(const Tensor& A, std::string_view mode = "reduced");
/// The first columns of the product of the Householder reflections that geqrf gives.
Tensor householder_product(const Tensor& A, const Tensor& tau);

// ---- eigenvalues and singular values
std::tuple<Tensor, Tensor> eig(const Tensor& A);
Tensor eigvals(const Tensor& A);
/// (eigenvalues in ascending order, eigenvectors) of a symmetric or Hermitian matrix, of which one triangle
/// is read.
std::tuple<Tensor, Tensor> eigh(const Tensor& A, std::string_view UPLO = "L");
Tensor eigvalsh(const Tensor& A, std::string_view UPLO = "L");
/// (U, S, V^H) with A = U diag(S) V^H; S descending.
std::tuple<Tensor, Tensor, Tensor> svd(const Tensor& A, bool full_matrices = true,
                                       std::optional<std::string_view> driver = std::nullopt);
Tensor svdvals(const Tensor& A, std::optional<std::string_view> driver = std::nullopt);
/// Pseudo-inverse: singular values up to max(atol, rtol * largest) count as 0; rtol is by default max(m, n)
/// eps.
Tensor pinv(const Tensor& A, const std::optional<Tensor>& atol, const std::optional<Tensor>& rtol,
            bool hermitian = false);
Tensor pinv(const Tensor& A, std::optional<double> atol, std::optional<double> rtol, bool hermitian = false);
Tensor pinv(const Tensor& A, double rcond, bool hermitian = false);
Tensor pinv(const Tensor& A);
Tensor matrix_rank(const Tensor& A, const std::optional<Tensor>& atol, const std::optional<Tensor>& rtol,
                   bool hermitian = false);
Tensor matrix_rank(const Tensor& A, std::optional<double> atol, std::optional<double> rtol,
                   bool hermitian = false);
Tensor matrix_rank(const Tensor& A, double tol, bool hermitian = false);
Tensor matrix_rank(const Tensor& A, const Tensor& tol, bool hermitian = false);
Tensor matrix_rank(const Tensor& A);

// ---- norms
/// With `dim` of two entries, or a matrix and `ord`: a matrix norm; else the norm of vectors.
Tensor norm(const Tensor& x, const std::optional<Scalar>& ord = std::nullopt,
            OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
            std::optional<ScalarType> dtype = std::nullopt);
Tensor norm(const Tensor& x, std::string_view ord, OptionalIntArrayRef dim = std::nullopt,
            bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt);
Tensor vector_norm(const Tensor& x, const Scalar& ord = 2, OptionalIntArrayRef dim = std::nullopt,
                   bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt);
/// ord 1, -1, 2, -2, inf, -inf.
Tensor matrix_norm(const Tensor& A, const Scalar& ord, IntArrayRef dim = {-2, -1}, bool keepdim = false,
                   std::optional<ScalarType> dtype = std::nullopt);
/// ord "fro" or "nuc".
Tensor matrix_norm(const Tensor& A, std::string_view ord = "fro", IntArrayRef dim = {-2, -1},
                   bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt);
/// Norm of A times norm of its inverse; for the 2-norm (default) and -2 a ratio of singular values.
Tensor cond(const Tensor& A, const std::optional<Scalar>& p = std::nullopt);
Tensor cond(const Tensor& A, std::string_view p);

// ---- functions and products
/// Padé approximation with scaling and squaring (Higham 2005, SIAM J. Matrix Anal. 26:1179).
Tensor matrix_exp(const Tensor& A);
/// A^n by repeated squaring, of the inverse for n < 0.
Tensor matrix_power(const Tensor& A, int64_t n);
/// Product of matrices in the order that needs the fewest multiplications; the ends may be vectors.
Tensor multi_dot(TensorList tensors);
Tensor cross(const Tensor& a, const Tensor& b, int64_t dim = -1);
Tensor vecdot(const Tensor& a, const Tensor& b, int64_t dim = -1);
/// Powers 0 … N - 1 of the entries of x, along a new last dimension.
Tensor vander(const Tensor& x, std::optional<int64_t> N = std::nullopt);
inline Tensor diagonal(const Tensor& A, int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1) {
  return A.diagonal(offset, dim1, dim2);
}
inline Tensor matmul(const Tensor& a, const Tensor& b) { return a.matmul(b); }

}  // namespace linalg

// ---- the same under at::'s names
inline Tensor linalg_det(const Tensor& A) { return linalg::det(A); }
inline std::tuple<Tensor, Tensor> linalg_slogdet(const Tensor& A) { return linalg::slogdet(A); }
inline Tensor linalg_inv(const Tensor& A) { return linalg::inv(A); }
inline std::tuple<Tensor, Tensor> linalg_inv_ex(const Tensor& A, bool check_errors = false) {
  return linalg::inv_ex(A, check_errors);
}
inline Tensor linalg_solve(const Tensor& A, const Tensor& B, bool left = true) {
  return linalg::solve(A, B, left);
}
inline std::tuple<Tensor, Tensor> linalg_solve_ex(const Tensor& A, const Tensor& B, bool left = true,
                                                  bool check_errors = false) {
  return linalg::solve_ex(A, B, left, check_errors);
}
inline Tensor linalg_solve_triangular(const Tensor& A, const Tensor& B, bool upper, bool left = true,
                                      bool unitriangular = false) {
  return linalg::solve_triangular(A, B, upper, left, unitriangular);
}
inline Tensor linalg_tensorsolve(const Tensor& A, const Tensor& B, OptionalIntArrayRef dims = std::nullopt) {
  return linalg::tensorsolve(A, B, dims);
}
inline Tensor linalg_tensorinv(const Tensor& A, int64_t ind = 2) { return linalg::tensorinv(A, ind); }
inline std::tuple<Tensor, Tensor, Tensor, Tensor> linalg_lstsq(
    const Tensor& A, const Tensor& B, std::optional<double> rcond = std::nullopt,
    std::optional<std::string_view> driver = std::nullopt) {
  return linalg::lstsq(A, B, rcond, driver);
}
inline Tensor linalg_cholesky(const Tensor& A, bool upper = false) { return linalg::cholesky(A, upper); }
inline std::tuple<Tensor, Tensor> linalg_cholesky_ex(const Tensor& A, bool upper = false,
                                                     bool check_errors = false) {
  return linalg::cholesky_ex(A, upper, check_errors);
}
inline std::tuple<Tensor, Tensor, Tensor> linalg_lu(const Tensor& A, bool pivot = true) {
  return linalg::lu(A, pivot);
}
inline std::tuple<Tensor, Tensor> linalg_lu_factor(const Tensor& A, bool pivot = true) {
  return linalg::lu_factor(A, pivot);
}
inline std::tuple<Tensor, Tensor, Tensor> linalg_lu_factor_ex(const Tensor& A, bool pivot = true,
                                                              bool check_errors = false) {
  return linalg::lu_factor_ex(A, pivot, check_errors);
}
inline Tensor linalg_lu_solve(const Tensor& LU, const Tensor& pivots, const Tensor& B, bool left = true,
                              bool adjoint = false) {
  return linalg::lu_solve(LU, pivots, B, left, adjoint);
}
inline std::tuple<Tensor, Tensor> linalg_ldl_factor(const Tensor& A, bool hermitian = false) {
  return linalg::ldl_factor(A, hermitian);
}
inline std::tuple<Tensor, Tensor, Tensor> linalg_ldl_factor_ex(const Tensor& A, bool hermitian = false,
                                                               bool check_errors = false) {
  return linalg::ldl_factor_ex(A, hermitian, check_errors);
}
inline Tensor linalg_ldl_solve(const Tensor& LD, const Tensor& pivots, const Tensor& B,
                               bool hermitian = false) {
  return linalg::ldl_solve(LD, pivots, B, hermitian);
}
inline std::tuple<Tensor, Tensor> linalg_qr(const Tensor& A, std::string_view mode = "reduced") {
  return linalg::qr(A, mode);
}
inline Tensor linalg_householder_product(const Tensor& A, const Tensor& tau) {
  return linalg::householder_product(A, tau);
}
inline std::tuple<Tensor, Tensor> linalg_eig(const Tensor& A) { return linalg::eig(A); }
inline Tensor linalg_eigvals(const Tensor& A) { return linalg::eigvals(A); }
inline std::tuple<Tensor, Tensor> linalg_eigh(const Tensor& A, std::string_view UPLO = "L") {
  return linalg::eigh(A, UPLO);
}
inline Tensor linalg_eigvalsh(const Tensor& A, std::string_view UPLO = "L") {
  return linalg::eigvalsh(A, UPLO);
}
inline std::tuple<Tensor, Tensor, Tensor> linalg_svd(const Tensor& A, bool full_matrices = true,
                                                     std::optional<std::string_view> driver = std::nullopt) {
  return linalg::svd(A, full_matrices, driver);
}
inline Tensor linalg_svdvals(const Tensor& A, std::optional<std::string_view> driver = std::nullopt) {
  return linalg::svdvals(A, driver);
}
template <class... Args>
Tensor linalg_pinv(const Tensor& A, const Args&... args) {
  return linalg::pinv(A, args...);
}
template <class... Args>
Tensor linalg_matrix_rank(const Tensor& A, const Args&... args) {
  return linalg::matrix_rank(A, args...);
}
inline Tensor linalg_norm(const Tensor& x, const std::optional<Scalar>& ord = std::nullopt,
                          OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                          std::optional<ScalarType> dtype = std::nullopt) {
  return linalg::norm(x, ord, dim, keepdim, dtype);
}
inline Tensor linalg_norm(const Tensor& x, std::string_view ord, OptionalIntArrayRef dim = std::nullopt,
                          bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt) {
  return linalg::norm(x, ord, dim, keepdim, dtype);
}
inline Tensor linalg_vector_norm(const Tensor& x, const Scalar& ord = 2,
                                 OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                                 std::optional<ScalarType> dtype = std::nullopt) {
  return linalg::vector_norm(x, ord, dim, keepdim, dtype);
}
inline Tensor linalg_matrix_norm(const Tensor& A, const Scalar& ord, IntArrayRef dim = {-2, -1},
                                 bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt) {
  return linalg::matrix_norm(A, ord, dim, keepdim, dtype);
}
inline Tensor linalg_matrix_norm(const Tensor& A, std::string_view ord = "fro", IntArrayRef dim = {-2, -1},
                                 bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt) {
  return linalg::matrix_norm(A, ord, dim, keepdim, dtype);
}
inline Tensor linalg_cond(const Tensor& A, const std::optional<Scalar>& p = std::nullopt) {
  return linalg::cond(A, p);
}
inline Tensor linalg_cond(const Tensor& A, std::string_view p) { return linalg::cond(A, p); }
inline Tensor linalg_matrix_exp(const Tensor& A) { return linalg::matrix_exp(A); }
inline Tensor linalg_matrix_power(const Tensor& A, int64_t n) { return linalg::matrix_power(A, n); }
inline Tensor linalg_multi_dot(TensorList tensors) { return linalg::multi_dot(tensors); }
inline Tensor linalg_cross(const Tensor& a, const Tensor& b, int64_t dim = -1) {
  return linalg::cross(a, b, dim);
}
inline Tensor linalg_vecdot(const Tensor& a, const Tensor& b, int64_t dim = -1) {
  return linalg::vecdot(a, b, dim);
}
inline Tensor linalg_vander(const Tensor& x, std::optional<int64_t> N = std::nullopt) {
  return linalg::vander(x, N);
}
inline Tensor linalg_diagonal(const Tensor& A, int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1) {
  return linalg::diagonal(A, offset, dim1, dim2);
}
inline Tensor linalg_matmul(const Tensor& a, const Tensor& b) { return a.matmul(b); }

// ---- older names
inline Tensor det(const Tensor& A) { return linalg::det(A); }
std::tuple<Tensor, Tensor> slogdet(const Tensor& A);
/// log det A; NaN where the determinant is negative.
Tensor logdet(const Tensor& A);
inline Tensor inverse(const Tensor& A) { return linalg::inv(A); }
Tensor pinverse(const Tensor& A, double rcond = 1e-15);
Tensor cholesky(const Tensor& A, bool upper = false);
/// The inverse of L L^H, or U^H U.
Tensor cholesky_inverse(const Tensor& L, bool upper = false);
/// X with L L^H X = B.
Tensor cholesky_solve(const Tensor& B, const Tensor& L, bool upper = false);
/// (X, copy of A) with op(A) X = B.
std::tuple<Tensor, Tensor> triangular_solve(const Tensor& B, const Tensor& A, bool upper = true,
                                            bool transpose = false, bool unitriangular = false);
std::tuple<Tensor, Tensor> symeig(const Tensor& A, bool eigenvectors = false, bool upper = true);
/// (U, S, V), V not conjugated and not transposed.
std::tuple<Tensor, Tensor, Tensor> svd(const Tensor& A, bool some = true, bool compute_uv = true);
std::tuple<Tensor, Tensor> qr(const Tensor& A, bool some = true);
/// (a, tau): R above the diagonal, Householder vectors below. grad: none
std::tuple<Tensor, Tensor> geqrf(const Tensor& A);
inline Tensor orgqr(const Tensor& A, const Tensor& tau) { return linalg::householder_product(A, tau); }
/// op(Q) other, or other op(Q), for the whole Q of geqrf.
Tensor ormqr(const Tensor& A, const Tensor& tau, const Tensor& other, bool left = true,
             bool transpose = false);
inline Tensor lu_solve(const Tensor& B, const Tensor& LU, const Tensor& pivots) {
  return linalg::lu_solve(LU, pivots, B);
}
/// (P, L, U); those not asked for are empty.
std::tuple<Tensor, Tensor, Tensor> lu_unpack(const Tensor& LU, const Tensor& pivots, bool unpack_data = true,
                                             bool unpack_pivots = true);
inline Tensor matrix_exp(const Tensor& A) { return linalg::matrix_exp(A); }
inline Tensor matrix_power(const Tensor& A, int64_t n) { return linalg::matrix_power(A, n); }
/// Sum of the singular values.
Tensor nuclear_norm(const Tensor& A, bool keepdim = false);
Tensor nuclear_norm(const Tensor& A, IntArrayRef dim, bool keepdim = false);
Tensor frobenius_norm(const Tensor& A);
Tensor frobenius_norm(const Tensor& A, IntArrayRef dim, bool keepdim = false);
/// The cross product along `dim`, by default the first dimension of length 3.
Tensor cross(const Tensor& a, const Tensor& b, std::optional<int64_t> dim = std::nullopt);

}  // namespace facula
