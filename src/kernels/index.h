#pragma once
// Kernels that read or write through index tensors and masks.
#include "kernels/iter.h"
#include "kernels/slot.h"

namespace facula::kernels {

/// Which indices are allowed and what they mean.
struct IndexRange {
  int64_t size = 0;   // an index i is good when 0 <= i < size
  int64_t step = 0;   // bytes that an index of 1 moves
  bool wrap = false;  // -size <= i < 0 counts from the end
};
/// The first index that was not good.
struct BadIndex {
  bool found = false;
  int64_t value = 0;
};
enum class ScatterMode { Assign, Add };

/// y[i] = x[i + index[i] * step]. Operands: y, index (int64), x; x does not move along the indexed dimension.
extern constinit KernelSlot<BadIndex(const Iter& it, const IndexRange& range)> index_gather;
/// self[i + index[i] * step] = or += value[i]. Operands: self, index (int64, checked before), value. Where an
/// index comes twice, assignment keeps the last value in row-major order.
extern constinit KernelSlot<void(const Iter& it, const IndexRange& range, ScatterMode mode)> index_scatter;
enum class ReduceMode { Multiply, Maximum, Minimum };
/// self[i + index[i] * step] joined with value[i] by a product or an extreme, in which NaN wins. Operands as
/// index_scatter's.
extern constinit KernelSlot<void(const Iter& it, const IndexRange& range, ReduceMode mode)> index_reduce;
/// Whether all of `index` (contiguous int64) is good.
extern constinit KernelSlot<BadIndex(const Tensor& index, const IndexRange& range)> index_check;
/// offset[i] += wrapped index[i] * step. Operands: offset, index (both int64).
extern constinit KernelSlot<BadIndex(const Iter& it, const IndexRange& range)> index_offsets;

/// y[i] = mask[i] ? a[i] : b[i]. Operands: y, mask (bool), a, b of one dtype.
extern constinit KernelSlot<void(const Iter& it)> where;
/// Number of true elements; `mask` is contiguous.
extern constinit KernelSlot<int64_t(const Tensor& mask)> count_true;
/// y = the elements of x where mask is true; all contiguous, y.numel() = count_true(mask).
extern constinit KernelSlot<void(const Tensor& y, const Tensor& x, const Tensor& mask)> masked_select;
/// The elements of y where mask is true = source, in order; all contiguous.
extern constinit KernelSlot<void(const Tensor& y, const Tensor& mask, const Tensor& source)> masked_scatter;
/// y[d][k] = coordinate d of the k-th true element; y is contiguous int64 [dims, count_true(mask)].
extern constinit KernelSlot<void(const Tensor& y, const Tensor& mask)> nonzero;
/// y[.., i, j] = x[.., i, j] where j - i <= k (lower) or >= k (upper), else 0; contiguous.
extern constinit KernelSlot<void(const Tensor& y, const Tensor& x, int64_t k, bool upper)> triangle;

}  // namespace facula::kernels
