// Copies of a tensor of which a part, the one that a view shows, is replaced.
#include "facula/ops/view.h"
#include "ops/view.h"

namespace facula {

namespace {

struct AsItIs {
  const Tensor& operator()(const Tensor& g) const { return g; }
};

// x with src in the place that `part` shows. `part` must not show an element twice; `lay` gives a gradient
// the layout that `part` counts in.
template <class Part, class Lay = AsItIs>
Tensor replace_part(const char* name, const Tensor& x, const Tensor& src, Part part, Lay lay = {}) {
  Tensor y;
  {
    AutoGradMode off(false);
    y = x.clone(MemoryFormat::Preserve);
    Tensor place = part(y);
    FACULA_CHECK(place.sizes() == src.sizes(),
                 "expected src to have a size equal to the slice of self. src size = ", src.sizes(),
                 ", slice size = ", place.sizes());
    place.copy_(src);
  }
  if (untracked(x) && untracked(src)) return y;
  const DimVector shape(src.sizes().begin(), src.sizes().end());
  return record(name, std::move(y),
                grad_of(x,
                        [name, part, lay, shape](const Tensor& g) {
                          return replace_part(name, lay(g), zeros(shape, g.options()), part, lay);
                        }),
                grad_of(src, [part, lay](const Tensor& g) { return part(lay(g)); }));
}

}  // namespace

Tensor select_scatter(const Tensor& x, const Tensor& src, int64_t dim, int64_t index) {
  return replace_part("SelectScatterBackward0", x, src,
                      [dim, index](const Tensor& t) { return t.select(dim, index); });
}
Tensor slice_scatter(const Tensor& x, const Tensor& src, int64_t dim, std::optional<int64_t> start,
                     std::optional<int64_t> end, int64_t step) {
  return replace_part("SliceScatterBackward0", x, src,
                      [dim, start, end, step](const Tensor& t) { return t.slice(dim, start, end, step); });
}
Tensor diagonal_scatter(const Tensor& x, const Tensor& src, int64_t offset, int64_t dim1, int64_t dim2) {
  return replace_part("DiagonalScatterBackward0", x, src,
                      [offset, dim1, dim2](const Tensor& t) { return t.diagonal(offset, dim1, dim2); });
}

Tensor as_strided_scatter(const Tensor& x, const Tensor& src, IntArrayRef size, IntArrayRef stride,
                          std::optional<int64_t> storage_offset) {
  FACULA_CHECK(x.is_non_overlapping_and_dense(),
               "as_strided_scatter(): expected an input without holes or overlaps, got sizes ", x.sizes(),
               " and strides ", x.strides());
  const Geometry g(size, stride, storage_offset.value_or(x.storage_offset()) - x.storage_offset());
  const auto part = [g](const Tensor& t) {
    return t.as_strided(g.sizes, g.strides, t.storage_offset() + g.offset);
  };
  const auto as_x = [shape = DimVector(x.sizes().begin(), x.sizes().end()),
                     strides = DimVector(x.strides().begin(), x.strides().end())](const Tensor& h) {
    return empty_strided(shape, strides, h.options()).copy_(h);
  };
  return replace_part("AsStridedScatterBackward0", x, src, part, as_x);
}

Tensor Tensor::select_scatter(const Tensor& src, int64_t dim, int64_t index) const {
  return facula::select_scatter(*this, src, dim, index);
}
Tensor Tensor::slice_scatter(const Tensor& src, int64_t dim, std::optional<int64_t> start,
                             std::optional<int64_t> end, int64_t step) const {
  return facula::slice_scatter(*this, src, dim, start, end, step);
}
Tensor Tensor::diagonal_scatter(const Tensor& src, int64_t offset, int64_t dim1, int64_t dim2) const {
  return facula::diagonal_scatter(*this, src, offset, dim1, dim2);
}
Tensor Tensor::as_strided_scatter(const Tensor& src, IntArrayRef size, IntArrayRef stride,
                                  std::optional<int64_t> storage_offset) const {
  return facula::as_strided_scatter(*this, src, size, stride, storage_offset);
}

}  // namespace facula
