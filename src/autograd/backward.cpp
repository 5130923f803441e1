// backward() and grad(): checks, starting gradients and roots, around the engine.
#include <atomic>

#include "autograd/engine.h"
#include "facula/autograd/autograd.h"
#include "facula/core/warning.h"
#include "facula/ops/cat.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "graph/state.h"

namespace facula::autograd {
namespace {

void check_gradient(const Tensor& g, const Tensor& t, size_t i) {
  FACULA_CHECK(g.sizes() == t.sizes(), "Mismatch in shape: grad_output[", i, "] has a shape of ", g.sizes(),
               " and output[", i, "] has a shape of ", t.sizes(), ".");
  FACULA_CHECK(g.is_complex() == t.is_complex(),
               "For complex Tensors, both grad_output and output are required to have the "
               "same dtype. Mismatch in dtype: grad_output[",
               i, "] has a dtype of ", g.scalar_type(), " and output[", i, "] has a dtype of ",
               t.scalar_type(), ".");
  FACULA_CHECK(g.device() == t.device(), "Function backward expected device ", t.device(),
               " but got gradient on ", g.device());
}

variable_list start_gradients(const variable_list& tensors, const variable_list& grads, bool create_graph) {
  FACULA_CHECK(grads.empty() || grads.size() == tensors.size(), "got ", tensors.size(), " tensors and ",
               grads.size(), " gradients");
  variable_list out;
  out.reserve(tensors.size());
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& t = tensors[i];
    if (i < grads.size() && grads[i].defined()) {
      const Tensor& g = grads[i];
      check_gradient(g, t, i);
      out.push_back(g.scalar_type() == t.scalar_type() ? g : g.to(t.scalar_type()));
      continue;
    }
    FACULA_CHECK(t.numel() == 1, "grad can be implicitly created only for scalar outputs");
    FACULA_CHECK(!t.is_complex(), "grad can be implicitly created only for real scalar outputs but got ",
                 t.dtype());
    const AutoGradMode mode(create_graph && t.requires_grad());
    out.push_back(ones_like(t));
  }
  return out;
}

edge_list root_edges(const variable_list& tensors) {
  edge_list roots;
  roots.reserve(tensors.size());
  for (size_t i = 0; i < tensors.size(); ++i) {
    FACULA_CHECK(tensors[i].defined(), "element ", i, " of tensors is an undefined Tensor");
    Edge e = graph::gradient_edge(tensors[i]);
    FACULA_CHECK(e.is_valid(), "element ", i,
                 " of tensors does not require grad and does not have a grad_fn");
    roots.push_back(std::move(e));
  }
  return roots;
}

edge_list input_edges(const variable_list& inputs, bool accumulate) {
  edge_list edges;
  edges.reserve(inputs.size());
  for (const Tensor& t : inputs) {
    FACULA_CHECK(t.defined(), "One of the differentiated Tensors is undefined");
    FACULA_CHECK(t.requires_grad(), "One of the differentiated Tensors does not require grad");
    if (accumulate) t.retain_grad();
    edges.push_back(graph::gradient_edge(t));
  }
  return edges;
}

void warn_of_cycle() {
  static std::atomic<bool> warned{false};
  if (warned.exchange(true) && !Warning::get_warnAlways()) return;
  FACULA_WARN(
      "Using backward() with create_graph=True will create a reference cycle between the parameter and "
      "its gradient which can cause a memory leak. We recommend using autograd.grad when creating the "
      "graph to avoid this. If you have to use this function, make sure to reset the .grad fields of "
      "your parameters to None after use to break the cycle and avoid the leak.");
}

// One run per vector; the results are stacked.
variable_list grad_batched(const variable_list& outputs, const variable_list& inputs,
                           const variable_list& grad_outputs, std::optional<bool> retain_graph,
                           bool create_graph, bool allow_unused) {
  FACULA_CHECK(grad_outputs.size() == outputs.size(), "got ", outputs.size(), " tensors and ",
               grad_outputs.size(), " gradients");
  int64_t count = -1;
  for (size_t i = 0; i < outputs.size(); ++i) {
    const Tensor& g = grad_outputs[i];
    FACULA_CHECK(
        g.defined() && g.dim() > 0 && g.sizes().slice(1) == outputs[i].sizes() &&
            (count < 0 || g.size(0) == count),
        "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch "
        "dimension. The sizes of the remaining dimensions are expected to match the shape of "
        "corresponding output, but a mismatch was detected: grad_output[",
        i, "] has a shape of ", g.defined() ? g.sizes() : IntArrayRef(), " and output[", i,
        "] has a shape of ", outputs[i].sizes(), ".");
    count = g.size(0);
  }
  FACULA_CHECK(count > 0, "is_grads_batched needs at least one vector");
  std::vector<variable_list> rows(inputs.size());
  for (int64_t b = 0; b < count; ++b) {
    variable_list g;
    for (const Tensor& all : grad_outputs) g.push_back(all.select(0, b));
    const bool keep = b + 1 < count || retain_graph.value_or(create_graph);
    variable_list row = grad(outputs, inputs, g, keep, create_graph, allow_unused);
    for (size_t i = 0; i < row.size(); ++i)
      if (row[i].defined()) rows[i].push_back(std::move(row[i]));
  }
  variable_list result(inputs.size());
  const AutoGradMode mode(create_graph);
  for (size_t i = 0; i < rows.size(); ++i)
    if (!rows[i].empty()) result[i] = stack(rows[i]);
  return result;
}

}  // namespace

void backward(const variable_list& tensors, const variable_list& grad_tensors,
              std::optional<bool> retain_graph, bool create_graph, const variable_list& inputs) {
  if (tensors.empty()) return;
  if (create_graph) warn_of_cycle();
  const edge_list roots = root_edges(tensors);
  execute(roots, start_gradients(tensors, grad_tensors, create_graph), input_edges(inputs, true),
          {retain_graph.value_or(create_graph), create_graph, true});
}

variable_list grad(const variable_list& outputs, const variable_list& inputs,
                   const variable_list& grad_outputs, std::optional<bool> retain_graph, bool create_graph,
                   bool allow_unused, bool is_grads_batched, bool materialize_grads) {
  FACULA_CHECK_AS(ValueError, !inputs.empty(), "grad requires non-empty inputs.");
  allow_unused = allow_unused || materialize_grads;
  variable_list result;
  if (is_grads_batched) {
    result = grad_batched(outputs, inputs, grad_outputs, retain_graph, create_graph, allow_unused);
  } else {
    const edge_list roots = root_edges(outputs);
    result = execute(roots, start_gradients(outputs, grad_outputs, create_graph), input_edges(inputs, false),
                     {retain_graph.value_or(create_graph), create_graph, false});
  }
  for (size_t i = 0; i < result.size(); ++i) {
    if (result[i].defined()) continue;
    FACULA_CHECK(allow_unused,
                 "One of the differentiated Tensors appears to not have been used in the graph. "
                 "Set allow_unused=True if this is the desired behavior.");
    if (materialize_grads) result[i] = zeros_like(inputs[i]).requires_grad_(create_graph);
  }
  return result;
}

}  // namespace facula::autograd
