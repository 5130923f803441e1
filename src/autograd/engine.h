#pragma once
// The engine behind backward() and grad().
#include "facula/graph/node.h"

namespace facula::autograd {

struct RunOptions {
  bool keep_graph = false;
  bool create_graph = false;
  bool accumulate =
      true;  // into the leaves, or into `inputs` only; otherwise the inputs' gradients are returned
};

/// Sends `grads` into `roots`. With `inputs` only what leads to them runs.
variable_list execute(const edge_list& roots, variable_list grads, const edge_list& inputs,
                      const RunOptions& options);

/// Gives the gradient that `from` made for its input `index` the form that `edge` asks for: undoes
/// broadcasting and casts.
/// errors  Error "Function X returned an invalid gradient at index 0 - got [3] but expected shape compatible
///         with [2]"
Tensor fit_gradient(Tensor g, const Edge& edge, const Node& from, size_t index);

}  // namespace facula::autograd
