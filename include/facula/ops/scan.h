#pragma once
// Scans: running sums, products and extremes along a dimension.
#include "facula/core/tensor.h"

namespace facula {

/// y[i] = x[0] + … + x[i] along `dim`.
/// shape   x's
/// dtype   `dtype` if given (x is converted first); integers and bool give int64
/// grad    the sum of g from i on; any order
Tensor cumsum(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype = std::nullopt);
/// y[i] = x[0] * … * x[i] along `dim`.
/// grad    right also where x is 0; any order
Tensor cumprod(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype = std::nullopt);
/// log of the running sum of exp(x), without overflow; floating dtypes.
/// grad    exp(x - y) weighted; any order
Tensor logcumsumexp(const Tensor& x, int64_t dim);
/// Running maximum (minimum) and the index (int64) where it was last reached; NaN wins.
/// grad    to the elements at the indices; any order
std::tuple<Tensor, Tensor> cummax(const Tensor& x, int64_t dim);
std::tuple<Tensor, Tensor> cummin(const Tensor& x, int64_t dim);

}  // namespace facula
