#pragma once
// Options of layer norm, group norm and normalize.
#include <optional>
#include <vector>

#include "facula/core/tensor.h"
#include "facula/nn/arg.h"

namespace facula {
namespace nn {

/// Options of LayerNorm.
struct LayerNormOptions {
  LayerNormOptions(std::vector<int64_t> normalized_shape);
  FACULA_ARG(std::vector<int64_t>, normalized_shape);
  FACULA_ARG(double, eps) = 1e-5;
  FACULA_ARG(bool, elementwise_affine) = true;
};

/// Options of GroupNorm.
struct GroupNormOptions {
  GroupNormOptions(int64_t num_groups, int64_t num_channels);
  FACULA_ARG(int64_t, num_groups);
  FACULA_ARG(int64_t, num_channels);
  FACULA_ARG(double, eps) = 1e-5;
  FACULA_ARG(bool, affine) = true;
};

/// Options of RMSNorm; eps is the smallest step of the dtype from 1 unless set.
struct RMSNormOptions {
  RMSNormOptions(std::vector<int64_t> normalized_shape);
  FACULA_ARG(std::vector<int64_t>, normalized_shape);
  FACULA_ARG(std::optional<double>, eps) = std::nullopt;
  FACULA_ARG(bool, elementwise_affine) = true;
};

/// Options of LocalResponseNorm: size channels take part.
struct LocalResponseNormOptions {
  LocalResponseNormOptions(int64_t size);
  FACULA_ARG(int64_t, size);
  FACULA_ARG(double, alpha) = 1e-4;
  FACULA_ARG(double, beta) = 0.75;
  FACULA_ARG(double, k) = 1.;
};

/// Options of CrossMapLRN2d.
struct CrossMapLRN2dOptions {
  CrossMapLRN2dOptions(int64_t size);
  FACULA_ARG(int64_t, size);
  FACULA_ARG(double, alpha) = 1e-4;
  FACULA_ARG(double, beta) = 0.75;
  FACULA_ARG(int64_t, k) = 1;
};

namespace functional {
using LocalResponseNormFuncOptions = LocalResponseNormOptions;

/// Options of rms_norm.
struct RMSNormFuncOptions {
  RMSNormFuncOptions(std::vector<int64_t> normalized_shape);
  FACULA_ARG(std::vector<int64_t>, normalized_shape);
  FACULA_ARG(Tensor, weight) = Tensor();
  FACULA_ARG(std::optional<double>, eps) = std::nullopt;
};

/// Options of layer_norm.
struct LayerNormFuncOptions {
  LayerNormFuncOptions(std::vector<int64_t> normalized_shape);
  FACULA_ARG(std::vector<int64_t>, normalized_shape);
  FACULA_ARG(Tensor, weight) = Tensor();
  FACULA_ARG(Tensor, bias) = Tensor();
  FACULA_ARG(double, eps) = 1e-5;
};

/// Options of group_norm.
struct GroupNormFuncOptions {
  GroupNormFuncOptions(int64_t num_groups);
  FACULA_ARG(int64_t, num_groups);
  FACULA_ARG(Tensor, weight) = Tensor();
  FACULA_ARG(Tensor, bias) = Tensor();
  FACULA_ARG(double, eps) = 1e-5;
};

/// Options of normalize: the p-norm along dim, never below eps.
struct NormalizeFuncOptions {
  FACULA_ARG(double, p) = 2.0;
  FACULA_ARG(int64_t, dim) = 1;
  FACULA_ARG(double, eps) = 1e-12;
  FACULA_ARG(std::optional<Tensor>, out) = std::nullopt;
};
}  // namespace functional

}  // namespace nn
}  // namespace facula
