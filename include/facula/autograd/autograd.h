#pragma once
// Running the graph backwards.
#include <vector>

#include "facula/graph/grad_mode.h"
#include "facula/graph/node.h"

namespace facula {
namespace autograd {

using facula::Edge;
using facula::edge_list;
using facula::Node;
using facula::Variable;
using facula::variable_list;

/// Accumulates the gradients of `tensors` (weighted by `grad_tensors`; ones for scalars) into the leaves, or
/// into `inputs` only. errors  Error for a non-scalar without a gradient, for tensors without history, for a
/// freed graph
void backward(const variable_list& tensors, const variable_list& grad_tensors = {},
              std::optional<bool> retain_graph = std::nullopt, bool create_graph = false,
              const variable_list& inputs = {});

/// Gradients of `outputs` with respect to `inputs`; no .grad() is touched. With create_graph they can be
/// differentiated again.
/// errors  Error as for backward(), and for an unused input unless allow_unused (then it is undefined)
variable_list grad(const variable_list& outputs, const variable_list& inputs,
                   const variable_list& grad_outputs = {}, std::optional<bool> retain_graph = std::nullopt,
                   bool create_graph = false, bool allow_unused = false);

}  // namespace autograd
}  // namespace facula
