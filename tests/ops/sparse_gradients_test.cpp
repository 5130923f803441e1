// Sparse gradients and products with sparse results; numbers as PyTorch 1.13 gives them.
#include "facula/autograd/autograd.h"
#include "facula/autograd/gradcheck.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/embedding.h"
#include "facula/ops/index.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/sparse.h"
#include "facula/ops/statistics.h"
#include "facula/optim/adam.h"
#include "facula/optim/sgd.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::expect_values;
using test::message_of;
using test::values;
using test::wave;
using V = std::vector<double>;

TEST(SparseGradient, Embedding) {
  Tensor w = ones({4, 2}).requires_grad_();
  const Tensor ids = tensor({{1, 2}, {1, 0}});
  embedding(w, ids, 2, false, true).sum().backward();
  ASSERT_TRUE(w.grad().is_sparse());
  EXPECT_FALSE(w.grad().is_coalesced());
  EXPECT_EQ(values(w.grad()._indices()), (V{1, 1, 0}));
  EXPECT_EQ(values(w.grad()._values()), (V{1, 1, 1, 1, 1, 1}));
  EXPECT_EQ(w.grad().sizes(), w.sizes());
  // more of it, and then a dense one
  embedding(w, tensor({3}), -1, false, true).sum().backward();
  ASSERT_TRUE(w.grad().is_sparse());
  EXPECT_EQ(values(w.grad().to_dense()), (V{1, 1, 2, 2, 0, 0, 1, 1}));
  w.sum().backward();
  EXPECT_FALSE(w.grad().is_sparse());
  EXPECT_EQ(values(w.grad()), (V{2, 2, 3, 3, 1, 1, 2, 2}));
  // both kinds within one pass
  w.mutable_grad() = Tensor();
  embedding(w, ids, -1, false, true).sum().add(w.mul(2).sum()).backward();
  EXPECT_EQ(values(w.grad()), (V{3, 3, 4, 4, 3, 3, 2, 2}));
  EXPECT_EQ(message_of([&] { embedding(w, ids, -1, true, true).sum().backward(); }),
            "embedding_backward: scale_grad_by_freq not supported with sparse gradients");
}

TEST(SparseGradient, Gather) {
  Tensor x = wave({2, 3}).requires_grad_();
  const Tensor at = tensor({{0, 0}, {2, 1}});
  gather(x, 1, at, true).mul(tensor({{1.0, 2.0}, {3.0, 4.0}})).sum().backward();
  ASSERT_TRUE(x.grad().is_sparse());
  EXPECT_EQ(values(x.grad()._indices()), (V{0, 0, 1, 1, 0, 0, 2, 1}));
  EXPECT_EQ(values(x.grad()._values()), (V{1, 2, 3, 4}));
  Tensor number = full({}, 3.0).requires_grad_();
  gather(number, 0, tensor({0}), true).sum().backward();
  EXPECT_EQ(number.grad()._indices().sizes(), IntArrayRef({0, 1}));
  EXPECT_EQ(values(number.grad().to_dense()), (V{1}));
}

TEST(SparseGradient, Optimizers) {
  Tensor w = ones({4, 2}).requires_grad_(), same = ones({4, 2}).requires_grad_();
  optim::SGD sparse({w}, optim::SGDOptions(0.1).momentum(0.9)),
      dense({same}, optim::SGDOptions(0.1).momentum(0.9));
  const Tensor ids = tensor({1, 1, 0});
  for (int step = 0; step < 3; ++step) {
    sparse.zero_grad();
    dense.zero_grad();
    embedding(w, ids, -1, false, true).pow(2).sum().backward();
    embedding(same, ids).pow(2).sum().backward();
    ASSERT_TRUE(w.grad().is_sparse());
    sparse.step();
    dense.step();
    expect_values(w, {4, 2}, values(same), 1e-6);
  }
  EXPECT_EQ(values(w)[6], 1);
  optim::SGD plain({w}, optim::SGDOptions(0.5));
  const V before = values(w);
  w.mutable_grad() = sparse_coo_tensor(tensor({{2, 2}}), ones({2, 2}), {4, 2});
  plain.step();
  EXPECT_FLOAT_EQ(static_cast<float>(values(w)[4]), static_cast<float>(before[4] - 1));
  EXPECT_EQ(values(w)[0], before[0]);
  EXPECT_THROW(optim::SGD({w}, optim::SGDOptions(0.1).weight_decay(0.5)).step(), Error);
  EXPECT_NE(message_of([&] { optim::Adam({w}).step(); }).find("Adam does not support sparse gradients"),
            std::string::npos);
}

TEST(Sparse, Hspmm) {
  const Tensor a =
      sparse_coo_tensor(tensor({0, 2, 2, 1, 0, 2}).reshape({2, 3}), tensor({2.0, 1.0, 3.0}), {3, 3});
  const Tensor y = hspmm(a, arange(6, TensorOptions(kFloat)).reshape({3, 2}));
  EXPECT_EQ(y.sparse_dim(), 1);
  EXPECT_EQ(y.dense_dim(), 1);
  EXPECT_EQ(values(y._indices()), (V{0, 2}));
  EXPECT_EQ(values(y._values()), (V{4, 6, 12, 16}));
  EXPECT_EQ(message_of([&] { hspmm(a, ones({2, 2})); }), "hspmm: Argument #3: Expected dim 0 size 3, got 2");
}

TEST(Sparse, SampledAddmm) {
  const Tensor s =
      sparse_coo_tensor(tensor({0, 2, 2, 1, 0, 2}).reshape({2, 3}), tensor({2.0, 1.0, 3.0}), {3, 3})
          .to_sparse_csr();
  const Tensor y = sparse_sampled_addmm(s, ones({3, 2}), ones({2, 3}));
  EXPECT_EQ(y.layout(), kSparseCsr);
  EXPECT_EQ(values(y.values()), (V{4, 3, 5}));
  EXPECT_EQ(values(sparse_sampled_addmm(s, ones({3, 2}), ones({2, 3}), 0, 2).values()), (V{4, 4, 4}));
  const auto f = [&](const autograd::variable_list& x) {
    return autograd::variable_list{
        sparse_sampled_addmm(sparse_csr_tensor(s.crow_indices(), s.col_indices(), x[0], {3, 3}), x[1], x[2],
                             0.5, 2)
            .values()};
  };
  const autograd::variable_list x = {wave({3}).requires_grad_(), wave({3, 2}).requires_grad_(),
                                     wave({2, 3}).add(0.5).requires_grad_()};
  EXPECT_TRUE(autograd::gradcheck(f, x));
  EXPECT_TRUE(autograd::gradgradcheck(f, x));
  EXPECT_THROW(sparse_sampled_addmm(s.to_dense(), ones({3, 2}), ones({2, 3})), Error);
  EXPECT_THROW(sparse_sampled_addmm(s, ones({3, 2}), ones({3, 3})), Error);
  EXPECT_EQ(values(sparse_compressed_tensor(s.crow_indices(), s.col_indices(), s.values(), {3, 3},
                                            TensorOptions().layout(kSparseCsr))
                       .to_dense()),
            values(s.to_dense()));
  EXPECT_THROW(sparse_compressed_tensor(s.crow_indices(), s.col_indices(), s.values(), {3, 3}, {}),
               NotImplementedError);
}

TEST(Gradient, Errors) {
  const Tensor x = wave({2, 4});
  const Scalar three[] = {1, 2, 3};
  const ArrayRef<Scalar> spacing(three, 3);
  EXPECT_EQ(message_of([&] { gradient(x, std::nullopt, std::nullopt, 3); }),
            "torch.gradient only supports edge_order=1 and edge_order=2.");
  EXPECT_EQ(message_of([&] { gradient(x, std::nullopt, std::nullopt, 2); }),
            "torch.gradient expected each dimension size to be at least edge_order+1");
  EXPECT_EQ(
      message_of([&] { gradient(x, spacing); }),
      "torch.gradient expected spacing to be unspecified, a scalar or a list of length 2 but got a list of "
      "length 3");
  EXPECT_EQ(
      message_of([&] {
        gradient(x, spacing, IntArrayRef({0, 1}));
      }),
      "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have "
      "the same length, but got a spacing argument of length 3 and a dim argument of length 2.");
  EXPECT_EQ(message_of([&] {
              gradient(x, IntArrayRef({0, -2}));
            }),
            "dim 0 appears multiple times in the list of dims");
  EXPECT_EQ(message_of([&] { gradient(x, std::nullopt, 5); }),
            "Dimension out of range (expected to be in range of [-2, 1], but got 5)");
  const Tensor flat[] = {ones({1, 2}), ones({4})};
  EXPECT_EQ(
      message_of([&] { gradient(x, TensorList(flat, 2)); }),
      "torch.gradient expected each element of spacing to have one dimension, but got an element with 2 "
      "dimensions!");
}

}  // namespace
}  // namespace facula
