#pragma once
// Sliding blocks.
#include "facula/core/tensor.h"
#include "facula/nn/options/fold.h"

namespace facula {
namespace nn {
namespace functional {

/// Adds up blocks, given as columns, where they lie in the result.
/// errors  Error: "Input Error: Only unbatched (2D) or batched (3D) input Tensors are supported (got 4D)"
Tensor fold(const Tensor& input, const FoldFuncOptions& options);
/// The blocks under a sliding kernel, as columns.
/// errors  Error: "Input Error: Only 4D input Tensors are supported (got 3D)"
Tensor unfold(const Tensor& input, const UnfoldFuncOptions& options);

}  // namespace functional

}  // namespace nn
}  // namespace facula
