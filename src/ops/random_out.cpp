#include "facula/ops/random_out.h"

#include "facula/ops/random.h"
#include "ops/out_scope.h"

namespace facula {

Tensor& bernoulli_out(Tensor& out, const Tensor& x, std::optional<Generator> generator) {
  const OutScope scope("bernoulli", {&out, &x});
  return scope.store(out, facula::bernoulli(x, std::move(generator)));
}
Tensor& bernoulli_out(Tensor& out, const Tensor& x, double p, std::optional<Generator> generator) {
  const OutScope scope("bernoulli", {&out, &x});
  return scope.store(out, facula::bernoulli(x, p, std::move(generator)));
}
Tensor& multinomial_out(Tensor& out, const Tensor& x, int64_t num_samples, bool replacement,
                        std::optional<Generator> generator) {
  const OutScope scope("multinomial", {&out, &x});
  return scope.store(out, facula::multinomial(x, num_samples, replacement, std::move(generator)));
}
Tensor& poisson_out(Tensor& out, const Tensor& x, std::optional<Generator> generator) {
  const OutScope scope("poisson", {&out, &x});
  return scope.store(out, facula::poisson(x, std::move(generator)));
}
Tensor& binomial_out(Tensor& out, const Tensor& count, const Tensor& prob,
                     std::optional<Generator> generator) {
  const OutScope scope("binomial", {&out, &count, &prob});
  return scope.store(out, facula::binomial(count, prob, std::move(generator)));
}
Tensor& uniform_out(Tensor& out, const Tensor& x, double from, double to,
                    std::optional<Generator> generator) {
  const OutScope scope("uniform", {&out, &x});
  return scope.store(out, facula::uniform(x, from, to, std::move(generator)));
}
Tensor& random_out(Tensor& out, const Tensor& x, std::optional<Generator> generator) {
  const OutScope scope("random", {&out, &x});
  return scope.store(out, facula::random(x, std::move(generator)));
}
Tensor& random_out(Tensor& out, const Tensor& x, int64_t to, std::optional<Generator> generator) {
  const OutScope scope("random", {&out, &x});
  return scope.store(out, facula::random(x, to, std::move(generator)));
}
Tensor& random_out(Tensor& out, const Tensor& x, int64_t from, std::optional<int64_t> to,
                   std::optional<Generator> generator) {
  const OutScope scope("random", {&out, &x});
  return scope.store(out, facula::random(x, from, to, std::move(generator)));
}
Tensor& exponential_out(Tensor& out, const Tensor& x, double lambda, std::optional<Generator> generator) {
  const OutScope scope("exponential", {&out, &x});
  return scope.store(out, facula::exponential(x, lambda, std::move(generator)));
}
Tensor& geometric_out(Tensor& out, const Tensor& x, double p, std::optional<Generator> generator) {
  const OutScope scope("geometric", {&out, &x});
  return scope.store(out, facula::geometric(x, p, std::move(generator)));
}
Tensor& cauchy_out(Tensor& out, const Tensor& x, double median, double sigma,
                   std::optional<Generator> generator) {
  const OutScope scope("cauchy", {&out, &x});
  return scope.store(out, facula::cauchy(x, median, sigma, std::move(generator)));
}
Tensor& log_normal_out(Tensor& out, const Tensor& x, double mean, double std,
                       std::optional<Generator> generator) {
  const OutScope scope("log_normal", {&out, &x});
  return scope.store(out, facula::log_normal(x, mean, std, std::move(generator)));
}

}  // namespace facula
