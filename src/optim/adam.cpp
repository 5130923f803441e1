#include "facula/optim/adam.h"

#include "optim/adam_step.h"
#include "optim/closure.h"

namespace facula::optim {

template class OptimizerCloneableOptions<AdamOptions>;
template class OptimizerCloneableParamState<AdamParamState>;

AdamOptions::AdamOptions(double lr) : lr_(lr) {}

Adam::Adam(std::vector<OptimizerParamGroup> param_groups, AdamOptions defaults)
    : Optimizer(std::move(param_groups), std::make_unique<AdamOptions>(defaults)) {
  detail::check_adam(defaults);
}
Adam::Adam(std::vector<Tensor> params, AdamOptions defaults)
    : Optimizer(std::move(params), std::make_unique<AdamOptions>(defaults)) {
  detail::check_adam(defaults);
}

Tensor Adam::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  size_t k = 0;
  for (OptimizerParamGroup& group : param_groups_) {
    const auto& o = static_cast<const AdamOptions&>(group.options());
    detail::AdamNumbers<AdamOptions> numbers(o, false);
    detail::each_parameter(group, k, "Adam", [&](size_t index, const Tensor& p, const Tensor& grad) {
      OptimizerParamState* found = find_state(index, p);
      if (!found) found = &add_state(index, p, detail::new_adam_state<AdamParamState>(p, o.amsgrad()));
      auto& state = static_cast<AdamParamState&>(*found);
      detail::adam_update(p, grad, state, o.amsgrad(), numbers.at(++state.step()));
    });
  }
  return loss;
}

void Adam::save(serialize::OutputArchive& archive) const { detail::save(archive, *this); }
void Adam::load(serialize::InputArchive& archive) {
  detail::load<AdamParamState>(
      archive, *this, "Adam",
      {FACULA_OLD_NUMBERS(AdamParamState, "step_buffers", step),
       FACULA_OLD_TENSORS(AdamParamState, "exp_average_buffers", exp_avg),
       FACULA_OLD_TENSORS(AdamParamState, "exp_average_sq_buffers", exp_avg_sq),
       FACULA_OLD_TENSORS(AdamParamState, "max_exp_average_sq_buffers", max_exp_avg_sq)});
}

void AdamOptions::serialize(serialize::OutputArchive& archive) const {
  detail::save_adam_options(archive, *this);
}
void AdamOptions::serialize(serialize::InputArchive& archive) { detail::load_adam_options(archive, *this); }
bool operator==(const AdamOptions& a, const AdamOptions& b) { return detail::same_adam_options(a, b); }

void AdamParamState::serialize(serialize::OutputArchive& archive) const {
  detail::save_adam_state(archive, *this);
}
void AdamParamState::serialize(serialize::InputArchive& archive) { detail::load_adam_state(archive, *this); }
bool operator==(const AdamParamState& a, const AdamParamState& b) { return detail::same_adam_state(a, b); }

}  // namespace facula::optim
