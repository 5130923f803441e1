#pragma once
// What the indexing ops share: plans for the index kernels and their errors.
#include <vector>

#include "kernels/geometry.h"
#include "kernels/index.h"

namespace facula {

/// Index tensors as int64 tensors, one per dimension of x (undefined: the whole dimension); masks become the
/// columns of their nonzero().
std::vector<Tensor> expand_indices(const Tensor& x, TensorList indices);

/// x.index({...}) as one walk: which element of x belongs to each element of the result.
struct IndexPlan {
  DimVector sizes;          // of the result
  DimVector strides;        // of x along the result's dimensions, in elements; 0 where an index moves
  Tensor index;             // int64: of the one indexed dimension, or offsets in bytes
  DimVector index_strides;  // of `index` along the result's dimensions
  kernels::IndexRange range;
  int64_t dim = 0;  // the indexed dimension
};
/// errors  IndexError when the tensors do not broadcast, or, with several of them, are out of bounds
IndexPlan plan_index(const Tensor& x, const std::vector<Tensor>& indices);

/// A loop nest over `sizes` for three operands with strides in elements.
Iter index_iter(IntArrayRef sizes, const Tensor& a, IntArrayRef a_strides, const Tensor& b,
                IntArrayRef b_strides, const Tensor& c, IntArrayRef c_strides);

/// errors  IndexError: "index 5 is out of bounds for dimension 1 with size 3"
[[noreturn]] void index_out_of_bounds(const char* op, int64_t index, int64_t dim, int64_t size);

/// The coordinates of the true elements of a bool tensor: [dims, count], contiguous.
Tensor nonzero_columns(const Tensor& mask);
/// A bool tensor from a bool or (deprecated) uint8 one.
Tensor bool_mask(const Tensor& mask);

/// Views with one dimension where `x` may have none.
inline Tensor at_least_1d(const Tensor& x) { return x.dim() ? x : x.unsqueeze(0); }

}  // namespace facula
