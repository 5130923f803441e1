#include "facula/ops/statistics_out.h"

#include "facula/ops/statistics.h"
#include "ops/out_scope.h"

namespace facula {

std::tuple<Tensor&, Tensor&> mode_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim,
                                      bool keepdim) {
  const OutScope scope("mode", {&values, &indices, &x});
  const auto [a, b] = facula::mode(x, dim, keepdim);
  return {scope.store(values, a), scope.store(indices, b)};
}
Tensor& quantile_out(Tensor& out, const Tensor& x, const Tensor& q, std::optional<int64_t> dim, bool keepdim,
                     std::string_view interpolation) {
  const OutScope scope("quantile", {&out, &x, &q});
  return scope.store(out, facula::quantile(x, q, dim, keepdim, interpolation));
}
Tensor& quantile_out(Tensor& out, const Tensor& x, double q, std::optional<int64_t> dim, bool keepdim,
                     std::string_view interpolation) {
  const OutScope scope("quantile", {&out, &x});
  return scope.store(out, facula::quantile(x, q, dim, keepdim, interpolation));
}
Tensor& nanquantile_out(Tensor& out, const Tensor& x, const Tensor& q, std::optional<int64_t> dim,
                        bool keepdim, std::string_view interpolation) {
  const OutScope scope("nanquantile", {&out, &x, &q});
  return scope.store(out, facula::nanquantile(x, q, dim, keepdim, interpolation));
}
Tensor& nanquantile_out(Tensor& out, const Tensor& x, double q, std::optional<int64_t> dim, bool keepdim,
                        std::string_view interpolation) {
  const OutScope scope("nanquantile", {&out, &x});
  return scope.store(out, facula::nanquantile(x, q, dim, keepdim, interpolation));
}
Tensor& histc_out(Tensor& out, const Tensor& x, int64_t bins, const Scalar& min, const Scalar& max) {
  const OutScope scope("histc", {&out, &x});
  return scope.store(out, facula::histc(x, bins, min, max));
}
std::tuple<Tensor&, Tensor&> histogram_out(Tensor& hist, Tensor& bin_edges, const Tensor& x,
                                           const Tensor& bins, const std::optional<Tensor>& weight,
                                           bool density) {
  const OutScope scope("histogram", {&hist, &bin_edges, &x, &bins});
  const auto [a, b] = facula::histogram(x, bins, weight, density);
  return {scope.store(hist, a), scope.store(bin_edges, b)};
}
std::tuple<Tensor&, Tensor&> histogram_out(Tensor& hist, Tensor& bin_edges, const Tensor& x, int64_t bins,
                                           std::optional<ArrayRef<double>> range,
                                           const std::optional<Tensor>& weight, bool density) {
  const OutScope scope("histogram", {&hist, &bin_edges, &x});
  const auto [a, b] = facula::histogram(x, bins, range, weight, density);
  return {scope.store(hist, a), scope.store(bin_edges, b)};
}
Tensor& bincount_out(Tensor& out, const Tensor& x, const std::optional<Tensor>& weights, int64_t minlength) {
  const OutScope scope("bincount", {&out, &x});
  return scope.store(out, facula::bincount(x, weights, minlength));
}
Tensor& diff_out(Tensor& out, const Tensor& x, int64_t n, int64_t dim, const std::optional<Tensor>& prepend,
                 const std::optional<Tensor>& append) {
  const OutScope scope("diff", {&out, &x});
  return scope.store(out, facula::diff(x, n, dim, prepend, append));
}

}  // namespace facula
