#pragma once
// The `_out` forms of linear algebra: into given tensors, which are resized where they have another shape.
// errors  as the functions themselves; Error: "linalg_inv(): functions with out=... arguments don't support
// automatic
//         differentiation, …"; Error if a result cannot be cast to out's dtype, or the devices differ
#include "facula/ops/linalg.h"

namespace facula {
namespace linalg {

Tensor& det_out(Tensor& out, const Tensor& A);
std::tuple<Tensor&, Tensor&> slogdet_out(Tensor& out0, Tensor& out1, const Tensor& A);
Tensor& inv_out(Tensor& out, const Tensor& A);
std::tuple<Tensor&, Tensor&> inv_ex_out(Tensor& out0, Tensor& out1, const Tensor& A,
                                        bool check_errors = false);
Tensor& solve_out(Tensor& out, const Tensor& A, const Tensor& B, bool left = true);
std::tuple<Tensor&, Tensor&> solve_ex_out(Tensor& out0, Tensor& out1, const Tensor& A, const Tensor& B,
                                          bool left = true, bool check_errors = false);
Tensor& solve_triangular_out(Tensor& out, const Tensor& A, const Tensor& B, bool upper, bool left = true,
                             bool unitriangular = false);
Tensor& tensorsolve_out(Tensor& out, const Tensor& A, const Tensor& B,
                        OptionalIntArrayRef dims = std::nullopt);
Tensor& tensorinv_out(Tensor& out, const Tensor& A, int64_t ind = 2);
Tensor& cholesky_out(Tensor& out, const Tensor& A, bool upper = false);
std::tuple<Tensor&, Tensor&> cholesky_ex_out(Tensor& out0, Tensor& out1, const Tensor& A, bool upper = false,
                                             bool check_errors = false);
std::tuple<Tensor&, Tensor&, Tensor&> lu_out(Tensor& out0, Tensor& out1, Tensor& out2, const Tensor& A,
                                             bool pivot = true);
std::tuple<Tensor&, Tensor&> lu_factor_out(Tensor& out0, Tensor& out1, const Tensor& A, bool pivot = true);
std::tuple<Tensor&, Tensor&, Tensor&> lu_factor_ex_out(Tensor& out0, Tensor& out1, Tensor& out2,
                                                       const Tensor& A, bool pivot = true,
                                                       bool check_errors = false);
Tensor& lu_solve_out(Tensor& out, const Tensor& LU, const Tensor& pivots, const Tensor& B, bool left = true,
                     bool adjoint = false);
std::tuple<Tensor&, Tensor&> ldl_factor_out(Tensor& out0, Tensor& out1, const Tensor& A,
                                            bool hermitian = false);
Tensor& ldl_solve_out(Tensor& out, const Tensor& LD, const Tensor& pivots, const Tensor& B,
                      bool hermitian = false);
std::tuple<Tensor&, Tensor&> qr_out(Tensor& out0, Tensor& out1, const Tensor& A,
                                    std::string_view mode = "reduced");
Tensor& householder_product_out(Tensor& out, const Tensor& A, const Tensor& tau);
std::tuple<Tensor&, Tensor&> eig_out(Tensor& out0, Tensor& out1, const Tensor& A);
Tensor& eigvals_out(Tensor& out, const Tensor& A);
std::tuple<Tensor&, Tensor&> eigh_out(Tensor& out0, Tensor& out1, const Tensor& A,
                                      std::string_view UPLO = "L");
Tensor& eigvalsh_out(Tensor& out, const Tensor& A, std::string_view UPLO = "L");
std::tuple<Tensor&, Tensor&, Tensor&> svd_out(Tensor& out0, Tensor& out1, Tensor& out2, const Tensor& A,
                                              bool full_matrices = true,
                                              std::optional<std::string_view> driver = std::nullopt);
Tensor& svdvals_out(Tensor& out, const Tensor& A, std::optional<std::string_view> driver = std::nullopt);
std::tuple<Tensor&, Tensor&, Tensor&, Tensor&> lstsq_out(
    Tensor& out0, Tensor& out1, Tensor& out2, Tensor& out3, const Tensor& A, const Tensor& B,
    std::optional<double> rcond = std::nullopt, std::optional<std::string_view> driver = std::nullopt);
Tensor& pinv_out(Tensor& out, const Tensor& A, double rcond, bool hermitian = false);
Tensor& pinv_out(Tensor& out, const Tensor& A, std::optional<double> atol, std::optional<double> rtol,
                 bool hermitian);
Tensor& matrix_rank_out(Tensor& out, const Tensor& A, double tol, bool hermitian = false);
Tensor& matrix_rank_out(Tensor& out, const Tensor& A, std::optional<double> atol, std::optional<double> rtol,
                        bool hermitian);
Tensor& norm_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& ord = std::nullopt,
                 OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                 std::optional<ScalarType> dtype = std::nullopt);
Tensor& norm_out(Tensor& out, const Tensor& x, std::string_view ord, OptionalIntArrayRef dim = std::nullopt,
                 bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt);
Tensor& vector_norm_out(Tensor& out, const Tensor& x, const Scalar& ord = 2,
                        OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                        std::optional<ScalarType> dtype = std::nullopt);
Tensor& matrix_norm_out(Tensor& out, const Tensor& A, const Scalar& ord, IntArrayRef dim = {-2, -1},
                        bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt);
Tensor& matrix_norm_out(Tensor& out, const Tensor& A, std::string_view ord = "fro",
                        IntArrayRef dim = {-2, -1}, bool keepdim = false,
                        std::optional<ScalarType> dtype = std::nullopt);
Tensor& cond_out(Tensor& out, const Tensor& A, const std::optional<Scalar>& p = std::nullopt);
Tensor& cond_out(Tensor& out, const Tensor& A, std::string_view p);
Tensor& matrix_power_out(Tensor& out, const Tensor& A, int64_t n);
Tensor& matrix_exp_out(Tensor& out, const Tensor& A);
std::tuple<Tensor&, Tensor&, Tensor&> ldl_factor_ex_out(Tensor& LD, Tensor& pivots, Tensor& info,
                                                        const Tensor& A, bool hermitian = false,
                                                        bool check_errors = false);
Tensor& multi_dot_out(Tensor& out, TensorList tensors);
Tensor& cross_out(Tensor& out, const Tensor& a, const Tensor& b, int64_t dim = -1);
Tensor& vecdot_out(Tensor& out, const Tensor& a, const Tensor& b, int64_t dim = -1);

}  // namespace linalg

// ---- the same under at::'s names
inline Tensor& linalg_det_out(Tensor& out, const Tensor& A) { return linalg::det_out(out, A); }
inline std::tuple<Tensor&, Tensor&> linalg_slogdet_out(Tensor& out0, Tensor& out1, const Tensor& A) {
  return linalg::slogdet_out(out0, out1, A);
}
inline Tensor& linalg_inv_out(Tensor& out, const Tensor& A) { return linalg::inv_out(out, A); }
inline std::tuple<Tensor&, Tensor&> linalg_inv_ex_out(Tensor& out0, Tensor& out1, const Tensor& A,
                                                      bool check_errors = false) {
  return linalg::inv_ex_out(out0, out1, A, check_errors);
}
inline Tensor& linalg_solve_out(Tensor& out, const Tensor& A, const Tensor& B, bool left = true) {
  return linalg::solve_out(out, A, B, left);
}
inline std::tuple<Tensor&, Tensor&> linalg_solve_ex_out(Tensor& out0, Tensor& out1, const Tensor& A,
                                                        const Tensor& B, bool left = true,
                                                        bool check_errors = false) {
  return linalg::solve_ex_out(out0, out1, A, B, left, check_errors);
}
inline Tensor& linalg_solve_triangular_out(Tensor& out, const Tensor& A, const Tensor& B, bool upper,
                                           bool left = true, bool unitriangular = false) {
  return linalg::solve_triangular_out(out, A, B, upper, left, unitriangular);
}
inline Tensor& linalg_tensorsolve_out(Tensor& out, const Tensor& A, const Tensor& B,
                                      OptionalIntArrayRef dims = std::nullopt) {
  return linalg::tensorsolve_out(out, A, B, dims);
}
inline Tensor& linalg_tensorinv_out(Tensor& out, const Tensor& A, int64_t ind = 2) {
  return linalg::tensorinv_out(out, A, ind);
}
inline Tensor& linalg_cholesky_out(Tensor& out, const Tensor& A, bool upper = false) {
  return linalg::cholesky_out(out, A, upper);
}
inline std::tuple<Tensor&, Tensor&> linalg_cholesky_ex_out(Tensor& out0, Tensor& out1, const Tensor& A,
                                                           bool upper = false, bool check_errors = false) {
  return linalg::cholesky_ex_out(out0, out1, A, upper, check_errors);
}
inline std::tuple<Tensor&, Tensor&, Tensor&> linalg_lu_out(Tensor& out0, Tensor& out1, Tensor& out2,
                                                           const Tensor& A, bool pivot = true) {
  return linalg::lu_out(out0, out1, out2, A, pivot);
}
inline std::tuple<Tensor&, Tensor&> linalg_lu_factor_out(Tensor& out0, Tensor& out1, const Tensor& A,
                                                         bool pivot = true) {
  return linalg::lu_factor_out(out0, out1, A, pivot);
}
inline std::tuple<Tensor&, Tensor&, Tensor&> linalg_lu_factor_ex_out(Tensor& out0, Tensor& out1, Tensor& out2,
                                                                     const Tensor& A, bool pivot = true,
                                                                     bool check_errors = false) {
  return linalg::lu_factor_ex_out(out0, out1, out2, A, pivot, check_errors);
}
inline Tensor& linalg_lu_solve_out(Tensor& out, const Tensor& LU, const Tensor& pivots, const Tensor& B,
                                   bool left = true, bool adjoint = false) {
  return linalg::lu_solve_out(out, LU, pivots, B, left, adjoint);
}
inline std::tuple<Tensor&, Tensor&> linalg_ldl_factor_out(Tensor& out0, Tensor& out1, const Tensor& A,
                                                          bool hermitian = false) {
  return linalg::ldl_factor_out(out0, out1, A, hermitian);
}
inline Tensor& linalg_ldl_solve_out(Tensor& out, const Tensor& LD, const Tensor& pivots, const Tensor& B,
                                    bool hermitian = false) {
  return linalg::ldl_solve_out(out, LD, pivots, B, hermitian);
}
inline std::tuple<Tensor&, Tensor&> linalg_qr_out(Tensor& out0, Tensor& out1, const Tensor& A,
                                                  std::string_view mode = "reduced") {
  return linalg::qr_out(out0, out1, A, mode);
}
inline Tensor& linalg_householder_product_out(Tensor& out, const Tensor& A, const Tensor& tau) {
  return linalg::householder_product_out(out, A, tau);
}
inline std::tuple<Tensor&, Tensor&> linalg_eig_out(Tensor& out0, Tensor& out1, const Tensor& A) {
  return linalg::eig_out(out0, out1, A);
}
inline Tensor& linalg_eigvals_out(Tensor& out, const Tensor& A) { return linalg::eigvals_out(out, A); }
inline std::tuple<Tensor&, Tensor&> linalg_eigh_out(Tensor& out0, Tensor& out1, const Tensor& A,
                                                    std::string_view UPLO = "L") {
  return linalg::eigh_out(out0, out1, A, UPLO);
}
inline Tensor& linalg_eigvalsh_out(Tensor& out, const Tensor& A, std::string_view UPLO = "L") {
  return linalg::eigvalsh_out(out, A, UPLO);
}
inline std::tuple<Tensor&, Tensor&, Tensor&> linalg_svd_out(
    Tensor& out0, Tensor& out1, Tensor& out2, const Tensor& A, bool full_matrices = true,
    std::optional<std::string_view> driver = std::nullopt) {
  return linalg::svd_out(out0, out1, out2, A, full_matrices, driver);
}
inline Tensor& linalg_svdvals_out(Tensor& out, const Tensor& A,
                                  std::optional<std::string_view> driver = std::nullopt) {
  return linalg::svdvals_out(out, A, driver);
}
inline std::tuple<Tensor&, Tensor&, Tensor&, Tensor&> linalg_lstsq_out(
    Tensor& out0, Tensor& out1, Tensor& out2, Tensor& out3, const Tensor& A, const Tensor& B,
    std::optional<double> rcond = std::nullopt, std::optional<std::string_view> driver = std::nullopt) {
  return linalg::lstsq_out(out0, out1, out2, out3, A, B, rcond, driver);
}
inline Tensor& linalg_pinv_out(Tensor& out, const Tensor& A, double rcond, bool hermitian = false) {
  return linalg::pinv_out(out, A, rcond, hermitian);
}
inline Tensor& linalg_pinv_out(Tensor& out, const Tensor& A, std::optional<double> atol,
                               std::optional<double> rtol, bool hermitian) {
  return linalg::pinv_out(out, A, atol, rtol, hermitian);
}
inline Tensor& linalg_matrix_rank_out(Tensor& out, const Tensor& A, double tol, bool hermitian = false) {
  return linalg::matrix_rank_out(out, A, tol, hermitian);
}
inline Tensor& linalg_matrix_rank_out(Tensor& out, const Tensor& A, std::optional<double> atol,
                                      std::optional<double> rtol, bool hermitian) {
  return linalg::matrix_rank_out(out, A, atol, rtol, hermitian);
}
inline Tensor& linalg_norm_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& ord = std::nullopt,
                               OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                               std::optional<ScalarType> dtype = std::nullopt) {
  return linalg::norm_out(out, x, ord, dim, keepdim, dtype);
}
inline Tensor& linalg_norm_out(Tensor& out, const Tensor& x, std::string_view ord,
                               OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                               std::optional<ScalarType> dtype = std::nullopt) {
  return linalg::norm_out(out, x, ord, dim, keepdim, dtype);
}
inline Tensor& linalg_vector_norm_out(Tensor& out, const Tensor& x, const Scalar& ord = 2,
                                      OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                                      std::optional<ScalarType> dtype = std::nullopt) {
  return linalg::vector_norm_out(out, x, ord, dim, keepdim, dtype);
}
inline Tensor& linalg_matrix_norm_out(Tensor& out, const Tensor& A, const Scalar& ord,
                                      IntArrayRef dim = {-2, -1}, bool keepdim = false,
                                      std::optional<ScalarType> dtype = std::nullopt) {
  return linalg::matrix_norm_out(out, A, ord, dim, keepdim, dtype);
}
inline Tensor& linalg_matrix_norm_out(Tensor& out, const Tensor& A, std::string_view ord = "fro",
                                      IntArrayRef dim = {-2, -1}, bool keepdim = false,
                                      std::optional<ScalarType> dtype = std::nullopt) {
  return linalg::matrix_norm_out(out, A, ord, dim, keepdim, dtype);
}
inline Tensor& linalg_cond_out(Tensor& out, const Tensor& A, const std::optional<Scalar>& p = std::nullopt) {
  return linalg::cond_out(out, A, p);
}
inline Tensor& linalg_cond_out(Tensor& out, const Tensor& A, std::string_view p) {
  return linalg::cond_out(out, A, p);
}
inline Tensor& linalg_matrix_power_out(Tensor& out, const Tensor& A, int64_t n) {
  return linalg::matrix_power_out(out, A, n);
}
inline Tensor& linalg_matrix_exp_out(Tensor& out, const Tensor& A) { return linalg::matrix_exp_out(out, A); }
inline std::tuple<Tensor&, Tensor&, Tensor&> linalg_ldl_factor_ex_out(Tensor& LD, Tensor& pivots,
                                                                      Tensor& info, const Tensor& A,
                                                                      bool hermitian = false,
                                                                      bool check_errors = false) {
  return linalg::ldl_factor_ex_out(LD, pivots, info, A, hermitian, check_errors);
}
inline Tensor& linalg_multi_dot_out(Tensor& out, TensorList tensors) {
  return linalg::multi_dot_out(out, tensors);
}
inline Tensor& linalg_cross_out(Tensor& out, const Tensor& a, const Tensor& b, int64_t dim = -1) {
  return linalg::cross_out(out, a, b, dim);
}
inline Tensor& linalg_vecdot_out(Tensor& out, const Tensor& a, const Tensor& b, int64_t dim = -1) {
  return linalg::vecdot_out(out, a, b, dim);
}

// ---- older names
Tensor& inverse_out(Tensor& out, const Tensor& A);
Tensor& cholesky_out(Tensor& out, const Tensor& A, bool upper = false);
Tensor& cholesky_inverse_out(Tensor& out, const Tensor& L, bool upper = false);
Tensor& cholesky_solve_out(Tensor& out, const Tensor& B, const Tensor& L, bool upper = false);
std::tuple<Tensor&, Tensor&> triangular_solve_out(Tensor& out0, Tensor& out1, const Tensor& B,
                                                  const Tensor& A, bool upper = true, bool transpose = false,
                                                  bool unitriangular = false);
std::tuple<Tensor&, Tensor&> symeig_out(Tensor& out0, Tensor& out1, const Tensor& A,
                                        bool eigenvectors = false, bool upper = true);
std::tuple<Tensor&, Tensor&, Tensor&> svd_out(Tensor& out0, Tensor& out1, Tensor& out2, const Tensor& A,
                                              bool some = true, bool compute_uv = true);
std::tuple<Tensor&, Tensor&> qr_out(Tensor& out0, Tensor& out1, const Tensor& A, bool some = true);
std::tuple<Tensor&, Tensor&> geqrf_out(Tensor& out0, Tensor& out1, const Tensor& A);
Tensor& orgqr_out(Tensor& out, const Tensor& A, const Tensor& tau);
Tensor& ormqr_out(Tensor& out, const Tensor& A, const Tensor& tau, const Tensor& other, bool left = true,
                  bool transpose = false);
Tensor& lu_solve_out(Tensor& out, const Tensor& B, const Tensor& LU, const Tensor& pivots);
std::tuple<Tensor&, Tensor&, Tensor&> lu_unpack_out(Tensor& out0, Tensor& out1, Tensor& out2,
                                                    const Tensor& LU, const Tensor& pivots,
                                                    bool unpack_data = true, bool unpack_pivots = true);
Tensor& matrix_power_out(Tensor& out, const Tensor& A, int64_t n);
inline std::tuple<Tensor&, Tensor&> slogdet_out(Tensor& sign, Tensor& logabsdet, const Tensor& A) {
  return linalg::slogdet_out(sign, logabsdet, A);
}
Tensor& nuclear_norm_out(Tensor& out, const Tensor& A, bool keepdim = false);
Tensor& frobenius_norm_out(Tensor& out, const Tensor& A, IntArrayRef dim, bool keepdim = false);
Tensor& cross_out(Tensor& out, const Tensor& a, const Tensor& b, std::optional<int64_t> dim = std::nullopt);

}  // namespace facula
