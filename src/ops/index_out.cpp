#include "facula/ops/index_out.h"

#include "facula/ops/index.h"
#include "ops/out_scope.h"

namespace facula {

Tensor& index_select_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index) {
  const OutScope scope("index_select", {&out, &x, &index});
  return scope.store(out, facula::index_select(x, dim, index));
}
Tensor& index_add_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                      const Scalar& alpha) {
  const OutScope scope("index_add", {&out, &x, &index, &source});
  return scope.store(out, facula::index_add(x, dim, index, source, alpha));
}
Tensor& index_copy_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source) {
  const OutScope scope("index_copy", {&out, &x, &index, &source});
  return scope.store(out, facula::index_copy(x, dim, index, source));
}
Tensor& index_fill_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value) {
  const OutScope scope("index_fill", {&out, &x, &index});
  return scope.store(out, facula::index_fill(x, dim, index, value));
}
Tensor& index_fill_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& value) {
  const OutScope scope("index_fill", {&out, &x, &index, &value});
  return scope.store(out, facula::index_fill(x, dim, index, value));
}
Tensor& gather_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, bool sparse_grad) {
  const OutScope scope("gather", {&out, &x, &index});
  return scope.store(out, facula::gather(x, dim, index, sparse_grad));
}
Tensor& scatter_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src) {
  const OutScope scope("scatter", {&out, &x, &index, &src});
  return scope.store(out, facula::scatter(x, dim, index, src));
}
Tensor& scatter_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value) {
  const OutScope scope("scatter", {&out, &x, &index});
  return scope.store(out, facula::scatter(x, dim, index, value));
}
Tensor& scatter_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                    std::string_view reduce) {
  const OutScope scope("scatter", {&out, &x, &index, &src});
  return scope.store(out, facula::scatter(x, dim, index, src, reduce));
}
Tensor& scatter_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value,
                    std::string_view reduce) {
  const OutScope scope("scatter", {&out, &x, &index});
  return scope.store(out, facula::scatter(x, dim, index, value, reduce));
}
Tensor& scatter_add_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src) {
  const OutScope scope("scatter_add", {&out, &x, &index, &src});
  return scope.store(out, facula::scatter_add(x, dim, index, src));
}
Tensor& scatter_reduce_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                           std::string_view reduce, bool include_self) {
  const OutScope scope("scatter_reduce", {&out, &x, &index, &src});
  return scope.store(out, facula::scatter_reduce(x, dim, index, src, reduce, include_self));
}
Tensor& index_reduce_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                         std::string_view reduce, bool include_self) {
  const OutScope scope("index_reduce", {&out, &x, &index, &source});
  return scope.store(out, facula::index_reduce(x, dim, index, source, reduce, include_self));
}
Tensor& take_out(Tensor& out, const Tensor& x, const Tensor& index) {
  const OutScope scope("take", {&out, &x, &index});
  return scope.store(out, facula::take(x, index));
}
Tensor& take_along_dim_out(Tensor& out, const Tensor& x, const Tensor& indices, std::optional<int64_t> dim) {
  const OutScope scope("take_along_dim", {&out, &x, &indices});
  return scope.store(out, facula::take_along_dim(x, indices, dim));
}
Tensor& put_out(Tensor& out, const Tensor& x, const Tensor& index, const Tensor& source, bool accumulate) {
  const OutScope scope("put", {&out, &x, &index, &source});
  return scope.store(out, facula::put(x, index, source, accumulate));
}
Tensor& masked_fill_out(Tensor& out, const Tensor& x, const Tensor& mask, const Scalar& value) {
  const OutScope scope("masked_fill", {&out, &x, &mask});
  return scope.store(out, facula::masked_fill(x, mask, value));
}
Tensor& masked_fill_out(Tensor& out, const Tensor& x, const Tensor& mask, const Tensor& value) {
  const OutScope scope("masked_fill", {&out, &x, &mask, &value});
  return scope.store(out, facula::masked_fill(x, mask, value));
}
Tensor& masked_select_out(Tensor& out, const Tensor& x, const Tensor& mask) {
  const OutScope scope("masked_select", {&out, &x, &mask});
  return scope.store(out, facula::masked_select(x, mask));
}
Tensor& masked_scatter_out(Tensor& out, const Tensor& x, const Tensor& mask, const Tensor& source) {
  const OutScope scope("masked_scatter", {&out, &x, &mask, &source});
  return scope.store(out, facula::masked_scatter(x, mask, source));
}
Tensor& where_out(Tensor& out, const Tensor& condition, const Tensor& a, const Tensor& b) {
  const OutScope scope("where", {&out, &condition, &a, &b});
  return scope.store(out, facula::where(condition, a, b));
}
Tensor& nonzero_out(Tensor& out, const Tensor& x) {
  const OutScope scope("nonzero", {&out, &x});
  return scope.store(out, facula::nonzero(x));
}
Tensor& tril_out(Tensor& out, const Tensor& x, int64_t diagonal) {
  const OutScope scope("tril", {&out, &x});
  return scope.store(out, facula::tril(x, diagonal));
}
Tensor& triu_out(Tensor& out, const Tensor& x, int64_t diagonal) {
  const OutScope scope("triu", {&out, &x});
  return scope.store(out, facula::triu(x, diagonal));
}
Tensor& diag_out(Tensor& out, const Tensor& x, int64_t diagonal) {
  const OutScope scope("diag", {&out, &x});
  return scope.store(out, facula::diag(x, diagonal));
}
Tensor& diag_embed_out(Tensor& out, const Tensor& x, int64_t offset, int64_t dim1, int64_t dim2) {
  const OutScope scope("diag_embed", {&out, &x});
  return scope.store(out, facula::diag_embed(x, offset, dim1, dim2));
}
Tensor& trace_out(Tensor& out, const Tensor& x) {
  const OutScope scope("trace", {&out, &x});
  return scope.store(out, facula::trace(x));
}
Tensor& index_out(Tensor& out, const Tensor& x, TensorList indices) {
  const OutScope scope("index", {&out, &x}, indices);
  return scope.store(out, facula::index(x, indices));
}
Tensor& index_put_out(Tensor& out, const Tensor& x, TensorList indices, const Tensor& values,
                      bool accumulate) {
  const OutScope scope("index_put", {&out, &x, &values}, indices);
  return scope.store(out, facula::index_put(x, indices, values, accumulate));
}

}  // namespace facula
