// Learning rates (and momentum) against recorded ones: tests/reference/schedulers.txt (record_optim.py).
#include "facula/optim/schedulers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "facula/ops/creation.h"
#include "facula/optim/optim.h"

namespace facula {
namespace {

using namespace optim;
using Step = std::function<void(int)>;
using Make = std::function<Step(Optimizer&)>;

template <class S, class... Args>
Make make(Args... args) {
  return [=](Optimizer& o) -> Step {
    auto s = std::make_shared<S>(o, args...);
    return [s](int) { s->step(); };
  };
}
// libtorch's StepLR, whose first step() is the one that Python's takes when it is made.
Make step_lr(unsigned every, double gamma) {
  return [=](Optimizer& o) -> Step {
    auto s = std::make_shared<StepLR>(o, every, gamma);
    s->step();
    return [s](int) { s->step(); };
  };
}
template <class... Args>
Make plateau(Args... args) {
  return [=](Optimizer& o) -> Step {
    auto s = std::make_shared<ReduceLROnPlateau>(o, args...);
    return [s](int t) { s->step(std::abs(t - 12) * 0.1); };
  };
}
template <class S, class... Args>
std::shared_ptr<EpochScheduler> part(Optimizer& o, Args... args) {
  return std::make_shared<S>(o, args...);
}

Step chained(Optimizer& o) {
  auto s = std::make_shared<ChainedScheduler>(std::vector<std::shared_ptr<EpochScheduler>>{
      part<ConstantLR>(o, 0.2, 6), part<ExponentialLR>(o, 0.95), part<CosineAnnealingLR>(o, 10)});
  return [s](int) { s->step(); };
}
Step sequential(Optimizer& o) {
  auto s = std::make_shared<SequentialLR>(
      o,
      std::vector<std::shared_ptr<EpochScheduler>>{part<ConstantLR>(o, 0.1, 2), part<ExponentialLR>(o, 0.9),
                                                   part<CosineAnnealingLR>(o, 8),
                                                   part<MultiplicativeLR>(o, [](int64_t) { return 0.8; })},
      std::vector<int64_t>{4, 15, 30});
  return [s](int) { s->step(); };
}

CyclicLR::Options cyclic(int64_t up, CyclicLR::Mode mode) {
  CyclicLR::Options o;
  o.step_size_up = up;
  o.mode = mode;
  return o;
}

std::map<std::string, Make> cases() {
  CyclicLR::Options uneven = cyclic(6, CyclicLR::Mode::triangular);
  uneven.step_size_down = 4;
  CyclicLR::Options two = cyclic(4, CyclicLR::Mode::triangular2);
  two.base_momentum = 0.6;
  CyclicLR::Options exponential = cyclic(4, CyclicLR::Mode::exp_range);
  exponential.gamma = 0.98;
  exponential.cycle_momentum = false;
  OneCycleLR::Options three;
  three.pct_start = 0.2;
  three.anneal_strategy = OneCycleLR::Anneal::linear;
  three.three_phase = true;
  three.div_factor = 10;
  three.final_div_factor = 100;
  return {
      {"lambda", make<LambdaLR>(std::vector<LambdaLR::Lambda>{
                     [](int64_t e) { return std::pow(0.95, static_cast<double>(e)); },
                     [](int64_t e) { return 1 / (1 + static_cast<double>(e)); }})},
      {"multiplicative", make<MultiplicativeLR>([](int64_t e) { return e % 2 ? 0.9 : 0.99; })},
      {"multi_step", make<MultiStepLR>(std::vector<int64_t>{3, 8, 8, 20}, 0.3)},
      {"constant", make<ConstantLR>()},
      {"linear", make<LinearLR>(0.25, 0.75, 12)},
      {"exponential", make<ExponentialLR>(0.93)},
      {"polynomial", make<PolynomialLR>(20, 1.7)},
      {"cosine", make<CosineAnnealingLR>(9, 0.01)},
      {"warm_restarts", make<CosineAnnealingWarmRestarts>(5, 2, 0.01)},
      {"cyclic", make<CyclicLR>(0.1, 0.9, uneven)},
      {"cyclic2", make<CyclicLR>(0.1, 0.9, two)},
      {"cyclic_exp", make<CyclicLR>(0.1, 0.9, exponential)},
      {"one_cycle", make<OneCycleLR>(1.5, 50)},
      {"one_cycle3", make<OneCycleLR>(1.5, 55, three)},
      {"lambda2", make<LambdaLR>(std::vector<LambdaLR::Lambda>(
                      2, [](int64_t e) { return 1 - static_cast<double>(e) / 100; }))},
      {"multiplicative2", make<MultiplicativeLR>([](int64_t) { return 1.02; })},
      {"step", step_lr(7, 0.1)},
      {"step2", step_lr(10, 0.5)},
      {"multi_step2", make<MultiStepLR>(std::vector<int64_t>{10, 30})},
      {"constant2", make<ConstantLR>(0.25, 17)},
      {"linear2", make<LinearLR>()},
      {"exponential2", make<ExponentialLR>(1.01)},
      {"polynomial2", make<PolynomialLR>()},
      {"cosine2", make<CosineAnnealingLR>(50)},
      {"warm_restarts2", make<CosineAnnealingWarmRestarts>(12)},
      {"swa", make<SWALR>(0.05, 12)},
      {"swa_linear", make<SWALR>(0.05, 7, SWALR::Anneal::linear)},
      {"chained", chained},
      {"sequential", sequential},
      {"plateau", plateau(ReduceLROnPlateau::min, 0.5, 2, 1e-4, ReduceLROnPlateau::rel, 1,
                          std::vector<float>{0.02f, 0.02f})},
      {"plateau_max", plateau(ReduceLROnPlateau::max, 0.3, 1, 0.05, ReduceLROnPlateau::abs)},
  };
}

std::unique_ptr<SGD> two_groups() {
  std::vector<OptimizerParamGroup> groups;
  groups.emplace_back(std::vector<Tensor>{zeros({1}, requires_grad())});
  groups.emplace_back(std::vector<Tensor>{zeros({1}, requires_grad())},
                      std::make_unique<SGDOptions>(SGDOptions(0.2).momentum(0.7)));
  return std::make_unique<SGD>(std::move(groups), SGDOptions(0.5).momentum(0.7));
}

TEST(Schedulers, FollowPyTorch) {
  const auto all = cases();
  std::ifstream file(FACULA_SOURCE_DIR "/tests/reference/schedulers.txt");
  std::string line;
  size_t lines = 0;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    ASSERT_TRUE(all.count(name)) << name;
    const auto optimizer = two_groups();
    const Step step = all.at(name)(*optimizer);
    for (int t = 0; t < 50; ++t) {
      for (OptimizerParamGroup& group : optimizer->param_groups()) {
        const auto& o = static_cast<SGDOptions&>(group.options());
        double lr, momentum;
        words >> lr >> momentum;
        // The smallest rate is a float in plateau's list.
        const double tolerance = name == "plateau" ? 1e-8 : 1e-13;
        ASSERT_NEAR(o.lr(), lr, tolerance) << name << " step " << t;
        ASSERT_NEAR(o.momentum(), momentum, 1e-13) << name << " step " << t;
      }
      step(t);
    }
    ++lines;
  }
  EXPECT_EQ(lines, all.size());
}

TEST(Schedulers, WarmRestartsAtAnyEpoch) {
  const auto optimizer = two_groups();
  CosineAnnealingWarmRestarts s(*optimizer, 4, 2);
  s.step(2.0);
  EXPECT_NEAR(s.get_last_lr()[0], 0.25, 1e-15);
  s.step(8.0);  // the middle of the second cycle, 4 to 12
  EXPECT_NEAR(s.get_last_lr()[1], 0.1, 1e-15);
  EXPECT_EQ(s.last_epoch(), 8);
}

TEST(Schedulers, CycleBeta1OfAdam) {
  Adam adam({zeros({1}, requires_grad())}, AdamOptions(0.1));
  OneCycleLR s(adam, 0.5, 10);
  EXPECT_NEAR(std::get<0>(static_cast<AdamOptions&>(adam.param_groups()[0].options()).betas()), 0.95, 1e-15);
  for (int i = 0; i < 10; ++i) s.step();
  EXPECT_THROW(s.step(), ValueError);
}

template <class F>
std::string message(F f) {
  try {
    f();
  } catch (const ValueError& e) {
    return e.what();
  }
  return "no ValueError";
}

TEST(Schedulers, Errors) {
  const auto owner = two_groups();
  Optimizer& o = *owner;
  EXPECT_EQ(message([&] { LambdaLR(o, std::vector<LambdaLR::Lambda>(3)); }),
            "Expected 2 lr_lambdas, but got 3");
  EXPECT_EQ(message([&] { ConstantLR(o, 1.5); }),
            "Constant multiplicative factor expected to be between 0 and 1.");
  EXPECT_EQ(message([&] { LinearLR(o, 0); }),
            "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.");
  EXPECT_EQ(message([&] { CosineAnnealingWarmRestarts(o, 0); }), "Expected positive integer T_0, but got 0");
  EXPECT_EQ(message([&] { OneCycleLR(o, 1, 0); }), "Expected positive integer total_steps, but got 0");
  EXPECT_EQ(message([&] { ReduceLROnPlateau(o, ReduceLROnPlateau::min, 1.0); }), "Factor should be < 1.0.");
  EXPECT_EQ(message([&] { SequentialLR(o, {part<ExponentialLR>(o, 0.9)}, {3}); }).substr(0, 66),
            "Sequential Schedulers expects number of schedulers provided to be ");
  Adagrad plain({zeros({1}, requires_grad())});
  EXPECT_EQ(message([&] { CyclicLR(plain, 0.1, 1); }),
            "optimizer must support momentum or beta1 with `cycle_momentum` option enabled");
}

}  // namespace
}  // namespace facula
