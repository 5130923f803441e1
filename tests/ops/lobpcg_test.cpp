// lobpcg: against the full decomposition, with every option.
#include <gtest/gtest.h>

#include "errors.h"
#include "facula/autograd/gradcheck.h"
#include "facula/facula.h"
#include "facula/ops/linalg_lobpcg.h"
#include "facula/ops/matmul.h"
#include "facula/ops/sparse.h"

namespace facula {
namespace {

// Symmetric, with well separated eigenvalues 1, 4, 9, ...
Tensor example(int64_t m, uint64_t seed = 1) {
  manual_seed(seed);
  const Tensor Q = std::get<0>(linalg::qr(randn({m, m}, kDouble)));
  const Tensor d = arange(1, m + 1, kDouble).square();
  const Tensor A = matmul(Q * d, Q.t());
  return (A + A.t()) / 2;
}
double largest_of(const Tensor& x) { return x.abs().max().item<double>(); }
std::tuple<Tensor, Tensor> call(const Tensor& A, int64_t k, bool largest, const char* method,
                                const Tensor& B = {}, const Tensor& iK = {}) {
  manual_seed(7);
  return lobpcg(A, k, B, {}, std::nullopt, iK, std::nullopt, std::nullopt, largest, method);
}

TEST(Lobpcg, FindsTheExtremeEigenpairs) {
  const Tensor A = example(20);
  for (const char* method : {"ortho", "basic"})
    for (const bool most : {true, false}) {
      const auto [d, U] = call(A, 3, most, method);
      const Tensor expected = most ? tensor({400., 361., 324.}, kDouble) : tensor({1., 4., 9.}, kDouble);
      EXPECT_LT(largest_of(d - expected), 1e-8 * 400) << method << most << d;
      EXPECT_LT(largest_of(matmul(A, U) - U * d), 1e-5 * 400) << method << most;
      EXPECT_LT(largest_of(matmul(U.t(), U) - eye(3, kDouble)), 1e-6) << method << most;
    }
}
TEST(Lobpcg, OnePairByDefaultAndTheShapeOfX) {
  const Tensor A = example(12);
  const auto [d, U] = lobpcg(A);
  EXPECT_EQ(d.sizes(), IntArrayRef({1}));
  EXPECT_EQ(U.sizes(), IntArrayRef({12, 1}));
  EXPECT_NEAR(d.item<double>(), 144, 1e-7);
  manual_seed(2);
  const Tensor X = randn({12, 4}, kDouble);
  EXPECT_EQ(std::get<0>(lobpcg(A, std::nullopt, {}, X)).sizes(), IntArrayRef({4}));
  EXPECT_EQ(std::get<1>(lobpcg(A, 2, {}, X)).sizes(), IntArrayRef({12, 2}));
  EXPECT_EQ(std::get<0>(lobpcg(A, 1, {}, {}, 4)).sizes(), IntArrayRef({1}));
}
TEST(Lobpcg, GeneralizedProblem) {
  const Tensor A = example(15), B = example(15, 5) / 225 + eye(15, kDouble);
  const Tensor L = linalg::cholesky(B);
  const Tensor half = linalg::solve_triangular(L, A, false);
  const Tensor all = linalg::eigvalsh(linalg::solve_triangular(L, half.t(), false));
  for (const char* method : {"ortho", "basic"}) {
    const auto [d, U] = call(A, 2, true, method, B);
    EXPECT_LT(largest_of(d - all.flip({0}).narrow(0, 0, 2)), 1e-6) << method << d << all;
    EXPECT_LT(largest_of(matmul(A, U) - matmul(B, U) * d), 1e-3) << method;
    EXPECT_LT(largest_of(matmul(U.t(), matmul(B, U)) - eye(2, kDouble)), 1e-6) << method;
  }
}
TEST(Lobpcg, PreconditionerSavesSteps) {
  const Tensor A = diag(arange(1, 101, kDouble).square()),
               iK = diag(arange(1, 101, kDouble).square().reciprocal());
  manual_seed(3);
  const Tensor X = randn({100, 2}, kDouble);
  const auto error = [&](const Tensor& K) {
    const auto d = std::get<0>(lobpcg(A, 2, {}, X, std::nullopt, K, 12, 1e-14, false));
    return largest_of(d - tensor({1., 4.}, kDouble));
  };
  EXPECT_LT(error(iK), 1e-6);
  EXPECT_GT(error({}), 1e-3);
}
TEST(Lobpcg, BatchesAndSparseMatrices) {
  const Tensor A =
      stack({example(10), example(10, 2) * 2, example(10, 3), example(10, 4)}).view({2, 2, 10, 10});
  const auto [d, U] = call(A, 2, true, "ortho");
  EXPECT_EQ(d.sizes(), IntArrayRef({2, 2, 2}));
  EXPECT_EQ(U.sizes(), IntArrayRef({2, 2, 10, 2}));
  EXPECT_LT(largest_of(d.select(0, 0) - tensor({{100., 81.}, {200., 162.}}, kDouble)), 1e-6);
  EXPECT_LT(largest_of(matmul(A, U) - U * d.unsqueeze(-2)), 1e-4);
  const auto [e, V] = call(example(10).to_sparse(), 2, true, "ortho");
  EXPECT_LT(largest_of(e - tensor({100., 81.}, kDouble)), 1e-6);
  EXPECT_EQ(std::get<0>(lobpcg(empty({0, 9, 9}), 2)).sizes(), IntArrayRef({0, 2}));
}
TEST(Lobpcg, StopsAtTheLimitOrTheTolerance) {
  const Tensor A = example(60);
  const auto error = [&](std::optional<int64_t> niter, std::optional<double> tol) {
    manual_seed(4);
    const auto [d, U] = lobpcg(A, 1, {}, {}, std::nullopt, {}, niter, tol);
    return largest_of(matmul(A, U) - U * d);
  };
  EXPECT_GT(error(1, std::nullopt), 1) << "the first guess";
  EXPECT_GT(error(std::nullopt, 1e-2), error(-1, 1e-12));
  EXPECT_LT(error(-1, 1e-12), 1e-6);
  manual_seed(4);
  const auto [d, U] = lobpcg(A.to(kFloat), 2);
  EXPECT_EQ(d.scalar_type(), kFloat);
  EXPECT_NEAR(d[0].item<double>(), 3600, 0.1);
}
TEST(Lobpcg, AnInvariantFirstGuessIsReturnedAtOnce) {
  const Tensor A = diag(arange(1, 13, kDouble));
  for (const char* method : {"ortho", "basic"}) {
    const auto [d, U] =
        lobpcg(A, 2, {}, eye(12, kDouble).narrow(1, 10, 2), std::nullopt, {}, 5, 0.0, true, method);
    EXPECT_LT(largest_of(d - tensor({12., 11.}, kDouble)), 1e-12) << method;
  }
}
TEST(Lobpcg, Gradients) {
  const auto symmetric = [](const Tensor& A) { return (A + A.t()) / 2; };
  for (const bool most : {true, false}) {
    Tensor A = example(9).requires_grad_(), C = example(9).requires_grad_();
    manual_seed(1);
    const auto [d, U] = lobpcg(A, 2, {}, {}, std::nullopt, {}, std::nullopt, 1e-13, most);
    const auto loss = [](const Tensor& w, const Tensor& V) {
      return (w * tensor({1., 3.}, kDouble)).sum() + (V.square() * arange(18, kDouble).view({9, 2})).sum();
    };
    loss(d, U).backward();
    auto [w, V] = linalg::eigh(symmetric(C));
    w = most ? w.flip({0}) : w;
    V = most ? V.flip({1}) : V;
    loss(w.narrow(0, 0, 2), V.narrow(1, 0, 2)).backward();
    EXPECT_LT(largest_of(A.grad() - A.grad().t()), 1e-12);
    EXPECT_LT(largest_of(A.grad() - C.grad()), 1e-7) << most;
  }
  const auto function = [](const variable_list& x) {
    manual_seed(1);
    const auto [d, U] = lobpcg(x[0], 2, {}, {}, std::nullopt, {}, std::nullopt, 1e-14);
    return variable_list{d, U.square()};
  };
  EXPECT_TRUE(autograd::gradcheck(function, {example(6).requires_grad_()}));
  EXPECT_TRUE(autograd::gradgradcheck(function, {example(6).requires_grad_()}));
}
TEST(Lobpcg, RefusesWhatItCannotDo) {
  const Tensor A = example(8);
  EXPECT_THROWN(
      "ValueError: LPBPCG algorithm is not applicable when the number of A rows (=8) is smaller than 3 x "
      "the number of requested eigenpairs (=3)",
      lobpcg(A, 3));
  EXPECT_THROWN("Error: lobpcg: expected 1 <= k <= n, but got k=2 and n=1", lobpcg(A, 2, {}, {}, 1));
  EXPECT_THROWN("ValueError: lobpcg: method must be \"basic\" or \"ortho\", but got \"best\"",
                lobpcg(A, 1, {}, {}, std::nullopt, {}, std::nullopt, std::nullopt, std::nullopt, "best"));
  EXPECT_THROWN("Error: lobpcg: expected A of dtype Float or Double, but got ComplexDouble",
                lobpcg(A.to(kComplexDouble)));
  EXPECT_THROWN("Error: lobpcg: A and B must have the same shape, but got [8, 8] and [7, 7]",
                lobpcg(A, 1, example(7)));
  EXPECT_THROWN("Error: lobpcg: expected X of shape [8, 2], but got [7, 2]",
                lobpcg(A, 1, {}, ones({7, 2}, kDouble)));
  EXPECT_THROWN("Error: lobpcg: n=3 is not the number of X's columns, 2",
                lobpcg(A, 1, {}, randn({8, 2}, kDouble), 3));
  Tensor leaf = example(8).requires_grad_();
  EXPECT_THROWN("ValueError: lobpcg.backward does not support backward with B != I yet.",
                std::get<0>(lobpcg(leaf, 1, eye(8, kDouble))).sum().backward());
  EXPECT_THROWN("LinAlgError: lobpcg: B is not positive definite, or the vectors are not independent",
                lobpcg(A, 1, -eye(8, kDouble)));
  EXPECT_THROWN("LinAlgError: lobpcg: B is not positive definite, or the vectors are not independent",
                lobpcg(A, 1, {}, zeros({8, 1}, kDouble)));
}

}  // namespace
}  // namespace facula
