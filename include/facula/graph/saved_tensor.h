#pragma once
// What a rule keeps of the forward pass, guarded by the version counter.
#include "facula/graph/node.h"

namespace facula {

/// A tensor kept for the backward pass. Reading it checks that it was not changed in place since.
class SavedTensor {
 public:
  SavedTensor() = default;
  explicit SavedTensor(const Tensor& t);
  SavedTensor(SavedTensor&& o) noexcept;
  SavedTensor& operator=(SavedTensor&&) = delete;
  ~SavedTensor() = default;

  /// The tensor.
  /// errors  Error when it was changed in place, or freed by an earlier backward()
  const Tensor& operator()() const {
    if (__builtin_expect(!value_.defined() || value_.unsafeGetTensorImpl()->version() != version_, 0))
      check();
    return value_;
  }
  bool defined() const { return value_.defined(); }

 private:
  friend class Node;
  friend struct graph::NodeBuilder;
  friend class graph::SavedOutput;
  void check() const;

  Tensor value_;
  uint32_t version_ = 0;
  bool was_defined_ = false;
  Node* node_ = nullptr;         // set when it comes to rest in a node
  SavedTensor* next_ = nullptr;  // the node's other saved tensors
};

}  // namespace facula
