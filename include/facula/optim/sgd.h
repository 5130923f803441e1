#pragma once
// Stochastic gradient descent.
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct SGDOptions>;
extern template class OptimizerCloneableParamState<struct SGDParamState>;

struct SGDOptions : public OptimizerCloneableOptions<SGDOptions> {
  SGDOptions(double lr);
  FACULA_ARG(double, lr);
  FACULA_ARG(double, momentum) = 0;
  FACULA_ARG(double, dampening) = 0;
  FACULA_ARG(double, weight_decay) = 0;
  FACULA_ARG(bool, nesterov) = false;
  FACULA_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const SGDOptions& a, const SGDOptions& b);
  friend bool operator!=(const SGDOptions& a, const SGDOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct SGDParamState : public OptimizerCloneableParamState<SGDParamState> {
  FACULA_ARG(Tensor, momentum_buffer);

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const SGDParamState& a, const SGDParamState& b);
};

/// b = momentum b + (1 - dampening) g (b = g at first), p -= lr b; nesterov: p -= lr (g + momentum b).
/// weight_decay adds weight_decay * p to g; maximize turns the gradient around.
/// errors  Error: "Invalid momentum value: -1", "Nesterov momentum requires a momentum and zero dampening"
class SGD : public Optimizer {
 public:
  explicit SGD(std::vector<OptimizerParamGroup> param_groups, SGDOptions defaults);
  explicit SGD(std::vector<Tensor> params, SGDOptions defaults);
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

}  // namespace facula::optim
