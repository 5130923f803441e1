#pragma once
// Adamax.
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct AdamaxOptions>;
extern template class OptimizerCloneableParamState<struct AdamaxParamState>;

struct AdamaxOptions : public OptimizerCloneableOptions<AdamaxOptions> {
  AdamaxOptions(double lr = 2e-3);
  using betas_t = std::tuple<double, double>;
  FACULA_ARG(double, lr) = 2e-3;
  FACULA_ARG(betas_t, betas) = std::make_tuple(0.9, 0.999);
  FACULA_ARG(double, eps) = 1e-8;
  FACULA_ARG(double, weight_decay) = 0;
  FACULA_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const AdamaxOptions& a, const AdamaxOptions& b);
  friend bool operator!=(const AdamaxOptions& a, const AdamaxOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct AdamaxParamState : public OptimizerCloneableParamState<AdamaxParamState> {
  FACULA_ARG(int64_t, step) = 0;
  FACULA_ARG(Tensor, exp_avg);
  FACULA_ARG(Tensor, exp_inf);

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const AdamaxParamState& a, const AdamaxParamState& b);
};

/// m = b1 m + (1 - b1) g, u = max(b2 u, |g| + eps), p -= lr / (1 - b1^t) m / u.
/// errors  as Adam
/// source  Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, section 7
class Adamax : public Optimizer {
 public:
  explicit Adamax(std::vector<OptimizerParamGroup> param_groups, AdamaxOptions defaults = {});
  explicit Adamax(std::vector<Tensor> params, AdamaxOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

}  // namespace facula::optim
