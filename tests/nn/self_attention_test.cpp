// Multi-head attention without weights runs in one kernel: it must equal the same with weights, which does not.
#include <gtest/gtest.h>

#include <facula/facula.h>

namespace facula {
namespace {

struct Result {
  Tensor y, gx, gw, gb;
};

Result run(nn::MultiheadAttention& m, const Tensor& data, const Tensor& padding, const Tensor& mask,
           bool weights) {
  m->zero_grad();
  const Tensor x = data.clone().requires_grad_();
  const Tensor y = std::get<0>(m->forward(x, x, x, padding, weights, mask));
  (y * y.detach().cos()).sum().backward();
  return {y.detach(), x.grad(), m->in_proj_weight.grad().clone(), m->in_proj_bias.grad().clone()};
}

void same(const Tensor& data, int64_t heads, const Tensor& padding, const Tensor& mask) {
  nn::MultiheadAttention m(data.size(2), heads);
  m->to(data.scalar_type());
  const Result a = run(m, data, padding, mask, true), b = run(m, data, padding, mask, false);
  const double tolerance = data.scalar_type() == kDouble ? 1e-12 : 1e-5;
  EXPECT_TRUE(allclose(a.y, b.y, tolerance, tolerance));
  EXPECT_TRUE(allclose(a.gx, b.gx, tolerance, 10 * tolerance));
  EXPECT_TRUE(allclose(a.gw, b.gw, 10 * tolerance, 100 * tolerance));
  EXPECT_TRUE(allclose(a.gb, b.gb, 10 * tolerance, 100 * tolerance));
}

TEST(SelfAttention, EqualsTheOneWithWeights) {
  manual_seed(3);
  for (const ScalarType t : {kFloat, kDouble}) {
    same(randn({7, 3, 12}, t), 4, {}, {});
    same(randn({70, 2, 32}, t), 2, {}, {});  // two blocks of queries
    same(randn({64, 5, 64}, t), 4, {}, {});
    same(randn({1, 1, 6}, t), 6, {}, {});
    const Tensor causal = ones({9, 9}, kBool).triu(1), late = zeros({3, 9}, kBool);
    late.slice(0, 0, 2).slice(1, 6).fill_(true);
    same(randn({9, 3, 8}, t), 2, {}, causal);
    same(randn({9, 3, 8}, t), 2, late, {});
    same(randn({9, 3, 8}, t), 2, late, causal);
    same(randn({9, 3, 8}, t), 2, late, randn({9, 9}, t));
    same(randn({9, 3, 8}, t), 2, {}, randn({6, 9, 9}, t));
  }
}

TEST(SelfAttention, SecondDerivatives) {
  manual_seed(4);
  nn::MultiheadAttention m(6, 2);
  m->to(kDouble);
  const Tensor x = randn({4, 2, 6}, kDouble).requires_grad_();
  const Tensor mask = randn({4, 4}, kDouble);
  const auto f = [&](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{std::get<0>(m->forward(in[0], in[0], in[0], {}, false, mask))};
  };
  EXPECT_TRUE(autograd::gradcheck(f, {x}));
  EXPECT_TRUE(autograd::gradgradcheck(f, {x}));
}

TEST(SelfAttention, MaskThatLearns) {
  manual_seed(5);
  nn::MultiheadAttention m(6, 2);
  const Tensor x = randn({4, 2, 6}), a = randn({4, 4}).requires_grad_(), b = a.detach().requires_grad_();
  std::get<0>(m->forward(x, x, x, {}, true, a)).pow(2).sum().backward();
  std::get<0>(m->forward(x, x, x, {}, false, b)).pow(2).sum().backward();
  EXPECT_TRUE(allclose(a.grad(), b.grad(), 1e-5, 1e-6));
}

}  // namespace
}  // namespace facula
