#pragma once
// Views and changes of shape: the methods of Tensor of the same names, as functions.
#include "facula/core/tensor.h"

namespace facula {

/// x seen with the given sizes, strides and offset (in elements).
/// grad    the gradient's elements are summed where they came from; any order
Tensor as_strided(const Tensor& x, IntArrayRef size, IntArrayRef stride,
                  std::optional<int64_t> offset = std::nullopt);
/// The real part: a view of a complex tensor, x itself otherwise.
Tensor real(const Tensor& x);

}  // namespace facula
