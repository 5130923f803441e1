#pragma once
// What weight norm and spectral norm share with their parametrizations.
#include <optional>

#include "facula/core/tensor.h"
#include "facula/nn/module.h"

namespace facula {
namespace nn {
namespace detail {

/// g v / |v|, with the norm over all dimensions but dim; over all for -1.
Tensor normalized_weight(const Tensor& g, const Tensor& v, int64_t dim);
/// The weight as a matrix with dimension `dim` as its rows.
Tensor as_matrix(const Tensor& weight, int64_t dim);
/// x / max(|x|, eps)
Tensor unit_vector(const Tensor& x, double eps);
/// 1 for transposed convolutions, whose outputs are that dimension, else 0.
int64_t output_dim(const Module& module);

}  // namespace detail
}  // namespace nn
}  // namespace facula
