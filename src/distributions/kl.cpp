#include "facula/distributions/kl.h"

#include "distributions/multivariate.h"
#include "facula/distributions/continuous.h"
#include "facula/distributions/discrete.h"
#include "facula/distributions/multivariate_normal.h"

namespace facula::distributions {

namespace {

constexpr double kEulerGamma = std::numbers::egamma;
const double kLogTwoPi = std::log(2 * std::numbers::pi);

// t, but `value` where the mask is set.
Tensor but(const Tensor& t, const Tensor& mask, double value) {
  return t.masked_fill(mask.expand(t.sizes()), value);
}

Tensor kl(const Normal& p, const Normal& q) {
  const Tensor ratio = (p.scale() / q.scale()).pow(2);
  return 0.5 * (ratio + ((p.loc() - q.loc()) / q.scale()).pow(2) - 1 - ratio.log());
}
Tensor kl(const Uniform& p, const Uniform& q) {
  const Tensor t = ((q.high() - q.low()) / (p.high() - p.low())).log();
  return but(t, q.low().gt(p.low()).logical_or(q.high().lt(p.high())), kInfinity);
}
Tensor kl(const Exponential& p, const Exponential& q) {
  const Tensor ratio = q.rate() / p.rate();
  return -ratio.log() + ratio - 1;
}
Tensor kl(const Gamma& p, const Gamma& q) {
  return q.concentration() * (p.rate() / q.rate()).log() + q.concentration().lgamma() -
         p.concentration().lgamma() + (p.concentration() - q.concentration()) * p.concentration().digamma() +
         (q.rate() - p.rate()) * (p.concentration() / p.rate());
}
Tensor kl(const Dirichlet& p, const Dirichlet& q) {
  const Tensor &a = p.concentration(), &b = q.concentration(), sum = a.sum(-1);
  return sum.lgamma() - b.sum(-1).lgamma() - (a.lgamma() - b.lgamma()).sum(-1) +
         ((a - b) * (a.digamma() - sum.digamma().unsqueeze(-1))).sum(-1);
}
Tensor kl(const Beta& p, const Beta& q) { return kl(p.dirichlet(), q.dirichlet()); }
Tensor kl(const Bernoulli& p, const Bernoulli& q) {
  const Tensor ones = p.probs() * (softplus(-q.logits()) - softplus(-p.logits()));
  const Tensor zeros = (1 - p.probs()) * (softplus(q.logits()) - softplus(p.logits()));
  return but(but(ones, q.probs().eq(0), kInfinity), p.probs().eq(0), 0) +
         but(but(zeros, q.probs().eq(1), kInfinity), p.probs().eq(1), 0);
}
Tensor kl(const Categorical& p, const Categorical& q) {
  FACULA_CHECK(p.probs().size(-1) == q.probs().size(-1), "kl_divergence: Categorical of ", p.probs().size(-1),
               " and of ", q.probs().size(-1), " values");
  const Tensor t = p.probs() * (p.logits() - q.logits());
  return but(but(t, q.probs().eq(0), kInfinity), p.probs().eq(0), 0).sum(-1);
}
Tensor kl(const MultivariateNormal& p, const MultivariateNormal& q) {
  FACULA_CHECK_AS(
      ValueError, p.event_shape() == q.event_shape(),
      "KL-divergence between two Multivariate Normals with different event shapes cannot be computed");
  const Tensor lp = p.scale_tril(), lq = q.scale_tril();
  const Tensor logs = (lq.diagonal(0, -2, -1).log() - lp.diagonal(0, -2, -1).log()).sum(-1);
  const auto shape =
      join(broadcast_shapes(p.batch_shape(), q.batch_shape()), {p.loc().size(-1), p.loc().size(-1)});
  const Tensor trace =
      linalg::solve_triangular(lq.expand(shape), lp.expand(shape), false).pow(2).sum({-2, -1});
  return logs + 0.5 * (trace + mahalanobis(lq, q.loc() - p.loc()) - static_cast<double>(p.loc().size(-1)));
}
Tensor kl(const Exponential& p, const Gamma& q) {
  const Tensor ratio = q.rate() / p.rate();
  return -q.concentration() * ratio.log() + ratio + q.concentration().lgamma() +
         q.concentration() * kEulerGamma - (1 + kEulerGamma);
}
Tensor kl(const Gamma& p, const Exponential& q) {
  return -p.entropy() - q.rate().log() + q.rate() * p.concentration() / p.rate();
}
// What is common to all p: E (x - loc)^2 from mean and variance.
Tensor to_normal(const Distribution& p, const Normal& q) {
  const Tensor square = p.variance() + (p.mean() - q.loc()).pow(2);
  return -p.entropy() + 0.5 * (kLogTwoPi + square / q.scale().pow(2)) + q.scale().log();
}
Tensor kl(const Uniform& p, const Normal& q) { return to_normal(p, q); }
Tensor kl(const Exponential& p, const Normal& q) { return to_normal(p, q); }
Tensor kl(const Gamma& p, const Normal& q) { return to_normal(p, q); }

template <class P, class Q>
bool tried(const Distribution& p, const Distribution& q, Tensor& out) {
  const auto* a = dynamic_cast<const P*>(&p);
  const auto* b = dynamic_cast<const Q*>(&q);
  if (!a || !b) return false;
  out = kl(*a, *b);
  return true;
}
template <class... Kinds>
bool tried_same(const Distribution& p, const Distribution& q, Tensor& out) {
  return (tried<Kinds, Kinds>(p, q, out) || ...);
}

}  // namespace

Tensor kl_divergence(const Distribution& p, const Distribution& q) {
  Tensor out;
  if (tried_same<Normal, Uniform, Exponential, Gamma, Dirichlet, Beta, Bernoulli, Categorical,
                 MultivariateNormal>(p, q, out) ||
      tried<Exponential, Gamma>(p, q, out) || tried<Gamma, Exponential>(p, q, out) ||
      tried<Uniform, Normal>(p, q, out) || tried<Exponential, Normal>(p, q, out) ||
      tried<Gamma, Normal>(p, q, out))
    return out;
  facula::detail::fail<NotImplementedError>("No KL(p || q) is implemented for p type ", p.repr(),
                                            " and q type ", q.repr());
}

}  // namespace facula::distributions
