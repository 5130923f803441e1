#pragma once
// Running the graph backwards.
#include <vector>

#include "facula/graph/anomaly_mode.h"
#include "facula/graph/grad_mode.h"
#include "facula/graph/node.h"

namespace facula {
namespace autograd {

using facula::AnomalyMetadata;
using facula::AnomalyMode;
using facula::AutogradMeta;
using facula::AutoGradMode;
using facula::CreationMeta;
using facula::DetectAnomalyGuard;
using facula::DifferentiableViewMeta;
using facula::Edge;
using facula::edge_list;
using facula::FunctionPostHook;
using facula::FunctionPreHook;
using facula::GradMode;
using facula::IndexRange;
using facula::Node;
using facula::NoGradGuard;
using facula::Variable;
using facula::variable_list;
using tensor_list = std::vector<Tensor>;

/// Accumulates the gradients of `tensors` (weighted by `grad_tensors`; ones for scalars) into the leaves, or
/// into `inputs` only (also those that are no leaves).
/// errors  Error for a non-scalar without a gradient, for tensors without history, for a freed graph
void backward(const variable_list& tensors, const variable_list& grad_tensors = {},
              std::optional<bool> retain_graph = std::nullopt, bool create_graph = false,
              const variable_list& inputs = {});

/// Gradients of `outputs` with respect to `inputs`; no .grad() is touched. With create_graph they can be
/// differentiated again. With is_grads_batched the first dimension of every grad_output counts vectors, and
/// the results are stacked along it. With materialize_grads an unused input gets zeros.
/// errors  Error as for backward(), and for an unused input unless allow_unused (then it is undefined)
variable_list grad(const variable_list& outputs, const variable_list& inputs,
                   const variable_list& grad_outputs = {}, std::optional<bool> retain_graph = std::nullopt,
                   bool create_graph = false, bool allow_unused = false, bool is_grads_batched = false,
                   bool materialize_grads = false);

/// `data` as a new leaf, without history and with a version counter of its own.
Variable make_variable(const Tensor& data, bool requires_grad = false,
                       bool allow_tensor_metadata_change = true);
/// `data` under a new handle whose gradient goes to `gradient_edge`.
Variable make_variable(const Tensor& data, Edge gradient_edge, bool allow_tensor_metadata_change = true);

/// Where the gradient of `t` goes: its grad_fn, or its accumulator if it is a leaf that requires grad.
Edge gradient_edge(const Variable& t);
/// Makes `function` the grad_fn of `t`, which becomes its next output.
void create_gradient_edge(Variable& t, intrusive_ptr<Node> function);
void set_history(Variable& t, const intrusive_ptr<Node>& grad_fn);
/// The edges of several tensors.
edge_list collect_next_edges(const variable_list& tensors);
bool any_variable_requires_grad(const variable_list& tensors);

/// The graph behind `outputs` in the DOT language: leaves (boxes, with their shape, and their name where
/// `names` has one) point to what they go into. `dot -Tsvg` draws it.
std::string graph_dot(const variable_list& outputs,
                      const std::vector<std::pair<std::string, Tensor>>& names = {});

namespace impl {
using autograd::gradient_edge;
void set_gradient_edge(Variable& t, Edge edge);
/// The node that accumulates into a leaf.
/// errors  Error for a tensor that is no leaf
intrusive_ptr<Node> grad_accumulator(const Variable& t);
inline VariableVersion version_counter(const Variable& t) {
  return t.unsafeGetTensorImpl()->version_counter();
}
inline void bump_version(const Variable& t) { t.unsafeGetTensorImpl()->version_counter().bump(); }
/// Null for a tensor that is no view.
inline DifferentiableViewMeta* get_view_autograd_meta(const Variable& t) {
  return t.is_view() ? t.unsafeGetTensorImpl() : nullptr;
}
inline AutogradMeta* get_autograd_meta(const Variable& t) { return t.unsafeGetTensorImpl()->autograd_meta(); }
}  // namespace impl

}  // namespace autograd
}  // namespace facula
