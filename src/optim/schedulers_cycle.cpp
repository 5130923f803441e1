// Schedulers that move the momentum, too, and the one that waits for a metric.
#include <algorithm>
#include <cmath>
#include <limits>

#include "facula/core/warning.h"
#include "facula/optim/optim.h"

namespace facula::optim {

namespace {

template <class O>
bool set_beta1(OptimizerOptions& options, double v) {
  auto* o = dynamic_cast<O*>(&options);
  if (o) std::get<0>(o->betas()) = v;
  return o != nullptr;
}
template <class O>
bool set_momentum_of(OptimizerOptions& options, double v) {
  auto* o = dynamic_cast<O*>(&options);
  if (o) o->momentum(v);
  return o != nullptr;
}

// Sets the momentum or beta1 of every group.
void set_momentum(Optimizer& optimizer, double v) {
  for (OptimizerParamGroup& group : optimizer.param_groups()) {
    OptimizerOptions& o = group.options();
    FACULA_CHECK_AS(ValueError,
                    set_momentum_of<SGDOptions>(o, v) || set_momentum_of<RMSpropOptions>(o, v) ||
                        set_momentum_of<MuonOptions>(o, v) || set_beta1<AdamOptions>(o, v) ||
                        set_beta1<AdamWOptions>(o, v) || set_beta1<AdamaxOptions>(o, v) ||
                        set_beta1<NAdamOptions>(o, v) || set_beta1<RAdamOptions>(o, v) ||
                        set_beta1<SparseAdamOptions>(o, v),
                    "optimizer must support momentum or beta1 with `cycle_momentum` option enabled");
  }
}

}  // namespace

CyclicLR::CyclicLR(Optimizer& optimizer, double base_lr, double max_lr, Options options)
    : EpochScheduler([&]() -> Optimizer& {
        for (OptimizerParamGroup& group : optimizer.param_groups()) group.options().set_lr(base_lr);
        return optimizer;
      }()),
      base_(base_lr),
      max_(max_lr),
      o_(std::move(options)) {
  const auto up = static_cast<double>(o_.step_size_up);
  total_ = up + static_cast<double>(o_.step_size_down.value_or(o_.step_size_up));
  ratio_ = up / total_;
  if (!o_.scale_fn) o_.scale_by_iteration = o_.mode == Mode::exp_range;
  begin();
}

double CyclicLR::scale(double cycle) const {
  const double x = o_.scale_by_iteration ? static_cast<double>(epoch_) : cycle;
  if (o_.scale_fn) return o_.scale_fn(x);
  if (o_.mode == Mode::triangular2) return 1 / std::pow(2.0, x - 1);
  return o_.mode == Mode::exp_range ? std::pow(o_.gamma, x) : 1;
}

std::vector<double> CyclicLR::get_lrs() {
  const double at = static_cast<double>(epoch_) / total_, cycle = std::floor(1 + at), x = 1 + at - cycle;
  const double height = (x <= ratio_ ? x / ratio_ : (x - 1) / (ratio_ - 1)) * scale(cycle);
  if (o_.cycle_momentum)
    set_momentum(optimizer(), o_.max_momentum - (o_.max_momentum - o_.base_momentum) * height);
  return each([&](double, double) { return base_ + (max_ - base_) * height; });
}

OneCycleLR::OneCycleLR(Optimizer& optimizer, double max_lr, int64_t total_steps, Options options)
    : EpochScheduler([&]() -> Optimizer& {
        for (OptimizerParamGroup& group : optimizer.param_groups())
          group.set_initial_lr(max_lr / options.div_factor);
        return optimizer;
      }()),
      total_(total_steps),
      o_(options) {
  FACULA_CHECK_AS(ValueError, total_steps > 0, "Expected positive integer total_steps, but got ",
                  total_steps);
  FACULA_CHECK_AS(ValueError, o_.pct_start >= 0 && o_.pct_start <= 1,
                  "Expected float between 0 and 1 pct_start, but got ", o_.pct_start);
  const auto n = static_cast<double>(total_steps);
  const double first = max_lr / o_.div_factor, least = first / o_.final_div_factor;
  const double high = o_.max_momentum, low = o_.base_momentum, rise = o_.pct_start * n;
  phases_.push_back({rise - 1, first, max_lr, high, low});
  if (o_.three_phase) {
    phases_.push_back({2 * rise - 2, max_lr, first, low, high});
    phases_.push_back({n - 1, first, least, high, high});
  } else {
    phases_.push_back({n - 1, max_lr, least, low, high});
  }
  begin();
}

double OneCycleLR::anneal(double from, double to, double share) const {
  if (o_.anneal_strategy == Anneal::linear) return (to - from) * share + from;
  return to + (from - to) / 2 * (std::cos(3.14159265358979323846 * share) + 1);
}

std::vector<double> OneCycleLR::get_lrs() {
  FACULA_CHECK_AS(ValueError, epoch_ <= total_, "Tried to step ", epoch_ + 1,
                  " times. The specified number of total steps is ", total_);
  const auto t = static_cast<double>(epoch_);
  double start = 0;
  size_t k = 0;
  for (; k + 1 < phases_.size() && t > phases_[k].end; ++k) start = phases_[k].end;
  const Phase& p = phases_[k];
  const double share = (t - start) / (p.end - start);
  if (o_.cycle_momentum) set_momentum(optimizer(), anneal(p.momentum_from, p.momentum_to, share));
  return each([&](double, double) { return anneal(p.lr_from, p.lr_to, share); });
}

ReduceLROnPlateauScheduler::ReduceLROnPlateauScheduler(Optimizer& optimizer, SchedulerMode mode,
                                                       double factor, int patience, double threshold,
                                                       ThresholdMode threshold_mode, int cooldown,
                                                       const std::vector<float>& min_lr, double eps,
                                                       bool verbose)
    : optimizer_(optimizer),
      mode_(mode),
      factor_(factor),
      threshold_(threshold),
      eps_(eps),
      best_(mode == min ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity()),
      patience_(patience),
      cooldown_(cooldown),
      threshold_mode_(threshold_mode),
      min_lrs_(min_lr),
      verbose_(verbose) {
  FACULA_CHECK_AS(ValueError, factor < 1.0, "Factor should be < 1.0.");
  const size_t groups = optimizer.param_groups().size();
  if (min_lrs_.empty()) min_lrs_.assign(groups, 0.f);
  FACULA_CHECK_AS(ValueError, min_lrs_.size() == groups, "expected ", groups, " min_lrs, got ",
                  min_lrs_.size());
}

bool ReduceLROnPlateauScheduler::is_better(double metric) const {
  const double sign = mode_ == min ? -1 : 1;
  const double mark = threshold_mode_ == rel ? best_ * (1 + sign * threshold_) : best_ + sign * threshold_;
  return mode_ == min ? metric < mark : metric > mark;
}

void ReduceLROnPlateauScheduler::step(double metric) {
  ++epoch_;
  if (is_better(metric)) {
    best_ = metric;
    waited_ = 0;
  } else {
    ++waited_;
  }
  if (cooling_ > 0) {
    --cooling_;
    waited_ = 0;
  }
  if (waited_ <= patience_) return;
  reduce_lr();
  cooling_ = cooldown_;
  waited_ = 0;
}

void ReduceLROnPlateauScheduler::reduce_lr() {
  auto& groups = optimizer_.param_groups();
  for (size_t i = 0; i < groups.size(); ++i) {
    const double before = groups[i].options().get_lr();
    const double lr = std::max(before * factor_, static_cast<double>(min_lrs_[i]));
    if (before - lr <= eps_) continue;
    groups[i].options().set_lr(lr);
    if (verbose_) FACULA_WARN("Epoch ", epoch_, ": reducing learning rate of group ", i, " to ", lr, ".");
  }
}

}  // namespace facula::optim
