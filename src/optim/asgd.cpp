#include "facula/optim/asgd.h"

#include <algorithm>
#include <cmath>

#include "optim/composed.h"

namespace facula::optim {

template class OptimizerCloneableOptions<ASGDOptions>;
template class OptimizerCloneableParamState<ASGDParamState>;

ASGDOptions::ASGDOptions(double lr) : lr_(lr) {}

static void fields(detail::Of<ASGDOptions> auto& o, auto&& f) {
  f("lr", o.lr());
  f("lambd", o.lambd());
  f("alpha", o.alpha());
  f("t0", o.t0());
  f("weight_decay", o.weight_decay());
  f("maximize", o.maximize());
}
static void fields(detail::Of<ASGDParamState> auto& s, auto&& f) {
  f("step", s.step());
  f("eta", s.eta());
  f("mu", s.mu());
  f("ax", s.ax());
}
static void check(const ASGDOptions& o) { detail::check_rate(o.lr(), o.weight_decay()); }

FACULA_OPTIMIZER_COMMON(ASGD)

namespace {
// PyTorch keeps eta and mu in float32 tensors; so do we, to walk the same way.
double rounded(double v) { return static_cast<double>(static_cast<float>(v)); }
}  // namespace

Tensor ASGD::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  detail::each_state<ASGDOptions, ASGDParamState>(
      param_groups_, "ASGD", FACULA_OPTIMIZER_STATES,
      [](const ASGDOptions& o, ASGDParamState& s, const Tensor& p) {
        s.ax(detail::zeros_for(p)).eta(rounded(o.lr()));
      },
      [](const ASGDOptions& o, ASGDParamState& s, const Tensor& p, const Tensor& grad) {
        const Tensor g = detail::effective_gradient(p, grad, o.maximize(), o.weight_decay());
        const Tensor average = detail::as_real(s.ax());
        p.mul_(1 - o.lambd() * s.eta());
        p.add_(g, -s.eta());
        if (s.mu() == 1)
          average.copy_(p);
        else
          average.add_(p.sub(average).mul_(s.mu()));
        const auto t = static_cast<double>(++s.step());
        s.eta(rounded(o.lr() / std::pow(1 + o.lambd() * o.lr() * t, o.alpha())));
        s.mu(rounded(1 / std::max(1.0, t - o.t0())));
      });
  return loss;
}

}  // namespace facula::optim
