#pragma once
// Rows worked on by a group of threads: a warp for short rows, a block of 256 for long ones.
#include "cuda/launch.h"

namespace facula::gpu {

/// join over the W threads of a group (32, or the whole block of 256); every thread gets the result.
template <int W, class T, class Join>
__device__ __forceinline__ T reduce_group(T v, Join join) {
  static_assert(W == 32 || W == kThreads);
#pragma unroll
  for (int s = 16; s > 0; s /= 2) v = join(v, __shfl_xor_sync(0xffffffffu, v, s));
  if constexpr (W > 32) {
    __shared__ T warps[kThreads / 32];
    __syncthreads();  // an earlier result may still be read
    if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = v;
    __syncthreads();
    v = warps[0];
#pragma unroll
    for (int k = 1; k < kThreads / 32; ++k) v = join(v, warps[k]);
  }
  return v;
}

struct Plus {
  template <class T>
  __device__ T operator()(T a, T b) const {
    return a + b;
  }
};
/// The larger; NaN if either is.
struct Larger {
  template <class T>
  __device__ T operator()(T a, T b) const {
    return a > b || a != a ? a : b;
  }
};
template <int W, class T>
__device__ __forceinline__ T sum_group(T v) {
  return reduce_group<W>(v, Plus());
}

/// Rows that end up in short groups.
inline constexpr int64_t kShortRow = 1024;

/// The row of this thread's group, and the thread's place in the group.
template <int W>
struct RowOf {
  int64_t row;
  int lane;
  __device__ RowOf() : row(int64_t{blockIdx.x} * (kThreads / W) + threadIdx.x / W), lane(threadIdx.x % W) {}
};
template <int W>
unsigned blocks_for_rows(int64_t rows) {
  return blocks_for(rows, kThreads / W);
}

}  // namespace facula::gpu
