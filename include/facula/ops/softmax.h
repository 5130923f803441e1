#pragma once
// Softmax and its logarithm.
#include "facula/core/tensor.h"

namespace facula {

/// exp(x) / sum(exp(x)) along `dim`.
/// shape   any; result: the same
/// dtype   floating; `dtype` if given (x is converted first); half types compute in float32
/// grad    (g - sum(g y)) y; any order
/// errors  IndexError for a dimension out of range, NotImplementedError for integers and complex numbers
Tensor softmax(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype = std::nullopt);
/// log(softmax(x)) along `dim`, computed without overflow.
/// grad    g - exp(y) sum(g); any order
Tensor log_softmax(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype = std::nullopt);
/// softmax(-x) along `dim`.
/// grad    any order
Tensor softmin(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype = std::nullopt);

}  // namespace facula
