#pragma once
// Slots of the CTC loss.
#include <vector>

#include "kernels/slot.h"

namespace facula::kernels {

/// The targets of a batch; labels[n S + s], S the longest target's length.
struct CtcTargets {
  std::vector<int64_t> labels, input_lengths, target_lengths;
  int64_t longest = 0, blank = 0;
};

/// log_probs [T, N, C], contiguous; loss [N]; alpha [N, T, 2 S + 1]: logarithms of the probabilities of the
/// beginnings, which the backward needs.
extern constinit KernelSlot<void(Tensor& loss, Tensor& alpha, const Tensor& log_probs,
                                 const CtcTargets& targets)>
    ctc_loss;
/// gx = g[n] (exp(log_probs) - expected counts)
extern constinit KernelSlot<void(Tensor& gx, const Tensor& g, const Tensor& loss, const Tensor& alpha,
                                 const Tensor& log_probs, const CtcTargets& targets, bool zero_infinity)>
    ctc_loss_backward;

}  // namespace facula::kernels
