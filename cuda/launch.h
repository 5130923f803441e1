#pragma once
// Starting kernels on the current stream.
#include <cuda_runtime.h>

#include <cstdint>

#include "cuda/device.h"
#include "cuda/error.h"

namespace facula::gpu {

inline constexpr int kThreads = 256;

inline unsigned blocks_for(int64_t n, int64_t per_block = kThreads) {
  return static_cast<unsigned>((n + per_block - 1) / per_block);
}

/// kernel<<<grid, block, shared, current stream>>>(args...)
template <class... P, class... A>
void launch(void (*kernel)(P...), dim3 grid, dim3 block, size_t shared, const A&... args) {
  if (grid.x == 0 || grid.y == 0 || grid.z == 0) return;
  kernel<<<grid, block, shared, current_stream()>>>(args...);
  FACULA_CUDA(cudaGetLastError());
}

template <class F>
__global__ void __launch_bounds__(kThreads) for_each_kernel(int64_t n, F f) {
  const int64_t step = int64_t{gridDim.x} * kThreads;
  for (int64_t i = int64_t{blockIdx.x} * kThreads + threadIdx.x; i < n; i += step) f(i);
}

/// f(i) for i in [0, n), one thread each as long as the grid suffices.
template <class F>
void for_each(int64_t n, const F& f) {
  if (n <= 0) return;
  const int64_t blocks = (n + kThreads - 1) / kThreads;
  launch(for_each_kernel<F>, static_cast<unsigned>(blocks < (1 << 30) ? blocks : 1 << 30), kThreads, 0, n, f);
}

}  // namespace facula::gpu
