// FEATURES, group OP, and the worked numbers of optimizers, each under its ID.
#include <gtest/gtest.h>

#include "facula/autograd/autograd.h"
#include "facula/nn/nn.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/loss.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/random.h"
#include "facula/ops/reduce.h"
#include "facula/optim/optim.h"

namespace facula {
namespace {

using namespace optim;

Tensor parameter(double v) { return tensor({v}, kDouble).requires_grad_(); }
double value(const Tensor& t) { return t.detach().item<double>(); }

// The parameter, from 1, after each of n steps along a constant gradient.
template <class O, class Options>
std::vector<double> walk(Options options, int n, double gradient = 1) {
  const Tensor p = parameter(1);
  O optimizer(std::vector<Tensor>{p}, options);
  std::vector<double> path;
  for (int i = 0; i < n; ++i) {
    p.mutable_grad() = tensor({gradient}, kDouble);
    optimizer.step();
    path.push_back(value(p));
  }
  return path;
}

TEST(Features, OP01) {
  EXPECT_NEAR(walk<SGD>(SGDOptions(0.1), 1)[0], 0.9, 1e-15);
  nn::Linear model(2, 1);
  SGD by_number(model->parameters(), 0.01);
  EXPECT_EQ(by_number.param_groups()[0].options().get_lr(), 0.01);
}

TEST(Features, OP02) {
  const auto path = walk<SGD>(SGDOptions(0.1).momentum(0.9), 3);
  EXPECT_NEAR(path[0], 0.9, 1e-12);
  EXPECT_NEAR(path[1], 0.71, 1e-12);
  EXPECT_NEAR(path[2], 0.439, 1e-12);
}

TEST(Features, OP03) {
  EXPECT_NEAR(walk<Adam>(AdamOptions(0.1), 1, 1e-8)[0], 0.95, 1e-9);
  EXPECT_NEAR(walk<Adam>(AdamOptions(1e-3), 1)[0], 0.999, 1e-9);
  const AdamOptions o;
  EXPECT_TRUE(o.lr() == 1e-3 && o.eps() == 1e-8 && o.betas() == std::make_tuple(0.9, 0.999));
}

TEST(Features, OP04) {
  Adam adam(nn::Linear(2, 1)->parameters());
  EXPECT_EQ(adam.defaults().get_lr(), 1e-3);
}

TEST(Features, OP05) {
  EXPECT_NEAR(walk<AdamW>(AdamWOptions(0.1), 1)[0], 0.899, 1e-9);
  EXPECT_EQ(AdamWOptions().weight_decay(), 0.01);
}

TEST(Features, OP06) {
  const Tensor a = parameter(1), b = parameter(1);
  SGD sgd({a, b}, SGDOptions(0.5));
  (a * a).backward();
  sgd.step();
  EXPECT_EQ(value(a), 0);
  EXPECT_EQ(value(b), 1);  // had no gradient
  EXPECT_TRUE(a.is_leaf() && a.requires_grad());
}

TEST(Features, OP07) {
  const Tensor a = parameter(1);
  SGD sgd({a}, SGDOptions(0.5));
  (a * a).backward();
  sgd.zero_grad(/*set_to_none=*/false);
  EXPECT_EQ(value(a.grad()), 0);
  sgd.zero_grad();
  EXPECT_FALSE(a.grad().defined());
}

TEST(Features, OP08) {  // the order of zero_grad does not matter, as long as it comes before backward
  const auto train = [](bool late) {
    manual_seed(1);
    nn::Linear model(3, 1);
    SGD sgd(model->parameters(), 0.1);
    const Tensor x = randn({8, 3}), y = randn({8, 1});
    for (int i = 0; i < 5; ++i) {
      if (!late) sgd.zero_grad();
      const Tensor loss = mse_loss(model(x), y);
      if (late) sgd.zero_grad();
      loss.backward();
      sgd.step();
    }
    return model->weight.detach().clone();
  };
  EXPECT_TRUE(train(false).equal(train(true)));
}

TEST(Features, OP09) {
  const Tensor a = parameter(3);
  (a * 2).backward();
  (a * 2).backward();
  EXPECT_EQ(value(a.grad()), 4);
}

TEST(Features, OP10) {
  const Tensor p = ones({2}, kDouble).requires_grad_();
  Adam adam({p});
  p.mutable_grad() = ones({2}, kDouble);
  adam.step();
  EXPECT_EQ(static_cast<AdamParamState&>(*adam.state().at(state_key(p))).exp_avg().scalar_type(), kDouble);
}

TEST(Features, WN77) {
  EXPECT_NEAR(walk<SGD>(SGDOptions(0.1), 1)[0], 0.9, 1e-12);
  EXPECT_NEAR(walk<SGD>(SGDOptions(0.1).momentum(0.9), 3)[2], 0.439, 1e-12);
  EXPECT_NEAR(walk<Adam>(AdamOptions(1e-3), 1)[0], 0.999, 1e-9);
  EXPECT_NEAR(walk<AdamW>(AdamWOptions(0.1), 1)[0], 0.899, 1e-9);
}

}  // namespace
}  // namespace facula
