#pragma once
// Muon.
#include <string>
#include <tuple>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct MuonOptions>;
extern template class OptimizerCloneableParamState<struct MuonParamState>;

struct MuonOptions : public OptimizerCloneableOptions<MuonOptions> {
  MuonOptions(double lr = 1e-3);
  using coefficients_t = std::tuple<double, double, double>;
  FACULA_ARG(double, lr) = 1e-3;
  FACULA_ARG(double, weight_decay) = 0.1;
  FACULA_ARG(double, momentum) = 0.95;
  FACULA_ARG(bool, nesterov) = true;
  FACULA_ARG(coefficients_t, ns_coefficients) = std::make_tuple(3.4445, -4.7750, 2.0315);
  FACULA_ARG(double, eps) = 1e-7;
  FACULA_ARG(int64_t, ns_steps) = 5;
  FACULA_ARG(std::string, adjust_lr_fn) = "original";

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const MuonOptions& a, const MuonOptions& b);
  friend bool operator!=(const MuonOptions& a, const MuonOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

struct MuonParamState : public OptimizerCloneableParamState<MuonParamState> {
  FACULA_ARG(Tensor, momentum_buffer);

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const MuonParamState& a, const MuonParamState& b);
};

/// Momentum whose update is made nearly orthogonal by Newton-Schulz steps in bfloat16; for matrices only.
/// adjust_lr_fn is "original" (lr max(1, rows / columns)^(1/2)) or "match_rms_adamw" (0.2 lr max(rows,
/// columns)^(1/2)). errors  Error: "Muon only supports 2D parameters whereas we found a parameter with size:
/// [3]" source  Jordan et al., Muon: An optimizer for hidden layers in neural networks, 2024
class Muon : public Optimizer {
 public:
  explicit Muon(std::vector<OptimizerParamGroup> param_groups, MuonOptions defaults = {});
  explicit Muon(std::vector<Tensor> params, MuonOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

}  // namespace facula::optim
