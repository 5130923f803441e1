#pragma once
// Losses.
#include "facula/nn/options/loss.h"

namespace facula {
namespace nn {
namespace functional {

/// |input - target|
Tensor l1_loss(const Tensor& input, const Tensor& target, const L1LossFuncOptions& options = {});
/// (input - target)^2
Tensor mse_loss(const Tensor& input, const Tensor& target, const MSELossFuncOptions& options = {});
/// Squares below beta, straight above.
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const SmoothL1LossFuncOptions& options = {});
Tensor huber_loss(const Tensor& input, const Tensor& target, const HuberLossFuncOptions& options = {});
/// target (log target - input), input a log-probability.
Tensor kl_div(const Tensor& input, const Tensor& target, const KLDivFuncOptions& options = {});
/// -(target log input + (1 - target) log(1 - input))
Tensor binary_cross_entropy(const Tensor& input, const Tensor& target,
                            const BinaryCrossEntropyFuncOptions& options = {});
/// The same of sigmoid(input).
/// errors  Error: "Target size ([2]) must be the same as input size ([3])"
Tensor binary_cross_entropy_with_logits(const Tensor& input, const Tensor& target,
                                        const BinaryCrossEntropyWithLogitsFuncOptions& options = {});
/// -input[target], input log-probabilities (N, C, …), target classes (N, …).
Tensor nll_loss(const Tensor& input, const Tensor& target, const NLLLossFuncOptions& options = {});
/// The same of log_softmax(input); target: classes, or probabilities in the input's shape.
Tensor cross_entropy(const Tensor& input, const Tensor& target, const CrossEntropyFuncOptions& options = {});

}  // namespace functional
}  // namespace nn
}  // namespace facula
