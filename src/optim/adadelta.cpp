#include "facula/optim/adadelta.h"

#include "optim/composed.h"

namespace facula::optim {

template class OptimizerCloneableOptions<AdadeltaOptions>;
template class OptimizerCloneableParamState<AdadeltaParamState>;

AdadeltaOptions::AdadeltaOptions(double lr) : lr_(lr) {}

static void fields(detail::Of<AdadeltaOptions> auto& o, auto&& f) {
  f("lr", o.lr());
  f("rho", o.rho());
  f("eps", o.eps());
  f("weight_decay", o.weight_decay());
  f("maximize", o.maximize());
}
static void fields(detail::Of<AdadeltaParamState> auto& s, auto&& f) {
  f("step", s.step());
  f("square_avg", s.square_avg());
  f("acc_delta", s.acc_delta());
}
static void check(const AdadeltaOptions& o) {
  detail::check_rate(o.lr(), o.weight_decay());
  FACULA_CHECK(o.rho() >= 0 && o.rho() <= 1, "Invalid rho value: ", o.rho());
  FACULA_CHECK(o.eps() >= 0, "Invalid epsilon value: ", o.eps());
}

FACULA_OPTIMIZER_COMMON(Adadelta)

Tensor Adadelta::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  detail::each_state<AdadeltaOptions, AdadeltaParamState>(
      param_groups_, "Adadelta", FACULA_OPTIMIZER_STATES,
      [](const AdadeltaOptions&, AdadeltaParamState& s, const Tensor& p) {
        s.square_avg(detail::zeros_for(p)).acc_delta(detail::zeros_for(p));
      },
      [](const AdadeltaOptions& o, AdadeltaParamState& s, const Tensor& p, const Tensor& grad) {
        ++s.step();
        const Tensor g = detail::effective_gradient(p, grad, o.maximize(), o.weight_decay());
        const Tensor squares = detail::as_real(s.square_avg()), deltas = detail::as_real(s.acc_delta());
        squares.mul_(o.rho()).addcmul_(g, g, 1 - o.rho());
        Tensor delta = deltas.add(o.eps()).sqrt_();
        delta.div_(squares.add(o.eps()).sqrt_()).mul_(g);
        deltas.mul_(o.rho()).addcmul_(delta, delta, 1 - o.rho());
        p.add_(delta, -o.lr());
      });
  return loss;
}

}  // namespace facula::optim
