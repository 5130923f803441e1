#pragma once
// Checkpointing: time for memory. What a region of the forward pass would save is thrown away, and computed
// again when backward needs it.
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "facula/autograd/autograd.h"

namespace facula {
namespace utils {

struct CheckpointOptions {
  /// Draw the same random numbers (dropout) again.
  bool preserve_rng_state = true;
};

using CheckpointFunction = std::function<variable_list(const variable_list&)>;

/// f(inputs), of which nothing but `inputs` is kept for backward: there f runs once more, the same way.
/// Gradients of any order, grad(), and checkpoints inside of f work. What f captures gets gradients, too.
/// errors  Error from backward() when f saves other tensors the second time
variable_list checkpoint(CheckpointFunction f, const variable_list& inputs, CheckpointOptions options = {});
Tensor checkpoint(std::function<Tensor(const Tensor&)> f, const Tensor& input,
                  CheckpointOptions options = {});

/// Runs `functions` one after another in `segments` parts of equal length, of which all but the last are
/// checkpointed.
/// errors  ValueError unless 1 <= segments <= functions.size()
Tensor checkpoint_sequential(std::vector<std::function<Tensor(const Tensor&)>> functions, int64_t segments,
                             Tensor input, CheckpointOptions options = {});
/// The same for the modules of a Sequential (or of anything that gives such, by -> begin() and end()).
template <class Sequential, class = decltype(std::declval<Sequential&>()->begin())>
Tensor checkpoint_sequential(Sequential modules, int64_t segments, Tensor input,
                             CheckpointOptions options = {}) {
  std::vector<std::function<Tensor(const Tensor&)>> functions;
  for (const auto& module : *modules)
    functions.push_back([m = module](const Tensor& x) mutable { return m.template forward<Tensor>(x); });
  return checkpoint_sequential(std::move(functions), segments, std::move(input), options);
}

}  // namespace utils
}  // namespace facula
