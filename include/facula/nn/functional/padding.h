#pragma once
// Padding.
#include "facula/core/tensor.h"
#include "facula/nn/options/padding.h"

namespace facula {
namespace nn {
namespace functional {

/// Adds elements around the input: a constant, or the input's own reflected, repeated or continued around.
/// Negative amounts cut off (constant mode).
/// errors  Error when the pad is wider than the mode allows, or has an odd length
Tensor pad(const Tensor& input, const PadFuncOptions& options);

}  // namespace functional
}  // namespace nn
}  // namespace facula
