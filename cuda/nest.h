#pragma once
// From a linear index to the operands' offsets: the planned loop nest as kernels read it.
#include "cuda/device.h"
#include "facula/core/error.h"
#include "kernels/iter.h"

namespace facula::gpu {

/// Division by a number known at launch: a multiplication and a shift.
/// source  Granlund, Montgomery, "Division by invariant integers using multiplication", PLDI 1994
struct FastDivide {
  uint32_t divisor = 1, multiplier = 0, shift = 0;
  FastDivide() = default;
  explicit FastDivide(uint32_t d) : divisor(d ? d : 1) {  // a dimension of length 0 is never divided by
    d = divisor;
    while (shift < 32 && (uint64_t{1} << shift) < d) ++shift;
    multiplier = static_cast<uint32_t>(((uint64_t{1} << 32) * ((uint64_t{1} << shift) - d)) / d + 1);
  }
  __device__ __forceinline__ uint32_t divide(uint32_t n) const {
    return (__umulhi(n, multiplier) + n) >> shift;  // n < 2^31, so the sum does not overflow
  }
};

inline constexpr int kNestDims = 24;

template <int N>
struct Nest {
  int ndim = 0;
  FastDivide size[kNestDims];
  int64_t stride[N][kNestDims];  // bytes

  /// Byte offsets of element `i`.
  __device__ __forceinline__ void offsets(uint32_t i, int64_t (&at)[N]) const {
#pragma unroll
    for (int k = 0; k < N; ++k) at[k] = 0;
#pragma unroll 1
    for (int d = 0; d < ndim; ++d) {
      const uint32_t q = size[d].divide(i), r = i - q * size[d].divisor;
#pragma unroll
      for (int k = 0; k < N; ++k) at[k] += int64_t{r} * stride[k][d];
      i = q;
    }
  }
};

/// The nest of the first N operands of an Iter with numel < 2^31.
template <int N>
Nest<N> nest_of(const Iter& it) {
  FACULA_CHECK(it.ndim <= kNestDims, "tensors of more than ", kNestDims,
               " dimensions that cannot be merged are not supported on CUDA");
  Nest<N> nest;
  nest.ndim = it.ndim;
  for (int d = 0; d < it.ndim; ++d) {
    nest.size[d] = FastDivide(static_cast<uint32_t>(it.shape[d]));
    for (int k = 0; k < N; ++k) nest.stride[k][d] = it.host_scalar[k] ? 0 : it.strides[k][d];
  }
  return nest;
}

/// Calls run(part) for parts of the Iter with fewer than 2^31 elements each.
template <class F>
void for_each_part(const Iter& it, F&& run) {
  if (it.numel == 0) return;
  constexpr int64_t kMost = (int64_t{1} << 31) - 1;
  if (it.numel <= kMost) return run(it);
  int widest = 0;
  for (int d = 1; d < it.ndim; ++d)
    if (it.shape[d] >= it.shape[widest]) widest = d;
  Iter low = it, high = it;
  low.shape[widest] = it.shape[widest] / 2;
  high.shape[widest] = it.shape[widest] - low.shape[widest];
  low.numel = it.numel / it.shape[widest] * low.shape[widest];
  high.numel = it.numel - low.numel;
  for (int k = 0; k < it.operands; ++k)
    if (!it.host_scalar[k]) high.data[k] += low.shape[widest] * it.strides[k][widest];
  for_each_part(low, run);
  for_each_part(high, run);
}

}  // namespace facula::gpu
