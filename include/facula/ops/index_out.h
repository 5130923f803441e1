#pragma once
// Indexing into given tensors: f_out(out, ...) writes what f(...) gives into out, in out's memory and dtype, and
// returns it. out is resized when its shape is another.
// errors  Error: "result type Float can't be cast to the desired output type Long"; "functions with out=...
//         arguments don't support automatic differentiation"
#include <string_view>

#include "facula/core/tensor.h"

namespace facula {

Tensor& index_select_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index);
Tensor& index_add_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                      const Scalar& alpha = 1);
Tensor& index_copy_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source);
Tensor& index_fill_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value);
Tensor& index_fill_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& value);
Tensor& gather_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, bool sparse_grad = false);
Tensor& scatter_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src);
Tensor& scatter_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value);
Tensor& scatter_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                    std::string_view reduce);
Tensor& scatter_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value,
                    std::string_view reduce);
Tensor& scatter_add_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src);
Tensor& scatter_reduce_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                           std::string_view reduce, bool include_self = true);
Tensor& index_reduce_out(Tensor& out, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                         std::string_view reduce, bool include_self = true);
Tensor& take_out(Tensor& out, const Tensor& x, const Tensor& index);
Tensor& take_along_dim_out(Tensor& out, const Tensor& x, const Tensor& indices,
                           std::optional<int64_t> dim = std::nullopt);
Tensor& put_out(Tensor& out, const Tensor& x, const Tensor& index, const Tensor& source,
                bool accumulate = false);
Tensor& masked_fill_out(Tensor& out, const Tensor& x, const Tensor& mask, const Scalar& value);
Tensor& masked_fill_out(Tensor& out, const Tensor& x, const Tensor& mask, const Tensor& value);
Tensor& masked_select_out(Tensor& out, const Tensor& x, const Tensor& mask);
Tensor& masked_scatter_out(Tensor& out, const Tensor& x, const Tensor& mask, const Tensor& source);
Tensor& where_out(Tensor& out, const Tensor& condition, const Tensor& a, const Tensor& b);
Tensor& nonzero_out(Tensor& out, const Tensor& x);
Tensor& tril_out(Tensor& out, const Tensor& x, int64_t diagonal = 0);
Tensor& triu_out(Tensor& out, const Tensor& x, int64_t diagonal = 0);
Tensor& diag_out(Tensor& out, const Tensor& x, int64_t diagonal = 0);
Tensor& diag_embed_out(Tensor& out, const Tensor& x, int64_t offset = 0, int64_t dim1 = -2,
                       int64_t dim2 = -1);
Tensor& trace_out(Tensor& out, const Tensor& x);

Tensor& index_out(Tensor& out, const Tensor& x, TensorList indices);
Tensor& index_put_out(Tensor& out, const Tensor& x, TensorList indices, const Tensor& values,
                      bool accumulate = false);

}  // namespace facula
