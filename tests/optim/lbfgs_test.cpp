// LBFGS and Muon against recorded trajectories: tests/reference/lbfgs.txt and muon.txt (record_optim.py).
#include "facula/optim/lbfgs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "errors.h"
#include "facula/autograd/autograd.h"
#include "facula/io/serialize.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "facula/optim/muon.h"

namespace facula {
namespace {

using namespace optim;

Tensor rosenbrock(const Tensor& x) {
  const Tensor a = x.slice(0, 0, 4), b = x.slice(0, 1, 5);
  return ((b - a.pow(2)).pow(2) * 100 + (1 - a).pow(2)).sum();
}
Tensor quadratic(const Tensor& x) { return (arange(1, 6, kDouble) * (x - 1.5).pow(2)).sum() + x[1] * x[2]; }

LBFGSOptions options_of(const std::string& name) {
  if (name == "fixed") return LBFGSOptions(0.3).max_iter(5).history_size(4);
  if (name == "wolfe") return LBFGSOptions().line_search_fn("strong_wolfe");
  return LBFGSOptions(0.8).max_iter(4).history_size(3).line_search_fn("strong_wolfe");
}

struct Problem {
  explicit Problem(const std::string& function, const LBFGSOptions& options)
      : f(function == "rosenbrock" ? rosenbrock : quadratic),
        x(tensor({-1.2, 1.0, 0.5, -0.3, 0.8}, kDouble).requires_grad_()),
        optimizer(std::vector<Tensor>{x}, options) {}
  Tensor step() {
    return optimizer.step([&] {
      optimizer.zero_grad();
      const Tensor loss = f(x);
      loss.backward();
      return loss;
    });
  }
  double number(int64_t i) const { return x.detach()[i].item<double>(); }
  Tensor (*f)(const Tensor&);
  Tensor x;
  LBFGS optimizer;
};

TEST(LBFGS, FollowsPyTorch) {
  std::ifstream file(FACULA_SOURCE_DIR "/tests/reference/lbfgs.txt");
  std::string line;
  int lines = 0;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string function, name;
    int64_t evals = 0, iterations = 0;
    words >> function >> name >> evals >> iterations;
    Problem problem(function, options_of(name));
    for (double loss; words >> loss;) {
      EXPECT_NEAR(problem.step().item<double>(), loss, 1e-6 * (1 + std::fabs(loss)))
          << function << " " << name;
      for (int64_t i = 0; i < 5; ++i) {
        double want;
        words >> want;
        EXPECT_NEAR(problem.number(i), want, 1e-6) << function << " " << name;
      }
    }
    const auto& s = static_cast<LBFGSParamState&>(*problem.optimizer.state().at(state_key(problem.x)));
    EXPECT_EQ(s.func_evals(), evals) << function << " " << name;
    EXPECT_EQ(s.n_iter(), iterations) << function << " " << name;
    ++lines;
  }
  EXPECT_EQ(lines, 6);
}

TEST(LBFGS, SaveAndLoad) {
  Problem first("rosenbrock", options_of("wolfe_short")), second("rosenbrock", options_of("wolfe_short"));
  first.step();
  first.step();
  std::stringstream file;
  save(static_cast<Optimizer&>(first.optimizer), file);
  {
    const NoGradGuard off;
    second.x.copy_(first.x);
  }
  load(static_cast<Optimizer&>(second.optimizer), file);
  const auto state = [](Problem& p) -> LBFGSParamState& {
    return static_cast<LBFGSParamState&>(*p.optimizer.state().at(state_key(p.x)));
  };
  EXPECT_TRUE(state(first) == state(second));
  first.step();
  second.step();
  for (int64_t i = 0; i < 5; ++i) EXPECT_EQ(first.number(i), second.number(i));
}

TEST(LBFGS, Errors) {
  Problem problem("quadratic", LBFGSOptions().line_search_fn("golden"));
  EXPECT_EQ(facula::test::message_of([&] { problem.step(); }), "only 'strong_wolfe' is supported");
  EXPECT_EQ(facula::test::message_of([&] { problem.optimizer.step(nullptr); }),
            "LBFGS requires a closure function");
  const Tensor a = ones({1}, requires_grad()), b = ones({1}, requires_grad());
  EXPECT_EQ(facula::test::message_of([&] {
              LBFGS({OptimizerParamGroup({a}), OptimizerParamGroup({b})});
            }),
            "LBFGS doesn't support per-parameter options (parameter groups)");
}

TEST(Muon, FollowsItsDefinition) {
  std::ifstream file(FACULA_SOURCE_DIR "/tests/reference/muon.txt");
  std::string line;
  int lines = 0;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    int64_t rows = 0, columns = 0;
    int nesterov = 0, match = 0;
    words >> rows >> columns >> nesterov >> match;
    const Tensor ramp = arange(rows * columns, kDouble) * 0.25 - 0.8;
    const Tensor p = ramp.sin().reshape({rows, columns}).requires_grad_();
    Muon muon(std::vector<Tensor>{p},
              MuonOptions(0.02).nesterov(nesterov != 0).adjust_lr_fn(match ? "match_rms_adamw" : "original"));
    for (int step = 0; step < 5; ++step) {
      p.mutable_grad() = p.detach() * 0.5 - (ramp * 1.7).cos().reshape({rows, columns});
      muon.step();
      for (int64_t i = 0; i < rows * columns; ++i) {
        double want;
        words >> want;
        // float32 sums instead of float64 ones, before each is rounded to 8 bits
        EXPECT_NEAR(p.detach().reshape({-1})[i].item<double>(), want, 1e-6) << line.substr(0, 8);
      }
    }
    ++lines;
  }
  EXPECT_EQ(lines, 4);
  const Tensor v = ones({3}, requires_grad());
  v.mutable_grad() = ones({3});
  Muon muon(std::vector<Tensor>{v});
  EXPECT_EQ(facula::test::message_of([&] { muon.step(); }),
            "Muon only supports 2D parameters whereas we found a parameter with size: [3]");
}

}  // namespace
}  // namespace facula
