#pragma once
// Slots of softmax, its logarithm, and their derivatives. All tensors are contiguous, of one shape and dtype
// (float or double); y is written.
#include "kernels/slot.h"

namespace facula::kernels {

/// y = exp(x) / sum(exp(x), dim)
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, int64_t dim)> softmax;
/// y = x - log(sum(exp(x), dim))
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, int64_t dim)> log_softmax;
/// gx = (g - sum(g * y, dim)) * y
extern constinit KernelSlot<void(Tensor& gx, const Tensor& g, const Tensor& y, int64_t dim)> softmax_backward;
/// gx = g - exp(y) * sum(g, dim)
extern constinit KernelSlot<void(Tensor& gx, const Tensor& g, const Tensor& y, int64_t dim)>
    log_softmax_backward;

}  // namespace facula::kernels
