#include "facula/optim/rmsprop.h"

#include "facula/ops/creation.h"
#include "kernels/optim.h"
#include "optim/closure.h"
#include "optim/serialize.h"
#include "optim/update.h"

namespace facula::optim {

template class OptimizerCloneableOptions<RMSpropOptions>;
template class OptimizerCloneableParamState<RMSpropParamState>;

RMSpropOptions::RMSpropOptions(double lr) : lr_(lr) {}

namespace {
void check(const RMSpropOptions& o) {
  FACULA_CHECK(o.lr() >= 0, "Invalid learning rate: ", o.lr());
  FACULA_CHECK(o.eps() >= 0, "Invalid epsilon value: ", o.eps());
  FACULA_CHECK(o.momentum() >= 0, "Invalid momentum value: ", o.momentum());
  FACULA_CHECK(o.weight_decay() >= 0, "Invalid weight_decay value: ", o.weight_decay());
  FACULA_CHECK(o.alpha() >= 0, "Invalid alpha value: ", o.alpha());
}
void ensure(Tensor& state, const Tensor& p) {
  if (!state.defined()) state = zeros_like(p);
}
}  // namespace

RMSprop::RMSprop(std::vector<OptimizerParamGroup> param_groups, RMSpropOptions defaults)
    : Optimizer(std::move(param_groups), std::make_unique<RMSpropOptions>(defaults)) {
  check(defaults);
}
RMSprop::RMSprop(std::vector<Tensor> params, RMSpropOptions defaults)
    : Optimizer(std::move(params), std::make_unique<RMSpropOptions>(defaults)) {
  check(defaults);
}

Tensor RMSprop::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  size_t k = 0;
  for (OptimizerParamGroup& group : param_groups_) {
    const auto& o = static_cast<const RMSpropOptions&>(group.options());
    const kernels::RMSpropStep s{o.lr(), o.alpha(), o.eps(), o.weight_decay(), o.momentum(), o.maximize()};
    detail::each_parameter(group, k, "RMSprop", [&](size_t index, const Tensor& p, const Tensor& grad) {
      OptimizerParamState* found = find_state(index, p);
      if (!found) found = &add_state(index, p, std::make_unique<RMSpropParamState>());
      auto& state = *static_cast<RMSpropParamState*>(found);
      ensure(state.square_avg(), p);
      if (s.momentum > 0) ensure(state.momentum_buffer(), p);
      if (o.centered()) ensure(state.grad_avg(), p);
      ++state.step();
      static const Tensor none;
      update(p, grad,
             {&state.square_avg(), s.momentum > 0 ? &state.momentum_buffer() : &none,
              o.centered() ? &state.grad_avg() : &none},
             [&](const kernels::Parameter& q) { kernels::rmsprop(q, s); });
    });
  }
  return loss;
}

void RMSprop::save(serialize::OutputArchive& archive) const { detail::save(archive, *this); }
void RMSprop::load(serialize::InputArchive& archive) {
  detail::load<RMSpropParamState>(
      archive, *this, "RMSprop",
      {FACULA_OLD_TENSORS(RMSpropParamState, "square_average_buffers", square_avg),
       FACULA_OLD_TENSORS(RMSpropParamState, "momentum_buffers", momentum_buffer),
       FACULA_OLD_TENSORS(RMSpropParamState, "grad_average_buffers", grad_avg)},
      "The step value in state will be set to 0. ");
}

void RMSpropOptions::serialize(serialize::OutputArchive& archive) const {
  detail::put(archive, "lr", lr());
  detail::put(archive, "alpha", alpha());
  detail::put(archive, "eps", eps());
  detail::put(archive, "weight_decay", weight_decay());
  detail::put(archive, "momentum", momentum());
  detail::put(archive, "centered", centered());
  detail::put(archive, "maximize", maximize());
}
void RMSpropOptions::serialize(serialize::InputArchive& archive) {
  detail::get(archive, "lr", lr());
  detail::get(archive, "alpha", alpha());
  detail::get(archive, "eps", eps());
  detail::get(archive, "weight_decay", weight_decay());
  detail::get(archive, "momentum", momentum());
  detail::get(archive, "centered", centered());
  detail::get(archive, "maximize", maximize(), true);
}
bool operator==(const RMSpropOptions& a, const RMSpropOptions& b) {
  return a.lr() == b.lr() && a.alpha() == b.alpha() && a.eps() == b.eps() &&
         a.weight_decay() == b.weight_decay() && a.momentum() == b.momentum() &&
         a.centered() == b.centered() && a.maximize() == b.maximize();
}

void RMSpropParamState::serialize(serialize::OutputArchive& archive) const {
  detail::put(archive, "step", step());
  detail::put(archive, "square_avg", square_avg());
  detail::put(archive, "momentum_buffer", momentum_buffer());
  detail::put(archive, "grad_avg", grad_avg());
}
void RMSpropParamState::serialize(serialize::InputArchive& archive) {
  detail::get(archive, "step", step());
  detail::get(archive, "square_avg", square_avg());
  detail::get(archive, "momentum_buffer", momentum_buffer());
  detail::get(archive, "grad_avg", grad_avg());
}
bool operator==(const RMSpropParamState& a, const RMSpropParamState& b) {
  return a.step() == b.step() && detail::same(a.square_avg(), b.square_avg()) &&
         detail::same(a.momentum_buffer(), b.momentum_buffer()) && detail::same(a.grad_avg(), b.grad_avg());
}

}  // namespace facula::optim
