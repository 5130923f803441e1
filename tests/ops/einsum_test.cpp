// einsum and its kin: worked rows of FEATURES (LA), messages as PyTorch 1.13 has them, distances.
#include "facula/ops/einsum.h"

#include "facula/autograd/gradcheck.h"
#include "facula/ops/compare.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/distance.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/reduce.h"
#include "facula/ops/softmax.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::expect_values;
using test::message_of;
using test::values;
using test::wave;

Tensor run(const char* equation, std::vector<Tensor> operands) { return einsum(equation, operands); }
void expect_equal(const Tensor& a, const Tensor& b, double tolerance = 1e-12) {
  ASSERT_EQ(a.sizes(), b.sizes());
  EXPECT_LE(a.sub(b).abs().sum().item<double>(), tolerance);
}

TEST(Features,
     LA14) {  // repeated indices are summed, output may be implicit, `...` broadcasts, gradients exist
  const Tensor a = wave({2, 3}), b = wave({3, 4}, 0.3);
  expect_equal(run("ij,jk->ik", {a, b}), a.mm(b));
  expect_equal(run("ij,jk", {a, b}), a.mm(b));
  expect_equal(run("...ij,...jk->...ik", {a, b}), a.mm(b));
  const Tensor x = wave({2, 3}).requires_grad_(), y = wave({3, 4}, 0.3).requires_grad_();
  EXPECT_TRUE(
      autograd::gradcheck([](const variable_list& v) { return variable_list{einsum("ij,jk", v)}; }, {x, y}));
}
TEST(Features, LA15) {
  const Tensor a = wave({5}), b = wave({5}, 0.2);
  const Tensor y = run("i,i->", {a, b});
  EXPECT_EQ(y.dim(), 0);
  expect_equal(y, a.dot(b));
}
TEST(Features, LA16) {
  const Tensor a = wave({4, 2, 3}), b = wave({4, 3, 5}, 0.2);
  expect_equal(run("bij,bjk->bik", {a, b}), a.bmm(b));
}
TEST(Features, LA17) { expect_equal(run("ii->", {wave({4, 4})}), wave({4, 4}).trace()); }
TEST(Features, LA18) {
  const Tensor a = wave({2, 3}), y = run("ij->ji", {a});
  expect_equal(y, a.t());
  EXPECT_TRUE(y.is_alias_of(a));  // a view, no copy
}
TEST(Features, LA19) {
  const Tensor x = wave({2}), A = wave({2, 3}, 0.1), y = wave({3}, 0.2);
  expect_equal(run("i,ij,j->", {x, A, y}), x.dot(A.mv(y)));
}
TEST(Features, LA20) {
  const Tensor t = wave({2, 3, 4}), s = wave({2, 3, 5}, 0.4);
  expect_equal(run("ijk,ijl->kl", {t, s}), t.reshape({6, 4}).t().mm(s.reshape({6, 5})));
}
TEST(Features, LA21) {
  const Tensor a = wave({2}), b = wave({3}, 0.1), c = wave({4}, 0.2);
  expect_equal(run("i,j,k->ijk", {a, b, c}), a.reshape({2, 1, 1}) * b.reshape({3, 1}) * c);
}
TEST(Features, LA22) {
  const Tensor q = wave({2, 3, 4, 5}), k = wave({2, 3, 6, 5}, 0.1), v = wave({2, 3, 6, 5}, 0.2);
  const Tensor scores = run("bhqd,bhkd->bhqk", {q, k});
  expect_equal(scores, q.matmul(k.transpose(-2, -1)), 1e-11);
  const Tensor weights = scores.softmax(-1);
  expect_equal(run("bhqk,bhkd->bhqd", {weights, v}), weights.matmul(v), 1e-11);
}
TEST(Features, LA23) {
  const Tensor a = tensor({1.0, 2.0, 3.0}), b = tensor({10.0, 20.0});
  EXPECT_EQ(values(a.unsqueeze(1) * b.unsqueeze(0)), (std::vector<double>{10, 20, 20, 40, 30, 60}));
}

TEST(Features, ER54) {
  const Tensor a = wave({2, 3}), b = wave({3, 4});
  EXPECT_EQ(
      message_of([&] {
        run("ij,jk->ik", {a, a});
      }),
      "einsum(): subscript j has size 2 for operand 1 which does not broadcast with previously seen size 3");
  EXPECT_EQ(message_of([&] { run("ij->ik", {a}); }),
            "einsum(): output subscript k does not appear in the equation for any input operand");
  EXPECT_EQ(message_of([&] { run("ijk->i", {a}); }),
            "einsum(): the number of subscripts in the equation (3) does not match the number of dimensions "
            "(2) for "
            "operand 0 and no ellipsis was given");
  EXPECT_EQ(message_of([&] { run("ij->ijj", {a}); }),
            "einsum(): output subscript j appears more than once in the output");
  EXPECT_EQ(message_of([&] { run("ii->i", {a}); }),
            "einsum(): subscript i is repeated for operand 0 but the sizes don't match, 3 != 2");
  EXPECT_EQ(message_of([&] { run("ij,jk->ik", {a}); }),
            "einsum(): fewer operands were provided than specified in the equation");
  EXPECT_EQ(message_of([&] {
              run("ij->ij", {a, b});
            }),
            "einsum(): more operands were provided than specified in the equation");
  EXPECT_EQ(message_of([&] { run("i.j->ij", {a}); }),
            "einsum(): found '.' for operand 0 that is not part of any ellipsis");
  EXPECT_EQ(message_of([&] { run("...i...->i", {a}); }),
            "einsum(): found '.' for operand 0 for which an ellipsis was already found");
  EXPECT_EQ(
      message_of([&] { run("i1->i", {a}); }),
      "einsum(): invalid subscript given at index 1 in the equation string, subscripts must be in [a-zA-Z]");
  EXPECT_EQ(
      message_of([&] { run("ij->i1", {a}); }),
      "einsum(): invalid subscript given at index 5 in the equation string, subscripts must be in [a-zA-Z]");
  EXPECT_EQ(message_of([&] { run("ij->i.", {a}); }),
            "einsum(): found '.' for output that is not part of any ellipsis (...)");
  EXPECT_EQ(message_of([&] { run("i...->...i...", {a}); }),
            "einsum(): found '.' for output but an ellipsis (...) was already found");
  EXPECT_EQ(message_of([&] { run("", {}); }), "einsum(): must provide at least one operand");
}

TEST(Einsum, ContractsInTheCheapestOrder) {  // from the left, "ab,bc,cd" would make a 400 x 400 matrix
  const Tensor a = wave({400, 2}), b = wave({2, 400}, 0.1), c = wave({400, 1}, 0.2);
  expect_equal(run("ab,bc,cd->ad", {a, b, c}), a.mm(b.mm(c)), 1e-9);
  std::vector<Tensor> many;
  for (int i = 0; i < 10; ++i) many.push_back(wave({2, 2}, 0.1 * i));
  Tensor chain = many[0];
  for (size_t i = 1; i < many.size(); ++i) chain = chain.mm(many[i]);
  expect_equal(einsum("ab,bc,cd,de,ef,fg,gh,hi,ij,jk->ak", many), chain,
               1e-9);  // more than the exact search takes
}

TEST(Einsum, Path) {
  const Tensor a = wave({2, 3}), b = wave({3, 4}, 0.1), c = wave({4, 2}, 0.2);
  std::vector<Tensor> operands{a, b, c};
  const int64_t path[] = {1, 2, 0, 1}, bad[] = {0, 3, 0, 1}, same[] = {1, 1, 0, 1}, few[] = {0, 1};
  expect_equal(einsum("ij,jk,kl->il", operands, IntArrayRef(path)), a.mm(b).mm(c));
  EXPECT_THROW(einsum("ij,jk,kl->il", operands, IntArrayRef(bad)), Error);
  EXPECT_THROW(einsum("ij,jk,kl->il", operands, IntArrayRef(same)), Error);
  EXPECT_EQ(message_of([&] { einsum("ij,jk,kl->il", operands, IntArrayRef(few)); }),
            "einsum(): expected contraction path given in path parameter to have size 4 but got 2");
}

TEST(Tensordot, Messages) {
  const Tensor a = wave({2, 3}), b = wave({3, 4});
  EXPECT_EQ(
      message_of([&] { tensordot(a, b, {0}, {0}); }),
      "contracted dimensions need to match, but first has size 2 in dim 0 and second has size 3 in dim 0");
  EXPECT_EQ(message_of([&] {
              tensordot(a, b, {0, 1}, {0});
            }),
            "both dimension lists should have same length");
  EXPECT_EQ(message_of([&] { tensordot(a, b.to(kFloat), {1}, {0}); }), "both inputs should have same dtype");
}

TEST(Features, LA13) {  // the gradient at zero distance is 0, not NaN
  for (double p : {1.0, 2.0, 3.0, 0.5, HUGE_VAL}) {
    const Tensor a = wave({3, 2}).requires_grad_();
    const Tensor d = cdist(a, a.detach(), p);
    EXPECT_EQ(d.sizes(), IntArrayRef({3, 3}));
    d.sum().backward();
    EXPECT_TRUE(a.grad().isfinite().all().item<bool>()) << p;
  }
  expect_values(cdist(tensor({0.0, 0.0, 3.0, 4.0}).reshape({2, 2}), tensor({0.0, 0.0}).reshape({1, 2})),
                {2, 1}, {0, 5}, 1e-12);
}

TEST(Cdist, ManyRowsGoThroughAProduct) {
  const Tensor a = wave({40, 3}), b = wave({30, 3}, 0.5);
  expect_equal(cdist(a, b), cdist(a, b, 2, 2), 1e-6);
}

TEST(Cdist, Messages) {
  const Tensor a = wave({2, 3}), b = wave({3, 4});
  EXPECT_EQ(message_of([&] { cdist(a, b); }), "X1 and X2 must have the same number of columns. X1: 3 X2: 4");
  EXPECT_EQ(message_of([&] { cdist(wave({3}), a); }), "cdist only supports at least 2D tensors, X1 got: 1D");
  EXPECT_EQ(message_of([&] { cdist(a, a, -1); }), "cdist only supports non-negative p values");
  EXPECT_EQ(message_of([&] { cdist(a.to(kLong), a); }),
            "cdist only supports floating-point dtypes, X1 got: Long");
  EXPECT_EQ(message_of([&] { cdist(a, a.to(kFloat)); }), "expected scalar type Double but found Float");
  EXPECT_EQ(message_of([&] { pdist(wave({3})); }), "pdist only supports 2D tensors, got: 1D");
  EXPECT_EQ(message_of([&] { pdist(a, -1); }), "pdist only supports non-negative p values");
}

TEST(Renorm, Messages) {
  const Tensor a = wave({2, 3});
  EXPECT_EQ(message_of([&] { renorm(a, -1, 0, 1); }), "renorm: non-positive-norm not supported");
  EXPECT_EQ(message_of([&] { renorm(a, 2, 0, -1); }), "renorm: expected maxnorm to be >= 0 but got -1");
  EXPECT_EQ(message_of([&] { renorm(wave({3}), 2, 0, 1); }),
            "renorm: input needs at least 2 dimensions, got 1 dimensions");
}

TEST(Products, InPlaceMessages) {
  const Tensor a = wave({2, 3}), b = wave({3, 4}), v = wave({3});
  Tensor x = wave({2, 3});
  EXPECT_EQ(message_of([&] { wave({4}).addmm_(a, b); }),
            "Bad in-place call: input tensor size [4] and output tensor size [2, 4] should match");
  EXPECT_EQ(message_of([&] { v.addr_(v, v); }), "2D tensor expected, got 1D tensor for input");
  const Tensor leaf = wave({2, 4}).requires_grad_();
  EXPECT_EQ(message_of([&] { leaf.addmm_(a, b); }),
            "a leaf Variable that requires grad is being used in an in-place operation.");
  EXPECT_EQ(message_of([&] { v.mT(); }),
            "tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor.");
  EXPECT_EQ(message_of([&] {
              wave({2, 3, 4}).matrix_H();
            }),
            "tensor.H is only supported on matrices (2-D tensors). Got 3-D tensor. For batches of matrices, "
            "consider "
            "using tensor.mH");
}

TEST(Products, InPlaceOnAViewOfAGraphTensor) {
  const Tensor w = wave({3, 4}).requires_grad_(), a = wave({2, 3}, 0.1).requires_grad_(),
               b = wave({3, 4}, 0.2);
  Tensor y = w * 2;
  y.slice(0, 0, 2).addmm_(a, b, 3, 2);
  y.sum().backward();
  expect_values(w.grad(), {3, 4}, {6, 6, 6, 6, 6, 6, 6, 6, 2, 2, 2, 2}, 1e-12);
  expect_equal(a.grad(), b.sum(1).mul(2).expand({2, 3}));
}

TEST(Features, LA01) {
  EXPECT_EQ(matmul(wave({5, 3}), wave({3, 4})).sizes(), IntArrayRef({5, 4}));
  EXPECT_EQ(matmul(wave({32, 64}), wave({64, 128})).sizes(), IntArrayRef({32, 128}));
}
TEST(Features, LA02) {
  EXPECT_EQ(matmul(wave({3}), wave({3})).dim(), 0);
  EXPECT_EQ(matmul(wave({2, 3}), wave({3})).sizes(), IntArrayRef({2}));
  const Tensor q = wave({2, 3, 4, 5}), k = wave({2, 3, 4, 5}, 0.1);
  EXPECT_EQ(matmul(q, k.transpose(-2, -1)).sizes(), IntArrayRef({2, 3, 4, 4}));
}
TEST(Features, LA03) {
  const Tensor a = tensor({1, 2, 3, 4}).reshape({2, 2}), b = tensor({5, 6, 7, 8}).reshape({2, 2});
  EXPECT_EQ(a.scalar_type(), kLong);
  EXPECT_EQ(values(mm(a, b)), (std::vector<double>{19, 22, 43, 50}));
  EXPECT_EQ(message_of([&] {
              mm(wave({2, 3}), wave({4, 5}));
            }),
            "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)");
}
TEST(Features, LA04) { EXPECT_EQ(bmm(wave({2, 3, 4}), wave({2, 4, 5})).sizes(), IntArrayRef({2, 3, 5})); }
TEST(Features, LA05) {
  const Tensor x = wave({32, 10, 10}), y = bmm(x, x.transpose(-2, -1));
  expect_equal(y, y.transpose(-2, -1), 1e-9);
}
TEST(Features, LA06) {
  const Tensor m = tensor({1.0, 2.0, 3.0, 4.0}).reshape({2, 2});
  EXPECT_EQ(values(mv(m, tensor({1.0, 2.0}))), (std::vector<double>{5, 11}));
  EXPECT_THROW(mv(m, tensor({1, 2})), Error);  // operands must share a dtype
}
TEST(Features, LA07) {
  EXPECT_EQ(dot(tensor({1, 2, 3}), tensor({4, 5, 6})).item<int64_t>(), 32);
  EXPECT_EQ(message_of([] {
              dot(wave({3}), wave({2, 3}));
            }),
            "1D tensors expected, but got 1D and 2D tensors");
}
TEST(Features, LA25) {
  const Tensor X = wave({4, 3}).requires_grad_(), W = wave({3, 2}, 0.1).requires_grad_(),
               g = wave({4, 2}, 0.2);
  matmul(X, W).backward(g);
  expect_equal(W.grad(), X.detach().t().mm(g));
  expect_equal(X.grad(), g.mm(W.detach().t()));
}

TEST(Features, LA24) {  // transposed operands reach BLAS as flags: the same result, no copy by the caller
  const Tensor a = wave({70, 80}), b = wave({70, 90}, 0.1);
  expect_equal(a.t().mm(b), a.t().contiguous().mm(b), 1e-10);
  expect_equal(b.t().mm(a), b.t().contiguous().mm(a), 1e-10);
}
TEST(Features, ER06) {
  const Tensor a = wave({10, 5});
  for (const auto& f :
       {+[](const Tensor& x) { return matmul(x, x); }, +[](const Tensor& x) { return mm(x, x); },
        +[](const Tensor& x) { return linear(x, x.t()); }})
    EXPECT_EQ(message_of([&] { f(a); }), "mat1 and mat2 shapes cannot be multiplied (10x5 and 10x5)");
  EXPECT_EQ(matmul(a, a.t()).sizes(), IntArrayRef({10, 10}));
}
TEST(Features, ER07) {
  const Tensor a = wave({2, 2}), b = wave({2, 2, 2});
  EXPECT_EQ(message_of([&] { mm(b, a); }), "self must be a matrix");
  EXPECT_EQ(message_of([&] { mm(a, b); }), "mat2 must be a matrix");
  EXPECT_EQ(message_of([&] { bmm(a, b); }), "batch1 must be a 3D tensor");
  EXPECT_EQ(message_of([&] { dot(a, a); }), "1D tensors expected, but got 2D and 2D tensors");
  EXPECT_EQ(message_of([&] { b.t(); }), "t() expects a tensor with <= 2 dimensions, but self is 3D");
}
TEST(Features, ER08) {
  const Tensor m = wave({2, 2}).to(kFloat);
  EXPECT_EQ(message_of([&] { mv(m, tensor({1, 2})); }), "expected scalar type Float but found Long");
  EXPECT_EQ(message_of([&] { matmul(m, wave({2, 2})); }), "expected scalar type Float but found Double");
}

}  // namespace
}  // namespace facula
