#pragma once
// RAdam.
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct RAdamOptions>;
extern template class OptimizerCloneableParamState<struct RAdamParamState>;

struct RAdamOptions : public OptimizerCloneableOptions<RAdamOptions> {
  RAdamOptions(double lr = 1e-3);
  using betas_t = std::tuple<double, double>;
  FACULA_ARG(double, lr) = 1e-3;
  FACULA_ARG(betas_t, betas) = std::make_tuple(0.9, 0.999);
  FACULA_ARG(double, eps) = 1e-8;
  FACULA_ARG(double, weight_decay) = 0;
  FACULA_ARG(bool, decoupled_weight_decay) = false;
  FACULA_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const RAdamOptions& a, const RAdamOptions& b);
  friend bool operator!=(const RAdamOptions& a, const RAdamOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct RAdamParamState : public OptimizerCloneableParamState<RAdamParamState> {
  FACULA_ARG(int64_t, step) = 0;
  FACULA_ARG(Tensor, exp_avg);
  FACULA_ARG(Tensor, exp_avg_sq);

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const RAdamParamState& a, const RAdamParamState& b);
};

/// Adam whose adaptive rate waits until its variance is tractable, and is rectified from then on.
/// errors  as Adam
/// source  Liu et al., On the Variance of the Adaptive Learning Rate and Beyond, 2020, algorithm 2
class RAdam : public Optimizer {
 public:
  explicit RAdam(std::vector<OptimizerParamGroup> param_groups, RAdamOptions defaults = {});
  explicit RAdam(std::vector<Tensor> params, RAdamOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

}  // namespace facula::optim
