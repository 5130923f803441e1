// Products of integers: a block computes a tile of 16 x 16 results from tiles in shared memory.
#include "cuda/cast.h"
#include "cuda/launch.h"
#include "cuda/matmul.h"
#include "cuda/nest.h"
#include "kernels/slot.h"

namespace facula::gpu {

namespace {

constexpr int kTile = 16;
using Integers = Types<uint8_t, int8_t, int16_t, int32_t, int64_t>;

struct Geometry {
  int64_t m, n, k, a_row, a_col, b_row, b_col;
};

template <class T>
__global__ void __launch_bounds__(kTile* kTile)
    product_kernel(T* y, const T* a, const T* b, Geometry g, T alpha, T beta) {
  __shared__ T left[kTile][kTile], right[kTile][kTile];
  const int64_t i = int64_t{blockIdx.y} * kTile + threadIdx.y, j = int64_t{blockIdx.x} * kTile + threadIdx.x;
  T sum = 0;
  for (int64_t begin = 0; begin < g.k; begin += kTile) {
    const int64_t ka = begin + threadIdx.x, kb = begin + threadIdx.y;
    left[threadIdx.y][threadIdx.x] = i < g.m && ka < g.k ? a[i * g.a_row + ka * g.a_col] : T(0);
    right[threadIdx.y][threadIdx.x] = j < g.n && kb < g.k ? b[kb * g.b_row + j * g.b_col] : T(0);
    __syncthreads();
    for (int e = 0; e < kTile; ++e) sum = static_cast<T>(sum + left[threadIdx.y][e] * right[e][threadIdx.x]);
    __syncthreads();
  }
  if (i >= g.m || j >= g.n) return;
  T& to = y[i * g.n + j];
  to = static_cast<T>(alpha * sum + (beta == T(0) ? T(0) : beta * to));
}

template <class T>
void run(const MatmulPlan& p, Tensor& y, const Tensor& a, const Tensor& b, const Scalar& alpha,
         const Scalar& beta) {
  const Geometry g{p.m, p.n, p.k, p.a_row, p.a_col, p.b_row, p.b_col};
  FACULA_CHECK(p.m <= int64_t{65535} * kTile, "matmul of integers with more than ", int64_t{65535} * kTile,
               " rows is not supported on CUDA");
  const dim3 grid(blocks_for(p.n, kTile), blocks_for(p.m, kTile));
  for (int64_t batch = 0; batch < p.batches; ++batch) {
    int64_t oa, ob;
    p.offsets(batch, oa, ob);
    launch(product_kernel<T>, grid, dim3(kTile, kTile), 0, static_cast<T*>(y.data_ptr()) + batch * p.m * p.n,
           static_cast<const T*>(a.data_ptr()) + oa, static_cast<const T*>(b.data_ptr()) + ob, g,
           alpha.to<T>(), beta.to<T>());
  }
}

// One block: threads take every 256th product, then join by halves.
template <class T>
__global__ void __launch_bounds__(kThreads)
    dot_kernel(T* y, const T* a, int64_t a_step, const T* b, int64_t b_step, int64_t n) {
  __shared__ T sums[kThreads];
  T sum = 0;
  for (int64_t i = threadIdx.x; i < n; i += kThreads)
    sum = static_cast<T>(sum + a[i * a_step] * b[i * b_step]);
  sums[threadIdx.x] = sum;
  for (int s = kThreads / 2; s > 0; s /= 2) {
    __syncthreads();
    if (threadIdx.x < s) sums[threadIdx.x] = static_cast<T>(sums[threadIdx.x] + sums[threadIdx.x + s]);
  }
  if (threadIdx.x == 0) *y = sums[0];
}

}  // namespace

void integer_matmul(const MatmulPlan& p, Tensor& y, const Tensor& a, const Tensor& b, const Scalar& alpha,
                    const Scalar& beta) {
  const bool there = visit(Integers(), y.scalar_type(), [&]<class T>() { run<T>(p, y, a, b, alpha, beta); });
  if (!there) kernels::missing("matmul", y.scalar_type(), kCUDA);
}

void integer_dot(Tensor& y, const Tensor& a, const Tensor& b) {
  const bool there = visit(Integers(), y.scalar_type(), [&]<class T>() {
    launch(dot_kernel<T>, 1, kThreads, 0, static_cast<T*>(y.data_ptr()), static_cast<const T*>(a.data_ptr()),
           a.stride(0), static_cast<const T*>(b.data_ptr()), b.stride(0), a.numel());
  });
  if (!there) kernels::missing("dot", y.scalar_type(), kCUDA);
}

}  // namespace facula::gpu
