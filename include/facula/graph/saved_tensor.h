#pragma once
// What a rule keeps of the forward pass, guarded by the version counter.
#include "facula/graph/node.h"

namespace facula {

namespace graph {
struct Packed;
}

/// A tensor kept for the backward pass. Reading it checks that it was not changed in place since.
class SavedTensor {
 public:
  SavedTensor() = default;
  explicit SavedTensor(const Tensor& t);
  SavedTensor(SavedTensor&& o) noexcept;
  SavedTensor& operator=(SavedTensor&&) = delete;
  ~SavedTensor() {
    if (__builtin_expect(packed_ != nullptr, 0)) release();
  }

  /// The tensor. The reference holds until the node that reads it has run.
  /// errors  Error when it was changed in place, or freed by an earlier backward()
  const Tensor& operator()() const {
    if (__builtin_expect(!value_.defined() || value_.unsafeGetTensorImpl()->version() != version_, 0))
      return look();
    return value_;
  }
  /// Whether a tensor was saved; true also after it was freed.
  bool defined() const { return was_defined_; }

 private:
  friend class Node;
  friend struct graph::NodeBuilder;
  friend class graph::SavedOutput;
  const Tensor& look() const;
  void check() const;
  void pack();
  void release() noexcept;

  Tensor value_;
  uint32_t version_ = 0;
  bool was_defined_ = false;
  Node* node_ = nullptr;             // set when it comes to rest in a node
  SavedTensor* next_ = nullptr;      // the node's other saved tensors
  graph::Packed* packed_ = nullptr;  // in place of value_ when saved-tensor hooks took it
};

}  // namespace facula
