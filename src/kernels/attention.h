#pragma once
// Slots of attention. Tensors are float or double, of one dtype and of any strides but 1 for the last one: q
// [B, H, L, E], k [B, H, S, E], v [B, H, S, V]. mask (added to the scores) is undefined or [..., L, S], its
// leading sizes multiplied B H.
#include "kernels/slot.h"

namespace facula {

struct AttentionArgs {
  double scale;
  bool causal;
};

namespace kernels {

/// y: [B, H, L, V]; lse: [B H, L], contiguous, the logarithms of the rows' sums of exponentials.
extern constinit KernelSlot<void(Tensor& y, Tensor& lse, const Tensor& q, const Tensor& k, const Tensor& v,
                                 const Tensor& mask, const AttentionArgs& args)>
    attention;
extern constinit KernelSlot<void(Tensor& gq, Tensor& gk, Tensor& gv, const Tensor& g, const Tensor& y,
                                 const Tensor& lse, const Tensor& q, const Tensor& k, const Tensor& v,
                                 const Tensor& mask, const AttentionArgs& args)>
    attention_backward;

}  // namespace kernels
}  // namespace facula
