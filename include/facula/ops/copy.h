#pragma once
// Copies: clone, fill, zero; the methods of Tensor of the same names, as functions.
#include "facula/core/tensor.h"

namespace facula {

/// A copy with memory of its own. `Preserve` (the default) keeps the strides of a dense tensor.
/// grad    g; any order
Tensor clone(const Tensor& x, std::optional<MemoryFormat> format = std::nullopt);
/// Every element of x becomes `value`.
/// errors  Error when the value does not fit: "value cannot be converted to type uint8_t without overflow"
Tensor& fill_(Tensor& x, const Scalar& value);
/// `value` has no dimensions.
/// grad    of value: the sum of g
Tensor& fill_(Tensor& x, const Tensor& value);
/// A tensor like x, all elements `value`.
Tensor fill(const Tensor& x, const Scalar& value);
Tensor fill(const Tensor& x, const Tensor& value);
Tensor& zero_(Tensor& x);

}  // namespace facula
