// Trajectories of the optimizers against PyTorch's: tests/reference/optim.txt, written by record_optim.py.
#include "facula/optim/optim.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include "facula/graph/grad_mode.h"
#include "facula/io/serialize.h"
#include "facula/ops/creation.h"

namespace facula {
namespace {

using namespace optim;
using Params = std::vector<Tensor>;
using Make = std::function<std::unique_ptr<Optimizer>(Params)>;

template <class O, class Options>
Make make(Options o) {
  return [o](Params p) { return std::make_unique<O>(std::move(p), o); };
}

const std::map<std::string, Make>& cases() {
  static const std::map<std::string, Make> all = {
      {"sgd", make<SGD>(SGDOptions(0.1))},
      {"sgd_decay", make<SGD>(SGDOptions(0.1).weight_decay(0.05))},
      {"sgd_momentum", make<SGD>(SGDOptions(0.05).momentum(0.9))},
      {"sgd_dampening", make<SGD>(SGDOptions(0.05).momentum(0.9).dampening(0.3).weight_decay(0.01))},
      {"sgd_nesterov", make<SGD>(SGDOptions(0.05).momentum(0.8).nesterov(true).weight_decay(0.01))},
      {"sgd_maximize", make<SGD>(SGDOptions(0.01).momentum(0.5).maximize(true))},
      {"adam", make<Adam>(AdamOptions(0.05))},
      {"adam_decay",
       make<Adam>(AdamOptions(0.05).betas(std::make_tuple(0.8, 0.99)).eps(1e-6).weight_decay(0.1))},
      {"adam_amsgrad", make<Adam>(AdamOptions(0.05).amsgrad(true))},
      {"adam_maximize", make<Adam>(AdamOptions(0.01).amsgrad(true).weight_decay(0.1).maximize(true))},
      {"adamw", make<AdamW>(AdamWOptions(0.05))},
      {"adamw_amsgrad", make<AdamW>(AdamWOptions(0.05).weight_decay(0.2).amsgrad(true))},
      {"rmsprop", make<RMSprop>(RMSpropOptions(0.02))},
      {"rmsprop_momentum", make<RMSprop>(RMSpropOptions(0.02).alpha(0.9).momentum(0.6).weight_decay(0.05))},
      {"rmsprop_centered", make<RMSprop>(RMSpropOptions(0.02).centered(true).eps(1e-4))},
      {"rmsprop_all", make<RMSprop>(RMSpropOptions(0.02).centered(true).momentum(0.5).maximize(true))},
      {"adagrad", make<Adagrad>(AdagradOptions(0.1))},
      {"adagrad_decay",
       make<Adagrad>(
           AdagradOptions(0.1).lr_decay(0.02).weight_decay(0.05).initial_accumulator_value(0.3).maximize(
               true))},
      {"adadelta", make<Adadelta>(AdadeltaOptions())},
      {"adadelta_all",
       make<Adadelta>(AdadeltaOptions(0.7).rho(0.8).eps(1e-5).weight_decay(0.05).maximize(true))},
      {"adamax", make<Adamax>(AdamaxOptions(0.05))},
      {"adamax_all",
       make<Adamax>(
           AdamaxOptions(0.05).betas(std::make_tuple(0.8, 0.99)).eps(1e-6).weight_decay(0.1).maximize(true))},
      {"nadam", make<NAdam>(NAdamOptions(0.05))},
      {"nadam_decay",
       make<NAdam>(
           NAdamOptions(0.05).betas(std::make_tuple(0.8, 0.99)).weight_decay(0.1).momentum_decay(1e-2))},
      {"radam", make<RAdam>(RAdamOptions(0.05))},
      {"radam_decay",
       make<RAdam>(RAdamOptions(0.05).betas(std::make_tuple(0.8, 0.9)).eps(1e-6).weight_decay(0.1))},
      {"asgd", make<ASGD>(ASGDOptions(0.05))},
      {"asgd_average",
       make<ASGD>(ASGDOptions(0.05).lambd(1e-2).alpha(0.5).t0(10).weight_decay(0.05).maximize(true))},
      {"rprop", make<Rprop>(RpropOptions())},
      {"rprop_turns",
       make<Rprop>(RpropOptions(3.0).etas(std::make_tuple(0.4, 1.3)).step_sizes(std::make_tuple(1e-3, 8.0)))},
      {"late", make<Adam>(AdamOptions(0.05))},
      {"step_lr", make<SGD>(SGDOptions(0.2))},
  };
  return all;
}

// How the two tensors of a run lie in memory.
enum class Lay { Contiguous, GradTransposed, BothTransposed, Strided };

template <class T>
class Run {
 public:
  Run(const Make& make, Lay lay = Lay::Contiguous) : lay_(lay) {
    params_ = {start({2, 3}, 1), start({4}, -1)};
    optimizer_ = make(params_);
  }

  void step(const std::string& name, int t) {
    for (size_t k = 0; k < 2; ++k) {
      params_[k].mutable_grad() = Tensor();
      if (!(name == "late" && k == 1 && t <= 5)) params_[k].mutable_grad() = gradient(k);
    }
    optimizer_->step();
  }
  std::vector<double> values() const {
    std::vector<double> v;
    for (const Tensor& p : params_) each(p, [&](T* x) { v.push_back(static_cast<double>(*x)); });
    return v;
  }
  Optimizer& optimizer() { return *optimizer_; }
  Params& params() { return params_; }

 private:
  // Visits the elements in logical order.
  template <class F>
  static void each(const Tensor& t, F f) {
    T* data = static_cast<T*>(t.data_ptr());
    const bool matrix = t.dim() == 2;
    const int64_t rows = matrix ? t.size(0) : 1, columns = t.size(-1);
    for (int64_t r = 0; r < rows; ++r)
      for (int64_t c = 0; c < columns; ++c) f(data + r * (matrix ? t.stride(0) : 0) + c * t.stride(-1));
  }
  Tensor fresh(IntArrayRef size, bool grad) const {
    const bool matrix = size.size() == 2;
    const ScalarType t = dtype_of<T>;
    if (matrix && (lay_ == Lay::BothTransposed || (grad && lay_ == Lay::GradTransposed)))
      return empty_strided(size, {1, size[0]}, t);
    if (lay_ == Lay::Strided && !grad)
      return matrix ? zeros({size[0], 3 * size[1]}, t).as_strided(size, {3 * size[1], 2})
                    : zeros({2 * size[0]}, t).as_strided(size, {2});
    return empty(size, t);
  }
  Tensor start(IntArrayRef size, int sign) const {
    const Tensor p = fresh(size, false);
    double i = 0;
    each(p, [&](T* x) { *x = static_cast<T>(sign) * static_cast<T>(0.25 * i++ - 0.8); });
    return p.requires_grad_();
  }
  Tensor gradient(size_t k) const {
    const Tensor g = fresh(params_[k].sizes(), true);
    std::vector<T> v;
    each(params_[k], [&](T* x) {
      v.push_back((*x * static_cast<T>(0.5) - static_cast<T>(3)) * (k ? static_cast<T>(1.5) : 1));
    });
    size_t i = 0;
    each(g, [&](T* x) { *x = v[i++]; });
    return g;
  }

  Lay lay_;
  Params params_;
  std::unique_ptr<Optimizer> optimizer_;
};

template <class T>
std::vector<double> trajectory(const std::string& name, Lay lay = Lay::Contiguous) {
  Run<T> run(cases().at(name), lay);
  StepLR schedule(run.optimizer(), 7, 0.5);
  std::vector<double> all;
  for (int t = 1; t <= 50; ++t) {
    run.step(name, t);
    // PyTorch's Python scheduler takes its first step when it is made.
    if (name == "step_lr") {
      if (t == 1) schedule.step();
      schedule.step();
    }
    if (t == 1 || t == 10 || t == 50) {
      const auto v = run.values();
      all.insert(all.end(), v.begin(), v.end());
    }
  }
  return all;
}

void expect_close(const std::vector<double>& got, const std::vector<double>& want, double tolerance,
                  const std::string& what) {
  ASSERT_EQ(got.size(), want.size()) << what;
  for (size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], want[i], tolerance * std::max(1.0, std::fabs(want[i]))) << what << " value " << i;
}

TEST(Optim, FollowsPyTorch) {
  std::ifstream file(FACULA_SOURCE_DIR "/tests/reference/optim.txt");
  std::string line;
  size_t lines = 0;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string name, dtype;
    words >> name >> dtype;
    std::vector<double> want;
    for (double v; words >> v;) want.push_back(v);
    for (const Lay lay : {Lay::Contiguous, Lay::GradTransposed, Lay::BothTransposed, Lay::Strided}) {
      const std::string what = line.substr(0, 30) + " layout " + std::to_string(static_cast<int>(lay));
      if (dtype == "float")
        expect_close(trajectory<float>(name, lay), want, 1e-6, what);
      else
        expect_close(trajectory<double>(name, lay), want, 1e-12, what);
    }
    ++lines;
  }
  EXPECT_EQ(lines, 2 * cases().size());
}

TEST(Optim, LargeParametersRunInParallel) {
  const int64_t n = 200003;
  const Tensor p = full({n}, 1.0).requires_grad_();
  Adam adam({p}, AdamOptions(0.1));
  for (int t = 0; t < 3; ++t) {
    p.mutable_grad() = full({n}, 0.5);
    adam.step();
  }
  const float* v = p.data_ptr<float>();
  for (int64_t i = 1; i < n; ++i) ASSERT_EQ(v[i], v[0]) << i;
  EXPECT_NEAR(v[0], 0.7f, 1e-5);
}

TEST(Optim, HalfTypesAndComplex) {
  for (const ScalarType t : {kHalf, kBFloat16, kComplexFloat}) {
    const Tensor p = full({3}, 1.0, t).requires_grad_();
    Adam adam({p}, AdamOptions(0.5));
    p.mutable_grad() = full({3}, 1.0, t);
    adam.step();
    EXPECT_NEAR(p.detach().select(0, 1).item().toComplexDouble().re, 0.5, 1e-3) << toString(t);
    EXPECT_EQ(static_cast<AdamParamState&>(*adam.state().at(state_key(p))).exp_avg().scalar_type(), t);
  }
}

TEST(Optim, BumpsVersionAndSkipsMissingGradients) {
  const Tensor a = ones({2}, requires_grad()), b = ones({2}, requires_grad());
  SGD sgd({a, b}, SGDOptions(0.5));
  a.mutable_grad() = ones({2});
  const int64_t va = a._version(), vb = b._version();
  sgd.step();
  EXPECT_EQ(a._version(), va + 1);
  EXPECT_EQ(b._version(), vb);
  EXPECT_EQ(a.detach().select(0, 0).item<float>(), 0.5f);
  EXPECT_EQ(b.detach().select(0, 0).item<float>(), 1.0f);
  EXPECT_TRUE(sgd.state().empty());
}

TEST(Optim, ZeroGrad) {
  const Tensor a = ones({2}, requires_grad());
  SGD sgd({a}, SGDOptions(0.5));
  a.mutable_grad() = ones({2});
  sgd.zero_grad(false);
  ASSERT_TRUE(a.grad().defined());
  EXPECT_EQ(a.grad().select(0, 1).item<float>(), 0.0f);
  sgd.zero_grad();
  EXPECT_FALSE(a.grad().defined());
  const Tensor flat = ones({4});
  a.mutable_grad() = flat.slice(0, 0, 2);  // a view, as of a bucket of gradients
  sgd.zero_grad(false);
  EXPECT_EQ(flat.sum().item<float>(), 2.0f);
}

TEST(Optim, ClosureRunsWithGradients) {
  const Tensor a = ones({2}, requires_grad());
  SGD sgd({a}, SGDOptions(0.25));
  NoGradGuard off;
  const Tensor loss = sgd.step([&] {
    sgd.zero_grad();
    const Tensor l = a.mul(a).sum();
    l.backward();
    return l;
  });
  EXPECT_EQ(loss.item<float>(), 2.0f);
  EXPECT_EQ(a.select(0, 0).item<float>(), 0.5f);
}

TEST(Optim, GroupsHaveTheirOwnOptions) {
  const Tensor a = ones({1}, requires_grad()), b = ones({1}, requires_grad());
  std::vector<OptimizerParamGroup> groups;
  groups.emplace_back(Params{a}, std::make_unique<SGDOptions>(0.5));
  groups.emplace_back(Params{b});
  SGD sgd(std::move(groups), SGDOptions(0.25));
  a.mutable_grad() = ones({1});
  b.mutable_grad() = ones({1});
  sgd.step();
  EXPECT_EQ(a.detach().item<float>(), 0.5f);
  EXPECT_EQ(b.detach().item<float>(), 0.75f);
  sgd.param_groups()[1].options().set_lr(1);
  sgd.step();
  EXPECT_EQ(b.detach().item<float>(), -0.25f);
  EXPECT_EQ(sgd.param_groups()[0].options().get_lr(), 0.5);
  EXPECT_EQ(sgd.size(), 2u);
  EXPECT_TRUE(static_cast<const SGDOptions&>(sgd.defaults()) == SGDOptions(0.25));
  EXPECT_FALSE(SGDOptions(0.25) == SGDOptions(0.5));
}

TEST(Optim, StateMapStaysTrue) {
  const Tensor a = ones({1}, requires_grad());
  Adam adam({a}, AdamOptions(0.1));
  a.mutable_grad() = ones({1});
  adam.step();
  adam.step();
  auto& states = adam.state();
  EXPECT_EQ(static_cast<AdamParamState&>(*states.at(state_key(a))).step(), 2);
  states.clear();
  adam.step();
  EXPECT_EQ(static_cast<AdamParamState&>(*states.at(state_key(a))).step(), 1);
}

template <class O>
void round_trip(const std::string& name) {
  Run<float> first(cases().at(name));
  for (int t = 1; t <= 6; ++t) first.step(name, t);
  std::stringstream file;
  save(first.optimizer(), file);
  Run<float> second(cases().at(name));
  for (size_t k = 0; k < 2; ++k) {
    NoGradGuard off;
    second.params()[k].copy_(first.params()[k]);
  }
  load(second.optimizer(), file);
  for (int t = 7; t <= 12; ++t) {
    first.step(name, t);
    second.step(name, t);
  }
  EXPECT_EQ(first.values(), second.values()) << name;
}

TEST(Optim, SaveAndLoad) {
  for (const auto& c : cases()) round_trip<Optimizer>(c.first);
}

TEST(Optim, LoadChecksTheGroups) {
  const Tensor a = ones({1}, requires_grad()), b = ones({1}, requires_grad());
  SGD one({a}, SGDOptions(0.1)), two({a, b}, SGDOptions(0.1));
  std::stringstream file;
  save(one, file);
  try {
    load(two, file);
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(
        std::string(e.what()).find("loaded state dict contains a parameter group that has a different size "
                                   "than the optimizer's parameter group"),
        std::string::npos);
  }
}

template <class F>
std::string message(F f) {
  try {
    f();
  } catch (const std::exception& e) {
    const std::string text = e.what();
    return text.substr(0, text.find('\n'));
  }
  return "no error";
}

TEST(Optim, Errors) {
  const Tensor a = ones({1}, requires_grad());
  const Params p = {a};
  EXPECT_EQ(message([&] { Adam(p, AdamOptions(-1)); }), "Invalid learning rate: -1");
  EXPECT_EQ(message([&] { Adam(p, AdamOptions().eps(-1)); }), "Invalid epsilon value: -1");
  EXPECT_EQ(message([&] { Adam(p, AdamOptions().betas(std::make_tuple(1.0, 0.5))); }),
            "Invalid beta parameter at index 0: 1");
  EXPECT_EQ(message([&] { AdamW(p, AdamWOptions().betas(std::make_tuple(0.5, -1.0))); }),
            "Invalid beta parameter at index 1: -1");
  EXPECT_EQ(message([&] { SGD(p, SGDOptions(1).momentum(-1)); }), "Invalid momentum value: -1");
  EXPECT_EQ(message([&] { SGD(p, SGDOptions(1).nesterov(true)); }),
            "Nesterov momentum requires a momentum and zero dampening");
  EXPECT_EQ(message([&] { RMSprop(p, RMSpropOptions().alpha(-1)); }), "Invalid alpha value: -1");
  EXPECT_EQ(message([&] { Adagrad(p, AdagradOptions().lr_decay(-1)); }), "Invalid lr_decay value: -1");
  EXPECT_EQ(message([&] { SGD({a.mul(a)}, SGDOptions(1)); }), "can't optimize a non-leaf Tensor");
  EXPECT_EQ(message([&] {
              SGD sgd(p, SGDOptions(1));
              sgd.add_param_group(OptimizerParamGroup(p));
            }),
            "some parameters appear in more than one parameter group");
}

}  // namespace
}  // namespace facula
