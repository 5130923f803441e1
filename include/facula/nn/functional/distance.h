#pragma once
// Distances.
#include "facula/core/tensor.h"
#include "facula/nn/options/distance.h"

namespace facula {
namespace nn {
namespace functional {

/// x1 x2 / (max(|x1|, eps) max(|x2|, eps)) along a dimension
Tensor cosine_similarity(const Tensor& x1, const Tensor& x2, const CosineSimilarityFuncOptions& options = {});
/// |x1 - x2 + eps|_p along the last dimension
Tensor pairwise_distance(const Tensor& x1, const Tensor& x2, const PairwiseDistanceFuncOptions& options = {});
/// The distances of all pairs of rows i < j.
/// errors  Error: "pdist only supports 2D tensors, got: 1D"
Tensor pdist(const Tensor& input, double p = 2.0);

}  // namespace functional

}  // namespace nn
}  // namespace facula
