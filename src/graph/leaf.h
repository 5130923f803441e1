#pragma once
// A tensor's autograd state: its gradient, and for a leaf the node that accumulates it.
#include <memory>
#include <mutex>
#include <vector>

#include "graph/extras.h"

namespace facula::graph {

/// Adds what arrives to the leaf's gradient. Lives inside the leaf's state; its references are the leaf's.
class AccumulateGrad final : public Node {
 public:
  explicit AccumulateGrad(TensorImpl* leaf) : Node("torch::autograd::AccumulateGrad", leaf) {}
  void evaluate(const Tensor* grads, Tensor* out, const bool* needed) override;
  TensorImpl* leaf() const { return owner_; }
};

struct LeafState final : AutogradState, Pooled {
  explicit LeafState(TensorImpl* owner) : accumulate(owner) {}
  ~LeafState() override {
    if (watched) *watched = nullptr;
  }
  Tensor grad;
  bool stands_in = false;  // has been through stand_for(): what the graph saves of it is an alias
  bool awaits_shape = false;  // of a lazy module that has not seen its first input
  AccumulateGrad accumulate;
  std::mutex mutex;                      // of `grad`, while several threads run backward()
  std::shared_ptr<TensorImpl*> watched;  // retain_grad(): how the node's hook finds the tensor while it lives
  std::vector<Registered<TensorHook>> after_accumulation;  // see the leaf itself
};

/// The state of `t`, made on first use (from several threads at once, too).
LeafState& leaf_state(TensorImpl* t);
inline LeafState* leaf_state_or_null(const TensorImpl* t) {
  return static_cast<LeafState*>(t->state_.load(std::memory_order_acquire));
}

/// Lets the hook of a tensor that retains its gradient follow it to `node`, its new history.
void move_retained(TensorImpl* t, Node& from, Node& to, uint32_t nr);

}  // namespace facula::graph
