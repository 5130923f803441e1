#pragma once
// Copies of parts into given tensors: f_out(out, ...) writes what f(...) gives into out, in out's memory and dtype, and
// returns it. out is resized when its shape is another.
// errors  Error: "result type Float can't be cast to the desired output type Long"; "functions with out=...
//         arguments don't support automatic differentiation"
#include "facula/core/tensor.h"

namespace facula {

Tensor& narrow_copy_out(Tensor& out, const Tensor& x, int64_t dim, int64_t start, int64_t length);
Tensor& select_scatter_out(Tensor& out, const Tensor& x, const Tensor& src, int64_t dim, int64_t index);
Tensor& slice_scatter_out(Tensor& out, const Tensor& x, const Tensor& src, int64_t dim = 0,
                          std::optional<int64_t> start = std::nullopt,
                          std::optional<int64_t> end = std::nullopt, int64_t step = 1);
Tensor& diagonal_scatter_out(Tensor& out, const Tensor& x, const Tensor& src, int64_t offset = 0,
                             int64_t dim1 = 0, int64_t dim2 = 1);
Tensor& as_strided_scatter_out(Tensor& out, const Tensor& x, const Tensor& src, IntArrayRef size,
                               IntArrayRef stride, std::optional<int64_t> storage_offset = std::nullopt);

}  // namespace facula
