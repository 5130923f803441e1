// Linear systems: general, triangular, of higher rank.
#include <algorithm>
#include <cmath>

#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/matmul.h"
#include "facula/ops/view.h"
#include "ops/linalg.h"

namespace facula {
namespace linalg {

bool is_vector_rhs(const Tensor& A, const Tensor& B) {
  const auto batch = A.sizes().slice(0, A.sizes().size() - 1);
  return B.dim() == 1 || (A.dim() - 1 == B.dim() && B.sizes() == batch);
}

namespace {

const char* equation(bool left) { return left ? "AX = B" : "XA = B"; }

void check_system(const char* name, const Tensor& A, const Tensor& B, bool left) {
  check_square(name, A);
  check_matrix(name, B, "B");
  FACULA_CHECK((left ? rows(A) == rows(B) : cols(A) == cols(B)), name,
               ": Incompatible shapes of A and B for the equation ", equation(left), " (", rows(A), "x",
               cols(A), " and ", rows(B), "x", cols(B), ")");
}

struct Solution {
  Tensor X, info;
};

// A X = B of matrices with equal batches, recorded.
Solution solve_matrices(const Tensor& A, const Tensor& B, bool left) {
  Tensor LU, pivots, X, info;
  {
    NoGradGuard off;
    std::tie(LU, pivots, info) = lu_factor_ex(A.detach(), true, false);
    X = lu_solve(LU, pivots, B.detach(), left, false);
    const Tensor bad = info.ne(0);
    if (bad.any().item<bool>()) X.masked_fill_(bad.unsqueeze(-1).unsqueeze(-1), Scalar(NAN));
  }
  const Tensor* inputs[] = {&A, &B};
  Tensor* outputs[] = {&X};
  record_joint(
      "LinalgSolveExBackward0", outputs, inputs,
      [k = Factored{save(A), save(LU), save(pivots)}, left](Gradients& g) {
        const Tensor gB = k.solve_adjoint(g[0], left);
        if (g.needed(0)) {
          const Tensor Xh = adj(g.output(0));
          g.set(0, (left ? facula::matmul(gB, Xh) : facula::matmul(Xh, gB)).neg());
        }
        if (g.needed(1)) g.set(1, gB);
      },
      true);
  return {X, info};
}

}  // namespace

std::tuple<Tensor, Tensor> solve_ex(const Tensor& A, const Tensor& B, bool left, bool check_errors) {
  constexpr const char* kName = "linalg.solve";
  check_floating(kName, A);
  check_same_type(kName, A, B);
  check_square(kName, A);
  FACULA_CHECK(B.dim() >= 1, "linalg.solve: The input tensor B must have at least 1 dimension.");
  const bool vector = is_vector_rhs(A, B);
  FACULA_CHECK(left || !vector,
               "linalg.solve: Vector broadcasting of the left hand side is not supported for "
               "left=False. In this case linalg.solve is equivalent to B / A.squeeze(-1)");
  const Tensor matrix = vector ? B.unsqueeze(-1) : B;
  check_system(kName, A, matrix, left);
  const DimVector batch = common_batch(A, matrix);
  const Solution s = solve_matrices(expand_batch(A, batch), expand_batch(matrix, batch), left);
  if (check_errors)
    check_info(s.info, [](const std::string& where, int32_t) {
      detail::fail<LinAlgError>("torch.linalg.solve_ex: ", where,
                                "The solver failed because the input matrix is singular.");
    });
  return {vector ? s.X.squeeze(-1) : s.X, s.info};
}

Tensor solve(const Tensor& A, const Tensor& B, bool left) {
  auto [X, info] = solve_ex(A, B, left, false);
  check_info(info, [](const std::string& where, int32_t) {
    detail::fail<LinAlgError>("torch.linalg.solve: ", where,
                              "The solver failed because the input matrix is singular.");
  });
  return X;
}

Tensor solve_triangular(const Tensor& A, const Tensor& B, bool upper, bool left, bool unitriangular) {
  constexpr const char* kName = "linalg.solve_triangular";
  check_floating(kName, A);
  check_same_type(kName, A, B);
  check_system(kName, A, B, left);
  const DimVector batch = common_batch(A, B);
  Tensor X;
  {
    NoGradGuard off;
    X = columns(expand_batch(B, batch));
    const Tensor a = expand_batch(A, batch), flipped = a.detach().transpose(-2, -1);
    // A row-major A is the transpose of a column-major one: no copy
    if (flipped.is_contiguous())
      kernels::triangular_solve(X, a, {left, upper, unitriangular, 'N'});
    else if (a.is_contiguous())
      kernels::triangular_solve(X, flipped, {left, !upper, unitriangular, 'T'});
    else
      kernels::triangular_solve(X, columns(a), {left, upper, unitriangular, 'N'});
  }
  return record("LinalgSolveTriangularBackward0", X,
                grad_of(A,
                        [A = save(A), upper, left, unitriangular](const Tensor& g, const Tensor& y) {
                          const Tensor gB = solve_triangular(adj(A()), g, !upper, left, unitriangular);
                          const Tensor full =
                              (left ? facula::matmul(gB, adj(y)) : facula::matmul(adj(y), gB)).neg();
                          const int64_t d = unitriangular ? 1 : 0;
                          return upper ? full.triu(d) : full.tril(-d);
                        }),
                grad_of(B, [A = save(A), upper, left, unitriangular](const Tensor& g) {
                  return solve_triangular(adj(A()), g, !upper, left, unitriangular);
                }));
}

namespace {
int64_t product(IntArrayRef sizes) {
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  return n;
}
}  // namespace

Tensor tensorinv(const Tensor& A, int64_t ind) {
  FACULA_CHECK(ind > 0, "Expected a strictly positive integer for 'ind', but got ", ind);
  const auto split = static_cast<size_t>(std::min(ind, A.dim()));
  const IntArrayRef first = A.sizes().slice(0, split), last = A.sizes().slice(split);
  const int64_t n = product(last), m = product(first);
  FACULA_CHECK(
      n == m,
      "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but "
      "got ",
      n, " != ", m);
  DimVector sizes(last.begin(), last.end());
  for (int64_t s : first) sizes.push_back(s);
  const auto [Y, info] = inv_ex(A.reshape({n, n}), false);
  check_info(info, [](const std::string&, int32_t) {
    detail::fail<LinAlgError>("Failed to invert the input tensor, because it is singular.");
  });
  return Y.reshape(sizes);
}

Tensor tensorsolve(const Tensor& A, const Tensor& B, OptionalIntArrayRef dims) {
  const int64_t nd = A.dim(), nb = B.dim();
  Tensor a = A;
  if (dims) {
    std::vector<int64_t> to;
    for (size_t i = 0; i < dims->size(); ++i) to.push_back(nd - static_cast<int64_t>(dims->size() - i));
    a = facula::movedim(A, *dims, to);
  }
  std::vector<int64_t> sizes(a.sizes().begin() + std::min(nb, nd), a.sizes().end());
  const int64_t n = B.numel();
  FACULA_CHECK(product(sizes) == n,
               "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == "
               "prod(self.shape[:other.ndim]), but got ",
               product(sizes), " != ", n);
  return solve(a.reshape({n, n}), B.reshape({n})).reshape(sizes);
}

}  // namespace linalg

std::tuple<Tensor, Tensor> triangular_solve(const Tensor& B, const Tensor& A, bool upper, bool transpose,
                                            bool unitriangular) {
  using namespace linalg;
  FACULA_CHECK(B.dim() >= 2, "torch.triangular_solve: Expected b to have at least 2 dimensions, but it has ",
               B.dim(), " dimensions instead");
  FACULA_CHECK(A.dim() >= 2, "torch.triangular_solve: Expected A to have at least 2 dimensions, but it has ",
               A.dim(), " dimensions instead");
  check_square("triangular_solve", A);
  FACULA_CHECK(cols(A) == rows(B), "Incompatible matrix sizes for triangular_solve: each A matrix is ",
               rows(A), " by ", cols(A), " but each b matrix is ", rows(B), " by ", cols(B));
  const Tensor a = transpose ? A.transpose(-2, -1) : A;
  const DimVector batch = common_batch(A, B);
  return {solve_triangular(a, B, upper != transpose, true, unitriangular),
          expand_batch(A, batch).transpose(-2, -1).clone(MemoryFormat::Contiguous).transpose(-2, -1)};
}

std::tuple<Tensor, Tensor> Tensor::triangular_solve(const Tensor& A, bool upper, bool transpose,
                                                    bool unitriangular) const {
  return facula::triangular_solve(*this, A, upper, transpose, unitriangular);
}

}  // namespace facula
