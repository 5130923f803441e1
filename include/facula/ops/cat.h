#pragma once
// Joining and repeating tensors.
#include <string_view>

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

/// The matrices (vectors are rows, numbers have one element) along a diagonal, zeros elsewhere.
/// dtype   promote(tensors)
/// grad    the blocks of g; any order
/// errors  Error: "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input 0 has 3 dimensions"
Tensor block_diag(TensorList tensors);
/// Views of the vectors (or numbers) spread over the grid that they span: result i varies along dimension i.
/// `indexing` "xy" exchanges the first two dimensions of the results.
/// errors  Error: "torch.meshgrid: indexing must be one of "xy" or "ij", but received: ab"
std::vector<Tensor> meshgrid(TensorList tensors);
std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing);
/// All tuples of one element from each vector, in order: [product of the lengths, vectors].
/// errors  Error: "Expect a 1D vector, but got shape [2, 3]"
Tensor cartesian_prod(TensorList tensors);
/// All choices of r elements of a vector, in order: [count, r].
/// errors  Error: "Expect a 1D vector, but got shape [2, 3]", "Expect a non-negative number, but got -1"
Tensor combinations(const Tensor& x, int64_t r = 2, bool with_replacement = false);

/// Index i repeated repeats[i] times, in order; int64.
/// errors  Error: "repeats can not be negative", "allocated size does not match required size"
Tensor repeat_interleave(const Tensor& repeats, std::optional<int64_t> output_size = std::nullopt);
/// Each slice along `dim` (each element of the flattened x without) repeated, `repeats` times or repeats[i]
/// times.
/// grad    the sum of g over the repetitions; any order
/// errors  Error: "repeats must have the same size as input along dim"
Tensor repeat_interleave(const Tensor& x, const Tensor& repeats, std::optional<int64_t> dim = std::nullopt,
                         std::optional<int64_t> output_size = std::nullopt);
Tensor repeat_interleave(const Tensor& x, int64_t repeats, std::optional<int64_t> dim = std::nullopt,
                         std::optional<int64_t> output_size = std::nullopt);
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

/// All elements of the tensors, one after the other.
/// grad    of all, any order
Tensor flatten_dense_tensors(TensorList tensors);
/// Views of `flat` in the shapes of `tensors`: flatten_dense_tensors() undone.
std::vector<Tensor> unflatten_dense_tensors(const Tensor& flat, TensorList tensors);

}  // namespace facula
