#pragma once
// Normalisation. Weights, biases and running statistics may be undefined tensors.
#include <tuple>

#include "facula/core/tensor.h"

namespace facula {

/// (x - mean) / sqrt(var + eps) weight + bias, mean and (biased) variance over the last dimensions
/// shape   normalized_shape: x's last dimensions, and weight's and bias's shape; result: x's
/// dtype   floating
/// grad    dx, dweight, dbias; any order
/// errors  Error: "Given normalized_shape=[5], expected input with shape [*, 5], but got input of size[3, 4]"
/// source  Ba et al. 2016, arXiv:1607.06450
Tensor layer_norm(const Tensor& x, IntArrayRef normalized_shape, const Tensor& weight = {},
                  const Tensor& bias = {}, double eps = 1e-5, bool cudnn_enable = true);
/// The same, and what its derivative needs: (result, mean, 1 / sqrt(var + eps)).
std::tuple<Tensor, Tensor, Tensor> native_layer_norm(const Tensor& x, IntArrayRef normalized_shape,
                                                     const Tensor& weight, const Tensor& bias, double eps);

/// (x - mean) / sqrt(var + eps) weight + bias for each channel (dimension 1). In training mean and (biased)
/// variance are the batch's, and the running ones move to them: running = (1 - momentum) running + momentum
/// batch, with the unbiased variance; otherwise they are the running ones.
/// shape   x: [N, C, ...]; weight, bias, running_mean, running_var: [C]; result: x's, channels last kept
/// dtype   floating
/// grad    dx, dweight, dbias; any order
/// errors  Error: "running_mean should contain 10 elements not 5", "running_mean must be defined in
/// evaluation
///         mode"
/// source  Ioffe & Szegedy 2015, arXiv:1502.03167
Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                  const Tensor& running_var, bool training, double momentum, double eps,
                  bool cudnn_enabled = true);
/// The same, and the batch's (mean, 1 / sqrt(var + eps)); empty outside training.
std::tuple<Tensor, Tensor, Tensor> native_batch_norm(const Tensor& x, const Tensor& weight,
                                                     const Tensor& bias, const Tensor& running_mean,
                                                     const Tensor& running_var, bool training,
                                                     double momentum, double eps);

/// The channels of each sample in num_groups groups, each normalised by its own mean and variance, then
/// weight and bias per channel.
/// shape   x: [N, C, ...]; weight, bias: [C]
/// grad    dx, dweight, dbias; any order
/// errors  Error: "Expected number of channels in input to be divisible by num_groups, but got input of shape
///         [3, 4] and num_groups=3"
/// source  Wu & He 2018, arXiv:1803.08494
Tensor group_norm(const Tensor& x, int64_t num_groups, const Tensor& weight = {}, const Tensor& bias = {},
                  double eps = 1e-5, bool cudnn_enabled = true);

/// Batch normalisation of each sample on its own; with use_input_stats = false by the running statistics.
/// shape   x: [N, C, ...]
/// grad    dx, dweight, dbias; any order
/// source  Ulyanov et al. 2016, arXiv:1607.08022
Tensor instance_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                     const Tensor& running_var, bool use_input_stats, double momentum, double eps,
                     bool cudnn_enabled = true);

}  // namespace facula
