#pragma once
// The graph: nodes that turn gradients of an op's results into gradients of its inputs. No op is known here.
#include <cstdint>
#include <string>
#include <vector>

#include "facula/core/tensor.h"

namespace facula {

using Variable = Tensor;
using variable_list = std::vector<Tensor>;

/// Where a gradient goes: input `input_nr` of `function`, which is output `input_nr` of the op that made the
/// tensor.
struct Edge {
  intrusive_ptr<Node> function;
  uint32_t input_nr = 0;
  bool is_valid() const { return function.defined(); }
};
using edge_list = std::vector<Edge>;

/// What is known of an op's result when its gradient arrives: shape, dtype and device that the gradient must
/// get.
struct OutputMeta {
  DimVector sizes;
  ScalarType dtype = kFloat;
  Device device;
};

class SavedTensor;
namespace graph {
struct NodeBuilder;
class SavedOutput;
}  // namespace graph

/// One recorded op. Derived classes hold the rules; see src/graph/record.h.
class Node : public GraphObject, public Pooled {
 public:
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node() override;

  /// "MulBackward0": PyTorch's name.
  virtual std::string name() const { return name_; }
  uint32_t num_inputs() const { return static_cast<uint32_t>(output_count_); }
  uint32_t num_outputs() const { return edge_count_; }
  const Edge& next_edge(size_t i) const { return edges_[i]; }
  edge_list next_edges() const { return edge_list(edges_, edges_ + edge_count_); }
  /// Grows along a thread's forward pass: the engine runs later ops first.
  uint64_t sequence_nr() const { return sequence_nr_; }
  const OutputMeta& output_meta(size_t i) const { return i == 0 ? meta_ : more_meta_[i - 1]; }

  /// Gradients of the inputs (undefined where none is needed) from gradients of the outputs.
  variable_list operator()(const variable_list& grads);
  /// `grads[i]` may be undefined. Writes `out[i]` for every edge i with needed[i].
  virtual void apply(const Tensor* grads, Tensor* out, const bool* needed) = 0;
  /// Frees saved tensors; a later apply() that wants them throws.
  virtual void release_saved();
  bool has_saved() const { return saved_ != nullptr || wraps_; }

  /// Hooks: called with the gradients of the outputs before, or of the inputs after, apply(); may replace
  /// them.
  using Hook = void (*)(void* context, variable_list& grads);
  struct HookEntry {
    Hook call;
    void* context;
    void (*destroy)(void*);
    unsigned id;
    uint32_t index;  // of the output, for tensor hooks
  };
  std::vector<HookEntry>& pre_hooks();
  /// Tensor hooks run in the order of registration; the one that retains a gradient (id 0) sees the last
  /// word.
  void add_pre_hook(HookEntry hook);
  void remove_pre_hook(unsigned id);
  std::vector<HookEntry>& post_hooks();
  bool has_hooks() const { return hooks_ != nullptr; }

 protected:
  Node(const char* name, uint32_t edge_count, Edge* edges);
  Node(const char* name, TensorImpl* owner);
  void retire() noexcept override;

  const char* name_;
  bool wraps_ = false;  // holds another node, whose saved tensors release_saved() frees, too

 private:
  friend struct graph::NodeBuilder;
  friend class SavedTensor;
  struct Hooks {
    std::vector<HookEntry> pre, post;
    ~Hooks();
  };
  uint32_t edge_count_;
  uint32_t output_count_ = 0;
  bool own_edges_ = false;
  Edge* edges_;
  SavedTensor* saved_ = nullptr;
  uint64_t sequence_nr_;
  OutputMeta meta_;
  std::vector<OutputMeta> more_meta_;
  Hooks* hooks_ = nullptr;
  Node* next_retired_ = nullptr;
};

}  // namespace facula
