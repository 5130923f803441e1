// lobpcg: Rayleigh-Ritz over the span of the vectors, their residuals and the last step's directions.
#include "facula/ops/linalg_lobpcg.h"

#include <cmath>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/random.h"
#include "facula/ops/reduce.h"
#include "facula/ops/sparse.h"
#include "facula/ops/view.h"
#include "ops/linalg.h"

namespace facula {

namespace {

struct Problem {
  Tensor A, B, iK;  // B and iK may be undefined: the identity
  int64_t k, n, niter;
  double tol;
  bool largest, orthonormal;
};

Tensor times(const Tensor& A, const Tensor& X) { return A.defined() ? A.mm(X) : X; }
double length(const Tensor& x) { return x.norm().item<double>(); }

/// Iterates one problem; no graph.
class Lobpcg {
 public:
  Lobpcg(const Problem& p, Tensor X) : p_(p), X_(std::move(X)) {}

  void run() {
    const double size = length(X_);
    norm_a_ = length(times(p_.A, X_)) / size;
    norm_b_ = length(times(p_.B, X_)) / size;
    project({X_});
    int64_t steps = 1;
    while (converged_ < p_.k && (p_.niter < 0 || steps++ < p_.niter))
      if (!step()) return;
  }
  Tensor values() const { return E_.narrow(0, 0, p_.k); }
  Tensor vectors() const { return X_.narrow(1, 0, p_.k); }

 private:
  // B-orthonormal combinations that span what S does, none of them almost dependent (Stathopoulos and Wu's
  // SVQB).
  Tensor orthonormalized(const Tensor& S) const {
    Tensor gram = S.t().mm(times(p_.B, S));
    const Tensor sizes = gram.diagonal().clone();
    const Tensor useful = sizes.gt(0).nonzero().flatten();
    if (useful.size(0) < S.size(1))
      return useful.size(0) ? orthonormalized(S.index_select(1, useful)) : S.narrow(1, 0, 0);
    const Tensor scale = sizes.rsqrt();
    const auto [w, Z] = linalg::eigh(gram * scale * scale.unsqueeze(1));
    const double eps = S.scalar_type() == kDouble ? 2.2e-16 : 1.2e-7;
    const Tensor kept = w.gt(w.max() * (eps * static_cast<double>(S.size(1)))).nonzero().flatten();
    const Tensor directions = Z.index_select(1, kept) * w.index_select(0, kept).rsqrt();
    return (S * scale).mm(directions);
  }

  // W made B-orthonormal and B-orthogonal to the B-orthonormal V. Twice is enough.
  Tensor orthogonal_to(const Tensor& V, Tensor W) const {
    const Tensor VB = times(p_.B, V).t();
    for (int pass = 0; pass < 3 && W.size(1); ++pass) {
      W = W - V.mm(VB.mm(W));
      W = orthonormalized(W);
    }
    return W;
  }

  // C with C^T (S^T B S) C = 1.
  Tensor whitening(const Tensor& S) const {
    const Tensor gram = S.t().mm(times(p_.B, S)), squares = gram.diagonal();
    FACULA_CHECK_AS(LinAlgError, squares.gt(0).all().item<bool>(),
                    "lobpcg: B is not positive definite, or the vectors are not independent");
    const Tensor scale = squares.rsqrt();
    const Tensor U = linalg::cholesky(gram * scale * scale.unsqueeze(1), true);
    return linalg::solve_triangular(U, scale.diag_embed(), true, false);
  }

  // The best vectors in the span of the parts: coefficients Z (columns, best first) and their values.
  std::tuple<Tensor, Tensor> best(const Tensor& S, bool white) const {
    const Tensor C = white ? Tensor() : whitening(S);
    Tensor inner = S.t().mm(p_.A.mm(S));
    if (C.defined()) inner = C.t().mm(inner).mm(C);
    auto [w, Z] = linalg::eigh((inner + inner.t()) / 2);
    if (p_.largest) {
      w = w.flip({0});
      Z = Z.flip({1});
    }
    return {w, C.defined() ? C.mm(Z) : Z};
  }

  // New X from the span of the parts, the first of which is X; and the direction P that led there.
  void project(const std::vector<Tensor>& parts) {
    const Tensor S = parts.size() > 1 ? facula::cat(parts, 1) : parts[0];
    const bool first = parts.size() == 1, white = p_.orthonormal && !first;
    const auto [w, Z] = best(S, white);
    const int64_t n = p_.n, rest = S.size(1) - n;
    if (!first && !white) {
      P_ = S.narrow(1, n, rest).mm(Z.narrow(0, n, rest).narrow(1, 0, n));
    } else if (!first) {
      // The part of the step that is orthogonal to the new X: see Duersch et al., section 4.2.
      const Tensor others = Z.narrow(1, n, rest);
      const Tensor basis = std::get<0>(linalg::qr(others.narrow(0, 0, n).t()));
      P_ = S.mm(others.mm(basis));
    }
    X_ = S.mm(Z.narrow(1, 0, n));
    E_ = w.narrow(0, 0, n);
    R_ = p_.A.mm(X_) - times(p_.B, X_) * E_;
    count_converged();
  }

  // Pairs count in their order: one that has not converged hides those behind it.
  void count_converged() {
    const Tensor scale = X_.norm(2, 0) * (E_.abs() * norm_b_ + norm_a_);
    const Tensor open = (R_.norm(2, 0) / scale).lt(p_.tol).logical_not().nonzero();
    converged_ = open.size(0) ? open[0][0].item<int64_t>() : p_.n;
  }

  // False when there is no direction left to go.
  bool step() {
    Tensor W = times(p_.iK, R_.narrow(1, converged_, p_.n - converged_));
    const Tensor open = W.square().sum(0).gt(0).nonzero().flatten();
    if (open.size(0) == 0) return false;  // exact
    if (open.size(0) < W.size(1)) W = W.index_select(1, open);
    std::vector<Tensor> parts = {X_};
    if (!p_.orthonormal) {
      if (P_.defined()) parts.push_back(P_.narrow(1, converged_, p_.n - converged_));
      parts.push_back(W);
      try {
        project(parts);
      } catch (const LinAlgError&) {
        if (!P_.defined()) throw;
        project({X_, W});  // P almost depends on the others: start the directions anew
      }
      return true;
    }
    if (P_.defined()) parts.push_back(P_);
    const Tensor V = parts.size() > 1 ? facula::cat(parts, 1) : X_;
    const int64_t room = V.size(0) - V.size(1);
    Tensor more = room > 0 ? orthogonal_to(V, W) : W.narrow(1, 0, 0);
    if (more.size(1) > room) more = more.narrow(1, 0, room);
    if (!more.size(1) && !P_.defined()) return false;
    if (!more.size(1)) {  // the residuals lie in the basis: start the directions anew
      P_ = Tensor();
      more = orthogonal_to(X_, W);
      if (!more.size(1)) return false;
      parts = {X_};
    }
    parts.push_back(more);
    project(parts);
    return true;
  }

  const Problem& p_;
  Tensor X_, E_, R_, P_;
  double norm_a_ = 0, norm_b_ = 0;
  int64_t converged_ = 0;
};

// The gradient for A of its eigenvalues d and eigenvectors U. Inside the span of U that of a full
// decomposition; outside, du = (d - A)^-1 dA u there, whose matrix is made regular by 1 on the span.
Tensor eigenpairs_grad(const Tensor& gd, const Tensor& gU, const Tensor& A, const Tensor& d,
                       const Tensor& U) {
  const Tensor Ut = U.transpose(-2, -1);
  const int64_t k = U.size(-1), m = U.size(-2);
  Tensor inner = gd.defined() ? gd.diag_embed() : Tensor();
  if (gU.defined()) {
    const Tensor unit = eye(k, d.options()), gaps = d.unsqueeze(-2) - d.unsqueeze(-1) + unit;
    const Tensor turned = facula::matmul(Ut, gU) / gaps * (1 - unit);
    inner = inner.defined() ? inner + turned : turned;
  }
  Tensor gA = facula::matmul(U, facula::matmul(inner, Ut));
  if (!gU.defined() || k == m) return gA;
  const Tensor span = facula::matmul(U, Ut), outside = eye(m, d.options()) - span;
  const Tensor inside = facula::matmul(outside, facula::matmul(A, outside)) - span;
  const Tensor shifted = d.unsqueeze(-1).unsqueeze(-1) * outside.unsqueeze(-3) - inside.unsqueeze(-3);
  const Tensor right = facula::matmul(outside, gU).transpose(-2, -1).unsqueeze(-1);
  const Tensor moved = linalg::solve(shifted, right).squeeze(-1);  // [*, k, m]
  return gA + facula::matmul(facula::matmul(U, moved), outside).transpose(-2, -1);
}

void check_problem(const Tensor& A, const Tensor& B, const Tensor& X, const Problem& p,
                   std::string_view method) {
  const int64_t m = A.size(-1);
  FACULA_CHECK(!B.defined() || B.sizes() == A.sizes(), "lobpcg: A and B must have the same shape, but got ",
               A.sizes(), " and ", B.defined() ? B.sizes() : A.sizes());
  FACULA_CHECK(p.k >= 1 && p.k <= p.n, "lobpcg: expected 1 <= k <= n, but got k=", p.k, " and n=", p.n);
  FACULA_CHECK_AS(ValueError, m >= 3 * p.n,
                  "LPBPCG algorithm is not applicable when the number of A rows (=", m,
                  ") is smaller than 3 x the number of requested eigenpairs (=", p.n, ")");
  FACULA_CHECK_AS(ValueError, method == "ortho" || method == "basic",
                  "lobpcg: method must be \"basic\" or \"ortho\", but got \"", method, "\"");
  if (!X.defined()) return;
  DimVector wanted(A.sizes().begin(), A.sizes().end());
  wanted.back() = p.n;
  FACULA_CHECK(X.sizes() == IntArrayRef(wanted), "lobpcg: expected X of shape ", wanted, ", but got ",
               X.sizes());
}

Tensor of_batch(const Tensor& t, int64_t i, int64_t dims) {
  return t.defined() && t.dim() > 2 && dims > 2 ? t.flatten(0, -3).select(0, i) : t;
}

// (d, U) of every matrix of the batch, without history.
std::tuple<Tensor, Tensor> solve_all(const Problem& all, const Tensor& X) {
  NoGradGuard off;
  const Tensor& A = all.A;
  const TensorOptions options = TensorOptions(A.scalar_type()).device(A.device());
  const auto first = [&](int64_t i) {
    return X.defined() ? of_batch(X, i, A.dim()) : randn({A.size(-1), all.n}, options);
  };
  std::vector<Tensor> d, U;
  int64_t count = 1;
  for (int64_t i = 0; i + 2 < A.dim(); ++i) count *= A.size(i);
  for (int64_t i = 0; i < count; ++i) {
    Problem p = all;
    p.A = of_batch(A, i, A.dim());
    p.B = of_batch(all.B, i, A.dim());
    p.iK = of_batch(all.iK, i, A.dim());
    Lobpcg one(p, first(i));
    one.run();
    d.push_back(one.values());
    U.push_back(one.vectors());
  }
  if (A.dim() == 2) return {d[0].contiguous(), U[0].contiguous()};
  DimVector batch(A.sizes().begin(), A.sizes().end() - 2), of_d = batch, of_U = batch;
  of_d.push_back(all.k);
  of_U.push_back(A.size(-1));
  of_U.push_back(all.k);
  if (!count) return {empty(of_d, options), empty(of_U, options)};
  return {stack(d).view(of_d), stack(U).view(of_U)};
}

}  // namespace

std::tuple<Tensor, Tensor> lobpcg(const Tensor& A, std::optional<int64_t> k, const Tensor& B, const Tensor& X,
                                  std::optional<int64_t> n, const Tensor& iK, std::optional<int64_t> niter,
                                  std::optional<double> tol, std::optional<bool> largest,
                                  std::string_view method) {
  linalg::check_square("lobpcg", A);
  FACULA_CHECK(A.scalar_type() == kFloat || A.scalar_type() == kDouble,
               "lobpcg: expected A of dtype Float or Double, but got ", A.scalar_type());
  FACULA_CHECK(A.layout() == kStrided || A.dim() == 2,
               "lobpcg: a sparse A must have 2 dimensions, but it has ", A.dim());
  FACULA_CHECK(!X.defined() || X.dim() >= 2, "lobpcg: X must have at least 2 dimensions");
  // A symmetric matrix stays what it is, and the gradient becomes symmetric.
  const Tensor S = A.layout() == kStrided ? (A + A.transpose(-2, -1)) / 2 : A;
  Problem p;
  p.k = k.value_or(X.defined() ? X.size(-1) : 1);
  p.n = X.defined() ? X.size(-1) : n.value_or(p.k);
  FACULA_CHECK(!X.defined() || n.value_or(p.n) == p.n, "lobpcg: n=", n.value_or(p.n),
               " is not the number of X's ", "columns, ", p.n);
  check_problem(A, B, X, p, method);
  p.A = S.detach();
  p.B = B.defined() ? B.detach() : B;
  p.iK = iK.defined() ? iK.detach() : iK;
  p.niter = niter.value_or(1000);
  p.tol = tol.value_or(std::sqrt(A.scalar_type() == kDouble ? 2.23e-16 : 1.2e-7));
  p.largest = largest.value_or(true);
  p.orthonormal = method == "ortho";
  auto [d, U] = solve_all(p, X.defined() ? X.detach() : X);
  Tensor* outputs[] = {&d, &U};
  const Tensor* inputs[] = {&S, &B};
  const bool sparse = A.layout() != kStrided, general = B.defined();
  record_joint(
      "LobpcgBackward0", outputs, inputs,
      [S = save(S), sparse, general](Gradients& g) {
        FACULA_CHECK_AS(
            ValueError, !sparse,
            "lobpcg.backward does not support sparse input yet.Note that lobpcg.forward does though.");
        FACULA_CHECK_AS(ValueError, !general, "lobpcg.backward does not support backward with B != I yet.");
        g.set(0, eigenpairs_grad(g[0], g[1], S(), g.output(0), g.output(1)));
      },
      true);
  return {d, U};
}

}  // namespace facula
