#pragma once
// L-BFGS.
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "facula/optim/optimizer.h"

namespace facula::optim {

extern template class OptimizerCloneableOptions<struct LBFGSOptions>;
extern template class OptimizerCloneableParamState<struct LBFGSParamState>;

struct LBFGSOptions : public OptimizerCloneableOptions<LBFGSOptions> {
  LBFGSOptions(double lr = 1);
  FACULA_ARG(double, lr) = 1;
  FACULA_ARG(int64_t, max_iter) = 20;
  /// Calls of the closure in one step; 5 / 4 max_iter if not given.
  FACULA_ARG(std::optional<int64_t>, max_eval) = std::nullopt;
  FACULA_ARG(double, tolerance_grad) = 1e-7;
  FACULA_ARG(double, tolerance_change) = 1e-9;
  FACULA_ARG(int64_t, history_size) = 100;
  /// "strong_wolfe", or steps of fixed length.
  FACULA_ARG(std::optional<std::string>, line_search_fn) = std::nullopt;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const LBFGSOptions& a, const LBFGSOptions& b);
  friend bool operator!=(const LBFGSOptions& a, const LBFGSOptions& b) { return !(a == b); }
  double get_lr() const override { return lr(); }
  void set_lr(double lr_value) override { lr(lr_value); }
};

// FACULA_ARG(std::deque<Tensor>, name) whose functions are compiled in the library: a deque costs much to parse.
#define FACULA_LBFGS_HISTORY(name)                      \
 public:                                                \
  LBFGSParamState& name(std::deque<Tensor> new_##name); \
  const std::deque<Tensor>& name() const noexcept;      \
  std::deque<Tensor>& name() noexcept;                  \
                                                        \
 private:                                               \
  std::deque<Tensor> name##_

/// Of all parameters together; kept under the first one.
struct LBFGSParamState : public OptimizerCloneableParamState<LBFGSParamState> {
  LBFGSParamState();
  LBFGSParamState(const LBFGSParamState& o);
  LBFGSParamState& operator=(const LBFGSParamState& o);
  ~LBFGSParamState() override;
  FACULA_ARG(int64_t, func_evals) = 0;
  FACULA_ARG(int64_t, n_iter) = 0;
  FACULA_ARG(double, t) = 0;
  FACULA_ARG(double, prev_loss) = 0;
  FACULA_ARG(Tensor, d);
  FACULA_ARG(Tensor, H_diag);
  FACULA_ARG(Tensor, prev_flat_grad);
  FACULA_LBFGS_HISTORY(old_dirs);
  FACULA_LBFGS_HISTORY(old_stps);
  FACULA_LBFGS_HISTORY(ro);
  FACULA_ARG(std::optional<std::vector<Tensor>>, al) = std::nullopt;

 public:
  void serialize(serialize::InputArchive& archive) override;
  void serialize(serialize::OutputArchive& archive) const override;
  friend bool operator==(const LBFGSParamState& a, const LBFGSParamState& b);
};
#undef FACULA_LBFGS_HISTORY

/// Limited-memory BFGS: steps along -H g, where H is built of the last `history_size` changes of parameters
/// and gradients. step() needs a closure, which it calls several times; returns the first loss. errors Error:
/// "LBFGS requires a closure function", "only 'strong_wolfe' is supported", "LBFGS doesn't support
///         per-parameter options (parameter groups)"
/// source  Nocedal and Wright, Numerical Optimization, 2006: algorithms 7.4, 7.5 and 3.5, 3.6
class LBFGS : public Optimizer {
 public:
  explicit LBFGS(std::vector<OptimizerParamGroup> param_groups, LBFGSOptions defaults = {});
  explicit LBFGS(std::vector<Tensor> params, LBFGSOptions defaults = {});
  Tensor step(LossClosure closure) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;

 private:
  struct Iteration;
  LBFGSParamState& the_state();
  Tensor flat_gradient();
  void move(double t, const Tensor& direction);
  std::vector<Tensor> positions();
  void set_positions(const std::vector<Tensor>& x);
};

}  // namespace facula::optim
