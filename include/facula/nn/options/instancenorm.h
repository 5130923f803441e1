#pragma once
// Options of instance norm.
#include "facula/core/tensor.h"
#include "facula/nn/arg.h"

namespace facula {
namespace nn {

/// Options of InstanceNorm1d to InstanceNorm3d.
struct InstanceNormOptions {
  InstanceNormOptions(int64_t num_features);
  FACULA_ARG(int64_t, num_features);
  FACULA_ARG(double, eps) = 1e-5;
  FACULA_ARG(double, momentum) = 0.1;
  FACULA_ARG(bool, affine) = false;
  FACULA_ARG(bool, track_running_stats) = false;
};
using InstanceNorm1dOptions = InstanceNormOptions;
using InstanceNorm2dOptions = InstanceNormOptions;
using InstanceNorm3dOptions = InstanceNormOptions;

namespace functional {
/// Options of instance_norm.
struct InstanceNormFuncOptions {
  FACULA_ARG(Tensor, running_mean) = Tensor();
  FACULA_ARG(Tensor, running_var) = Tensor();
  FACULA_ARG(Tensor, weight) = Tensor();
  FACULA_ARG(Tensor, bias) = Tensor();
  FACULA_ARG(bool, use_input_stats) = true;
  FACULA_ARG(double, momentum) = 0.1;
  FACULA_ARG(double, eps) = 1e-5;
};
}  // namespace functional

}  // namespace nn
}  // namespace facula
