// Scans along a dimension. A single line goes to CUB's scan of the whole device; rows in memory take a block
// each; lines across rows take a thread each, neighbours reading neighbouring elements.
#include "kernels/scan.h"

#include <cub/block/block_scan.cuh>
#include <cub/device/device_scan.cuh>
#include <limits>

#include "cuda/cast.h"
#include "cuda/launch.h"
#include "cuda/register.h"
#include "cuda/scratch.h"

namespace facula::gpu {

namespace {

using Summable =
    Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double, complex<float>, complex<double>>;
using Ordered = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double, bool>;

struct Plus {
  template <class T>
  __host__ __device__ T operator()(const T& a, const T& b) const {
    return static_cast<T>(a + b);
  }
};
struct Times {
  template <class T>
  __host__ __device__ T operator()(const T& a, const T& b) const {
    return static_cast<T>(a * b);
  }
};
/// log(e^a + e^b)
struct LogPlusExp {
  template <class T>
  __host__ __device__ T operator()(const T& a, const T& b) const {
    if (a != a) return a;
    if (b != b) return b;
    const T high = a > b ? a : b, low = a > b ? b : a;
    if (high - low != high - low) return high;  // both infinite, with one sign
    return high + ::log1p(::exp(low - high));
  }
};
/// A value and its position; of equal ones the later wins; NaN wins.
template <class T>
struct Place {
  T value;
  int64_t index;
};
template <bool Largest>
struct Extreme {
  template <class T>
  __host__ __device__ Place<T> operator()(const Place<T>& a, const Place<T>& b) const {
    const bool a_nan = a.value != a.value, b_nan = b.value != b.value;
    const bool takes = b_nan || (!a_nan && (Largest ? b.value >= a.value : b.value <= a.value));
    return takes ? b : a;
  }
};

/// Elements as they are read and written: plain values, or values with positions.
template <class T>
struct Values {
  using Item = T;
  T* y;
  const T* x;
  __device__ Item load(int64_t at, int64_t) const { return x[at]; }
  __device__ void store(int64_t at, const Item& v) const { y[at] = v; }
};
template <class T>
struct Places {
  using Item = Place<T>;
  T* values;
  int64_t* indices;
  const T* x;
  __device__ Item load(int64_t at, int64_t j) const { return {x[at], j}; }
  __device__ void store(int64_t at, const Item& v) const {
    values[at] = v.value;
    indices[at] = v.index;
  }
};

struct Lines {
  int64_t outer = 1, n = 1, inner = 1;
  Lines(const Tensor& x, int64_t dim) {
    if (x.dim() == 0) return;
    for (int64_t d = 0; d < x.dim(); ++d) (d < dim ? outer : d == dim ? n : inner) *= x.size(d);
  }
};

template <class Data, class Op>
__global__ void __launch_bounds__(kThreads) row_kernel(Data data, int64_t n, Op op) {
  using Item = typename Data::Item;
  using Scan = cub::BlockScan<Item, kThreads>;
  __shared__ typename Scan::TempStorage memory;
  const int64_t base = int64_t{blockIdx.x} * n;
  Item before{};
  for (int64_t begin = 0; begin < n; begin += kThreads) {
    const int64_t j = begin + threadIdx.x;
    Item v = data.load(base + (j < n ? j : n - 1), j < n ? j : n - 1), total;
    const int valid = static_cast<int>(n - begin < kThreads ? n - begin : kThreads);
    Scan(memory).InclusiveScan(v, v, op, total);
    if (begin > 0) v = op(before, v);
    if (threadIdx.x < valid) data.store(base + j, v);
    before = begin > 0 ? op(before, total) : total;  // only the last round is not full
    __syncthreads();
  }
}

template <class Data, class Op>
struct ScanLine {
  Data data;
  int64_t n, inner;
  Op op;
  __device__ void operator()(int64_t line) const {
    int64_t at = line / inner * n * inner + line % inner;
    auto sum = data.load(at, 0);
    data.store(at, sum);
    for (int64_t j = 1; j < n; ++j) {
      at += inner;
      sum = op(sum, data.load(at, j));
      data.store(at, sum);
    }
  }
};

template <class Data, class Op>
void scan_lines(const Data& data, const Lines& l, const Op& op) {
  if (l.inner == 1 && l.n >= 32)
    launch(row_kernel<Data, Op>, static_cast<unsigned>(l.outer), kThreads, 0, data, l.n, op);
  else
    for_each(l.outer * l.inner, ScanLine<Data, Op>{data, l.n, l.inner, op});
}

template <class T, class Op>
void scan_typed(Tensor& y, const Tensor& x, int64_t dim, const Op& op) {
  const Lines l(x, dim);
  auto* out = static_cast<T*>(y.data_ptr());
  const auto* in = static_cast<const T*>(x.data_ptr());
  if (l.outer * l.inner == 1 && l.n > 4096) {
    with_scratch([&](void* scratch, size_t& bytes) {
      return cub::DeviceScan::InclusiveScan(scratch, bytes, in, out, op, l.n, current_stream());
    });
    return;
  }
  scan_lines(Values<T>{out, in}, l, op);
}

template <class List, class Op>
void scan(const char* name, Tensor& y, const Tensor& x, int64_t dim) {
  if (x.numel() == 0) return;
  const DeviceGuard guard(x.device());
  if (!visit(List(), x.scalar_type(), [&]<class T>() { scan_typed<T>(y, x, dim, Op()); }))
    kernels::missing(name, x.scalar_type(), kCUDA);
}

template <class T, bool Largest>
void extreme_typed(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim) {
  scan_lines(Places<T>{static_cast<T*>(values.data_ptr()), static_cast<int64_t*>(indices.data_ptr()),
                       static_cast<const T*>(x.data_ptr())},
             Lines(x, dim), Extreme<Largest>());
}
template <bool Largest>
void extreme(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim) {
  if (x.numel() == 0) return;
  const DeviceGuard guard(x.device());
  const bool there = visit(Ordered(), x.scalar_type(),
                           [&]<class T>() { extreme_typed<T, Largest>(values, indices, x, dim); });
  if (!there) kernels::missing(Largest ? "cummax" : "cummin", x.scalar_type(), kCUDA);
}

}  // namespace

void register_scan() {
  kernels::cumsum.set(
      kCUDA, [](Tensor& y, const Tensor& x, int64_t dim) { scan<Summable, Plus>("cumsum", y, x, dim); });
  kernels::cumprod.set(
      kCUDA, [](Tensor& y, const Tensor& x, int64_t dim) { scan<Summable, Times>("cumprod", y, x, dim); });
  kernels::logcumsumexp.set(kCUDA, [](Tensor& y, const Tensor& x, int64_t dim) {
    scan<dtype_lists::Float, LogPlusExp>("logcumsumexp", y, x, dim);
  });
  kernels::cummax.set(kCUDA, extreme<true>);
  kernels::cummin.set(kCUDA, extreme<false>);
}

}  // namespace facula::gpu
