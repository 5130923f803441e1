#pragma once
// The small nodes that programs know by name. Not part of facula.h: their names are common words.
#include "facula/autograd/autograd.h"

namespace facula {
namespace autograd {

/// Nothing forward, undefined gradients backward: what follows is cut off from what came before.
struct UndefinedGrad : Node {
  UndefinedGrad() { add_input_metadata(undefined_input()); }

 protected:
  variable_list apply(variable_list&& inputs) override;
};
struct UndefinedGradBackward : Node {
  explicit UndefinedGradBackward(edge_list next_edges = {}) : Node(std::move(next_edges)) {}

 protected:
  variable_list apply(variable_list&& grads) override;
};
/// Hands gradients on as they are.
struct Identity : Node {
  using Node::Node;

 protected:
  variable_list apply(variable_list&& grads) override;
};
/// Throws `msg` when a gradient arrives.
struct Error : Node {
  explicit Error(std::string message, edge_list next_edges = {})
      : Node(std::move(next_edges)), msg(std::move(message)) {}
  std::string msg;

 protected:
  variable_list apply(variable_list&& grads) override;
};
/// Throws "derivative for NAME is not implemented" when a gradient arrives.
struct NotImplemented : Error {
  explicit NotImplemented(const std::string& forward_fn, edge_list next_edges = {})
      : Error("derivative for " + forward_fn + " is not implemented", std::move(next_edges)) {}
};
/// Hands tensors on; their gradient throws `msg`.
struct DelayedError : Node {
  DelayedError(std::string message, int num_inputs);
  std::string msg;

 protected:
  variable_list apply(variable_list&& inputs) override;
};

}  // namespace autograd
}  // namespace facula
