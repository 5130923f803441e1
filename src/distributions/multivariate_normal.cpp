#include "facula/distributions/multivariate_normal.h"

#include "distributions/multivariate.h"

namespace facula::distributions {

namespace {

// The lower factor of P^-1 from P: with the order of the dimensions reversed, P = U U^T, so U^-T is lower.
Tensor factor_of_inverse(const Tensor& precision) {
  const Tensor u = linalg::cholesky(precision.flip({-2, -1})).flip({-2, -1});
  return linalg::solve_triangular(u.mT(), eye(u.size(-1), u.options().requires_grad(false)), false);
}

Tensor positive_definite(const Tensor& m) {
  const Tensor symmetric = isclose(m, m.mT(), 1e-5, 1e-6).all(-2).all(-1);
  if (!symmetric.all().item<bool>()) return symmetric;
  return std::get<1>(linalg::cholesky_ex(m)).eq(0);
}

IntArrayRef all_but(IntArrayRef shape, size_t last) { return shape.slice(0, shape.size() - last); }

void check_matrix(const Tensor& m, const char* name) {
  FACULA_CHECK_AS(ValueError, m.dim() >= 2, name,
                  " must be at least two-dimensional, with optional leading batch dimensions");
}

}  // namespace

MultivariateNormal::MultivariateNormal(const Tensor& loc, const Tensor& covariance_matrix,
                                       const Tensor& precision_matrix, const Tensor& scale_tril,
                                       bool validate_args)
    : Distribution("MultivariateNormal", validate_args) {
  FACULA_CHECK_AS(ValueError, loc.dim() >= 1, "loc must be at least one-dimensional.");
  FACULA_CHECK_AS(ValueError,
                  covariance_matrix.defined() + precision_matrix.defined() + scale_tril.defined() == 1,
                  "Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.");
  const char* name = "covariance_matrix";
  const char* constraint = "PositiveDefinite()";
  Tensor given = covariance_matrix;
  if (scale_tril.defined()) {
    given = scale_tril;
    name = "scale_tril";
    constraint = "LowerCholesky()";
    check_matrix(given, "scale_tril matrix");
  } else if (precision_matrix.defined()) {
    given = precision_matrix;
    name = "precision_matrix";
    check_matrix(given, name);
  } else {
    check_matrix(given, name);
  }
  const auto batch = broadcast_shapes(all_but(given.sizes(), 2), all_but(loc.sizes(), 1));
  const int64_t d = loc.size(-1);
  given = given.expand(join(batch, {d, d}));
  loc_ = loc.expand(join(batch, {d}));
  set_parameters({{"loc", loc_}, {name, given}});
  set_shapes(batch, {d});
  check_parameter("loc", loc_, "IndependentConstraint(Real(), 1)", is_real(loc_));
  if (validate_args) {
    NoGradGuard off;
    const Tensor m = given.detach();
    const Tensor valid = scale_tril.defined()
                             ? m.tril().eq(m).all(-1).all(-1).logical_and(m.diagonal(0, -2, -1).gt(0).all(-1))
                             : positive_definite(m);
    check_parameter(name, given, constraint, valid);
  }
  factor_ = scale_tril.defined()         ? given
            : precision_matrix.defined() ? factor_of_inverse(given)
                                         : linalg::cholesky(given);
}

MultivariateNormal MultivariateNormal::expand(IntArrayRef shape) const {
  const int64_t d = loc_.size(-1);
  return MultivariateNormal(loc_.expand(join(shape, {d})), {}, {}, factor_.expand(join(shape, {d, d})),
                            false);
}
Tensor MultivariateNormal::scale_tril() const { return factor_; }
Tensor MultivariateNormal::covariance_matrix() const { return factor_.matmul(factor_.mT()); }
Tensor MultivariateNormal::precision_matrix() const {
  const Tensor inverse = linalg::solve_triangular(
      factor_, eye(loc_.size(-1), loc_.options().requires_grad(false)).expand(factor_.sizes()), false);
  return inverse.mT().matmul(inverse);
}
Tensor MultivariateNormal::variance() const { return factor_.pow(2).sum(-1); }
Tensor MultivariateNormal::half_log_det() const { return factor_.diagonal(0, -2, -1).log().sum(-1); }
Tensor MultivariateNormal::entropy() const {
  const double d = static_cast<double>(loc_.size(-1));
  return 0.5 * d * (1 + std::log(2 * std::numbers::pi)) + half_log_det();
}
Tensor MultivariateNormal::rsample(IntArrayRef sample_shape) const {
  const Tensor eps = standard_normal(extended_shape(sample_shape), loc_);
  return loc_ + factor_.matmul(eps.unsqueeze(-1)).squeeze(-1);
}
Tensor MultivariateNormal::log_prob(const Tensor& value) const {
  check_shape(value);
  check_support(value, "IndependentConstraint(Real(), 1)", is_real(value));
  const double d = static_cast<double>(loc_.size(-1));
  return -0.5 * (d * std::log(2 * std::numbers::pi) + mahalanobis(factor_, value - loc_)) - half_log_det();
}

}  // namespace facula::distributions
