#pragma once
// What the reductions share: which dimensions go, the shape that stays, and the way back for gradients.
#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/reduce.h"

namespace facula::reduction {

/// All dimensions.
inline constexpr uint64_t kAll = ~uint64_t{0};

/// Bit d is set when dimension d is reduced; no dims or an empty list mean all.
/// errors  IndexError for a dimension out of range, Error: "dim 0 appears multiple times in the list of dims"
uint64_t dim_mask(const Tensor& x, OptionalIntArrayRef dims);
inline bool has(uint64_t mask, int64_t d) { return mask >> d & 1; }
/// Elements that meet in one output.
int64_t count(const Tensor& x, uint64_t mask);

/// The shape that is left.
DimVector shape(const Tensor& x, uint64_t mask, bool keepdim);
/// An uninitialised result of that shape.
Tensor output(const Tensor& x, uint64_t mask, bool keepdim, ScalarType dtype);
/// output() filled by the slot.
Tensor run(const kernels::ReduceSlot& slot, const Tensor& x, uint64_t mask, bool keepdim, ScalarType dtype);

/// The dtype of a sum or product: `dtype`, or int64 for integers and bool.
ScalarType sum_type(const Tensor& x, std::optional<ScalarType> dtype);
/// Sum or product of x as `dtype`, whose slots write int64 for integers and have no half types.
Tensor accumulate(const kernels::ReduceSlot& slot, const Tensor& x, uint64_t mask, bool keepdim,
                  ScalarType dtype);

/// x as `dtype`, without history: the engine casts gradients back by itself.
inline Tensor converted(const Tensor& x, ScalarType dtype) {
  if (x.scalar_type() == dtype) return x;
  NoGradGuard no_grad;
  return x.to(dtype);
}

/// g (or another reduced tensor) with the reduced dimensions back, with length 1.
Tensor restore_dims(const Tensor& g, int64_t ndim, uint64_t mask, bool keepdim);
/// The same stretched to `sizes`.
Tensor spread(const Tensor& g, IntArrayRef sizes, uint64_t mask, bool keepdim);

/// Zeros of shape `sizes` with g at the positions `indices` along `dim`: the gradient of choosing elements.
Tensor place_selected(const Tensor& g, const Tensor& indices, IntArrayRef sizes, int64_t dim, bool keepdim);

/// True when ops on x are being recorded; rules need not be made otherwise.
inline bool tracked(const Tensor& x) { return graph::recording() && graph::wants_grad(x); }

}  // namespace facula::reduction
