#include "facula/optim/adamw.h"

#include "optim/adam_step.h"
#include "optim/closure.h"

namespace facula::optim {

template class OptimizerCloneableOptions<AdamWOptions>;
template class OptimizerCloneableParamState<AdamWParamState>;

AdamWOptions::AdamWOptions(double lr) : lr_(lr) {}

AdamW::AdamW(std::vector<OptimizerParamGroup> param_groups, AdamWOptions defaults)
    : Optimizer(std::move(param_groups), std::make_unique<AdamWOptions>(defaults)) {
  detail::check_adam(defaults);
}
AdamW::AdamW(std::vector<Tensor> params, AdamWOptions defaults)
    : Optimizer(std::move(params), std::make_unique<AdamWOptions>(defaults)) {
  detail::check_adam(defaults);
}

Tensor AdamW::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  size_t k = 0;
  for (OptimizerParamGroup& group : param_groups_) {
    const auto& o = static_cast<const AdamWOptions&>(group.options());
    detail::AdamNumbers<AdamWOptions> numbers(o, true);
    detail::each_parameter(group, k, "AdamW", [&](size_t index, const Tensor& p, const Tensor& grad) {
      OptimizerParamState* found = find_state(index, p);
      if (!found) found = &add_state(index, p, detail::new_adam_state<AdamWParamState>(p, o.amsgrad()));
      auto& state = static_cast<AdamWParamState&>(*found);
      detail::adam_update(p, grad, state, o.amsgrad(), numbers.at(++state.step()));
    });
  }
  return loss;
}

void AdamW::save(serialize::OutputArchive& archive) const { detail::save(archive, *this); }
void AdamW::load(serialize::InputArchive& archive) {
  detail::load<AdamWParamState>(
      archive, *this, "AdamW",
      {FACULA_OLD_NUMBERS(AdamWParamState, "step_buffers", step),
       FACULA_OLD_TENSORS(AdamWParamState, "exp_average_buffers", exp_avg),
       FACULA_OLD_TENSORS(AdamWParamState, "exp_average_sq_buffers", exp_avg_sq),
       FACULA_OLD_TENSORS(AdamWParamState, "max_exp_average_sq_buffers", max_exp_avg_sq)});
}

void AdamWOptions::serialize(serialize::OutputArchive& archive) const {
  detail::save_adam_options(archive, *this);
}
void AdamWOptions::serialize(serialize::InputArchive& archive) { detail::load_adam_options(archive, *this); }
bool operator==(const AdamWOptions& a, const AdamWOptions& b) { return detail::same_adam_options(a, b); }

void AdamWParamState::serialize(serialize::OutputArchive& archive) const {
  detail::save_adam_state(archive, *this);
}
void AdamWParamState::serialize(serialize::InputArchive& archive) { detail::load_adam_state(archive, *this); }
bool operator==(const AdamWParamState& a, const AdamWParamState& b) { return detail::same_adam_state(a, b); }

}  // namespace facula::optim
