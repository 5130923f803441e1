// Transposition of matrices, in blocks that stay in registers.
#include <cstdint>

#include "cpu/copy.h"

namespace facula::cpu::FACULA_ISA {

namespace {

// Eight elements; the compiler splits it where the set has no such register.
template <class T>
struct Vector {
  typedef T type __attribute__((vector_size(8 * sizeof(T))));
  typedef T loose __attribute__((vector_size(8 * sizeof(T)), aligned(1), may_alias));
};
template <class T>
using V = typename Vector<T>::type;

// Swaps the off-diagonal halves of 2 x 2 blocks of size 1, 2 and 4: after the three steps rows are columns.
template <class T>
inline __attribute__((always_inline)) void transpose8(V<T> (&r)[8]) {
  V<T> t[8];
  for (int i = 0; i < 8; i += 2) {
    t[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    t[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int i = 0; i < 8; i += 4)
    for (int k = i; k < i + 2; ++k) {
      r[k] = __builtin_shufflevector(t[k], t[k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      r[k + 2] = __builtin_shufflevector(t[k], t[k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int k = 0; k < 4; ++k) {
    t[k] = __builtin_shufflevector(r[k], r[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    t[k + 4] = __builtin_shufflevector(r[k], r[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
  for (int k = 0; k < 8; ++k) r[k] = t[k];
}

template <class T>
inline __attribute__((always_inline)) T load(const char* p) {
  return *reinterpret_cast<const T*>(p);
}

template <class T>
void transpose_edge(char* dst, int64_t dst_row, const char* src, int64_t src_column, int64_t rows,
                    int64_t columns) {
  for (int64_t i = 0; i < rows; ++i) {
    T* d = reinterpret_cast<T*>(dst + i * dst_row);
    const char* s = src + i * static_cast<int64_t>(sizeof(T));
    for (int64_t j = 0; j < columns; ++j) d[j] = load<T>(s + j * src_column);
  }
}

// dst row i, column j = src column j, row i. Bands of 32 destination rows: each source line is read whole
// while it is in the cache, and each destination line is written once.
template <class T>
void transpose(char* dst, int64_t dst_row, const char* src, int64_t src_column, int64_t rows,
               int64_t columns) {
  constexpr int64_t kBand = sizeof(T) >= 8 ? 16 : 32;
  constexpr auto size = static_cast<int64_t>(sizeof(T));
  const int64_t whole_rows = rows / 8 * 8, whole_columns = columns / 8 * 8;
  for (int64_t band = 0; band < whole_rows; band += kBand) {
    const int64_t end = band + kBand < whole_rows ? band + kBand : whole_rows;
    for (int64_t j = 0; j < whole_columns; j += 8)
      for (int64_t i = band; i < end; i += 8) {
        V<T> r[8];
        for (int k = 0; k < 8; ++k)
          r[k] = *reinterpret_cast<const typename Vector<T>::loose*>(src + i * size + (j + k) * src_column);
        transpose8<T>(r);
        for (int k = 0; k < 8; ++k)
          *reinterpret_cast<typename Vector<T>::loose*>(dst + (i + k) * dst_row + j * size) = r[k];
      }
    transpose_edge<T>(dst + band * dst_row + whole_columns * size, dst_row,
                      src + band * size + whole_columns * src_column, src_column, end - band,
                      columns - whole_columns);
  }
  transpose_edge<T>(dst + whole_rows * dst_row, dst_row, src + whole_rows * size, src_column,
                    rows - whole_rows, columns);
}

struct Pair {
  uint64_t a, b;
};

}  // namespace

void register_copy_loops() {
  transpose_loops[0] = transpose<uint8_t>;
  transpose_loops[1] = transpose<uint16_t>;
  transpose_loops[2] = transpose<uint32_t>;
  transpose_loops[3] = transpose<uint64_t>;
  transpose_loops[4] = transpose_edge<Pair>;
}

}  // namespace facula::cpu::FACULA_ISA
