// Singular values and what stands on them: pseudo-inverse, rank, least squares.
#include <algorithm>
#include <limits>

#include "facula/ops/compare.h"
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

void check_phase(const Tensor& UhgU, const Tensor& VhgV) {
  if (!UhgU.defined() && !VhgV.defined()) return;
  NoGradGuard off;
  const Tensor sum = UhgU.defined() && VhgV.defined() ? UhgU.add(VhgV) : UhgU.defined() ? UhgU : VhgV;
  if (!sum.is_complex() || sum.numel() == 0) return;
  const double most = imag(sum.detach().diagonal(0, -2, -1)).abs().max().to(kDouble).item<double>();
  const double scale = sum.detach().abs().amax().to(kDouble).item<double>();
  FACULA_CHECK(most <= 1e-2 || most <= (sum.scalar_type() == kComplexFloat ? 1e-3 : 1e-7) * scale,
               "svd_backward: The singular vectors in the complex case are specified up to multiplication by "
               "e^{i phi}. "
               "The specified loss function depends on this phase term, making it ill-defined.");
}

// Hubig 2019, with Seeger et al.'s extra terms for matrices that are not square.
Tensor svd_grad(const Tensor& gU, const Tensor& gS, const Tensor& gVh, const Tensor& U, const Tensor& S,
                const Tensor& Vh) {
  const ScalarType t = U.scalar_type();
  const int64_t m = rows(U), n = cols(Vh), k = S.size(-1);
  if (!gU.defined() && !gVh.defined())
    return m >= n ? facula::matmul(U, Vh.mul(gS.to(t).unsqueeze(-1)))
                  : facula::matmul(U.mul(gS.to(t).unsqueeze(-2)), Vh);
  const Tensor I = eye(k, TensorOptions(S.scalar_type()).device(S.device()));
  const Tensor squares = S.square();
  const Tensor E = squares.unsqueeze(-2).sub(squares.unsqueeze(-1)).add(I).to(t);
  const Tensor s = S.to(t);
  Tensor inner, UhgU, VhgV;
  if (gU.defined()) UhgU = minus_adjoint(facula::matmul(adj(U), gU));
  if (gVh.defined()) VhgV = minus_adjoint(facula::matmul(Vh, adj(gVh)));
  check_phase(UhgU, VhgV);
  if (UhgU.defined()) inner = UhgU.div(E).mul(s.unsqueeze(-2));
  if (VhgV.defined()) {
    const Tensor part = VhgV.div(E).mul(s.unsqueeze(-1));
    inner = inner.defined() ? inner.add(part) : part;
  }
  inner = inner.sub(inner.diagonal(0, -2, -1).diag_embed());
  if (gS.defined()) inner = inner.add(gS.to(t).diag_embed());
  if (U.is_complex() && UhgU.defined())
    inner = inner.add(UhgU.diagonal(0, -2, -1).div(s.mul(2)).diag_embed());
  if (m > k && gU.defined()) {
    const Tensor scaled = gU.div(s.unsqueeze(-2));
    const Tensor left =
        facula::matmul(U, inner).add(scaled).sub(facula::matmul(U, facula::matmul(adj(U), scaled)));
    return facula::matmul(left, Vh);
  }
  if (n > k && gVh.defined()) {
    const Tensor scaled = gVh.div(s.unsqueeze(-1));
    const Tensor right =
        facula::matmul(inner, Vh).add(scaled).sub(facula::matmul(facula::matmul(scaled, adj(Vh)), Vh));
    return facula::matmul(U, right);
  }
  return facula::matmul(U, facula::matmul(inner, Vh));
}

struct Svd {
  Tensor U, S, Vh;
};

Svd decompose(const char* name, const Tensor& A, bool full, bool vectors,
              std::optional<std::string_view> driver) {
  check_matrix(name, A);
  check_floating(name, A);
  FACULA_CHECK(!driver || A.is_cuda(), name,
               ": keyword argument `driver=` is only supported on CUDA inputs with "
               "cuSOLVER backend.");
  vectors = vectors || (graph::recording() && A.requires_grad());
  const int64_t m = rows(A), n = cols(A), k = std::min(m, n);
  const auto batch = A.sizes().slice(0, A.sizes().size() - 2);
  Svd d;
  Tensor info;
  {
    NoGradGuard off;
    Tensor a = columns(A);
    d.S = make_contiguous(batch_with(A, {k}), real_type(A), A.device());
    if (vectors) {
      d.U = empty_columns(batch, m, full ? m : k, A.scalar_type(), A.device());
      d.Vh = empty_columns(batch, full ? n : k, n, A.scalar_type(), A.device());
      if (A.numel() == 0) {  // nothing to decompose: any orthonormal vectors will do
        d.U.zero_().diagonal(0, -2, -1).fill_(1);
        d.Vh.zero_().diagonal(0, -2, -1).fill_(1);
      }
    }
    info = new_info(A);
    if (A.numel()) kernels::svd(a, d.U, d.S, d.Vh, info);
    if (A.numel()) {
      const bool finite = A.detach().isfinite().all().item<bool>();
      FACULA_CHECK_AS(LinAlgError, finite, name,
                      ": The algorithm failed to converge because the input matrix contained "
                      "non-finite values.");
    }
  }
  check_info(info, [&](const std::string& where, int32_t i) {
    detail::fail<LinAlgError>(name, ": ", where,
                              "The algorithm failed to converge because the input matrix is "
                              "ill-conditioned or has too many repeated singular values (error code: ",
                              i, ").");
  });
  if (!vectors) return d;
  Tensor* outputs[] = {&d.U, &d.S, &d.Vh};
  const Tensor* inputs[] = {&A};
  record_joint(
      "LinalgSvdBackward0", outputs, inputs,
      [k](Gradients& g) {
        const auto left = [&](const Tensor& t) { return t.defined() ? t.narrow(-1, 0, k) : t; };
        const auto top = [&](const Tensor& t) { return t.defined() ? t.narrow(-2, 0, k) : t; };
        g.set(0, svd_grad(left(g[0]), g[1], top(g[2]), left(g.output(0)), g.output(1), top(g.output(2))));
      },
      true);
  return d;
}

// The bound below which a singular value counts as 0, one per matrix.
Tensor bound(const Tensor& A, const Tensor& largest, const std::optional<Tensor>& atol,
             const std::optional<Tensor>& rtol) {
  const ScalarType t = real_type(A);
  const auto in_type = [&](const Tensor& x) { return x.to(TensorOptions(t).device(A.device())); };
  const double eps =
      t == kDouble ? std::numeric_limits<double>::epsilon() : std::numeric_limits<float>::epsilon();
  const Tensor a = atol ? in_type(*atol) : zeros({}, TensorOptions(t).device(A.device()));
  const Tensor usual =
      full({}, eps * static_cast<double>(std::max(rows(A), cols(A))), TensorOptions(t).device(A.device()));
  Tensor r;
  if (rtol)
    r = in_type(*rtol);
  else if (atol)
    r = where(a.gt(0), zeros_like(usual), usual);  // an absolute bound switches the usual relative one off
  else
    r = usual;
  return maximum(a.unsqueeze(-1), r.unsqueeze(-1).mul(largest));
}

std::optional<Tensor> as_tensor(std::optional<double> v) {
  if (!v) return std::nullopt;
  return full({}, *v, TensorOptions(kDouble));
}

Tensor pseudo_inverse(const Tensor& A, const std::optional<Tensor>& atol, const std::optional<Tensor>& rtol,
                      bool is_hermitian) {
  NoGradGuard off;
  if (A.numel() == 0) return zeros(batch_with(A, {cols(A), rows(A)}), A.options());
  if (!is_hermitian) {
    const auto [U, S, Vh] = linalg::svd(A.detach(), false);
    const Tensor low = bound(A, S.narrow(-1, 0, 1), atol, rtol);
    const Tensor inverse = where(S.gt(low), S.reciprocal(), Scalar(0)).to(A.scalar_type());
    return facula::matmul(adj(Vh).mul(inverse.unsqueeze(-2)), adj(U));
  }
  const auto [w, V] = linalg::eigh(A.detach());
  const Tensor size = w.abs(), low = bound(A, size.amax({-1}, true), atol, rtol);
  const Tensor inverse = where(size.gt(low), w.reciprocal(), Scalar(0)).to(A.scalar_type());
  return facula::matmul(V.mul(inverse.unsqueeze(-2)), adj(V));
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor> svd(const Tensor& A, bool full_matrices,
                                       std::optional<std::string_view> driver) {
  const Svd d = decompose("linalg.svd", A, full_matrices, true, driver);
  return {d.U, d.S, d.Vh};
}
Tensor svdvals(const Tensor& A, std::optional<std::string_view> driver) {
  return decompose("linalg.svd", A, false, false, driver).S;
}

Tensor pinv_grad(const Tensor& g, const Tensor& Y, const Tensor& A) {
  const auto mul = [](const Tensor& a, const Tensor& b) { return facula::matmul(a, b); };
  const Tensor Yh = adj(Y), gh = adj(g);
  if (rows(A) <= cols(A)) {
    const Tensor K = mul(gh, Y), KYh = mul(K, Yh);
    return KYh.sub(adj(mul(Y, K))).sub(mul(mul(A, Y), KYh)).add(mul(mul(Yh, Y), gh.sub(mul(K, A))));
  }
  const Tensor K = mul(Y, gh), YhK = mul(Yh, K);
  return mul(mul(gh.sub(mul(A, K)), Y), Yh).add(YhK).sub(adj(mul(K, Y))).sub(mul(mul(YhK, Y), A));
}

Tensor pinv(const Tensor& A, const std::optional<Tensor>& atol, const std::optional<Tensor>& rtol,
            bool hermitian) {
  FACULA_CHECK(A.dim() >= 2 && (A.is_floating_point() || A.is_complex()), "linalg.pinv(", A.scalar_type(),
               "{", A.sizes(),
               "}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types");
  check_floating("linalg.pinv", A);
  if (hermitian) check_square("linalg.pinv", A);
  return record("LinalgPinvBackward0", pseudo_inverse(A, atol, rtol, hermitian),
                grad_of(A, [A = save(A)](const Tensor& g, const Tensor& Y) { return pinv_grad(g, Y, A()); }));
}
Tensor pinv(const Tensor& A, std::optional<double> atol, std::optional<double> rtol, bool hermitian) {
  return linalg::pinv(A, as_tensor(atol), as_tensor(rtol), hermitian);
}
Tensor pinv(const Tensor& A, double rcond, bool hermitian) {
  return linalg::pinv(A, std::optional<double>(), std::optional<double>(rcond), hermitian);
}
Tensor pinv(const Tensor& A) {
  return linalg::pinv(A, std::optional<Tensor>(), std::optional<Tensor>(), false);
}

Tensor matrix_rank(const Tensor& A, const std::optional<Tensor>& atol, const std::optional<Tensor>& rtol,
                   bool hermitian) {
  check_matrix("torch.linalg.matrix_rank", A, "input");
  check_floating("linalg.matrix_rank", A);
  NoGradGuard off;
  if (A.numel() == 0) return zeros(batch_with(A, {}), TensorOptions(kLong).device(A.device()));
  const Tensor S = hermitian ? linalg::eigvalsh(A.detach()).abs() : linalg::svdvals(A.detach());
  return S.gt(bound(A, S.amax({-1}, true), atol, rtol)).sum(-1);
}
Tensor matrix_rank(const Tensor& A, std::optional<double> atol, std::optional<double> rtol, bool hermitian) {
  return linalg::matrix_rank(A, as_tensor(atol), as_tensor(rtol), hermitian);
}
Tensor matrix_rank(const Tensor& A, double tol, bool hermitian) {
  return linalg::matrix_rank(A, std::optional<double>(tol), std::optional<double>(0.0), hermitian);
}
Tensor matrix_rank(const Tensor& A, const Tensor& tol, bool hermitian) {
  return linalg::matrix_rank(A, std::optional<Tensor>(tol), std::optional<Tensor>(zeros({})), hermitian);
}
Tensor matrix_rank(const Tensor& A) {
  return linalg::matrix_rank(A, std::optional<Tensor>(), std::optional<Tensor>(), false);
}

}  // namespace linalg

Tensor pinverse(const Tensor& A, double rcond) { return linalg::pinv(A, rcond, false); }

std::tuple<Tensor, Tensor, Tensor> svd(const Tensor& A, bool some, bool compute_uv) {
  using namespace linalg;
  check_matrix("linalg.svd", A);
  if (compute_uv) {
    const auto [U, S, Vh] = linalg::svd(A, !some);
    return {U, S, adj(Vh)};
  }
  return {zeros(batch_with(A, {rows(A), rows(A)}), A.options()), linalg::svdvals(A),
          zeros(batch_with(A, {cols(A), cols(A)}), A.options())};
}

std::tuple<Tensor, Tensor, Tensor> Tensor::svd(bool some, bool compute_uv) const {
  return facula::svd(*this, some, compute_uv);
}
Tensor Tensor::pinverse(double rcond) const { return facula::pinverse(*this, rcond); }

}  // namespace facula
