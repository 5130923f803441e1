#include "facula/optim/rprop.h"

#include "facula/ops/compare.h"
#include "facula/ops/index.h"
#include "optim/composed.h"

namespace facula::optim {

template class OptimizerCloneableOptions<RpropOptions>;
template class OptimizerCloneableParamState<RpropParamState>;

RpropOptions::RpropOptions(double lr) : lr_(lr) {}

static void fields(detail::Of<RpropOptions> auto& o, auto&& f) {
  f("lr", o.lr());
  f("etas", o.etas());
  f("step_sizes", o.step_sizes());
  f("maximize", o.maximize());
}
static void fields(detail::Of<RpropParamState> auto& s, auto&& f) {
  f("step", s.step());
  f("prev", s.prev());
  f("step_size", s.step_size());
}
static void check(const RpropOptions& o) {
  const auto [minus, plus] = o.etas();
  detail::check_rate(o.lr(), 0);
  FACULA_CHECK(0 < minus && minus < 1 && 1 < plus, "Invalid eta values: ", minus, ", ", plus);
}

FACULA_OPTIMIZER_COMMON(Rprop)

Tensor Rprop::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  detail::each_state<RpropOptions, RpropParamState>(
      param_groups_, "Rprop", FACULA_OPTIMIZER_STATES,
      [](const RpropOptions& o, RpropParamState& s, const Tensor& p) {
        s.prev(detail::zeros_for(p)).step_size(detail::zeros_for(p));
        detail::as_real(s.step_size()).fill_(o.lr());
      },
      [](const RpropOptions& o, RpropParamState& s, const Tensor& p, const Tensor& grad) {
        const auto [minus, plus] = o.etas();
        const auto [smallest, largest] = o.step_sizes();
        ++s.step();
        const Tensor g = o.maximize() ? -grad : grad;
        const Tensor before = detail::as_real(s.prev()), size = detail::as_real(s.step_size());
        const Tensor turn = g.mul(before), turned = turn.lt(0);
        Tensor factor = ones_like(turn);
        factor.masked_fill_(turn.gt(0), plus).masked_fill_(turned, minus);
        size.mul_(factor).clamp_(smallest, largest);
        const Tensor kept = g.masked_fill(turned, 0);
        p.addcmul_(kept.sign(), size, -1);
        before.copy_(kept);
      });
  return loss;
}

}  // namespace facula::optim
