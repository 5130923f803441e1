#pragma once
// Scans into given tensors: f_out(out, ...) writes what f(...) gives into out, in out's memory and dtype, and
// returns it. out is resized when its shape is another.
// errors  Error: "result type Float can't be cast to the desired output type Long"; "functions with out=...
//         arguments don't support automatic differentiation"
#include "facula/core/tensor.h"

namespace facula {

Tensor& cumsum_out(Tensor& out, const Tensor& x, int64_t dim, std::optional<ScalarType> dtype = std::nullopt);
Tensor& cumprod_out(Tensor& out, const Tensor& x, int64_t dim,
                    std::optional<ScalarType> dtype = std::nullopt);
Tensor& logcumsumexp_out(Tensor& out, const Tensor& x, int64_t dim);
std::tuple<Tensor&, Tensor&> cummax_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim);
std::tuple<Tensor&, Tensor&> cummin_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim);

}  // namespace facula
