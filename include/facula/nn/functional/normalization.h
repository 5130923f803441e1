#pragma once
// Normalisation.
#include "facula/nn/options/batchnorm.h"
#include "facula/nn/options/instancenorm.h"
#include "facula/nn/options/normalization.h"

namespace facula {
namespace nn {
namespace functional {

/// (x - mean) / sqrt(var + eps) weight + bias, per channel over the batch; running statistics are used in
/// evaluation and updated in training.
Tensor batch_norm(const Tensor& input, const Tensor& running_mean, const Tensor& running_var,
                  const BatchNormFuncOptions& options = {});
/// The same per channel and sample.
Tensor instance_norm(const Tensor& input, const InstanceNormFuncOptions& options = {});
/// The same over the last dimensions.
Tensor layer_norm(const Tensor& input, const LayerNormFuncOptions& options);
/// The same over groups of channels.
Tensor group_norm(const Tensor& input, const GroupNormFuncOptions& options);
/// input / max(||input||_p, eps) along a dimension
Tensor normalize(const Tensor& input, NormalizeFuncOptions options = {});
/// input / sqrt(mean(input^2) + eps) weight, over the last dimensions
/// source  Zhang & Sennrich 2019, arXiv:1910.07467
Tensor rms_norm(const Tensor& input, const RMSNormFuncOptions& options);
/// input / (k + alpha mean of the squares of `size` neighbouring channels)^beta
/// source  Krizhevsky et al. 2012, section 3.3
Tensor local_response_norm(const Tensor& input, const LocalResponseNormFuncOptions& options);

}  // namespace functional
}  // namespace nn
}  // namespace facula
