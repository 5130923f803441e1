#pragma once
// Options of the adaptive softmax.
#include <vector>

#include "facula/nn/arg.h"
#include "facula/nn/expanding_array.h"

namespace facula {
namespace nn {

/// cutoffs: the first classes of all clusters but the first; div_value: by how much each cluster's projection
/// is narrower than the one before.
struct AdaptiveLogSoftmaxWithLossOptions {
  AdaptiveLogSoftmaxWithLossOptions(int64_t in_features, int64_t n_classes, std::vector<int64_t> cutoffs);
  FACULA_ARG(int64_t, in_features);
  FACULA_ARG(int64_t, n_classes);
  FACULA_ARG(std::vector<int64_t>, cutoffs);
  FACULA_ARG(double, div_value) = 4.;
  FACULA_ARG(bool, head_bias) = false;
};

}  // namespace nn
}  // namespace facula
