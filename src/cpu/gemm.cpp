// Which library multiplies: docs/notes/gemm.md has the measurements behind choose().
#include "cpu/gemm.h"

#include <cblas.h>
#ifdef FACULA_HAS_ONEDNN
#include <dnnl.h>
#endif

#include <algorithm>
#include <climits>

#include "cpu/parallel.h"
#include "cpu/product.h"
#include "facula/core/allocator.h"
#include "facula/core/complex.h"
#include "facula/core/half.h"
#include "kernels/geometry.h"

namespace facula::cpu {

void (*tiny_gemm_f32)(const TinyGemm<float>&) = nullptr;
void (*tiny_gemm_f64)(const TinyGemm<double>&) = nullptr;

namespace {

enum class Library { Blas, OneDnn };

constexpr int64_t kLeastTiled = 50000;  // multiplications

// oneDNN's sgemm costs 0.2 us more per call and wins from about 64^3 on, unless the result is narrow.
Library choose(int64_t m, int64_t n, int64_t k) {
#ifdef FACULA_HAS_ONEDNN
  if (n >= 32 && m * n * k > 64 * 64 * 64 && m >= 8) return Library::OneDnn;
#else
  (void)m, (void)n, (void)k;
#endif
  return Library::Blas;
}

template <class T>
inline constexpr bool has_blas = false;
template <>
inline constexpr bool has_blas<float> = true;
template <>
inline constexpr bool has_blas<double> = true;
template <>
inline constexpr bool has_blas<complex<float>> = true;
template <>
inline constexpr bool has_blas<complex<double>> = true;

// A matrix as BLAS takes it: row-major with a leading dimension, perhaps transposed.
template <class T>
struct Operand {
  const T* data;
  bool transposed;
  int64_t ld;
};

template <class T>
bool describe(const Matrix<const T>& m, Operand<T>& out) {
  if ((m.col_stride == 1 || m.cols == 1) && (m.row_stride >= std::max<int64_t>(m.cols, 1) || m.rows == 1)) {
    out = {m.data, false, m.rows == 1 ? std::max<int64_t>(m.cols, 1) : m.row_stride};
    return true;
  }
  if ((m.row_stride == 1 || m.rows == 1) && (m.col_stride >= std::max<int64_t>(m.rows, 1) || m.cols == 1)) {
    out = {m.data, true, m.cols == 1 ? std::max<int64_t>(m.rows, 1) : m.col_stride};
    return true;
  }
  return false;
}

// Row-major copy of a matrix that has no leading dimension.
template <class T>
Tensor gather(const Matrix<const T>& m) {
  Tensor copy = make_contiguous({m.rows, m.cols}, dtype_of<T>);
  T* to = static_cast<T*>(copy.data_ptr());
  for (int64_t i = 0; i < m.rows; ++i)
    for (int64_t j = 0; j < m.cols; ++j) *to++ = m.data[i * m.row_stride + j * m.col_stride];
  return copy;
}

// One row or one column: a product of a matrix and a vector, which gemv does twice as fast.
template <class T>
bool call_gemv(const Operand<T>& a, const Operand<T>& b, T* c, int64_t ldc, T alpha, T beta, int64_t m,
               int64_t n, int64_t k) {
  if (n != 1 && m != 1) return false;
  const auto f = [] {
    if constexpr (std::is_same_v<T, float>)
      return cblas_sgemv;
    else
      return cblas_dgemv;
  }();
  const bool column = n == 1;  // c = a @ vector; otherwise c^T = b^T @ vector
  const Operand<T>&matrix = column ? a : b, &vector = column ? b : a;
  const int64_t rows = column ? m : k, cols = column ? k : n;
  const int64_t step = vector.transposed == column ? 1 : vector.ld, c_step = column ? ldc : 1;
  const bool flip = matrix.transposed != !column;
  const auto i = [](int64_t v) { return static_cast<blasint>(v); };
  if (beta == T(0))  // gemv may keep a NaN that it finds in c
    for (int64_t j = 0; j < (column ? m : n); ++j) c[j * c_step] = T(0);
  // A matrix stored transposed is cols x rows in memory.
  f(CblasRowMajor, flip ? CblasTrans : CblasNoTrans, i(matrix.transposed ? cols : rows),
    i(matrix.transposed ? rows : cols), alpha, matrix.data, i(matrix.ld), vector.data, i(step), beta, c,
    i(c_step));
  return true;
}

// The libraries use several threads above a size of their own; this is below it.
void before_blas(int64_t m, int64_t n, int64_t k) {
  if (m * n * k > 32 * 32 * 32 && get_num_threads() > 1) before_threads();
}

void call_blas(const Operand<float>& a, const Operand<float>& b, float* c, int64_t ldc, float alpha,
               float beta, int64_t m, int64_t n, int64_t k) {
  before_blas(m, n, k);
  if (call_gemv(a, b, c, ldc, alpha, beta, m, n, k)) return;
  const Product<float> p{a.data, a.ld, b.data, b.ld, a.transposed, b.transposed, c, ldc, alpha,
                         beta,   m,    n,      k};
  // The least are done before a strip is in order.
  const bool small = m * n * k <= kLeastTiled;
  if (small && gemm_panels(p)) return;
  if (has_tiles(p)) return multiply(p);
  if (!small && gemm_panels(p)) return;
#ifdef FACULA_HAS_ONEDNN
  if (choose(m, n, k) == Library::OneDnn) {
    dnnl_sgemm(a.transposed ? 'T' : 'N', b.transposed ? 'T' : 'N', m, n, k, alpha, a.data, a.ld, b.data, b.ld,
               beta, c, ldc);
    return;
  }
#endif
  const auto i = [](int64_t v) { return static_cast<blasint>(v); };
  cblas_sgemm(CblasRowMajor, a.transposed ? CblasTrans : CblasNoTrans,
              b.transposed ? CblasTrans : CblasNoTrans, i(m), i(n), i(k), alpha, a.data, i(a.ld), b.data,
              i(b.ld), beta, c, i(ldc));
}
void call_blas(const Operand<double>& a, const Operand<double>& b, double* c, int64_t ldc, double alpha,
               double beta, int64_t m, int64_t n, int64_t k) {
  before_blas(m, n, k);
  if (call_gemv(a, b, c, ldc, alpha, beta, m, n, k)) return;
  if (gemm_panels<double>(
          {a.data, a.ld, b.data, b.ld, a.transposed, b.transposed, c, ldc, alpha, beta, m, n, k}))
    return;
  const auto i = [](int64_t v) { return static_cast<blasint>(v); };
  cblas_dgemm(CblasRowMajor, a.transposed ? CblasTrans : CblasNoTrans,
              b.transposed ? CblasTrans : CblasNoTrans, i(m), i(n), i(k), alpha, a.data, i(a.ld), b.data,
              i(b.ld), beta, c, i(ldc));
}
template <class R>
void call_blas(const Operand<complex<R>>& a, const Operand<complex<R>>& b, complex<R>* c, int64_t ldc,
               complex<R> alpha, complex<R> beta, int64_t m, int64_t n, int64_t k) {
  const auto i = [](int64_t v) { return static_cast<blasint>(v); };
  const auto f = [] {
    if constexpr (std::is_same_v<R, float>)
      return cblas_cgemm;
    else
      return cblas_zgemm;
  }();
  f(CblasRowMajor, a.transposed ? CblasTrans : CblasNoTrans, b.transposed ? CblasTrans : CblasNoTrans, i(m),
    i(n), i(k), &alpha, a.data, i(a.ld), b.data, i(b.ld), &beta, c, i(ldc));
}

template <class T>
void scale(T* c, int64_t ldc, int64_t m, int64_t n, T beta) {
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j)
      c[i * ldc + j] = beta == T(0) ? T(0) : static_cast<T>(beta * c[i * ldc + j]);
}

// Integers: no library has them. Rows of b are added up, so that the inner loop runs along memory.
template <class T>
void plain_gemm(const Matrix<const T>& a, const Matrix<const T>& b, T* c, int64_t ldc, T alpha, T beta) {
  scale(c, ldc, a.rows, b.cols, beta);
  for (int64_t i = 0; i < a.rows; ++i) {
    T* __restrict row = c + i * ldc;
    for (int64_t p = 0; p < a.cols; ++p) {
      const T v = static_cast<T>(alpha * a.data[i * a.row_stride + p * a.col_stride]);
      const T* from = b.data + p * b.row_stride;
      if (b.col_stride == 1)
        for (int64_t j = 0; j < b.cols; ++j) row[j] = static_cast<T>(row[j] + v * from[j]);
      else
        for (int64_t j = 0; j < b.cols; ++j) row[j] = static_cast<T>(row[j] + v * from[j * b.col_stride]);
    }
  }
}

}  // namespace

template <class T>
void gemm(const Matrix<const T>& a, const Matrix<const T>& b, T* c, int64_t ldc, T alpha, T beta) {
  const int64_t m = a.rows, n = b.cols, k = a.cols;
  if (m == 0 || n == 0) return;
  if (k == 0) return scale(c, ldc, m, n, beta);
  if constexpr (!has_blas<T>) {
    plain_gemm(a, b, c, ldc, alpha, beta);
  } else {
    FACULA_CHECK(m <= INT_MAX && n <= INT_MAX && k <= INT_MAX && ldc <= INT_MAX, "matmul: a dimension of ", m,
                 "x", k, " @ ", k, "x", n, " exceeds 2^31 - 1");
    Operand<T> x, y;
    Tensor copy_a, copy_b;
    if (!describe(a, x)) {
      copy_a = gather(a);
      x = {static_cast<const T*>(copy_a.data_ptr()), false, k};
    }
    if (!describe(b, y)) {
      copy_b = gather(b);
      y = {static_cast<const T*>(copy_b.data_ptr()), false, n};
    }
    call_blas(x, y, c, ldc, alpha, beta, m, n, k);
  }
}

bool multiply_with(const Matrix<const float>& a, const Matrix<const float>& b, float* c, int64_t ldc,
                   float beta, const ProductExtra& extra) {
  Operand<float> x, y;
  if (a.cols == 0 || !describe(a, x) || !describe(b, y)) return false;
  const Product<float> p{x.data, x.ld, y.data, y.ld,   x.transposed, y.transposed, c,
                         ldc,    1,    beta,   a.rows, b.cols,       a.cols};
  if (!has_tiles(p)) return false;
  multiply(p, extra);
  return true;
}

#define FACULA_GEMM(T) template void gemm(const Matrix<const T>&, const Matrix<const T>&, T*, int64_t, T, T);
FACULA_GEMM(float)
FACULA_GEMM(double)
FACULA_GEMM(complex<float>)
FACULA_GEMM(complex<double>)
FACULA_GEMM(uint8_t)
FACULA_GEMM(int8_t)
FACULA_GEMM(int16_t)
FACULA_GEMM(int32_t)
FACULA_GEMM(int64_t)
#undef FACULA_GEMM

}  // namespace facula::cpu
