#pragma once
// Joining and repeating into given tensors: f_out(out, ...) writes what f(...) gives into out, in out's memory and dtype, and
// returns it. out is resized when its shape is another.
// errors  Error: "result type Float can't be cast to the desired output type Long"; "functions with out=...
//         arguments don't support automatic differentiation"
#include "facula/core/tensor.h"

namespace facula {

Tensor& cat_out(Tensor& out, TensorList tensors, int64_t dim = 0);
Tensor& stack_out(Tensor& out, TensorList tensors, int64_t dim = 0);
Tensor& hstack_out(Tensor& out, TensorList tensors);
Tensor& vstack_out(Tensor& out, TensorList tensors);
Tensor& dstack_out(Tensor& out, TensorList tensors);
Tensor& column_stack_out(Tensor& out, TensorList tensors);
Tensor& repeat_out(Tensor& out, const Tensor& x, IntArrayRef repeats);
Tensor& flip_out(Tensor& out, const Tensor& x, IntArrayRef dims);
Tensor& roll_out(Tensor& out, const Tensor& x, IntArrayRef shifts, IntArrayRef dims = {});
Tensor& rot90_out(Tensor& out, const Tensor& x, int64_t k = 1, IntArrayRef dims = {0, 1});
Tensor& block_diag_out(Tensor& out, TensorList tensors);
Tensor& repeat_interleave_out(Tensor& out, const Tensor& repeats,
                              std::optional<int64_t> output_size = std::nullopt);

}  // namespace facula
