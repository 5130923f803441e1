#pragma once
// AdamW.
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct AdamWOptions>;
extern template class OptimizerCloneableParamState<struct AdamWParamState>;

struct AdamWOptions : public OptimizerCloneableOptions<AdamWOptions> {
  AdamWOptions(double lr = 1e-3);
  using betas_t = std::tuple<double, double>;
  FACULA_ARG(double, lr) = 1e-3;
  FACULA_ARG(betas_t, betas) = std::make_tuple(0.9, 0.999);
  FACULA_ARG(double, eps) = 1e-8;
  FACULA_ARG(double, weight_decay) = 1e-2;
  FACULA_ARG(bool, amsgrad) = false;
  FACULA_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const AdamWOptions& a, const AdamWOptions& b);
  friend bool operator!=(const AdamWOptions& a, const AdamWOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct AdamWParamState : public OptimizerCloneableParamState<AdamWParamState> {
  FACULA_ARG(int64_t, step) = 0;
  FACULA_ARG(Tensor, exp_avg);
  FACULA_ARG(Tensor, exp_avg_sq);
  FACULA_ARG(Tensor, max_exp_avg_sq);

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const AdamWParamState& a, const AdamWParamState& b);
};

/// Adam whose weight decay is apart from the gradient: p *= 1 - lr * weight_decay.
/// errors  as Adam
/// source  Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019
class AdamW : public Optimizer {
 public:
  explicit AdamW(std::vector<OptimizerParamGroup> param_groups, AdamWOptions defaults = {});
  explicit AdamW(std::vector<Tensor> params, AdamWOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

}  // namespace facula::optim
