#pragma once
// The step that Adam and AdamW share.
#include <cmath>

#include "facula/graph/grad_mode.h"
#include "facula/ops/creation.h"
#include "optim/serialize.h"
#include "optim/update.h"

namespace facula::optim::detail {

template <class Options>
void check_adam(const Options& o) {
  FACULA_CHECK(o.lr() >= 0, "Invalid learning rate: ", o.lr());
  FACULA_CHECK(o.eps() >= 0, "Invalid epsilon value: ", o.eps());
  const double b1 = std::get<0>(o.betas()), b2 = std::get<1>(o.betas());
  FACULA_CHECK(0 <= b1 && b1 < 1, "Invalid beta parameter at index 0: ", b1);
  FACULA_CHECK(0 <= b2 && b2 < 1, "Invalid beta parameter at index 1: ", b2);
  FACULA_CHECK(o.weight_decay() >= 0, "Invalid weight_decay value: ", o.weight_decay());
}

/// The numbers of a step of one group; the powers are taken once for all parameters of one age.
template <class Options>
class AdamNumbers {
 public:
  AdamNumbers(const Options& o, bool decoupled) : o_(o) {
    const auto [beta1, beta2] = o.betas();
    s_ = {beta1,
          beta2,
          o.eps(),
          decoupled ? 0 : o.weight_decay(),
          decoupled ? 1 - o.lr() * o.weight_decay() : 1,
          0,
          0,
          o.maximize()};
  }
  const kernels::AdamStep& at(int64_t step) {
    if (step != step_) {
      s_.step_size = o_.lr() / (1 - std::pow(s_.beta1, static_cast<double>(step)));
      s_.root2 = std::sqrt(1 - std::pow(s_.beta2, static_cast<double>(step)));
      step_ = step;
    }
    return s_;
  }

 private:
  const Options& o_;
  kernels::AdamStep s_;
  int64_t step_ = -1;
};

template <class State>
std::unique_ptr<State> new_adam_state(const Tensor& p, bool amsgrad) {
  NoGradGuard off;
  auto state = std::make_unique<State>();
  const TensorOptions plain = TensorOptions().requires_grad(false);
  state->exp_avg(zeros_like(p, plain)).exp_avg_sq(zeros_like(p, plain));
  if (amsgrad) state->max_exp_avg_sq(zeros_like(p, plain));
  return state;
}

template <class State>
void adam_update(const Tensor& p, const Tensor& grad, State& state, bool amsgrad,
                 const kernels::AdamStep& numbers) {
  static const Tensor none;
  if (amsgrad && !state.max_exp_avg_sq().defined()) {
    NoGradGuard off;
    state.max_exp_avg_sq(zeros_like(state.exp_avg_sq()));
  }
  update(p, grad, {&state.exp_avg(), &state.exp_avg_sq(), amsgrad ? &state.max_exp_avg_sq() : &none},
         [&](const kernels::Parameter& q) { kernels::adam(q, numbers); });
}

template <class Options>
void save_adam_options(serialize::OutputArchive& archive, const Options& o) {
  put(archive, "lr", o.lr());
  put(archive, "betas", o.betas());
  put(archive, "eps", o.eps());
  put(archive, "weight_decay", o.weight_decay());
  put(archive, "amsgrad", o.amsgrad());
  put(archive, "maximize", o.maximize());
}
template <class Options>
void load_adam_options(serialize::InputArchive& archive, Options& o) {
  get(archive, "lr", o.lr());
  get(archive, "betas", o.betas());
  get(archive, "eps", o.eps());
  get(archive, "weight_decay", o.weight_decay());
  get(archive, "amsgrad", o.amsgrad());
  get(archive, "maximize", o.maximize(), true);
}
template <class Options>
bool same_adam_options(const Options& a, const Options& b) {
  return a.lr() == b.lr() && a.betas() == b.betas() && a.eps() == b.eps() &&
         a.weight_decay() == b.weight_decay() && a.amsgrad() == b.amsgrad() && a.maximize() == b.maximize();
}
template <class State>
void save_adam_state(serialize::OutputArchive& archive, const State& s) {
  put(archive, "step", s.step());
  put(archive, "exp_avg", s.exp_avg());
  put(archive, "exp_avg_sq", s.exp_avg_sq());
  put(archive, "max_exp_avg_sq", s.max_exp_avg_sq());
}
template <class State>
void load_adam_state(serialize::InputArchive& archive, State& s) {
  get(archive, "step", s.step());
  get(archive, "exp_avg", s.exp_avg());
  get(archive, "exp_avg_sq", s.exp_avg_sq());
  get(archive, "max_exp_avg_sq", s.max_exp_avg_sq());
}
template <class State>
bool same_adam_state(const State& a, const State& b) {
  return a.step() == b.step() && same(a.exp_avg(), b.exp_avg()) && same(a.exp_avg_sq(), b.exp_avg_sq()) &&
         same(a.max_exp_avg_sq(), b.max_exp_avg_sq());
}

}  // namespace facula::optim::detail
