#pragma once
// A tensor that stands for another one: same handle, the other's data and history.
#include "facula/graph/node.h"
#include "graph/state.h"

namespace facula::graph {

/// Makes `t` stand for `value`: whoever holds `t` sees the data of `value` and, in a graph, its history. What
/// the graph saves of `t` from now on is an alias, so that `t` may stand for something else before the
/// backward pass. `value` may live on another device and have another dtype and shape.
void stand_for(const Tensor& t, const Tensor& value);

/// What a tensor was before stand_for(), and gives that back.
class Standing {
 public:
  explicit Standing(const Tensor& t);
  Standing(Standing&&) = default;
  Standing& operator=(Standing&&) = delete;
  /// Undoes what stand_for() did. Once.
  void restore();
  const Tensor& tensor() const { return tensor_; }

 private:
  Tensor tensor_, data_;
  Edge history_;
  intrusive_ptr<TensorImpl> base_;
  bool requires_grad_, is_view_, stood_;
  uint32_t attr_version_;
};

/// The handle under which the graph saves a tensor that stands for others: its data and history now.
Tensor as_it_stands(const Tensor& t);

}  // namespace facula::graph
