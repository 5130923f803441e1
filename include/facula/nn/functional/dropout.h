#pragma once
// Dropout.
#include "facula/core/tensor.h"
#include "facula/nn/options/dropout.h"

namespace facula {
namespace nn {
namespace functional {

/// Zeroes each element with probability p and scales the others by 1 / (1 - p); no change outside training.
/// errors  Error: "dropout probability has to be between 0 and 1, but got 1.5"
Tensor dropout(Tensor input, const DropoutFuncOptions& options = {});
/// The same with whole channels of (C, L) or (N, C, L).
/// errors  Error: "dropout1d: Expected 2D or 3D input, but received a 1D input. …"
Tensor dropout1d(Tensor input, const Dropout1dFuncOptions& options = {});
/// The same with whole channels.
Tensor dropout2d(Tensor input, const Dropout2dFuncOptions& options = {});
Tensor dropout3d(Tensor input, const Dropout3dFuncOptions& options = {});
/// Keeps mean and variance of inputs that have been through selu.
/// source  Klambauer et al. 2017, arXiv:1706.02515
Tensor alpha_dropout(Tensor input, const AlphaDropoutFuncOptions& options = {});
Tensor feature_alpha_dropout(Tensor input, const FeatureAlphaDropoutFuncOptions& options = {});

}  // namespace functional
}  // namespace nn
}  // namespace facula
