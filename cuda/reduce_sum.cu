// Sums, means, products and norms.
#include "cuda/reduce_kernel.h"
#include "cuda/register.h"

namespace facula::gpu {

namespace {

template <class T>
struct Sum : Plain<T, Total<T>, Total<T>> {
  using Acc = Total<T>;
  static __device__ Acc identity() { return Acc(0); }
  static __device__ void step(Acc& a, T x, int64_t) { a = a + static_cast<Acc>(x); }
  static __device__ void join(Acc& a, Acc b) { a = a + b; }
  static __device__ void finish(Acc a, double, Acc* y, char*) { *y = a; }
};
template <class T>
struct Mean : Sum<T> {
  static __device__ void finish(T a, double count, T* y, char*) {
    *y = a / T(static_cast<RealType<T>>(count));
  }
};
template <class T>
struct Prod : Plain<T, Total<T>, Total<T>> {
  using Acc = Total<T>;
  static __device__ Acc identity() { return Acc(1); }
  static __device__ void step(Acc& a, T x, int64_t) { a = a * static_cast<Acc>(x); }
  static __device__ void join(Acc& a, Acc b) { a = a * b; }
  static __device__ void finish(Acc a, double, Acc* y, char*) { *y = a; }
};
template <class T>
struct Norm1 : Plain<T, RealType<T>, RealType<T>> {
  using R = RealType<T>;
  static __device__ R identity() { return 0; }
  static __device__ void step(R& a, T x, int64_t) {
    if constexpr (is_complex<T>)
      a += static_cast<R>(::hypot(x.re, x.im));
    else
      a += ::fabs(x);
  }
  static __device__ void join(R& a, R b) { a += b; }
  static __device__ void finish(R a, double, R* y, char*) { *y = a; }
};
template <class T>
struct Norm2 : Norm1<T> {
  using R = RealType<T>;
  static __device__ void step(R& a, T x, int64_t) {
    if constexpr (is_complex<T>)
      a += x.re * x.re + x.im * x.im;
    else
      a += x * x;
  }
  static __device__ void finish(R a, double, R* y, char*) { *y = ::sqrt(a); }
};

}  // namespace

void register_reduce_sum() {
  using namespace dtype_lists;
  enter_reduction<kernels::sum, Sum, All>();
  enter_reduction<kernels::mean, Mean, FloatComplex>();
  enter_reduction<kernels::prod, Prod, All>();
  enter_reduction<kernels::norm1, Norm1, FloatComplex>();
  enter_reduction<kernels::norm2, Norm2, FloatComplex>();
}

}  // namespace facula::gpu
