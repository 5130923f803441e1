#pragma once
// Adagrad.
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct AdagradOptions>;
extern template class OptimizerCloneableParamState<struct AdagradParamState>;

struct AdagradOptions : public OptimizerCloneableOptions<AdagradOptions> {
  AdagradOptions(double lr = 1e-2);
  FACULA_ARG(double, lr) = 1e-2;
  FACULA_ARG(double, lr_decay) = 0;
  FACULA_ARG(double, weight_decay) = 0;
  FACULA_ARG(double, initial_accumulator_value) = 0;
  FACULA_ARG(double, eps) = 1e-10;
  FACULA_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const AdagradOptions& a, const AdagradOptions& b);
  friend bool operator!=(const AdagradOptions& a, const AdagradOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct AdagradParamState : public OptimizerCloneableParamState<AdagradParamState> {
  FACULA_ARG(Tensor, sum);
  FACULA_ARG(int64_t, step) = 0;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const AdagradParamState& a, const AdagradParamState& b);
};

/// s += g^2, p -= lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps).
/// errors  Error: "Invalid lr_decay value: -1", ...
/// source  Duchi, Hazan and Singer, Adaptive Subgradient Methods, 2011
class Adagrad : public Optimizer {
 public:
  explicit Adagrad(std::vector<OptimizerParamGroup> param_groups, AdagradOptions defaults = {});
  explicit Adagrad(std::vector<Tensor> params, AdagradOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;

 private:
  void make_states();
};

}  // namespace facula::optim
