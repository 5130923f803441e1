#pragma once
// Inner loops of the indexing kernels, compiled once per instruction set, entered at registration.
#include "kernels/index.h"

namespace facula::cpu {

/// Loops over one run. Strides are in bytes; `bytes` is the size of an element (slot 5: any size).
struct IndexLoops {
  /// y[j] = x[j + index[j] * step]; returns the first j whose index is bad, or n.
  using Gather = int64_t (*)(char* y, int64_t sy, const char* index, int64_t si, const char* x, int64_t sx,
                             int64_t n, int64_t bytes, const kernels::IndexRange& range);
  /// self[j + index[j] * step] = or += value[j]
  using Scatter = void (*)(char* self, int64_t ss, const char* index, int64_t si, const char* value,
                           int64_t sv, int64_t n, int64_t bytes, const kernels::IndexRange& range);
  /// The first bad index of a contiguous run, or n.
  int64_t (*check)(const int64_t* index, int64_t n, const kernels::IndexRange& range);
  /// y[j] += index[j] * step in contiguous runs; returns the first j whose index is bad, or n.
  int64_t (*offsets)(int64_t* y, const int64_t* index, int64_t n, const kernels::IndexRange& range);
  /// y[j] = mask[j] ? a[j] : b[j]
  using Where = void (*)(char* y, int64_t sy, const char* mask, int64_t sm, const char* a, int64_t sa,
                         const char* b, int64_t sb, int64_t n);
  /// Moves the elements of x where mask is true to y, `count` of them.
  using Compress = void (*)(char* y, const char* x, const char* mask, int64_t n, int64_t count);
  /// The reverse: returns how many elements of source were used.
  using Spread = int64_t (*)(char* y, const char* mask, const char* source, int64_t n);
  /// Positions (base + j) of the true elements.
  void (*positions)(int64_t* y, const char* mask, int64_t n, int64_t count);
  int64_t (*count)(const char* mask, int64_t n);

  Gather gather[6];
  Scatter assign[6];
  Scatter add[kNumDtypes];
  Where where[5];
  Compress compress[5];
  Spread spread[5];
};
extern IndexLoops index_loops;

/// Which loop moves elements of this many bytes.
inline int loop_of(int64_t bytes) {
  return bytes == 1 ? 0 : bytes == 2 ? 1 : bytes == 4 ? 2 : bytes == 8 ? 3 : bytes == 16 ? 4 : 5;
}

}  // namespace facula::cpu
