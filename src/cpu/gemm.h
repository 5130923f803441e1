#pragma once
// One matrix product on the CPU, for every dtype that BLAS has and for those that it lacks.
#include <cstdint>

#include "facula/core/dtype.h"

namespace facula::cpu {

/// A matrix in memory; strides count elements.
template <class T>
struct Matrix {
  T* data;
  int64_t rows, cols;
  int64_t row_stride, col_stride;
};

/// c = alpha a @ b + beta c. `c` is row-major with rows `ldc` apart; a and b have any strides: transposed
/// ones and rows of a wider matrix are passed to BLAS as they are, others are gathered first. With beta = 0,
/// c is not read.
template <class T>
void gemm(const Matrix<const T>& a, const Matrix<const T>& b, T* c, int64_t ldc, T alpha, T beta);

extern template void gemm(const Matrix<const float>&, const Matrix<const float>&, float*, int64_t, float,
                          float);
extern template void gemm(const Matrix<const double>&, const Matrix<const double>&, double*, int64_t, double,
                          double);

/// c = alpha a @ b + beta c; rows of a and b lie next to each other, or their columns where they are transposed.
template <class T>
struct Product {
  const T* a;
  int64_t lda;
  const T* b;
  int64_t ldb;
  bool a_transposed, b_transposed;
  T* c;
  int64_t ldc;
  T alpha, beta;
  int64_t m, n, k;
};
/// Computes it in pieces if that is the fastest way here, else returns false (src/cpu/gemm_panels.cpp).
template <class T>
bool gemm_panels(const Product<T>& p);
extern template bool gemm_panels(const Product<float>&);
extern template bool gemm_panels(const Product<double>&);

/// Whether OpenBLAS has its kernels for small matrices on this processor, which read operands where they lie.
bool has_small_products();

/// Products this small run in loops of our own, which cost less than BLAS's argument checks.
inline constexpr int64_t kTinyGemm = 8;
template <class T>
struct TinyGemm {
  Matrix<const T> a, b;
  T* c;
  int64_t ldc;
  T alpha, beta;
  const T* bias;  // added to every row when not null
};
/// Filled by src/cpu/isa/gemm.cpp.
extern void (*tiny_gemm_f32)(const TinyGemm<float>&);
extern void (*tiny_gemm_f64)(const TinyGemm<double>&);

}  // namespace facula::cpu
