#pragma once
// RMSprop.
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct RMSpropOptions>;
extern template class OptimizerCloneableParamState<struct RMSpropParamState>;

struct RMSpropOptions : public OptimizerCloneableOptions<RMSpropOptions> {
  RMSpropOptions(double lr = 1e-2);
  FACULA_ARG(double, lr) = 1e-2;
  FACULA_ARG(double, alpha) = 0.99;
  FACULA_ARG(double, eps) = 1e-8;
  FACULA_ARG(double, weight_decay) = 0;
  FACULA_ARG(double, momentum) = 0;
  FACULA_ARG(bool, centered) = false;
  FACULA_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const RMSpropOptions& a, const RMSpropOptions& b);
  friend bool operator!=(const RMSpropOptions& a, const RMSpropOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct RMSpropParamState : public OptimizerCloneableParamState<RMSpropParamState> {
  FACULA_ARG(int64_t, step) = 0;
  FACULA_ARG(Tensor, square_avg);
  FACULA_ARG(Tensor, momentum_buffer);
  FACULA_ARG(Tensor, grad_avg);

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const RMSpropParamState& a, const RMSpropParamState& b);
};

/// s = alpha s + (1 - alpha) g^2, p -= lr g / (sqrt(s) + eps); centered takes the square of the mean
/// gradient from s; momentum: b = momentum b + g / (sqrt(s) + eps), p -= lr b.
/// errors  Error: "Invalid alpha value: -1", ...
/// source  Hinton, Neural Networks for Machine Learning, lecture 6; centered: Graves, 2013 (arXiv:1308.0850)
class RMSprop : public Optimizer {
 public:
  explicit RMSprop(std::vector<OptimizerParamGroup> param_groups, RMSpropOptions defaults = {});
  explicit RMSprop(std::vector<Tensor> params, RMSpropOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

}  // namespace facula::optim
