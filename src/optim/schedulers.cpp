#include "facula/optim/schedulers.h"

#include <algorithm>
#include <cmath>

namespace facula::optim {

namespace {
constexpr double kPi = 3.14159265358979323846;
}

void LRScheduler::set_lrs(const std::vector<double>& lrs) {
  auto& groups = optimizer_.param_groups();
  FACULA_CHECK(lrs.size() == groups.size(),
               "Number of learning rates not equal to the number of param groups\n",
               "Number of learning rates given: ", lrs.size(), "\nNumber of param groups: ", groups.size());
  for (size_t i = 0; i < lrs.size(); ++i) groups[i].options().set_lr(lrs[i]);
}

void LRScheduler::step() {
  set_lrs(get_lrs());
  ++step_count_;
}

std::vector<double> LRScheduler::get_current_lrs() const {
  std::vector<double> lrs;
  for (const OptimizerParamGroup& group : optimizer_.param_groups()) lrs.push_back(group.options().get_lr());
  return lrs;
}

std::vector<double> StepLR::get_lrs() {
  std::vector<double> lrs = get_current_lrs();
  if (step_count_ != 0 && step_count_ % step_size_ == 0)
    for (double& lr : lrs) lr *= gamma_;
  return lrs;
}

EpochScheduler::EpochScheduler(Optimizer& optimizer) : LRScheduler(optimizer) {
  for (OptimizerParamGroup& group : optimizer.param_groups()) base_lrs_.push_back(group.initial_lr());
}

void EpochScheduler::step() {
  ++epoch_;
  LRScheduler::step();
}

void EpochScheduler::restart() {
  set_lrs(base_lrs_);
  epoch_ = -1;
  step();
}

LambdaLR::LambdaLR(Optimizer& optimizer, Lambda lambda)
    : LambdaLR(optimizer, std::vector<Lambda>(optimizer.param_groups().size(), lambda)) {}
LambdaLR::LambdaLR(Optimizer& optimizer, std::vector<Lambda> lambdas)
    : EpochScheduler(optimizer), lambdas_(std::move(lambdas)) {
  FACULA_CHECK_AS(ValueError, lambdas_.size() == base_lrs().size(), "Expected ", base_lrs().size(),
                  " lr_lambdas, but got ", lambdas_.size());
  begin();
}
std::vector<double> LambdaLR::get_lrs() {
  std::vector<double> lrs = base_lrs();
  for (size_t i = 0; i < lrs.size(); ++i) lrs[i] *= lambdas_[i](epoch_);
  return lrs;
}

MultiplicativeLR::MultiplicativeLR(Optimizer& optimizer, Lambda lambda)
    : EpochScheduler(optimizer), lambda_(std::move(lambda)) {
  begin();
}
// Goes on from the rate that it finds.
void MultiplicativeLR::restart() { epoch_ = 0; }
std::vector<double> MultiplicativeLR::get_lrs() {
  const double factor = epoch_ > 0 ? lambda_(epoch_) : 1;
  return each([&](double lr, double) { return lr * factor; });
}

MultiStepLR::MultiStepLR(Optimizer& optimizer, std::vector<int64_t> milestones, double gamma)
    : EpochScheduler(optimizer), milestones_(std::move(milestones)), gamma_(gamma) {
  begin();
}
std::vector<double> MultiStepLR::get_lrs() {
  const auto times = static_cast<double>(std::count(milestones_.begin(), milestones_.end(), epoch_));
  return each([&](double lr, double) { return lr * std::pow(gamma_, times); });
}

ConstantLR::ConstantLR(Optimizer& optimizer, double factor, int64_t total_iters)
    : EpochScheduler(optimizer), factor_(factor), total_(total_iters) {
  FACULA_CHECK_AS(ValueError, factor >= 0 && factor <= 1,
                  "Constant multiplicative factor expected to be between 0 and 1.");
  begin();
}
std::vector<double> ConstantLR::get_lrs() {
  const double times = epoch_ == 0 ? factor_ : epoch_ == total_ ? 1 / factor_ : 1;
  return each([&](double lr, double) { return lr * times; });
}

LinearLR::LinearLR(Optimizer& optimizer, double start_factor, double end_factor, int64_t total_iters)
    : EpochScheduler(optimizer), start_(start_factor), end_(end_factor), total_(total_iters) {
  FACULA_CHECK_AS(ValueError, start_ > 0 && start_ <= 1,
                  "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.");
  FACULA_CHECK_AS(ValueError, end_ >= 0 && end_ <= 1,
                  "Ending multiplicative factor expected to be between 0 and 1.");
  begin();
}
std::vector<double> LinearLR::get_lrs() {
  if (epoch_ == 0) return each([&](double lr, double) { return lr * start_; });
  if (epoch_ > total_) return get_current_lrs();
  const auto n = static_cast<double>(total_), t = static_cast<double>(epoch_);
  return each([&](double lr, double) {
    return lr * (1 + (end_ - start_) / (n * start_ + (t - 1) * (end_ - start_)));
  });
}

ExponentialLR::ExponentialLR(Optimizer& optimizer, double gamma) : EpochScheduler(optimizer), gamma_(gamma) {
  begin();
}
std::vector<double> ExponentialLR::get_lrs() {
  if (epoch_ == 0) return get_current_lrs();
  return each([&](double lr, double) { return lr * gamma_; });
}

PolynomialLR::PolynomialLR(Optimizer& optimizer, int64_t total_iters, double power)
    : EpochScheduler(optimizer), total_(total_iters), power_(power) {
  begin();
}
std::vector<double> PolynomialLR::get_lrs() {
  if (epoch_ == 0 || epoch_ > total_) return get_current_lrs();
  const auto n = static_cast<double>(total_), t = static_cast<double>(epoch_);
  const double decay = std::pow((1 - t / n) / (1 - (t - 1) / n), power_);
  return each([&](double lr, double) { return lr * decay; });
}

CosineAnnealingLR::CosineAnnealingLR(Optimizer& optimizer, int64_t T_max, double eta_min)
    : EpochScheduler(optimizer), t_max_(T_max), eta_min_(eta_min) {
  begin();
}
// From the rate before, so that it multiplies with other schedulers.
std::vector<double> CosineAnnealingLR::get_lrs() {
  if (epoch_ == 0) return get_current_lrs();
  const auto n = static_cast<double>(t_max_), t = static_cast<double>(epoch_);
  if ((epoch_ - 1 - t_max_) % (2 * t_max_) == 0)
    return each([&](double lr, double base) { return lr + (base - eta_min_) * (1 - std::cos(kPi / n)) / 2; });
  return each([&](double lr, double) {
    return (1 + std::cos(kPi * t / n)) / (1 + std::cos(kPi * (t - 1) / n)) * (lr - eta_min_) + eta_min_;
  });
}

CosineAnnealingWarmRestarts::CosineAnnealingWarmRestarts(Optimizer& optimizer, int64_t T_0, int64_t T_mult,
                                                         double eta_min)
    : EpochScheduler(optimizer),
      t_0_(T_0),
      t_mult_(T_mult),
      eta_min_(eta_min),
      t_i_(static_cast<double>(T_0)) {
  FACULA_CHECK_AS(ValueError, T_0 > 0, "Expected positive integer T_0, but got ", T_0);
  FACULA_CHECK_AS(ValueError, T_mult >= 1, "Expected integer T_mult >= 1, but got ", T_mult);
  CosineAnnealingWarmRestarts::step();
}
void CosineAnnealingWarmRestarts::step() {
  if (++t_cur_ >= t_i_) {
    t_cur_ -= t_i_;
    t_i_ *= static_cast<double>(t_mult_);
  }
  EpochScheduler::step();
}
void CosineAnnealingWarmRestarts::step(double epoch) {
  FACULA_CHECK_AS(ValueError, epoch >= 0, "Expected non-negative epoch, but got ", epoch);
  const auto t0 = static_cast<double>(t_0_), mult = static_cast<double>(t_mult_);
  t_cur_ = epoch;
  t_i_ = t0;
  if (epoch >= t0 && t_mult_ == 1) {
    t_cur_ = std::fmod(epoch, t0);
  } else if (epoch >= t0) {
    const double n = std::floor(std::log(epoch / t0 * (mult - 1) + 1) / std::log(mult));
    t_cur_ = epoch - t0 * (std::pow(mult, n) - 1) / (mult - 1);
    t_i_ = t0 * std::pow(mult, n);
  }
  epoch_ = static_cast<int64_t>(std::floor(epoch));
  LRScheduler::step();
}
void CosineAnnealingWarmRestarts::back() {
  EpochScheduler::back();
  --t_cur_;
}
void CosineAnnealingWarmRestarts::restart() {
  t_cur_ = -1;
  t_i_ = static_cast<double>(t_0_);
  EpochScheduler::restart();
}
std::vector<double> CosineAnnealingWarmRestarts::get_lrs() {
  return each([&](double, double base) {
    return eta_min_ + (base - eta_min_) * (1 + std::cos(kPi * t_cur_ / t_i_)) / 2;
  });
}

SWALR::SWALR(Optimizer& optimizer, double swa_lr, int64_t anneal_epochs, Anneal anneal_strategy)
    : EpochScheduler(optimizer), swa_lr_(swa_lr), epochs_(anneal_epochs), how_(anneal_strategy) {
  FACULA_CHECK_AS(ValueError, anneal_epochs >= 0, "anneal_epochs must be equal or greater than 0, got ",
                  anneal_epochs);
  begin();
}
double SWALR::share(int64_t epoch) const {
  const double t =
      std::clamp(static_cast<double>(epoch) / std::max<double>(1, static_cast<double>(epochs_)), 0.0, 1.0);
  return how_ == Anneal::linear ? t : (1 - std::cos(kPi * t)) / 2;
}
// Goes on from the rate that it finds.
void SWALR::restart() {
  epoch_ = -1;
  step();
}
std::vector<double> SWALR::get_lrs() {
  // The rate this one would have started from, were there no other scheduler.
  const int64_t epoch = epochs_ == 0 ? std::max<int64_t>(1, epoch_) : epoch_;
  const double before = share(std::max<int64_t>(0, epoch - 1)), now = share(epoch);
  return each([&](double lr, double) {
    const double start = before == 1 ? swa_lr_ : (lr - swa_lr_ * before) / (1 - before);
    return swa_lr_ * now + start * (1 - now);
  });
}

ChainedScheduler::ChainedScheduler(std::vector<std::shared_ptr<EpochScheduler>> schedulers)
    : LRScheduler([&]() -> Optimizer& {
        FACULA_CHECK_AS(ValueError, !schedulers.empty(), "ChainedScheduler expects at least one scheduler");
        return schedulers.front()->optimizer();
      }()),
      schedulers_(std::move(schedulers)) {
  for (const auto& s : schedulers_)
    FACULA_CHECK_AS(ValueError, &s->optimizer() == &optimizer(),
                    "ChainedScheduler expects all schedulers to belong to the same optimizer");
}
void ChainedScheduler::step() {
  for (const auto& s : schedulers_) s->step();
}

SequentialLR::SequentialLR(Optimizer& optimizer, std::vector<std::shared_ptr<EpochScheduler>> schedulers,
                           std::vector<int64_t> milestones)
    : LRScheduler(optimizer), schedulers_(std::move(schedulers)), milestones_(std::move(milestones)) {
  FACULA_CHECK_AS(
      ValueError, !schedulers_.empty() && milestones_.size() + 1 == schedulers_.size(),
      "Sequential Schedulers expects number of schedulers provided to be one more than the number of "
      "milestone points, but got number of schedulers ",
      schedulers_.size(), " and the number of milestones to be equal to ", milestones_.size());
  for (const auto& s : schedulers_)
    FACULA_CHECK_AS(ValueError, &s->optimizer() == &optimizer,
                    "Sequential Schedulers expects all schedulers to belong to the same optimizer");
  std::vector<double> lrs;  // each scheduler has already set its first rate: start over
  for (OptimizerParamGroup& group : optimizer.param_groups()) lrs.push_back(group.initial_lr());
  set_lrs(lrs);
  for (const auto& s : schedulers_) s->back();
  schedulers_[0]->step();
}
void SequentialLR::step() {
  ++epoch_;
  const size_t at = static_cast<size_t>(std::upper_bound(milestones_.begin(), milestones_.end(), epoch_) -
                                        milestones_.begin());
  if (at > 0 && milestones_[at - 1] == epoch_)
    schedulers_[at]->restart();
  else
    schedulers_[at]->step();
}

}  // namespace facula::optim
