// Products of matrices up to 8 x 8, one row of the result in a register.
#include "cpu/gemm.h"
#include "facula/core/inline.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class T>
struct Row {
  typedef T type __attribute__((vector_size(8 * sizeof(T))));
};

template <class T>
FACULA_INLINE void load_rows(typename Row<T>::type* rows, const Matrix<const T>& b) {
  for (int64_t p = 0; p < b.rows; ++p) {
    const T* from = b.data + p * b.row_stride;
    T to[8] = {};
    if (b.cols == 4) {
      for (int64_t j = 0; j < 4; ++j) to[j] = from[j * b.col_stride];
    } else {
      for (int64_t j = 0; j < b.cols; ++j) to[j] = from[j * b.col_stride];
    }
    __builtin_memcpy(&rows[p], to, sizeof to);
  }
}

template <class T>
void tiny(const TinyGemm<T>& g) {
  using V = typename Row<T>::type;
  V rows[8];
  load_rows<T>(rows, g.b);
  const int64_t n = g.b.cols, k = g.b.rows;
  for (int64_t i = 0; i < g.a.rows; ++i) {
    const T* a = g.a.data + i * g.a.row_stride;
    V sum = {};
    for (int64_t p = 0; p < k; ++p) sum += rows[p] * a[p * g.a.col_stride];
    T value[8];
    __builtin_memcpy(value, &sum, sizeof value);
    T* c = g.c + i * g.ldc;
    if (g.bias)
      for (int64_t j = 0; j < n; ++j) c[j] = g.alpha * value[j] + g.bias[j];
    else if (g.beta == T(0))
      for (int64_t j = 0; j < n; ++j) c[j] = g.alpha * value[j];
    else
      for (int64_t j = 0; j < n; ++j) c[j] = g.alpha * value[j] + g.beta * c[j];
  }
}

}  // namespace

void register_gemm() {
  tiny_gemm_f32 = tiny<float>;
  tiny_gemm_f64 = tiny<double>;
}

}  // namespace facula::cpu::FACULA_ISA
