#pragma once
// Adam.
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct AdamOptions>;
extern template class OptimizerCloneableParamState<struct AdamParamState>;

struct AdamOptions : public OptimizerCloneableOptions<AdamOptions> {
  AdamOptions(double lr = 1e-3);
  using betas_t = std::tuple<double, double>;
  FACULA_ARG(double, lr) = 1e-3;
  FACULA_ARG(betas_t, betas) = std::make_tuple(0.9, 0.999);
  FACULA_ARG(double, eps) = 1e-8;
  FACULA_ARG(double, weight_decay) = 0;
  FACULA_ARG(bool, amsgrad) = false;
  FACULA_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const AdamOptions& a, const AdamOptions& b);
  friend bool operator!=(const AdamOptions& a, const AdamOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct AdamParamState : public OptimizerCloneableParamState<AdamParamState> {
  FACULA_ARG(int64_t, step) = 0;
  FACULA_ARG(Tensor, exp_avg);
  FACULA_ARG(Tensor, exp_avg_sq);
  FACULA_ARG(Tensor, max_exp_avg_sq);

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const AdamParamState& a, const AdamParamState& b);
};

/// m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, p -= lr / (1 - b1^t) m / (sqrt(v / (1 - b2^t)) + eps).
/// weight_decay adds to g; amsgrad divides by the largest v so far; maximize turns the gradient around.
/// errors  Error: "Invalid learning rate: -1", "Invalid beta parameter at index 0: 1", ...
/// source  Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015
class Adam : public Optimizer {
 public:
  explicit Adam(std::vector<OptimizerParamGroup> param_groups, AdamOptions defaults = {});
  explicit Adam(std::vector<Tensor> params, AdamOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

}  // namespace facula::optim
