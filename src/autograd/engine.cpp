// The engine: counts how often each node is reached, then runs nodes from the last recorded to the first.
#include "autograd/engine.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <thread>

#include "autograd/workspace.h"
#include "facula/core/warning.h"
#include "facula/graph/anomaly_mode.h"
#include "facula/graph/grad_mode.h"
#include "facula/ops/compare.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "graph/extras.h"
#include "graph/leaf.h"
#include "graph/state.h"

namespace facula::autograd {
namespace {

constexpr uint64_t kLeaf = std::numeric_limits<uint64_t>::max();  // sequence number of accumulators

bool expandable_to(IntArrayRef shape, IntArrayRef desired) {
  if (shape.size() > desired.size()) return false;
  for (size_t i = 0; i < shape.size(); ++i) {
    const int64_t s = shape[shape.size() - 1 - i], d = desired[desired.size() - 1 - i];
    if (s != d && s != 1) return false;
  }
  return true;
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

class Run {
 public:
  Run(Workspace& w, const RunOptions& options, const edge_list& inputs)
      : w_(w), options_(options), inputs_(inputs), select_(!inputs.empty()) {}
  variable_list execute(const edge_list& roots, variable_list grads);

 private:
  void mark_inputs();
  void discover(Node* root);
  void leave(uint32_t at);
  void start(const edge_list& roots, variable_list grads);
  void add_to(Tensor& slot, Tensor g);
  void deliver(uint32_t to, const Edge& edge, Tensor g, const Node& from, size_t index);
  void make_ready(uint32_t at);
  void capture(const Visit& v, const Tensor* grads);
  void run(const Visit& v);
  void evaluate(Node& node, const Tensor* grads, Tensor* out, const bool* needed);

  Workspace& w_;
  const RunOptions options_;
  const edge_list& inputs_;
  const bool select_;
  variable_list captured_;
};

void Run::mark_inputs() {
  for (const Edge& e : inputs_) w_.visits[w_.visit(e.function.get())].is_input = true;
}

// Depth first without recursion. On leaving a node all its children are known, so `needed` can be settled.
void Run::discover(Node* root) {
  const auto enter = [this](uint32_t at) {
    Visit& v = w_.visits[at];
    v.seen = true;
    v.first_child = static_cast<uint32_t>(w_.children.size());
    w_.children.resize(w_.children.size() + v.node->num_outputs(), kNoChild);
    w_.stack.push_back(at);
  };
  const uint32_t start = w_.visit(root);
  if (w_.visits[start].seen) return;
  enter(start);
  while (!w_.stack.empty()) {
    const uint32_t at = w_.stack.back();
    Visit& v = w_.visits[at];
    if (v.next_child == v.node->num_outputs()) {
      w_.stack.pop_back();
      leave(at);
      continue;
    }
    const uint32_t i = v.next_child++, slot = v.first_child + i;
    const Edge& e = v.node->next_edge(i);
    if (!e.is_valid()) continue;
    const uint32_t child = w_.visit(e.function.get());  // `v` may have moved
    w_.children[slot] = child;
    ++w_.visits[child].waiting;
    if (!w_.visits[child].seen) enter(child);
  }
}

void Run::leave(uint32_t at) {
  Visit& v = w_.visits[at];
  v.buffer = static_cast<uint32_t>(w_.buffers.size());
  w_.buffers.resize(w_.buffers.size() + v.node->num_inputs());
  if (!select_) {
    v.needed = true;
    return;
  }
  v.runs = false;
  for (uint32_t i = 0; i < v.node->num_outputs(); ++i) {
    const uint32_t child = w_.children[v.first_child + i];
    v.runs = v.runs || (child != kNoChild && w_.visits[child].needed);
  }
  v.needed = v.runs || v.is_input;
  if (v.is_input && options_.accumulate && v.node->sequence_nr() == kLeaf)
    v.runs = true;  // accumulates there
}

void Run::add_to(Tensor& slot, Tensor g) {
  if (!slot.defined())
    slot = std::move(g);
  else if (!options_.create_graph && slot.use_count() == 1 &&
           slot.unsafeGetTensorImpl()->storage()->use_count() == 1 && slot.is_non_overlapping_and_dense() &&
           slot.scalar_type() == g.scalar_type() && slot.sizes() == g.sizes())
    slot.add_(g);  // nobody else sees this sum
  else if (slot.layout() != kStrided && g.layout() == kStrided)
    slot = g.add(slot);
  else
    slot = slot.add(g);
}

void Run::make_ready(uint32_t at) {
  w_.ready.emplace_back(w_.visits[at].node->sequence_nr(), at);
  std::push_heap(w_.ready.begin(), w_.ready.end());
}

// Undoes broadcasting and casts here, once, so that a rule is just its formula.
void Run::deliver(uint32_t to, const Edge& edge, Tensor g, const Node& from, size_t index) {
  Visit& v = w_.visits[to];
  if (g.defined() && v.needed)
    add_to(w_.buffers[v.buffer + edge.input_nr], fit_gradient(std::move(g), edge, from, index));
  if (--v.waiting == 0 && v.needed) make_ready(to);
}

void Run::capture(const Visit& v, const Tensor* grads) {
  for (size_t i = 0; i < inputs_.size(); ++i)
    if (inputs_[i].function.get() == v.node) captured_[i] = grads[inputs_[i].input_nr];
}

void call_tensor_hooks(graph::NodeExtras& extras, Tensor* grads) {
  for (const auto& h : extras.copy(extras.tensor_hooks))
    if (grads[h.hook->output].defined()) (*h.hook)(grads[h.hook->output]);
}

void replace(Tensor* grads, size_t n, variable_list by, const Node& node) {
  FACULA_CHECK(by.size() == n, "hook of ", node.name(),
               " has returned an incorrect number of gradients (got ", by.size(), ", but expected ", n, ")");
  for (size_t i = 0; i < n; ++i) grads[i] = std::move(by[i]);
}

void call_pre_hooks(graph::NodeExtras& extras, Tensor* grads, const Node& node) {
  const size_t n = node.num_inputs();
  for (const auto& h : extras.copy(extras.pre))
    replace(grads, n, (*h.hook)(variable_list(grads, grads + n)), node);
}

void call_post_hooks(graph::NodeExtras& extras, const Tensor* grads, Tensor* out, const Node& node) {
  const size_t n = node.num_outputs();
  for (const auto& h : extras.copy(extras.post))
    replace(out, n, (*h.hook)(variable_list(out, out + n), variable_list(grads, grads + node.num_inputs())),
            node);
}

void check_nan(const Node& node, const Tensor* out) {
  const NoGradGuard off;
  for (size_t i = 0; i < node.num_outputs(); ++i)
    FACULA_CHECK(!out[i].defined() || !isnan(out[i]).any().item<bool>(), "Function '", node.name(),
                 "' returned nan values in its ", i, "th output.");
}

// Evaluates a node; in anomaly mode a failure first names where the node was recorded.
void Run::evaluate(Node& node, const Tensor* grads, Tensor* out, const bool* needed) {
  const graph::Running running(node, needed);
  if (!AnomalyMode::is_enabled()) {
    node.evaluate(grads, out, needed);
    return;
  }
  try {
    node.evaluate(grads, out, needed);
    if (AnomalyMode::should_check_nan()) check_nan(node, out);
  } catch (...) {
    if (AnomalyMetadata* where = node.metadata()) {
      where->print_stack(node.name());
    } else {
      FACULA_WARN(
          "Error detected in ", node.name(),
          ". No forward pass information available. Enable detect anomaly during forward pass for more "
          "information.");
    }
    throw;
  }
}

void Run::run(const Visit& v) {
  Node& node = *v.node;
  const size_t n_in = node.num_inputs(), n_out = node.num_outputs();
  Tensor* grads = w_.buffers.data() + v.buffer;
  graph::NodeExtras* extras = node.extras();
  if (extras && !extras->tensor_hooks.empty()) call_tensor_hooks(*extras, grads);
  if (v.is_input && !options_.accumulate) capture(v, grads);
  if (!v.runs) return;
  if (extras && !extras->pre.empty()) call_pre_hooks(*extras, grads, node);
  if (w_.out.size() < n_out) {
    w_.out.resize(n_out);
    w_.needed = std::make_unique<bool[]>(n_out);
  }
  Tensor* out = w_.out.data();
  bool* needed = w_.needed.get();
  const uint32_t* children = w_.children.data() + v.first_child;
  for (size_t i = 0; i < n_out; ++i) needed[i] = children[i] != kNoChild && w_.visits[children[i]].needed;
  evaluate(node, grads, out, needed);
  if (extras && !extras->post.empty()) call_post_hooks(*extras, grads, out, node);
  if (!options_.keep_graph && node.has_saved()) node.release_saved();
  for (size_t i = 0; i < n_in; ++i) grads[i] = Tensor();
  for (size_t i = 0; i < n_out; ++i) {
    Tensor g = std::move(out[i]);
    out[i] = Tensor();
    if (children[i] != kNoChild) deliver(children[i], node.next_edge(i), std::move(g), node, i);
  }
}

void Run::start(const edge_list& roots, variable_list grads) {
  for (size_t i = 0; i < roots.size(); ++i) {
    const Visit& v = w_.visits[w_.visit(roots[i].function.get())];
    add_to(w_.buffers[v.buffer + roots[i].input_nr], std::move(grads[i]));
  }
  for (const Edge& r : roots) {
    const uint32_t at = w_.visit(r.function.get());
    Visit& v = w_.visits[at];
    if (v.waiting != 0 || !v.needed) continue;
    v.waiting = ~0u;  // a root that is given twice runs once
    make_ready(at);
  }
}

variable_list Run::execute(const edge_list& roots, variable_list grads) {
  const AutoGradMode mode(options_.create_graph);
  captured_.resize(options_.accumulate ? 0 : inputs_.size());
  mark_inputs();
  for (const Edge& r : roots) discover(r.function.get());
  start(roots, std::move(grads));
  while (!w_.ready.empty()) {
    std::pop_heap(w_.ready.begin(), w_.ready.end());
    const uint32_t at = w_.ready.back().second;
    w_.ready.pop_back();
    run(w_.visits[at]);
  }
  return std::move(captured_);
}

variable_list execute_here(const edge_list& roots, variable_list grads, const edge_list& inputs,
                           const RunOptions& options) {
  struct Deeper {
    Deeper() { ++graph::thread_state.depth; }
    ~Deeper() { --graph::thread_state.depth; }
  } deeper;
  const WorkspaceLease lease;
  return Run(*lease, options, inputs).execute(roots, std::move(grads));
}

// A backward pass inside a backward pass inside ...: goes on with a fresh stack, of another thread.
variable_list execute_elsewhere(const edge_list& roots, variable_list grads, const edge_list& inputs,
                                const RunOptions& options) {
  variable_list result;
  std::exception_ptr failure;
  const graph::ThreadState outer = graph::thread_state;
  WarningHandler* const warnings = Warning::get_warning_handler();
  std::thread([&] {
    auto& state = graph::thread_state;
    state.grad_enabled = outer.grad_enabled;
    state.sequence = outer.sequence;
    state.saved_hooks = outer.saved_hooks;
    state.running = outer.running;
    state.needed = outer.needed;
    Warning::set_warning_handler(warnings);
    try {
      result = execute_here(roots, std::move(grads), inputs, options);
    } catch (...) {
      failure = std::current_exception();
    }
    state.running = nullptr;
    state.saved_hooks = nullptr;
  }).join();
  if (failure) std::rethrow_exception(failure);
  return result;
}

}  // namespace

Tensor fit_gradient(Tensor g, const Edge& edge, const Node& from, size_t index) {
  const Meta meta = meta_of(*edge.function, edge.input_nr);
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

variable_list execute(const edge_list& roots, variable_list grads, const edge_list& inputs,
                      const RunOptions& options) {
  constexpr unsigned kDeepest = 60;  // backward passes inside each other on one stack
  if (graph::thread_state.depth < kDeepest) return execute_here(roots, std::move(grads), inputs, options);
  return execute_elsewhere(roots, std::move(grads), inputs, options);
}

}  // namespace facula::autograd

namespace facula {

variable_list Node::operator()(variable_list grads) {
  if (!name_) return apply(std::move(grads));  // a program's own: what it is given is its own affair
  FACULA_CHECK(grads.size() == num_inputs(), name(), " expects ", num_inputs(), " gradients, but got ",
               grads.size());
  variable_list out(num_outputs());
  const auto needed = std::make_unique<bool[]>(num_outputs() + 1);
  for (size_t i = 0; i < num_outputs(); ++i) needed[i] = edges_[i].is_valid();
  const graph::Running running(*this, needed.get());
  evaluate(grads.data(), out.data(), needed.get());
  for (size_t i = 0; i < num_outputs(); ++i)
    if (out[i].defined() && needed[i])
      out[i] = autograd::fit_gradient(std::move(out[i]), edges_[i], *this, i);
  return out;
}

}  // namespace facula
