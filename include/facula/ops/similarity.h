#pragma once
// How alike vectors are.
#include "facula/core/tensor.h"

namespace facula {

/// a b / (max(|a|, eps) max(|b|, eps)) along a dimension
/// shape   broadcast(a, b) without `dim`
/// dtype   floating
/// grad    any order
Tensor cosine_similarity(const Tensor& a, const Tensor& b, int64_t dim = 1, double eps = 1e-8);
/// |a - b + eps|_p along the last dimension
/// shape   broadcast(a, b) without its last dimension, or with keepdim with 1 in its place
/// grad    any order
Tensor pairwise_distance(const Tensor& a, const Tensor& b, double p = 2, double eps = 1e-6,
                         bool keepdim = false);

}  // namespace facula
