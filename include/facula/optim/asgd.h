#pragma once
// ASGD.
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct ASGDOptions>;
extern template class OptimizerCloneableParamState<struct ASGDParamState>;

struct ASGDOptions : public OptimizerCloneableOptions<ASGDOptions> {
  ASGDOptions(double lr = 1e-2);
  FACULA_ARG(double, lr) = 1e-2;
  FACULA_ARG(double, lambd) = 1e-4;
  FACULA_ARG(double, alpha) = 0.75;
  FACULA_ARG(double, t0) = 1e6;
  FACULA_ARG(double, weight_decay) = 0;
  FACULA_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const ASGDOptions& a, const ASGDOptions& b);
  friend bool operator!=(const ASGDOptions& a, const ASGDOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct ASGDParamState : public OptimizerCloneableParamState<ASGDParamState> {
  FACULA_ARG(int64_t, step) = 0;
  FACULA_ARG(double, eta) = 0;
  FACULA_ARG(double, mu) = 1;
  FACULA_ARG(Tensor, ax);

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const ASGDParamState& a, const ASGDParamState& b);
};

/// p = (1 - lambd eta) p - eta g with eta = lr / (1 + lambd lr t)^alpha; `ax` averages p from step t0 on.
/// errors  Error: "Invalid learning rate: -1", ...
/// source  Polyak and Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992
class ASGD : public Optimizer {
 public:
  explicit ASGD(std::vector<OptimizerParamGroup> param_groups, ASGDOptions defaults = {});
  explicit ASGD(std::vector<Tensor> params, ASGDOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

}  // namespace facula::optim
