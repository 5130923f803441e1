// clone, contiguous, copy_, to: new memory for the same values.
#include "facula/ops/copy.h"

#include <cstring>

#include "facula/core/backend.h"
#include "facula/core/maybe_owned.h"
#include "facula/ops/creation.h"
#include "facula/ops/view.h"
#include "graph/record.h"
#include "kernels/copy.h"
#include "kernels/geometry.h"
#include "kernels/iter.h"
#include "ops/copy.h"
#include "ops/inplace.h"
#include "ops/sparse.h"

namespace facula {

namespace {

// Row-major strides over x's dimensions taken in the order in which they lie in memory.
DimVector dense_strides(const Tensor& x) {
  DimVector order;
  for (int64_t d = x.dim() - 1; d >= 0; --d) {  // innermost first; equal strides keep their order
    const auto stride = [&](int64_t i) { return x.strides()[static_cast<size_t>(i)]; };
    size_t at = order.size();
    while (at > 0 && stride(d) != 0 && stride(order[at - 1]) > stride(d)) --at;
    order.insert(at, d);
  }
  DimVector out(x.sizes().size());
  int64_t step = 1;
  for (int64_t d : order) {
    const int64_t n = x.sizes()[static_cast<size_t>(d)];
    out[static_cast<size_t>(d)] = step;
    step *= n > 0 ? n : 1;
  }
  return out;
}

constexpr int64_t kTiny = 4096;  // bytes below which neither threads nor a kernel call pay

}  // namespace

Tensor empty_copy(const Tensor& x, ScalarType dtype, Device device, MemoryFormat format) {
  if (format == MemoryFormat::Contiguous || (format == MemoryFormat::Preserve && x.is_contiguous()))
    return make_contiguous(x.sizes(), dtype, device);
  if (format != MemoryFormat::Preserve)
    return make_strided(x.sizes(), strides_for(x.sizes(), format), dtype, device);
  if (x.is_non_overlapping_and_dense()) return make_strided(x.sizes(), x.strides(), dtype, device);
  return make_strided(x.sizes(), dense_strides(x), dtype, device);
}

void copy_values(Tensor& dst, const Tensor& src, bool non_blocking) {
  const TensorImpl *d = dst.unsafeGetTensorImpl(), *s = src.unsafeGetTensorImpl();
  if (s->sizes() != d->sizes()) {
    FACULA_CHECK(s->dim() <= d->dim(), "output with shape ", d->sizes(),
                 " doesn't match the broadcast shape ", infer_size(d->sizes(), s->sizes()));
    for (int64_t k = 1; k <= s->dim(); ++k) {
      const int64_t a = dst.size(-k), b = src.size(-k);
      FACULA_CHECK(a == b || b == 1 || a == 1, "The size of tensor a (", a,
                   ") must match the size of tensor b (", b, ") at non-singleton dimension ", d->dim() - k);
      FACULA_CHECK(a == b || b == 1, "output with shape ", d->sizes(), " doesn't match the broadcast shape ",
                   infer_size(d->sizes(), s->sizes()));
    }
    AutoGradMode off(false);
    return copy_values(dst, src.expand(d->sizes()), non_blocking);
  }
  assert_no_internal_overlap(dst);
  assert_no_partial_overlap(dst, src);
  if (d->numel() == 0) return;
  if (d->device() != s->device()) {
    kernels::copy_across({d->device().is_cpu() ? s->device() : d->device()}, dst, src, non_blocking);
    return;
  }
  const int64_t bytes = d->numel() * itemsize(d->dtype());
  if (bytes <= kTiny && d->dtype() == s->dtype() && d->contiguous() && s->contiguous() &&
      d->device().is_cpu()) {
    if (d->data() != s->data()) std::memcpy(d->data(), s->data(), static_cast<size_t>(bytes));
    return;
  }
  kernels::copy(dst, src);
}

Tensor clone(const Tensor& x, std::optional<MemoryFormat> format) {
  if (sparse::is(x)) return sparse::clone(x);
  Tensor y = empty_copy(x, x.scalar_type(), x.device(), format.value_or(MemoryFormat::Preserve));
  copy_values(y, x);
  return record("CloneBackward0", std::move(y), grad_of(x, [](const Tensor& g) { return g; }));
}
Tensor Tensor::clone(std::optional<MemoryFormat> f) const { return facula::clone(*this, f); }

Tensor Tensor::contiguous(MemoryFormat f) const {
  FACULA_CHECK(f != MemoryFormat::Preserve,
               "preserve memory format is unsupported by the contiguous operator");
  if (is_contiguous(f)) return *this;
  check_dense("contiguous", impl_);
  return facula::clone(*this, f);
}

Tensor& Tensor::copy_(const Tensor& src, bool non_blocking) const {
  FACULA_CHECK(defined(), "copy_: self is undefined");
  FACULA_CHECK(src.defined(), "copy_: src is undefined");
  auto& self = const_cast<Tensor&>(*this);
  if (is_same(src)) return self;
  check_dense("copy_", impl_);
  check_dense("copy_", src.unsafeGetTensorImpl());
  check_inplace(self);
  copy_values(self, src, non_blocking);
  impl_->bump_version();
  if (isDifferentiableType(scalar_type()))
    record_inplace("CopyBackwards", self, grad_of(self, [](const Tensor& g) { return zeros_like(g); }),
                   grad_of(src, [from = src.device()](const Tensor& g) {
                     return g.device() == from ? g : g.to(TensorOptions(from));
                   }));
  return self;
}

namespace {

Tensor convert(const Tensor& x, ScalarType dtype, Device device, bool non_blocking, bool copy,
               MemoryFormat format) {
  const ScalarType from = x.scalar_type();
  const Device where = x.device();
  device = kernels::with_index(device);
  if (from == dtype && where == device && !copy &&
      (format == MemoryFormat::Preserve || x.suggest_memory_format() == format))
    return x;
  if (sparse::is(x)) {
    FACULA_CHECK_AS(NotImplementedError, where == device, "to(): sparse tensors cannot be moved to ", device);
    return sparse::to(x, dtype);
  }
  Tensor y = empty_copy(x, dtype, device, format);
  copy_values(y, x, non_blocking);
  if (!isDifferentiableType(dtype)) return y;
  // The engine casts the gradient back to x's dtype.
  return record("ToCopyBackward0", std::move(y), grad_of(x, [where](const Tensor& g) {
                  return g.device() == where ? g : g.to(TensorOptions(where));
                }));
}

}  // namespace

Tensor Tensor::to(TensorOptions o, bool non_blocking, bool copy, std::optional<MemoryFormat> f) const {
  FACULA_CHECK(!(o.requires_grad_opt() && *o.requires_grad_opt()),
               "to(options) expects unset requires_grad flag, but got options.requires_grad set as true");
  FACULA_CHECK(!(o.has_memory_format() && f),
               "Cannot set memory_format both in TensorOptions and explicit argument; please delete the "
               "redundant setter.");
  FACULA_CHECK(!o.has_layout() || o.layout() == layout(),
               "to(options) doesn't support converting to a different "
               "layout, but got self.layout being ",
               layout(), " and options.layout set as ", o.layout());
  FACULA_CHECK(!o.pinned_memory(), "to(options) does not pin memory; use pin_memory()");
  const MemoryFormat format = f ? *f : o.has_memory_format() ? o.memory_format() : MemoryFormat::Preserve;
  return convert(*this, o.has_dtype() ? o.scalar_type() : scalar_type(),
                 o.has_device() ? o.device() : device(), non_blocking, copy, format);
}
Tensor Tensor::to(ScalarType t, bool non_blocking, bool copy, std::optional<MemoryFormat> f) const {
  return convert(*this, t, device(), non_blocking, copy, f.value_or(MemoryFormat::Preserve));
}
Tensor Tensor::to(Device d, ScalarType t, bool non_blocking, bool copy, std::optional<MemoryFormat> f) const {
  return convert(*this, t, d, non_blocking, copy, f.value_or(MemoryFormat::Preserve));
}
Tensor Tensor::to(const Tensor& like, bool non_blocking, bool copy, std::optional<MemoryFormat> f) const {
  return convert(*this, like.scalar_type(), like.device(), non_blocking, copy,
                 f.value_or(MemoryFormat::Preserve));
}

Tensor Tensor::toBackend(Backend b) const {
  const Tensor y = to(TensorOptions(Device(backendToDeviceType(b))));
  const Layout want = layout_from_backend(b);
  if (want == y.layout()) return y;
  return want == kStrided ? y.to_dense() : want == kSparse ? y.to_sparse() : y.to_sparse_csr();
}

MaybeOwned<Tensor> Tensor::expect_contiguous(MemoryFormat f) const& {
  return is_contiguous(f) ? MaybeOwned<Tensor>::borrowed(*this) : MaybeOwned<Tensor>::owned(contiguous(f));
}

Tensor Tensor::pin_memory() const {
  FACULA_CHECK(is_cpu(), "cannot pin '", toString(), "' only dense CPU tensors can be pinned");
  if (is_pinned()) return *this;
  FACULA_CHECK_AS(NotImplementedError, kernels::load_device(kCUDA),
                  "pin_memory(): needs the CUDA library, which is not there");
  return kernels::pin_memory({Device(kCUDA, 0)}, *this);
}

}  // namespace facula
