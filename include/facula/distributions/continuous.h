#pragma once
// Normal, Uniform, Exponential, Gamma, Dirichlet and Beta.
#include "facula/distributions/distribution.h"

namespace facula::distributions {

/// The density exp(-((x - loc) / scale)^2 / 2) / (scale sqrt(2 pi)).
class Normal : public Distribution {
 public:
  Normal(const Parameter& loc, const Parameter& scale, bool validate_args = true);
  const Tensor& loc() const { return loc_; }
  const Tensor& scale() const { return scale_; }
  Normal expand(IntArrayRef batch_shape) const;
  bool has_rsample() const override { return true; }
  Tensor mean() const override { return loc_; }
  Tensor variance() const override;
  Tensor entropy() const override;
  Tensor cdf(const Tensor& value) const override;
  Tensor icdf(const Tensor& value) const override;
  Tensor sample(IntArrayRef sample_shape = {}) const override;
  Tensor rsample(IntArrayRef sample_shape = {}) const override;
  Tensor log_prob(const Tensor& value) const override;

 private:
  Tensor loc_, scale_;
};

/// The density 1 / (high - low) on [low, high).
class Uniform : public Distribution {
 public:
  /// errors  ValueError "Uniform is not defined when low>= high"
  Uniform(const Parameter& low, const Parameter& high, bool validate_args = true);
  const Tensor& low() const { return low_; }
  const Tensor& high() const { return high_; }
  Uniform expand(IntArrayRef batch_shape) const;
  bool has_rsample() const override { return true; }
  Tensor mean() const override;
  Tensor variance() const override;
  Tensor entropy() const override;
  Tensor cdf(const Tensor& value) const override;
  Tensor icdf(const Tensor& value) const override;
  Tensor rsample(IntArrayRef sample_shape = {}) const override;
  Tensor log_prob(const Tensor& value) const override;

 private:
  void check_value(const Tensor& value) const;
  Tensor low_, high_;
};

/// The density rate exp(-rate x) for x >= 0.
class Exponential : public Distribution {
 public:
  explicit Exponential(const Parameter& rate, bool validate_args = true);
  const Tensor& rate() const { return rate_; }
  Exponential expand(IntArrayRef batch_shape) const;
  bool has_rsample() const override { return true; }
  Tensor mean() const override;
  Tensor variance() const override;
  Tensor entropy() const override;
  Tensor cdf(const Tensor& value) const override;
  Tensor icdf(const Tensor& value) const override;
  Tensor rsample(IntArrayRef sample_shape = {}) const override;
  Tensor log_prob(const Tensor& value) const override;

 private:
  void check_value(const Tensor& value) const;
  Tensor rate_;
};

/// The density rate^a x^(a - 1) exp(-rate x) / Gamma(a) with a = concentration.
class Gamma : public Distribution {
 public:
  Gamma(const Parameter& concentration, const Parameter& rate, bool validate_args = true);
  const Tensor& concentration() const { return concentration_; }
  const Tensor& rate() const { return rate_; }
  Gamma expand(IntArrayRef batch_shape) const;
  bool has_rsample() const override { return true; }
  Tensor mean() const override;
  Tensor variance() const override;
  Tensor entropy() const override;
  Tensor cdf(const Tensor& value) const override;
  Tensor rsample(IntArrayRef sample_shape = {}) const override;
  Tensor log_prob(const Tensor& value) const override;

 private:
  void check_value(const Tensor& value) const;
  Tensor concentration_, rate_;
};

/// The density prod_i x_i^(a_i - 1) Gamma(sum a) / prod Gamma(a_i) on the simplex; the last dimension is the event.
class Dirichlet : public Distribution {
 public:
  /// errors  ValueError "`concentration` parameter must be at least one-dimensional."
  explicit Dirichlet(const Tensor& concentration, bool validate_args = true);
  const Tensor& concentration() const { return concentration_; }
  Dirichlet expand(IntArrayRef batch_shape) const;
  bool has_rsample() const override { return true; }
  Tensor mean() const override;
  Tensor variance() const override;
  Tensor entropy() const override;
  Tensor rsample(IntArrayRef sample_shape = {}) const override;
  Tensor log_prob(const Tensor& value) const override;

 private:
  Tensor concentration_;
};

/// The density x^(a - 1) (1 - x)^(b - 1) / B(a, b) with a = concentration1, b = concentration0.
class Beta : public Distribution {
 public:
  Beta(const Parameter& concentration1, const Parameter& concentration0, bool validate_args = true);
  Tensor concentration1() const;
  Tensor concentration0() const;
  /// (x, 1 - x) has this distribution.
  const Dirichlet& dirichlet() const { return dirichlet_; }
  Beta expand(IntArrayRef batch_shape) const;
  bool has_rsample() const override { return true; }
  Tensor mean() const override;
  Tensor variance() const override;
  Tensor entropy() const override;
  Tensor rsample(IntArrayRef sample_shape = {}) const override;
  Tensor log_prob(const Tensor& value) const override;

 private:
  Dirichlet dirichlet_;
};

}  // namespace facula::distributions
