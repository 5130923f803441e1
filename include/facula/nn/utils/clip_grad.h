#pragma once
// Limits on gradients.
#include <vector>

#include "facula/core/tensor.h"

namespace facula {
namespace nn {
namespace utils {

/// Scales all gradients so that their joint norm is at most max_norm, and returns the norm that it was.
/// errors  Error if error_if_nonfinite and the norm is not finite
double clip_grad_norm_(const std::vector<Tensor>& parameters, double max_norm, double norm_type = 2.0,
                       bool error_if_nonfinite = false);
double clip_grad_norm_(Tensor parameter, double max_norm, double norm_type = 2.0,
                       bool error_if_nonfinite = false);
/// Clamps every element of the gradients to ±clip_value.
void clip_grad_value_(const std::vector<Tensor>& parameters, double clip_value);
void clip_grad_value_(Tensor parameter, double clip_value);

}  // namespace utils
}  // namespace nn
}  // namespace facula
