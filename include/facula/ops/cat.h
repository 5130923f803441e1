#pragma once
// Joining and repeating tensors.
#include "facula/core/tensor.h"

namespace facula {

/// The tensors one after the other along `dim`. Empty one-dimensional tensors are skipped.
/// dtype   promote(tensors)
/// grad    the parts of g; any order
/// errors  Error when sizes differ in another dimension than `dim`
Tensor cat(TensorList tensors, int64_t dim = 0);
inline Tensor concat(TensorList tensors, int64_t dim = 0) { return cat(tensors, dim); }
inline Tensor concatenate(TensorList tensors, int64_t dim = 0) { return cat(tensors, dim); }
/// Tensors of one shape along a new dimension.
Tensor stack(TensorList tensors, int64_t dim = 0);
/// Joined along the second dimension (the first of vectors), the first, and the third.
Tensor hstack(TensorList tensors);
Tensor vstack(TensorList tensors);
inline Tensor row_stack(TensorList tensors) { return vstack(tensors); }
Tensor dstack(TensorList tensors);
/// Vectors as the columns of a matrix; matrices joined by columns.
Tensor column_stack(TensorList tensors);

/// x repeated dims[i] times along dimension i; dimensions that x lacks are added in front.
Tensor tile(const Tensor& x, IntArrayRef dims);
/// The order of elements reversed along the given dimensions.
Tensor flip(const Tensor& x, IntArrayRef dims);
Tensor fliplr(const Tensor& x);
Tensor flipud(const Tensor& x);
/// Elements shifted along dimensions (of the flattened tensor without `dims`); what leaves at the end comes
/// in at the front.
Tensor roll(const Tensor& x, IntArrayRef shifts, IntArrayRef dims = {});
/// k quarter turns in the plane of two dimensions, from the first towards the second.
Tensor rot90(const Tensor& x, int64_t k = 1, IntArrayRef dims = {0, 1});

}  // namespace facula
