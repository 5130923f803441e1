// Variance and mean in one pass.
// source  Welford, Technometrics 4 (1962); joined as in Chan, Golub, LeVeque (1979)
#include "cuda/reduce_kernel.h"
#include "cuda/register.h"

namespace facula::gpu {

namespace {

template <class T>
struct Spread {
  T mean;
  RealType<T> m2, n;
};

template <class T>
__device__ RealType<T> product(T a, T b) {  // the real part of a conj(b)
  if constexpr (is_complex<T>)
    return a.re * b.re + a.im * b.im;
  else
    return a * b;
}

template <class T, bool Root>
struct Variance : Plain<T, Spread<T>, RealType<T>> {
  using R = RealType<T>;
  using Acc = Spread<T>;
  using Second = T;
  static __device__ Acc identity() { return {T(0), 0, 0}; }
  static __device__ void step(Acc& a, T x, int64_t) {
    a.n += 1;
    const T before = x - a.mean;
    a.mean = a.mean + before / T(a.n);
    a.m2 += product(before, x - a.mean);
  }
  static __device__ void join(Acc& a, Acc b) {
    if (b.n == 0) return;
    const R n = a.n + b.n;
    const T d = b.mean - a.mean;
    a.mean = a.mean + d * T(b.n / n);
    a.m2 += b.m2 + product(d, d) * (a.n * b.n / n);
    a.n = n;
  }
  static __device__ void finish(Acc a, double divisor, R* y, T* mean) {
    const R v = a.n == 0 ? R(0) / R(0) : a.m2 / static_cast<R>(divisor);
    *y = Root ? ::sqrt(v) : v;
    if (mean) *mean = a.n == 0 ? T(R(0) / R(0)) : a.mean;
  }
};

void var(Tensor& y, Tensor& mean, const Tensor& x, const ReducePlan& plan, double correction, bool root) {
  const DeviceGuard guard(x.device());
  const double divisor = std::max(0.0, static_cast<double>(plan.count) - correction);
  void* means = mean.defined() ? mean.data_ptr() : nullptr;
  const bool there = visit(dtype_lists::FloatComplex(), x.scalar_type(), [&]<class T>() {
    if (root)
      run_reduction<Variance<T, true>>(plan, x.data_ptr(), y.data_ptr(), means, divisor);
    else
      run_reduction<Variance<T, false>>(plan, x.data_ptr(), y.data_ptr(), means, divisor);
  });
  if (!there) kernels::missing("var", x.scalar_type(), kCUDA);
}

}  // namespace

void register_reduce_var() { kernels::var.set(kCUDA, var); }

}  // namespace facula::gpu
