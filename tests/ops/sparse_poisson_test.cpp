// The Poisson problem of FEATURES (SP-09, SP-10, WN-82): conjugate gradients, plain and with an incomplete
// Cholesky factor as preconditioner.
#include <functional>

#include "facula/ops/linalg.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/sparse.h"
#include "ops/values.h"

namespace facula {
namespace {

// The negative five-point Laplacian on n x n inner points with zero boundary: positive definite, h^2 left
// out.
Tensor laplacian(int64_t n) {
  std::vector<int64_t> row, col;
  std::vector<double> value;
  const auto put = [&](int64_t r, int64_t c, double v) {
    row.push_back(r), col.push_back(c), value.push_back(v);
  };
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n; ++j) {
      const int64_t at = i * n + j;
      put(at, at, 4);
      if (i > 0) put(at, at - n, -1);
      if (i + 1 < n) put(at, at + n, -1);
      if (j > 0) put(at, at - 1, -1);
      if (j + 1 < n) put(at, at + 1, -1);
    }
  const auto nnz = static_cast<int64_t>(row.size());
  Tensor indices = empty({2, nnz}, kLong), values = empty({nnz}, kDouble);
  std::copy(row.begin(), row.end(), indices.data_ptr<int64_t>());
  std::copy(col.begin(), col.end(), indices.data_ptr<int64_t>() + nnz);
  std::copy(value.begin(), value.end(), values.data_ptr<double>());
  return sparse_coo_tensor(indices, values, {n * n, n * n});
}

// The factor L of A = L L^T on the pattern of A's lower triangle alone, from and to CSR arrays.
struct Factor {
  std::vector<int64_t> start, col;
  std::vector<double> value;

  explicit Factor(const Tensor& A) {
    const int64_t n = A.size(0);
    const auto *r = A.crow_indices().const_data_ptr<int64_t>(),
               *c = A.col_indices().const_data_ptr<int64_t>();
    const auto* v = A.values().const_data_ptr<double>();
    start.push_back(0);
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t e = r[i]; e < r[i + 1] && c[e] <= i; ++e) {
        const int64_t j = c[e];
        double sum = v[e];
        for (size_t a = at(i), b = at(j); a < col.size() && b < at(j + 1 <= i ? j + 1 : i);) {
          if (col[a] == col[b] && col[b] < j) sum -= value[a] * value[b];
          col[a] < col[b] ? ++a : col[b] < col[a] ? ++b : (++a, ++b);
        }
        col.push_back(j);
        value.push_back(j == i ? std::sqrt(sum - squares(i)) : sum / value[at(j + 1) - 1]);
      }
      start.push_back(static_cast<int64_t>(col.size()));
    }
  }
  size_t at(int64_t i) const { return static_cast<size_t>(start[static_cast<size_t>(i)]); }
  double squares(int64_t i) const {
    double s = 0;
    for (size_t e = at(i); e < value.size(); ++e) s += value[e] * value[e];
    return s;
  }
  // (L L^T)^-1 r
  Tensor solve(const Tensor& r) const {
    Tensor z = r.clone();
    double* x = z.data_ptr<double>();
    const int64_t n = z.numel();
    for (int64_t i = 0; i < n; ++i) {
      for (size_t e = at(i); e + 1 < at(i + 1); ++e) x[i] -= value[e] * x[col[e]];
      x[i] /= value[at(i + 1) - 1];
    }
    for (int64_t i = n; i-- > 0;) {
      x[i] /= value[at(i + 1) - 1];
      for (size_t e = at(i); e + 1 < at(i + 1); ++e) x[col[e]] -= value[e] * x[i];
    }
    return z;
  }
};

struct Result {
  Tensor x;
  int64_t steps;
  double residual;
};

// Hestenes and Stiefel 1952, with products, dots and in-place updates only.
Result conjugate_gradients(const Tensor& A, const Tensor& b, double tolerance,
                           const std::function<Tensor(const Tensor&)>& precondition) {
  Tensor x = zeros_like(b), r = b.clone(), z = precondition(r), p = z.clone();
  double rz = r.dot(z).item<double>();
  const double target = tolerance * b.norm().item<double>();
  int64_t steps = 0;
  while (r.norm().item<double>() > target && steps < 1000) {
    const Tensor Ap = mv(A, p);
    const double alpha = rz / p.dot(Ap).item<double>();
    x.add_(p, alpha);
    r.sub_(Ap, alpha);
    z = precondition(r);
    const double next = r.dot(z).item<double>();
    p.mul_(next / rz).add_(z);
    rz = next;
    ++steps;
  }
  return {x, steps, b.sub(mv(A, x)).norm().item<double>() / b.norm().item<double>()};
}

Tensor plain(const Tensor& r) { return r.clone(); }

TEST(Features, WN82) {
  const Tensor A = laplacian(100).coalesce();
  EXPECT_EQ(A.size(0), 10000);
  EXPECT_EQ(A._nnz(), 49600);
  const Tensor csr = A.to_sparse_csr(),
               counts = csr.crow_indices().slice(0, 1) - csr.crow_indices().slice(0, 0, -1);
  EXPECT_EQ(counts.max().item<int64_t>(), 5);
  const Tensor single = A.to(kFloat);
  EXPECT_EQ(single.values().nbytes() + single.indices().nbytes(),
            49600 * 20);  // about 0.99 MB; dense: 400 MB
  // eigenvalues of the grid: 4 - 2 cos(i h) - 2 cos(j h), h = pi / 101
  const double h = 3.14159265358979323846 / 101;
  EXPECT_NEAR((4 - 4 * std::cos(100 * h)) / (4 - 4 * std::cos(h)), 4133.6, 0.1);
  const Result r = conjugate_gradients(csr, ones({10000}, TensorOptions(kDouble)), 1e-8, plain);
  EXPECT_NEAR(static_cast<double>(r.steps), 187, 3);
  EXPECT_LT(r.residual, 2e-8);
}

TEST(Features, SP09) {
  const Tensor A = laplacian(20), b = test::wave({400});
  const Result r = conjugate_gradients(A, b, 1e-10, plain);
  EXPECT_LT(r.residual, 1e-9);
  EXPECT_LT((r.x - linalg::solve(A.to_dense(), b)).abs().max().item<double>(), 1e-8);
}

TEST(Features, SP10) {
  const Tensor A = laplacian(100).to_sparse_csr(), b = ones({10000}, TensorOptions(kDouble));
  const Factor L(A);
  const Result without = conjugate_gradients(A, b, 1e-8, plain);
  const Result with = conjugate_gradients(A, b, 1e-8, [&](const Tensor& r) { return L.solve(r); });
  EXPECT_LT(with.residual, 2e-8);
  EXPECT_LT(2 * with.steps, without.steps);
  EXPECT_LT((with.x - without.x).abs().max().item<double>(), 1e-3);
}

}  // namespace
}  // namespace facula
