// state_dict of optimizers: Python's files continue here, ours have Python's structure, what does not fit is refused.
#include "facula/optim/state_dict.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>

#include "errors.h"
#include "facula/io/serialize.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/optim/optim.h"
#include "nn/recorded.h"

namespace facula {
namespace {

using namespace optim;

using Params = std::vector<Tensor>;
Params start() {
  return {tensor({0.5, -1.0}, kDouble).requires_grad_(), tensor({2.0}, kDouble).requires_grad_()};
}
struct Kind {
  const char* name;
  std::function<std::unique_ptr<Optimizer>(const Params&)> make;
};
const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {
      {"sgd", [](const Params& p) { return std::make_unique<SGD>(p, SGDOptions(0.1).momentum(0.9)); }},
      {"adam",
       [](const Params& p) {
         return std::make_unique<Adam>(p, AdamOptions(0.05).betas({0.8, 0.95}).amsgrad(true));
       }},
      {"adamw",
       [](const Params& p) {
         std::vector<OptimizerParamGroup> groups;
         groups.emplace_back(Params{p[0]}, std::make_unique<AdamWOptions>(0.01));
         groups.emplace_back(Params{p[1]});
         return std::make_unique<AdamW>(groups, AdamWOptions(0.02));
       }},
      {"rmsprop",
       [](const Params& p) {
         return std::make_unique<RMSprop>(p, RMSpropOptions(0.01).momentum(0.5).centered(true));
       }},
      {"adagrad", [](const Params& p) { return std::make_unique<Adagrad>(p, AdagradOptions(0.1)); }},
      {"adadelta", [](const Params& p) { return std::make_unique<Adadelta>(p, AdadeltaOptions()); }},
      {"adamax", [](const Params& p) { return std::make_unique<Adamax>(p, AdamaxOptions(0.02)); }},
      {"nadam", [](const Params& p) { return std::make_unique<NAdam>(p, NAdamOptions(0.02)); }},
      {"radam", [](const Params& p) { return std::make_unique<RAdam>(p, RAdamOptions(0.02)); }},
      {"rprop", [](const Params& p) { return std::make_unique<Rprop>(p, RpropOptions(0.02)); }},
  };
  return all;
}

void steps(Optimizer& optimizer, const Params& params, int n) {
  for (int i = 0; i < n; ++i) {
    optimizer.zero_grad();
    ((params[0] - 1.5).pow(3).sum() + (params[1] - 1.5).pow(3).sum()).backward();
    optimizer.step();
  }
}
void set(const Params& params, const std::vector<double>& values) {
  NoGradGuard off;
  params[0].copy_(tensor({values.at(0), values.at(1)}, kDouble));
  params[1].copy_(tensor({values.at(2)}, kDouble));
}
void expect_values(const Params& params, const std::vector<double>& want, double tolerance) {
  const Tensor got = cat({params[0].detach(), params[1].detach()});
  ASSERT_EQ(want.size(), 3u);
  for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(got.data_ptr<double>()[i], want[i], tolerance) << i;
}

TEST(OptimizerStateDict, PythonsFilesContinue) {
  for (const Kind& kind : kinds()) {
    const std::string name = kind.name;
    if (name == "nadam") continue;  // 1.13 multiplies by one momentum too many
    SCOPED_TRACE(name);
    const Params params = start();
    const auto optimizer = kind.make(params);
    load_state_dict(*optimizer, load_value(FACULA_SOURCE_DIR "/tests/optim/data/" + name + ".pt"));
    set(params, testing::recorded("optimizer_state.txt", name + ".3"));
    steps(*optimizer, params, 2);
    expect_values(params, testing::recorded("optimizer_state.txt", name + ".5"), 1e-12);
  }
}

TEST(OptimizerStateDict, HasPythonsStructure) {
  for (const Kind& kind : kinds()) {
    const std::string name = kind.name;
    if (name == "nadam") continue;  // 1.13 multiplies by one momentum too many
    SCOPED_TRACE(name);
    const Params params = start();
    const auto optimizer = kind.make(params);
    steps(*optimizer, params, 3);
    const IValue ours = state_dict(*optimizer);
    const IValue theirs = load_value(FACULA_SOURCE_DIR "/tests/optim/data/" + name + ".pt");
    const IValue &mine = *ours.find("state"), &python = *theirs.find("state");
    ASSERT_EQ(mine.dict_items().size(), python.dict_items().size());
    for (size_t i = 0; i < mine.dict_items().size(); i += 2) {
      EXPECT_EQ(mine.dict_items()[i].toInt(), static_cast<int64_t>(i / 2));
      const IValue &a = mine.dict_items()[i + 1], &b = python.dict_items()[i + 1];
      EXPECT_EQ(a.dict_items().size(), b.dict_items().size());
      for (size_t k = 0; k < b.dict_items().size(); k += 2) {
        const std::string& key = b.dict_items()[k].toStringRef();
        const IValue* value = a.find(key);
        ASSERT_TRUE(value) << key;
        const IValue& want = b.dict_items()[k + 1];
        const Tensor w = want.isTensor() ? want.toTensor() : tensor(want.toScalar().toDouble(), kDouble);
        EXPECT_EQ(value->toTensor().sizes(), w.sizes()) << key;
        EXPECT_LT((value->toTensor().to(kDouble) - w.to(kDouble)).abs().max().item<double>(), 1e-12) << key;
      }
    }
    const auto& groups = ours.find("param_groups")->toListRef();
    ASSERT_EQ(groups.size(), theirs.find("param_groups")->toListRef().size());
    EXPECT_EQ(groups.back().find("params")->toIntVector().back(), 1);
    EXPECT_EQ(groups[0].find("lr")->toDouble(),
              theirs.find("param_groups")->toListRef()[0].find("lr")->toDouble());
  }
}

TEST(OptimizerStateDict, RoundTripThroughAFile) {
  const auto path = (std::filesystem::temp_directory_path() / "facula_optimizer_state.pt").string();
  for (const Kind& kind : kinds()) {
    SCOPED_TRACE(kind.name);
    const Params params = start(), again = start();
    const auto optimizer = kind.make(params), other = kind.make(again);
    steps(*optimizer, params, 2);
    optimizer->param_groups()[0].options().set_lr(0.003);
    save(state_dict(*optimizer), path);
    load_state_dict(*other, load_value(path));
    EXPECT_EQ(other->param_groups()[0].options().get_lr(), 0.003);
    const Tensor both = cat({params[0].detach(), params[1].detach()});
    set(again, {both.data_ptr<double>()[0], both.data_ptr<double>()[1], both.data_ptr<double>()[2]});
    steps(*optimizer, params, 3);
    steps(*other, again, 3);
    expect_values(again,
                  {params[0][0].item<double>(), params[0][1].item<double>(), params[1][0].item<double>()}, 0);
  }
  std::filesystem::remove(path);
}

TEST(OptimizerStateDict, LBFGSContinues) {
  const Params params = start(), again = start();
  LBFGS a(params, LBFGSOptions(0.1).max_iter(2)), b(again, LBFGSOptions(0.1).max_iter(2));
  auto closure = [](Optimizer& o, const Params& p) {
    return [&o, &p] {
      o.zero_grad();
      Tensor loss = (p[0] - 1.5).pow(4).sum() + (p[1] - 1.5).pow(2).sum();
      loss.backward();
      return loss;
    };
  };
  a.step(closure(a, params));
  load_state_dict(b, state_dict(a));
  set(again, {params[0][0].item<double>(), params[0][1].item<double>(), params[1][0].item<double>()});
  a.step(closure(a, params));
  b.step(closure(b, again));
  expect_values(again,
                {params[0][0].item<double>(), params[0][1].item<double>(), params[1][0].item<double>()}, 0);
}

TEST(OptimizerStateDict, WhatDoesNotFit) {
  const Params params = start();
  SGD one(params, SGDOptions(0.1).momentum(0.9));
  steps(one, params, 1);
  const IValue good = state_dict(one);
  SGD less({params[0]}, SGDOptions(0.5).momentum(0.9));
  EXPECT_EQ(test::message_of([&] { load_state_dict(less, good); }),
            "loaded state dict contains a parameter group that doesn't match the size of optimizer's group");
  std::vector<OptimizerParamGroup> groups;
  groups.emplace_back(Params{params[0]});
  groups.emplace_back(Params{params[1]});
  SGD two(groups, SGDOptions(0.5));
  EXPECT_EQ(test::message_of([&] { load_state_dict(two, good); }),
            "loaded state dict has a different number of parameter groups");
  EXPECT_EQ(test::message_of([&] { load_state_dict(one, IValue::dict()); }),
            "optimizer state dict: there is no 'param_groups'");
  EXPECT_EQ(test::message_of([&] { load_state_dict(one, IValue(3)); }),
            "optimizer state dict: expected a dict with 'param_groups', but got a value of kind Int");
  EXPECT_EQ(less.param_groups()[0].options().get_lr(), 0.5);
  EXPECT_TRUE(less.state().empty());
}

}  // namespace
}  // namespace facula
