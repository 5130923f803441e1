#pragma once
// What every step() begins with.
#include "facula/graph/grad_mode.h"
#include "facula/optim/optimizer.h"

namespace facula::optim::detail {

/// The closure's loss, computed with gradients recorded; undefined without a closure.
inline Tensor run_closure(const Optimizer::LossClosure& closure) {
  if (!closure) return {};
  AutoGradMode on(true);
  return closure();
}

/// Calls f(k, param, grad) for every parameter that has a gradient; k counts all parameters.
/// errors  Error for a sparse gradient unless `sparse_too`
template <class F>
void each_parameter(OptimizerParamGroup& group, size_t& k, const char* name, const F& f,
                    bool sparse_too = false) {
  for (const Tensor& p : group.params()) {
    const size_t index = k++;
    const Tensor& grad = p.grad();
    if (!grad.defined()) continue;
    FACULA_CHECK(sparse_too || !grad.is_sparse(), name, " does not support sparse gradients");
    f(index, p, grad);
  }
}

}  // namespace facula::optim::detail
