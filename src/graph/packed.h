#pragma once
// Saved tensors that hooks took into their care.
#include "facula/graph/saved_hooks.h"
#include "graph/state.h"

namespace facula::graph {

struct SavedHooksFrame {
  std::shared_ptr<SavedTensorHooks> hooks;  // null: `disabled` says why there may be none
  std::string disabled;
  SavedHooksFrame* below = nullptr;
};

/// In place of a saved tensor: what its hooks made of it, and where its gradient goes.
struct Packed : Pooled {
  std::unique_ptr<PackedTensor> value;
  Edge edge;
};

/// A saved tensor as its hooks gave it back, until the node that asked for it has run.
struct Unpacked : Pooled {
  const SavedTensor* of;
  Tensor value;
  Unpacked* below;
};

}  // namespace facula::graph
