// Transposition of matrices, in blocks that stay in registers.
#include <cstddef>
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

template <class T>
inline __attribute__((always_inline)) void block8(char* dst, int64_t dst_row, const char* src,
                                                  int64_t src_column) {
  using Loose = typename Vector<T>::loose;
  V<T> r[8];
  for (int k = 0; k < 8; ++k) r[k] = *reinterpret_cast<const Loose*>(src + k * src_column);
  transpose8<T>(r);
  for (int k = 0; k < 8; ++k) *reinterpret_cast<Loose*>(dst + k * dst_row) = r[k];
}

// dst row i, column j = src column j, row i. Squares whose sides are a cache line: each line is read and
// written whole, which matters when the steps are powers of two and few lines fit into a set of the cache.
template <class T>
void transpose(char* dst, int64_t dst_row, const char* src, int64_t src_column, int64_t rows,
               int64_t columns) {
  constexpr auto size = static_cast<int64_t>(sizeof(T));
  constexpr int64_t kSide = sizeof(T) >= 4 ? 16 : 32;
  const int64_t whole_rows = rows / 8 * 8, whole_columns = columns / 8 * 8;
  for (int64_t i0 = 0; i0 < whole_rows; i0 += kSide) {
    const int64_t i1 = i0 + kSide < whole_rows ? i0 + kSide : whole_rows;
    for (int64_t j0 = 0; j0 < whole_columns; j0 += kSide) {
      const int64_t j1 = j0 + kSide < whole_columns ? j0 + kSide : whole_columns;
      for (int64_t i = i0; i < i1; i += 8)
        for (int64_t j = j0; j < j1; j += 8)
          block8<T>(dst + i * dst_row + j * size, dst_row, src + i * size + j * src_column, src_column);
    }
    transpose_edge<T>(dst + i0 * dst_row + whole_columns * size, dst_row,
                      src + i0 * size + whole_columns * src_column, src_column, i1 - i0,
                      columns - whole_columns);
  }
  transpose_edge<T>(dst + whole_rows * dst_row, dst_row, src + whole_rows * size, src_column,
                    rows - whole_rows, columns);
}

// dst[i] = src[-i]
template <class T>
void reverse(char* dst, const char* src, int64_t n) {
  constexpr auto size = static_cast<int64_t>(sizeof(T));
  using Loose = typename Vector<T>::loose;
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const V<T> v = *reinterpret_cast<const Loose*>(src - (i + 7) * size);
    *reinterpret_cast<Loose*>(dst + i * size) = __builtin_shufflevector(v, v, 7, 6, 5, 4, 3, 2, 1, 0);
  }
  for (; i < n; ++i) *reinterpret_cast<T*>(dst + i * size) = load<T>(src - i * size);
}

typedef char Line __attribute__((vector_size(64), aligned(1), may_alias));

template <class T>
inline __attribute__((always_inline)) void spread(Line& line, const char* value) {
  typedef T V __attribute__((vector_size(64)));
  line = reinterpret_cast<Line>(V{} + load<T>(value));
}
// By way of registers: a line put together in memory could not be read back until all of it is there.
inline __attribute__((always_inline)) void spread(Line& line, const char* value, int64_t size) {
  switch (size) {
    case 1:
      return spread<uint8_t>(line, value);
    case 2:
      return spread<uint16_t>(line, value);
    case 4:
      return spread<uint32_t>(line, value);
    case 8:
      return spread<uint64_t>(line, value);
    default: {
      typedef uint64_t V __attribute__((vector_size(64)));
      const auto low = load<uint64_t>(value), high = load<uint64_t>(value + 8);
      line = reinterpret_cast<Line>(V{low, high, low, high, low, high, low, high});
    }
  }
}

// n copies of an element.
void fill(char* dst, const char* value, int64_t size, int64_t n) {
  Line line;
  spread(line, value, size);
  const int64_t bytes = n * size;
  if (bytes < 64) {
    __builtin_memcpy(dst, &line, static_cast<size_t>(bytes));
    return;
  }
  int64_t i = 64 - static_cast<int64_t>(reinterpret_cast<uintptr_t>(dst) % 64);  // from there on whole lines
  i = i & (size - 1) ? 0 : i;
  *reinterpret_cast<Line*>(dst) = line;
  for (; i + 64 <= bytes; i += 64) *reinterpret_cast<Line*>(dst + i) = line;
  *reinterpret_cast<Line*>(dst + bytes - 64) = line;
}

template <int64_t Width>
struct Chunk {
  typedef char type __attribute__((vector_size(Width), aligned(1), may_alias));
};
template <int64_t Width>
inline __attribute__((always_inline)) void move(char* dst, const char* src) {
  using C = typename Chunk<Width>::type;
  *reinterpret_cast<C*>(dst) = *reinterpret_cast<const C*>(src);
}

// Short runs of any alignment. glibc's memcpy takes `rep movsb` from 2 KB on, which the Zen processors run
// ten times slower when the two sides are misaligned to each other.
void copy(char* dst, const char* src, int64_t bytes) {
  if (bytes >= 64) {
    move<64>(dst, src);
    int64_t i =
        64 - static_cast<int64_t>(reinterpret_cast<uintptr_t>(dst) % 64);  // from there on whole cache lines
    for (; i + 64 <= bytes; i += 64) move<64>(dst + i, src + i);
    move<64>(dst + bytes - 64, src + bytes - 64);
  } else if (bytes >= 16) {
    for (int64_t i = 0; i + 16 <= bytes; i += 16) move<16>(dst + i, src + i);
    move<16>(dst + bytes - 16, src + bytes - 16);
  } else if (bytes >= 4) {
    for (int64_t i = 0; i + 4 <= bytes; i += 4) move<4>(dst + i, src + i);
    move<4>(dst + bytes - 4, src + bytes - 4);
  } else {
    for (int64_t i = 0; i < bytes; ++i) dst[i] = src[i];
  }
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
  reverse_loops[0] = reverse<uint8_t>;
  reverse_loops[1] = reverse<uint16_t>;
  reverse_loops[2] = reverse<uint32_t>;
  reverse_loops[3] = reverse<uint64_t>;
  fill_loop = fill;
  copy_loop = copy;
}

}  // namespace facula::cpu::FACULA_ISA
