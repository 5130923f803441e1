// Softmax along a dimension. Rows in memory: a group of threads each. Along an outer dimension: a thread per
// line, so that neighbouring threads read neighbouring elements.
#include "kernels/softmax.h"

#include "cuda/cast.h"
#include "cuda/register.h"
#include "cuda/row_group.h"

namespace facula::gpu {

namespace {

template <class T, bool Log>
struct Forward {
  T most, sum;  // sum: of exponentials, or its logarithm
  __device__ T operator()(T x) const { return Log ? x - most - sum : ::exp(x - most) / sum; }
};
template <class T, bool Log>
struct Backward {
  T sum;
  __device__ T operator()(T g, T y) const { return Log ? g - ::exp(y) * sum : (g - sum) * y; }
  static __device__ T term(T g, T y) { return Log ? g : g * y; }
};

template <class T, bool Log, int W>
__global__ void __launch_bounds__(kThreads) row_kernel(T* y, const T* x, int64_t rows, int64_t n) {
  const RowOf<W> at;
  if (at.row >= rows) return;
  x += at.row * n;
  y += at.row * n;
  T most = -INFINITY;
  for (int64_t i = at.lane; i < n; i += W) most = Larger()(x[i], most);
  most = reduce_group<W>(most, Larger());
  T sum = 0;
  for (int64_t i = at.lane; i < n; i += W) sum += ::exp(x[i] - most);
  sum = sum_group<W>(sum);
  const Forward<T, Log> f{most, Log ? ::log(sum) : sum};
  for (int64_t i = at.lane; i < n; i += W) y[i] = f(x[i]);
}

template <class T, bool Log>
struct Line {
  T* y;
  const T* x;
  int64_t n, inner;
  __device__ void operator()(int64_t line) const {
    const int64_t begin = line / inner * n * inner + line % inner, end = begin + n * inner;
    T most = -INFINITY;
    for (int64_t i = begin; i < end; i += inner) most = Larger()(x[i], most);
    T sum = 0;
    for (int64_t i = begin; i < end; i += inner) sum += ::exp(x[i] - most);
    const Forward<T, Log> f{most, Log ? ::log(sum) : sum};
    for (int64_t i = begin; i < end; i += inner) y[i] = f(x[i]);
  }
};

template <class T, bool Log, int W>
__global__ void __launch_bounds__(kThreads)
    row_backward_kernel(T* gx, const T* g, const T* y, int64_t rows, int64_t n) {
  const RowOf<W> at;
  if (at.row >= rows) return;
  gx += at.row * n;
  g += at.row * n;
  y += at.row * n;
  T sum = 0;
  for (int64_t i = at.lane; i < n; i += W) sum += Backward<T, Log>::term(g[i], y[i]);
  const Backward<T, Log> f{sum_group<W>(sum)};
  for (int64_t i = at.lane; i < n; i += W) gx[i] = f(g[i], y[i]);
}

template <class T, bool Log>
struct LineBackward {
  T* gx;
  const T *g, *y;
  int64_t n, inner;
  __device__ void operator()(int64_t line) const {
    const int64_t begin = line / inner * n * inner + line % inner, end = begin + n * inner;
    T sum = 0;
    for (int64_t i = begin; i < end; i += inner) sum += Backward<T, Log>::term(g[i], y[i]);
    const Backward<T, Log> f{sum};
    for (int64_t i = begin; i < end; i += inner) gx[i] = f(g[i], y[i]);
  }
};

// [outer, n, inner]
struct Shape {
  int64_t outer = 1, n = 1, inner = 1;
  Shape(const Tensor& x, int64_t dim) {
    for (int64_t d = 0; d < x.dim(); ++d) (d < dim ? outer : d == dim ? n : inner) *= x.size(d);
  }
};

template <class T, bool Log>
void forward_typed(Tensor& y, const Tensor& x, int64_t dim) {
  const Shape s(x, dim);
  auto* out = static_cast<T*>(y.data_ptr());
  const auto* in = static_cast<const T*>(x.data_ptr());
  if (s.inner > 1)
    for_each(s.outer * s.inner, Line<T, Log>{out, in, s.n, s.inner});
  else if (s.n <= kShortRow)
    launch(row_kernel<T, Log, 32>, blocks_for_rows<32>(s.outer), kThreads, 0, out, in, s.outer, s.n);
  else
    launch(row_kernel<T, Log, kThreads>, blocks_for_rows<kThreads>(s.outer), kThreads, 0, out, in, s.outer,
           s.n);
}

template <class T, bool Log>
void backward_typed(Tensor& gx, const Tensor& g, const Tensor& y, int64_t dim) {
  const Shape s(y, dim);
  auto* out = static_cast<T*>(gx.data_ptr());
  const auto *grad = static_cast<const T*>(g.data_ptr()), *in = static_cast<const T*>(y.data_ptr());
  if (s.inner > 1)
    for_each(s.outer * s.inner, LineBackward<T, Log>{out, grad, in, s.n, s.inner});
  else if (s.n <= kShortRow)
    launch(row_backward_kernel<T, Log, 32>, blocks_for_rows<32>(s.outer), kThreads, 0, out, grad, in, s.outer,
           s.n);
  else
    launch(row_backward_kernel<T, Log, kThreads>, blocks_for_rows<kThreads>(s.outer), kThreads, 0, out, grad,
           in, s.outer, s.n);
}

template <bool Log>
void forward(Tensor& y, const Tensor& x, int64_t dim) {
  if (x.numel() == 0) return;
  const DeviceGuard guard(x.device());
  const bool there =
      visit(dtype_lists::Float(), x.scalar_type(), [&]<class T>() { forward_typed<T, Log>(y, x, dim); });
  if (!there) kernels::missing(Log ? "log_softmax" : "softmax", x.scalar_type(), kCUDA);
}
template <bool Log>
void backward(Tensor& gx, const Tensor& g, const Tensor& y, int64_t dim) {
  if (y.numel() == 0) return;
  const DeviceGuard guard(y.device());
  const bool there =
      visit(dtype_lists::Float(), y.scalar_type(), [&]<class T>() { backward_typed<T, Log>(gx, g, y, dim); });
  if (!there) kernels::missing(Log ? "log_softmax_backward" : "softmax_backward", y.scalar_type(), kCUDA);
}

}  // namespace

void register_softmax() {
  kernels::softmax.set(kCUDA, forward<false>);
  kernels::log_softmax.set(kCUDA, forward<true>);
  kernels::softmax_backward.set(kCUDA, backward<false>);
  kernels::log_softmax_backward.set(kCUDA, backward<true>);
}

}  // namespace facula::gpu
