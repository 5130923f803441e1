#pragma once
// Bernoulli and Categorical, by probabilities or by logits: the other one is left undefined.
#include "facula/distributions/distribution.h"

namespace facula::distributions {

/// 1 with probability probs = sigmoid(logits), else 0.
class Bernoulli : public Distribution {
 public:
  /// errors  ValueError "Either `probs` or `logits` must be specified, but not both."
  explicit Bernoulli(const Tensor& probs, const Tensor& logits = {}, bool validate_args = true);
  explicit Bernoulli(double prob, bool validate_args = true);
  const Tensor& probs() const { return probs_; }
  const Tensor& logits() const { return logits_; }
  Bernoulli expand(IntArrayRef batch_shape) const;
  Tensor mean() const override { return probs_; }
  Tensor variance() const override;
  Tensor entropy() const override;
  Tensor enumerate_support(bool expand = true) const override;
  Tensor sample(IntArrayRef sample_shape = {}) const override;
  Tensor log_prob(const Tensor& value) const override;

 private:
  Tensor probs_, logits_;
  bool by_probs_;
};

/// i of 0 .. K-1 with probability probs[..., i] / sum, or softmax(logits)[..., i].
class Categorical : public Distribution {
 public:
  /// errors  ValueError "Either `probs` or `logits` must be specified, but not both.",
  ///         "`probs` parameter must be at least one-dimensional."
  explicit Categorical(const Tensor& probs, const Tensor& logits = {}, bool validate_args = true);
  /// Normalised.
  const Tensor& probs() const { return probs_; }
  const Tensor& logits() const { return logits_; }
  Categorical expand(IntArrayRef batch_shape) const;
  /// NaN, as in Python: the values are names.
  Tensor mean() const override;
  Tensor variance() const override;
  Tensor entropy() const override;
  Tensor enumerate_support(bool expand = true) const override;
  Tensor sample(IntArrayRef sample_shape = {}) const override;
  Tensor log_prob(const Tensor& value) const override;

 private:
  Tensor probs_, logits_;
  bool by_probs_;
};

}  // namespace facula::distributions
