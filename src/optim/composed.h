#pragma once
// What the optimizers share whose step is written with tensor ops.
#include "facula/graph/grad_mode.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/view.h"
#include "optim/closure.h"
#include "optim/fields.h"

namespace facula::optim::detail {

/// The gradient as the formulas take it: turned around by `maximize`, with the weight decay added.
inline Tensor effective_gradient(const Tensor& p, const Tensor& grad, bool maximize, double weight_decay) {
  Tensor g = maximize ? -grad : grad;
  return weight_decay != 0 ? g.add(p, weight_decay) : g;
}

/// A complex tensor as real numbers; complex parameters are two real ones.
inline Tensor as_real(const Tensor& t) { return t.is_complex() ? view_as_real(t) : t; }

/// A tensor of zeros for what an optimizer remembers of `p`.
inline Tensor zeros_for(const Tensor& p) { return zeros_like(p, TensorOptions().requires_grad(false)); }

inline void check_rate(double lr, double weight_decay) {
  FACULA_CHECK(lr >= 0, "Invalid learning rate: ", lr);
  FACULA_CHECK(weight_decay >= 0, "Invalid weight_decay value: ", weight_decay);
}
inline void check_betas(const std::tuple<double, double>& betas, double eps) {
  const auto [b1, b2] = betas;
  FACULA_CHECK(eps >= 0, "Invalid epsilon value: ", eps);
  FACULA_CHECK(0 <= b1 && b1 < 1, "Invalid beta parameter at index 0: ", b1);
  FACULA_CHECK(0 <= b2 && b2 < 1, "Invalid beta parameter at index 1: ", b2);
}

/// Calls f(options, state, param, grad) for every parameter that has a gradient, without recording; complex
/// ones as real numbers. A new state is made by `init(options, state, param)`.
template <class Options, class State, class Find, class Add, class Init, class F>
void each_state(std::vector<OptimizerParamGroup>& groups, const char* name, const Find& find, const Add& add,
                const Init& init, const F& f) {
  const NoGradGuard off;
  size_t k = 0;
  for (OptimizerParamGroup& group : groups) {
    const auto& o = static_cast<const Options&>(group.options());
    each_parameter(group, k, name, [&](size_t index, const Tensor& p, const Tensor& grad) {
      OptimizerParamState* found = find(index, p);
      if (!found) {
        auto fresh = std::make_unique<State>();
        init(o, *fresh, p);
        found = &add(index, p, std::move(fresh));
      }
      f(o, static_cast<State&>(*found), as_real(p), as_real(grad));
    });
  }
}

}  // namespace facula::optim::detail

// The arguments `find` and `add` of each_state() in a member of an optimizer.
#define FACULA_OPTIMIZER_STATES                                               \
  [this](size_t k, const Tensor& p) { return find_state(k, p); },             \
      [this](size_t k, const Tensor& p, auto fresh) -> OptimizerParamState& { \
        return add_state(k, p, std::move(fresh));                             \
      }

// What every optimizer X defines the same way: its constructors, with check(options), and the archives of its
// options and states, from their fields().
#define FACULA_OPTIMIZER_COMMON(X) \
  FACULA_OPTIMIZER_CONSTRUCTORS(X) \
  FACULA_OPTIMIZER_ARCHIVES(X)
#define FACULA_OPTIMIZER_CONSTRUCTORS(X)                                             \
  X::X(std::vector<OptimizerParamGroup> param_groups, X##Options defaults)           \
      : Optimizer(std::move(param_groups), std::make_unique<X##Options>(defaults)) { \
    check(defaults);                                                                 \
  }                                                                                  \
  X::X(std::vector<Tensor> params, X##Options defaults)                              \
      : Optimizer(std::move(params), std::make_unique<X##Options>(defaults)) {       \
    check(defaults);                                                                 \
  }
#define FACULA_OPTIMIZER_ARCHIVES(X)                                                                       \
  void X::save(serialize::OutputArchive& archive) const { detail::save(archive, *this); }                  \
  void X::load(serialize::InputArchive& archive) { detail::load<X##ParamState>(archive, *this); }          \
  void X##Options::serialize(serialize::OutputArchive& archive) const {                                    \
    detail::write_fields(archive, *this);                                                                  \
  }                                                                                                        \
  void X##Options::serialize(serialize::InputArchive& archive) { detail::read_fields(archive, *this); }    \
  bool operator==(const X##Options& a, const X##Options& b) { return detail::same_fields(a, b); }          \
  void X##ParamState::serialize(serialize::OutputArchive& archive) const {                                 \
    detail::write_fields(archive, *this);                                                                  \
  }                                                                                                        \
  void X##ParamState::serialize(serialize::InputArchive& archive) { detail::read_fields(archive, *this); } \
  bool operator==(const X##ParamState& a, const X##ParamState& b) { return detail::same_fields(a, b); }
