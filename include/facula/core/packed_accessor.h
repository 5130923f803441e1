#pragma once
// Packed accessors: element access that carries sizes and strides along, to be passed to a kernel by value.
#include "facula/core/tensor_base.h"
#if defined(__CUDACC__)
#define FACULA_HOST_DEVICE __host__ __device__
#else
#define FACULA_HOST_DEVICE
#endif

namespace facula {

template <class T>
struct DefaultPtrTraits {
  using PtrType = T*;
};
template <class T>
struct RestrictPtrTraits {
  using PtrType = T* __restrict__;
};

namespace detail {
// A part of a packed accessor: the first indices are given.
template <class T, size_t N, template <class> class PtrTraits, class Index>
class PackedPart {
 public:
  using Ptr = typename PtrTraits<T>::PtrType;
  FACULA_HOST_DEVICE PackedPart(Ptr data, const Index* sizes, const Index* strides)
      : data_(data), sizes_(sizes), strides_(strides) {}
  FACULA_HOST_DEVICE decltype(auto) operator[](Index i) const {
    if constexpr (N == 1)
      return static_cast<T&>(data_[i * strides_[0]]);
    else
      return PackedPart<T, N - 1, PtrTraits, Index>(data_ + i * strides_[0], sizes_ + 1, strides_ + 1);
  }
  FACULA_HOST_DEVICE Index size(int64_t d) const { return sizes_[d]; }
  FACULA_HOST_DEVICE Index stride(int64_t d) const { return strides_[d]; }
  FACULA_HOST_DEVICE Ptr data() const { return data_; }

 private:
  Ptr data_;
  const Index* sizes_;
  const Index* strides_;
};
}  // namespace detail

/// Element access a[i][j] to a tensor of N dimensions with indices of type Index; a copy stays valid without
/// the tensor's own sizes, also on the device that holds the data.
template <class T, size_t N, template <class> class PtrTraits, class Index>
class GenericPackedTensorAccessor {
 public:
  using PtrType = typename PtrTraits<T>::PtrType;
  GenericPackedTensorAccessor(PtrType data, const int64_t* sizes, const int64_t* strides) : data_(data) {
    for (size_t d = 0; d < N; ++d) {
      sizes_[d] = static_cast<Index>(sizes[d]);
      strides_[d] = static_cast<Index>(strides[d]);
    }
  }
  FACULA_HOST_DEVICE decltype(auto) operator[](Index i) const {
    return detail::PackedPart<T, N, PtrTraits, Index>(data_, sizes_, strides_)[i];
  }
  FACULA_HOST_DEVICE Index size(int64_t d) const { return sizes_[d]; }
  FACULA_HOST_DEVICE Index stride(int64_t d) const { return strides_[d]; }
  FACULA_HOST_DEVICE PtrType data() const { return data_; }

 private:
  PtrType data_;
  Index sizes_[N];
  Index strides_[N];
};

template <class T, size_t N, template <class> class PtrTraits, class Index>
GenericPackedTensorAccessor<T, N, PtrTraits, Index> TensorBase::packed_accessor() const& {
  static_assert(N > 0, "accessor is used for indexing tensor, for scalars use *data_ptr<T>()");
  FACULA_CHECK(dim() == static_cast<int64_t>(N), "TensorAccessor expected ", static_cast<int64_t>(N),
               " dims but tensor has ", dim());
  if constexpr (sizeof(Index) < sizeof(int64_t))
    FACULA_CHECK(numel() <= INT32_MAX,
                 "numel needs to be smaller than int32_t max; otherwise, please use packed_accessor64");
  return {data_ptr<T>(), sizes().data(), strides().data()};
}

}  // namespace facula
