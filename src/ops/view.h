#pragma once
// What the views share.
#include "facula/ops/creation.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "ops/inplace.h"

namespace facula {

/// True when an op on `x` needs no node: views then skip the making of their rule.
inline bool untracked(const Tensor& x) { return !graph::recording() || !x.requires_grad(); }

/// Sizes, strides and offset of a view that is being made; offset counts from the storage's start.
struct Geometry {
  DimVector sizes, strides;
  int64_t offset;
  explicit Geometry(const Tensor& x)
      : sizes(x.sizes().begin(), x.sizes().end()),
        strides(x.strides().begin(), x.strides().end()),
        offset(x.storage_offset()) {}
  Geometry(IntArrayRef size, IntArrayRef stride, int64_t at)
      : sizes(size.begin(), size.end()), strides(stride.begin(), stride.end()), offset(at) {}
  int64_t dim() const { return static_cast<int64_t>(sizes.size()); }
  int64_t size(int64_t d) const { return sizes[static_cast<size_t>(d)]; }
  // The dimension and the positions are inside of their ranges, `start` not behind `stop`.
  void select(int64_t d, int64_t i);
  void slice(int64_t d, int64_t start, int64_t stop, int64_t step);
  void unsqueeze(int64_t d);
};
/// A complex geometry counted in real numbers, with the pair as last dimension.
Geometry as_real(const Geometry& g);
inline Tensor make_view(const Tensor& base, const Geometry& g) {
  return make_view(base, g.sizes, g.strides, g.offset);
}
/// A view whose elements are of another dtype; the geometry counts in elements of that dtype.
Tensor make_view_as(const Tensor& base, const Geometry& g, ScalarType dtype);

/// Replaces -1 in `shape` by what is left of `numel`.
/// errors  Error: "shape '[4, 2]' is invalid for input of size 6", "only one dimension can be inferred"
DimVector infer_shape(IntArrayRef shape, int64_t numel);
/// Strides with which x's elements, in order, have this shape without a copy; false when there are none.
bool view_strides(const Tensor& x, IntArrayRef shape, DimVector& strides);

/// Gradient of as_strided: g, laid out as `out` over the storage, summed into a tensor laid out as `in`.
/// Offsets count from a common origin.
Tensor as_strided_backward(const Tensor& g, const Geometry& in, const Geometry& out);

/// Gives self another geometry over the same elements. A view gets its history from its base again: the base
/// itself has not changed.
template <class Rule>
Tensor& restride(const char* name, const Tensor& self, const Geometry& g, Rule rule) {
  check_inplace(self);
  TensorImpl* t = self.unsafeGetTensorImpl();
  const bool tracked = !untracked(self) && !t->is_view_;
  t->set_geometry(t->storage(), g.sizes, g.strides, g.offset);
  t->bump_version();
  if (tracked)
    graph::attach(self, graph::build(name, self, grad_of(self, std::move(rule))));
  else if (t->is_view_)
    graph::refresh_view(t);
  return const_cast<Tensor&>(self);
}

/// Zeros of shape `sizes`, of which `part(zeros)` holds g: the gradient of an op that shows a part of its
/// input. `part` is that op; it must not show an element twice.
template <class Part>
Tensor part_backward(const char* name, const Tensor& g, IntArrayRef sizes, Part part) {
  Tensor gx;
  {
    AutoGradMode off(false);
    gx = zeros(sizes, g.options());
    part(gx).copy_(g);
  }
  if (untracked(g)) return gx;
  return record(name, std::move(gx), grad_of(g, [part](const Tensor& h) { return part(h); }));
}

}  // namespace facula
