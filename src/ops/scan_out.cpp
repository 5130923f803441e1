#include "facula/ops/scan_out.h"

#include "facula/ops/scan.h"
#include "ops/out_scope.h"

namespace facula {

Tensor& cumsum_out(Tensor& out, const Tensor& x, int64_t dim, std::optional<ScalarType> dtype) {
  const OutScope scope("cumsum", {&out, &x});
  return scope.store(out, facula::cumsum(x, dim, dtype));
}
Tensor& cumprod_out(Tensor& out, const Tensor& x, int64_t dim, std::optional<ScalarType> dtype) {
  const OutScope scope("cumprod", {&out, &x});
  return scope.store(out, facula::cumprod(x, dim, dtype));
}
Tensor& logcumsumexp_out(Tensor& out, const Tensor& x, int64_t dim) {
  const OutScope scope("logcumsumexp", {&out, &x});
  return scope.store(out, facula::logcumsumexp(x, dim));
}
std::tuple<Tensor&, Tensor&> cummax_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim) {
  const OutScope scope("cummax", {&values, &indices, &x});
  const auto [a, b] = facula::cummax(x, dim);
  return {scope.store(values, a), scope.store(indices, b)};
}
std::tuple<Tensor&, Tensor&> cummin_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim) {
  const OutScope scope("cummin", {&values, &indices, &x});
  const auto [a, b] = facula::cummin(x, dim);
  return {scope.store(values, a), scope.store(indices, b)};
}

}  // namespace facula
