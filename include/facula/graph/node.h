#pragma once
// The graph: nodes that turn gradients of an op's results into gradients of its inputs. No op is known here.
#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "facula/core/tensor.h"

namespace facula {

using Variable = Tensor;
using variable_list = std::vector<Tensor>;

/// Where a gradient goes: input `input_nr` of `function`, which is output `input_nr` of the op that made the
/// tensor.
struct Edge {
  Edge() = default;
  Edge(intrusive_ptr<Node> f, uint32_t nr) : function(std::move(f)), input_nr(nr) {}
  bool is_valid() const { return function.defined(); }
  bool operator==(const Edge& o) const { return function == o.function && input_nr == o.input_nr; }
  bool operator!=(const Edge& o) const { return !(*this == o); }

  intrusive_ptr<Node> function;
  uint32_t input_nr = 0;
};
using edge_list = std::vector<Edge>;
/// Inputs or outputs from the first to before the second.
using IndexRange = std::pair<size_t, size_t>;

/// What is known of an op's result when its gradient arrives: shape, dtype and device that the gradient must
/// get.
struct OutputMeta {
  DimVector sizes;
  ScalarType dtype = kFloat;
  Device device;
};

/// Sees the gradients of a node's outputs before the node runs; the list it returns takes their place.
struct FunctionPreHook {
  virtual ~FunctionPreHook() = default;
  virtual variable_list operator()(const variable_list& grads) = 0;
};
/// Sees what a node made of the gradients; the list it returns takes the place of `grad_inputs`.
struct FunctionPostHook {
  virtual ~FunctionPostHook() = default;
  virtual variable_list operator()(const variable_list& grad_inputs, const variable_list& grad_outputs) = 0;
};

class SavedTensor;
struct AnomalyMetadata;
namespace graph {
struct NodeBuilder;
struct NodeExtras;
class SavedOutput;

/// Sees, and may replace, the gradient of one output on its way into the node.
struct TensorHook {
  virtual ~TensorHook() = default;
  virtual void operator()(Tensor& grad) = 0;
  uint32_t output = 0;
  bool last = false;  // retains the gradient, as the other hooks leave it
};
}  // namespace graph

/// One recorded op. Nodes of ops hold rules (src/graph/record.h); a program's own node derives from this and
/// overrides apply().
class Node : public GraphObject, public Pooled {
 public:
  explicit Node(edge_list next_edges = {});
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node() override;

  /// "MulBackward0": PyTorch's name, or for a program's own node its type.
  virtual std::string name() const;
  /// How many gradients it takes: one per output of the op.
  uint32_t num_inputs() const { return static_cast<uint32_t>(output_count_); }
  /// How many gradients it gives: one per input of the op.
  uint32_t num_outputs() const { return edge_count_; }
  const Edge& next_edge(size_t i) const { return edges_[i]; }
  edge_list next_edges() const { return edge_list(edges_, edges_ + edge_count_); }
  /// Python's name of next_edges().
  edge_list next_functions() const { return next_edges(); }
  /// Grows along a thread's forward pass: the engine runs later ops first.
  uint64_t sequence_nr() const { return sequence_nr_; }
  /// Length of the longest path from here to a leaf, in nodes.
  uint64_t topological_nr() const;
  const OutputMeta& output_meta(size_t i) const { return i == 0 ? meta_ : more_meta_[i - 1]; }
  const OutputMeta& input_metadata(size_t i) const { return output_meta(i); }
  intrusive_ptr<Node> getptr() { return intrusive_ptr<Node>::share(this); }

  /// Whether input i of the op wants a gradient at all.
  bool should_compute_output(size_t i) const;
  bool should_compute_output(std::initializer_list<IndexRange> ranges) const;
  /// Whether the backward pass that runs now wants it; outside of one the same as should_compute_output().
  bool task_should_compute_output(size_t i) const;
  bool task_should_compute_output(std::initializer_list<IndexRange> ranges) const;

  /// Gradients of the inputs (undefined where none is needed) from gradients of the outputs, without hooks.
  /// errors  Error when the number of gradients is wrong
  variable_list operator()(variable_list grads);

  // ---- hooks; a handle given to remove_hook() takes one away
  /// Calls `hook(grads)` before the node runs; what it returns, if anything, replaces the gradients.
  template <class F>
  unsigned add_pre_hook(F hook);
  unsigned add_pre_hook(std::unique_ptr<FunctionPreHook> hook);
  /// Calls `hook(grad_inputs, grad_outputs)` after it; what it returns, if anything, replaces grad_inputs.
  template <class F>
  unsigned add_post_hook(F hook);
  unsigned add_post_hook(std::unique_ptr<FunctionPostHook> hook);
  unsigned add_tensor_hook(std::shared_ptr<graph::TensorHook> hook);
  /// False when there never was such a hook.
  bool remove_hook(unsigned handle);
  bool del_post_hook(unsigned handle) { return remove_hook(handle); }
  bool has_hooks() const { return extras_.load(std::memory_order_acquire) != nullptr; }
  /// What anomaly mode noted when the node was made, or null.
  AnomalyMetadata* metadata() const;

  // ---- for a program's own nodes
  struct undefined_input {};
  /// Announces an output of the op, whose gradient will have this form. Returns its number.
  uint32_t add_input_metadata(const Tensor& output);
  uint32_t add_input_metadata(undefined_input);
  void clear_input_metadata();
  void set_next_edge(size_t i, Edge edge) { edges_[i] = std::move(edge); }
  void add_next_edge(Edge edge);
  void set_next_edges(edge_list edges);
  /// Drops what the node keeps; backward() without retain_graph calls it once the node has run.
  virtual void release_variables() {}

  // ---- for the engine
  /// `grads[i]` may be undefined. Writes `out[i]` for every edge i with needed[i].
  virtual void evaluate(const Tensor* grads, Tensor* out, const bool* needed);
  /// Frees saved tensors; a later evaluate() that wants them throws.
  virtual void release_saved();
  bool has_saved() const { return saved_ != nullptr || wraps_; }
  graph::NodeExtras* extras() const { return extras_.load(std::memory_order_acquire); }
  graph::NodeExtras& make_extras();

 protected:
  Node(const char* name, uint32_t edge_count, Edge* edges);
  Node(const char* name, TensorImpl* owner);
  void retire() noexcept override;
  /// A program's own derivative: one gradient per edge from one gradient per output.
  virtual variable_list apply(variable_list&& grads);

  const char* name_;
  bool wraps_ =
      false;  // keeps more than saved tensors: release_saved() is overridden, or release_variables()

 private:
  friend struct graph::NodeBuilder;
  friend class SavedTensor;
  uint32_t edge_count_;
  uint32_t output_count_ = 0;
  bool own_edges_ = false;
  Edge* edges_;
  SavedTensor* saved_ = nullptr;
  uint64_t sequence_nr_;
  OutputMeta meta_;
  std::vector<OutputMeta> more_meta_;
  std::atomic<graph::NodeExtras*> extras_{nullptr};
  Node* next_retired_ = nullptr;
};

namespace detail {

template <class F>
struct PreHook final : FunctionPreHook {
  explicit PreHook(F hook) : f(std::move(hook)) {}
  variable_list operator()(const variable_list& grads) override {
    if constexpr (std::is_void_v<decltype(f(grads))>) {
      f(grads);
      return grads;
    } else {
      return f(grads);
    }
  }
  F f;
};

template <class F>
struct PostHook final : FunctionPostHook {
  explicit PostHook(F hook) : f(std::move(hook)) {}
  variable_list operator()(const variable_list& grad_inputs, const variable_list& grad_outputs) override {
    if constexpr (std::is_void_v<decltype(f(grad_inputs, grad_outputs))>) {
      f(grad_inputs, grad_outputs);
      return grad_inputs;
    } else {
      return f(grad_inputs, grad_outputs);
    }
  }
  F f;
};

}  // namespace detail

template <class F>
unsigned Node::add_pre_hook(F hook) {
  if constexpr (std::is_convertible_v<F, std::unique_ptr<FunctionPreHook>>)
    return add_pre_hook(std::unique_ptr<FunctionPreHook>(std::move(hook)));
  else
    return add_pre_hook(
        std::unique_ptr<FunctionPreHook>(std::make_unique<detail::PreHook<F>>(std::move(hook))));
}
template <class F>
unsigned Node::add_post_hook(F hook) {
  if constexpr (std::is_convertible_v<F, std::unique_ptr<FunctionPostHook>>)
    return add_post_hook(std::unique_ptr<FunctionPostHook>(std::move(hook)));
  else
    return add_post_hook(
        std::unique_ptr<FunctionPostHook>(std::make_unique<detail::PostHook<F>>(std::move(hook))));
}

}  // namespace facula
