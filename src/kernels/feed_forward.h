#pragma once
// Slots of the two linear layers of a transformer with ReLU between them. Tensors are contiguous float; x:
// [rows, d], w1: [f, d], w2: [e, f].
#include "kernels/slot.h"

namespace facula::kernels {

/// h = relu(x w1^T + b1): [rows, f]; y = h w2^T + b2: [rows, e]. Returns false, having done nothing, where it
/// would not be faster than its parts.
extern constinit KernelSlot<bool(Tensor& y, Tensor& h, const Tensor& x, const Tensor& w1, const Tensor& b1,
                                 const Tensor& w2, const Tensor& b2)>
    feed_forward;
/// All gradients from g, that of y.
struct FeedForwardGradients {
  Tensor x, w1, b1, w2, b2;
};
extern constinit KernelSlot<void(const Tensor& g, FeedForwardGradients& out, const Tensor& x, const Tensor& h,
                                 const Tensor& w1, const Tensor& w2)>
    feed_forward_backward;

}  // namespace facula::kernels
