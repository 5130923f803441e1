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

}  // namespace facula
