// Linear algebra: rows of FEATURES, messages as PyTorch 1.13 has them, and what the op table cannot say.
#include "facula/ops/linalg.h"

#include "facula/autograd/gradcheck.h"
#include "facula/ops/compare.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::expect_values;
using test::message_of;
using test::values;
using test::wave;

double distance(const Tensor& a, const Tensor& b) { return a.sub(b).abs().sum().item<double>(); }
Tensor small() { return tensor({1.0, 2.0, 3.0, 4.0}).to(kDouble).reshape({2, 2}); }
// Well conditioned, not symmetric.
Tensor regular(int64_t batch, int64_t n) {
  return wave({batch, n, n}) + eye(n, TensorOptions(kDouble)) * static_cast<double>(n);
}

TEST(Features, LA08) {
  expect_values(linalg::inv(small()), {2, 2}, {-2, 1, 1.5, -0.5}, 1e-12);
  expect_values(inverse(small()), {2, 2}, {-2, 1, 1.5, -0.5}, 1e-12);
  const Tensor a = regular(7, 4);
  EXPECT_LT(distance(matmul(a, linalg::inv(a)), eye(4, TensorOptions(kDouble)).expand({7, 4, 4})), 1e-10);
  EXPECT_THROW(linalg::inv(zeros({3, 3})), LinAlgError);
  EXPECT_EQ(message_of([] {
              linalg::inv(zeros({3, 3}));
            }),
            "linalg.inv: The diagonal element 1 is zero, the inversion could not be completed because the "
            "input matrix "
            "is singular.");
  EXPECT_THROW(linalg::inv(small().to(kLong)), Error);
}
TEST(Features, LA09) {
  EXPECT_NEAR(det(small()).item<double>(), -2, 1e-12);
  EXPECT_EQ(linalg::det(regular(32, 10)).sizes(), IntArrayRef({32}));
}
TEST(Features, LA10) {
  const Tensor x = wave({3, 5, 5});
  const auto [w, V] = linalg::eig(x);
  EXPECT_EQ(w.scalar_type(), kComplexDouble);
  EXPECT_EQ(std::get<0>(linalg::eig(x.to(kFloat))).scalar_type(), kComplexFloat);
  EXPECT_LT(distance(matmul(x.to(kComplexDouble), V), V * w.unsqueeze(-2)), 1e-9);
}
TEST(Features, AT21) {
  EXPECT_EQ(std::get<0>(linalg::eig(small().to(kFloat))).scalar_type(), kComplexFloat);
  EXPECT_EQ(std::get<1>(linalg::eig(small())).scalar_type(), kComplexDouble);
}
TEST(Features, LA11) {
  const Tensor x = zeros({2, 2, 2}, TensorOptions(kDouble));
  x[0].copy_(tensor({4.0, 0.0, 0.0, 2.0}).reshape({2, 2}));
  x[1].copy_(tensor({300.0, 0.0, 0.0, 1.0}).reshape({2, 2}));
  const Tensor c = linalg_cond(x);
  expect_values(c, {2}, {2, 300}, 1e-10);
  EXPECT_EQ(values(c.gt(100)), (std::vector<double>{0, 1}));  // NS-12: the filter of ill-conditioned matrices
}
TEST(Features, LA12) {
  const auto [U, S, Vh] = linalg::svd(wave({2, 4, 3}), false, std::nullopt);
  EXPECT_LT(distance(matmul(U * S.unsqueeze(-2), Vh), wave({2, 4, 3})), 1e-10);
  EXPECT_LT(distance(linalg::svdvals(wave({2, 4, 3}), std::nullopt), S), 1e-10);
  EXPECT_TRUE(S.narrow(-1, 0, 2).ge(S.narrow(-1, 1, 2)).all().item<bool>());
}
TEST(Features, BT29) {
  const Tensor a = regular(4, 5), b = wave({4, 5, 2});
  EXPECT_LT(distance(matmul(a, linalg::solve(a, b)), b), 1e-10);
  const Tensor spd = matmul(a, a.mT());
  const Tensor L = linalg::cholesky(spd);
  EXPECT_LT(distance(matmul(L, L.mT()), spd), 1e-9);
  const auto [Q, R] = linalg::qr(wave({4, 6, 3}));
  EXPECT_LT(distance(matmul(Q, R), wave({4, 6, 3})), 1e-10);
  const auto [w, V] = linalg::eigh(spd);
  EXPECT_LT(distance(matmul(V * w.unsqueeze(-2), V.mT()), spd), 1e-8);
  const auto [X, residuals, rank, s] = linalg::lstsq(wave({6, 3}), wave({6, 2}, 0.3));
  EXPECT_LT(matmul(wave({6, 3}).t(), matmul(wave({6, 3}), X) - wave({6, 2}, 0.3)).abs().sum().item<double>(),
            1e-9);
}
TEST(Features, WN24) {
  const Tensor m = small();
  EXPECT_NEAR(det(m).item<double>(), -2, 1e-12);
  expect_values(inverse(m), {2, 2}, {-2, 1, 1.5, -0.5}, 1e-12);
  expect_values(mv(m, tensor({1.0, 2.0}).to(kDouble)), {2}, {5, 11}, 0);
  EXPECT_EQ(dot(tensor({1, 2, 3}), tensor({4, 5, 6})).item<int64_t>(), 32);
}
TEST(Features, WN23) {
  EXPECT_EQ(values(mm(tensor({1, 2, 3, 4}).reshape({2, 2}), tensor({5, 6, 7, 8}).reshape({2, 2}))),
            (std::vector<double>{19, 22, 43, 50}));
}
TEST(Features, WN45) { EXPECT_EQ(mm(wave({32, 64}), wave({64, 128})).sizes(), IntArrayRef({32, 128})); }

TEST(Features, ER18) {
  EXPECT_THROW(inverse(zeros({2, 2})), LinAlgError);
  EXPECT_EQ(message_of([] {
              inverse(zeros({2, 3}));
            }),
            "linalg.inv: A must be batches of square matrices, but they are 2 by 3 matrices");
}
TEST(Features, NS12) {
  EXPECT_NEAR(linalg_cond(tensor({200.0, 0.0, 0.0, 1.0}).reshape({2, 2})).item<double>(), 200, 1e-3);
}

TEST(Linalg, ShapeAndTypeMessages) {
  const Tensor A = wave({2, 3}), B = wave({3, 3}), v = wave({3});
  const char* square = ": A must be batches of square matrices, but they are 2 by 3 matrices";
  EXPECT_EQ(message_of([&] { linalg::inv(A); }), std::string("linalg.inv") + square);
  EXPECT_EQ(message_of([&] { linalg::det(A); }), std::string("linalg.det") + square);
  EXPECT_EQ(message_of([&] { linalg::solve(A, v); }), std::string("linalg.solve") + square);
  EXPECT_EQ(message_of([&] { linalg::cholesky(A); }), std::string("linalg.cholesky") + square);
  EXPECT_EQ(message_of([&] { linalg::eig(A); }), std::string("linalg.eig") + square);
  EXPECT_EQ(message_of([&] { linalg::eigh(A); }), std::string("linalg.eigh") + square);
  EXPECT_EQ(message_of([&] { linalg::matrix_exp(A); }), std::string("linalg.matrix_exp") + square);
  EXPECT_EQ(message_of([&] { linalg::matrix_power(A, 2); }), std::string("linalg.matrix_power") + square);
  EXPECT_EQ(message_of([&] { linalg::cond(A, 1); }), std::string("linalg.cond(ord=1)") + square);
  EXPECT_EQ(message_of([&] { linalg::inv(v); }),
            "linalg.inv: The input tensor A must have at least 2 dimensions.");
  EXPECT_EQ(message_of([&] { linalg::qr(v); }),
            "linalg.qr: The input tensor A must have at least 2 dimensions.");
  EXPECT_EQ(message_of([&] { linalg::cond(v); }),
            "linalg.cond: The input tensor must have at least 2 dimensions.");
  EXPECT_EQ(message_of([&] { linalg::inv(B.to(kLong)); }),
            "linalg.inv: Expected a floating point or complex tensor as input. Got Long");
  EXPECT_EQ(message_of([&] { linalg::inv(B.to(kHalf)); }),
            "linalg.inv: Low precision dtypes not supported. Got Half");
  EXPECT_EQ(message_of([&] { linalg::solve(B, A); }),
            "linalg.solve: Incompatible shapes of A and B for the equation AX = B (3x3 and 2x3)");
  EXPECT_EQ(
      message_of([&] { linalg::solve(B, v.to(kFloat)); }),
      "linalg.solve: Expected A and B to have the same dtype, but found A of type Double and B of type Float "
      "instead");
  EXPECT_EQ(message_of([&] { linalg::solve_triangular(B, v, true); }),
            "linalg.solve_triangular: The input tensor B must have at least 2 dimensions.");
  EXPECT_EQ(message_of([&] { linalg::qr(B, "x"); }),
            "qr received unrecognized mode 'x' but expected one of 'reduced' (default), 'r', or 'complete'");
  EXPECT_EQ(message_of([&] { linalg::eigh(B, "X"); }), "Expected UPLO argument to be 'L' or 'U', but got X");
  EXPECT_EQ(message_of([&] { linalg::lstsq(A, v); }),
            "torch.linalg.lstsq: input.size(-2) should match other.size(-1)");
  EXPECT_EQ(message_of([&] { linalg::lstsq(A, wave({2}), std::nullopt, "x"); }),
            "torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)");
  EXPECT_EQ(message_of([&] { linalg::matrix_norm(B, 7); }), "linalg.matrix_norm: Order 7 not supported.");
  EXPECT_EQ(message_of([&] { linalg::matrix_norm(B, "x"); }), "linalg.matrix_norm: Order x not supported.");
  EXPECT_EQ(message_of([&] {
              linalg::matrix_norm(B, "fro", {0, 0});
            }),
            "linalg.matrix_norm: dims must be different. Got (0, 0)");
  EXPECT_EQ(message_of([&] {
              linalg::norm(wave({2, 2, 2}), 1);
            }),
            "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got 3D.");
  EXPECT_EQ(message_of([&] { linalg::cond(B, 5); }), "linalg.cond got an invalid norm type: 5");
  EXPECT_EQ(message_of([&] { linalg::lu(A, false); }),
            "linalg.lu_factor: LU without pivoting is not implemented on the CPU");
  EXPECT_EQ(
      message_of([&] { linalg::householder_product(A, v); }),
      "torch.linalg.householder_product: input.shape[-2] must be greater than or equal to input.shape[-1]");
  EXPECT_EQ(message_of([&] { linalg::tensorinv(A); }),
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but "
            "got 1 != 6");
  EXPECT_EQ(message_of([&] { linalg::tensorinv(A, 0); }),
            "Expected a strictly positive integer for 'ind', but got 0");
  EXPECT_EQ(message_of([&] { linalg::vander(v, 1); }), "N must be greater than 1.");
  EXPECT_EQ(message_of([&] { linalg::multi_dot(std::vector<Tensor>{A}); }),
            "multi_dot(): expected at least 2 tensors but got 1");
  EXPECT_EQ(message_of([&] {
              linalg::multi_dot(std::vector<Tensor>{A, B, A});
            }),
            "multi_dot(): tensors 1 and 2 with shapes [3, 3] and [2, 3] cannot be multiplied");
  EXPECT_EQ(message_of([&] {
              linalg::cross(A, wave({2, 4}));
            }),
            "linalg.cross: inputs dimension -1 must have length 3. Got 3 and 4");
  EXPECT_EQ(message_of([&] { linalg::cross(v, A); }),
            "linalg.cross: inputs must have the same number of dimensions.");
  EXPECT_EQ(
      message_of([&] { facula::cholesky_solve(A, B); }),
      "Incompatible matrix sizes for cholesky_solve: each A matrix is 3 by 3 but each b matrix is 2 by 3");
  EXPECT_EQ(message_of([&] { facula::lu_unpack(B, v); }),
            "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.\nNote: "
            "this function "
            "is intended to be used with the output produced by torch.linalg.lu_factor");
}

TEST(Linalg, SingularAndDivergentMatrices) {
  const TensorOptions d(kDouble);
  const Tensor Z = zeros({3, 3}, d), C = eye(3, d).neg(), batch = zeros({2, 3, 3}, d),
               nan = full({3, 3}, NAN, d);
  batch[0].copy_(eye(3, d));
  const Tensor kept = batch.clone();
  EXPECT_EQ(message_of([&] { linalg::inv(batch); }),
            "linalg.inv: (Batch element 1): The diagonal element 1 is zero, the inversion could not be "
            "completed because "
            "the input matrix is singular.");
  EXPECT_EQ(message_of([&] { linalg::inv_ex(Z, true); }),
            "linalg.inv_ex: The diagonal element 1 is zero, the inversion could not be completed because the "
            "input matrix "
            "is singular.");
  EXPECT_EQ(message_of([&] { linalg::solve(Z, wave({3})); }),
            "torch.linalg.solve: The solver failed because the input matrix is singular.");
  EXPECT_EQ(message_of([&] {
              linalg::solve(batch, wave({2, 3}));
            }),
            "torch.linalg.solve: (Batch element 1): The solver failed because the input matrix is singular.");
  EXPECT_EQ(message_of([&] { linalg::cholesky(C); }),
            "linalg.cholesky: The factorization could not be completed because the input is not "
            "positive-definite (the "
            "leading minor of order 1 is not positive-definite).");
  EXPECT_EQ(message_of([&] { facula::cholesky(C); }),
            "cholesky: The factorization could not be completed because the input is not positive-definite "
            "(the leading "
            "minor of order 1 is not positive-definite).");
  EXPECT_EQ(message_of([&] { linalg::eig(nan); }),
            "torch.linalg.eig: input tensor should not contain infs or NaNs.");
  EXPECT_EQ(
      message_of([&] { linalg::svd(nan); }),
      "linalg.svd: The algorithm failed to converge because the input matrix contained non-finite values.");
  EXPECT_THROW(linalg::eigh(nan), LinAlgError);
  EXPECT_THROW(linalg::lu_factor(Z), LinAlgError);
  EXPECT_EQ(values(batch), values(kept));  // operands are as they were
  EXPECT_EQ(std::get<1>(linalg::inv_ex(Z)).item<int>(), 1);
  EXPECT_EQ(std::get<1>(linalg::cholesky_ex(C)).item<int>(), 1);
  EXPECT_EQ(std::get<1>(linalg::solve_ex(Z, wave({3}))).item<int>(), 1);
  EXPECT_EQ(linalg::det(Z).item<double>(), 0);
  EXPECT_EQ(std::get<1>(linalg::slogdet(Z)).item<double>(), -HUGE_VAL);
  EXPECT_TRUE(std::isnan(logdet(C).item<double>()));
  EXPECT_EQ(linalg::cond(Z, 1).item<double>(), HUGE_VAL);
}

TEST(Linalg, GradientOfASingularDeterminant) {  // rank 2 of 3: the cofactors
  const Tensor a = tensor({1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0}).to(kDouble).reshape({3, 3});
  a[2].copy_(a[0] + a[1]);
  Tensor x = a.clone().requires_grad_();
  linalg::det(x).backward();
  expect_values(x.grad(), {3, 3}, {3, -6, 3, 3, -6, 3, -3, 6, -3}, 1e-9);
}

TEST(Linalg, PhaseDependentLossesAreRefused) {
  const Tensor z = view_as_complex(wave({3, 3, 2})), h = z + z.mH();
  const Tensor x = h.clone().requires_grad_();
  const auto [w, V] = linalg::eigh(x);
  EXPECT_THROW(real(V * tensor({1.0, 2.0, 3.0}).to(kComplexDouble)).pow(3).sum().backward(), Error);
}

TEST(Linalg, OpsWithoutDerivativeSaySo) {
  const Tensor x = regular(1, 3)[0].clone().requires_grad_();
  EXPECT_THROW(std::get<0>(facula::geqrf(x)).sum().backward(), NotImplementedError);
  EXPECT_THROW(std::get<0>(linalg::ldl_factor(x)).sum().backward(), NotImplementedError);
  EXPECT_EQ(message_of([&] { std::get<1>(linalg::qr(x, "r")).sum().backward(); }),
            "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use "
            "linalg.qr(A, "
            "mode='reduced') if you are going to require gradients");
  const Tensor tall = wave({4, 2}).requires_grad_();
  EXPECT_EQ(message_of([&] { std::get<0>(linalg::qr(tall, "complete")).sum().backward(); }),
            "The QR decomposition is not differentiable when mode='complete' and nrows > ncols");
}

TEST(Linalg, OperandsKeepTheirValues) {
  const Tensor a = regular(2, 4), before = a.clone();
  linalg::inv(a), linalg::eig(a), linalg::svd(a), linalg::qr(a), linalg::lu(a), linalg::solve(a, a);
  EXPECT_EQ(distance(a, before), 0);
  const Tensor t = a.transpose(-2, -1);  // column-major already
  linalg::inv(t), linalg::eig(t), linalg::svd(t), linalg::qr(t), linalg::lu(t),
      linalg::solve_triangular(t, t, true);
  EXPECT_EQ(distance(a, before), 0);
}

TEST(Linalg, MatrixExpOfLargeNorm) {
  const Tensor a = tensor({0.0, -20.0, 20.0, 0.0}).to(kDouble).reshape({2, 2});  // a rotation by 20
  expect_values(linalg::matrix_exp(a), {2, 2}, {std::cos(20), -std::sin(20), std::sin(20), std::cos(20)},
                1e-12);
}

TEST(Linalg, RankWithTolerances) {
  const Tensor a = zeros({3, 3}, TensorOptions(kDouble));
  a.diagonal(0, 0, 1).copy_(tensor({1.0, 1e-3, 1e-9}).to(kDouble));
  EXPECT_EQ(linalg::matrix_rank(a).item<int64_t>(), 3);
  EXPECT_EQ(linalg::matrix_rank(a, 1e-6).item<int64_t>(), 2);
  EXPECT_EQ(linalg::matrix_rank(a, std::nullopt, std::optional<double>(1e-2)).item<int64_t>(), 1);
  EXPECT_EQ(linalg::matrix_rank(a, 1e-6, true).item<int64_t>(), 2);
}

}  // namespace
}  // namespace facula
