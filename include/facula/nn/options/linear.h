#pragma once
// Options of the linear layers and of changes of shape.
#include <string>
#include <utility>
#include <vector>

#include "facula/nn/arg.h"

namespace facula {
namespace nn {

/// Options of Linear.
struct LinearOptions {
  LinearOptions(int64_t in_features, int64_t out_features);
  FACULA_ARG(int64_t, in_features);
  FACULA_ARG(int64_t, out_features);
  FACULA_ARG(bool, bias) = true;
};

/// Options of Flatten: dimensions start_dim to end_dim become one.
struct FlattenOptions {
  FACULA_ARG(int64_t, start_dim) = 1;
  FACULA_ARG(int64_t, end_dim) = -1;
};

/// Options of Unflatten: dimension dim becomes several of the given sizes.
struct UnflattenOptions {
  using namedshape_t = std::vector<std::pair<std::string, int64_t>>;
  UnflattenOptions(int64_t dim, std::vector<int64_t> sizes);
  /// The form for named tensors, which there are none of: Unflatten throws.
  UnflattenOptions(const char* dimname, namedshape_t namedshape);
  FACULA_ARG(int64_t, dim);
  FACULA_ARG(std::vector<int64_t>, sizes);
  FACULA_ARG(std::string, dimname);
  FACULA_ARG(namedshape_t, namedshape);
};

/// Options of Bilinear.
struct BilinearOptions {
  BilinearOptions(int64_t in1_features, int64_t in2_features, int64_t out_features);
  FACULA_ARG(int64_t, in1_features);
  FACULA_ARG(int64_t, in2_features);
  FACULA_ARG(int64_t, out_features);
  FACULA_ARG(bool, bias) = true;
};

}  // namespace nn
}  // namespace facula
