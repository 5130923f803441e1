// Largest and smallest elements, where they are, and the logical reductions.
#include <limits>

#include "cuda/reduce_kernel.h"
#include "cuda/register.h"

namespace facula::gpu {

namespace {

template <class T>
__device__ T lowest() {
  if constexpr (is_floating<T>)
    return -std::numeric_limits<T>::infinity();
  else
    return std::numeric_limits<T>::lowest();
}
template <class T>
__device__ T highest() {
  if constexpr (is_floating<T>)
    return std::numeric_limits<T>::infinity();
  else
    return std::numeric_limits<T>::max();
}
template <class T>
__device__ bool is_nan(T x) {
  return x != x;
}

template <class T>
struct Amax : Plain<T, T, T> {
  static __device__ T identity() { return lowest<T>(); }
  static __device__ void join(T& a, T b) {
    if (b > a || is_nan(b)) a = b;
  }
  static __device__ void step(T& a, T x, int64_t) { join(a, x); }
  static __device__ void finish(T a, double, T* y, char*) { *y = a; }
};
template <class T>
struct Amin : Plain<T, T, T> {
  static __device__ T identity() { return highest<T>(); }
  static __device__ void join(T& a, T b) {
    if (b < a || is_nan(b)) a = b;
  }
  static __device__ void step(T& a, T x, int64_t) { join(a, x); }
  static __device__ void finish(T a, double, T* y, char*) { *y = a; }
};
template <class T>
__device__ bool truth(T x) {
  if constexpr (is_half<T>)
    return widen(x) != 0;
  else
    return x != T(0);
}
template <class T>
struct AllTrue : Plain<T, bool, bool> {
  static __device__ bool identity() { return true; }
  static __device__ void step(bool& a, T x, int64_t) { a = a && truth(x); }
  static __device__ void join(bool& a, bool b) { a = a && b; }
  static __device__ void finish(bool a, double, bool* y, char*) { *y = a; }
};
template <class T>
struct AnyTrue : Plain<T, bool, bool> {
  static __device__ bool identity() { return false; }
  static __device__ void step(bool& a, T x, int64_t) { a = a || truth(x); }
  static __device__ void join(bool& a, bool b) { a = a || b; }
  static __device__ void finish(bool a, double, bool* y, char*) { *y = a; }
};

// A value and where it stands; -1 before there is one. Of equal values the first wins.
template <class T>
struct Place {
  T value;
  int64_t index;
};
template <class T, bool Largest>
struct ArgExtremum : Plain<T, Place<T>, int64_t> {
  using Acc = Place<T>;
  using Second = T;
  static __device__ Acc identity() { return {T(0), -1}; }
  static __device__ bool before(T a, T b) {  // whether b replaces an earlier a
    if (is_nan(a)) return false;
    return is_nan(b) || (Largest ? b > a : b < a);
  }
  static __device__ void join(Acc& a, Acc b) {
    if (b.index < 0) return;
    if (a.index < 0 || (a.index < b.index ? before(a.value, b.value) : !before(b.value, a.value))) a = b;
  }
  static __device__ void step(Acc& a, T x, int64_t j) {
    if (a.index < 0 || before(a.value, x)) a = {x, j};
  }
  static __device__ void finish(Acc a, double, int64_t* y, T* value) {
    *y = a.index;
    if (value) *value = a.value;
  }
};

template <auto& slot, bool Largest>
void enter_arg() {
  slot.set(kCUDA, [](Tensor& indices, Tensor& values, const Tensor& x, const ReducePlan& plan) {
    const DeviceGuard guard(x.device());
    const bool there = visit(dtype_lists::RealBool(), x.scalar_type(), [&]<class T>() {
      run_reduction<ArgExtremum<T, Largest>>(plan, x.data_ptr(), indices.data_ptr(),
                                             values.defined() ? values.data_ptr() : nullptr, 0);
    });
    if (!there) kernels::missing(slot.name(), x.scalar_type(), kCUDA);
  });
}

}  // namespace

void register_reduce_extrema() {
  using namespace dtype_lists;
  enter_reduction<kernels::amax, Amax, RealBool>();
  enter_reduction<kernels::amin, Amin, RealBool>();
  enter_reduction<kernels::all, AllTrue, Every>();
  enter_reduction<kernels::any, AnyTrue, Every>();
  enter_arg<kernels::argmax, true>();
  enter_arg<kernels::argmin, false>();
}

}  // namespace facula::gpu
