#pragma once
// Reading and writing through indices and masks. x.index({...}) takes what facula/core/tensor_index.h lists.
#include <string_view>
#include <vector>

#include "facula/core/tensor_index.h"

namespace facula {

/// The elements of x at `indices`, one tensor per dimension; an undefined tensor takes the whole dimension.
/// shape   the index tensors broadcast together to B; B stands where they stood if they are neighbours, else
/// in
///         front. A bool (or uint8, deprecated) tensor of k dimensions stands for its k nonzero() columns.
/// grad    dx: g added at the same places into zeros (IndexBackward0); any order
/// errors  IndexError: "index 5 is out of bounds for dimension 1 with size 3", "shape mismatch: indexing
/// tensors
///         could not be broadcast together with shapes [3], [2]", "The shape of the mask [2] at index 0 does
///         not match the shape of the indexed tensor [3, 4] at index 0", "tensors used as indices must be
///         long, int, byte or bool tensors"
Tensor index(const Tensor& x, TensorList indices);
/// x with values at `indices` (see index()) replaced, or with `accumulate` increased: equal indices then add
/// up. shape   `values` broadcasts to the shape that index() has grad    dx = g, zero at the indices unless
/// accumulating; dvalues = g at the indices; any order errors  as index(); "shape mismatch: value tensor of
/// shape [3] cannot be broadcast to indexing result of shape
///         [2, 4]"; "Index put requires the source and destination dtypes match, got Float for the
///         destination and Long for the source."
Tensor index_put(const Tensor& x, TensorList indices, const Tensor& values, bool accumulate = false);
Tensor& index_put_(Tensor& x, TensorList indices, const Tensor& values, bool accumulate = false);

/// y = x at `index` along `dim`.
/// shape   x's, with index.numel() at `dim`; dtype x's, index int64 or int32
/// grad    dx: g added into zeros by index_add (IndexSelectBackward0); any order
/// errors  IndexError: "index out of range in self", "index_select(): Index is supposed to be a vector"
Tensor index_select(const Tensor& x, int64_t dim, const Tensor& index);
/// y = x, with alpha * source added at `index` along `dim`; equal indices add up.
/// grad    dx = g, dsource = alpha * g at the index; any order
Tensor index_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                 const Scalar& alpha = 1);
/// y = x, with source written at `index` along `dim`.
/// grad    dx = g, zero at the index; dsource = g at the index; any order
Tensor index_copy(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source);
/// y = x, with `value` written at `index` along `dim`.
/// grad    dx = g, zero at the index; dvalue = the sum of g at the index; any order
Tensor index_fill(const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value);
Tensor index_fill(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& value);

/// y[i][j][k] = x[index[i][j][k]][j][k] for dim 0, and so on.
/// shape   index's; in the other dimensions index may be smaller than x
/// grad    dx: g added into zeros by scatter_add (GatherBackward0); any order
/// errors  Error: "index 7 is out of bounds for dimension 1 with size 4", "gather(): Expected dtype int64 for
///         index", "Index tensor must have the same number of dimensions as input tensor"; sparse_grad is
///         refused
Tensor gather(const Tensor& x, int64_t dim, const Tensor& index, bool sparse_grad = false);
/// x with y[index[i][j][k]][j][k] = src[i][j][k] for dim 0, and so on. Of equal indices the last one stays.
/// grad    dx = g, zero at the index; dsrc = g gathered; any order
/// errors  as gather(); "scatter(): Expected self.dtype to be equal to src.dtype"
Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src);
Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value);
/// The same, with `reduce` "add" or "multiply": as scatter_reduce() with "sum" or "prod".
Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce);
Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value,
               std::string_view reduce);
/// As scatter(), joining what meets in one place by "sum", "prod", "mean", "amax" or "amin"; without
/// `include_self` x's own value counts only where nothing is scattered to.
/// grad    any order; equal extremes share it
/// errors  as scatter(); "reduce argument must be either sum, prod, mean, amax or amin."
Tensor scatter_reduce(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                      std::string_view reduce, bool include_self = true);
/// The same with one index for whole slices along `dim`: "prod", "mean", "amax" or "amin".
/// errors  as index_add()
Tensor index_reduce(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                    std::string_view reduce, bool include_self = true);
/// x with the elements at positions of the flattened tensor replaced, or with `accumulate` increased.
/// grad    dx = g, zero at the positions unless accumulating; dsource = g there; any order
/// errors  IndexError: "out of range: tried to access index 9 on a tensor of 6 elements."
Tensor put(const Tensor& x, const Tensor& index, const Tensor& source, bool accumulate = false);
/// As scatter(), adding: equal indices add up.
/// grad    dx = g, dsrc = g gathered; any order
Tensor scatter_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src);

/// x's elements at positions of the flattened tensor.
/// errors  IndexError: "out of range: tried to access index 12 on a tensor of 12 elements."
Tensor take(const Tensor& x, const Tensor& index);
/// gather() with broadcasting of the other dimensions; without `dim` on the flattened tensor.
Tensor take_along_dim(const Tensor& x, const Tensor& indices, std::optional<int64_t> dim = std::nullopt);

/// x with `value` where mask is true; mask broadcasts with x.
/// grad    dx = g, zero under the mask; dvalue = the sum of g under the mask; any order
/// errors  "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with 1 dimension(s)."
Tensor masked_fill(const Tensor& x, const Tensor& mask, const Scalar& value);
Tensor masked_fill(const Tensor& x, const Tensor& mask, const Tensor& value);
/// The elements where mask is true, in row-major order: one dimension. x and mask broadcast together.
/// grad    dx: g scattered under the mask; any order
/// errors  Error: "masked_select: expected BoolTensor or ByteTensor for mask"
Tensor masked_select(const Tensor& x, const Tensor& mask);
/// x, with source's elements in order where mask is true.
/// errors  Error: "Number of elements of source < number of ones in mask"
Tensor masked_scatter(const Tensor& x, const Tensor& mask, const Tensor& source);

/// a where the condition is true, else b.
/// shape   broadcast of all three; dtype promote(a, b)
/// grad    da = g where true, db = g where false; any order
/// errors  Error: "where expected condition to be a boolean tensor, but got a tensor with dtype Long"
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);
Tensor where(const Tensor& condition, const Scalar& a, const Tensor& b);
Tensor where(const Tensor& condition, const Tensor& a, const Scalar& b);
Tensor where(const Tensor& condition, const Scalar& a, const Scalar& b);
/// The coordinates of the nonzero elements: one int64 tensor per dimension.
std::vector<Tensor> where(const Tensor& condition);
/// The same as one tensor [count, dims].
Tensor nonzero(const Tensor& x);
Tensor argwhere(const Tensor& x);
std::vector<Tensor> nonzero_numpy(const Tensor& x);

/// x with zeros above (tril) or below (triu) the given diagonal of its last two dimensions.
/// grad    the same part of g; any order
Tensor tril(const Tensor& x, int64_t diagonal = 0);
Tensor triu(const Tensor& x, int64_t diagonal = 0);
/// A matrix with vector x on a diagonal, or the diagonal of matrix x.
Tensor diag(const Tensor& x, int64_t diagonal = 0);
/// Zeros, with x's last dimension along a diagonal of dimensions dim1 and dim2 of the result.
Tensor diag_embed(const Tensor& x, int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1);
/// The sum of a matrix's diagonal.
Tensor trace(const Tensor& x);
/// A matrix with x's elements on a diagonal.
Tensor diagflat(const Tensor& x, int64_t offset = 0);
/// `value` on the main diagonal of x, in place: with `wrap`, a tall matrix's diagonal starts anew below the
/// square.
/// errors  Error: "all dimensions of input must be of equal length" for more than two dimensions
Tensor& fill_diagonal_(Tensor& x, const Scalar& value, bool wrap = false);

}  // namespace facula
