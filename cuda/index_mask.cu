// Masks: where, masked_select and masked_scatter, nonzero, and triangles. Positions of true elements come
// from CUB's scans.
#include <cub/device/device_reduce.cuh>
#include <cub/device/device_scan.cuh>
#include <cub/device/device_select.cuh>

#include "cuda/allocator.h"
#include "cuda/atomic.h"
#include "cuda/launch.h"
#include "cuda/nest.h"
#include "cuda/register.h"
#include "cuda/scratch.h"
#include "kernels/index.h"

namespace facula::gpu {

namespace {

template <class Word>
struct Select {
  char* y;
  const char *mask, *a, *b;
  Nest<4> nest;
  Word number_a, number_b;
  bool is_number_a, is_number_b;
  __device__ void operator()(int64_t i) const {
    int64_t at[4];
    nest.offsets(static_cast<uint32_t>(i), at);
    Word v;
    if (*reinterpret_cast<const bool*>(mask + at[1]))
      v = is_number_a ? number_a : *reinterpret_cast<const Word*>(a + at[2]);
    else
      v = is_number_b ? number_b : *reinterpret_cast<const Word*>(b + at[3]);
    *reinterpret_cast<Word*>(y + at[0]) = v;
  }
};

template <class Word>
void where_words(const Iter& it) {
  for_each_part(it, [](const Iter& part) {
    Select<Word> f{part.data[0], part.data[1], part.data[2],        part.data[3],       nest_of<4>(part),
                   Word{},       Word{},       part.host_scalar[2], part.host_scalar[3]};
    if (f.is_number_a) f.number_a = *reinterpret_cast<const Word*>(part.data[2]);
    if (f.is_number_b) f.number_b = *reinterpret_cast<const Word*>(part.data[3]);
    for_each(part.numel, f);
  });
}

void where(const Iter& it) {
  if (it.numel == 0) return;
  FACULA_CHECK(
      !it.host_scalar[1],
      "where: expected condition, x and y to be on the same device, but condition is on cpu and x and y "
      "are on ",
      it.where);
  const DeviceGuard guard(it.where);
  visit_words(itemsize(it.dtype[0]), [&]<class Word>() { where_words<Word>(it); });
}

struct AsCount {
  __host__ __device__ int64_t operator()(bool b) const { return b ? 1 : 0; }
};
auto counts(const Tensor& mask) {
  return thrust::make_transform_iterator(static_cast<const bool*>(mask.data_ptr()), AsCount());
}

int64_t count_true(const Tensor& mask) {
  if (mask.numel() == 0) return 0;
  const DeviceGuard guard(mask.device());
  const Workspace total(sizeof(int64_t));
  with_scratch([&](void* scratch, size_t& bytes) {
    return cub::DeviceReduce::Sum(scratch, bytes, counts(mask), total.as<int64_t>(), mask.numel(),
                                  current_stream());
  });
  int64_t n = 0;
  FACULA_CUDA(cudaMemcpyAsync(&n, total.get(), sizeof n, cudaMemcpyDeviceToHost, current_stream()));
  FACULA_CUDA(cudaStreamSynchronize(current_stream()));
  return n;
}

template <class Word>
void select_words(const Tensor& y, const Tensor& x, const Tensor& mask) {
  const Workspace count(sizeof(int64_t));
  with_scratch([&](void* scratch, size_t& bytes) {
    return cub::DeviceSelect::Flagged(
        scratch, bytes, static_cast<const Word*>(x.data_ptr()), static_cast<const bool*>(mask.data_ptr()),
        static_cast<Word*>(y.data_ptr()), count.as<int64_t>(), mask.numel(), current_stream());
  });
}
void masked_select(const Tensor& y, const Tensor& x, const Tensor& mask) {
  if (mask.numel() == 0) return;
  const DeviceGuard guard(mask.device());
  visit_words(y.element_size(), [&]<class Word>() { select_words<Word>(y, x, mask); });
}

template <class Word>
struct Spread {
  Word* y;
  const Word* source;
  const bool* mask;
  const int64_t* before;
  __device__ void operator()(int64_t i) const {
    if (mask[i]) y[i] = source[before[i]];
  }
};
template <class Word>
void spread_words(const Tensor& y, const Tensor& mask, const Tensor& source, const int64_t* before) {
  for_each(mask.numel(),
           Spread<Word>{static_cast<Word*>(y.data_ptr()), static_cast<const Word*>(source.data_ptr()),
                        static_cast<const bool*>(mask.data_ptr()), before});
}
void masked_scatter(const Tensor& y, const Tensor& mask, const Tensor& source) {
  if (mask.numel() == 0) return;
  const DeviceGuard guard(mask.device());
  const Workspace before(static_cast<size_t>(mask.numel()) * sizeof(int64_t));
  with_scratch([&](void* scratch, size_t& bytes) {
    return cub::DeviceScan::ExclusiveSum(scratch, bytes, counts(mask), before.as<int64_t>(), mask.numel(),
                                         current_stream());
  });
  visit_words(y.element_size(),
              [&]<class Word>() { spread_words<Word>(y, mask, source, before.as<int64_t>()); });
}

struct Coordinates {
  int64_t* y;  // [dims][count]; row 0 holds linear positions
  int64_t count;
  int dims;
  int64_t size[kNestDims];
  __device__ void operator()(int64_t k) const {
    int64_t rest = y[k];
    for (int d = dims - 1; d >= 0; --d) {
      const int64_t q = rest / size[d];
      y[d * count + k] = rest - q * size[d];
      rest = q;
    }
  }
};
void nonzero(const Tensor& y, const Tensor& mask) {
  const int64_t count = y.size(1), dims = mask.dim();
  if (count == 0 || dims == 0) return;
  FACULA_CHECK(dims <= kNestDims, "nonzero is not supported for tensors with more than ", kNestDims,
               " dimensions on CUDA");
  const DeviceGuard guard(mask.device());
  auto* out = static_cast<int64_t*>(y.data_ptr());
  const Workspace found(sizeof(int64_t));
  with_scratch([&](void* scratch, size_t& bytes) {
    return cub::DeviceSelect::Flagged(scratch, bytes, thrust::counting_iterator<int64_t>(0),
                                      static_cast<const bool*>(mask.data_ptr()), out, found.as<int64_t>(),
                                      mask.numel(), current_stream());
  });
  if (dims == 1) return;
  Coordinates f{out, count, static_cast<int>(dims), {}};
  for (int64_t d = 0; d < dims; ++d) f.size[d] = mask.size(d);
  for_each(count, f);
}

template <class Word>
struct Triangle {
  Word* y;
  const Word* x;
  int64_t rows, columns, k;
  bool upper;
  __device__ void operator()(int64_t e) const {
    const int64_t j = e % columns, i = e / columns % rows;
    y[e] = (upper ? j - i >= k : j - i <= k) ? x[e] : Word{};
  }
};
template <class Word>
void triangle_words(const Tensor& y, const Tensor& x, int64_t k, bool upper) {
  for_each(x.numel(), Triangle<Word>{static_cast<Word*>(y.data_ptr()), static_cast<const Word*>(x.data_ptr()),
                                     x.size(-2), x.size(-1), k, upper});
}
void triangle(const Tensor& y, const Tensor& x, int64_t k, bool upper) {
  const DeviceGuard guard(x.device());
  visit_words(x.element_size(), [&]<class Word>() { triangle_words<Word>(y, x, k, upper); });
}

}  // namespace

void register_index_mask() {
  kernels::where.set(kCUDA, where);
  kernels::count_true.set(kCUDA, count_true);
  kernels::masked_select.set(kCUDA, masked_select);
  kernels::masked_scatter.set(kCUDA, masked_scatter);
  kernels::nonzero.set(kCUDA, nonzero);
  kernels::triangle.set(kCUDA, triangle);
}

}  // namespace facula::gpu
