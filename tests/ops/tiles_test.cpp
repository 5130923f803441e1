// Products in tiles, softmax and layer norm of short rows, causal attention against plain formulas.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "single_thread.h"

namespace facula {

namespace {

using test::largest_difference;
using test::SingleThread;

Tensor reference(const Tensor& a, const Tensor& b) {  // sums of products without a matrix product
  return (a.to(kDouble).unsqueeze(2) * b.to(kDouble).unsqueeze(0)).sum(1);
}

}  // namespace

TEST(Tiles, ProductsOfEveryForm) {
  const SingleThread one;
  manual_seed(3);
  const int64_t sizes[][3] = {{8, 16, 1},   {9, 17, 5},   {14, 32, 16}, {15, 33, 31},  {29, 47, 64},
                              {64, 50, 50}, {130, 16, 7}, {33, 100, 3}, {260, 40, 20}, {17, 20, 600}};
  for (const auto& [m, n, k] : sizes) {
    const Tensor a = randn({m, k}), b = randn({k, n}), bias = randn({n});
    const Tensor want = reference(a, b), at = a.t().contiguous(), bt = b.t().contiguous();
    const double limit = 2e-6 * static_cast<double>(k) + 1e-6;
    EXPECT_LT(largest_difference(a.mm(b), want), limit) << m << ' ' << n << ' ' << k;
    EXPECT_LT(largest_difference(a.mm(bt.t()), want), limit) << m << ' ' << n << ' ' << k;
    EXPECT_LT(largest_difference(at.t().mm(b), want), limit) << m << ' ' << n << ' ' << k;
    EXPECT_LT(largest_difference(at.t().mm(bt.t()), want), limit) << m << ' ' << n << ' ' << k;
    EXPECT_LT(largest_difference(linear(a, bt, bias), want + bias), limit) << m << ' ' << n << ' ' << k;
    const Tensor c = randn({m, n});
    EXPECT_LT(largest_difference(addmm(c, a, b, 0.5, -2), c.to(kDouble) * 0.5 - want * 2), 2 * limit)
        << m << ' ' << n;
    // rows of wider matrices
    const Tensor wide = randn({m, k + 3}), broad = randn({k, n + 5});
    EXPECT_LT(largest_difference(wide.narrow(1, 2, k).mm(broad.narrow(1, 1, n)),
                                 reference(wide.narrow(1, 2, k), broad.narrow(1, 1, n))),
              limit)
        << m << ' ' << n << ' ' << k;
  }
}

TEST(Tiles, ProductsKeepNanAndInfinity) {
  const SingleThread one;
  Tensor a = ones({20, 8});
  const Tensor b = ones({8, 24});
  a[3][2] = std::numeric_limits<float>::quiet_NaN();
  a[5][1] = std::numeric_limits<float>::infinity();
  const Tensor y = a.mm(b);
  EXPECT_TRUE(y[3].isnan().all().item<bool>());
  EXPECT_TRUE(y[5].isinf().all().item<bool>());
  EXPECT_TRUE(y[4].eq(8).all().item<bool>());
}

TEST(Tiles, SoftmaxOfShortRows) {
  manual_seed(4);
  for (const auto dtype : {kFloat, kDouble})
    for (int64_t n = 1; n <= 131; ++n) {
      const Tensor x = (randn({5, n}) * 4).to(dtype).requires_grad_(), g = randn({5, n}).to(dtype);
      const Tensor y = x.softmax(1);
      const Tensor d = x.detach().to(kDouble), e = (d - std::get<0>(d.max(1, true))).exp();
      const Tensor want = e / e.sum(1, true), gd = g.to(kDouble);
      EXPECT_LT(largest_difference(y, want), dtype == kFloat ? 3e-7 : 1e-15) << n;
      y.backward(g);
      EXPECT_LT(largest_difference(x.grad(), want * (gd - (gd * want).sum(1, true))),
                dtype == kFloat ? 2e-6 : 1e-14)
          << n;
    }
  const float inf = std::numeric_limits<float>::infinity();
  Tensor x = zeros({4, 32});
  x[0][5] = std::numeric_limits<float>::quiet_NaN();
  x[1].fill_(-inf);
  x[2].slice(0, 1).fill_(-inf);
  x[3][7] = inf;
  const Tensor y = x.softmax(1);
  EXPECT_TRUE(y[0].isnan().all().item<bool>());
  EXPECT_TRUE(y[1].isnan().all().item<bool>());
  EXPECT_EQ(y[2][0].item<float>(), 1);
  EXPECT_EQ(y[2].sum().item<float>(), 1);
  EXPECT_TRUE(y[3][7].isnan().item<bool>());
}

TEST(Tiles, LayerNormOfShortRows) {
  manual_seed(5);
  for (const auto dtype : {kFloat, kDouble})
    for (const int64_t n : {8, 16, 24, 32, 48, 64, 96, 100, 128, 192, 256}) {
      const Tensor x = (randn({70, n}) + 3).to(dtype).requires_grad_(), g = randn({70, n}).to(dtype);
      const Tensor w = randn({n}).to(dtype).requires_grad_(), b = randn({n}).to(dtype).requires_grad_();
      for (const bool affine : {true, false}) {
        for (const Tensor* t : {&x, &w, &b}) t->mutable_grad() = Tensor();
        const Tensor y = affine ? layer_norm(x, {n}, w, b) : layer_norm(x, {n});
        y.backward(g);
        const Tensor d = x.detach().to(kDouble), c = d - d.mean(1, true), gd = g.to(kDouble);
        const Tensor r = ((c * c).mean(1, true) + 1e-5).rsqrt(), h = c * r;
        const Tensor gy = affine ? gd * w.detach().to(kDouble) : gd;
        const double limit = dtype == kFloat ? 5e-6 : 1e-13;
        const Tensor want = affine ? h * w.detach().to(kDouble) + b.detach().to(kDouble) : h;
        EXPECT_LT(largest_difference(y, want), limit) << n;
        EXPECT_LT(largest_difference(x.grad(), r * (gy - gy.mean(1, true) - h * (gy * h).mean(1, true))),
                  limit)
            << n;
        if (!affine) continue;
        EXPECT_LT(largest_difference(w.grad(), (gd * h).sum(0)), 20 * limit) << n;
        EXPECT_LT(largest_difference(b.grad(), gd.sum(0)), 20 * limit) << n;
      }
    }
}

TEST(Tiles, CausalAttentionSkipsWhatIsMasked) {
  manual_seed(6);
  const int64_t lengths[][2] = {{1, 1},   {5, 5},   {16, 16}, {17, 17},  {50, 50},
                                {70, 70}, {40, 90}, {90, 40}, {270, 270}};
  for (const auto dtype : {kFloat, kDouble})
    for (const auto& [l, s] : lengths) {
      Tensor in[3] = {randn({2, 3, l, 16}), randn({2, 3, s, 16}), randn({2, 3, s, 24})}, masked[3];
      for (int i = 0; i < 3; ++i) {
        in[i] = in[i].to(dtype).requires_grad_();
        masked[i] = in[i].detach().clone().requires_grad_();
      }
      const Tensor y = scaled_dot_product_attention(in[0], in[1], in[2], {}, 0, true);
      const Tensor mask = ones({l, s}, kBool).tril();
      const Tensor want = scaled_dot_product_attention(masked[0], masked[1], masked[2], mask);
      const double limit = dtype == kFloat ? 5e-6 : 1e-13;
      EXPECT_LT(largest_difference(y, want), limit) << l << ' ' << s;
      const Tensor g = randn(y.sizes()).to(dtype);
      y.backward(g);
      want.backward(g);
      for (int i = 0; i < 3; ++i)
        EXPECT_LT(largest_difference(in[i].grad(), masked[i].grad()), 4 * limit) << l << ' ' << i;
    }
}

}  // namespace facula
