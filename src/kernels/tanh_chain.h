#pragma once
// Slots of the higher derivatives of tanh, whose products share factors. Tensors are contiguous, of one shape
// and dtype (float or double). CPU only: elsewhere each product is a point-wise op of its own.
#include "kernels/slot.h"

namespace facula::kernels {

/// a = h (1 - y^2), b = -2 h g y: the gradients of tanh_backward(g, y).
extern constinit KernelSlot<void(Tensor& a, Tensor& b, const Tensor& h, const Tensor& g, const Tensor& y)>
    tanh_backward_gradients;
/// a = -2 k g y, b = -2 k h y, c = -2 k h g: the gradients of tanh_second(h, g, y).
extern constinit KernelSlot<void(Tensor& a, Tensor& b, Tensor& c, const Tensor& k, const Tensor& h,
                                 const Tensor& g, const Tensor& y)>
    tanh_second_gradients;

}  // namespace facula::kernels
