#pragma once
// Walking the rows of a loop nest, and moving runs of elements between strided memory and flat buffers.
#include "kernels/iter.h"

namespace facula::cpu {

/// A position in the nest; the inner dimension is walked in runs.
class RowWalker {
 public:
  RowWalker(const Iter& it, int64_t begin) : it_(it) {
    for (int op = 0; op < it.operands; ++op) row_[op] = it.data[op];
    for (int d = 0; d < it.ndim; ++d) {
      if (begin == 0) {  // spares small tensors the divisions
        index_[d] = 0;
        continue;
      }
      index_[d] = begin % it.shape[d];
      begin /= it.shape[d];
      if (d > 0)
        for (int op = 0; op < it.operands; ++op) row_[op] += index_[d] * it.strides[op][d];
    }
    if (it.ndim == 0) index_[0] = 0;
  }
  int64_t left_in_row() const { return (it_.ndim ? it_.shape[0] : 1) - index_[0]; }
  char* pointer(int op) const { return row_[op] + (it_.ndim ? index_[0] * it_.strides[op][0] : 0); }
  void advance(int64_t n) {
    const int64_t inner = it_.ndim ? it_.shape[0] : 1;
    index_[0] += n;
    while (index_[0] >= inner) {
      index_[0] -= inner;
      next_row();
    }
  }

 private:
  void next_row() {
    for (int d = 1; d < it_.ndim; ++d) {
      if (++index_[d] < it_.shape[d]) {
        for (int op = 0; op < it_.operands; ++op) row_[op] += it_.strides[op][d];
        return;
      }
      index_[d] = 0;
      for (int op = 0; op < it_.operands; ++op) row_[op] -= (it_.shape[d] - 1) * it_.strides[op][d];
    }
  }
  const Iter& it_;
  char* row_[Iter::kMaxOperands];
  int64_t index_[Iter::kMaxDims];
};

/// n copies of the element at `value`.
void fill(char* dst, const char* value, int64_t size, int64_t n);
/// dst[i] = element at src + i * stride bytes, size bytes each.
void gather_strided(char* dst, const char* src, int64_t stride, int64_t size, int64_t n);
void scatter_strided(char* dst, int64_t stride, const char* src, int64_t size, int64_t n);
/// The next n elements of operand `op` from the walker's position, converted to `as`.
void gather(char* dst, ScalarType as, const Iter& it, int op, RowWalker walk, int64_t n);
/// Writes n elements of dtype `from` to operand `op`, converted to its dtype.
void scatter(const Iter& it, int op, RowWalker walk, const char* src, ScalarType from, int64_t n);

}  // namespace facula::cpu
