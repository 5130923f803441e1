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

// ---- losses of pairs and triples; loss_margin.cpp

/// max(0, -target (a - b) + margin), target 1 or -1
/// shape   broadcast, or scalar
/// grad    all; any order, as of those below
Tensor margin_ranking_loss(const Tensor& a, const Tensor& b, const Tensor& target, double margin = 0.0,
                           int64_t reduction = Reduction::Mean);
/// x where target is 1, max(0, margin - x) where it is -1
Tensor hinge_embedding_loss(const Tensor& x, const Tensor& target, double margin = 1.0,
                            int64_t reduction = Reduction::Mean);
/// 1 - cos(a, b) where target is 1, max(0, cos(a, b) - margin) where it is -1
/// shape   a, b: [N, D] or [D]; target: [N] or []
/// errors  Error: "1D target tensor expects 2D input tensors, but found inputs with sizes …"
Tensor cosine_embedding_loss(const Tensor& a, const Tensor& b, const Tensor& target, double margin = 0.0,
                             int64_t reduction = Reduction::Mean);
/// max(0, |anchor - positive|_p - |anchor - negative|_p + margin); with swap the smaller of the distances of
/// the negative to the anchor and to the positive counts.
/// source  Balntas et al. 2016
Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                           double margin = 1.0, double p = 2, double eps = 1e-6, bool swap = false,
                           int64_t reduction = Reduction::Mean);
/// log(1 + exp(-target x))
Tensor soft_margin_loss(const Tensor& x, const Tensor& target, int64_t reduction = Reduction::Mean);
/// sum over j != target of weight[target] max(0, margin - x[target] + x[j])^p / C
/// shape   x: [N, C] or [C], target: [N] or []
/// errors  Error: "only p == 1 and p == 2 supported"
Tensor multi_margin_loss(const Tensor& x, const Tensor& target, const Scalar& p = 1, const Scalar& margin = 1,
                         const Tensor& weight = {}, int64_t reduction = Reduction::Mean);
/// sum over the targets j and the other classes i of max(0, 1 - (x[j] - x[i])) / C; a row of target lists
/// classes up to the first -1.
/// shape   x, target: [N, C] or [C]
Tensor multilabel_margin_loss(const Tensor& x, const Tensor& target, int64_t reduction = Reduction::Mean);
/// x - target log(x + eps), with log_input exp(x) - target x; full adds Stirling's formula for target > 1.
Tensor poisson_nll_loss(const Tensor& x, const Tensor& target, bool log_input, bool full, double eps,
                        int64_t reduction);

/// -log of the probability of all ways to write the target with blanks and repetitions in between.
/// shape   log_probs: [T, N, C] or [T, C]; targets: [N, S], or [sum of target_lengths]; lengths: [N] or [];
///         result: [N] or scalar; Mean divides each by its target's length first
/// dtype   log_probs floating, the others int64 or int32
/// grad    dlog_probs, as PyTorch for a log-softmax's result; its own derivative throws
/// errors  Error: "input_lengths must be integral", "Expected tensor to have size at least 30 at dimension 1,
///         but got size 2 for argument #2 'targets' (while checking arguments for ctc_loss_cpu)", …
/// source  Graves et al. 2006
Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                const Tensor& target_lengths, int64_t blank = 0, int64_t reduction = Reduction::Mean,
                bool zero_infinity = false);
Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, IntArrayRef input_lengths,
                IntArrayRef target_lengths, int64_t blank = 0, int64_t reduction = Reduction::Mean,
                bool zero_infinity = false);

}  // namespace facula
