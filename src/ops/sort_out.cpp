#include "facula/ops/sort_out.h"

#include "facula/ops/sort.h"
#include "ops/out_scope.h"

namespace facula {

std::tuple<Tensor&, Tensor&> sort_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim,
                                      bool descending) {
  const OutScope scope("sort", {&values, &indices, &x});
  const auto [a, b] = facula::sort(x, dim, descending);
  return {scope.store(values, a), scope.store(indices, b)};
}
std::tuple<Tensor&, Tensor&> sort_out(Tensor& values, Tensor& indices, const Tensor& x,
                                      std::optional<bool> stable, int64_t dim, bool descending) {
  const OutScope scope("sort", {&values, &indices, &x});
  const auto [a, b] = facula::sort(x, stable, dim, descending);
  return {scope.store(values, a), scope.store(indices, b)};
}
Tensor& argsort_out(Tensor& out, const Tensor& x, bool stable, int64_t dim, bool descending) {
  const OutScope scope("argsort", {&out, &x});
  return scope.store(out, facula::argsort(x, stable, dim, descending));
}
Tensor& msort_out(Tensor& out, const Tensor& x) {
  const OutScope scope("msort", {&out, &x});
  return scope.store(out, facula::msort(x));
}
std::tuple<Tensor&, Tensor&> topk_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t k,
                                      int64_t dim, bool largest, bool sorted) {
  const OutScope scope("topk", {&values, &indices, &x});
  const auto [a, b] = facula::topk(x, k, dim, largest, sorted);
  return {scope.store(values, a), scope.store(indices, b)};
}
std::tuple<Tensor&, Tensor&> kthvalue_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t k,
                                          int64_t dim, bool keepdim) {
  const OutScope scope("kthvalue", {&values, &indices, &x});
  const auto [a, b] = facula::kthvalue(x, k, dim, keepdim);
  return {scope.store(values, a), scope.store(indices, b)};
}
std::tuple<Tensor&, Tensor&> median_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim,
                                        bool keepdim) {
  const OutScope scope("median", {&values, &indices, &x});
  const auto [a, b] = facula::median(x, dim, keepdim);
  return {scope.store(values, a), scope.store(indices, b)};
}
Tensor& median_out(Tensor& out, const Tensor& x) {
  const OutScope scope("median", {&out, &x});
  return scope.store(out, facula::median(x));
}
std::tuple<Tensor&, Tensor&> nanmedian_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim,
                                           bool keepdim) {
  const OutScope scope("nanmedian", {&values, &indices, &x});
  const auto [a, b] = facula::nanmedian(x, dim, keepdim);
  return {scope.store(values, a), scope.store(indices, b)};
}
Tensor& nanmedian_out(Tensor& out, const Tensor& x) {
  const OutScope scope("nanmedian", {&out, &x});
  return scope.store(out, facula::nanmedian(x));
}
Tensor& searchsorted_out(Tensor& out, const Tensor& sorted_sequence, const Tensor& values, bool out_int32,
                         bool right, std::optional<std::string_view> side,
                         const std::optional<Tensor>& sorter) {
  const OutScope scope("searchsorted", {&out, &sorted_sequence, &values});
  return scope.store(out, facula::searchsorted(sorted_sequence, values, out_int32, right, side, sorter));
}
Tensor& searchsorted_out(Tensor& out, const Tensor& sorted_sequence, const Scalar& values, bool out_int32,
                         bool right, std::optional<std::string_view> side,
                         const std::optional<Tensor>& sorter) {
  const OutScope scope("searchsorted", {&out, &sorted_sequence});
  return scope.store(out, facula::searchsorted(sorted_sequence, values, out_int32, right, side, sorter));
}
Tensor& bucketize_out(Tensor& out, const Tensor& x, const Tensor& boundaries, bool out_int32, bool right) {
  const OutScope scope("bucketize", {&out, &x, &boundaries});
  return scope.store(out, facula::bucketize(x, boundaries, out_int32, right));
}
Tensor& bucketize_out(Tensor& out, const Scalar& x, const Tensor& boundaries, bool out_int32, bool right) {
  const OutScope scope("bucketize", {&out, &boundaries});
  return scope.store(out, facula::bucketize(x, boundaries, out_int32, right));
}
Tensor& isin_out(Tensor& out, const Tensor& elements, const Tensor& test_elements, bool assume_unique,
                 bool invert) {
  const OutScope scope("isin", {&out, &elements, &test_elements});
  return scope.store(out, facula::isin(elements, test_elements, assume_unique, invert));
}
Tensor& isin_out(Tensor& out, const Tensor& elements, const Scalar& test_element, bool assume_unique,
                 bool invert) {
  const OutScope scope("isin", {&out, &elements});
  return scope.store(out, facula::isin(elements, test_element, assume_unique, invert));
}
Tensor& isin_out(Tensor& out, const Scalar& element, const Tensor& test_elements, bool assume_unique,
                 bool invert) {
  const OutScope scope("isin", {&out, &test_elements});
  return scope.store(out, facula::isin(element, test_elements, assume_unique, invert));
}
std::tuple<Tensor&, Tensor&, Tensor&> unique_consecutive_out(Tensor& out, Tensor& inverse, Tensor& counts,
                                                             const Tensor& x, bool return_inverse,
                                                             bool return_counts, std::optional<int64_t> dim) {
  const OutScope scope("unique_consecutive", {&out, &inverse, &counts, &x});
  const auto [a, b, c] = facula::unique_consecutive(x, return_inverse, return_counts, dim);
  return {scope.store(out, a), scope.store(inverse, b), scope.store(counts, c)};
}
std::tuple<Tensor&, Tensor&, Tensor&> unique_dim_out(Tensor& out, Tensor& inverse, Tensor& counts,
                                                     const Tensor& x, int64_t dim, bool sorted,
                                                     bool return_inverse, bool return_counts) {
  const OutScope scope("unique_dim", {&out, &inverse, &counts, &x});
  const auto [a, b, c] = facula::unique_dim(x, dim, sorted, return_inverse, return_counts);
  return {scope.store(out, a), scope.store(inverse, b), scope.store(counts, c)};
}
std::tuple<Tensor&, Tensor&, Tensor&> unique_dim_consecutive_out(Tensor& out, Tensor& inverse, Tensor& counts,
                                                                 const Tensor& x, int64_t dim,
                                                                 bool return_inverse, bool return_counts) {
  const OutScope scope("unique_dim_consecutive", {&out, &inverse, &counts, &x});
  const auto [a, b, c] = facula::unique_dim_consecutive(x, dim, return_inverse, return_counts);
  return {scope.store(out, a), scope.store(inverse, b), scope.store(counts, c)};
}
std::tuple<Tensor&, Tensor&, Tensor&> _unique2_out(Tensor& out, Tensor& inverse, Tensor& counts,
                                                   const Tensor& x, bool sorted, bool return_inverse,
                                                   bool return_counts) {
  const OutScope scope("_unique2", {&out, &inverse, &counts, &x});
  const auto [a, b, c] = facula::_unique2(x, sorted, return_inverse, return_counts);
  return {scope.store(out, a), scope.store(inverse, b), scope.store(counts, c)};
}

}  // namespace facula
