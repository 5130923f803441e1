#pragma once
// Options of batch norm.
#include <optional>

#include "facula/core/tensor.h"
#include "facula/nn/arg.h"

namespace facula {
namespace nn {

/// Options of BatchNorm1d to BatchNorm3d; momentum = nullopt averages over all batches seen.
struct BatchNormOptions {
  BatchNormOptions(int64_t num_features);
  FACULA_ARG(int64_t, num_features);
  FACULA_ARG(double, eps) = 1e-5;
  FACULA_ARG(std::optional<double>, momentum) = 0.1;
  FACULA_ARG(bool, affine) = true;
  FACULA_ARG(bool, track_running_stats) = true;
};
using BatchNorm1dOptions = BatchNormOptions;
using BatchNorm2dOptions = BatchNormOptions;
using BatchNorm3dOptions = BatchNormOptions;

namespace functional {
/// Options of batch_norm.
struct BatchNormFuncOptions {
  FACULA_ARG(Tensor, weight) = Tensor();
  FACULA_ARG(Tensor, bias) = Tensor();
  FACULA_ARG(bool, training) = false;
  FACULA_ARG(std::optional<double>, momentum) = 0.1;
  FACULA_ARG(double, eps) = 1e-5;
};
}  // namespace functional

}  // namespace nn
}  // namespace facula
