#pragma once
// Slots of attention. Tensors are contiguous, float or double, of one dtype: q [N, L, E], k [N, S, E],
// v [N, S, V]. mask (added to the scores) is undefined or [..., L, S] of any strides but 1 for the last one.
#include "kernels/slot.h"

namespace facula {

struct AttentionArgs {
  double scale;
  bool causal;
};

namespace kernels {

/// y: [N, L, V]; lse: [N, L], the logarithms of the rows' sums of exponentials.
extern constinit KernelSlot<void(Tensor& y, Tensor& lse, const Tensor& q, const Tensor& k, const Tensor& v,
                                 const Tensor& mask, const AttentionArgs& args)>
    attention;
extern constinit KernelSlot<void(Tensor& gq, Tensor& gk, Tensor& gv, const Tensor& g, const Tensor& y,
                                 const Tensor& lse, const Tensor& q, const Tensor& k, const Tensor& v,
                                 const Tensor& mask, const AttentionArgs& args)>
    attention_backward;

}  // namespace kernels
}  // namespace facula
