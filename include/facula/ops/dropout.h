#pragma once
// Dropout. Masks are drawn from the default generator, on the CPU bit for bit as PyTorch draws them.
#include "facula/core/tensor.h"

namespace facula {

/// x / (1 - p) where a mask that is 1 with probability 1 - p is 1, else 0. x itself when train is false or
/// p = 0.
/// grad    g masked alike; any order
/// errors  Error: "dropout probability has to be between 0 and 1, but got 1.5"
/// source  Srivastava et al. 2014, JMLR 15:1929
Tensor dropout(const Tensor& x, double p, bool train);
Tensor& dropout_(Tensor& self, double p, bool train);
/// One draw per sample and channel (the first two dimensions).
/// errors  Error: "Feature dropout requires at least 2 dimensions in the input"
Tensor feature_dropout(const Tensor& x, double p, bool train);
Tensor& feature_dropout_(Tensor& self, double p, bool train);
/// Dropout that keeps mean and variance of selu's results: dropped values become selu's lower limit.
/// source  Klambauer et al. 2017, arXiv:1706.02515
Tensor alpha_dropout(const Tensor& x, double p, bool train);
Tensor& alpha_dropout_(Tensor& self, double p, bool train);
Tensor feature_alpha_dropout(const Tensor& x, double p, bool train);
Tensor& feature_alpha_dropout_(Tensor& self, double p, bool train);

}  // namespace facula
