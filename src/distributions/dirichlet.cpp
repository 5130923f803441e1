// Dirichlet, and Beta as its case of two elements.
#include "distributions/common.h"
#include "facula/distributions/continuous.h"
#include "facula/distributions/sampling.h"

namespace facula::distributions {

Dirichlet::Dirichlet(const Tensor& concentration, bool validate_args)
    : Distribution("Dirichlet", validate_args), concentration_(concentration) {
  FACULA_CHECK_AS(ValueError, concentration.dim() >= 1,
                  "`concentration` parameter must be at least one-dimensional.");
  set_parameters({{"concentration", concentration_}});
  const auto dims = static_cast<size_t>(concentration.dim());
  set_shapes(concentration.sizes().slice(0, dims - 1), concentration.sizes().slice(dims - 1));
  check_parameter("concentration", concentration_, "IndependentConstraint(GreaterThan(lower_bound=0.0), 1)",
                  is_positive(concentration_));
}
Dirichlet Dirichlet::expand(IntArrayRef shape) const {
  return Dirichlet(concentration_.expand(join(shape, event_shape())), false);
}
Tensor Dirichlet::mean() const { return concentration_ / concentration_.sum(-1, true); }
Tensor Dirichlet::variance() const {
  const Tensor total = concentration_.sum(-1, true);
  return concentration_ * (total - concentration_) / (total.pow(2) * (total + 1));
}
Tensor Dirichlet::entropy() const {
  const double k = static_cast<double>(concentration_.size(-1));
  const Tensor total = concentration_.sum(-1);
  return concentration_.lgamma().sum(-1) - total.lgamma() - (k - total) * total.digamma() -
         ((concentration_ - 1) * concentration_.digamma()).sum(-1);
}
Tensor Dirichlet::rsample(IntArrayRef sample_shape) const {
  return _sample_dirichlet(concentration_.expand(extended_shape(sample_shape)));
}
Tensor Dirichlet::log_prob(const Tensor& value) const {
  check_shape(value);
  if (validates()) {
    const Tensor v = value.detach();
    check_support(value, "Simplex()", v.ge(0).all(-1).logical_and((v.sum(-1) - 1).abs().lt(1e-6)));
  }
  return xlogy(concentration_ - 1, value).sum(-1) + concentration_.sum(-1).lgamma() -
         concentration_.lgamma().sum(-1);
}

namespace {
Tensor pair(const Parameter& a, const Parameter& b) {
  auto [x, y] = broadcast_all(a, b);
  return stack({x, y}, -1);
}
}  // namespace

Beta::Beta(const Parameter& concentration1, const Parameter& concentration0, bool validate_args)
    : Distribution("Beta", validate_args), dirichlet_(pair(concentration1, concentration0), validate_args) {
  set_shapes(dirichlet_.batch_shape());
}
Tensor Beta::concentration1() const { return dirichlet_.concentration().select(-1, 0); }
Tensor Beta::concentration0() const { return dirichlet_.concentration().select(-1, 1); }
Beta Beta::expand(IntArrayRef shape) const {
  return {concentration1().expand(shape), concentration0().expand(shape), validates()};
}
Tensor Beta::mean() const { return concentration1() / (concentration1() + concentration0()); }
Tensor Beta::variance() const {
  const Tensor total = concentration1() + concentration0();
  return concentration1() * concentration0() / (total.pow(2) * (total + 1));
}
Tensor Beta::entropy() const { return dirichlet_.entropy(); }
Tensor Beta::rsample(IntArrayRef sample_shape) const {
  return dirichlet_.rsample(sample_shape).select(-1, 0);
}
Tensor Beta::log_prob(const Tensor& value) const {
  check_shape(value);
  check_support(value, "Interval(lower_bound=0.0, upper_bound=1.0)",
                value.detach().ge(0).logical_and(value.detach().le(1)));
  return dirichlet_.log_prob(stack({value, 1 - value}, -1));
}

}  // namespace facula::distributions
