// The engine: counts how often each node is reached, then runs nodes from the last recorded to the first.
#include <algorithm>
#include <limits>
#include <memory>

#include "facula/autograd/autograd.h"
#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "graph/leaf.h"
#include "graph/state.h"

namespace facula::autograd {
namespace {

// What the engine knows of a node during one run.
struct Visit {
  Node* node;
  uint32_t waiting;     // edges into the node that have not delivered yet
  uint32_t next_child;  // progress of the depth-first search
  uint32_t buffer;      // index of its first incoming gradient in the buffers
  bool needed;          // leads to something that wants a gradient
  bool runs;            // must be applied (an input that is only captured is not)
};

// Node -> visit. Open addressing: a lookup is a multiplication and, nearly always, one probe.
class VisitMap {
 public:
  void clear() {
    visits_.clear();
    std::fill(slots_.begin(), slots_.end(), 0u);
  }
  Visit* find(const Node* n) {
    if (slots_.empty()) return nullptr;
    for (size_t i = hash(n);; i = (i + 1) & mask_) {
      if (!slots_[i]) return nullptr;
      if (visits_[slots_[i] - 1].node == n) return &visits_[slots_[i] - 1];
    }
  }
  /// The visit's index, and whether it is new.
  std::pair<uint32_t, bool> insert(Node* n) {
    if ((visits_.size() + 1) * 2 > slots_.size()) grow();
    size_t i = hash(n);
    for (; slots_[i]; i = (i + 1) & mask_)
      if (visits_[slots_[i] - 1].node == n) return {slots_[i] - 1, false};
    visits_.push_back({n, 0, 0, 0, false, true});
    slots_[i] = static_cast<uint32_t>(visits_.size());
    return {slots_[i] - 1, true};
  }
  Visit& operator[](uint32_t i) { return visits_[i]; }

 private:
  size_t hash(const Node* n) const {
    return (reinterpret_cast<uintptr_t>(n) >> 6) * 0x9E3779B97F4A7C15ull >> shift_;
  }
  void grow() {
    const size_t n = slots_.empty() ? 64 : slots_.size() * 2;
    slots_.assign(n, 0u);
    mask_ = n - 1;
    shift_ = 64;
    for (size_t m = n; m > 1; m >>= 1) --shift_;
    for (uint32_t k = 0; k < visits_.size(); ++k) {
      size_t i = hash(visits_[k].node);
      while (slots_[i]) i = (i + 1) & mask_;
      slots_[i] = k + 1;
    }
  }
  std::vector<Visit> visits_;
  std::vector<uint32_t> slots_;
  size_t mask_ = 0;
  int shift_ = 64;
};

constexpr uint64_t kLeaf = std::numeric_limits<uint64_t>::max();  // sequence number of accumulators

bool expandable_to(IntArrayRef shape, IntArrayRef desired) {
  if (shape.size() > desired.size()) return false;
  for (size_t i = 0; i < shape.size(); ++i) {
    const int64_t s = shape[shape.size() - 1 - i], d = desired[desired.size() - 1 - i];
    if (s != d && s != 1) return false;
  }
  return true;
}

class Run {
 public:
  Run(bool keep_graph, bool create_graph) : keep_graph_(keep_graph), create_graph_(create_graph) {}
  variable_list execute(const edge_list& roots, variable_list grads, const edge_list& inputs,
                        bool accumulate);

 private:
  void discover(Node* root);
  void deliver(Edge& edge, Tensor g, const Node& from, size_t index);
  void add_to(Tensor& slot, Tensor g);
  void run(Visit v);
  void call_hooks(std::vector<Node::HookEntry>& hooks, Tensor* grads, size_t n);

  bool keep_graph_, create_graph_, select_ = false;
  VisitMap map_;
  std::vector<Tensor> buffers_;
  std::vector<std::pair<uint64_t, uint32_t>> ready_;  // heap: the latest recorded node first
  std::vector<uint32_t> stack_;
  const edge_list* inputs_ = nullptr;
  bool capture_ = false;
  variable_list captured_;
};

// Depth first without recursion. On leaving a node all its children are known, so `needed` can be settled.
void Run::discover(Node* root) {
  auto [start, fresh] = map_.insert(root);
  if (!fresh) return;
  stack_.push_back(start);
  while (!stack_.empty()) {
    const uint32_t at = stack_.back();
    Node* node = map_[at].node;
    if (map_[at].next_child < node->num_outputs()) {
      const Edge& e = node->next_edge(map_[at].next_child++);
      if (!e.is_valid()) continue;
      const auto [child, is_new] = map_.insert(e.function.get());
      ++map_[child].waiting;
      if (is_new) stack_.push_back(child);
      continue;
    }
    stack_.pop_back();
    Visit& v = map_[at];
    v.buffer = static_cast<uint32_t>(buffers_.size());
    buffers_.resize(buffers_.size() + node->num_inputs());
    if (!select_) {
      v.needed = true;
      continue;
    }
    v.runs = false;
    for (uint32_t i = 0; i < node->num_outputs(); ++i) {
      const Edge& e = node->next_edge(i);
      if (e.is_valid() && map_.find(e.function.get())->needed) v.runs = true;
    }
    bool is_input = false;
    for (const Edge& e : *inputs_) is_input = is_input || e.function.get() == node;
    v.needed = v.runs || is_input;
    if (is_input && !capture_ && node->num_outputs() == 0)
      v.runs = true;  // backward(inputs=...) accumulates there
  }
}

void Run::add_to(Tensor& slot, Tensor g) {
  if (!slot.defined())
    slot = std::move(g);
  else if (!create_graph_ && slot.use_count() == 1 &&
           slot.unsafeGetTensorImpl()->storage()->use_count() == 1 && slot.is_non_overlapping_and_dense() &&
           slot.scalar_type() == g.scalar_type() && slot.sizes() == g.sizes())
    slot.add_(g);  // nobody else sees this sum
  else
    slot = slot.add(g);
}

struct Meta {
  IntArrayRef sizes;
  ScalarType dtype;
  Device device;
};
// What a gradient must look like when it arrives at input `nr` of `node`.
Meta meta_of(const Node& node, uint32_t nr) {
  if (node.sequence_nr() == kLeaf) {
    const TensorImpl* leaf = static_cast<const graph::AccumulateGrad&>(node).leaf();
    return {leaf->sizes(), leaf->dtype(), leaf->device()};
  }
  const OutputMeta& m = node.output_meta(nr);
  return {m.sizes, m.dtype, m.device};
}

Tensor fit(Tensor g, const Meta& meta, const Node& from, size_t index) {
  if (g.sizes() != meta.sizes) {
    FACULA_CHECK(expandable_to(meta.sizes, g.sizes()), "Function ", from.name(),
                 " returned an invalid gradient at index ", index, " - got ", g.sizes(),
                 " but expected shape compatible with ", meta.sizes);
    g = sum_to_size(g, meta.sizes);
  }
  if (g.scalar_type() != meta.dtype) {
    if (g.is_complex() && !isComplexType(meta.dtype)) g = real(g);
    g = g.to(meta.dtype);
  }
  if (g.device() != meta.device) {
    FACULA_CHECK(g.dim() == 0, "Function ", from.name(), " returned an invalid gradient at index ", index,
                 " - expected device ", meta.device, " but got ", g.device());
    g = g.to(TensorOptions(meta.device));
  }
  return g;
}

// Undoes broadcasting and casts here, once, so that a rule is just its formula.
void Run::deliver(Edge& edge, Tensor g, const Node& from, size_t index) {
  Visit& v = *map_.find(edge.function.get());
  if (g.defined() && v.needed) {
    g = fit(std::move(g), meta_of(*v.node, edge.input_nr), from, index);
    add_to(buffers_[v.buffer + edge.input_nr], std::move(g));
  }
  if (--v.waiting == 0 && v.needed) {
    ready_.emplace_back(v.node->sequence_nr(), static_cast<uint32_t>(&v - &map_[0]));
    std::push_heap(ready_.begin(), ready_.end());
  }
}

void Run::call_hooks(std::vector<Node::HookEntry>& hooks, Tensor* grads, size_t n) {
  variable_list list(grads, grads + n);
  for (Node::HookEntry& h : std::vector<Node::HookEntry>(hooks)) h.call(h.context, list);
  for (size_t i = 0; i < n && i < list.size(); ++i) grads[i] = std::move(list[i]);
}

void Run::run(Visit v) {
  Node& node = *v.node;
  const size_t n_in = node.num_inputs(), n_out = node.num_outputs();
  Tensor* grads = buffers_.data() + v.buffer;
  if (node.has_hooks()) call_hooks(node.pre_hooks(), grads, n_in);
  if (capture_)
    for (size_t i = 0; i < inputs_->size(); ++i)
      if ((*inputs_)[i].function.get() == &node) captured_[i] = grads[(*inputs_)[i].input_nr];
  if (!v.runs) return;
  constexpr size_t kInline = 16;
  Tensor out_inline[kInline];
  bool needed_inline[kInline];
  std::unique_ptr<Tensor[]> out_heap;
  std::unique_ptr<bool[]> needed_heap;
  if (n_out > kInline) {
    out_heap = std::make_unique<Tensor[]>(n_out);
    needed_heap = std::make_unique<bool[]>(n_out);
  }
  Tensor* out = out_heap ? out_heap.get() : out_inline;
  bool* needed = needed_heap ? needed_heap.get() : needed_inline;
  for (size_t i = 0; i < n_out; ++i) {
    const Edge& e = node.next_edge(i);
    needed[i] = e.is_valid() && map_.find(e.function.get())->needed;
  }
  node.apply(grads, out, needed);
  if (node.has_hooks() && !node.post_hooks().empty()) call_hooks(node.post_hooks(), out, n_out);
  if (!keep_graph_ && node.has_saved()) node.release_saved();
  for (size_t i = 0; i < n_in; ++i) grads[i] = Tensor();
  for (size_t i = 0; i < n_out; ++i) {
    Edge e = node.next_edge(i);
    if (e.is_valid()) deliver(e, std::move(out[i]), node, i);
  }
}

variable_list Run::execute(const edge_list& roots, variable_list grads, const edge_list& inputs,
                           bool accumulate) {
  AutoGradMode mode(create_graph_);
  inputs_ = &inputs;
  select_ = !inputs.empty();
  capture_ = select_ && !accumulate;
  captured_.resize(inputs.size());
  for (const Edge& r : roots) discover(r.function.get());
  for (size_t i = 0; i < roots.size(); ++i) {
    Visit& v = *map_.find(roots[i].function.get());
    add_to(buffers_[v.buffer + roots[i].input_nr], std::move(grads[i]));
  }
  for (const Edge& r : roots) {
    Visit& v = *map_.find(r.function.get());
    const auto entry = std::make_pair(v.node->sequence_nr(), static_cast<uint32_t>(&v - &map_[0]));
    if (v.waiting == 0 && v.needed && std::find(ready_.begin(), ready_.end(), entry) == ready_.end()) {
      ready_.push_back(entry);
      std::push_heap(ready_.begin(), ready_.end());
    }
  }
  while (!ready_.empty()) {
    std::pop_heap(ready_.begin(), ready_.end());
    const uint32_t at = ready_.back().second;
    ready_.pop_back();
    run(map_[at]);
  }
  return std::move(captured_);
}

variable_list start_gradients(const variable_list& tensors, const variable_list& grads, bool create_graph) {
  FACULA_CHECK(grads.empty() || grads.size() == tensors.size(), "got ", tensors.size(), " tensors and ",
               grads.size(), " gradients");
  variable_list out;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& t = tensors[i];
    if (i < grads.size() && grads[i].defined()) {
      const Tensor& g = grads[i];
      FACULA_CHECK(g.sizes() == t.sizes(), "Mismatch in shape: grad_output[", i, "] has a shape of ",
                   g.sizes(), " and output[", i, "] has a shape of ", t.sizes(), ".");
      FACULA_CHECK(g.is_complex() == t.is_complex(),
                   "For complex Tensors, both grad_output and output are required to have the "
                   "same dtype. Mismatch in dtype: grad_output[",
                   i, "] has a dtype of ", g.scalar_type(), " and output[", i, "] has a dtype of ",
                   t.scalar_type(), ".");
      FACULA_CHECK(g.device() == t.device(), "Function backward expected device ", t.device(),
                   " but got gradient on ", g.device());
      out.push_back(g.scalar_type() == t.scalar_type() ? g : g.to(t.scalar_type()));
      continue;
    }
    FACULA_CHECK(t.numel() == 1, "grad can be implicitly created only for scalar outputs");
    FACULA_CHECK(!t.is_complex(), "grad can be implicitly created only for real scalar outputs but got ",
                 t.dtype());
    AutoGradMode mode(create_graph && t.requires_grad());
    out.push_back(ones_like(t));
  }
  return out;
}

edge_list root_edges(const variable_list& tensors) {
  edge_list roots;
  for (size_t i = 0; i < tensors.size(); ++i) {
    Edge e = graph::gradient_edge(tensors[i]);
    FACULA_CHECK(e.is_valid(), "element ", i,
                 " of tensors does not require grad and does not have a grad_fn");
    roots.push_back(std::move(e));
  }
  return roots;
}

edge_list input_edges(const variable_list& inputs) {
  edge_list edges;
  for (const Tensor& t : inputs) {
    FACULA_CHECK(t.requires_grad(), "One of the differentiated Tensors does not require grad");
    edges.push_back(graph::gradient_edge(t));
  }
  return edges;
}

}  // namespace

void backward(const variable_list& tensors, const variable_list& grad_tensors,
              std::optional<bool> retain_graph, bool create_graph, const variable_list& inputs) {
  if (tensors.empty()) return;
  edge_list roots = root_edges(tensors);
  Run(retain_graph.value_or(create_graph), create_graph)
      .execute(roots, start_gradients(tensors, grad_tensors, create_graph), input_edges(inputs), true);
}

variable_list grad(const variable_list& outputs, const variable_list& inputs,
                   const variable_list& grad_outputs, std::optional<bool> retain_graph, bool create_graph,
                   bool allow_unused) {
  FACULA_CHECK(!inputs.empty(), "grad requires non-empty inputs.");
  edge_list roots = root_edges(outputs);
  variable_list result =
      Run(retain_graph.value_or(create_graph), create_graph)
          .execute(roots, start_gradients(outputs, grad_outputs, create_graph), input_edges(inputs), false);
  for (const Tensor& g : result)
    FACULA_CHECK(g.defined() || allow_unused,
                 "One of the differentiated Tensors appears to not have been used in the graph. "
                 "Set allow_unused=True if this is the desired behavior.");
  return result;
}

}  // namespace facula::autograd

namespace facula::graph {

void AccumulateGrad::apply(const Tensor* grads, Tensor*, const bool*) {
  if (!grads[0].defined()) return;
  const Tensor& g = grads[0];
  LeafState& state = leaf_state(owner_);
  if (!state.grad.defined()) {
    // The engine's reference and none else: the gradient may be kept as it is, otherwise it is copied.
    const bool mine = !recording() && g.use_count() == 1 &&
                      g.unsafeGetTensorImpl()->storage()->use_count() == 1 && !g.requires_grad() &&
                      g.is_non_overlapping_and_dense();
    state.grad = mine ? g : recording() ? g.clone() : g.detach().clone();
  } else if (!recording()) {
    state.grad.add_(g);
  } else {
    state.grad = state.grad.add(g);
  }
  for (auto& hook : state.post_accumulate_hooks) hook(Tensor::share(owner_));
}

}  // namespace facula::graph
