#pragma once
// SparseAdam: Adam of the rows that a sparse gradient has.
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct SparseAdamOptions>;
extern template class OptimizerCloneableParamState<struct SparseAdamParamState>;

struct SparseAdamOptions : public OptimizerCloneableOptions<SparseAdamOptions> {
  SparseAdamOptions(double lr = 1e-3);
  using betas_t = std::tuple<double, double>;
  FACULA_ARG(double, lr) = 1e-3;
  FACULA_ARG(betas_t, betas) = std::make_tuple(0.9, 0.999);
  FACULA_ARG(double, eps) = 1e-8;
  FACULA_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const SparseAdamOptions& a, const SparseAdamOptions& b);
  friend bool operator!=(const SparseAdamOptions& a, const SparseAdamOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct SparseAdamParamState : public OptimizerCloneableParamState<SparseAdamParamState> {
  FACULA_ARG(int64_t, step) = 0;
  FACULA_ARG(Tensor, exp_avg);
  FACULA_ARG(Tensor, exp_avg_sq);

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const SparseAdamParamState& a, const SparseAdamParamState& b);
};

/// Adam for sparse gradients, as embeddings with `sparse` have them: the averages and the parameter change
/// where
/// the gradient has a value, and nowhere else; `step` counts for the whole parameter. Not in libtorch;
/// Python's.
/// errors  Error: "SparseAdam does not support dense gradients, please consider Adam instead"; ValueError
///         for a
///         sparse parameter; as Adam
class SparseAdam : public Optimizer {
 public:
  explicit SparseAdam(std::vector<OptimizerParamGroup> param_groups, SparseAdamOptions defaults = {});
  explicit SparseAdam(std::vector<Tensor> params, SparseAdamOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

}  // namespace facula::optim
