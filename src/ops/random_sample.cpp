// Random tensors made from other tensors.
#include "facula/ops/creation.h"
#include "facula/ops/random.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/iter.h"
#include "kernels/random.h"
#include "ops/random.h"

namespace facula {

namespace {
void check_std(const Tensor& std) {
  FACULA_CHECK(!std.is_complex(), "normal expects standard deviation to be non-complex");
  FACULA_CHECK(std.is_cuda() || std.numel() == 0 || std.min().ge(0).item<bool>(),
               "normal expects all elements of std >= 0.0");
}
}  // namespace

Tensor normal(const Tensor& mean, double std, std::optional<Generator> g) {
  check_std(std);
  Tensor y = empty_like(mean, {}, MemoryFormat::Contiguous);
  {
    NoGradGuard off;
    kernels::normal(y, 0, std, or_default(g));
    y.add_(mean);
  }
  return record("NormalBackward1", y, grad_of(mean, [](const Tensor& h) { return zeros_like(h); }));
}
Tensor normal(double mean, const Tensor& std, std::optional<Generator> g) {
  Tensor y = empty_like(std, {}, MemoryFormat::Contiguous);
  {
    NoGradGuard off;
    check_std(std);
    kernels::normal(y, 0, 1, or_default(g));
    y.mul_(std).add_(mean);
  }
  return record("NormalBackward2", y, grad_of(std, [](const Tensor& h) { return zeros_like(h); }));
}
Tensor normal(const Tensor& mean, const Tensor& std, std::optional<Generator> g) {
  Tensor y = empty(infer_size(mean.sizes(), std.sizes()), mean.options());
  {
    NoGradGuard off;
    check_std(std);
    kernels::normal(y, 0, 1, or_default(g));
    y.mul_(std).add_(mean);
  }
  auto zero = [](const Tensor& h) { return zeros_like(h); };
  return record("NormalBackward3", y, grad_of(mean, zero), grad_of(std, zero));
}

Tensor bernoulli(const Tensor& p, std::optional<Generator> g) {
  Tensor y = empty_like(p);
  kernels::bernoulli_tensor(y, p, or_default(g));
  return record("BernoulliBackward0", y, grad_of(p, [](const Tensor& h) { return zeros_like(h); }));
}
Tensor bernoulli(const Tensor& x, double p, std::optional<Generator> g) {
  Tensor y = empty_like(x);
  y.bernoulli_(p, std::move(g));
  return y;
}
Tensor Tensor::bernoulli(std::optional<Generator> g) const { return facula::bernoulli(*this, std::move(g)); }
Tensor Tensor::bernoulli(double p, std::optional<Generator> g) const {
  return facula::bernoulli(*this, p, std::move(g));
}

Tensor multinomial(const Tensor& weights, int64_t n, bool replacement, std::optional<Generator> g) {
  FACULA_CHECK(weights.dim() > 0 && weights.dim() <= 2, "prob_dist must be 1 or 2 dim");
  FACULA_CHECK(weights.is_floating_point(),
               "multinomial only supports floating-point dtypes for input, got: ", weights.scalar_type());
  FACULA_CHECK(n > 0, "cannot sample n_sample <= 0 samples");
  FACULA_CHECK(replacement || n <= weights.size(-1),
               "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  NoGradGuard off;
  const int64_t categories = weights.size(-1), rows = weights.dim() == 2 ? weights.size(0) : 1;
  const ScalarType compute = isReducedFloatingType(weights.scalar_type()) ? kFloat : weights.scalar_type();
  const Tensor y = empty({rows, n}, weights.options().dtype(kLong));
  if (rows > 0) {
    FACULA_CHECK(categories > 0, "invalid multinomial distribution (sum of probabilities <= 0)");
    const Tensor w = weights.to(compute).contiguous().reshape({rows, categories});
    kernels::multinomial(y, w, replacement, or_default(g));
  }
  return weights.dim() == 1 ? y.reshape({n}) : y;
}
Tensor Tensor::multinomial(int64_t n, bool replacement, std::optional<Generator> g) const {
  return facula::multinomial(*this, n, replacement, std::move(g));
}

Tensor poisson(const Tensor& rates, std::optional<Generator> g) {
  Tensor y = empty(rates.sizes(), rates.options());
  {
    NoGradGuard off;
    kernels::poisson(y, rates.contiguous(), or_default(g));
  }
  return record("PoissonBackward0", y, grad_of(rates, [](const Tensor& h) { return zeros_like(h); }));
}

Tensor binomial(const Tensor& count, const Tensor& prob, std::optional<Generator> g) {
  FACULA_CHECK(count.scalar_type() == prob.scalar_type(), "Found dtype ", prob.scalar_type(),
               " but expected ", count.scalar_type());
  const DimVector shape = infer_size(count.sizes(), prob.sizes());
  Tensor y = empty(shape, count.options());
  {
    NoGradGuard off;
    kernels::binomial(y, count.expand(shape).contiguous(), prob.expand(shape).contiguous(), or_default(g));
  }
  auto zero = [](const Tensor& h) { return zeros_like(h); };
  return record("BinomialBackward0", y, grad_of(count, zero), grad_of(prob, zero));
}

// ---- in-place fills, on a copy

Tensor uniform(const Tensor& x, double from, double to, std::optional<Generator> g) {
  return x.clone().uniform_(from, to, std::move(g));
}
Tensor random(const Tensor& x, std::optional<Generator> g) { return x.clone().random_(std::move(g)); }
Tensor random(const Tensor& x, int64_t to, std::optional<Generator> g) {
  return x.clone().random_(to, std::move(g));
}
Tensor random(const Tensor& x, int64_t from, std::optional<int64_t> to, std::optional<Generator> g) {
  return x.clone().random_(from, to, std::move(g));
}
Tensor exponential(const Tensor& x, double lambda, std::optional<Generator> g) {
  return x.clone().exponential_(lambda, std::move(g));
}
Tensor geometric(const Tensor& x, double p, std::optional<Generator> g) {
  return x.clone().geometric_(p, std::move(g));
}
Tensor cauchy(const Tensor& x, double median, double sigma, std::optional<Generator> g) {
  return x.clone().cauchy_(median, sigma, std::move(g));
}
Tensor log_normal(const Tensor& x, double mean, double std, std::optional<Generator> g) {
  return x.clone().log_normal_(mean, std, std::move(g));
}
Tensor normal_functional(const Tensor& x, double mean, double std, std::optional<Generator> g) {
  return x.clone().normal_(mean, std, std::move(g));
}

}  // namespace facula
