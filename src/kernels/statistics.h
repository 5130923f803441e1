#pragma once
// Slots of searching and counting. All tensors are contiguous.
#include <vector>

#include "kernels/slot.h"

namespace facula::kernels {

/// y[i] (int64) = the first place in x[i]'s row of `edges` whose value is not below x[i], or with `right`: is
/// above it. `edges` is [n] or [rows, n] with rows * (elements of x per row) = x.numel(), seen through
/// `sorter` (int64, of its shape) where that is defined. Dtypes of edges and x agree; real.
extern constinit KernelSlot<void(Tensor& y, const Tensor& edges, const Tensor& x, const Tensor& sorter,
                                 bool right)>
    searchsorted;
/// The most frequent value of each row [.., n] of `sorted`, and the last entry of `order` that belongs to it.
extern constinit KernelSlot<void(Tensor& value, Tensor& index, const Tensor& sorted, const Tensor& order)>
    mode;
/// y[v] = how often v stands in x (int64, 0 <= v < y.numel()), or the sum of its weights, of y's dtype
/// (int64, float, double) or undefined.
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, const Tensor& weights)> bincount;
/// Runs of equal values: starts[g] = where run g starts in `sorted`, groups[order[i]] = the run of sorted[i];
/// both int64 of sorted's length. Returns the number of runs. Each NaN is a run.
extern constinit KernelSlot<int64_t(Tensor& starts, Tensor& groups, const Tensor& sorted,
                                    const Tensor& order)>
    unique_groups;
/// How a histogram finds an element's bin: by arithmetic; the same, then among the neighbours by the edges;
/// by the edges alone.
enum class BinSearch { Linear, LinearThenEdges, Edges };
/// Counts (or sums of weights) of points [n, d] in bins between edges[0..d), into `hist` (double) of shape
/// [bins 0, bins 1, ..]. Float and double; weights [n] of their dtype or undefined.
extern constinit KernelSlot<void(Tensor& hist, const Tensor& points, const Tensor& weights,
                                 const std::vector<Tensor>& edges, BinSearch search)>
    histogram;

}  // namespace facula::kernels
