// The parts of Tensor that need no op.
#include "facula/core/tensor.h"

namespace facula {

void TensorBase::undefined() { detail::fail<Error>("sizes() called on an undefined Tensor"); }

void TensorBase::bad_dim(int64_t dim, int64_t n) {
  if (n == 0) detail::fail<IndexError>("Dimension specified as ", dim, " but tensor has no dimensions");
  detail::fail<IndexError>("Dimension out of range (expected to be in range of [", -n, ", ", n - 1,
                           "], but got ", dim, ")");
}

void TensorBase::bad_type(ScalarType t) const {
  detail::fail<Error>("expected scalar type ", t, " but found ", scalar_type());
}

MemoryFormat TensorBase::suggest_memory_format() const {
  if (is_contiguous()) return MemoryFormat::Contiguous;
  if (dim() == 4 && is_contiguous(MemoryFormat::ChannelsLast)) return MemoryFormat::ChannelsLast;
  if (dim() == 5 && is_contiguous(MemoryFormat::ChannelsLast3d)) return MemoryFormat::ChannelsLast3d;
  return MemoryFormat::Contiguous;
}

int64_t TensorBase::_version() const {
  FACULA_CHECK(!impl()->inference_, "Inference tensors do not track version counter.");
  return impl()->version();
}

Tensor Tensor::_base() const {
  FACULA_CHECK(is_view(), "Can't get base of non-view Tensor");
  return share(impl()->base_);
}

std::string TensorBase::toString() const {
  std::string s = layout() == kStrided ? "" : layout() == kSparse ? "Sparse" : "SparseCsr";
  s += is_cuda() ? "CUDA" : "CPU";
  return s + facula::toString(scalar_type()) + "Type";
}

}  // namespace facula
