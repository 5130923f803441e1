// Factors of Hermitian matrices: Cholesky's for definite ones, L D L^H for the others.
#include <cstdlib>

#include "facula/ops/creation.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "ops/linalg.h"

namespace facula {
namespace linalg {

namespace {

// Lower triangle with half the diagonal.
Tensor half_lower(const Tensor& X) { return X.tril().sub(X.diagonal(0, -2, -1).mul(0.5).diag_embed()); }

// L^-H sym(half_lower(L^H gL)) L^-1 for A = L L^H; an upper factor U is the adjoint of L.
Tensor cholesky_grad(const Tensor& g, const Tensor& factor, bool upper) {
  const Tensor L = upper ? adj(factor) : factor, gL = upper ? adj(g) : g;
  const Tensor phi = half_lower(facula::matmul(adj(L), gL));
  const Tensor half = linalg::solve_triangular(adj(L), phi, true);
  return plus_adjoint(linalg::solve_triangular(L, half, false, false)).mul(0.5);
}

[[noreturn]] void fail_cholesky(const char* name, const std::string& where, int32_t info) {
  detail::fail<LinAlgError>(
      name, ": ", where,
      "The factorization could not be completed because the input is not positive-definite (the "
      "leading minor of order ",
      info, " is not positive-definite).");
}

std::tuple<Tensor, Tensor> factor(const char* name, const char* shown, const Tensor& A, bool upper,
                                  bool check) {
  check_square(name, A);
  check_floating(name, A);
  Tensor L, info;
  {
    NoGradGuard off;
    L = columns(A);
    info = new_info(A);
    kernels::cholesky(L, info, upper);
    if (check) check_info(info, [&](const std::string& where, int32_t i) { fail_cholesky(shown, where, i); });
    upper ? L.triu_() : L.tril_();
  }
  Tensor y = record("LinalgCholeskyExBackward0", L, grad_of(A, [upper](const Tensor& g, const Tensor& out) {
                      return cholesky_grad(g, out, upper);
                    }));
  return {y, info};
}

}  // namespace

Tensor cholesky(const Tensor& A, bool upper) {
  return std::get<0>(factor("linalg.cholesky", "linalg.cholesky", A, upper, true));
}
std::tuple<Tensor, Tensor> cholesky_ex(const Tensor& A, bool upper, bool check_errors) {
  return factor("linalg.cholesky", "linalg.cholesky_ex", A, upper, check_errors);
}

std::tuple<Tensor, Tensor, Tensor> ldl_factor_ex(const Tensor& A, bool hermitian, bool check_errors) {
  constexpr const char* kName = "torch.linalg.ldl_factor_ex";
  check_square(kName, A);
  check_floating(kName, A);
  Tensor LD, pivots = make_contiguous(batch_with(A, {rows(A)}), kInt, A.device()), info;
  {
    NoGradGuard off;
    LD = columns(A);
    info = new_info(A);
    kernels::ldl_factor(LD, pivots, info, hermitian && A.is_complex());
    LD.tril_();
  }
  if (check_errors)
    check_info(info, [&](const std::string& where, int32_t i) {
      detail::fail<LinAlgError>(kName, ": ", where, "The diagonal element ", i,
                                " is zero, the factorization was completed but the solve could not be.");
    });
  LD = record(
      "LinalgLdlFactorExBackward0", LD, grad_of(A, [](const Tensor&) -> Tensor {
        detail::fail<NotImplementedError>("the derivative for 'linalg_ldl_factor_ex' is not implemented.");
      }));
  return {LD, pivots, info};
}

std::tuple<Tensor, Tensor> ldl_factor(const Tensor& A, bool hermitian) {
  auto [LD, pivots, info] = ldl_factor_ex(A, hermitian, false);
  check_info(info, [](const std::string& where, int32_t i) {
    detail::fail<LinAlgError>("torch.linalg.ldl_factor_ex: ", where, "The diagonal element ", i,
                              " is zero, the factorization was completed but the solve could not be.");
  });
  return {LD, pivots};
}

Tensor ldl_solve(const Tensor& LD, const Tensor& pivots, const Tensor& B, bool hermitian) {
  constexpr const char* kName = "torch.linalg.ldl_solve";
  check_square(kName, LD);
  check_matrix(kName, B, "B");
  check_floating(kName, LD);
  check_same_type(kName, LD, B);
  FACULA_CHECK(rows(B) == rows(LD), kName, ": Incompatible shapes of A and B for the equation AX = B (",
               rows(LD), "x", cols(LD), " and ", rows(B), "x", cols(B), ")");
  FACULA_CHECK(pivots.dim() + 1 == LD.dim() && pivots.size(-1) == rows(LD), kName,
               ": Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots with shape ",
               pivots.sizes(), " instead");
  FACULA_CHECK(pivots.scalar_type() == kInt, kName, ": Expected pivots to be integers. Got ",
               pivots.scalar_type());
  const Tensor kept = pivots.cpu().contiguous();
  const int32_t* p = kept.const_data_ptr<int32_t>();
  for (int64_t i = 0; i < kept.numel(); ++i)
    FACULA_CHECK(p[i] != 0 && std::abs(p[i]) <= rows(LD), kName,
                 ": pivots must be those of ldl_factor, but one is ", p[i]);
  const bool conjugated = hermitian && LD.is_complex();
  const DimVector batch = common_batch(LD, B);
  Tensor X;
  {
    NoGradGuard off;
    DimVector pivot_sizes = batch;
    pivot_sizes.push_back(rows(LD));
    X = columns(expand_batch(B, batch));
    kernels::ldl_solve(X, as_columns(expand_batch(LD, batch)), pivots.expand(pivot_sizes).contiguous(),
                       conjugated);
  }
  return record("LinalgLdlSolveBackward0", X,
                grad_of(LD,
                        [](const Tensor&) -> Tensor {
                          detail::fail<NotImplementedError>(
                              "the derivative for 'LD' of 'linalg_ldl_solve' is not "
                              "implemented.");
                        }),
                grad_of(B, [LD = save(LD), pivots = save(pivots), hermitian](const Tensor& g) {
                  if (hermitian || !g.is_complex()) return linalg::ldl_solve(LD(), pivots(), g, hermitian);
                  return linalg::ldl_solve(LD(), pivots(), g.conj(), false).conj();  // A^-H of a symmetric A
                }));
}

}  // namespace linalg

using namespace linalg;

Tensor cholesky(const Tensor& A, bool upper) {
  if (A.numel() == 0 && A.dim() >= 2) return linalg::cholesky(A, upper);
  return std::get<0>(factor("cholesky", "cholesky", A, upper, true));
}

Tensor cholesky_solve(const Tensor& B, const Tensor& L, bool upper) {
  FACULA_CHECK(B.dim() >= 2, "b should have at least 2 dimensions, but has ", B.dim(), " dimensions instead");
  FACULA_CHECK(L.dim() >= 2, "u should have at least 2 dimensions, but has ", L.dim(), " dimensions instead");
  check_square("cholesky_solve", L);
  FACULA_CHECK(cols(L) == rows(B), "Incompatible matrix sizes for cholesky_solve: each A matrix is ", rows(L),
               " by ", cols(L), " but each b matrix is ", rows(B), " by ", cols(B));
  if (upper) return linalg::solve_triangular(L, linalg::solve_triangular(adj(L), B, false), true);
  return linalg::solve_triangular(adj(L), linalg::solve_triangular(L, B, false), true);
}

Tensor cholesky_inverse(const Tensor& L, bool upper) {
  check_square("cholesky_inverse", L);
  return facula::cholesky_solve(
      eye(rows(L), TensorOptions(L.scalar_type()).device(L.device())).expand(L.sizes()), L, upper);
}

Tensor Tensor::cholesky(bool upper) const { return facula::cholesky(*this, upper); }
Tensor Tensor::cholesky_inverse(bool upper) const { return facula::cholesky_inverse(*this, upper); }
Tensor Tensor::cholesky_solve(const Tensor& L, bool upper) const {
  return facula::cholesky_solve(*this, L, upper);
}

}  // namespace facula
