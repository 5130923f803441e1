#pragma once
// Look-up tables and one-hot codes.
#include <optional>
#include <tuple>

#include "facula/core/tensor.h"

namespace facula {

/// Rows of `weight` [V, D] at `indices`.
/// shape   indices.sizes() + [D]
/// grad    dweight: g added to the rows that were read (EmbeddingBackward0), divided by how often each was
/// read if
///         `scale_grad_by_freq`; no gradient reaches row `padding_idx`; any order
/// errors  IndexError: "index out of range in self"; "'weight' must be 2-D"; `sparse` gradients are refused
Tensor embedding(const Tensor& weight, const Tensor& indices, int64_t padding_idx = -1,
                 bool scale_grad_by_freq = false, bool sparse = false);
/// The gradient of embedding() for its weight: [num_weights, D].
/// grad    dgrad: embedding(g, indices), zero at padding_idx; any order
Tensor embedding_dense_backward(const Tensor& grad, const Tensor& indices, int64_t num_weights,
                                int64_t padding_idx, bool scale_grad_by_freq);
/// Scales the rows of `weight` that `indices` names down to a norm of at most max_norm.
Tensor& embedding_renorm_(Tensor& weight, const Tensor& indices, double max_norm, double norm_type);

/// y[..., c] = 1 where x[...] = c, else 0.
/// shape   x.sizes() + [classes]; -1 takes the largest value plus one
/// dtype   int64 in, int64 out
/// errors  Error: "one_hot is only applicable to index tensor.", "Class values must be smaller than
/// num_classes.",
///         "Class values must be non-negative.", "Can not infer total number of classes from empty tensor."
Tensor one_hot(const Tensor& x, int64_t num_classes = -1);

/// Sums (mode 0), means (1) or maxima (2) of the rows of `weight` [V, D] that each bag of indices names. Bag
/// b begins at offsets[b]; with include_last_offset the last offset is the end of the last bag. Rows that
/// padding_idx names do not count; an empty bag gives 0.
/// shape   indices: [n], offsets: [B], per_sample_weights: [n] (mode 0 only);
///         result: ([B, D], each index's bag, each bag's size, places of the maxima [B, D])
/// grad    dweight, dper_sample_weights; any order
/// errors  Error: "offsets[0] has to be 0, …", "per_sample_weights is only supported for mode='sum'"
std::tuple<Tensor, Tensor, Tensor, Tensor> embedding_bag(
    const Tensor& weight, const Tensor& indices, const Tensor& offsets, bool scale_grad_by_freq = false,
    int64_t mode = 0, bool sparse = false, const std::optional<Tensor>& per_sample_weights = {},
    bool include_last_offset = false, std::optional<int64_t> padding_idx = std::nullopt);

}  // namespace facula
