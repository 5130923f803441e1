// Variables, edges and the small nodes that programs know by name.
#include "facula/autograd/autograd.h"
#include "facula/autograd/basic_ops.h"
#include "facula/ops/copy.h"
#include "graph/leaf.h"
#include "graph/state.h"

namespace facula::autograd {

Variable make_variable(const Tensor& data, bool requires_grad, bool) {
  if (!data.defined()) return {};
  Tensor v = data.data();
  if (requires_grad) v.requires_grad_();
  return v;
}

Variable make_variable(const Tensor& data, Edge edge, bool) {
  if (!data.defined()) return {};
  Tensor v = data.data();
  if (edge.is_valid()) graph::attach(v, edge.function, edge.input_nr);
  return v;
}

Edge gradient_edge(const Variable& t) { return graph::gradient_edge(t); }

void create_gradient_edge(Variable& t, intrusive_ptr<Node> function) {
  const uint32_t nr = function->add_input_metadata(t);
  graph::attach(t, function, nr);
}

void set_history(Variable& t, const intrusive_ptr<Node>& grad_fn) {
  FACULA_CHECK(grad_fn.defined(), "set_history: grad_fn is undefined");
  if (!t.defined()) {
    grad_fn->add_input_metadata(Node::undefined_input());
    return;
  }
  create_gradient_edge(t, grad_fn);
}

edge_list collect_next_edges(const variable_list& tensors) {
  edge_list edges;
  for (const Tensor& t : tensors) edges.push_back(t.defined() ? graph::gradient_edge(t) : Edge());
  return edges;
}

bool any_variable_requires_grad(const variable_list& tensors) {
  for (const Tensor& t : tensors)
    if (t.defined() && t.requires_grad()) return true;
  return false;
}

void impl::set_gradient_edge(Variable& t, Edge edge) { graph::attach(t, edge.function, edge.input_nr); }

intrusive_ptr<Node> impl::grad_accumulator(const Variable& t) {
  FACULA_CHECK(t.is_leaf(), "grad_accumulator() should be only called on leaf Variables");
  if (!t.requires_grad()) return {};
  return graph::gradient_edge(t).function;
}

variable_list UndefinedGrad::apply(variable_list&& inputs) {
  variable_list outputs;
  for (const Tensor& t : inputs) outputs.push_back(t.defined() ? t.detach().clone() : Tensor());
  if (!graph::recording() || !any_variable_requires_grad(inputs)) return outputs;
  const auto node = make_intrusive<UndefinedGradBackward>(collect_next_edges(inputs));
  for (Tensor& t : outputs) set_history(t, node);
  return outputs;
}

variable_list UndefinedGradBackward::apply(variable_list&& grads) { return variable_list(grads.size()); }

variable_list Identity::apply(variable_list&& grads) { return std::move(grads); }

variable_list Error::apply(variable_list&&) { facula::detail::fail<facula::Error>(msg); }

DelayedError::DelayedError(std::string message, int num_inputs) : msg(std::move(message)) {
  for (int i = 0; i < num_inputs; ++i) add_input_metadata(undefined_input());
}

variable_list DelayedError::apply(variable_list&& inputs) {
  variable_list outputs;
  for (const Tensor& t : inputs) outputs.push_back(t.defined() ? t.detach() : Tensor());
  if (!graph::recording() || !any_variable_requires_grad(inputs)) return outputs;
  const auto node = make_intrusive<Error>(msg, collect_next_edges(inputs));
  for (Tensor& t : outputs) set_history(t, node);
  return outputs;
}

}  // namespace facula::autograd
