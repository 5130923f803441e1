#include "facula/optim/radam.h"

#include <cmath>

#include "optim/composed.h"

namespace facula::optim {

template class OptimizerCloneableOptions<RAdamOptions>;
template class OptimizerCloneableParamState<RAdamParamState>;

RAdamOptions::RAdamOptions(double lr) : lr_(lr) {}

static void fields(detail::Of<RAdamOptions> auto& o, auto&& f) {
  f("lr", o.lr());
  f("betas", o.betas());
  f("eps", o.eps());
  f("weight_decay", o.weight_decay());
  f("decoupled_weight_decay", o.decoupled_weight_decay());
  f("maximize", o.maximize());
}
static void fields(detail::Of<RAdamParamState> auto& s, auto&& f) {
  f("step", s.step());
  f("exp_avg", s.exp_avg());
  f("exp_avg_sq", s.exp_avg_sq());
}
static void check(const RAdamOptions& o) {
  detail::check_rate(o.lr(), o.weight_decay());
  detail::check_betas(o.betas(), o.eps());
}

FACULA_OPTIMIZER_COMMON(RAdam)

Tensor RAdam::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  detail::each_state<RAdamOptions, RAdamParamState>(
      param_groups_, "RAdam", FACULA_OPTIMIZER_STATES,
      [](const RAdamOptions&, RAdamParamState& s, const Tensor& p) {
        s.exp_avg(detail::zeros_for(p)).exp_avg_sq(detail::zeros_for(p));
      },
      [](const RAdamOptions& o, RAdamParamState& s, const Tensor& p, const Tensor& grad) {
        const auto [beta1, beta2] = o.betas();
        const bool apart = o.decoupled_weight_decay();
        if (apart) p.mul_(1 - o.lr() * o.weight_decay());
        const Tensor g = detail::effective_gradient(p, grad, o.maximize(), apart ? 0 : o.weight_decay());
        const Tensor mean = detail::as_real(s.exp_avg()), squares = detail::as_real(s.exp_avg_sq());
        mean.mul_(beta1).add_(g, 1 - beta1);
        squares.mul_(beta2).addcmul_(g, g, 1 - beta2);
        const auto t = static_cast<double>(++s.step());
        const double power = std::pow(beta2, t), correction2 = 1 - power;
        Tensor update = mean.div(1 - std::pow(beta1, t));
        // Length of the simple moving average that stands for the exponential one, now and in the end.
        const double last = 2 / (1 - beta2) - 1, now = last - 2 * t * power / correction2;
        if (now > 5) {
          const double rectified = std::sqrt((now - 4) * (now - 2) * last / ((last - 4) * (last - 2) * now));
          update.mul_(o.lr()).mul_(squares.sqrt().add_(o.eps()).reciprocal_().mul_(std::sqrt(correction2)));
          update.mul_(rectified);
        } else {
          update.mul_(o.lr());
        }
        p.sub_(update);
      });
  return loss;
}

}  // namespace facula::optim
