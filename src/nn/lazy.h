#pragma once
// Parameters of lazy modules.
#include "facula/core/tensor.h"

namespace facula {
namespace nn {
bool is_lazy(const Tensor& t);

namespace detail {
/// Makes an empty tensor one that waits for its shape.
void mark_lazy(const Tensor& t);
/// Gives it this shape.
void materialize(const Tensor& t, IntArrayRef shape);
/// errors  ValueError for an uninitialized parameter; what: "WeightNorm" or "SpectralNorm"
void check_not_lazy(const Tensor& weight, const char* what);
}  // namespace detail
}  // namespace nn
}  // namespace facula
