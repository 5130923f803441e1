// Sparse tensors: rows of FEATURES (SP), messages as PyTorch 1.13 has them, printing, gradients.
#include "facula/ops/sparse.h"

#include <sstream>

#include "facula/autograd/gradcheck.h"
#include "facula/ops/cat.h"
#include "facula/ops/compare.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/index.h"
#include "facula/ops/linalg.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/print.h"
#include "facula/ops/reduce.h"
#include "facula/ops/softmax.h"
#include "facula/ops/sort.h"
#include "facula/ops/view.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::expect_values;
using test::message_of;
using test::values;
using test::wave;

Tensor indices() { return tensor({0, 1, 1, 2, 0, 2}).reshape({2, 3}); }
Tensor numbers() { return tensor({3.0, 4.0, 5.0}).to(kDouble); }
// [[0, 0, 3], [4, 0, 5]]
Tensor sample() { return sparse_coo_tensor(indices(), numbers(), {2, 3}); }
// The same with 3 = 1 + 2, out of order.
Tensor repeated() {
  return sparse_coo_tensor(tensor({1, 0, 1, 0, 0, 2, 2, 2}).reshape({2, 4}),
                           tensor({4.0, 1.0, 5.0, 2.0}).to(kDouble), {2, 3});
}
Tensor compressed() { return sample().to_sparse_csr(); }
Tensor dense() { return sample().to_dense(); }
void expect_same(const Tensor& a, const Tensor& b, double tolerance = 1e-12) {
  const Tensor x = a.to_dense(), y = b.to_dense();
  ASSERT_EQ(x.sizes(), y.sizes());
  EXPECT_LE(x.sub(y).abs().sum().to(kDouble).item<double>(), tolerance);
}

TEST(Features, SP01) {
  for (ScalarType t : {kFloat, kDouble, kHalf, kBFloat16, kComplexFloat}) {
    const Tensor s = sparse_coo_tensor(indices(), numbers().to(t), {2, 3});
    EXPECT_EQ(s.scalar_type(), t);
    EXPECT_EQ(s.layout(), kSparse);
    EXPECT_TRUE(s.is_sparse());
    EXPECT_EQ(s.sizes(), IntArrayRef({2, 3}));
    EXPECT_EQ(s.numel(), 6);
  }
  expect_values(dense(), {2, 3}, {0, 0, 3, 4, 0, 5}, 0);
  EXPECT_EQ(sparse_coo_tensor(indices(), numbers()).sizes(), IntArrayRef({2, 3}));
  expect_values(sparse_coo_tensor({2, 2}, TensorOptions(kDouble)).to_dense(), {2, 2}, {0, 0, 0, 0}, 0);
  const Tensor hybrid = sparse_coo_tensor(tensor({0, 2}).reshape({1, 2}), wave({2, 3}), {4, 3});
  EXPECT_EQ(hybrid.sparse_dim(), 1);
  EXPECT_EQ(hybrid.dense_dim(), 1);
  expect_same(hybrid.to_dense().slice(0, 0, 3, 2), wave({2, 3}));
}

TEST(Features, SP02) {
  const Tensor r = repeated();
  EXPECT_FALSE(r.is_coalesced());
  const Tensor c = r.coalesce();
  EXPECT_TRUE(c.is_coalesced());
  EXPECT_EQ(values(c.indices()), values(indices()));
  expect_values(c.values(), {3}, {3, 4, 5}, 0);
  expect_same(mm(r, wave({3, 2})), dense().mm(wave({3, 2})));
  EXPECT_TRUE(c.coalesce().is_same(c));
}

TEST(Features, SP03) {
  const Tensor s = sample();
  EXPECT_EQ(s._nnz(), 3);
  EXPECT_EQ(message_of([&] { s.indices(); }),
            "Cannot get indices on an uncoalesced tensor, please call .coalesce() first");
  EXPECT_EQ(message_of([&] { s.values(); }),
            "Cannot get values on an uncoalesced tensor, please call .coalesce() first");
  EXPECT_EQ(values(s._indices()), values(indices()));
  EXPECT_EQ(values(s._values()), values(numbers()));
}

TEST(Features, SP04) {
  const Tensor x = wave({3});
  for (const Tensor& a : {sample(), compressed(), repeated()}) {
    expect_same(mv(a, x), dense().mv(x));
    expect_same(matmul(a, x), dense().mv(x));
    expect_same(a.mv(x), dense().mv(x));
  }
}

TEST(Features, SP05) {
  const Tensor b = wave({3, 4});
  for (const Tensor& a : {sample(), compressed(), repeated()}) {
    expect_same(mm(a, b), dense().mm(b));
    expect_same(matmul(a, b), dense().mm(b));
    expect_same(_sparse_mm(a, b), dense().mm(b));
    expect_same(mm(wave({4, 2}), a), wave({4, 2}).mm(dense()));
    expect_same(addmm(wave({2, 4}), a, b, 2, 3), addmm(wave({2, 4}), dense(), b, 2, 3));
    const Tensor y = mm(a, a.t());
    EXPECT_EQ(y.layout(), a.layout());
    expect_same(y, dense().mm(dense().t()));
    const Tensor x = b.clone().requires_grad_();
    EXPECT_TRUE(autograd::gradcheck([&](const variable_list& v) { return variable_list{mm(a, v[0])}; }, {x}));
    EXPECT_TRUE(autograd::gradcheck([&](const variable_list& v) { return variable_list{mm(a.t(), v[0])}; },
                                    {wave({2, 4}).requires_grad_()}));
  }
  const Tensor z = sample().to(kComplexDouble);
  expect_same(mm(z, b.to(kComplexDouble)), dense().mm(b).to(kComplexDouble));
}

TEST(Sparse, GradientsOfTheValues) {
  const Tensor v = numbers().requires_grad_(), b = wave({3, 2}).requires_grad_(),
               w = wave({3}, 0.4).requires_grad_();
  const auto check = [&](auto f) {
    const autograd::GradcheckFunction g = [&](const variable_list& x) {
      return variable_list{f(sparse_coo_tensor(indices(), x[0], {2, 3}), x[1], x[2])};
    };
    EXPECT_TRUE(autograd::gradcheck(g, {v, b, w}));
    EXPECT_TRUE(autograd::gradgradcheck(g, {v, b, w}));
  };
  const auto other = [](const Tensor& w) {
    return sparse_coo_tensor(tensor({0, 0, 1, 0, 2, 2}).reshape({2, 3}), w, {2, 3});
  };
  check([](const Tensor& s, const Tensor& b, const Tensor& w) { return mm(s, b).sum() + w.sum(); });
  check([](const Tensor& s, const Tensor& b, const Tensor& w) { return mm(b.t(), s.t()) * w.sum(); });
  check([&](const Tensor& s, const Tensor& b, const Tensor& w) { return mm(add(s, other(w), 2), b); });
  check([&](const Tensor& s, const Tensor& b, const Tensor& w) { return (s * other(w)).to_dense().mm(b); });
  check([&](const Tensor& s, const Tensor& b, const Tensor& w) {
    return mm(s, other(w).t()).to_dense() * b.sum();
  });
  check([](const Tensor& s, const Tensor& b, const Tensor& w) {
    return (s * 3 / 2).to_dense().mm(b) * w.sum();
  });
  check(
      [](const Tensor& s, const Tensor& b, const Tensor& w) { return s.coalesce().values() * b.sum() * w; });
  check([](const Tensor& s, const Tensor& b, const Tensor& w) { return mm(s.to_sparse_csr(), b) * w.sum(); });
  check([](const Tensor& s, const Tensor& b, const Tensor& w) {
    return mm((-s).clone(), b) * w.sum() + _sparse_sum(s);
  });
  check([](const Tensor& s, const Tensor& b, const Tensor& w) { return mv(s, w) * b.sum(); });
}

TEST(Sparse, LeafGradients) {
  const Tensor s = sample().requires_grad_(), b = wave({3, 2});
  mm(s, b).sum().backward();
  EXPECT_EQ(s.grad().layout(), kSparse);
  const Tensor want = ones({2, 2}, TensorOptions(kDouble)).mm(b.t()) * dense().ne(0).to(kDouble);
  expect_same(s.grad(), want);
  mm(s, b).sum().backward();
  expect_same(s.grad(), want * 2);
  const Tensor c = compressed().requires_grad_();
  mm(c, b).sum().backward();
  EXPECT_EQ(c.grad().layout(), kSparseCsr);
  expect_same(c.grad(), want);
  const Tensor d = dense().requires_grad_();
  mm(d.to_sparse(), b).sum().backward();
  expect_same(d.grad(), want);
  mm(d.to_sparse_csr(), b).sum().backward();
  expect_same(d.grad(), want * 2);
}

TEST(Features, SP06) {
  expect_values(sample().to_dense(), {2, 3}, {0, 0, 3, 4, 0, 5}, 0);
  expect_values(repeated().to_dense(), {2, 3}, {0, 0, 3, 4, 0, 5}, 0);
  expect_values(compressed().to_dense(), {2, 3}, {0, 0, 3, 4, 0, 5}, 0);
  expect_same(dense().to_sparse(), dense());
  EXPECT_EQ(dense().to_sparse()._nnz(), 3);
  EXPECT_EQ(sample().to_dense(kFloat).scalar_type(), kFloat);
}

TEST(Features, SP07) {
  const Tensor s = sample();
  for (const Tensor& y : {s.t(), s * -1, -s, s + repeated(), s - repeated(), s / 2, s.transpose(0, 1)})
    EXPECT_EQ(y.layout(), kSparse);
  expect_same(s.t(), dense().t());
  expect_same(s * -1, -dense());
  expect_same(-s, -dense());
  expect_same(s + repeated(), dense() * 2);
  expect_same(s - repeated(), dense() * 0);
  expect_same(s / 2, dense() / 2);
  expect_same(dense() + s, dense() * 2);
  expect_same(s * s, dense() * dense());
  const Tensor c = compressed();
  for (const Tensor& y : {c.t(), c * -1, c + c, -c}) EXPECT_EQ(y.layout(), kSparseCsr);
  expect_same(c.t(), dense().t());
  expect_same(c + (c.t().t() * 2), dense() * 3);
  expect_same(s.abs().sqrt(), dense().sqrt());
  EXPECT_EQ((s + s).coalesce()._nnz(), 3);
}

TEST(Features, SP08) {
  const Tensor s = sample().to(kFloat).coalesce();
  EXPECT_EQ(s.values().nbytes() + s.indices().nbytes(), 3 * 20);
  const Tensor c = s.to_sparse_csr();
  EXPECT_EQ(c.values().nbytes() + c.col_indices().nbytes() + c.crow_indices().nbytes(), 3 * 12 + 3 * 8);
}

TEST(Features, BT31) {
  const Tensor c = compressed();
  EXPECT_TRUE(c.is_sparse_csr());
  EXPECT_EQ(values(c.crow_indices()), (std::vector<double>{0, 1, 3}));
  EXPECT_EQ(values(c.col_indices()), (std::vector<double>{2, 0, 2}));
  expect_values(c.values(), {3}, {3, 4, 5}, 0);
  expect_same(c.to_sparse(), sample());
}

TEST(Features, ER55) {
  const auto coo = [](Tensor i, Tensor v, std::vector<int64_t> size) {
    return message_of([&] { sparse_coo_tensor(i, v, size); });
  };
  EXPECT_EQ(coo(indices(), numbers(), {1, 3}),
            "size is inconsistent with indices: for dim 0, size is 1 but found index 1");
  EXPECT_EQ(coo(indices(), numbers(), {2, 2}),
            "size is inconsistent with indices: for dim 1, size is 2 but found index 2");
  EXPECT_EQ(coo(-indices(), numbers(), {2, 3}), "found negative index -1 for dim 0");
  EXPECT_EQ(coo(indices(), numbers().slice(0, 0, 2), {2, 3}),
            "indices and values must have same nnz, but got nnz from indices: 3, nnz from values: 2");
  EXPECT_EQ(coo(indices(), numbers(), {2, 3, 4}),
            "number of dimensions must be sparse_dim (2) + dense_dim (0), but got 3");
  EXPECT_EQ(coo(indices()[0], numbers(), {2}), "indices must be sparse_dim x nnz, but got: [3]");
  const auto csr = [](Tensor crow, Tensor col) {
    return message_of([&] { sparse_csr_tensor(crow, col, numbers(), {2, 3}, TensorOptions()); });
  };
  EXPECT_EQ(csr(tensor({0, 1}), tensor({2, 0, 2})),
            "crow_indices.shape[-1] must be equal to the number of rows + 1 (=3), but got 2");
  EXPECT_EQ(csr(tensor({0, 1, 2}), tensor({2, 0, 2})), "`crow_indices[..., -1] == nnz` is not satisfied.");
  EXPECT_EQ(csr(tensor({1, 1, 3}), tensor({2, 0, 2})), "`crow_indices[..., 0] == 0` is not satisfied.");
  EXPECT_EQ(csr(tensor({0, 1, 3}), tensor({2, 0, 5})), "`0 <= col_indices < ncols` is not satisfied.");
  EXPECT_EQ(csr(tensor({0, 1, 3}), tensor({2, 2, 0})),
            "`col_indices[..., crow_indices[..., i - 1]:crow_indices[..., i]] for all i = 1, ..., nrows are "
            "sorted and "
            "distinct along the last dimension values` is not satisfied.");
  EXPECT_EQ(message_of([] { mv(sample(), wave({2})); }), "mv: expected self.size(-1) == vec.size(-1)");
  EXPECT_EQ(message_of([] {
              mm(sample(), wave({3, 2}).to(kFloat));
            }),
            "expected scalar type Double but found Float");
}

TEST(Sparse, DenseOpsRefuseSparseTensors) {
  const Tensor s = sample(), d = wave({2, 3});
  EXPECT_EQ(message_of([&] { s.exp(); }),
            "Could not run 'aten::exp' with arguments from the 'SparseCPU' backend.");
  const std::vector<std::function<void()>> calls = {[&] { s.exp(); },
                                                    [&] { s.view({6}); },
                                                    [&] { s.reshape({6}); },
                                                    [&] { s.sum(); },
                                                    [&] { s.mean(); },
                                                    [&] { s.max(); },
                                                    [&] { s.softmax(1); },
                                                    [&] { s.contiguous(); },
                                                    [&] { d.copy_(s); },
                                                    [&] { d.mul_(s); },
                                                    [&] { s.mul_(2); },
                                                    [&] { s.select(0, 1); },
                                                    [&] { s.slice(0, 0, 1); },
                                                    [&] {
                                                      cat({s, s});
                                                    },
                                                    [&] { s.sort(1); },
                                                    [&] { s.cumsum(1); },
                                                    [&] { s.argmax(); },
                                                    [&] { s.eq(0); },
                                                    [&] { s.pow(2.5); },
                                                    [&] {
                                                      s.expand({2, 3});
                                                    },
                                                    [&] { s.unsqueeze(0); },
                                                    [&] { s.zero_(); },
                                                    [&] { s.fill_(1); },
                                                    [&] { linear(d, s); },
                                                    [&] { d.indices(); },
                                                    [&] { d.coalesce(); },
                                                    [&] { s.crow_indices(); },
                                                    [&] { compressed().indices(); },
                                                    [&] { linalg::inv(s.mm(s.t())); },
                                                    [&] { s.var(); },
                                                    [&] { s.nonzero(); },
                                                    [&] { s.index_select(0, tensor({0})); },
                                                    [&] { where(d.gt(0), s, d); },
                                                    [&] { s.clamp(0, 1); },
                                                    [&] { s.masked_fill(d.gt(0), 0); },
                                                    [&] {
                                                      s.gather(1, zeros({2, 1}, kLong));
                                                    }};
  for (size_t i = 0; i < calls.size(); ++i) EXPECT_THROW(calls[i](), Error) << "call " << i;
  expect_values(s.to_dense(), {2, 3}, {0, 0, 3, 4, 0, 5}, 0);
}

TEST(Sparse, Prints) {
  const auto text = [](const Tensor& t) {
    std::ostringstream os;
    os << t;
    return os.str();
  };
  EXPECT_EQ(
      text(sample().to(kFloat)),
      "[ SparseCPUFloatType{}\nindices:\n 0  1  1\n 2  0  2\n[ CPULongType{2,3} ]\nvalues:\n 3\n 4\n 5\n[ "
      "CPUFloatType{3} ]\nsize:\n[2, 3]\n]");
  EXPECT_EQ(
      text(compressed().to(kFloat)),
      "[ SparseCsrCPUFloatType{}\ncrow_indices:\n 0\n 1\n 3\n[ CPULongType{3} ]\ncol_indices:\n 2\n 0\n 2\n[ "
      "CPULongType{3} ]\nvalues:\n 3\n 4\n 5\n[ CPUFloatType{3} ]\nsize:\n[2, 3]\n]");
}

TEST(Sparse, CopiesAndMasks) {
  const Tensor s = sample(), c = s.clone(), d = s.detach();
  EXPECT_FALSE(c._values().is_alias_of(s._values()));
  EXPECT_TRUE(d._values().is_alias_of(s._values()));
  EXPECT_EQ(d.layout(), kSparse);
  expect_same(c, s);
  expect_same(wave({2, 3}).sparse_mask(s.coalesce()), wave({2, 3}) * dense().ne(0).to(kDouble));
  EXPECT_EQ(message_of([&] { wave({2, 3}).sparse_mask(s); }), "sparse_mask: mask is uncoalesced");
  EXPECT_EQ(smm(s, wave({3, 2})).layout(), kSparse);
  expect_same(sspaddmm(s.mm(s.t()), s, s.t(), 2, 3), dense().mm(dense().t()) * 5);
  Tensor grown = sample();
  grown.add_(repeated());
  expect_same(grown, dense() * 2);
}

}  // namespace
}  // namespace facula
