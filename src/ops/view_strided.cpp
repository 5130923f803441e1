// as_strided and its gradient, and the history that a view gets again from its base.
#include "facula/ops/creation.h"
#include "facula/ops/view.h"
#include "ops/view.h"

namespace facula {

Geometry as_real(const Geometry& g) {
  Geometry r = g;
  for (int64_t& s : r.strides) s *= 2;
  r.sizes.push_back(2);
  r.strides.push_back(1);
  r.offset *= 2;
  return r;
}

namespace {

int64_t count(IntArrayRef sizes) {
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  return n;
}

// Whether two indices may lead to one element: sorted by stride, each step must clear all shorter ones.
bool may_overlap(const Geometry& g) {
  DimVector order;
  for (size_t d = 0; d < g.sizes.size(); ++d) {
    if (g.sizes[d] == 0) return false;
    if (g.sizes[d] == 1) continue;
    size_t at = order.size();
    while (at > 0 && g.strides[static_cast<size_t>(order[at - 1])] > g.strides[d]) --at;
    order.insert(at, static_cast<int64_t>(d));
  }
  int64_t last = 0;
  for (int64_t d : order) {
    const auto k = static_cast<size_t>(d);
    if (g.strides[k] <= last) return true;
    last += g.strides[k] * (g.sizes[k] - 1);
  }
  return false;
}

int64_t last_element(const Geometry& g) {
  int64_t at = g.offset;
  for (size_t d = 0; d < g.sizes.size(); ++d) {
    if (g.sizes[d] == 0) return g.offset;
    at += (g.sizes[d] - 1) * g.strides[d];
  }
  return at;
}

// Calls f(position of the element) for every index, in row-major order.
template <class F>
void each_position(const Geometry& g, F f) {
  DimVector index(g.sizes.size());
  int64_t at = g.offset;
  for (int64_t left = count(g.sizes); left > 0; --left) {
    f(at);
    for (size_t d = g.sizes.size(); d-- > 0;) {
      at += g.strides[d];
      if (++index[d] < g.sizes[d]) break;
      at -= g.strides[d] * g.sizes[d];
      index[d] = 0;
    }
  }
}

Tensor positions(const Geometry& g, Device device) {
  Tensor out = make_contiguous({count(g.sizes)}, kLong);
  auto* p = static_cast<int64_t*>(out.data_ptr());
  each_position(g, [&](int64_t at) { *p++ = at; });
  return out.to(TensorOptions(device));
}

// How many indices lead to each element; 1 where none does, so that it can be divided by.
Tensor multiplicity(const Geometry& g, int64_t extent, const Tensor& like) {
  Tensor out = make_contiguous(extent, kDouble);
  auto* p = static_cast<double*>(out.data_ptr());
  for (int64_t i = 0; i < extent; ++i) p[i] = 0;
  each_position(g, [&](int64_t at) { p[at] += 1; });
  for (int64_t i = 0; i < extent; ++i) p[i] = p[i] > 0 ? p[i] : 1;
  return out.to(like.options());
}

// The rule of a view whose dtype may be the real or complex counterpart of its base's.
Tensor strided_rule(const Tensor& g, const Geometry& in, bool in_complex, const Geometry& out,
                    bool out_complex) {
  if (in_complex == out_complex) return as_strided_backward(g, in, out);
  if (in_complex) return view_as_complex(as_strided_backward(g, as_real(in), out));
  return as_strided_backward(view_as_real(g), in, as_real(out));
}

void check_as_strided(const Tensor& x, IntArrayRef size, IntArrayRef stride, int64_t offset) {
  FACULA_CHECK(size.size() == stride.size(), "mismatch in length of strides and shape");
  FACULA_CHECK(offset >= 0, "Tensor: invalid storage offset ", offset);
  for (int64_t s : stride)
    FACULA_CHECK(s >= 0,
                 "as_strided: Negative strides are not supported at the moment, got strides: ", stride);
  checked_numel(size);
  if (count(size) == 0) return;
  int64_t last = offset, further = 0, bytes = 0;
  bool overflow = false;
  for (size_t i = 0; i < size.size(); ++i)
    overflow |= __builtin_mul_overflow(size[i] - 1, stride[i], &further) ||
                __builtin_add_overflow(last, further, &last);
  overflow |= __builtin_add_overflow(last, 1, &last) ||
              __builtin_mul_overflow(last, static_cast<int64_t>(x.element_size()), &bytes);
  FACULA_CHECK(!overflow, "Storage size calculation overflowed with sizes=", size, " and strides=", stride);
  const auto have = static_cast<int64_t>(x.unsafeGetTensorImpl()->storage()->nbytes());
  FACULA_CHECK(bytes <= have, "setStorage: sizes ", size, ", strides ", stride, ", storage offset ", offset,
               ", and itemsize ", x.element_size(), " requiring a storage size of ", bytes,
               " are out of bounds for storage of size ", have);
}

}  // namespace

Tensor as_strided_backward(const Tensor& g, const Geometry& in, const Geometry& out) {
  if (count(in.sizes) == 0 || count(out.sizes) == 0) return zeros(in.sizes, g.options());
  // Even: a pair of reals that is one complex number stays one.
  const int64_t origin = std::min(in.offset, out.offset) & ~int64_t{1};
  Geometry from = in, to = out;
  from.offset -= origin;
  to.offset -= origin;
  const int64_t extent = (std::max(last_element(from), last_element(to)) | 1) + 1;
  Tensor buffer = zeros(extent, g.options());
  if (may_overlap(to))
    buffer = buffer.index_add(0, positions(to, g.device()), g.reshape(-1));
  else
    buffer.as_strided(to.sizes, to.strides, to.offset).copy_(g);
  if (may_overlap(from)) buffer = buffer / multiplicity(from, extent, g);
  return buffer.as_strided(from.sizes, from.strides, from.offset);
}

Tensor as_strided(const Tensor& x, IntArrayRef size, IntArrayRef stride, std::optional<int64_t> offset) {
  const int64_t at = offset.value_or(x.storage_offset());
  check_as_strided(x, size, stride, at);
  Tensor y = make_view(x, size, stride, at);
  if (untracked(x)) return y;
  return record("AsStridedBackward0", std::move(y),
                grad_of(x, [in = Geometry(x), out = Geometry(size, stride, at)](const Tensor& g) {
                  return as_strided_backward(g, in, out);
                }));
}
Tensor Tensor::as_strided(IntArrayRef size, IntArrayRef stride, std::optional<int64_t> offset) const {
  return facula::as_strided(*this, size, stride, offset);
}

const Tensor& Tensor::as_strided_(IntArrayRef size, IntArrayRef stride, std::optional<int64_t> offset) const {
  const Geometry out(size, stride, offset.value_or(storage_offset()));
  check_as_strided(*this, size, stride, out.offset);
  return restride("AsStridedBackward1", *this, out,
                  [in = Geometry(*this), out](const Tensor& g) { return as_strided_backward(g, in, out); });
}

intrusive_ptr<Node> graph::as_strided_node(const Tensor& base, const Tensor& view) {
  return build("AsStridedBackward0", view,
               grad_of(base, [in = Geometry(base), in_complex = base.is_complex(), out = Geometry(view),
                              out_complex = view.is_complex()](const Tensor& g) {
                 return strided_rule(g, in, in_complex, out, out_complex);
               }));
}

}  // namespace facula
