#pragma once
// Adadelta.
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct AdadeltaOptions>;
extern template class OptimizerCloneableParamState<struct AdadeltaParamState>;

struct AdadeltaOptions : public OptimizerCloneableOptions<AdadeltaOptions> {
  AdadeltaOptions(double lr = 1.0);
  FACULA_ARG(double, lr) = 1.0;
  FACULA_ARG(double, rho) = 0.9;
  FACULA_ARG(double, eps) = 1e-6;
  FACULA_ARG(double, weight_decay) = 0;
  FACULA_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const AdadeltaOptions& a, const AdadeltaOptions& b);
  friend bool operator!=(const AdadeltaOptions& a, const AdadeltaOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct AdadeltaParamState : public OptimizerCloneableParamState<AdadeltaParamState> {
  FACULA_ARG(int64_t, step) = 0;
  FACULA_ARG(Tensor, square_avg);
  FACULA_ARG(Tensor, acc_delta);

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const AdadeltaParamState& a, const AdadeltaParamState& b);
};

/// s = rho s + (1 - rho) g^2, d = g sqrt(a + eps) / sqrt(s + eps), a = rho a + (1 - rho) d^2, p -= lr d.
/// errors  Error: "Invalid rho value: 2", ...
/// source  Zeiler, ADADELTA: An Adaptive Learning Rate Method, 2012
class Adadelta : public Optimizer {
 public:
  explicit Adadelta(std::vector<OptimizerParamGroup> param_groups, AdadeltaOptions defaults = {});
  explicit Adadelta(std::vector<Tensor> params, AdadeltaOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

}  // namespace facula::optim
