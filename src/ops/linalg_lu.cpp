// LU factors and what follows from them: determinants, inverses, linear systems.
#include <cmath>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "ops/linalg.h"

namespace facula {
namespace linalg {

namespace {

struct LU {
  Tensor factors, pivots, info;
};

// Without history.
LU factor(const Tensor& A) {
  LU f{columns(A), make_contiguous(batch_with(A, {std::min(rows(A), cols(A))}), kInt, A.device()),
       new_info(A)};
  kernels::lu_factor(f.factors, f.pivots, f.info);
  return f;
}

// Without history: op(A)^-1 B, or B op(A)^-1 as the transposed problem.
Tensor apply_factors(const Tensor& factors, const Tensor& pivots, const Tensor& B, bool left, char op) {
  NoGradGuard off;
  if (left) {
    Tensor X = columns(B);
    kernels::lu_solve(X, factors, pivots, op);
    return X;
  }
  // X op(A) = B: op(A)^T X^T = B^T, and op(A)^H X^H = B^H where op is the adjoint
  const bool plain = op == 'N';
  Tensor Xt = columns(plain ? B.detach().transpose(-2, -1) : adj(B.detach()));
  kernels::lu_solve(Xt, factors, pivots, plain ? 'T' : 'N');
  return plain ? Xt.transpose(-2, -1) : adj(Xt);
}

// The permutation matrix whose product with L U gives A.
Tensor permutation(const Tensor& pivots, int64_t m, ScalarType t) {
  const Tensor host = pivots.cpu().contiguous();
  const int32_t* p = host.const_data_ptr<int32_t>();
  const int64_t k = host.size(-1), count = k ? host.numel() / k : 0;
  DimVector sizes(host.sizes().begin(), host.sizes().end() - 1);
  sizes.push_back(m);
  Tensor order = make_contiguous(sizes, kLong);
  auto* o = order.data_ptr<int64_t>();
  for (int64_t i = 0; i < order.numel(); ++i) o[i] = m ? i % m : 0;
  for (int64_t b = 0; b < count; ++b)
    for (int64_t i = 0; i < k; ++i) {
      const int64_t j = p[b * k + i] - 1;
      FACULA_CHECK(j >= 0 && j < m,
                   "torch.lu_unpack: pivots passed to lu_unpack must be between 1 and LU.size(-2) "
                   "inclusive. Did you properly pass the result of lu_factor?");
      std::swap(o[b * m + i], o[b * m + j]);
    }
  // row order[i] of A is row i of L U: P[order[i], i] = 1
  sizes.push_back(m);
  return zeros(sizes, TensorOptions(t)).scatter_(-2, order.unsqueeze(-2), Scalar(1)).to(pivots.device());
}

Tensor unit_lower(const Tensor& L) { return L.tril(-1); }

// The derivative of A -> (L, U), given L and U; gL and gU may be undefined.
Tensor factors_grad(const Tensor& gL, const Tensor& gU, const Tensor& P, const Tensor& L, const Tensor& U) {
  const int64_t m = rows(L), n = cols(U), k = cols(L);
  const auto upper_part = [&](const Tensor& t) { return t.narrow(-1, 0, k); };
  if (m <= n) {
    const Tensor U1 = upper_part(U);
    Tensor inner;
    if (gL.defined()) inner = unit_lower(facula::matmul(adj(L), gL));
    if (gU.defined()) {
      const Tensor upper = facula::matmul(upper_part(gU), adj(U1)).triu();
      inner = inner.defined() ? inner.add(upper) : upper;
      if (n > k)
        inner = inner.sub(unit_lower(facula::matmul(gU.narrow(-1, k, n - k), adj(U.narrow(-1, k, n - k)))));
    }
    Tensor g = solve_triangular(adj(U1), inner, false, false);
    if (n > k) {
      const Tensor rest =
          gU.defined() ? gU.narrow(-1, k, n - k) : zeros(batch_with(U, {k, n - k}), U.options());
      std::vector<Tensor> both{g, rest};
      g = facula::cat(both, -1);
    }
    return facula::matmul(P, solve_triangular(adj(L), g, true, true, true));
  }
  const Tensor L1 = L.narrow(-2, 0, k), L2 = L.narrow(-2, k, m - k);
  Tensor inner;
  if (gL.defined())
    inner = unit_lower(facula::matmul(adj(L1), gL.narrow(-2, 0, k)))
                .sub(facula::matmul(adj(L2), gL.narrow(-2, k, m - k)).triu());
  if (gU.defined()) {
    const Tensor upper = facula::matmul(gU, adj(U)).triu();
    inner = inner.defined() ? inner.add(upper) : upper;
  }
  const Tensor top = solve_triangular(adj(L1), inner, true, true, true);
  const Tensor below = gL.defined() ? gL.narrow(-2, k, m - k) : zeros(batch_with(L, {m - k, k}), L.options());
  std::vector<Tensor> both{top, below};
  return facula::matmul(P, solve_triangular(adj(U), facula::cat(both, -2), false, false));
}

Tensor lower_of(const Tensor& LU) {
  const int64_t k = std::min(rows(LU), cols(LU));
  return LU.narrow(-1, 0, k).tril(-1).add(
      eye(rows(LU), k, TensorOptions(LU.scalar_type()).device(LU.device())));
}
Tensor upper_of(const Tensor& LU) { return LU.narrow(-2, 0, std::min(rows(LU), cols(LU))).triu(); }

LU factor_recorded(const Tensor& A) {
  LU f = factor(A);
  Tensor* outputs[] = {&f.factors};
  const Tensor* inputs[] = {&A};
  record_joint(
      "LinalgLuFactorExBackward0", outputs, inputs,
      [pivots = f.pivots](Gradients& g) {
        const Tensor y = g.output(0);
        const Tensor P = permutation(pivots, rows(y), y.scalar_type());
        const Tensor L = lower_of(y), U = upper_of(y);
        const int64_t k = cols(L);
        g.set(0, factors_grad(g[0].narrow(-1, 0, k), g[0].narrow(-2, 0, k), P, L, U));
      },
      true);
  return f;
}

void check_pivoting(const char* name, bool pivot) {
  FACULA_CHECK(pivot, name, ": LU without pivoting is not implemented on the CPU");
}

// det's derivative where A is singular: cofactors through singular values, g det(U V^H) U diag(prod of the
// other s) V^H.
Tensor cofactors(const Tensor& A) {
  const auto [U, S, Vh] = linalg::svd(A, false);
  const int64_t n = cols(A);
  std::vector<Tensor> others;
  for (int64_t i = 0; i < n; ++i) {
    std::vector<Tensor> rest{S.narrow(-1, 0, i), S.narrow(-1, i + 1, n - i - 1)};
    others.push_back(facula::cat(rest, -1).prod(-1));
  }
  const Tensor diagonal = facula::stack(others, -1).to(A.scalar_type());
  const Tensor phase = conjugate(linalg::det(U).mul(linalg::det(Vh)));
  return phase.unsqueeze(-1).unsqueeze(-1).mul(facula::matmul(U.mul(diagonal.unsqueeze(-2)), Vh));
}

void check_pages(const char* name, const Tensor& A) {
  FACULA_CHECK(A.dim() >= 2, name, ": Expected tensor with 2 or more dimensions. Got size: ", A.sizes(),
               " instead");
}

// det is the product of U's diagonal and the sign of the exchanges.
Tensor sign_of(const Tensor& pivots) {
  const Tensor expected = arange(1, pivots.size(-1) + 1, TensorOptions(kInt).device(pivots.device()));
  return pivots.ne(expected).sum(-1).remainder(2).mul(-2).add(1);
}

}  // namespace

Tensor solve_unchecked(const Tensor& A, const Tensor& B, bool left) {
  return std::get<0>(solve_ex(A, B, left, false));
}

Tensor Factored::solve_adjoint(const Tensor& B, bool left) const {
  if (!GradMode::is_enabled()) {
    const Tensor& factors = LU();
    if (factors.sizes().slice(0, factors.sizes().size() - 2) == B.sizes().slice(0, B.sizes().size() - 2))
      return apply_factors(factors, pivots(), B, left, 'C');
  }
  return solve_unchecked(adj(A()), B, left);
}

std::tuple<Tensor, Tensor, Tensor> lu_factor_ex(const Tensor& A, bool pivot, bool check_errors) {
  check_pages("torch.lu_factor", A);
  check_floating("linalg.lu_factor", A);
  check_pivoting("linalg.lu_factor", pivot);
  const LU f = factor_recorded(A);
  if (check_errors)
    check_info(f.info, [](const std::string& where, int32_t i) {
      detail::fail<LinAlgError>(
          "torch.linalg.lu_factor_ex: ", where, "U[", i, ",", i,
          "] is zero and using it on lu_solve would result in a division by zero. If you still "
          "want to perform the factorization, consider calling linalg.lu(A, pivot) or "
          "linalg.lu_factor_ex(A, pivot)");
    });
  return {f.factors, f.pivots, f.info};
}

std::tuple<Tensor, Tensor> lu_factor(const Tensor& A, bool pivot) {
  auto [LU, pivots, info] = lu_factor_ex(A, pivot, false);
  check_info(info, [](const std::string& where, int32_t i) {
    detail::fail<LinAlgError>(
        "torch.linalg.lu_factor: ", where, "U[", i, ",", i,
        "] is zero and using it on lu_solve would result in a division by zero. If you still want "
        "to perform the factorization, consider calling linalg.lu(A, pivot) or "
        "linalg.lu_factor_ex(A, pivot)");
  });
  return {LU, pivots};
}

std::tuple<Tensor, Tensor, Tensor> lu(const Tensor& A, bool pivot) {
  check_pages("linalg.lu", A);
  check_floating("linalg.lu", A);
  check_pivoting("linalg.lu_factor", pivot);
  const LU f = factor_recorded(A);
  return lu_unpack(f.factors, f.pivots);
}

Tensor lu_solve(const Tensor& LU, const Tensor& pivots, const Tensor& B, bool left, bool adjoint) {
  check_floating("torch.linalg.lu_solve", LU);
  FACULA_CHECK(LU.scalar_type() == B.scalar_type(),
               "linalg.lu_solve: Expected LU and B to have the same dtype, but "
               "found LU of type ",
               LU.scalar_type(), " and B of type ", B.scalar_type(), " instead");
  FACULA_CHECK(pivots.scalar_type() == kInt,
               "linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32");
  check_square("linalg.lu_solve", LU);
  check_matrix("linalg.lu_solve", B, "B");
  FACULA_CHECK((left ? rows(B) : cols(B)) == rows(LU),
               "linalg.lu_solve: Incompatible shapes of A and B for the "
               "equation ",
               left ? "AX = B" : "XA = B", " (", rows(LU), "x", cols(LU), " and ", rows(B), "x", cols(B),
               ")");
  FACULA_CHECK(pivots.dim() + 1 == LU.dim() && pivots.size(-1) == rows(LU),
               "linalg.lu_solve: Number of pivots per "
               "batch should be same as the dimension of the matrix");
  const DimVector batch = common_batch(LU, B);
  if (graph::recording() && LU.requires_grad()) {
    const Tensor P = permutation(pivots, rows(LU), LU.scalar_type()), L = lower_of(LU), U = upper_of(LU);
    // A = P L U, so A^-1 = U^-1 L^-1 P^T, and A^-H = P L^-H U^-H
    if (left && !adjoint)
      return solve_triangular(
          U, solve_triangular(L, facula::matmul(P.transpose(-2, -1), B), false, true, true), true);
    if (left)
      return facula::matmul(P,
                            solve_triangular(adj(L), solve_triangular(adj(U), B, false), true, true, true));
    if (!adjoint)
      return facula::matmul(solve_triangular(L, solve_triangular(U, B, true, false), false, false, true),
                            P.transpose(-2, -1));
    return solve_triangular(adj(U), solve_triangular(adj(L), facula::matmul(B, P), true, false, true), false,
                            false);
  }
  DimVector pivot_sizes = batch;
  pivot_sizes.push_back(rows(LU));
  const Tensor factors = as_columns(expand_batch(LU, batch)),
               exchanges = pivots.expand(pivot_sizes).contiguous();
  return record("LinalgLuSolveBackward0",
                apply_factors(factors, exchanges, expand_batch(B, batch), left, adjoint ? 'C' : 'N'),
                grad_of(B, [LU = save(LU), pivots = save(pivots), left, adjoint](const Tensor& g) {
                  return lu_solve(LU(), pivots(), g, left, !adjoint);
                }));
}

Tensor det(const Tensor& A) {
  check_square("linalg.det", A);
  check_floating("linalg.det", A);
  LU f;
  Tensor y;
  {
    NoGradGuard off;
    f = factor(A);
    y = f.factors.diagonal(0, -2, -1).prod(-1).mul(sign_of(f.pivots));
  }
  return record(
      "LinalgDetBackward0", y,
      grad_of(A, [k = Factored{save(A), save(f.factors), save(f.pivots)}](const Tensor& g, const Tensor& d) {
        const Tensor& M = k.A();
        const Tensor scale = g.mul(conjugate(d)).unsqueeze(-1).unsqueeze(-1);
        if (d.detach().eq(0).any().item<bool>()) return g.unsqueeze(-1).unsqueeze(-1).mul(cofactors(M));
        const Tensor I = eye(rows(M), TensorOptions(M.scalar_type()).device(M.device()));
        return k.solve_adjoint(scale.mul(I), true);
      }));
}

std::tuple<Tensor, Tensor> slogdet(const Tensor& A) {
  check_square("linalg.slogdet", A);
  check_floating("linalg.slogdet", A);
  LU f;
  Tensor sign, logabs;
  {
    NoGradGuard off;
    f = factor(A);
    const Tensor d = f.factors.diagonal(0, -2, -1);
    sign = d.sgn().prod(-1).mul(sign_of(f.pivots));
    logabs = d.abs().log().sum(-1);
  }
  Tensor* outputs[] = {&sign, &logabs};
  const Tensor* inputs[] = {&A};
  record_joint(
      "LinalgSlogdetBackward0", outputs, inputs,
      [k = Factored{save(A), save(f.factors), save(f.pivots)}](Gradients& g) {
        const Tensor& M = k.A();
        Tensor scale = g[1].defined() ? g[1].to(M.scalar_type()) : Tensor();
        if (M.is_complex() && g[0].defined()) {  // the angle of the determinant
          const Tensor turn = imag(g[0].conj().mul(g.output(0))).to(M.scalar_type());
          const Tensor part = turn.mul(Scalar(complex<double>(0, -1)));
          scale = scale.defined() ? scale.add(part) : part;
        }
        if (!scale.defined()) scale = zeros_like(g.output(0));
        const Tensor I = eye(rows(M), TensorOptions(M.scalar_type()).device(M.device()));
        g.set(0, k.solve_adjoint(scale.unsqueeze(-1).unsqueeze(-1).mul(I), true));
      },
      true);
  return {sign, logabs};
}

namespace {

std::tuple<Tensor, Tensor> inverse(const char* name, const Tensor& A, bool check) {
  check_square("linalg.inv", A);
  check_floating("linalg.inv", A);
  const LU f = factor(A);
  if (check)
    check_info(f.info,
               [name](const std::string& where, int32_t i) { fail_singular_inverse(name, where, i); });
  Tensor Y;
  {
    NoGradGuard off;
    Y = columns(eye(rows(A), TensorOptions(A.scalar_type()).device(A.device())).expand(A.sizes()));
    kernels::lu_solve(Y, f.factors, f.pivots, 'N');
    if (!check) {
      const Tensor bad = f.info.ne(0);  // the solver stops at nothing, but its numbers mean nothing
      if (bad.any().item<bool>()) Y.masked_fill_(bad.unsqueeze(-1).unsqueeze(-1), Scalar(NAN));
    }
  }
  Tensor result = record("LinalgInvExBackward0", Y, grad_of(A, [](const Tensor& g, const Tensor& out) {
                           const Tensor h = adj(out);
                           return facula::matmul(h, facula::matmul(g, h)).neg();
                         }));
  return {result, f.info};
}

}  // namespace

Tensor inv(const Tensor& A) { return std::get<0>(inverse("linalg.inv", A, true)); }
std::tuple<Tensor, Tensor> inv_ex(const Tensor& A, bool check_errors) {
  return inverse("linalg.inv_ex", A, check_errors);
}

}  // namespace linalg

std::tuple<Tensor, Tensor> slogdet(const Tensor& A) { return linalg::slogdet(A); }

Tensor logdet(const Tensor& A) {
  linalg::check_square("logdet", A);
  linalg::check_floating("logdet", A);
  const auto [sign, logabs] = linalg::slogdet(A);
  if (A.is_complex()) return sign.log().add(logabs);
  return where(sign.eq(-1), Scalar(NAN), logabs);
}

std::tuple<Tensor, Tensor, Tensor> lu_unpack(const Tensor& LU, const Tensor& pivots, bool unpack_data,
                                             bool unpack_pivots) {
  FACULA_CHECK(
      pivots.scalar_type() == kInt && pivots.is_contiguous(),
      "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.\nNote: this "
      "function is intended to be used with the output produced by torch.linalg.lu_factor");
  const Tensor none = empty({0}, LU.options());
  Tensor P = none, L = none, U = none;
  if (unpack_pivots) P = linalg::permutation(pivots, linalg::rows(LU), LU.scalar_type());
  if (unpack_data) {
    L = linalg::lower_of(LU);
    U = linalg::upper_of(LU);
  }
  return {P, L, U};
}

Tensor Tensor::det() const { return linalg::det(*this); }
Tensor Tensor::inverse() const { return linalg::inv(*this); }
Tensor Tensor::logdet() const { return facula::logdet(*this); }
std::tuple<Tensor, Tensor> Tensor::slogdet() const { return linalg::slogdet(*this); }
Tensor Tensor::lu_solve(const Tensor& LU, const Tensor& pivots) const {
  return linalg::lu_solve(LU, pivots, *this);
}

}  // namespace facula
