#include "facula/optim/adagrad.h"

#include "facula/ops/creation.h"
#include "kernels/optim.h"
#include "optim/closure.h"
#include "optim/serialize.h"
#include "optim/update.h"

namespace facula::optim {

template class OptimizerCloneableOptions<AdagradOptions>;
template class OptimizerCloneableParamState<AdagradParamState>;

AdagradOptions::AdagradOptions(double lr) : lr_(lr) {}

namespace {
void check(const AdagradOptions& o) {
  FACULA_CHECK(o.lr() >= 0, "Invalid learning rate: ", o.lr());
  FACULA_CHECK(o.lr_decay() >= 0, "Invalid lr_decay value: ", o.lr_decay());
  FACULA_CHECK(o.weight_decay() >= 0, "Invalid weight_decay value: ", o.weight_decay());
  FACULA_CHECK(o.initial_accumulator_value() >= 0,
               "Invalid initial_accumulator_value value: ", o.initial_accumulator_value());
  FACULA_CHECK(o.eps() >= 0, "Invalid epsilon value: ", o.eps());
}
std::unique_ptr<AdagradParamState> new_state(const Tensor& p, const AdagradOptions& o) {
  auto state = std::make_unique<AdagradParamState>();
  const double v = o.initial_accumulator_value();
  state->sum(full_like(p, p.is_complex() ? Scalar(complex<double>(v, v)) : Scalar(v)));
  return state;
}
}  // namespace

Adagrad::Adagrad(std::vector<OptimizerParamGroup> param_groups, AdagradOptions defaults)
    : Optimizer(std::move(param_groups), std::make_unique<AdagradOptions>(defaults)) {
  check(defaults);
  make_states();
}
Adagrad::Adagrad(std::vector<Tensor> params, AdagradOptions defaults)
    : Optimizer(std::move(params), std::make_unique<AdagradOptions>(defaults)) {
  check(defaults);
  make_states();
}

// The sums are there from the start, as in PyTorch.
void Adagrad::make_states() {
  size_t k = 0;
  for (const OptimizerParamGroup& group : param_groups_)
    for (const Tensor& p : group.params()) {
      add_state(k, p, new_state(p, static_cast<const AdagradOptions&>(group.options())));
      ++k;
    }
}

Tensor Adagrad::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  size_t k = 0;
  for (OptimizerParamGroup& group : param_groups_) {
    const auto& o = static_cast<const AdagradOptions&>(group.options());
    detail::each_parameter(group, k, "Adagrad", [&](size_t index, const Tensor& p, const Tensor& grad) {
      OptimizerParamState* found = find_state(index, p);
      if (!found) found = &add_state(index, p, new_state(p, o));
      auto& state = *static_cast<AdagradParamState*>(found);
      const auto age = static_cast<double>(state.step()++);
      const kernels::AdagradStep s{o.lr() / (1 + age * o.lr_decay()), o.eps(), o.weight_decay(),
                                   o.maximize()};
      update(p, grad, {&state.sum()}, [&](const kernels::Parameter& q) { kernels::adagrad(q, s); });
    });
  }
  return loss;
}

void Adagrad::save(serialize::OutputArchive& archive) const { detail::save(archive, *this); }
void Adagrad::load(serialize::InputArchive& archive) {
  detail::load<AdagradParamState>(archive, *this, "Adagrad",
                                  {FACULA_OLD_TENSORS(AdagradParamState, "sum_buffers", sum),
                                   FACULA_OLD_NUMBERS(AdagradParamState, "step_buffers", step)});
}

void AdagradOptions::serialize(serialize::OutputArchive& archive) const {
  detail::put(archive, "lr", lr());
  detail::put(archive, "lr_decay", lr_decay());
  detail::put(archive, "weight_decay", weight_decay());
  detail::put(archive, "initial_accumulator_value", initial_accumulator_value());
  detail::put(archive, "eps", eps());
  detail::put(archive, "maximize", maximize());
}
void AdagradOptions::serialize(serialize::InputArchive& archive) {
  detail::get(archive, "lr", lr());
  detail::get(archive, "lr_decay", lr_decay());
  detail::get(archive, "weight_decay", weight_decay());
  detail::get(archive, "initial_accumulator_value", initial_accumulator_value());
  detail::get(archive, "eps", eps());
  detail::get(archive, "maximize", maximize(), true);
}
bool operator==(const AdagradOptions& a, const AdagradOptions& b) {
  return a.lr() == b.lr() && a.lr_decay() == b.lr_decay() && a.weight_decay() == b.weight_decay() &&
         a.initial_accumulator_value() == b.initial_accumulator_value() && a.eps() == b.eps() &&
         a.maximize() == b.maximize();
}

void AdagradParamState::serialize(serialize::OutputArchive& archive) const {
  detail::put(archive, "sum", sum());
  detail::put(archive, "step", step());
}
void AdagradParamState::serialize(serialize::InputArchive& archive) {
  detail::get(archive, "sum", sum());
  detail::get(archive, "step", step());
}
bool operator==(const AdagradParamState& a, const AdagradParamState& b) {
  return detail::same(a.sum(), b.sum()) && a.step() == b.step();
}

}  // namespace facula::optim
