// Views that read the memory as another dtype.
#include "facula/ops/view.h"
#include "ops/view.h"

namespace facula {

Tensor view_as_real(const Tensor& x) {
  FACULA_CHECK(x.is_complex(), "view_as_real is only supported for complex tensors");
  Geometry g(x);
  for (int64_t& s : g.strides) s *= 2;
  g.sizes.push_back(2);
  g.strides.push_back(1);
  g.offset *= 2;
  return record("ViewAsRealBackward0", make_view_as(x, g, toRealValueType(x.scalar_type())),
                grad_of(x, [](const Tensor& g) { return view_as_complex(g.contiguous()); }));
}

Tensor view_as_complex(const Tensor& x) {
  FACULA_CHECK(
      x.scalar_type() == kFloat || x.scalar_type() == kDouble,
      "view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar "
      "type: ",
      x.scalar_type());
  FACULA_CHECK(x.dim() > 0, "Input tensor must have one or more dimensions");
  FACULA_CHECK(x.size(-1) == 2, "Tensor must have a last dimension of size 2");
  FACULA_CHECK(x.stride(-1) == 1, "Tensor must have a last dimension with stride 1");
  Geometry g(x);
  g.sizes.pop_back();
  g.strides.pop_back();
  for (int64_t& s : g.strides) {
    FACULA_CHECK(s % 2 == 0, "Tensor must have a stride divisible by 2 for all but last dimension");
    s /= 2;
  }
  FACULA_CHECK(g.offset % 2 == 0, "Tensor must have a storage_offset divisible by 2");
  g.offset /= 2;
  return record("ViewAsComplexBackward0", make_view_as(x, g, toComplexType(x.scalar_type())),
                grad_of(x, [](const Tensor& g) { return view_as_real(g); }));
}

Tensor real(const Tensor& x) { return x.is_complex() ? view_as_real(x).select(-1, 0) : x; }

Tensor imag(const Tensor& x) {
  FACULA_CHECK(x.is_complex(), "imag is not implemented for tensors with non-complex dtypes.");
  return view_as_real(x).select(-1, 1);
}

Tensor Tensor::chalf(std::optional<MemoryFormat>) const {
  detail::fail<NotImplementedError>("\"chalf\" not implemented for '", scalar_type(),
                                    "': there is no dtype ComplexHalf");
}

namespace {

// The geometry of x with its last dimension counted in elements of another size.
Geometry resized_elements(const Tensor& x, ScalarType t) {
  const int64_t from = x.element_size(), to = itemsize(t);
  Geometry g(x);
  if (from == to) return g;
  const ScalarType s = x.scalar_type();
  FACULA_CHECK(x.dim() > 0, "self.dim() cannot be 0 to view ", s, " as ", t, " (different element sizes)");
  FACULA_CHECK(x.stride(-1) == 1, "self.stride(-1) must be 1 to view ", s, " as ", t,
               " (different element sizes), but got ", x.stride(-1));
  const size_t last = g.sizes.size() - 1;
  if (from > to) {
    const int64_t k = from / to;
    for (size_t d = 0; d < last; ++d) g.strides[d] *= k;
    g.sizes[last] *= k;
    g.offset *= k;
    return g;
  }
  const int64_t k = to / from;
  FACULA_CHECK(g.sizes[last] % k == 0, "self.size(-1) must be divisible by ", k, " to view ", s, " as ", t,
               " (different element sizes), but got ", g.sizes[last]);
  FACULA_CHECK(g.offset % k == 0, "self.storage_offset() must be divisible by ", k, " to view ", s, " as ", t,
               " (different element sizes), but got ", g.offset);
  for (size_t d = 0; d < last; ++d) {
    FACULA_CHECK(g.strides[d] % k == 0, "self.stride(", d, ") must be divisible by ", k, " to view ", s,
                 " as ", t, " (different element sizes), but got ", g.strides[d]);
    g.strides[d] /= k;
  }
  g.sizes[last] /= k;
  g.offset /= k;
  return g;
}

}  // namespace

Tensor Tensor::view(ScalarType t) const {
  if (t == scalar_type()) return view(sizes());
  FACULA_CHECK_AS(NotImplementedError, facula::itemsize(t), "view: dtype ", t, " is not supported");
  const Geometry g = resized_elements(*this, t);
  // Bits read as another type have no derivative: the result shares memory and version, but no history.
  TensorImpl* x = impl();
  x->storage()->inc_ref();
  auto* y = new TensorImpl(x->storage(), g.sizes, g.strides, g.offset, t, x->device());
  y->share_version(*x);
  y->inference_ = x->inference_;
  return Tensor(y);
}

}  // namespace facula
