// The `_out` forms of linear algebra.
#include "facula/ops/linalg_out.h"

#include "ops/out.h"

namespace facula {
namespace linalg {

Tensor& det_out(Tensor& out, const Tensor& A) {
  return write_out(
      "linalg_det", out, [&] { return linalg::det(A); }, A);
}
std::tuple<Tensor&, Tensor&> slogdet_out(Tensor& out0, Tensor& out1, const Tensor& A) {
  return write_outs(
      "linalg_slogdet", std::tie(out0, out1), [&] { return linalg::slogdet(A); }, A);
}
Tensor& inv_out(Tensor& out, const Tensor& A) {
  return write_out(
      "linalg_inv", out, [&] { return linalg::inv(A); }, A);
}
std::tuple<Tensor&, Tensor&> inv_ex_out(Tensor& out0, Tensor& out1, const Tensor& A, bool check_errors) {
  return write_outs(
      "linalg_inv_ex", std::tie(out0, out1), [&] { return linalg::inv_ex(A, check_errors); }, A);
}
Tensor& solve_out(Tensor& out, const Tensor& A, const Tensor& B, bool left) {
  return write_out(
      "linalg_solve", out, [&] { return linalg::solve(A, B, left); }, A, B);
}
std::tuple<Tensor&, Tensor&> solve_ex_out(Tensor& out0, Tensor& out1, const Tensor& A, const Tensor& B,
                                          bool left, bool check_errors) {
  return write_outs(
      "linalg_solve_ex", std::tie(out0, out1), [&] { return linalg::solve_ex(A, B, left, check_errors); }, A,
      B);
}
Tensor& solve_triangular_out(Tensor& out, const Tensor& A, const Tensor& B, bool upper, bool left,
                             bool unitriangular) {
  return write_out(
      "linalg_solve_triangular", out,
      [&] { return linalg::solve_triangular(A, B, upper, left, unitriangular); }, A, B);
}
Tensor& tensorsolve_out(Tensor& out, const Tensor& A, const Tensor& B, OptionalIntArrayRef dims) {
  return write_out(
      "linalg_tensorsolve", out, [&] { return linalg::tensorsolve(A, B, dims); }, A, B);
}
Tensor& tensorinv_out(Tensor& out, const Tensor& A, int64_t ind) {
  return write_out(
      "linalg_tensorinv", out, [&] { return linalg::tensorinv(A, ind); }, A);
}
Tensor& cholesky_out(Tensor& out, const Tensor& A, bool upper) {
  return write_out(
      "linalg_cholesky", out, [&] { return linalg::cholesky(A, upper); }, A);
}
std::tuple<Tensor&, Tensor&> cholesky_ex_out(Tensor& out0, Tensor& out1, const Tensor& A, bool upper,
                                             bool check_errors) {
  return write_outs(
      "linalg_cholesky_ex", std::tie(out0, out1), [&] { return linalg::cholesky_ex(A, upper, check_errors); },
      A);
}
std::tuple<Tensor&, Tensor&, Tensor&> lu_out(Tensor& out0, Tensor& out1, Tensor& out2, const Tensor& A,
                                             bool pivot) {
  return write_outs(
      "linalg_lu", std::tie(out0, out1, out2), [&] { return linalg::lu(A, pivot); }, A);
}
std::tuple<Tensor&, Tensor&> lu_factor_out(Tensor& out0, Tensor& out1, const Tensor& A, bool pivot) {
  return write_outs(
      "linalg_lu_factor", std::tie(out0, out1), [&] { return linalg::lu_factor(A, pivot); }, A);
}
std::tuple<Tensor&, Tensor&, Tensor&> lu_factor_ex_out(Tensor& out0, Tensor& out1, Tensor& out2,
                                                       const Tensor& A, bool pivot, bool check_errors) {
  return write_outs(
      "linalg_lu_factor_ex", std::tie(out0, out1, out2),
      [&] { return linalg::lu_factor_ex(A, pivot, check_errors); }, A);
}
Tensor& lu_solve_out(Tensor& out, const Tensor& LU, const Tensor& pivots, const Tensor& B, bool left,
                     bool adjoint) {
  return write_out(
      "linalg_lu_solve", out, [&] { return linalg::lu_solve(LU, pivots, B, left, adjoint); }, LU, pivots, B);
}
std::tuple<Tensor&, Tensor&, Tensor&> ldl_factor_ex_out(Tensor& LD, Tensor& pivots, Tensor& info,
                                                        const Tensor& A, bool hermitian, bool check_errors) {
  return write_outs(
      "linalg_ldl_factor_ex", std::tie(LD, pivots, info),
      [&] { return linalg::ldl_factor_ex(A, hermitian, check_errors); }, A);
}
std::tuple<Tensor&, Tensor&> ldl_factor_out(Tensor& out0, Tensor& out1, const Tensor& A, bool hermitian) {
  return write_outs(
      "linalg_ldl_factor", std::tie(out0, out1), [&] { return linalg::ldl_factor(A, hermitian); }, A);
}
Tensor& ldl_solve_out(Tensor& out, const Tensor& LD, const Tensor& pivots, const Tensor& B, bool hermitian) {
  return write_out(
      "linalg_ldl_solve", out, [&] { return linalg::ldl_solve(LD, pivots, B, hermitian); }, LD, pivots, B);
}
std::tuple<Tensor&, Tensor&> qr_out(Tensor& out0, Tensor& out1, const Tensor& A, std::string_view mode) {
  return write_outs(
      "linalg_qr", std::tie(out0, out1), [&] { return linalg::qr(A, mode); }, A);
}
Tensor& householder_product_out(Tensor& out, const Tensor& A, const Tensor& tau) {
  return write_out(
      "linalg_householder_product", out, [&] { return linalg::householder_product(A, tau); }, A, tau);
}
std::tuple<Tensor&, Tensor&> eig_out(Tensor& out0, Tensor& out1, const Tensor& A) {
  return write_outs(
      "linalg_eig", std::tie(out0, out1), [&] { return linalg::eig(A); }, A);
}
Tensor& eigvals_out(Tensor& out, const Tensor& A) {
  return write_out(
      "linalg_eigvals", out, [&] { return linalg::eigvals(A); }, A);
}
std::tuple<Tensor&, Tensor&> eigh_out(Tensor& out0, Tensor& out1, const Tensor& A, std::string_view UPLO) {
  return write_outs(
      "linalg_eigh", std::tie(out0, out1), [&] { return linalg::eigh(A, UPLO); }, A);
}
Tensor& eigvalsh_out(Tensor& out, const Tensor& A, std::string_view UPLO) {
  return write_out(
      "linalg_eigvalsh", out, [&] { return linalg::eigvalsh(A, UPLO); }, A);
}
std::tuple<Tensor&, Tensor&, Tensor&> svd_out(Tensor& out0, Tensor& out1, Tensor& out2, const Tensor& A,
                                              bool full_matrices, std::optional<std::string_view> driver) {
  return write_outs(
      "linalg_svd", std::tie(out0, out1, out2), [&] { return linalg::svd(A, full_matrices, driver); }, A);
}
Tensor& svdvals_out(Tensor& out, const Tensor& A, std::optional<std::string_view> driver) {
  return write_out(
      "linalg_svdvals", out, [&] { return linalg::svdvals(A, driver); }, A);
}
std::tuple<Tensor&, Tensor&, Tensor&, Tensor&> lstsq_out(Tensor& out0, Tensor& out1, Tensor& out2,
                                                         Tensor& out3, const Tensor& A, const Tensor& B,
                                                         std::optional<double> rcond,
                                                         std::optional<std::string_view> driver) {
  return write_outs(
      "linalg_lstsq", std::tie(out0, out1, out2, out3), [&] { return linalg::lstsq(A, B, rcond, driver); }, A,
      B);
}
Tensor& pinv_out(Tensor& out, const Tensor& A, double rcond, bool hermitian) {
  return write_out(
      "linalg_pinv", out, [&] { return linalg::pinv(A, rcond, hermitian); }, A);
}
Tensor& pinv_out(Tensor& out, const Tensor& A, std::optional<double> atol, std::optional<double> rtol,
                 bool hermitian) {
  return write_out(
      "linalg_pinv", out, [&] { return linalg::pinv(A, atol, rtol, hermitian); }, A);
}
Tensor& matrix_rank_out(Tensor& out, const Tensor& A, double tol, bool hermitian) {
  return write_out(
      "linalg_matrix_rank", out, [&] { return linalg::matrix_rank(A, tol, hermitian); }, A);
}
Tensor& matrix_rank_out(Tensor& out, const Tensor& A, std::optional<double> atol, std::optional<double> rtol,
                        bool hermitian) {
  return write_out(
      "linalg_matrix_rank", out, [&] { return linalg::matrix_rank(A, atol, rtol, hermitian); }, A);
}
Tensor& norm_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& ord, OptionalIntArrayRef dim,
                 bool keepdim, std::optional<ScalarType> dtype) {
  return write_out(
      "linalg_norm", out, [&] { return linalg::norm(x, ord, dim, keepdim, dtype); }, x);
}
Tensor& norm_out(Tensor& out, const Tensor& x, std::string_view ord, OptionalIntArrayRef dim, bool keepdim,
                 std::optional<ScalarType> dtype) {
  return write_out(
      "linalg_norm", out, [&] { return linalg::norm(x, ord, dim, keepdim, dtype); }, x);
}
Tensor& vector_norm_out(Tensor& out, const Tensor& x, const Scalar& ord, OptionalIntArrayRef dim,
                        bool keepdim, std::optional<ScalarType> dtype) {
  return write_out(
      "linalg_vector_norm", out, [&] { return linalg::vector_norm(x, ord, dim, keepdim, dtype); }, x);
}
Tensor& matrix_norm_out(Tensor& out, const Tensor& A, const Scalar& ord, IntArrayRef dim, bool keepdim,
                        std::optional<ScalarType> dtype) {
  return write_out(
      "linalg_matrix_norm", out, [&] { return linalg::matrix_norm(A, ord, dim, keepdim, dtype); }, A);
}
Tensor& matrix_norm_out(Tensor& out, const Tensor& A, std::string_view ord, IntArrayRef dim, bool keepdim,
                        std::optional<ScalarType> dtype) {
  return write_out(
      "linalg_matrix_norm", out, [&] { return linalg::matrix_norm(A, ord, dim, keepdim, dtype); }, A);
}
Tensor& cond_out(Tensor& out, const Tensor& A, const std::optional<Scalar>& p) {
  return write_out(
      "linalg_cond", out, [&] { return linalg::cond(A, p); }, A);
}
Tensor& cond_out(Tensor& out, const Tensor& A, std::string_view p) {
  return write_out(
      "linalg_cond", out, [&] { return linalg::cond(A, p); }, A);
}
Tensor& matrix_power_out(Tensor& out, const Tensor& A, int64_t n) {
  return write_out(
      "linalg_matrix_power", out, [&] { return linalg::matrix_power(A, n); }, A);
}
Tensor& matrix_exp_out(Tensor& out, const Tensor& A) {
  return write_out(
      "linalg_matrix_exp", out, [&] { return linalg::matrix_exp(A); }, A);
}
Tensor& multi_dot_out(Tensor& out, TensorList tensors) {
  return write_out(
      "linalg_multi_dot", out, [&] { return linalg::multi_dot(tensors); }, tensors);
}
Tensor& cross_out(Tensor& out, const Tensor& a, const Tensor& b, int64_t dim) {
  return write_out(
      "linalg_cross", out, [&] { return linalg::cross(a, b, dim); }, a, b);
}
Tensor& vecdot_out(Tensor& out, const Tensor& a, const Tensor& b, int64_t dim) {
  return write_out(
      "linalg_vecdot", out, [&] { return linalg::vecdot(a, b, dim); }, a, b);
}

}  // namespace linalg

Tensor& inverse_out(Tensor& out, const Tensor& A) {
  return write_out(
      "inverse", out, [&] { return facula::inverse(A); }, A);
}
Tensor& cholesky_out(Tensor& out, const Tensor& A, bool upper) {
  return write_out(
      "cholesky", out, [&] { return facula::cholesky(A, upper); }, A);
}
Tensor& cholesky_inverse_out(Tensor& out, const Tensor& L, bool upper) {
  return write_out(
      "cholesky_inverse", out, [&] { return facula::cholesky_inverse(L, upper); }, L);
}
Tensor& cholesky_solve_out(Tensor& out, const Tensor& B, const Tensor& L, bool upper) {
  return write_out(
      "cholesky_solve", out, [&] { return facula::cholesky_solve(B, L, upper); }, B, L);
}
std::tuple<Tensor&, Tensor&> triangular_solve_out(Tensor& out0, Tensor& out1, const Tensor& B,
                                                  const Tensor& A, bool upper, bool transpose,
                                                  bool unitriangular) {
  return write_outs(
      "triangular_solve", std::tie(out0, out1),
      [&] { return facula::triangular_solve(B, A, upper, transpose, unitriangular); }, B, A);
}
std::tuple<Tensor&, Tensor&> symeig_out(Tensor& out0, Tensor& out1, const Tensor& A, bool eigenvectors,
                                        bool upper) {
  return write_outs(
      "symeig", std::tie(out0, out1), [&] { return facula::symeig(A, eigenvectors, upper); }, A);
}
std::tuple<Tensor&, Tensor&, Tensor&> svd_out(Tensor& out0, Tensor& out1, Tensor& out2, const Tensor& A,
                                              bool some, bool compute_uv) {
  return write_outs(
      "svd", std::tie(out0, out1, out2), [&] { return facula::svd(A, some, compute_uv); }, A);
}
std::tuple<Tensor&, Tensor&> qr_out(Tensor& out0, Tensor& out1, const Tensor& A, bool some) {
  return write_outs(
      "qr", std::tie(out0, out1), [&] { return facula::qr(A, some); }, A);
}
std::tuple<Tensor&, Tensor&> geqrf_out(Tensor& out0, Tensor& out1, const Tensor& A) {
  return write_outs(
      "geqrf", std::tie(out0, out1), [&] { return facula::geqrf(A); }, A);
}
Tensor& orgqr_out(Tensor& out, const Tensor& A, const Tensor& tau) {
  return write_out(
      "orgqr", out, [&] { return facula::orgqr(A, tau); }, A, tau);
}
Tensor& ormqr_out(Tensor& out, const Tensor& A, const Tensor& tau, const Tensor& other, bool left,
                  bool transpose) {
  return write_out(
      "ormqr", out, [&] { return facula::ormqr(A, tau, other, left, transpose); }, A, tau, other);
}
Tensor& lu_solve_out(Tensor& out, const Tensor& B, const Tensor& LU, const Tensor& pivots) {
  return write_out(
      "lu_solve", out, [&] { return facula::lu_solve(B, LU, pivots); }, B, LU, pivots);
}
std::tuple<Tensor&, Tensor&, Tensor&> lu_unpack_out(Tensor& out0, Tensor& out1, Tensor& out2,
                                                    const Tensor& LU, const Tensor& pivots, bool unpack_data,
                                                    bool unpack_pivots) {
  return write_outs(
      "lu_unpack", std::tie(out0, out1, out2),
      [&] { return facula::lu_unpack(LU, pivots, unpack_data, unpack_pivots); }, LU, pivots);
}
Tensor& matrix_power_out(Tensor& out, const Tensor& A, int64_t n) {
  return write_out(
      "matrix_power", out, [&] { return facula::matrix_power(A, n); }, A);
}
Tensor& nuclear_norm_out(Tensor& out, const Tensor& A, bool keepdim) {
  return write_out(
      "nuclear_norm", out, [&] { return facula::nuclear_norm(A, keepdim); }, A);
}
Tensor& frobenius_norm_out(Tensor& out, const Tensor& A, IntArrayRef dim, bool keepdim) {
  return write_out(
      "frobenius_norm", out, [&] { return facula::frobenius_norm(A, dim, keepdim); }, A);
}
Tensor& cross_out(Tensor& out, const Tensor& a, const Tensor& b, std::optional<int64_t> dim) {
  return write_out(
      "cross", out, [&] { return facula::cross(a, b, dim); }, a, b);
}

}  // namespace facula
