#pragma once
// Losses. Reduction::None keeps the loss of every element, Mean and Sum join them.
#include <optional>

#include "facula/core/tensor.h"

namespace facula {

/// (x - target)^2
/// shape   broadcast(x, target), or scalar
/// dtype   floating
/// grad    dx = 2 (x - target) g, dtarget = -dx; any order
/// errors  Error if the shapes do not broadcast; NotImplementedError for integers
Tensor mse_loss(const Tensor& x, const Tensor& target, int64_t reduction = Reduction::Mean);
/// |x - target|
/// grad    dx = sign(x - target) g, dtarget = -dx; any order
Tensor l1_loss(const Tensor& x, const Tensor& target, int64_t reduction = Reduction::Mean);
/// d = |x - target|: d^2 / (2 beta) for d < beta, else d - beta / 2
/// grad    any order
/// errors  Error: "smooth_l1_loss does not support negative values for beta."
Tensor smooth_l1_loss(const Tensor& x, const Tensor& target, int64_t reduction = Reduction::Mean,
                      double beta = 1.0);
/// d = |x - target|: d^2 / 2 for d <= delta, else delta (d - delta / 2)
/// grad    any order
/// errors  Error: "huber_loss does not support non-positive values for delta."
Tensor huber_loss(const Tensor& x, const Tensor& target, int64_t reduction = Reduction::Mean,
                  double delta = 1.0);
/// -weight (target log x + (1 - target) log(1 - x)), logarithms kept at -100 and above
/// grad    dx, dtarget; any order
/// errors  Error: "all elements of input should be between 0 and 1"
Tensor binary_cross_entropy(const Tensor& x, const Tensor& target, const Tensor& weight = {},
                            int64_t reduction = Reduction::Mean);
/// The same of sigmoid(x), stable for large |x|; pos_weight multiplies the term of the positive targets.
/// grad    dx, dtarget; any order
Tensor binary_cross_entropy_with_logits(const Tensor& x, const Tensor& target, const Tensor& weight = {},
                                        const Tensor& pos_weight = {}, int64_t reduction = Reduction::Mean);
/// target (log target - x), x a logarithm; with log_target exp(target) (target - x)
/// grad    dx, dtarget; any order
Tensor kl_div(const Tensor& x, const Tensor& target, int64_t reduction = Reduction::Mean,
              bool log_target = false);

/// -weight[target] x[target]; Mean divides by the sum of the weights that were used.
/// shape   x: [N, C] or [C], target: [N] or []; weight: [C]; result: target's shape or scalar
/// dtype   x floating, target int64
/// grad    dx; any order
/// errors  IndexError: "Target 10 is out of bounds."; Error for wrong shapes and dtypes
Tensor nll_loss(const Tensor& x, const Tensor& target, const Tensor& weight = {},
                int64_t reduction = Reduction::Mean, int64_t ignore_index = -100);
/// The same for x: [N, C, H, W], target: [N, H, W].
Tensor nll_loss2d(const Tensor& x, const Tensor& target, const Tensor& weight = {},
                  int64_t reduction = Reduction::Mean, int64_t ignore_index = -100);
/// The same for x of any rank: [C], [N, C] or [N, C, d1, ...].
Tensor nll_loss_nd(const Tensor& x, const Tensor& target, const Tensor& weight = {},
                   int64_t reduction = Reduction::Mean, int64_t ignore_index = -100);
/// -log softmax(x)[target] over dimension 1 (0 for [C]); target holds class indices, or probabilities in x's
/// shape. label_smoothing mixes the target with the uniform distribution.
/// grad    dx, and dtarget for probabilities; any order
/// errors  as nll_loss; Error: "label_smoothing must be between 0.0 and 1.0. Got: 2"
Tensor cross_entropy_loss(const Tensor& x, const Tensor& target, const Tensor& weight = {},
                          int64_t reduction = Reduction::Mean, int64_t ignore_index = -100,
                          double label_smoothing = 0.0);

}  // namespace facula
