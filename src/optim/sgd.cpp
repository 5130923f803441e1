#include "facula/optim/sgd.h"

#include "facula/graph/grad_mode.h"
#include "facula/ops/creation.h"
#include "kernels/optim.h"
#include "optim/closure.h"
#include "optim/serialize.h"
#include "optim/update.h"

namespace facula::optim {

template class OptimizerCloneableOptions<SGDOptions>;
template class OptimizerCloneableParamState<SGDParamState>;

SGDOptions::SGDOptions(double lr) : lr_(lr) {}

namespace {
void check(const SGDOptions& o) {
  FACULA_CHECK(o.lr() >= 0, "Invalid learning rate: ", o.lr());
  FACULA_CHECK(o.momentum() >= 0, "Invalid momentum value: ", o.momentum());
  FACULA_CHECK(o.weight_decay() >= 0, "Invalid weight_decay value: ", o.weight_decay());
  FACULA_CHECK(!o.nesterov() || (o.momentum() > 0 && o.dampening() == 0),
               "Nesterov momentum requires a momentum and zero dampening");
}

// A step with a sparse gradient, which touches the rows that it has.
void sparse_step(const SGDOptions& o, const Tensor& param, const Tensor& gradient, Tensor* momentum) {
  FACULA_CHECK(
      o.weight_decay() == 0,
      "add(sparse, dense) is not supported. Use add(dense, sparse) instead. (SGD with weight_decay and "
      "sparse gradients)");
  NoGradGuard off;
  Tensor d = o.maximize() ? gradient.neg() : gradient.detach();
  if (momentum) {
    Tensor& m = *momentum;
    m = m.defined() ? m.mul(o.momentum()).add(d, 1 - o.dampening()) : d.clone();
    d = o.nesterov() ? d.add(m, o.momentum()) : m;
  }
  Tensor(param).add_(d, -o.lr());
}
}  // namespace

SGD::SGD(std::vector<OptimizerParamGroup> param_groups, SGDOptions defaults)
    : Optimizer(std::move(param_groups), std::make_unique<SGDOptions>(defaults)) {
  check(defaults);
}
SGD::SGD(std::vector<Tensor> params, SGDOptions defaults)
    : Optimizer(std::move(params), std::make_unique<SGDOptions>(defaults)) {
  check(defaults);
}

Tensor SGD::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  size_t k = 0;
  for (OptimizerParamGroup& group : param_groups_) {
    const auto& o = static_cast<const SGDOptions&>(group.options());
    kernels::SGDStep s{o.lr(),       o.momentum(), o.dampening(), o.weight_decay(),
                       o.nesterov(), o.maximize(), false};
    detail::each_parameter(
        group, k, "SGD",
        [&](size_t index, const Tensor& p, const Tensor& grad) {
          auto run = [&](const kernels::Parameter& q) { kernels::sgd(q, s); };
          if (s.momentum == 0)
            return grad.is_sparse() ? sparse_step(o, p, grad, nullptr) : update(p, grad, {}, run);
          OptimizerParamState* found = find_state(index, p);
          if (!found) found = &add_state(index, p, std::make_unique<SGDParamState>());
          Tensor& buffer = static_cast<SGDParamState*>(found)->momentum_buffer();
          if (grad.is_sparse()) return sparse_step(o, p, grad, &buffer);
          s.first = !buffer.defined();
          if (s.first) buffer = empty_like(p);
          update(p, grad, {&buffer}, run);
        },
        true);
  }
  return loss;
}

void SGD::save(serialize::OutputArchive& archive) const { detail::save(archive, *this); }
void SGD::load(serialize::InputArchive& archive) {
  detail::load<SGDParamState>(archive, *this, "SGD",
                              {FACULA_OLD_TENSORS(SGDParamState, "momentum_buffers", momentum_buffer)});
}

void SGDOptions::serialize(serialize::OutputArchive& archive) const {
  detail::put(archive, "lr", lr());
  detail::put(archive, "momentum", momentum());
  detail::put(archive, "dampening", dampening());
  detail::put(archive, "weight_decay", weight_decay());
  detail::put(archive, "nesterov", nesterov());
  detail::put(archive, "maximize", maximize());
}
void SGDOptions::serialize(serialize::InputArchive& archive) {
  detail::get(archive, "lr", lr());
  detail::get(archive, "momentum", momentum());
  detail::get(archive, "dampening", dampening());
  detail::get(archive, "weight_decay", weight_decay());
  detail::get(archive, "nesterov", nesterov());
  detail::get(archive, "maximize", maximize(), true);
}
bool operator==(const SGDOptions& a, const SGDOptions& b) {
  return a.lr() == b.lr() && a.momentum() == b.momentum() && a.dampening() == b.dampening() &&
         a.weight_decay() == b.weight_decay() && a.nesterov() == b.nesterov() && a.maximize() == b.maximize();
}

void SGDParamState::serialize(serialize::OutputArchive& archive) const {
  detail::put(archive, "momentum_buffer", momentum_buffer());
}
void SGDParamState::serialize(serialize::InputArchive& archive) {
  detail::get(archive, "momentum_buffer", momentum_buffer());
}
bool operator==(const SGDParamState& a, const SGDParamState& b) {
  return detail::same(a.momentum_buffer(), b.momentum_buffer());
}

}  // namespace facula::optim
