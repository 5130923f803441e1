// resize_ and set_: another geometry, or other memory, for the same handle.
#include <algorithm>
#include <cstring>

#include "facula/core/tensor.h"
#include "graph/state.h"
#include "kernels/geometry.h"
#include "ops/copy.h"

namespace facula {

const Tensor& Tensor::resize_(IntArrayRef size, std::optional<MemoryFormat> f) const {
  FACULA_CHECK(!requires_grad(), "cannot resize variables that require grad");
  const int64_t n = checked_numel(size);
  const bool keep = sizes() == size && !f;
  FACULA_CHECK(!f || *f != MemoryFormat::Preserve, "Unsupported memory format Preserve");
  if (keep) return *this;
  const DimVector strides = strides_for(size, f.value_or(MemoryFormat::Contiguous));
  StorageImpl* old = impl_->storage();
  const int64_t offset = storage_offset();
  int64_t bytes = 0;
  FACULA_CHECK(n == 0 || (!__builtin_add_overflow(offset, n, &bytes) &&
                          !__builtin_mul_overflow(bytes, element_size(), &bytes)),
               "Storage size calculation overflowed with sizes=", size);
  if (bytes <= static_cast<int64_t>(old->nbytes())) {
    impl_->set_geometry(old, size, strides, offset);
    return *this;
  }
  // The bytes so far move along; other tensors keep the old storage.
  const Tensor grown = make_contiguous({offset + n}, scalar_type(), device());
  const auto have = static_cast<int64_t>(old->nbytes()) / element_size();
  if (have > 0) {
    old->inc_ref();
    const Tensor before(new TensorImpl(old, {have}, scalar_type(), device()));
    Tensor part(new TensorImpl(
        (grown.unsafeGetTensorImpl()->storage()->inc_ref(), grown.unsafeGetTensorImpl()->storage()), {have},
        scalar_type(), device()));
    copy_values(part, before);
  }
  StorageImpl* fresh = grown.unsafeGetTensorImpl()->storage();
  fresh->version = old->version + 1;
  impl_->set_geometry(fresh, size, strides, offset);
  return *this;
}

const Tensor& Tensor::resize_as_(const Tensor& like, std::optional<MemoryFormat> f) const {
  const MemoryFormat format = f == MemoryFormat::Preserve ? like.suggest_memory_format()
                                                          : f.value_or(MemoryFormat::Contiguous);
  resize_(like.sizes());
  if (f) impl_->set_geometry(impl_->storage(), sizes(), strides_for(sizes(), format), storage_offset());
  return *this;
}

namespace {

// What every set_() without a tensor does.
void check_settable(const Tensor& x) {
  FACULA_CHECK(!(graph::recording() && x.requires_grad()),
               "set_: a tensor that requires grad cannot be given other memory; call it in a no_grad block");
}

}  // namespace

Tensor& Tensor::set_(const Storage& source, int64_t offset, IntArrayRef size, IntArrayRef stride) {
  StorageImpl* storage = source.unsafeGetStorageImpl();
  FACULA_CHECK(storage, "set_: expected a defined storage as source");
  FACULA_CHECK(source.device() == device(), "set_: expected source on device ", device(), " but it is on ",
               source.device());
  check_settable(*this);
  FACULA_CHECK(offset >= 0, "Tensor: invalid storage offset ", offset);
  FACULA_CHECK(stride.empty() || stride.size() == size.size(), "mismatch in length of strides and shape");
  const DimVector strides =
      stride.empty() ? contiguous_strides(size) : DimVector(stride.begin(), stride.end());
  int64_t last = checked_numel(size) ? offset + 1 : 0;
  for (size_t d = 0; d < size.size() && last; ++d) {
    FACULA_CHECK(strides[d] >= 0, "set_: negative strides are not supported, got strides: ", strides);
    last += (size[d] - 1) * strides[d];
  }
  FACULA_CHECK(last * element_size() <= static_cast<int64_t>(source.nbytes()), "setStorage: sizes ", size,
               ", strides ", strides, ", storage offset ", offset, ", and itemsize ", element_size(),
               " requiring a storage size of ", last * element_size(),
               " are out of bounds for storage of size ", source.nbytes());
  impl_->set_geometry(storage, size, strides, offset);
  impl_->bump_version();
  return *this;
}
Tensor& Tensor::set_(const Storage& source) {
  return set_(source, 0, static_cast<int64_t>(source.nbytes()) / element_size());
}
Tensor& Tensor::set_() {
  check_settable(*this);
  const Tensor none = make_contiguous({0}, scalar_type(), device());
  impl_->set_geometry(none.unsafeGetTensorImpl()->storage(), none.sizes(), none.strides(), 0);
  impl_->bump_version();
  return *this;
}

bool TensorBase::is_set_to(const TensorBase& o) const {
  return impl()->storage() == o.unsafeGetTensorImpl()->storage() && storage_offset() == o.storage_offset() &&
         sizes() == o.sizes() && strides() == o.strides();
}

Tensor& Tensor::set_(const Tensor& source) {
  FACULA_CHECK(source.defined(), "set_: expected a defined tensor as source");
  FACULA_CHECK(source.scalar_type() == scalar_type(), "Could not set tensor of type ", source.dtype(),
               " to a tensor of type ", dtype());
  FACULA_CHECK(source.device() == device(), "set_: expected source on device ", device(), " but it is on ",
               source.device());
  FACULA_CHECK(!(graph::recording() && requires_grad()),
               "set_: a tensor that requires grad cannot be given other memory; call it in a no_grad block");
  impl_->set_geometry(source.unsafeGetTensorImpl()->storage(), source.sizes(), source.strides(),
                      source.storage_offset());
  impl_->bump_version();
  return *this;
}

}  // namespace facula
