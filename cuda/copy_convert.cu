// Copies that change the dtype: packs of elements where both sides are dense, else one element a time with
// the source's dtype looked up.
#include "cuda/cast.h"
#include "cuda/copy.h"
#include "cuda/launch.h"
#include "cuda/nest.h"

namespace facula::gpu {

namespace {

template <class D, class S>
__global__ void __launch_bounds__(kThreads) convert_kernel(D* dst, const S* src, int64_t n) {
  const int64_t begin = int64_t{blockIdx.x} * (4 * kThreads) + threadIdx.x;
#pragma unroll
  for (int j = 0; j < 4; ++j)
    if (const int64_t i = begin + j * kThreads; i < n) dst[i] = convert<D>(src[i]);
}

template <class D>
__global__ void __launch_bounds__(kThreads)
    convert_strided_kernel(char* dst, const char* src, ScalarType from, Nest<2> nest, uint32_t n) {
  const uint32_t begin = blockIdx.x * (4 * kThreads) + threadIdx.x;
#pragma unroll 1
  for (int j = 0; j < 4; ++j) {
    const uint32_t i = begin + j * kThreads;
    if (i >= n) return;
    int64_t at[2];
    nest.offsets(i, at);
    *reinterpret_cast<D*>(dst + at[0]) = load_as<D>(src + at[1], from);
  }
}

template <class D, class S>
void convert_dense(const Iter& it) {
  launch(convert_kernel<D, S>, blocks_for(it.numel, 4 * kThreads), kThreads, 0,
         reinterpret_cast<D*>(it.data[0]), reinterpret_cast<const S*>(it.data[1]), it.numel);
}

template <class D>
void convert_to(const Iter& it) {
  const bool dense = it.ndim == 0 || it.numel == 1 ||
                     (it.ndim == 1 && it.strides[0][0] == itemsize(it.dtype[0]) &&
                      it.strides[1][0] == itemsize(it.dtype[1]));
  if (dense) {
    visit(dtype_lists::Every(), it.dtype[1], [&]<class S>() { convert_dense<D, S>(it); });
    return;
  }
  for_each_part(it, [](const Iter& part) {
    launch(convert_strided_kernel<D>, blocks_for(part.numel, 4 * kThreads), kThreads, 0, part.data[0],
           part.data[1], part.dtype[1], nest_of<2>(part), static_cast<uint32_t>(part.numel));
  });
}

}  // namespace

void copy_converted(const Iter& it) {
  visit(dtype_lists::Every(), it.dtype[0], [&]<class D>() { convert_to<D>(it); });
}

}  // namespace facula::gpu
