#pragma once
// NAdam.
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct NAdamOptions>;
extern template class OptimizerCloneableParamState<struct NAdamParamState>;

struct NAdamOptions : public OptimizerCloneableOptions<NAdamOptions> {
  NAdamOptions(double lr = 2e-3);
  using betas_t = std::tuple<double, double>;
  FACULA_ARG(double, lr) = 2e-3;
  FACULA_ARG(betas_t, betas) = std::make_tuple(0.9, 0.999);
  FACULA_ARG(double, eps) = 1e-8;
  FACULA_ARG(double, weight_decay) = 0;
  FACULA_ARG(double, momentum_decay) = 4e-3;
  FACULA_ARG(bool, decoupled_weight_decay) = false;
  FACULA_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const NAdamOptions& a, const NAdamOptions& b);
  friend bool operator!=(const NAdamOptions& a, const NAdamOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct NAdamParamState : public OptimizerCloneableParamState<NAdamParamState> {
  FACULA_ARG(int64_t, step) = 0;
  FACULA_ARG(double, mu_product) = 1;
  FACULA_ARG(Tensor, exp_avg);
  FACULA_ARG(Tensor, exp_avg_sq);

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const NAdamParamState& a, const NAdamParamState& b);
};

/// Adam with Nesterov momentum mu_t = b1 (1 - 0.96^(t momentum_decay) / 2):
/// p -= lr ((1 - mu_t) / (1 - prod mu) g + mu_(t+1) / (1 - mu_(t+1) prod mu) m) / (sqrt(v / (1 - b2^t)) +
/// eps). errors  as Adam source  Dozat, Incorporating Nesterov Momentum into Adam, 2016
class NAdam : public Optimizer {
 public:
  explicit NAdam(std::vector<OptimizerParamGroup> param_groups, NAdamOptions defaults = {});
  explicit NAdam(std::vector<Tensor> params, NAdamOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

}  // namespace facula::optim
