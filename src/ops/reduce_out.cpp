#include "facula/ops/reduce_out.h"

#include "facula/ops/reduce.h"
#include "ops/out_scope.h"

namespace facula {

Tensor& sum_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, bool keepdim,
                std::optional<ScalarType> dtype) {
  const OutScope scope("sum", {&out, &x});
  return scope.store(out, facula::sum(x, dim, keepdim, dtype));
}
Tensor& sum_out(Tensor& out, const Tensor& x, std::optional<ScalarType> dtype) {
  const OutScope scope("sum", {&out, &x});
  return scope.store(out, facula::sum(x, dtype));
}
Tensor& mean_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, bool keepdim,
                 std::optional<ScalarType> dtype) {
  const OutScope scope("mean", {&out, &x});
  return scope.store(out, facula::mean(x, dim, keepdim, dtype));
}
Tensor& prod_out(Tensor& out, const Tensor& x, int64_t dim, bool keepdim, std::optional<ScalarType> dtype) {
  const OutScope scope("prod", {&out, &x});
  return scope.store(out, facula::prod(x, dim, keepdim, dtype));
}
Tensor& prod_out(Tensor& out, const Tensor& x, std::optional<ScalarType> dtype) {
  const OutScope scope("prod", {&out, &x});
  return scope.store(out, facula::prod(x, dtype));
}
Tensor& nansum_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> dtype) {
  const OutScope scope("nansum", {&out, &x});
  return scope.store(out, facula::nansum(x, dim, keepdim, dtype));
}
Tensor& nanmean_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, bool keepdim,
                    std::optional<ScalarType> dtype) {
  const OutScope scope("nanmean", {&out, &x});
  return scope.store(out, facula::nanmean(x, dim, keepdim, dtype));
}
Tensor& count_nonzero_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim) {
  const OutScope scope("count_nonzero", {&out, &x});
  return scope.store(out, facula::count_nonzero(x, dim));
}
Tensor& var_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, bool unbiased, bool keepdim) {
  const OutScope scope("var", {&out, &x});
  return scope.store(out, facula::var(x, dim, unbiased, keepdim));
}
Tensor& var_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, std::optional<int64_t> correction,
                bool keepdim) {
  const OutScope scope("var", {&out, &x});
  return scope.store(out, facula::var(x, dim, correction, keepdim));
}
Tensor& std_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, bool unbiased, bool keepdim) {
  const OutScope scope("std", {&out, &x});
  return scope.store(out, facula::std(x, dim, unbiased, keepdim));
}
Tensor& std_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, std::optional<int64_t> correction,
                bool keepdim) {
  const OutScope scope("std", {&out, &x});
  return scope.store(out, facula::std(x, dim, correction, keepdim));
}
std::tuple<Tensor&, Tensor&> var_mean_out(Tensor& var, Tensor& mean, const Tensor& x, OptionalIntArrayRef dim,
                                          std::optional<int64_t> correction, bool keepdim) {
  const OutScope scope("var_mean", {&var, &mean, &x});
  const auto [a, b] = facula::var_mean(x, dim, correction, keepdim);
  return {scope.store(var, a), scope.store(mean, b)};
}
std::tuple<Tensor&, Tensor&> std_mean_out(Tensor& std, Tensor& mean, const Tensor& x, OptionalIntArrayRef dim,
                                          std::optional<int64_t> correction, bool keepdim) {
  const OutScope scope("std_mean", {&std, &mean, &x});
  const auto [a, b] = facula::std_mean(x, dim, correction, keepdim);
  return {scope.store(std, a), scope.store(mean, b)};
}
Tensor& norm_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim,
                 ScalarType dtype) {
  const OutScope scope("norm", {&out, &x});
  return scope.store(out, facula::norm(x, p, dim, keepdim, dtype));
}
Tensor& norm_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& p, IntArrayRef dim,
                 bool keepdim) {
  const OutScope scope("norm", {&out, &x});
  return scope.store(out, facula::norm(x, p, dim, keepdim));
}
Tensor& norm_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& p, ScalarType dtype) {
  const OutScope scope("norm", {&out, &x});
  return scope.store(out, facula::norm(x, p, dtype));
}
Tensor& norm_out(Tensor& out, const Tensor& x, const Scalar& p) {
  const OutScope scope("norm", {&out, &x});
  return scope.store(out, facula::norm(x, p));
}
Tensor& logsumexp_out(Tensor& out, const Tensor& x, IntArrayRef dim, bool keepdim) {
  const OutScope scope("logsumexp", {&out, &x});
  return scope.store(out, facula::logsumexp(x, dim, keepdim));
}
std::tuple<Tensor&, Tensor&> max_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim,
                                     bool keepdim) {
  const OutScope scope("max", {&values, &indices, &x});
  const auto [a, b] = facula::max(x, dim, keepdim);
  return {scope.store(values, a), scope.store(indices, b)};
}
Tensor& max_out(Tensor& out, const Tensor& x, const Tensor& other) {
  const OutScope scope("max", {&out, &x, &other});
  return scope.store(out, facula::max(x, other));
}
std::tuple<Tensor&, Tensor&> min_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim,
                                     bool keepdim) {
  const OutScope scope("min", {&values, &indices, &x});
  const auto [a, b] = facula::min(x, dim, keepdim);
  return {scope.store(values, a), scope.store(indices, b)};
}
Tensor& min_out(Tensor& out, const Tensor& x, const Tensor& other) {
  const OutScope scope("min", {&out, &x, &other});
  return scope.store(out, facula::min(x, other));
}
Tensor& amax_out(Tensor& out, const Tensor& x, IntArrayRef dim, bool keepdim) {
  const OutScope scope("amax", {&out, &x});
  return scope.store(out, facula::amax(x, dim, keepdim));
}
Tensor& amin_out(Tensor& out, const Tensor& x, IntArrayRef dim, bool keepdim) {
  const OutScope scope("amin", {&out, &x});
  return scope.store(out, facula::amin(x, dim, keepdim));
}
std::tuple<Tensor&, Tensor&> aminmax_out(Tensor& min, Tensor& max, const Tensor& x,
                                         std::optional<int64_t> dim, bool keepdim) {
  const OutScope scope("aminmax", {&min, &max, &x});
  const auto [a, b] = facula::aminmax(x, dim, keepdim);
  return {scope.store(min, a), scope.store(max, b)};
}
Tensor& argmax_out(Tensor& out, const Tensor& x, std::optional<int64_t> dim, bool keepdim) {
  const OutScope scope("argmax", {&out, &x});
  return scope.store(out, facula::argmax(x, dim, keepdim));
}
Tensor& argmin_out(Tensor& out, const Tensor& x, std::optional<int64_t> dim, bool keepdim) {
  const OutScope scope("argmin", {&out, &x});
  return scope.store(out, facula::argmin(x, dim, keepdim));
}
Tensor& all_out(Tensor& out, const Tensor& x, int64_t dim, bool keepdim) {
  const OutScope scope("all", {&out, &x});
  return scope.store(out, facula::all(x, dim, keepdim));
}
Tensor& all_out(Tensor& out, const Tensor& x) {
  const OutScope scope("all", {&out, &x});
  return scope.store(out, facula::all(x));
}
Tensor& any_out(Tensor& out, const Tensor& x, int64_t dim, bool keepdim) {
  const OutScope scope("any", {&out, &x});
  return scope.store(out, facula::any(x, dim, keepdim));
}
Tensor& any_out(Tensor& out, const Tensor& x) {
  const OutScope scope("any", {&out, &x});
  return scope.store(out, facula::any(x));
}

}  // namespace facula
