// Matrix transposes in blocks of 8 x 8 held in registers: every cache line is read and written whole.
#include "cpu/layout.h"
#include "facula/core/inline.h"

namespace facula::cpu::FACULA_ISA {

namespace {

typedef float V8 __attribute__((vector_size(32), aligned(4), may_alias));

FACULA_INLINE void block_8x8(float* dst, int64_t dst_step, const float* src, int64_t src_step) {
  V8 r[8], t[8];
  for (int i = 0; i < 8; ++i) r[i] = *reinterpret_cast<const V8*>(src + i * src_step);
  for (int i = 0; i < 8; i += 2) {
    t[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    t[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < 8; i += 4)
    for (int k = 0; k < 2; ++k) {
      r[i + 2 * k] = __builtin_shufflevector(t[i + k], t[i + 2 + k], 0, 1, 8, 9, 4, 5, 12, 13);
      r[i + 2 * k + 1] = __builtin_shufflevector(t[i + k], t[i + 2 + k], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; ++i) {
    const V8 low = __builtin_shufflevector(r[i], r[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    const V8 high = __builtin_shufflevector(r[i], r[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    *reinterpret_cast<V8*>(dst + i * dst_step) = low;
    *reinterpret_cast<V8*>(dst + (i + 4) * dst_step) = high;
  }
}

void transpose_4_bytes(void* to, const void* from, int64_t rows, int64_t cols) {
  float* dst = static_cast<float*>(to);
  const float* src = static_cast<const float*>(from);
  const int64_t whole_rows = rows / 8 * 8, whole_cols = cols / 8 * 8;
  // The shorter side runs innermost, so that the lines being written stay in the cache.
  if (rows <= cols) {
    for (int64_t j = 0; j < whole_cols; j += 8)
      for (int64_t i = 0; i < whole_rows; i += 8)
        block_8x8(dst + j * rows + i, rows, src + i * cols + j, cols);
  } else {
    for (int64_t i = 0; i < whole_rows; i += 8)
      for (int64_t j = 0; j < whole_cols; j += 8)
        block_8x8(dst + j * rows + i, rows, src + i * cols + j, cols);
  }
  for (int64_t j = whole_cols; j < cols; ++j)
    for (int64_t i = 0; i < rows; ++i) dst[j * rows + i] = src[i * cols + j];
  for (int64_t j = 0; j < whole_cols; ++j)
    for (int64_t i = whole_rows; i < rows; ++i) dst[j * rows + i] = src[i * cols + j];
}

void transpose_8_bytes(void* to, const void* from, int64_t rows, int64_t cols) {
  double* dst = static_cast<double*>(to);
  const double* src = static_cast<const double*>(from);
  constexpr int64_t kBlock = 8;
  for (int64_t j = 0; j < cols; j += kBlock)
    for (int64_t i = 0; i < rows; i += kBlock) {
      const int64_t je = j + kBlock < cols ? j + kBlock : cols, ie = i + kBlock < rows ? i + kBlock : rows;
      for (int64_t y = j; y < je; ++y)
        for (int64_t x = i; x < ie; ++x) dst[y * rows + x] = src[x * cols + y];
    }
}

}  // namespace

void register_transpose() {
  transpose_32 = transpose_4_bytes;
  transpose_64 = transpose_8_bytes;
}

}  // namespace facula::cpu::FACULA_ISA
