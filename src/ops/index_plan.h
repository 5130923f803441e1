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

/// Writes src (or one value) into x at the index, along `dim`: `write(iter, range)` gets the planned walk.
/// Checks what scatter() checks. `op` names it in errors.
using ScatterWrite = void (*)(const Iter& it, const kernels::IndexRange& range);
void scatter_into(const char* op, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                  bool one_value, ScatterWrite write);
/// errors  Error when the index of op is not int64, on another device, or has other dimensions than x
void check_scatter_index(const char* op, const Tensor& x, const Tensor& index, const char* of);
/// The gradient of a scatter's source, of shape `shape`, which may be larger than the index.
Tensor gathered_gradient(const Tensor& g, int64_t dim, const Tensor& index, const DimVector& shape);

/// errors  IndexError: "index 5 is out of bounds for dimension 1 with size 3"
[[noreturn]] void index_out_of_bounds(const char* op, int64_t index, int64_t dim, int64_t size);

/// The coordinates of the true elements of a bool tensor: [dims, count], contiguous.
Tensor nonzero_columns(const Tensor& mask);
/// A bool tensor from a bool or (deprecated) uint8 one.
Tensor bool_mask(const Tensor& mask);

/// Views with one dimension where `x` may have none.
inline Tensor at_least_1d(const Tensor& x) { return x.dim() ? x : x.unsqueeze(0); }

}  // namespace facula
