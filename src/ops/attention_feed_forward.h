#pragma once
// The feed-forward part of a transformer layer as its module needs it.
#include "facula/core/tensor.h"

namespace facula {

/// linear(relu(linear(x, w1, b1)), w2, b2); the biases may be undefined. One recorded op where the CPU has a
/// kernel for it.
Tensor feed_forward(const Tensor& x, const Tensor& w1, const Tensor& b1, const Tensor& w2, const Tensor& b2);

}  // namespace facula
