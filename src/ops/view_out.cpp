#include "facula/ops/view_out.h"

#include "facula/ops/view.h"
#include "ops/out_scope.h"

namespace facula {

Tensor& narrow_copy_out(Tensor& out, const Tensor& x, int64_t dim, int64_t start, int64_t length) {
  const OutScope scope("narrow_copy", {&out, &x});
  return scope.store(out, facula::narrow_copy(x, dim, start, length));
}
Tensor& select_scatter_out(Tensor& out, const Tensor& x, const Tensor& src, int64_t dim, int64_t index) {
  const OutScope scope("select_scatter", {&out, &x, &src});
  return scope.store(out, facula::select_scatter(x, src, dim, index));
}
Tensor& slice_scatter_out(Tensor& out, const Tensor& x, const Tensor& src, int64_t dim,
                          std::optional<int64_t> start, std::optional<int64_t> end, int64_t step) {
  const OutScope scope("slice_scatter", {&out, &x, &src});
  return scope.store(out, facula::slice_scatter(x, src, dim, start, end, step));
}
Tensor& diagonal_scatter_out(Tensor& out, const Tensor& x, const Tensor& src, int64_t offset, int64_t dim1,
                             int64_t dim2) {
  const OutScope scope("diagonal_scatter", {&out, &x, &src});
  return scope.store(out, facula::diagonal_scatter(x, src, offset, dim1, dim2));
}
Tensor& as_strided_scatter_out(Tensor& out, const Tensor& x, const Tensor& src, IntArrayRef size,
                               IntArrayRef stride, std::optional<int64_t> storage_offset) {
  const OutScope scope("as_strided_scatter", {&out, &x, &src});
  return scope.store(out, facula::as_strided_scatter(x, src, size, stride, storage_offset));
}

}  // namespace facula
