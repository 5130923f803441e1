// Eigenvalues and eigenvectors.
#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/view.h"
#include "ops/linalg.h"

namespace facula {
namespace linalg {

namespace {

// w[j] - w[i], with ones on the diagonal.
Tensor gaps(const Tensor& w) {
  const Tensor d = w.unsqueeze(-2).sub(w.unsqueeze(-1));
  return d.add(eye(w.size(-1), TensorOptions(w.scalar_type()).device(w.device())));
}

Tensor without_diagonal(const Tensor& X) { return X.sub(X.diagonal(0, -2, -1).diag_embed()); }

// The phase of a complex eigenvector is arbitrary: a loss may not depend on it.
void check_phase(const char* name, const Tensor& VhgV) {
  if (!VhgV.is_complex()) return;
  NoGradGuard off;
  const Tensor turning = imag(VhgV.detach().diagonal(0, -2, -1)), size = VhgV.detach().abs().amax();
  const double most = turning.numel() ? turning.abs().max().item<double>() : 0;
  const double scale = size.to(kDouble).item<double>();
  FACULA_CHECK(
      most <= 1e-2 || most <= (VhgV.scalar_type() == kComplexFloat ? 1e-3 : 1e-7) * scale, name,
      ": The eigenvectors in the complex case are specified up to multiplication by e^{i phi}. The specified "
      "loss function depends on this quantity, so it is ill-defined.");
}

// V ((V^H gV) / gaps + diag(gw)) V^H (Giles 2008, section 3.1).
Tensor hermitian_grad(const Tensor& gw, const Tensor& gV, const Tensor& w, const Tensor& V) {
  if (!gV.defined()) return facula::matmul(V.mul(gw.unsqueeze(-2).to(V.scalar_type())), adj(V));
  const Tensor turned = facula::matmul(adj(V), gV);
  check_phase("linalg_eigh_backward", turned);
  Tensor inner = without_diagonal(turned).div(gaps(w).to(V.scalar_type()));
  if (gw.defined()) inner = inner.add(gw.to(V.scalar_type()).diag_embed());
  return facula::matmul(V, facula::matmul(inner, adj(V)));
}

// V^-H ((V^H gV - V^H V diag(real(V^H gV))) / conj(gaps) + diag(gw)) V^H, for eigenvectors of length 1.
Tensor general_grad(const Tensor& gw, const Tensor& gV, const Tensor& w, const Tensor& V) {
  const Tensor Vh = adj(V);
  Tensor inner;
  if (gV.defined()) {
    const Tensor turned = facula::matmul(Vh, gV);
    check_phase("linalg_eig_backward", turned);
    const Tensor lengths = real(turned.diagonal(0, -2, -1)).to(V.scalar_type());
    const Tensor fixed = turned.sub(facula::matmul(Vh, V).mul(lengths.unsqueeze(-2)));
    inner = without_diagonal(fixed.div(gaps(w).conj()));
    if (gw.defined()) inner = inner.add(gw.diag_embed());
  } else {
    inner = gw.diag_embed();
  }
  return linalg::solve(Vh, facula::matmul(inner, Vh));
}

bool parse_uplo(std::string_view UPLO) {
  const char c = UPLO.size() == 1 ? static_cast<char>(UPLO[0] & ~0x20) : ' ';
  FACULA_CHECK(c == 'L' || c == 'U', "Expected UPLO argument to be 'L' or 'U', but got ", UPLO);
  return c == 'U';
}

std::tuple<Tensor, Tensor> hermitian(const char* name, const Tensor& A, bool upper, bool vectors) {
  check_square(name, A);
  check_floating(name, A);
  vectors = vectors || (graph::recording() && A.requires_grad());
  Tensor V, w, info;
  {
    NoGradGuard off;
    V = columns(A);
    w = make_contiguous(batch_with(A, {rows(A)}), real_type(A), A.device());
    info = new_info(A);
    kernels::eigh(V, w, info, vectors, upper);
  }
  check_info(info, [&](const std::string& where, int32_t i) {
    detail::fail<LinAlgError>(name, ": ", where,
                              "The algorithm failed to converge because the input matrix is "
                              "ill-conditioned or has too many repeated eigenvalues (error code: ",
                              i, ").");
  });
  Tensor* outputs[] = {&w, &V};
  const Tensor* inputs[] = {&A};
  record_joint(
      "LinalgEighBackward0", outputs, inputs,
      [](Gradients& g) { g.set(0, hermitian_grad(g[0], g[1], g.output(0), g.output(1))); }, true);
  return {w, V};
}

std::tuple<Tensor, Tensor> general(const char* name, const Tensor& A, bool vectors) {
  check_square(name, A);
  check_floating(name, A);
  FACULA_CHECK(A.detach().isfinite().all().item<bool>(), "torch.", name,
               ": input tensor should not contain infs or NaNs.");
  vectors = vectors || (graph::recording() && A.requires_grad());
  const ScalarType t = toComplexType(A.scalar_type());
  Tensor w = make_contiguous(batch_with(A, {rows(A)}), t, A.device()), V, info;
  {
    NoGradGuard off;
    Tensor a = columns(A);
    if (vectors) V = empty_columns(A.sizes().slice(0, A.sizes().size() - 2), rows(A), rows(A), t, A.device());
    info = new_info(A);
    kernels::eig(a, w, V, info);
  }
  check_info(info, [&](const std::string& where, int32_t i) {
    detail::fail<LinAlgError>("linalg.eig: ", where,
                              "The algorithm failed to converge because the input matrix is "
                              "ill-conditioned or has too many repeated eigenvalues (error code: ",
                              i, ").");
  });
  if (!vectors) return {w, V};
  Tensor* outputs[] = {&w, &V};
  const Tensor* inputs[] = {&A};
  record_joint(
      "LinalgEigBackward0", outputs, inputs,
      [is_real = !A.is_complex()](Gradients& g) {
        const Tensor gA = general_grad(g[0], g[1], g.output(0), g.output(1));
        g.set(0, is_real ? real(gA) : gA);
      },
      true);
  return {w, V};
}

}  // namespace

std::tuple<Tensor, Tensor> eigh(const Tensor& A, std::string_view UPLO) {
  check_square("linalg.eigh", A);
  return hermitian("linalg.eigh", A, parse_uplo(UPLO), true);
}
Tensor eigvalsh(const Tensor& A, std::string_view UPLO) {
  check_square("linalg.eigh", A);
  return std::get<0>(hermitian("linalg.eigh", A, parse_uplo(UPLO), false));
}
std::tuple<Tensor, Tensor> eig(const Tensor& A) { return general("linalg.eig", A, true); }
Tensor eigvals(const Tensor& A) { return std::get<0>(general("linalg.eigvals", A, false)); }

}  // namespace linalg

std::tuple<Tensor, Tensor> symeig(const Tensor& A, bool eigenvectors, bool upper) {
  if (eigenvectors) return linalg::hermitian("linalg.eigh", A, upper, true);
  return {std::get<0>(linalg::hermitian("linalg.eigh", A, upper, false)), empty({0}, A.options())};
}
std::tuple<Tensor, Tensor> Tensor::symeig(bool eigenvectors, bool upper) const {
  return facula::symeig(*this, eigenvectors, upper);
}

}  // namespace facula
