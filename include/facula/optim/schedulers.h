#pragma once
// Learning rates that change with the number of steps.
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "facula/optim/optimizer.h"

namespace facula::optim {

/// Base of the schedulers. The optimizer must outlive it.
class LRScheduler {
 public:
  explicit LRScheduler(Optimizer& optimizer) : optimizer_(optimizer) {}
  LRScheduler(const LRScheduler&) = delete;
  LRScheduler& operator=(const LRScheduler&) = delete;
  virtual ~LRScheduler() = default;
  /// Sets the learning rate of every group for the next step.
  virtual void step();

 protected:
  /// One learning rate for each group.
  virtual std::vector<double> get_lrs() = 0;
  std::vector<double> get_current_lrs() const;
  void set_lrs(const std::vector<double>& lrs);
  Optimizer& optimizer() const { return optimizer_; }
  unsigned step_count_ = 0;

 private:
  Optimizer& optimizer_;
};

/// Multiplies the learning rates by gamma every `step_size` steps. As in libtorch its first step() counts as
/// step 0, where Python's takes that step when it is made.
class StepLR : public LRScheduler {
 public:
  StepLR(Optimizer& optimizer, unsigned step_size, double gamma = 0.1)
      : LRScheduler(optimizer), step_size_(step_size), gamma_(gamma) {}

 private:
  std::vector<double> get_lrs() override;
  const unsigned step_size_;
  const double gamma_;
};

/// Base of Python's other schedulers. They set the rates of epoch 0 when they are made; step() goes on to the
/// next epoch. Their formulas start from the rate that a group had before its first scheduler.
class EpochScheduler : public LRScheduler {
 public:
  explicit EpochScheduler(Optimizer& optimizer);
  void step() override;
  int64_t last_epoch() const { return epoch_; }
  /// The rates that were set last.
  std::vector<double> get_last_lr() const { return get_current_lrs(); }
  const std::vector<double>& base_lrs() const { return base_lrs_; }

 protected:
  friend class ChainedScheduler;
  friend class SequentialLR;
  /// Takes the step to epoch 0; a derived constructor ends with it.
  void begin() { step(); }
  /// Forgets one epoch, so that step() sets the rates of the same one again.
  virtual void back() { --epoch_; }
  /// Goes back to epoch 0 in the middle of a sequence.
  virtual void restart();
  /// The current rates, each made anew by f(rate, base rate).
  template <class F>
  std::vector<double> each(const F& f) const {
    std::vector<double> lrs = get_current_lrs();
    for (size_t i = 0; i < lrs.size(); ++i) lrs[i] = f(lrs[i], base_lrs_[i]);
    return lrs;
  }
  int64_t epoch_ = -1;

 private:
  std::vector<double> base_lrs_;
};

/// lr = base * lambda(epoch); one lambda for all groups, or one for each.
class LambdaLR : public EpochScheduler {
 public:
  using Lambda = std::function<double(int64_t)>;
  LambdaLR(Optimizer& optimizer, Lambda lambda);
  /// errors  Error "Expected 2 lr_lambdas, but got 1"
  LambdaLR(Optimizer& optimizer, std::vector<Lambda> lambdas);

 private:
  std::vector<double> get_lrs() override;
  std::vector<Lambda> lambdas_;
};

/// lr *= lambda(epoch) from epoch 1 on.
class MultiplicativeLR : public EpochScheduler {
 public:
  using Lambda = std::function<double(int64_t)>;
  MultiplicativeLR(Optimizer& optimizer, Lambda lambda);

 private:
  std::vector<double> get_lrs() override;
  void restart() override;
  Lambda lambda_;
};

/// lr *= gamma at every milestone.
class MultiStepLR : public EpochScheduler {
 public:
  MultiStepLR(Optimizer& optimizer, std::vector<int64_t> milestones, double gamma = 0.1);

 private:
  std::vector<double> get_lrs() override;
  std::vector<int64_t> milestones_;
  double gamma_;
};

/// lr = factor * base for `total_iters` epochs.
/// errors  Error "Constant multiplicative factor expected to be between 0 and 1."
class ConstantLR : public EpochScheduler {
 public:
  explicit ConstantLR(Optimizer& optimizer, double factor = 1.0 / 3, int64_t total_iters = 5);

 private:
  std::vector<double> get_lrs() override;
  double factor_;
  int64_t total_;
};

/// From start_factor * base to end_factor * base, linearly in `total_iters` epochs.
/// errors  Error "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.", ...
class LinearLR : public EpochScheduler {
 public:
  explicit LinearLR(Optimizer& optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0,
                    int64_t total_iters = 5);

 private:
  std::vector<double> get_lrs() override;
  double start_, end_;
  int64_t total_;
};

/// lr *= gamma.
class ExponentialLR : public EpochScheduler {
 public:
  ExponentialLR(Optimizer& optimizer, double gamma);

 private:
  std::vector<double> get_lrs() override;
  double gamma_;
};

/// lr = base (1 - epoch / total_iters)^power.
class PolynomialLR : public EpochScheduler {
 public:
  explicit PolynomialLR(Optimizer& optimizer, int64_t total_iters = 5, double power = 1.0);

 private:
  std::vector<double> get_lrs() override;
  int64_t total_;
  double power_;
};

/// lr = eta_min + (base - eta_min) (1 + cos(pi epoch / T_max)) / 2.
/// source  Loshchilov and Hutter, SGDR, 2017
class CosineAnnealingLR : public EpochScheduler {
 public:
  CosineAnnealingLR(Optimizer& optimizer, int64_t T_max, double eta_min = 0);

 private:
  std::vector<double> get_lrs() override;
  int64_t t_max_;
  double eta_min_;
};

/// The same over T_0 epochs, then over T_0 * T_mult, and so on.
/// errors  ValueError "Expected positive integer T_0, but got 0", ...
class CosineAnnealingWarmRestarts : public EpochScheduler {
 public:
  CosineAnnealingWarmRestarts(Optimizer& optimizer, int64_t T_0, int64_t T_mult = 1, double eta_min = 0);
  void step() override;
  /// Sets the rates of a (broken) epoch.
  /// errors  ValueError "Expected non-negative epoch, but got -1"
  void step(double epoch);

 private:
  std::vector<double> get_lrs() override;
  void back() override;
  void restart() override;
  int64_t t_0_, t_mult_;
  double eta_min_, t_cur_ = -1, t_i_;
};

/// Cycles between two rates, and the momentum (or beta1) the other way round.
/// source  Smith, Cyclical Learning Rates for Training Neural Networks, 2017
class CyclicLR : public EpochScheduler {
 public:
  enum class Mode { triangular, triangular2, exp_range };
  struct Options {
    int64_t step_size_up = 2000;
    std::optional<int64_t> step_size_down;  // as long as up
    Mode mode = Mode::triangular;
    double gamma = 1.0;
    std::function<double(double)> scale_fn;  // instead of mode
    bool scale_by_iteration = false;         // what scale_fn gets: the iteration, or the cycle from 1 on
    bool cycle_momentum = true;
    double base_momentum = 0.8, max_momentum = 0.9;
  };
  /// errors  ValueError "optimizer must support momentum or beta1 with `cycle_momentum` option enabled"
  CyclicLR(Optimizer& optimizer, double base_lr, double max_lr, Options options);
  CyclicLR(Optimizer& optimizer, double base_lr, double max_lr)
      : CyclicLR(optimizer, base_lr, max_lr, Options()) {}

 private:
  std::vector<double> get_lrs() override;
  double scale(double cycle) const;
  double base_, max_;
  Options o_;
  double total_, ratio_;
};

/// One rise to max_lr and one fall to almost nothing, with momentum (or beta1) the other way round.
/// source  Smith and Topin, Super-Convergence, 2018
class OneCycleLR : public EpochScheduler {
 public:
  enum class Anneal { cos, linear };
  struct Options {
    double pct_start = 0.3;
    Anneal anneal_strategy = Anneal::cos;
    bool cycle_momentum = true;
    double base_momentum = 0.85, max_momentum = 0.95;
    double div_factor = 25, final_div_factor = 1e4;
    bool three_phase = false;
  };
  /// errors  ValueError "Expected positive integer total_steps, but got 0", ...; Error from step() past the end
  OneCycleLR(Optimizer& optimizer, double max_lr, int64_t total_steps, Options options);
  OneCycleLR(Optimizer& optimizer, double max_lr, int64_t total_steps)
      : OneCycleLR(optimizer, max_lr, total_steps, Options()) {}

 private:
  struct Phase {
    double end, lr_from, lr_to, momentum_from, momentum_to;
  };
  std::vector<double> get_lrs() override;
  double anneal(double from, double to, double share) const;
  int64_t total_;
  Options o_;
  std::vector<Phase> phases_;
};

/// Anneals to the constant rate of stochastic weight averaging.
class SWALR : public EpochScheduler {
 public:
  enum class Anneal { cos, linear };
  SWALR(Optimizer& optimizer, double swa_lr, int64_t anneal_epochs = 10,
        Anneal anneal_strategy = Anneal::cos);

 private:
  std::vector<double> get_lrs() override;
  void restart() override;
  double share(int64_t epoch) const;
  double swa_lr_;
  int64_t epochs_;
  Anneal how_;
};

/// Steps several schedulers of one optimizer together: their factors multiply.
class ChainedScheduler : public LRScheduler {
 public:
  explicit ChainedScheduler(std::vector<std::shared_ptr<EpochScheduler>> schedulers);
  void step() override;
  std::vector<double> get_last_lr() const { return get_current_lrs(); }

 private:
  std::vector<double> get_lrs() override { return get_current_lrs(); }
  std::vector<std::shared_ptr<EpochScheduler>> schedulers_;
};

/// One scheduler after another: schedulers[i + 1] takes over at milestones[i], from its epoch 0.
/// errors  ValueError unless there is one milestone less than schedulers
class SequentialLR : public LRScheduler {
 public:
  SequentialLR(Optimizer& optimizer, std::vector<std::shared_ptr<EpochScheduler>> schedulers,
               std::vector<int64_t> milestones);
  void step() override;
  int64_t last_epoch() const { return epoch_; }
  std::vector<double> get_last_lr() const { return get_current_lrs(); }

 private:
  std::vector<double> get_lrs() override { return get_current_lrs(); }
  std::vector<std::shared_ptr<EpochScheduler>> schedulers_;
  std::vector<int64_t> milestones_;
  int64_t epoch_ = 0;
};

/// lr *= factor when a metric has not improved for more than `patience` epochs.
/// errors  ValueError "Factor should be < 1.0."
class ReduceLROnPlateauScheduler {
 public:
  enum SchedulerMode { min, max };
  enum ThresholdMode { rel, abs };
  explicit ReduceLROnPlateauScheduler(Optimizer& optimizer, SchedulerMode mode = min, double factor = 0.1,
                                      int patience = 10, double threshold = 1e-4,
                                      ThresholdMode threshold_mode = rel, int cooldown = 0,
                                      const std::vector<float>& min_lr = {}, double eps = 1e-8,
                                      bool verbose = false);
  virtual ~ReduceLROnPlateauScheduler() = default;
  void step(double metric);
  int64_t last_epoch() const { return epoch_; }
  double best() const { return best_; }

 private:
  void reduce_lr();
  bool is_better(double metric) const;
  Optimizer& optimizer_;
  SchedulerMode mode_;
  double factor_, threshold_, eps_, best_ = 0;
  int patience_, cooldown_, waited_ = 0, cooling_ = 0;
  ThresholdMode threshold_mode_;
  std::vector<float> min_lrs_;
  bool verbose_;
  int64_t epoch_ = 0;
};
using ReduceLROnPlateau = ReduceLROnPlateauScheduler;

}  // namespace facula::optim
