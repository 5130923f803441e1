#pragma once
// Slots of sorting and selecting along a dimension. Values have x's dtype, indices are int64; all are
// contiguous; dim counts from the front.
#include "kernels/slot.h"

namespace facula::kernels {

/// Stable; NaN counts as the largest value. Not for complex.
extern constinit KernelSlot<void(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim,
                                 bool descending)>
    sort;
/// The k largest or smallest along `dim`; in order if `sorted`. Not for bool, complex and the half types.
extern constinit KernelSlot<void(Tensor& values, Tensor& indices, const Tensor& x, int64_t k, int64_t dim,
                                 bool largest, bool sorted)>
    topk;
/// How a line's element is chosen: the k-th smallest (NaN counts as the largest), the median (NaN if there is
/// one), the median of what is not NaN.
enum class Rank { Kth, Median, NanMedian };
/// Outputs have length 1 along `dim`. Not for bool, complex and the half types.
extern constinit KernelSlot<void(Tensor& value, Tensor& index, const Tensor& x, int64_t k, int64_t dim,
                                 Rank rank)>
    select_rank;

}  // namespace facula::kernels
