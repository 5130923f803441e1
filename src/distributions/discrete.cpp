#include "facula/distributions/discrete.h"

#include "distributions/common.h"
#include "facula/ops/loss.h"
#include "facula/ops/softmax.h"

namespace facula::distributions {

namespace {

bool one_of(const Tensor& probs, const Tensor& logits) {
  FACULA_CHECK_AS(ValueError, probs.defined() != logits.defined(),
                  "Either `probs` or `logits` must be specified, but not both.");
  return probs.defined();
}
// max(l, 0) - l v + log(1 + exp(-|l|)), with gradients by both.
Tensor cross_entropy_of_bits(const Tensor& logits, const Tensor& value) {
  const auto both = broadcast_tensors({logits, value});
  return binary_cross_entropy_with_logits(both[0], both[1], {}, {}, Reduction::None);
}

}  // namespace

Bernoulli::Bernoulli(const Tensor& probs, const Tensor& logits, bool validate_args)
    : Distribution("Bernoulli", validate_args), by_probs_(one_of(probs, logits)) {
  const Tensor& given = by_probs_ ? probs : logits;
  set_parameters({{by_probs_ ? "probs" : "logits", given}});
  set_shapes(given.sizes());
  if (by_probs_) {
    check_parameter("probs", probs, "Interval(lower_bound=0.0, upper_bound=1.0)",
                    probs.detach().ge(0).logical_and(probs.detach().le(1)));
    probs_ = probs;
    const Tensor inner = clamp_probs(probs);
    logits_ = inner.log() - (-inner).log1p();
  } else {
    check_parameter("logits", logits, "Real()", is_real(logits));
    logits_ = logits;
    probs_ = logits.sigmoid();
  }
}
Bernoulli::Bernoulli(double prob, bool validate_args) : Bernoulli(full({}, prob), {}, validate_args) {}
Bernoulli Bernoulli::expand(IntArrayRef shape) const {
  return by_probs_ ? Bernoulli(probs_.expand(shape), {}, validates())
                   : Bernoulli({}, logits_.expand(shape), validates());
}
Tensor Bernoulli::variance() const { return probs_ * (1 - probs_); }
Tensor Bernoulli::entropy() const { return cross_entropy_of_bits(logits_, probs_); }
Tensor Bernoulli::enumerate_support(bool expand) const {
  std::vector<int64_t> shape{2};
  shape.resize(1 + batch_shape().size(), 1);
  const Tensor values = arange(2, probs_.options().requires_grad(false)).view(shape);
  return expand ? values.expand(join({2}, batch_shape())) : values;
}
Tensor Bernoulli::sample(IntArrayRef sample_shape) const {
  NoGradGuard off;
  return bernoulli(probs_.expand(extended_shape(sample_shape)));
}
Tensor Bernoulli::log_prob(const Tensor& value) const {
  check_shape(value);
  check_support(value, "Boolean()", value.detach().eq(0).logical_or(value.detach().eq(1)));
  return -cross_entropy_of_bits(logits_, value);
}

Categorical::Categorical(const Tensor& probs, const Tensor& logits, bool validate_args)
    : Distribution("Categorical", validate_args), by_probs_(one_of(probs, logits)) {
  const Tensor& given = by_probs_ ? probs : logits;
  FACULA_CHECK_AS(ValueError, given.dim() >= 1, by_probs_ ? "`probs`" : "`logits`",
                  " parameter must be at least one-dimensional.");
  set_shapes(given.sizes().slice(0, static_cast<size_t>(given.dim() - 1)));
  if (by_probs_) {
    probs_ = probs / probs.sum(-1, true);
    set_parameters({{"probs", probs_}});
    const Tensor p = probs_.detach();
    check_parameter("probs", probs_, "Simplex()",
                    p.ge(0).all(-1).logical_and((p.sum(-1) - 1).abs().lt(1e-6)));
    logits_ = clamp_probs(probs_).log();
  } else {
    logits_ = logits - logits.logsumexp(-1, true);
    set_parameters({{"logits", logits_}});
    check_parameter("logits", logits_, "IndependentConstraint(Real(), 1)", is_real(logits_));
    probs_ = softmax(logits_, -1);
  }
}
Categorical Categorical::expand(IntArrayRef shape) const {
  const auto full_shape = join(shape, {probs_.size(-1)});
  return by_probs_ ? Categorical(probs_.expand(full_shape), {}, validates())
                   : Categorical({}, logits_.expand(full_shape), validates());
}
Tensor Categorical::mean() const {
  return full(batch_shape(), std::numeric_limits<double>::quiet_NaN(), probs_.options().requires_grad(false));
}
Tensor Categorical::variance() const { return mean(); }
Tensor Categorical::entropy() const {
  return -(logits_.clamp_min(-largest(logits_.scalar_type())) * probs_).sum(-1);
}
Tensor Categorical::enumerate_support(bool expand) const {
  const int64_t k = probs_.size(-1);
  std::vector<int64_t> shape{k};
  shape.resize(1 + batch_shape().size(), 1);
  const Tensor values = arange(k, TensorOptions(kLong).device(probs_.device())).view(shape);
  return expand ? values.expand(join({k}, batch_shape())) : values;
}
Tensor Categorical::sample(IntArrayRef sample_shape) const {
  NoGradGuard off;
  int64_t count = 1;
  for (const int64_t n : sample_shape) count *= n;
  const Tensor rows = probs_.reshape({-1, probs_.size(-1)});
  return multinomial(rows, count, true).t().reshape(extended_shape(sample_shape));
}
Tensor Categorical::log_prob(const Tensor& value) const {
  check_shape(value);
  if (validates()) {
    const Tensor v = value.detach();
    const int64_t last = probs_.size(-1) - 1;
    check_support(value, "IntegerInterval(lower_bound=0, upper_bound=" + std::to_string(last) + ")",
                  v.remainder(1).eq(0).logical_and(v.ge(0)).logical_and(v.le(last)));
  }
  const auto both = broadcast_tensors({value.to(kLong).unsqueeze(-1), logits_});
  return both[1].gather(-1, both[0].narrow(-1, 0, 1)).squeeze(-1);
}

}  // namespace facula::distributions
