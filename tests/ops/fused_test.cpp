// Kernels that do several ops' work at once, against those ops or against formulas.
#include <limits>

#include "facula/autograd/autograd.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/loss.h"
#include "facula/ops/norm.h"
#include "facula/ops/softmax.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::expect_close;
using test::wave;

struct Result {
  Tensor loss, gradient;
};
Result fused(const Tensor& scores, const Tensor& target, const Tensor& weight, int64_t reduction) {
  const Tensor x = scores.clone().requires_grad_();
  const Tensor y = cross_entropy_loss(x, target, weight, reduction, 2, 0);
  y.backward(wave(y.sizes(), 0.7, y.scalar_type()));
  return {y.detach(), x.grad()};
}
Result composed(const Tensor& scores, const Tensor& target, const Tensor& weight, int64_t reduction) {
  const Tensor x = scores.to(kDouble).requires_grad_(), w = weight.defined() ? weight.to(kDouble) : weight;
  const Tensor y = nll_loss(x.log_softmax(1), target, w, reduction, 2);
  y.backward(wave(y.sizes(), 0.7));
  return {y.detach(), x.grad()};
}

// Rows shorter than a vector, longer, and with a rest; more rows than logarithms are taken at once.
TEST(Fused, CrossEntropyIsLogSoftmaxAndNll) {
  for (ScalarType t : {kFloat, kDouble})
    for (int64_t classes : {1, 3, 8, 10, 16, 17, 65, 130})
      for (int64_t rows : {1, 5, 70})
        for (int64_t reduction : {Reduction::None, Reduction::Mean, Reduction::Sum})
          for (bool weighted : {false, true}) {
            const Tensor x = wave({rows, classes}, 0.3, t) * 20;
            const Tensor target = arange(rows, kLong).remainder(classes);
            const Tensor weight = weighted ? wave({classes}, 0.9, t).abs() + 0.5 : Tensor();
            const Result a = fused(x, target, weight, reduction), b = composed(x, target, weight, reduction);
            const double tol = t == kFloat ? 2e-5 : 1e-12;
            expect_close(a.loss, b.loss, reduction == Reduction::Sum ? 50 * tol : tol);
            expect_close(a.gradient, b.gradient, tol);
            NoGradGuard off;  // another kernel, which keeps no exponentials
            expect_close(cross_entropy_loss(x, target, weight, reduction, 2, 0), a.loss.to(kDouble), tol);
          }
}

TEST(Fused, CrossEntropyOfExtremeScores) {
  constexpr double inf = std::numeric_limits<double>::infinity(),
                   nan = std::numeric_limits<double>::quiet_NaN();
  for (ScalarType t : {kFloat, kDouble}) {
    Tensor x = zeros({4, 20}, t);
    x.select(0, 0).fill_(-inf).select(0, 19).fill_(0);  // one class is possible
    x.select(0, 1).select(0, 3).fill_(300);             // beyond the range of float32's exponential
    x.select(0, 2).select(0, 18).fill_(nan);
    const Tensor target = tensor({19, 3, 0, 5}, kLong);
    const Result r = fused(x, target, Tensor(), Reduction::None);
    EXPECT_EQ(r.loss[0].item<double>(), 0);
    EXPECT_EQ(r.loss[1].item<double>(), 0);
    EXPECT_TRUE(std::isnan(r.loss[2].item<double>()));
    EXPECT_NEAR(r.loss[3].item<double>(), std::log(20.0), 1e-6);
    EXPECT_EQ(r.gradient[0].abs().sum().item<double>(), 0);
    EXPECT_NEAR(r.gradient[1].abs().sum().item<double>(), 0, 1e-120);  // 19 exp(-300) in double
    EXPECT_TRUE(r.gradient[2].isnan().all().item<bool>());
  }
}

// dy/dx = 1 - y^2 and so on, with the last pass recorded or not.
TEST(Fused, DerivativesOfTanh) {
  for (ScalarType t : {kFloat, kDouble})
    for (bool recorded : {false, true}) {
      const Tensor x = wave({3, 41}, 0.2, t).requires_grad_();
      const auto slope = [&](const Tensor& y, bool record) {
        return autograd::grad({y.sum()}, {x}, {}, true, record)[0];
      };
      const Tensor y = x.tanh(), one = slope(y, true), two = slope(one, true), three = slope(two, true);
      const Tensor four = slope(three, recorded);
      const Tensor v = x.detach().to(kDouble).tanh(), d = 1 - v * v;
      const double tol = t == kFloat ? 1e-5 : 1e-13;
      expect_close(one, d, tol);
      expect_close(two, -2 * v * d, tol);
      expect_close(three, (6 * v * v - 2) * d, tol);
      expect_close(four, (16 * v - 24 * v * v * v) * d, 4 * tol);
      expect_close(slope(two, recorded), (6 * v * v - 2) * d, tol);
    }
}

TEST(Fused, BatchNormOfChannelsAndItsStatistics) {
  for (ScalarType t : {kFloat, kDouble})
    for (bool last : {false, true}) {
      Tensor x = wave({3, 5, 4, 6}, 0.1, t);
      if (last) x = x.contiguous(MemoryFormat::ChannelsLast);
      const Tensor weight = wave({5}, 0.2, t), bias = wave({5}, 0.3, t);
      const Tensor running_mean = zeros({5}, t), running_var = ones({5}, t);
      const Tensor y = batch_norm(x, weight, bias, running_mean, running_var, true, 0.25, 1e-5, true);
      const Tensor d = x.to(kDouble), mean = d.mean({0, 2, 3}), var = d.var({0, 2, 3}, true);
      const auto by_channel = [](const Tensor& c) { return c.to(kDouble).view({1, 5, 1, 1}); };
      const Tensor centred = d - by_channel(mean), rstd = (by_channel(var) * (71.0 / 72) + 1e-5).rsqrt();
      const double tol = t == kFloat ? 2e-6 : 1e-13;
      expect_close(y, centred * rstd * by_channel(weight) + by_channel(bias), tol);
      EXPECT_EQ(y.is_contiguous(), !last);
      expect_close(running_mean, mean * 0.25, tol);
      expect_close(running_var, var * 0.25 + 0.75, tol);
    }
}

}  // namespace
}  // namespace facula
