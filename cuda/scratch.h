#pragma once
// What calls of CUB need.
#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/transform_iterator.h>

#include "cuda/allocator.h"
#include "cuda/error.h"

namespace facula::gpu {

/// CUB's algorithms are asked for their scratch size first, and then run.
template <class Run>
void with_scratch(Run&& run) {
  size_t bytes = 0;
  FACULA_CUDA(run(nullptr, bytes));
  const Workspace scratch(bytes ? bytes : 1);
  FACULA_CUDA(run(scratch.get(), bytes));
}

struct TimesLength {
  int64_t length;
  __host__ __device__ int64_t operator()(int64_t row) const { return row * length; }
};
/// Where the rows of a matrix of this row length begin: 0, length, 2 length, ...
inline auto row_starts(int64_t length) {
  return thrust::make_transform_iterator(thrust::counting_iterator<int64_t>(0), TimesLength{length});
}

}  // namespace facula::gpu
