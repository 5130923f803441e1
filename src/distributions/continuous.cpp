#include "facula/distributions/continuous.h"

#include "distributions/common.h"
#include "facula/distributions/sampling.h"

namespace facula::distributions {

namespace {
constexpr const char* kPositive = "GreaterThan(lower_bound=0.0)";
constexpr const char* kNonNegative = "GreaterThanEq(lower_bound=0.0)";
constexpr double kHalfLogTwoPi = 0.918938533204672741780329736406;
}  // namespace

Normal::Normal(const Parameter& loc, const Parameter& scale, bool validate_args)
    : Distribution("Normal", validate_args) {
  std::tie(loc_, scale_) = broadcast_all(loc, scale);
  set_parameters({{"loc", loc_}, {"scale", scale_}});
  set_shapes(loc_.sizes());
  check_parameter("loc", loc_, "Real()", is_real(loc_));
  check_parameter("scale", scale_, kPositive, is_positive(scale_));
}
Normal Normal::expand(IntArrayRef shape) const { return {loc_.expand(shape), scale_.expand(shape), false}; }
Tensor Normal::variance() const { return scale_.pow(2); }
Tensor Normal::entropy() const { return 0.5 + kHalfLogTwoPi + scale_.log(); }
Tensor Normal::cdf(const Tensor& value) const {
  check_shape(value);
  check_support(value, "Real()", is_real(value));
  return 0.5 * (1 + ((value - loc_) * scale_.reciprocal() / std::numbers::sqrt2).erf());
}
Tensor Normal::icdf(const Tensor& value) const {
  return loc_ + scale_ * (2 * value - 1).erfinv() * std::numbers::sqrt2;
}
Tensor Normal::sample(IntArrayRef sample_shape) const {
  NoGradGuard off;
  const auto shape = extended_shape(sample_shape);
  return normal(loc_.expand(shape), scale_.expand(shape));
}
Tensor Normal::rsample(IntArrayRef sample_shape) const {
  return loc_ + standard_normal(extended_shape(sample_shape), loc_) * scale_;
}
Tensor Normal::log_prob(const Tensor& value) const {
  check_shape(value);
  check_support(value, "Real()", is_real(value));
  return -(value - loc_).pow(2) / (2 * scale_.pow(2)) - scale_.log() - kHalfLogTwoPi;
}

Uniform::Uniform(const Parameter& low, const Parameter& high, bool validate_args)
    : Distribution("Uniform", validate_args) {
  std::tie(low_, high_) = broadcast_all(low, high);
  set_parameters({{"low", low_}, {"high", high_}});
  set_shapes(low_.sizes());
  FACULA_CHECK_AS(ValueError, !validate_args || low_.detach().lt(high_.detach()).all().item<bool>(),
                  "Uniform is not defined when low>= high");
}
Uniform Uniform::expand(IntArrayRef shape) const { return {low_.expand(shape), high_.expand(shape), false}; }
Tensor Uniform::mean() const { return (high_ + low_) / 2; }
Tensor Uniform::variance() const { return (high_ - low_).pow(2) / 12; }
Tensor Uniform::entropy() const { return (high_ - low_).log(); }
void Uniform::check_value(const Tensor& value) const {
  check_shape(value);
  if (validates())
    check_support(
        value,
        "Interval(lower_bound=" + low_.detach().repr() + ", upper_bound=" + high_.detach().repr() + ")",
        value.detach().ge(low_.detach()).logical_and(value.detach().le(high_.detach())));
}
Tensor Uniform::cdf(const Tensor& value) const {
  check_value(value);
  return ((value - low_) / (high_ - low_)).clamp(0, 1);
}
Tensor Uniform::icdf(const Tensor& value) const { return value * (high_ - low_) + low_; }
Tensor Uniform::rsample(IntArrayRef sample_shape) const {
  return low_ + rand(extended_shape(sample_shape), low_.options().requires_grad(false)) * (high_ - low_);
}
Tensor Uniform::log_prob(const Tensor& value) const {
  check_value(value);
  const Tensor inside = low_.le(value).logical_and(high_.gt(value)).to(low_.scalar_type());
  return inside.log() - (high_ - low_).log();
}

Exponential::Exponential(const Parameter& rate, bool validate_args)
    : Distribution("Exponential", validate_args), rate_(as_tensor(rate)) {
  set_parameters({{"rate", rate_}});
  set_shapes(rate_.sizes());
  check_parameter("rate", rate_, kPositive, is_positive(rate_));
}
Exponential Exponential::expand(IntArrayRef shape) const { return Exponential(rate_.expand(shape), false); }
Tensor Exponential::mean() const { return rate_.reciprocal(); }
Tensor Exponential::variance() const { return rate_.pow(-2); }
Tensor Exponential::entropy() const { return 1 - rate_.log(); }
void Exponential::check_value(const Tensor& value) const {
  check_shape(value);
  check_support(value, kNonNegative, value.detach().ge(0));
}
Tensor Exponential::cdf(const Tensor& value) const {
  check_value(value);
  return 1 - (-rate_ * value).exp();
}
Tensor Exponential::icdf(const Tensor& value) const { return -(-value).log1p() / rate_; }
Tensor Exponential::rsample(IntArrayRef sample_shape) const {
  return empty(extended_shape(sample_shape), rate_.options().requires_grad(false)).exponential_() / rate_;
}
Tensor Exponential::log_prob(const Tensor& value) const {
  check_value(value);
  return rate_.log() - rate_ * value;
}

Gamma::Gamma(const Parameter& concentration, const Parameter& rate, bool validate_args)
    : Distribution("Gamma", validate_args) {
  std::tie(concentration_, rate_) = broadcast_all(concentration, rate);
  set_parameters({{"concentration", concentration_}, {"rate", rate_}});
  set_shapes(rate_.sizes());
  check_parameter("concentration", concentration_, kPositive, is_positive(concentration_));
  check_parameter("rate", rate_, kPositive, is_positive(rate_));
}
Gamma Gamma::expand(IntArrayRef shape) const {
  return {concentration_.expand(shape), rate_.expand(shape), false};
}
Tensor Gamma::mean() const { return concentration_ / rate_; }
Tensor Gamma::variance() const { return concentration_ / rate_.pow(2); }
Tensor Gamma::entropy() const {
  return concentration_ - rate_.log() + concentration_.lgamma() +
         (1 - concentration_) * concentration_.digamma();
}
void Gamma::check_value(const Tensor& value) const {
  check_shape(value);
  check_support(value, kNonNegative, value.detach().ge(0));
}
Tensor Gamma::cdf(const Tensor& value) const {
  check_value(value);
  return igamma(concentration_, rate_ * value);
}
Tensor Gamma::rsample(IntArrayRef sample_shape) const {
  const auto shape = extended_shape(sample_shape);
  const Tensor x = _standard_gamma(concentration_.expand(shape)) / rate_.expand(shape);
  x.detach().clamp_min_(smallest_normal(x.scalar_type()));
  return x;
}
Tensor Gamma::log_prob(const Tensor& value) const {
  check_value(value);
  return xlogy(concentration_, rate_) + xlogy(concentration_ - 1, value) - rate_ * value -
         concentration_.lgamma();
}

}  // namespace facula::distributions
