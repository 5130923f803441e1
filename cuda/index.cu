// Reading and writing through index tensors: a thread per element. An index that is out of range stops
// nothing on the device (its element is left out) and is reported to the host, which waits for the answer.
#include "kernels/index.h"

#include "cuda/allocator.h"
#include "cuda/atomic.h"
#include "cuda/cast.h"
#include "cuda/handles.h"
#include "cuda/launch.h"
#include "cuda/nest.h"
#include "cuda/register.h"

namespace facula::gpu {

namespace {

using kernels::BadIndex;
using kernels::IndexRange;
using kernels::ScatterMode;

struct Report {
  int found;
  int64_t value;
};

__device__ __forceinline__ bool resolve(int64_t& i, const IndexRange& range, Report* report) {
  const int64_t given = i;
  if (i < 0 && range.wrap) i += range.size;
  if (i >= 0 && i < range.size) return true;
  if (report && atomicExch(&report->found, 1) == 0) report->value = given;
  return false;
}

// Zeroed on the device before the kernel, read back after it.
class Reported {
 public:
  Reported() : memory_(sizeof(Report)) {
    FACULA_CUDA(cudaMemsetAsync(memory_.get(), 0, sizeof(Report), current_stream()));
  }
  Report* get() const { return memory_.as<Report>(); }
  BadIndex read() const {
    Report r;
    FACULA_CUDA(cudaMemcpyAsync(&r, memory_.get(), sizeof r, cudaMemcpyDeviceToHost, current_stream()));
    FACULA_CUDA(cudaStreamSynchronize(current_stream()));
    return {r.found != 0, r.value};
  }

 private:
  Workspace memory_;
};

template <class Word>
__global__ void __launch_bounds__(kThreads)
    gather_kernel(char* y, const char* index, const char* x, Nest<3> nest, uint32_t n, IndexRange range,
                  Report* report) {
  const uint32_t begin = blockIdx.x * (4 * kThreads) + threadIdx.x;
#pragma unroll
  for (int u = 0; u < 4; ++u) {
    const uint32_t k = begin + u * kThreads;
    if (k >= n) return;
    int64_t at[3];
    nest.offsets(k, at);
    int64_t i = *reinterpret_cast<const int64_t*>(index + at[1]);
    if (resolve(i, range, report))
      *reinterpret_cast<Word*>(y + at[0]) = *reinterpret_cast<const Word*>(x + at[2] + i * range.step);
  }
}

template <class Word>
__global__ void __launch_bounds__(kThreads)
    assign_kernel(char* y, const char* index, const char* x, Nest<3> nest, uint32_t n, IndexRange range) {
  const uint32_t k = blockIdx.x * kThreads + threadIdx.x;
  if (k >= n) return;
  int64_t at[3];
  nest.offsets(k, at);
  int64_t i = *reinterpret_cast<const int64_t*>(index + at[1]);
  if (resolve(i, range, nullptr))
    *reinterpret_cast<Word*>(y + at[0] + i * range.step) = *reinterpret_cast<const Word*>(x + at[2]);
}

template <class T>
__global__ void __launch_bounds__(kThreads)
    add_kernel(char* y, const char* index, const char* x, Nest<3> nest, uint32_t n, IndexRange range) {
  const uint32_t k = blockIdx.x * kThreads + threadIdx.x;
  if (k >= n) return;
  int64_t at[3];
  nest.offsets(k, at);
  int64_t i = *reinterpret_cast<const int64_t*>(index + at[1]);
  if (resolve(i, range, nullptr))
    atomic_add(reinterpret_cast<T*>(y + at[0] + i * range.step), *reinterpret_cast<const T*>(x + at[2]));
}

template <class Word>
void gather_words(const Iter& it, const IndexRange& range, Report* report) {
  for_each_part(it, [&](const Iter& part) {
    launch(gather_kernel<Word>, blocks_for(part.numel, 4 * kThreads), kThreads, 0, part.data[0], part.data[1],
           part.data[2], nest_of<3>(part), static_cast<uint32_t>(part.numel), range, report);
  });
}
template <class Word>
void assign_words(const Iter& it, const IndexRange& range) {
  for_each_part(it, [&](const Iter& part) {
    launch(assign_kernel<Word>, blocks_for(part.numel), kThreads, 0, part.data[0], part.data[1], part.data[2],
           nest_of<3>(part), static_cast<uint32_t>(part.numel), range);
  });
}
template <class T>
void add_typed(const Iter& it, const IndexRange& range) {
  for_each_part(it, [&](const Iter& part) {
    launch(add_kernel<T>, blocks_for(part.numel), kThreads, 0, part.data[0], part.data[1], part.data[2],
           nest_of<3>(part), static_cast<uint32_t>(part.numel), range);
  });
}

BadIndex gather(const Iter& it, const IndexRange& range) {
  if (it.numel == 0) return {};
  const DeviceGuard guard(it.where);
  const Reported reported;
  visit_words(itemsize(it.dtype[0]), [&]<class Word>() { gather_words<Word>(it, range, reported.get()); });
  return reported.read();
}

void scatter(const Iter& it, const IndexRange& range, ScatterMode mode) {
  if (it.numel == 0) return;
  const DeviceGuard guard(it.where);
  if (mode == ScatterMode::Assign)
    return visit_words(itemsize(it.dtype[0]), [&]<class Word>() { assign_words<Word>(it, range); });
  if (isDifferentiableType(it.dtype[0])) alert_not_deterministic("scatter_add_cuda_kernel");
  visit(dtype_lists::Every(), it.dtype[0], [&]<class T>() { add_typed<T>(it, range); });
}

struct Check {
  const int64_t* index;
  IndexRange range;
  Report* report;
  __device__ void operator()(int64_t k) const {
    int64_t i = index[k];
    resolve(i, range, report);
  }
};

BadIndex check(const Tensor& index, const IndexRange& range) {
  if (index.numel() == 0) return {};
  const DeviceGuard guard(index.device());
  const Reported reported;
  for_each(index.numel(), Check{static_cast<const int64_t*>(index.data_ptr()), range, reported.get()});
  return reported.read();
}

struct AddOffsets {
  char* offset;
  const char* index;
  Nest<2> nest;
  IndexRange range;
  Report* report;
  __device__ void operator()(int64_t k) const {
    int64_t at[2];
    nest.offsets(static_cast<uint32_t>(k), at);
    int64_t i = *reinterpret_cast<const int64_t*>(index + at[1]);
    if (resolve(i, range, report)) *reinterpret_cast<int64_t*>(offset + at[0]) += i * range.step;
  }
};

BadIndex offsets(const Iter& it, const IndexRange& range) {
  if (it.numel == 0) return {};
  const DeviceGuard guard(it.where);
  const Reported reported;
  for_each_part(it, [&](const Iter& part) {
    for_each(part.numel, AddOffsets{part.data[0], part.data[1], nest_of<2>(part), range, reported.get()});
  });
  return reported.read();
}

}  // namespace

void register_index() {
  kernels::index_gather.set(kCUDA, gather);
  kernels::index_scatter.set(kCUDA, scatter);
  kernels::index_check.set(kCUDA, check);
  kernels::index_offsets.set(kCUDA, offsets);
}

}  // namespace facula::gpu
