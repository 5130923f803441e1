#include "facula/optim/adamax.h"

#include <cmath>

#include "optim/composed.h"

namespace facula::optim {

template class OptimizerCloneableOptions<AdamaxOptions>;
template class OptimizerCloneableParamState<AdamaxParamState>;

AdamaxOptions::AdamaxOptions(double lr) : lr_(lr) {}

static void fields(detail::Of<AdamaxOptions> auto& o, auto&& f) {
  f("lr", o.lr());
  f("betas", o.betas());
  f("eps", o.eps());
  f("weight_decay", o.weight_decay());
  f("maximize", o.maximize());
}
static void fields(detail::Of<AdamaxParamState> auto& s, auto&& f) {
  f("step", s.step());
  f("exp_avg", s.exp_avg());
  f("exp_inf", s.exp_inf());
}
static void check(const AdamaxOptions& o) {
  detail::check_rate(o.lr(), o.weight_decay());
  detail::check_betas(o.betas(), o.eps());
}

FACULA_OPTIMIZER_COMMON(Adamax)

Tensor Adamax::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  detail::each_state<AdamaxOptions, AdamaxParamState>(
      param_groups_, "Adamax", FACULA_OPTIMIZER_STATES,
      [](const AdamaxOptions&, AdamaxParamState& s, const Tensor& p) {
        s.exp_avg(detail::zeros_for(p)).exp_inf(detail::zeros_for(p));
      },
      [](const AdamaxOptions& o, AdamaxParamState& s, const Tensor& p, const Tensor& grad) {
        const auto [beta1, beta2] = o.betas();
        const Tensor g = detail::effective_gradient(p, grad, o.maximize(), o.weight_decay());
        const Tensor mean = detail::as_real(s.exp_avg()), largest = detail::as_real(s.exp_inf());
        mean.mul_(beta1).add_(g, 1 - beta1);
        largest.copy_(maximum(largest.mul(beta2), g.abs().add_(o.eps())));
        const double correction = 1 - std::pow(beta1, static_cast<double>(++s.step()));
        p.addcdiv_(mean, largest, -o.lr() / correction);
      });
  return loss;
}

}  // namespace facula::optim
