#include "facula/ops/distance.h"

#include <cmath>

#include "facula/ops/cat.h"
#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/reduce.h"
#include "graph/record.h"
#include "kernels/geometry.h"

namespace facula {

namespace {

Tensor differences(const Tensor& a, const Tensor& b) { return a.unsqueeze(-2).sub(b.unsqueeze(-3)); }

// Rows of `a` at a time, so that the differences of one piece stay below 64 Mi numbers.
template <class F>
Tensor by_pieces(const Tensor& a, const Tensor& b, F&& piece) {
  constexpr int64_t kMost = int64_t{1} << 26;
  const int64_t rows = a.size(-2),
                each = std::max<int64_t>(1, a.numel() / std::max<int64_t>(rows, 1) * b.size(-2));
  const int64_t step = std::max<int64_t>(1, kMost / each);
  if (rows <= step) return piece(0, rows);
  std::vector<Tensor> parts;
  for (int64_t i = 0; i < rows; i += step) parts.push_back(piece(i, std::min(step, rows - i)));
  return cat(parts, -2);
}

Tensor euclidean(const Tensor& a, const Tensor& b) {
  const Tensor squares = a.square().sum(-1, true).add(b.square().sum(-1, true).transpose(-2, -1));
  return squares.sub(matmul(a, b.transpose(-2, -1)).mul(2)).clamp_min(0).sqrt();
}

Tensor safe_ratio(const Tensor& g, const Tensor& d) { return where(d.eq(0), Scalar(0), g.div(d)); }

// The gradient of the distances `y` with respect to a; b's follows by exchanging the two.
Tensor distances_grad(const Tensor& g, const Tensor& a, const Tensor& b, const Tensor& y, double p) {
  if (p == 0) return zeros_like(a);
  if (p == 2) {
    const Tensor w = safe_ratio(g, y);
    return w.sum(-1, true).mul(a).sub(matmul(w, b));
  }
  return by_pieces(a, b, [&](int64_t start, int64_t rows) {
    const Tensor d = differences(a.narrow(-2, start, rows), b), length = d.abs();
    const Tensor h = g.narrow(-2, start, rows).unsqueeze(-1), n = y.narrow(-2, start, rows).unsqueeze(-1);
    if (p == 1) return h.mul(d.sgn()).sum(-2);
    if (std::isinf(p)) {
      const Tensor largest = length.eq(n).to(g.scalar_type());
      return h.mul(d.sgn()).mul(largest).div(largest.sum(-1, true)).sum(-2);
    }
    // |d|^(p-1) / n^(p-1), without 0 / 0 and without a power of 0 that has no derivative
    const Tensor zero = d.eq(0), ratio = where(zero, Scalar(1), length).div(where(n.eq(0), Scalar(1), n));
    return where(zero, Scalar(0), h.mul(d.sgn()).mul(ratio.pow(p - 1))).sum(-2);
  });
}

Tensor distances(const Tensor& a, const Tensor& b, double p, bool product) {
  NoGradGuard off;
  if (product) return euclidean(a, b);
  return by_pieces(a, b, [&](int64_t start, int64_t rows) {
    return vector_norm(differences(a.narrow(-2, start, rows), b), p, -1);
  });
}

}  // namespace

Tensor cdist(const Tensor& a, const Tensor& b, double p, std::optional<int64_t> compute_mode) {
  FACULA_CHECK(a.dim() >= 2, "cdist only supports at least 2D tensors, X1 got: ", a.dim(), "D");
  FACULA_CHECK(b.dim() >= 2, "cdist only supports at least 2D tensors, X2 got: ", b.dim(), "D");
  FACULA_CHECK(a.size(-1) == b.size(-1), "X1 and X2 must have the same number of columns. X1: ", a.size(-1),
               " X2: ", b.size(-1));
  FACULA_CHECK(a.is_floating_point(), "cdist only supports floating-point dtypes, X1 got: ", a.scalar_type());
  FACULA_CHECK(b.is_floating_point(), "cdist only supports floating-point dtypes, X2 got: ", b.scalar_type());
  FACULA_CHECK(p >= 0, "cdist only supports non-negative p values");
  const int64_t mode = compute_mode.value_or(0);
  FACULA_CHECK(mode >= 0 && mode <= 2, "possible modes: 0, 1, 2, but was: ", mode);
  FACULA_CHECK(a.scalar_type() == b.scalar_type(), "expected scalar type ", a.scalar_type(), " but found ",
               b.scalar_type());
  const bool product = p == 2 && (mode == 1 || (mode == 0 && (a.size(-2) > 25 || b.size(-2) > 25)));
  return record(
      "CdistBackward0", distances(a, b, p, product),
      grad_of(a, [a = save(a), b = save(b), p](
                     const Tensor& g, const Tensor& y) { return distances_grad(g, a(), b(), y, p); }),
      grad_of(b, [a = save(a), b = save(b), p](const Tensor& g, const Tensor& y) {
        return distances_grad(g.transpose(-2, -1), b(), a(), y.transpose(-2, -1), p);
      }));
}

Tensor pdist(const Tensor& x, double p) {
  FACULA_CHECK(x.dim() == 2, "pdist only supports 2D tensors, got: ", x.dim(), "D");
  FACULA_CHECK(x.is_floating_point(), "pdist only supports floating-point dtypes");
  FACULA_CHECK(p >= 0, "pdist only supports non-negative p values");
  const int64_t n = x.size(0);
  const Tensor above = nonzero(ones({n, n}, TensorOptions(kBool).device(x.device())).triu(1));
  return vector_norm(x.index_select(0, above.select(1, 0)).sub(x.index_select(0, above.select(1, 1))), p, -1);
}

Tensor dist(const Tensor& a, const Tensor& b, const Scalar& p) { return vector_norm(a.sub(b), p); }

Tensor renorm(const Tensor& x, const Scalar& p, int64_t dim, const Scalar& maxnorm) {
  FACULA_CHECK(p.to<double>() > 0, "renorm: non-positive-norm not supported");
  FACULA_CHECK(maxnorm.to<double>() >= 0, "renorm: expected maxnorm to be >= 0 but got ",
               maxnorm.to<double>());
  FACULA_CHECK(x.dim() > 1, "renorm: input needs at least 2 dimensions, got ", x.dim(), " dimensions");
  dim = wrap_dim(dim, x.dim());
  std::vector<int64_t> others;
  for (int64_t d = 0; d < x.dim(); ++d)
    if (d != dim) others.push_back(d);
  const Tensor n = vector_norm(x, p, IntArrayRef(others), true);
  return x.mul(where(n.gt(maxnorm), n.add(1e-7).reciprocal().mul(maxnorm), Scalar(1)));
}

Tensor norm_except_dim(const Tensor& v, int64_t pow, int64_t dim) {
  if (dim == -1) return vector_norm(v, pow);
  dim = wrap_dim(dim, v.dim());
  std::vector<int64_t> others;
  for (int64_t d = 0; d < v.dim(); ++d)
    if (d != dim) others.push_back(d);
  return others.empty() ? v.abs() : vector_norm(v, pow, IntArrayRef(others), true);
}

Tensor Tensor::dist(const Tensor& o, const Scalar& p) const { return facula::dist(*this, o, p); }
Tensor Tensor::renorm(const Scalar& p, int64_t dim, const Scalar& maxnorm) const {
  return facula::renorm(*this, p, dim, maxnorm);
}
Tensor& Tensor::renorm_(const Scalar& p, int64_t dim, const Scalar& maxnorm) const {
  return copy_(facula::renorm(clone(), p, dim, maxnorm));  // the rules need the old values
}

}  // namespace facula
