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
  const int64_t offset = storage_offset(), bytes = n ? (offset + n) * element_size() : 0;
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
