#pragma once

#include <vector>

#include "facula/core/tensor.h"

namespace facula::io {

/// A contiguous CPU tensor of these values; made of the core alone.
template <class T>
Tensor tensor_of(const std::vector<T>& values, std::vector<int64_t> sizes) {
  StorageImpl* storage = StorageImpl::create(values.size() * sizeof(T), kCPU);
  std::copy(values.begin(), values.end(), static_cast<T*>(storage->data()));
  return Tensor(new TensorImpl(storage, sizes, dtype_of<T>, kCPU));
}

/// Another view of the same storage.
inline Tensor view_of(const Tensor& t, std::vector<int64_t> sizes, std::vector<int64_t> strides,
                      int64_t offset) {
  StorageImpl* storage = t.unsafeGetTensorImpl()->storage();
  storage->inc_ref();
  return Tensor(new TensorImpl(storage, sizes, strides, offset, t.scalar_type(), t.device()));
}

/// The values of a CPU tensor in row-major order, whatever its strides.
template <class T>
std::vector<T> values_of(const Tensor& t) {
  std::vector<T> out;
  std::vector<int64_t> index(static_cast<size_t>(t.dim()), 0);
  for (int64_t n = 0; n < t.numel(); ++n) {
    int64_t at = 0;
    for (size_t d = 0; d < index.size(); ++d) at += index[d] * t.strides()[d];
    out.push_back(t.data_ptr<T>()[at]);
    for (size_t d = index.size(); d-- > 0;) {
      if (++index[d] < t.sizes()[d]) break;
      index[d] = 0;
    }
  }
  return out;
}

}  // namespace facula::io
