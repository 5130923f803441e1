#pragma once
// Parameters as one vector and back.
#include <vector>

#include "facula/core/tensor.h"

namespace facula {
namespace nn {
namespace utils {

/// All parameters, flattened, one after another.
Tensor parameters_to_vector(const std::vector<Tensor>& parameters);
/// Lets each parameter show its slice of vec.
/// errors  Error if the parameters lie on different devices
void vector_to_parameters(const Tensor& vec, const std::vector<Tensor>& parameters);

}  // namespace utils
}  // namespace nn
}  // namespace facula
