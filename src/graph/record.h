#pragma once
// record(): ties an op's result to the rules that turn its gradient into gradients of the inputs.
#include <memory>
#include <new>
#include <tuple>
#include <type_traits>
#include <utility>

#include "facula/graph/grad_mode.h"
#include "facula/graph/node.h"
#include "facula/graph/saved_tensor.h"
#include "graph/state.h"

namespace facula {

/// A rule for one input: `rule(g)` or `rule(g, output)` gives the gradient of `input`.
template <class Rule>
struct GradOf {
  const Tensor& input;
  Rule rule;
};
template <class Rule>
GradOf<Rule> grad_of(const Tensor& input, Rule rule) {
  return {input, std::move(rule)};
}

/// Keeps `t` for the backward pass; empty when nothing is being recorded.
inline SavedTensor save(const Tensor& t) { return graph::recording() ? SavedTensor(t) : SavedTensor(); }

namespace graph {

// Storage for a rule that exists only if its input needs a gradient.
template <class Rule>
struct Slot {
  union {
    Rule rule;
  };
  bool present = false;
  Slot() {}
  Slot(const Slot&) = delete;
  ~Slot() {
    if (present) rule.~Rule();
  }
  void emplace(Rule&& r) {
    new (&rule) Rule(std::move(r));
    present = true;
  }
};

// One rule per input; edges and rules live inside the node: one allocation in all.
template <class... Rules>
class RuleNode final : public Node {
 public:
  explicit RuleNode(const char* name) : Node(name, sizeof...(Rules), edges_) {}
  void evaluate(const Tensor* grads, Tensor* out, const bool* needed) override {
    if (!grads[0].defined()) return;
    apply_each(grads[0], out, needed, std::index_sequence_for<Rules...>());
  }

  std::tuple<Slot<Rules>...> rules_;
  SavedOutput output_;

 private:
  template <size_t... I>
  void apply_each(const Tensor& g, Tensor* out, const bool* needed, std::index_sequence<I...>) {
    (apply_one<I>(std::get<I>(rules_), g, out, needed), ...);
  }
  template <size_t I, class Rule>
  void apply_one(Slot<Rule>& slot, const Tensor& g, Tensor* out, const bool* needed) {
    if (!slot.present || !needed[I]) return;
    if constexpr (std::is_invocable_v<Rule&, const Tensor&, const Tensor&>)
      out[I] = slot.rule(g, output_.get(*this));
    else
      out[I] = slot.rule(g);
  }
  Edge edges_[sizeof...(Rules)];
};

template <class Rule>
inline constexpr bool wants_output = std::is_invocable_v<Rule&, const Tensor&, const Tensor&>;

template <size_t I, class NodeT, class Rule>
void place(NodeT& node, GradOf<Rule>& g, bool& saves_output) {
  if (!g.input.defined() || !g.input.requires_grad()) return;
  NodeBuilder::set_edge(node, I, g.input);
  std::get<I>(node.rules_).emplace(std::move(g.rule));
  if constexpr (wants_output<Rule>) saves_output = true;
}

template <class NodeT, size_t... I, class... Rules>
void place_all(NodeT& node, bool& saves_output, std::index_sequence<I...>, GradOf<Rules>&... g) {
  (place<I>(node, g, saves_output), ...);
}

inline bool wants_grad(const Tensor& t) { return t.defined() && t.requires_grad(); }

// The node for `out`, not yet attached. Callers have checked that something needs a gradient.
template <class... Rules>
__attribute__((noinline)) intrusive_ptr<Node> build(const char* name, const Tensor& out,
                                                    GradOf<Rules>... grads) {
  auto* node = new RuleNode<Rules...>(name);
  auto owner = intrusive_ptr<Node>::steal(node);
  bool saves_output = false;
  {
    NodeBuilder builder;
    place_all(*node, saves_output, std::index_sequence_for<Rules...>(), grads...);
    builder.finish(*node);
  }
  NodeBuilder::add_output(*node, out);
  if (saves_output) node->output_.set(*node, out);
  return owner;
}

}  // namespace graph

/// Gives `out` a node with one rule per input, if grad mode is on and an input requires grad. Returns `out`.
template <class... Rules>
Tensor record(const char* name, Tensor out, GradOf<Rules>... grads) {
  if (graph::recording() && (graph::wants_grad(grads.input) || ...))
    graph::attach(out, graph::build(name, out, std::move(grads)...));
  return out;
}

/// The gradients a joint rule receives and hands back.
class Gradients {
 public:
  Gradients(const Tensor* in, Tensor* out, const bool* needed, Node& node, const graph::SavedOutput* outputs)
      : in_(in), out_(out), needed_(needed), node_(node), outputs_(outputs) {}
  /// Gradient of output i; may be undefined.
  const Tensor& operator[](size_t i) const { return in_[i]; }
  bool needed(size_t input) const { return needed_[input]; }
  void set(size_t input, Tensor g) { out_[input] = std::move(g); }
  /// Output i of the op, if record_joint() was told to save outputs.
  Tensor output(size_t i) const { return outputs_[i].get(node_, static_cast<uint32_t>(i)); }

 private:
  const Tensor* in_;
  Tensor* out_;
  const bool* needed_;
  Node& node_;
  const graph::SavedOutput* outputs_;
};

namespace graph {

// One rule for all inputs, for ops whose gradients share work, and for any number of inputs and outputs.
template <class Rule>
class JointNode final : public Node {
 public:
  JointNode(const char* name, size_t inputs, Rule&& rule)  // the one move that brings saved tensors to rest
      : Node(name, static_cast<uint32_t>(inputs), nullptr), rule_(std::move(rule)) {}
  void evaluate(const Tensor* grads, Tensor* out, const bool* needed) override {
    bool any = false;
    for (uint32_t i = 0; i < num_inputs(); ++i) any = any || grads[i].defined();
    if (!any) return;
    Gradients g(grads, out, needed, *this, outputs_.get());
    rule_(g);
  }
  void save_outputs(ArrayRef<Tensor*> outputs) {
    outputs_ = std::make_unique<SavedOutput[]>(outputs.size());
    for (size_t i = 0; i < outputs.size(); ++i) outputs_[i].set(*this, *outputs[i]);
  }

 private:
  Rule rule_;
  std::unique_ptr<SavedOutput[]> outputs_;
};

}  // namespace graph

/// As record(), with one rule `rule(Gradients&)` for all `inputs` and any number of `outputs` (in place).
/// Outputs of integer dtype are left out of the graph. With `save_outputs` the rule reads g.output(i), which
/// has its history back (capturing an output itself would be a cycle).
template <class Rule>
void record_joint(const char* name, ArrayRef<Tensor*> outputs, ArrayRef<const Tensor*> inputs, Rule rule,
                  bool save_outputs = false) {
  if (!graph::recording()) return;
  bool any = false;
  for (const Tensor* t : inputs) any = any || graph::wants_grad(*t);
  if (!any) return;
  auto owner = intrusive_ptr<Node>();
  graph::JointNode<Rule>* node = nullptr;
  {
    graph::NodeBuilder builder;
    node = new graph::JointNode<Rule>(name, inputs.size(), std::move(rule));
    owner = intrusive_ptr<Node>::steal(node);
    builder.finish(*node);
  }
  for (size_t i = 0; i < inputs.size(); ++i)
    if (graph::wants_grad(*inputs[i])) graph::NodeBuilder::set_edge(*owner, i, *inputs[i]);
  for (Tensor* t : outputs) graph::NodeBuilder::add_output(*owner, *t);
  if (save_outputs) node->save_outputs(outputs);
  for (size_t i = 0; i < outputs.size(); ++i)
    if (isDifferentiableType(outputs[i]->scalar_type()))
      graph::attach(*outputs[i], owner, static_cast<uint32_t>(i));
}

}  // namespace facula
