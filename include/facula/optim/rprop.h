#pragma once
// Rprop.
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct RpropOptions>;
extern template class OptimizerCloneableParamState<struct RpropParamState>;

struct RpropOptions : public OptimizerCloneableOptions<RpropOptions> {
  RpropOptions(double lr = 1e-2);
  using etas_t = std::tuple<double, double>;
  using step_sizes_t = std::tuple<double, double>;
  FACULA_ARG(double, lr) = 1e-2;
  FACULA_ARG(etas_t, etas) = std::make_tuple(0.5, 1.2);
  FACULA_ARG(step_sizes_t, step_sizes) = std::make_tuple(1e-6, 50.0);
  FACULA_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const RpropOptions& a, const RpropOptions& b);
  friend bool operator!=(const RpropOptions& a, const RpropOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct RpropParamState : public OptimizerCloneableParamState<RpropParamState> {
  FACULA_ARG(int64_t, step) = 0;
  FACULA_ARG(Tensor, prev);
  FACULA_ARG(Tensor, step_size);

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const RpropParamState& a, const RpropParamState& b);
};

/// Steps of its own for every number: longer (etas 1) while the gradient keeps its sign, shorter (etas 0) and
/// skipped when it turns; only the sign of the gradient counts.
/// errors  Error: "Invalid eta values: 1, 0.5", ...
/// source  Riedmiller and Braun, RPROP, 1993
class Rprop : public Optimizer {
 public:
  explicit Rprop(std::vector<OptimizerParamGroup> param_groups, RpropOptions defaults = {});
  explicit Rprop(std::vector<Tensor> params, RpropOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

}  // namespace facula::optim
