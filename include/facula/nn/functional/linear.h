#pragma once
// Linear maps.
#include "facula/core/tensor.h"

namespace facula {
namespace nn {
namespace functional {

/// input weight^T + bias
/// shape   input: (*, in), weight: (out, in), bias: (out); result: (*, out)
Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias = {});
/// y[n, k] = input1[n] weight[k] input2[n]^T + bias[k]
/// shape   input1: (*, in1), input2: (*, in2), weight: (out, in1, in2), bias: (out); result: (*, out)
Tensor bilinear(const Tensor& input1, const Tensor& input2, const Tensor& weight, const Tensor& bias = {});

}  // namespace functional
}  // namespace nn
}  // namespace facula
