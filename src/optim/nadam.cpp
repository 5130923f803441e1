#include "facula/optim/nadam.h"

#include <cmath>

#include "optim/composed.h"

namespace facula::optim {

template class OptimizerCloneableOptions<NAdamOptions>;
template class OptimizerCloneableParamState<NAdamParamState>;

NAdamOptions::NAdamOptions(double lr) : lr_(lr) {}

static void fields(detail::Of<NAdamOptions> auto& o, auto&& f) {
  f("lr", o.lr());
  f("betas", o.betas());
  f("eps", o.eps());
  f("weight_decay", o.weight_decay());
  f("momentum_decay", o.momentum_decay());
  f("decoupled_weight_decay", o.decoupled_weight_decay());
  f("maximize", o.maximize());
}
static void fields(detail::Of<NAdamParamState> auto& s, auto&& f) {
  f("step", s.step());
  f("mu_product", s.mu_product());
  f("exp_avg", s.exp_avg());
  f("exp_avg_sq", s.exp_avg_sq());
}
static void check(const NAdamOptions& o) {
  detail::check_rate(o.lr(), o.weight_decay());
  detail::check_betas(o.betas(), o.eps());
  FACULA_CHECK(o.momentum_decay() >= 0, "Invalid momentum_decay value: ", o.momentum_decay());
}

FACULA_OPTIMIZER_COMMON(NAdam)

Tensor NAdam::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  detail::each_state<NAdamOptions, NAdamParamState>(
      param_groups_, "NAdam", FACULA_OPTIMIZER_STATES,
      [](const NAdamOptions&, NAdamParamState& s, const Tensor& p) {
        s.exp_avg(detail::zeros_for(p)).exp_avg_sq(detail::zeros_for(p));
      },
      [](const NAdamOptions& o, NAdamParamState& s, const Tensor& p, const Tensor& grad) {
        const auto [beta1, beta2] = o.betas();
        const bool apart = o.decoupled_weight_decay();
        if (apart) p.mul_(1 - o.lr() * o.weight_decay());
        const Tensor g = detail::effective_gradient(p, grad, o.maximize(), apart ? 0 : o.weight_decay());
        const auto t = static_cast<double>(++s.step());
        const auto momentum = [&, b = beta1](double at) {
          return b * (1 - 0.5 * std::pow(0.96, at * o.momentum_decay()));
        };
        const double mu = momentum(t), next = momentum(t + 1);
        // PyTorch keeps the product in a float32 tensor; so do we, to walk the same way.
        s.mu_product() = static_cast<float>(s.mu_product()) * static_cast<float>(mu);
        const Tensor mean = detail::as_real(s.exp_avg()), squares = detail::as_real(s.exp_avg_sq());
        mean.mul_(beta1).add_(g, 1 - beta1);
        squares.mul_(beta2).addcmul_(g, g, 1 - beta2);
        const Tensor root = squares.div(1 - std::pow(beta2, t)).sqrt_().add_(o.eps());
        p.addcdiv_(g, root, -o.lr() * (1 - mu) / (1 - s.mu_product()));
        p.addcdiv_(mean, root, -o.lr() * next / (1 - s.mu_product() * next));
      });
  return loss;
}

}  // namespace facula::optim
