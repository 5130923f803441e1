#pragma once
#include "facula/distributions/distribution.h"

namespace facula::distributions {

/// The normal distribution of vectors, by covariance, its inverse, or a lower triangular factor of it; the others are
/// left undefined.
class MultivariateNormal : public Distribution {
 public:
  /// errors  ValueError "Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified."
  explicit MultivariateNormal(const Tensor& loc, const Tensor& covariance_matrix = {},
                              const Tensor& precision_matrix = {}, const Tensor& scale_tril = {},
                              bool validate_args = true);
  const Tensor& loc() const { return loc_; }
  Tensor covariance_matrix() const;
  Tensor precision_matrix() const;
  /// L of covariance = L L^T, expanded to the batch.
  Tensor scale_tril() const;
  MultivariateNormal expand(IntArrayRef batch_shape) const;
  bool has_rsample() const override { return true; }
  Tensor mean() const override { return loc_; }
  Tensor variance() const override;
  Tensor entropy() const override;
  Tensor rsample(IntArrayRef sample_shape = {}) const override;
  Tensor log_prob(const Tensor& value) const override;

 private:
  Tensor half_log_det() const;
  Tensor loc_, factor_;
};

}  // namespace facula::distributions
