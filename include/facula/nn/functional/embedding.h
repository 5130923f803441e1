#pragma once
// Embeddings.
#include "facula/nn/options/embedding.h"

namespace facula {
namespace nn {
namespace functional {

/// The rows of weight that input names. padding_idx gets no gradient; max_norm renormalises the rows in
/// place.
Tensor embedding(const Tensor& input, const Tensor& weight, const EmbeddingFuncOptions& options = {});
/// 1 at the given class, 0 elsewhere, along a new last dimension.
Tensor one_hot(const Tensor& tensor, int64_t num_classes = -1);
/// Sums, means or maxima of the rows that each bag of indices names; input: bags as rows, or a list that
/// options.offsets() divides.
Tensor embedding_bag(const Tensor& input, const Tensor& weight, const EmbeddingBagFuncOptions& options = {});

}  // namespace functional
}  // namespace nn
}  // namespace facula
