#pragma once
// The half types compute in float32: a product or convolution converts its operands whole.
#include "facula/core/tensor.h"

namespace facula::cpu {

/// A row-major float32 copy of a half or bfloat16 tensor of any strides.
Tensor to_float(const Tensor& t);
/// Rounds float32 values into a row-major or channels-last tensor of a half type.
void store_half(Tensor& y, const Tensor& f);

}  // namespace facula::cpu
