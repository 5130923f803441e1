// Householder reflections and the QR decomposition.
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/matmul.h"
#include "facula/ops/view.h"
#include "ops/linalg.h"

namespace facula {
namespace linalg {

namespace {

enum class Mode { Reduced, Complete, R };

Mode parse_mode(std::string_view mode) {
  if (mode == "reduced") return Mode::Reduced;
  if (mode == "complete") return Mode::Complete;
  if (mode == "r") return Mode::R;
  detail::fail<Error>("qr received unrecognized mode '", mode,
                      "' but expected one of 'reduced' (default), 'r', or 'complete'");
}

// X + X^H with half the (real) diagonal.
Tensor sym_inverse_adjoint(const Tensor& X) {
  const Tensor d = X.diagonal(0, -2, -1);
  const Tensor diagonal = X.is_complex() ? real(d).to(X.scalar_type()) : d;
  return plus_adjoint(X).sub(diagonal.diag_embed());
}

// The derivative of a square or tall A = Q R (Walter and Lehmann 2018, eq. for QR); gQ, gR may be undefined.
Tensor tall_grad(const Tensor& gQ, const Tensor& gR, const Tensor& Q, const Tensor& R) {
  Tensor inner;
  if (gR.defined()) inner = facula::matmul(gR, adj(R));
  if (gQ.defined()) {
    const Tensor part = facula::matmul(adj(Q), gQ);
    inner = inner.defined() ? inner.sub(part) : part.neg();
  }
  Tensor g = facula::matmul(Q, sym_inverse_adjoint(inner.triu()));
  if (gQ.defined()) g = g.add(gQ);
  return linalg::solve_triangular(adj(R), g, false, false);
}

// A wide A = [X | Y] = Q [U | V]: the square case of X, and V = Q^H Y.
Tensor wide_grad(const Tensor& gQ, const Tensor& gR, const Tensor& A, const Tensor& Q, const Tensor& R) {
  const int64_t m = rows(A), rest = cols(A) - m;
  if (!gR.defined()) {
    const Tensor gX = tall_grad(gQ, gR, Q, R.narrow(-1, 0, m));
    std::vector<Tensor> both;
    both.push_back(gX);
    both.push_back(zeros(batch_with(A, {m, rest}), A.options()));
    return facula::cat(both, -1);
  }
  const Tensor gV = gR.narrow(-1, m, rest), through = facula::matmul(A.narrow(-1, m, rest), adj(gV));
  const Tensor gX =
      tall_grad(gQ.defined() ? gQ.add(through) : through, gR.narrow(-1, 0, m), Q, R.narrow(-1, 0, m));
  std::vector<Tensor> both;
  both.push_back(gX);
  both.push_back(facula::matmul(Q, gV));
  return facula::cat(both, -1);
}

// (reflections and R, tau), without history.
std::tuple<Tensor, Tensor> reflections(const Tensor& A) {
  NoGradGuard off;
  Tensor a = columns(A);
  Tensor tau = make_contiguous(batch_with(A, {std::min(rows(A), cols(A))}), A.scalar_type(), A.device());
  kernels::geqrf(a, tau);
  return {a, tau};
}

// The first `count` columns of the product of the reflections.
Tensor first_columns(const Tensor& a, const Tensor& tau, int64_t count) {
  const int64_t m = rows(a), known = std::min(cols(a), count);
  Tensor Q = empty_columns(a.sizes().slice(0, a.sizes().size() - 2), m, count, a.scalar_type(), a.device());
  Q.zero_();
  Q.narrow(-1, 0, known).copy_(a.narrow(-1, 0, known));
  if (tau.size(-1) == 0 || m == 0) {
    Q.diagonal(0, -2, -1).fill_(1);
    return Q;
  }
  kernels::orgqr(Q, tau);
  return Q;
}

void record_qr(const Tensor& A, Tensor& Q, Tensor& R, Mode mode) {
  Tensor* outputs[] = {&Q, &R};
  const Tensor* inputs[] = {&A};
  record_joint(
      "LinalgQrBackward0", outputs, inputs,
      [a = save(A), mode](Gradients& g) {
        FACULA_CHECK(
            mode != Mode::R,
            "The derivative of linalg.qr depends on Q, which is not computed when "
            "mode='r'. Please use linalg.qr(A, mode='reduced') if you are going to require gradients");
        const Tensor& M = a();
        FACULA_CHECK(mode != Mode::Complete || rows(M) <= cols(M),
                     "The QR decomposition is not "
                     "differentiable when mode='complete' and nrows > ncols");
        const Tensor q = g.output(0), r = g.output(1);
        g.set(0, rows(M) >= cols(M) ? tall_grad(g[0], g[1], q, r) : wide_grad(g[0], g[1], M, q, r));
      },
      true);
}

// H_k … H_1 or H_1 … H_k applied to x, reflection by reflection with recorded ops.
Tensor reflect(const Tensor& a, const Tensor& tau, Tensor x, bool forward, bool adjoint) {
  const int64_t m = rows(a), k = tau.size(-1);
  const Tensor I = eye(m, TensorOptions(a.scalar_type()).device(a.device()));
  const Tensor v = a.narrow(-1, 0, k).tril(-1).add(I.narrow(-1, 0, k));
  for (int64_t j = 0; j < k; ++j) {
    const int64_t i = forward ? j : k - 1 - j;
    const Tensor w = v.narrow(-1, i, 1), t = tau.narrow(-1, i, 1).unsqueeze(-1);
    x = x.sub(facula::matmul(w, facula::matmul(adj(w), x)).mul(adjoint ? conjugate(t) : t));
  }
  return x;
}

void check_reflections(const char* name, const Tensor& A, const Tensor& tau) {
  FACULA_CHECK(A.dim() >= 2, name, ": input must have at least 2 dimensions.");
  FACULA_CHECK(A.dim() - tau.dim() == 1, name,
               ": Expected tau to have one dimension less than input, but got tau.ndim equal to ", tau.dim(),
               " and input.ndim is equal to ", A.dim());
  FACULA_CHECK(A.scalar_type() == tau.scalar_type(), name,
               ": Expected input and tau to have the same dtype, but found "
               "input of type ",
               A.scalar_type(), " and tau of type ", tau.scalar_type(), " instead");
}

}  // namespace

std::tuple<Tensor, Tensor> qr(const Tensor& A, std::string_view mode_name) {
  check_matrix("linalg.qr", A);
  check_floating("linalg.qr", A);
  const Mode mode = parse_mode(mode_name);
  const int64_t m = rows(A), n = cols(A), k = std::min(m, n);
  Tensor Q, R;
  {
    NoGradGuard off;
    const auto [a, tau] = reflections(A);
    const int64_t height = mode == Mode::Complete ? m : k;
    R = empty_columns(A.sizes().slice(0, A.sizes().size() - 2), height, n, A.scalar_type(), A.device());
    R.copy_(a.narrow(-2, 0, height).triu());
    Q = mode == Mode::R ? make_contiguous({0}, A.scalar_type(), A.device()) : first_columns(a, tau, height);
  }
  record_qr(A, Q, R, mode);
  return {Q, R};
}

Tensor householder_product(const Tensor& A, const Tensor& tau) {
  constexpr const char* kName = "torch.linalg.householder_product";
  check_matrix(kName, A, "input");
  FACULA_CHECK(rows(A) >= cols(A), kName,
               ": input.shape[-2] must be greater than or equal to input.shape[-1]");
  FACULA_CHECK(cols(A) >= tau.size(-1), kName,
               ": input.shape[-1] must be greater than or equal to tau.shape[-1]");
  check_floating(kName, A);
  check_reflections(kName, A, tau);
  if (graph::recording() && (A.requires_grad() || tau.requires_grad())) {
    const Tensor I = eye(rows(A), cols(A), TensorOptions(A.scalar_type()).device(A.device()));
    return reflect(A, tau, I.expand(A.sizes()), false, false);
  }
  NoGradGuard off;
  return first_columns(columns(A), tau.contiguous(), cols(A));
}

}  // namespace linalg

using namespace linalg;

std::tuple<Tensor, Tensor> qr(const Tensor& A, bool some) {
  return linalg::qr(A, some ? "reduced" : "complete");
}

std::tuple<Tensor, Tensor> geqrf(const Tensor& A) {
  FACULA_CHECK(A.dim() >= 2, "torch.geqrf: input must have at least 2 dimensions.");
  check_floating("torch.geqrf", A);
  auto [a, tau] = linalg::reflections(A);
  Tensor* outputs[] = {&a, &tau};
  const Tensor* inputs[] = {&A};
  record_joint("GeqrfBackward0", outputs, inputs, [](Gradients&) {
    detail::fail<NotImplementedError>("the derivative for 'geqrf' is not implemented.");
  });
  return {a, tau};
}

Tensor ormqr(const Tensor& A, const Tensor& tau, const Tensor& other, bool left, bool transpose) {
  constexpr const char* kName = "torch.ormqr";
  check_reflections(kName, A, tau);
  check_floating(kName, A);
  FACULA_CHECK(other.dim() >= 2, kName, ": other must have at least 2 dimensions.");
  const int64_t side = left ? rows(other) : cols(other);
  const char* which = left ? "-2" : "-1";
  FACULA_CHECK(side >= tau.size(-1), kName, ": other.shape[", which,
               "] must be greater than or equal to tau.shape[-1]");
  FACULA_CHECK(side == rows(A), kName, ": other.shape[", which, "] must be equal to input.shape[-2]");
  FACULA_CHECK(A.scalar_type() == other.scalar_type(), kName,
               ": Expected input and other to have the same dtype, but "
               "found input of type ",
               A.scalar_type(), " and other of type ", other.scalar_type(), " instead");
  FACULA_CHECK(A.dim() == other.dim(), kName,
               ": Expected other to have the same number of dimensions as input, but got "
               "other.ndim equal to ",
               other.dim(), " and input.ndim is equal to ", A.dim());
  if (graph::recording() && (A.requires_grad() || tau.requires_grad() || other.requires_grad())) {
    // Q x applies the last reflection first; x Q is (Q^H x^H)^H
    if (left) return reflect(A, tau, other, transpose, transpose);
    return adj(reflect(A, tau, adj(other), !transpose, !transpose));
  }
  NoGradGuard off;
  Tensor c = columns(other);
  kernels::ormqr(c, as_columns(A), tau.contiguous(), left, transpose);
  return c;
}

std::tuple<Tensor, Tensor> Tensor::qr(bool some) const { return facula::qr(*this, some); }
std::tuple<Tensor, Tensor> Tensor::geqrf() const { return facula::geqrf(*this); }
Tensor Tensor::orgqr(const Tensor& tau) const { return linalg::householder_product(*this, tau); }
Tensor Tensor::ormqr(const Tensor& tau, const Tensor& other, bool left, bool transpose) const {
  return facula::ormqr(*this, tau, other, left, transpose);
}

}  // namespace facula
