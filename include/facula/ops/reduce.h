#pragma once
// Reductions. Where dimensions are given, an empty list means all of them, negative ones count from the end,
// and `keepdim` keeps them with length 1.
#include "facula/core/tensor.h"

namespace facula {

/// Sum of all elements, or over dimensions.
/// dtype   `dtype` if given (x is converted first); integers and bool give int64; half types sum in float32
/// grad    g spread over the reduced dimensions; any order
/// errors  Error when a dimension appears twice, IndexError when it is out of range
Tensor sum(const Tensor& x, std::optional<ScalarType> dtype = std::nullopt);
Tensor sum(const Tensor& x, OptionalIntArrayRef dim, bool keepdim = false,
           std::optional<ScalarType> dtype = std::nullopt);
/// Mean of all elements, or over dimensions; NaN for none.
/// grad    g / n; any order
/// errors  Error for integers unless a floating dtype is given
Tensor mean(const Tensor& x, std::optional<ScalarType> dtype = std::nullopt);
Tensor mean(const Tensor& x, OptionalIntArrayRef dim, bool keepdim = false,
            std::optional<ScalarType> dtype = std::nullopt);
/// x summed over the dimensions that broadcasting `size` to x's shape has added or stretched.
/// grad    g expanded; any order
/// errors  Error: "size {[2]} is not expandable to size {[3]}."
Tensor sum_to_size(const Tensor& x, IntArrayRef size);

}  // namespace facula
