#include "facula/ops/embedding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "facula/autograd/gradcheck.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/index.h"
#include "facula/ops/pointwise.h"

namespace facula {
namespace {

std::vector<double> values(const Tensor& t) {
  const Tensor d = t.detach().to(kDouble).contiguous();
  const auto* p = static_cast<const double*>(d.data_ptr());
  return {p, p + d.numel()};
}
template <class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "nothing was thrown";
}
Tensor table(ScalarType dtype = kFloat) { return arange(12, TensorOptions(dtype)).view({4, 3}); }

TEST(Embedding, ReadsRows) {
  const Tensor w = table(), ids = tensor({{1, 3}, {0, 1}});
  const Tensor y = embedding(w, ids);
  EXPECT_EQ(y.sizes(), IntArrayRef({2, 2, 3}));
  EXPECT_EQ(values(y), (std::vector<double>{3, 4, 5, 9, 10, 11, 0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(values(embedding(w, ids.to(kInt))), values(y));
  EXPECT_EQ(values(embedding(w, tensor(2))), (std::vector<double>{6, 7, 8}));
  EXPECT_EQ(embedding(w, empty({0, 2}, kLong)).sizes(), IntArrayRef({0, 2, 3}));
  // a table in another layout, ids in another order
  EXPECT_EQ(values(embedding(w.t(), ids.t().slice(0, 0, 1))), (std::vector<double>{1, 4, 7, 10, 0, 3, 6, 9}));
  for (ScalarType t : {kHalf, kBFloat16, kDouble, kComplexFloat})
    EXPECT_EQ(values(embedding(w.to(t), ids)), values(y)) << toString(t);
}

TEST(Embedding, AddsGradientsOfEqualIds) {
  Tensor w = table().requires_grad_();
  const Tensor ids = tensor({1, 3, 1, 2});
  embedding(w, ids, 2).sum().backward();
  EXPECT_EQ(values(w.grad()), (std::vector<double>{0, 0, 0, 2, 2, 2, 0, 0, 0, 1, 1, 1}));
  w.mutable_grad() = Tensor();
  embedding(w, ids, -1, true).sum().backward();
  EXPECT_EQ(values(w.grad()), (std::vector<double>{0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
}

TEST(Embedding, Gradients) {
  const Tensor ids = tensor({{1, 3, 1}, {2, 0, 0}});
  for (const bool scale : {false, true})
    for (const int64_t padding : {-1, 1}) {
      const variable_list leaves = {table(kDouble).mul(0.3).sin().requires_grad_()};
      auto f = [&](const variable_list& p) -> variable_list {
        const Tensor y = embedding(p[0], ids, padding, scale);
        return {y * y};
      };
      if (padding < 0 && !scale) {
        EXPECT_TRUE(autograd::gradcheck(f, leaves));
        EXPECT_TRUE(autograd::gradgradcheck(f, leaves));
        continue;
      }
      // padding and scaling change the gradient on purpose: what must hold is that its own derivative is
      // right
      auto backward = [&](const variable_list& p) -> variable_list {
        return {embedding_dense_backward(p[0], ids, 4, padding, scale)};
      };
      const variable_list grads = {arange(18, TensorOptions(kDouble)).view({2, 3, 3}).sin().requires_grad_()};
      EXPECT_TRUE(autograd::gradcheck(backward, grads));
      EXPECT_TRUE(autograd::gradgradcheck(backward, grads));
    }
}

TEST(Embedding, Errors) {
  const Tensor w = table();
  EXPECT_EQ(message([&] { embedding(w, tensor({7})); }), "index out of range in self");
  EXPECT_EQ(message([&] { embedding(w, tensor({-1})); }), "index out of range in self");
  EXPECT_EQ(message([&] { embedding(w[0], tensor({0})); }), "'weight' must be 2-D");
  EXPECT_EQ(message([&] { embedding(w, tensor({0.f})); }),
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; "
            "but got "
            "torch.FloatTensor instead (while checking arguments for embedding)");
}

TEST(Embedding, Renorm) {
  Tensor w = table();
  embedding_renorm_(w, tensor({1, 1, 0, 3}), 3, 2);
  const double n1 = 3 / (std::sqrt(50.0) + 1e-7), n3 = 3 / (std::sqrt(302.0) + 1e-7);
  const std::vector<double> expected = {0, 1, 2, 3 * n1, 4 * n1, 5 * n1, 6, 7, 8, 9 * n3, 10 * n3, 11 * n3};
  const std::vector<double> got = values(w);
  for (size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], 1e-5);
}

TEST(Embedding, OneHot) {
  EXPECT_EQ(values(one_hot(tensor({2, 0}))), (std::vector<double>{0, 0, 1, 1, 0, 0}));
  EXPECT_EQ(one_hot(tensor({{2, 0}}), 5).sizes(), IntArrayRef({1, 2, 5}));
  EXPECT_EQ(values(one_hot(tensor(2))), (std::vector<double>{0, 0, 1}));
  EXPECT_EQ(one_hot(empty({0}, kLong), 3).sizes(), IntArrayRef({0, 3}));
  EXPECT_EQ(message([] { one_hot(tensor({0.f})); }), "one_hot is only applicable to index tensor.");
  EXPECT_EQ(message([] { one_hot(tensor({-1})); }), "Class values must be non-negative.");
  EXPECT_EQ(message([] { one_hot(tensor({3}), 2); }), "Class values must be smaller than num_classes.");
  EXPECT_EQ(message([] { one_hot(empty({0}, kLong)); }),
            "Can not infer total number of classes from empty tensor.");
}

}  // namespace
}  // namespace facula
