#pragma once
// What the drivers of LAPACK share.
#include <algorithm>
#include <vector>

#include "cpu/lapack.h"
#include "cpu/parallel.h"
#include "facula/core/tensor.h"
#include "kernels/linalg.h"

namespace facula::cpu::lapack {

/// Calls f<T>() for the dtype; the ops have checked that it is one of these.
template <class F>
void dispatch(ScalarType t, const F& f) {
  switch (t) {
    case kFloat:
      return f.template operator()<float>();
    case kDouble:
      return f.template operator()<double>();
    case kComplexFloat:
      return f.template operator()<complex32>();
    case kComplexDouble:
      return f.template operator()<complex64>();
    default:
      kernels::missing("linalg", t, kCPU);
  }
}

/// Matrix i of a column-major batch.
template <class T>
class Batch {
 public:
  explicit Batch(const Tensor& t)
      : data_(static_cast<T*>(t.data_ptr())),
        step_(t.size(-2) * t.size(-1)),
        rows_(t.size(-2)),
        cols_(t.size(-1)) {
    const auto sizes = t.sizes();
    for (size_t d = 0; d + 2 < sizes.size(); ++d) count_ *= sizes[d];
  }
  T* operator[](int64_t i) const { return data_ + i * step_; }
  int64_t count() const { return count_; }
  int rows() const { return static_cast<int>(rows_); }
  int cols() const { return static_cast<int>(cols_); }
  /// The leading dimension, never 0.
  int ld() const { return static_cast<int>(std::max<int64_t>(rows_, 1)); }
  bool empty() const { return step_ == 0 || count_ == 0; }

 private:
  T* data_;
  int64_t step_, rows_, cols_, count_ = 1;
};

/// Vector i of a batch that lies densely.
template <class T>
class Vectors {
 public:
  explicit Vectors(const Tensor& t) : data_(static_cast<T*>(t.data_ptr())), step_(t.dim() ? t.size(-1) : 1) {}
  T* operator[](int64_t i) const { return data_ + i * step_; }

 private:
  T* data_;
  int64_t step_;
};

/// f(i) for each matrix; small ones are shared out to the threads, large ones use the threads inside BLAS.
template <class F>
void for_each(int64_t count, int64_t n, const F& f) {
  before_threads();
  if (count == 1 || n > 256) {
    for (int64_t i = 0; i < count; ++i) f(i);
    return;
  }
  parallel_for(0, count, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, n * n * n)),
               [&](int64_t a, int64_t b) {
                 for (int64_t i = a; i < b; ++i) f(i);
               });
}

/// The length that a workspace query asks for.
template <class T>
int length(const T& asked) {
  if constexpr (Lapack<T>::kComplex)
    return static_cast<int>(asked.re);
  else
    return static_cast<int>(asked);
}

}  // namespace facula::cpu::lapack
