#pragma once
// In-place ops and views of graph tensors.
#include "graph/record.h"

namespace facula {

/// Before an in-place change of `self`.
/// errors  Error: "a leaf Variable that requires grad is being used in an in-place operation.", and PyTorch's
/// for
///         views of leaves, of no_grad blocks, of ops with several outputs, and for inference tensors
void check_inplace(const Tensor& self);

namespace graph {
/// Makes `node` (whose first input is self) the history of self, and of the tensor that self is a view of.
void rebase_history(const Tensor& self, const intrusive_ptr<Node>& node);
/// The node "AsStridedBackward0" that makes `view` a view of `base` (defined with the views).
intrusive_ptr<Node> as_strided_node(const Tensor& base, const Tensor& view);
}  // namespace graph

/// As record(), for a result that overwrote `self`. The first rule must be self's.
template <class... Rules>
void record_inplace(const char* name, const Tensor& self, GradOf<Rules>... grads) {
  if (graph::recording() && (graph::wants_grad(grads.input) || ...))
    graph::rebase_history(self, graph::build(name, self, std::move(grads)...));
}

/// A view of `base`: shares its storage and version, remembers its base. Not yet recorded.
Tensor make_view(const Tensor& base, IntArrayRef sizes, IntArrayRef strides, int64_t offset);

}  // namespace facula
