// Schedulers and optimizers beyond the texts (BT) of FEATURES.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "facula/autograd/autograd.h"
#include "facula/nn/nn.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/optim/optim.h"

namespace facula {
namespace {

using namespace optim;

Tensor parameter(double v) { return tensor({v}, kDouble).requires_grad_(); }
double value(const Tensor& t) { return t.detach().item<double>(); }
double rate(Optimizer& o, size_t group = 0) { return o.param_groups()[group].options().get_lr(); }

TEST(Features, BT01) {
  const std::vector<Tensor> a = {parameter(1)}, b = {parameter(1)};
  const auto groups = [&] {
    OptimizerParamGroup first(a), second(b);
    second.set_options(std::make_unique<SGDOptions>(0.01));
    return std::vector<OptimizerParamGroup>{first, second};
  };
  const auto rates = [&](auto make, int epochs) {  // of both groups
    SGD sgd(groups(), 0.1);
    auto scheduler = make(sgd);
    std::vector<double> list;
    for (int i = 0; i < epochs; ++i) {
      EXPECT_NEAR(rate(sgd, 1), rate(sgd) / 10, 1e-12) << "all groups change";
      list.push_back(rate(sgd));
      sgd.step();
      scheduler.step();
    }
    return list;
  };
  const auto step = rates([](SGD& s) { return StepLR(s, 3, 0.5); }, 7);
  for (int i = 0; i < 7; ++i)
    EXPECT_NEAR(step[static_cast<size_t>(i)], 0.1 * std::pow(0.5, std::max(i - 1, 0) / 3), 1e-12)
        << "libtorch's count begins a step later";
  const auto cosine = rates([](SGD& s) { return CosineAnnealingLR(s, 10); }, 11);
  for (int i = 0; i <= 10; ++i)
    EXPECT_NEAR(cosine[static_cast<size_t>(i)], 0.05 * (1 + std::cos(M_PI * i / 10)), 1e-12);
  const auto lambda =
      rates([](SGD& s) { return LambdaLR(s, [](int64_t e) { return 1. / (1 + double(e)); }); }, 4);
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(lambda[static_cast<size_t>(i)], 0.1 / (1 + i), 1e-12);
  const auto warm_up = rates([](SGD& s) { return LinearLR(s, 0.25, 1.0, 3); }, 5);
  const double want[] = {0.025, 0.05, 0.075, 0.1, 0.1};
  for (size_t i = 0; i < 5; ++i) EXPECT_NEAR(warm_up[i], want[i], 1e-12);
  SGD sgd(a, 0.1);
  ReduceLROnPlateau plateau(sgd, ReduceLROnPlateau::min, 0.5, 1);
  for (const double metric : {1.0, 0.9, 0.9, 0.9}) plateau.step(metric);
  EXPECT_NEAR(rate(sgd), 0.05, 1e-12) << "after two epochs without progress";
}
TEST(Features, BT02) {
  // Rosenbrock's function, which gradient descent crawls through.
  Tensor p = tensor({-1.2, 1.}, kDouble).requires_grad_();
  LBFGS lbfgs({p}, LBFGSOptions(1).max_iter(100).tolerance_change(1e-14).line_search_fn("strong_wolfe"));
  int calls = 0;
  const Tensor first = lbfgs.step([&] {
    ++calls;
    lbfgs.zero_grad();
    const Tensor x = p[0], y = p[1];
    Tensor loss = (1 - x).square() + 100 * (y - x * x).square();
    loss.backward();
    return loss;
  });
  EXPECT_NEAR(first.item<double>(), 24.2, 1e-10) << "the loss before the step";
  EXPECT_NEAR(p[0].item<double>(), 1, 1e-5);
  EXPECT_NEAR(p[1].item<double>(), 1, 1e-5);
  EXPECT_LT(calls, 120);
}
TEST(Features, BT03) {
  EXPECT_EQ(RMSpropOptions().lr(), 1e-2);
  EXPECT_EQ(RMSpropOptions().alpha(), 0.99);
  EXPECT_EQ(RMSpropOptions().eps(), 1e-8);
  EXPECT_EQ(AdagradOptions().lr(), 1e-2);
  EXPECT_EQ(AdagradOptions().eps(), 1e-10);
  Tensor p = parameter(1), q = parameter(1);
  RMSprop rmsprop({p}, 0.01);
  Adagrad adagrad({q}, 0.01);
  double square = 0, sum = 0, want_p = 1, want_q = 1;
  for (const double g : {1., 0.5, -2.}) {
    p.mutable_grad() = tensor({g}, kDouble);
    q.mutable_grad() = tensor({g}, kDouble);
    rmsprop.step();
    adagrad.step();
    square = 0.99 * square + 0.01 * g * g;
    sum += g * g;
    want_p -= 0.01 * g / (std::sqrt(square) + 1e-8);
    want_q -= 0.01 * g / (std::sqrt(sum) + 1e-10);
    EXPECT_NEAR(value(p), want_p, 1e-14);
    EXPECT_NEAR(value(q), want_q, 1e-14);
  }
}
TEST(Features, BT04) {
  Tensor p = parameter(1), q = parameter(1), r = parameter(1);
  OptimizerParamGroup slow({q});
  slow.set_options(std::make_unique<SGDOptions>(SGDOptions(0.01).weight_decay(0.5)));
  SGD sgd(std::vector<OptimizerParamGroup>{OptimizerParamGroup({p}), slow}, 0.1);
  sgd.add_param_group(OptimizerParamGroup({r}));
  EXPECT_EQ(rate(sgd, 2), 0.1) << "the defaults, where a group says nothing";
  const auto step = [&] {
    for (Tensor* t : {&p, &q, &r}) t->mutable_grad() = tensor({1.}, kDouble);
    sgd.step();
  };
  step();
  EXPECT_NEAR(value(p), 0.9, 1e-14);
  EXPECT_NEAR(value(q), 1 - 0.01 * 1.5, 1e-14);
  EXPECT_NEAR(value(r), 0.9, 1e-14);
  sgd.param_groups()[0].options().set_lr(1);  // while it runs
  step();
  EXPECT_NEAR(value(p), -0.1, 1e-14);
  EXPECT_NEAR(value(r), 0.8, 1e-14);
}
TEST(Features, BT05) {
  const auto path = [](auto optimizer_of, std::vector<double> gradients) {
    Tensor p = parameter(1);
    auto optimizer = optimizer_of(std::vector<Tensor>{p});
    for (const double g : gradients) {
      p.mutable_grad() = tensor({g}, kDouble);
      optimizer.step();
    }
    return value(p);
  };
  EXPECT_NEAR(path([](auto p) { return SGD(p, SGDOptions(0.1).weight_decay(0.5)); }, {1}), 1 - 0.1 * 1.5,
              1e-14);
  // Nesterov: the step is g + m b.
  const double b1 = 1, b2 = 0.9 * b1 + 1;
  EXPECT_NEAR(path([](auto p) { return SGD(p, SGDOptions(0.1).momentum(0.9).nesterov(true)); }, {1, 1}),
              1 - 0.1 * (1 + 0.9 * b1) - 0.1 * (1 + 0.9 * b2), 1e-14);
  // amsgrad divides by the largest second moment so far.
  double m = 0, v = 0, most = 0, want = 1;
  int t = 0;
  for (const double g : {3., 0.1, 0.1}) {
    ++t;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    most = std::max(most, v);
    want -= 0.1 / (1 - std::pow(0.9, t)) * m / (std::sqrt(most) / std::sqrt(1 - std::pow(0.999, t)) + 1e-8);
  }
  EXPECT_NEAR(path([](auto p) { return Adam(p, AdamOptions(0.1).amsgrad(true)); }, {3, 0.1, 0.1}), want,
              1e-12);
}

}  // namespace
}  // namespace facula
