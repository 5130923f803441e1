#pragma once
// The thread's view of the graph: modes, sequence numbers, and the few steps that tie tensors to nodes.
#include "facula/graph/node.h"
#include "facula/graph/saved_tensor.h"

namespace facula::graph {

struct SavedHooksFrame;
struct Unpacked;

struct ThreadState {
  bool grad_enabled = true;
  bool retiring = false;
  uint64_t sequence = 0;
  SavedTensor** saved_list = nullptr;  // where saved tensors announce themselves while a node is built
  Node* retired = nullptr;
  SavedHooksFrame* saved_hooks = nullptr;  // the innermost guard of saved-tensor hooks
  Unpacked* unpacked = nullptr;            // what hooks gave back, while a node runs
  Node* running = nullptr;                 // the node that runs now
  const bool* needed = nullptr;            // and which of its inputs want a gradient
  unsigned depth = 0;                      // backward passes inside each other
};
// initial-exec: a plain load from the thread pointer, also in the shared library.
extern thread_local constinit ThreadState thread_state __attribute__((tls_model("initial-exec")));

inline bool recording() { return thread_state.grad_enabled; }

/// Where the gradient of `t` goes: its node, or the accumulator of a leaf, or nowhere.
Edge gradient_edge(const Tensor& t);
/// Makes `node` the grad function of `t` (output `nr`).
void attach(const Tensor& t, const intrusive_ptr<Node>& node, uint32_t nr = 0);
/// The same for a tensor that was changed in place: what retain_grad() set up follows it to `node`.
void reattach(const Tensor& t, const intrusive_ptr<Node>& node, uint32_t nr = 0);
/// The data of `t` under a handle of its own, without history; it shares the version counter.
Tensor alias(const Tensor& t);
/// A view whose base was changed in place gets its history again from the base (defined with the in-place
/// ops).
void refresh_view(TensorImpl* view);
/// True when the grad_fn of a view no longer tells the truth.
inline bool view_is_stale(const TensorImpl* t) { return t->is_view_ && t->attr_version_ != t->version(); }

/// Runs a node: tells it, and the hooks of its saved tensors, what is going on.
class Running {
 public:
  Running(Node& node, const bool* needed)
      : node_(thread_state.running), needed_(thread_state.needed), unpacked_(thread_state.unpacked) {
    thread_state.running = &node;
    thread_state.needed = needed;
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    thread_state.running = node_;
    thread_state.needed = needed_;
    if (thread_state.unpacked != unpacked_) drop();
  }

 private:
  void drop() noexcept;
  Node* node_;
  const bool* needed_;
  Unpacked* unpacked_;
};

/// Adopts the saved tensors that are moved into place during its life.
struct NodeBuilder {
  NodeBuilder() : before_(thread_state.saved_list) { thread_state.saved_list = &head_; }
  NodeBuilder(const NodeBuilder&) = delete;
  ~NodeBuilder() { thread_state.saved_list = before_; }
  /// Hands the collected saved tensors to `node`.
  void finish(Node& node);
  static void set_edge(Node& node, size_t i, const Tensor& input) { node.edges_[i] = gradient_edge(input); }
  static void set_edge(Node& node, size_t i, Edge edge) { node.edges_[i] = std::move(edge); }
  static void add_output(Node& node, const Tensor& out);
  static void adopt(Node& node, SavedTensor& saved);

 private:
  static void own(Node& node, SavedTensor& saved);
  SavedTensor* head_ = nullptr;
  SavedTensor** before_;
};

/// A node's own output, kept without a reference cycle: an alias without history, which gets it back when
/// read.
class SavedOutput {
 public:
  void set(Node& node, const Tensor& out);
  Tensor get(Node& node, uint32_t nr = 0) const;

 private:
  SavedTensor value_;
};

}  // namespace facula::graph
