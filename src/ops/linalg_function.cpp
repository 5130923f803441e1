// Functions of matrices, and products of several.
#include <algorithm>
#include <cmath>

#include "facula/ops/cat.h"
#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/einsum.h"
#include "facula/ops/index.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/scan.h"
#include "facula/ops/view.h"
#include "kernels/iter.h"
#include "ops/linalg.h"

namespace facula {
namespace linalg {

namespace {

Tensor times(const Tensor& a, const Tensor& b) { return facula::matmul(a, b); }

// [13/13] Padé approximant of exp, for |A|_1 <= 5.4 (Higham 2005, algorithm 2.3).
Tensor pade(const Tensor& A) {
  constexpr double b[] = {64764752532480000.,
                          32382376266240000.,
                          7771770303897600.,
                          1187353796428800.,
                          129060195264000.,
                          10559470521600.,
                          670442572800.,
                          33522128640.,
                          1323241920.,
                          40840800.,
                          960960.,
                          16380.,
                          182.,
                          1.};
  // for float the coefficients are scaled, so that products with them stay in range
  const double s = 1 / b[0];
  const Tensor I = eye(rows(A), TensorOptions(A.scalar_type()).device(A.device()));
  const Tensor A2 = times(A, A), A4 = times(A2, A2), A6 = times(A2, A4);
  const auto sum = [&](double c6, double c4, double c2) {
    return A6.mul(c6 * s).add(A4, c4 * s).add(A2, c2 * s);
  };
  const Tensor U = times(A, times(A6, sum(b[13], b[11], b[9])).add(sum(b[7], b[5], b[3])).add(I, b[1] * s));
  const Tensor V = times(A6, sum(b[12], b[10], b[8])).add(sum(b[6], b[4], b[2])).add(I, b[0] * s);
  return linalg::solve(V.sub(U), V.add(U));
}

Tensor exponential(const Tensor& A) {
  NoGradGuard off;
  const Tensor norm = A.abs().sum(-2).amax({-1}).to(kDouble);
  // halvings that bring each matrix below 5.4
  const Tensor steps = norm.div(5.371920351148152).log2().ceil().clamp_min(0);
  const Tensor halvings = where(steps.isfinite(), steps, Scalar(0));
  const auto most = static_cast<int64_t>(halvings.amax().item<double>());
  const Tensor scale = halvings.neg().exp2().to(real_type(A)).to(A.scalar_type()).unsqueeze(-1).unsqueeze(-1);
  Tensor y = pade(A.mul(scale));
  const bool equal = halvings.eq(static_cast<double>(most)).all().item<bool>();
  for (int64_t i = 0; i < most; ++i) {
    const Tensor squared = times(y, y);
    y = equal ? squared : where(halvings.gt(static_cast<double>(i)).unsqueeze(-1).unsqueeze(-1), squared, y);
  }
  return y;
}

}  // namespace

Tensor matrix_exp(const Tensor& A) {
  check_square("linalg.matrix_exp", A);
  check_floating("matrix_exp", A, true);
  const bool half = A.scalar_type() == kHalf || A.scalar_type() == kBFloat16;
  if (half) return linalg::matrix_exp(A.to(kFloat)).to(A.scalar_type());
  Tensor y = A.numel() == 0 ? make_contiguous(A.sizes(), A.scalar_type(), A.device())
             : rows(A) == 1 ? A.detach().exp()
                            : exponential(A.detach()).contiguous();
  // exp of [[A^H, G], [0, A^H]] has the derivative in its upper right corner (Mathias 1996)
  return record("LinalgMatrixExpBackward0", y, grad_of(A, [A = save(A)](const Tensor& g) {
                  const Tensor h = adj(A());
                  const int64_t n = rows(h);
                  std::vector<Tensor> top, bottom, all;
                  top.push_back(h);
                  top.push_back(g);
                  bottom.push_back(zeros_like(g));
                  bottom.push_back(h);
                  all.push_back(facula::cat(top, -1));
                  all.push_back(facula::cat(bottom, -1));
                  return linalg::matrix_exp(facula::cat(all, -2)).narrow(-2, 0, n).narrow(-1, n, n);
                }));
}

Tensor matrix_power(const Tensor& A, int64_t n) {
  check_square("linalg.matrix_power", A);
  if (n == 0) {
    const Tensor I =
        eye(rows(A), TensorOptions(A.scalar_type()).device(A.device())).expand(A.sizes()).clone();
    return I.contiguous();
  }
  Tensor base = n < 0 ? linalg::inv(A) : A, y;
  for (uint64_t k = n < 0 ? 0 - static_cast<uint64_t>(n) : static_cast<uint64_t>(n); k; k >>= 1) {
    if (k & 1) y = y.defined() ? times(y, base) : base;
    if (k > 1) base = times(base, base);
  }
  return n == 1 ? A.clone() : y;
}

namespace {

// Where to split each run of matrices: Cormen et al., "Introduction to Algorithms", section 15.2.
std::vector<std::vector<size_t>> best_splits(const std::vector<double>& p) {
  const size_t n = p.size() - 1;
  std::vector<std::vector<double>> cost(n, std::vector<double>(n));
  std::vector<std::vector<size_t>> split(n, std::vector<size_t>(n));
  for (size_t length = 1; length < n; ++length)
    for (size_t i = 0; i + length < n; ++i) {
      const size_t j = i + length;
      cost[i][j] = INFINITY;
      for (size_t k = i; k < j; ++k) {
        const double c = cost[i][k] + cost[k + 1][j] + p[i] * p[k + 1] * p[j + 1];
        if (c < cost[i][j]) cost[i][j] = c, split[i][j] = k;
      }
    }
  return split;
}

Tensor multiply(const std::vector<Tensor>& m, const std::vector<std::vector<size_t>>& split, size_t i,
                size_t j) {
  if (i == j) return m[i];
  return mm(multiply(m, split, i, split[i][j]), multiply(m, split, split[i][j] + 1, j));
}

Tensor chain(const std::vector<Tensor>& m) {
  std::vector<double> p;
  for (const Tensor& t : m) p.push_back(static_cast<double>(t.size(0)));
  p.push_back(static_cast<double>(m.back().size(1)));
  return multiply(m, best_splits(p), 0, m.size() - 1);
}

}  // namespace

Tensor multi_dot(TensorList tensors) {
  const size_t n = tensors.size();
  FACULA_CHECK(n >= 2, "multi_dot(): expected at least 2 tensors but got ", n);
  const int64_t first = tensors[0].dim(), last = tensors[n - 1].dim();
  FACULA_CHECK(first == 1 || first == 2, "multi_dot(): the first tensor must be 1D or 2D but got ", first,
               "D");
  FACULA_CHECK(last == 1 || last == 2, "multi_dot(): the last tensor must be 1D or 2D but got ", last, "D");
  std::vector<Tensor> m;
  for (size_t i = 0; i < n; ++i) {
    const Tensor& t = tensors[i];
    FACULA_CHECK(i == 0 || i + 1 == n || t.dim() == 2, "multi_dot(): tensor ", i, " must be 2D but got ",
                 t.dim(), "D");
    FACULA_CHECK(t.scalar_type() == tensors[0].scalar_type(),
                 "multi_dot(): all tensors must have be the same dtype but "
                 "tensor 0 is ",
                 tensors[0].scalar_type(), " and tensor ", i, " ", t.scalar_type());
    m.push_back(t.dim() == 2 ? t : i == 0 ? t.unsqueeze(0) : t.unsqueeze(-1));
    FACULA_CHECK(i == 0 || m[i - 1].size(1) == m[i].size(0), "multi_dot(): tensors ", i ? i - 1 : 0, " and ",
                 i, " with shapes ", tensors[i ? i - 1 : 0].sizes(), " and ", t.sizes(),
                 " cannot be multiplied");
  }
  const Tensor y = chain(m);
  if (first == 1 && last == 1) return y.reshape({});
  return first == 1 ? y.squeeze(0) : last == 1 ? y.squeeze(1) : y;
}

Tensor cross(const Tensor& a, const Tensor& b, int64_t dim) {
  FACULA_CHECK(a.dim() == b.dim(), "linalg.cross: inputs must have the same number of dimensions.");
  const int64_t d = wrap_dim(dim, a.dim());
  FACULA_CHECK(a.size(d) == 3 && b.size(d) == 3, "linalg.cross: inputs dimension ", dim,
               " must have length 3. Got ", a.size(d), " and ", b.size(d));
  const DimVector sizes = infer_size(a.sizes(), b.sizes());
  Tensor y;
  {
    NoGradGuard off;
    const Tensor x = a.expand(sizes), z = b.expand(sizes);
    const int64_t left[] = {-1}, right[] = {1}, dims[] = {d};
    y = x.roll(left, dims).mul(z.roll(right, dims)).sub(x.roll(right, dims).mul(z.roll(left, dims)));
  }
  return record(
      "LinalgCrossBackward0", y,
      grad_of(a, [b = save(b), d](const Tensor& g) { return linalg::cross(conjugate(b()), g, d); }),
      grad_of(b, [a = save(a), d](const Tensor& g) { return linalg::cross(g, conjugate(a()), d); }));
}

Tensor vecdot(const Tensor& a, const Tensor& b, int64_t dim) {
  FACULA_CHECK(a.scalar_type() == b.scalar_type(),
               "linalg.vecdot: Expected x and y to have the same dtype, but found x "
               "of type ",
               a.scalar_type(), " and y of type ", b.scalar_type(), " instead");
  if (a.dim() == 1 && b.dim() == 1) return a.vdot(b);
  return conjugate(a).mul(b).sum(dim);
}

Tensor vander(const Tensor& x, std::optional<int64_t> N) {
  FACULA_CHECK(x.dim() > 0, "linalg.vander: x must have at least one dimension");
  const int64_t n = N.value_or(x.size(-1));
  FACULA_CHECK(n > 1, "N must be greater than 1.");
  const ScalarType t = isIntegralType(x.scalar_type(), true) ? kLong : x.scalar_type();
  DimVector sizes(x.sizes().begin(), x.sizes().end());
  sizes.push_back(n - 1);
  std::vector<Tensor> parts;
  parts.push_back(ones(x.sizes(), TensorOptions(t).device(x.device())).unsqueeze(-1));
  parts.push_back(x.to(t).unsqueeze(-1).expand(sizes).cumprod(-1));
  return facula::cat(parts, -1);
}

}  // namespace linalg

Tensor chain_matmul(TensorList matrices) {
  FACULA_CHECK(!matrices.empty(), "chain_matmul(): Expected one or more matrices");
  for (const Tensor& m : matrices)
    FACULA_CHECK(m.dim() == 2, "Tensor dimension is ", m.dim(), ", expected 2 instead.");
  if (matrices.size() == 1) return matrices[0];
  return linalg::multi_dot(matrices);
}

Tensor cross(const Tensor& a, const Tensor& b, std::optional<int64_t> dim) {
  if (dim) return linalg::cross(a, b, *dim);
  int64_t d = 0;
  while (d < a.dim() && a.size(d) != 3) ++d;
  FACULA_CHECK(d < a.dim(), "no dimension of size 3 in input");
  return linalg::cross(a, b, d);
}

Tensor Tensor::cross(const Tensor& o, std::optional<int64_t> dim) const {
  return facula::cross(*this, o, dim);
}
Tensor Tensor::matrix_exp() const { return linalg::matrix_exp(*this); }
Tensor Tensor::matrix_power(int64_t n) const { return linalg::matrix_power(*this, n); }

}  // namespace facula
