#pragma once
// Slots of the optimizers: each updates one parameter and its state in one pass over memory.
#include "kernels/slot.h"

namespace facula::kernels {

/// A parameter, its gradient and its state, n numbers each, in one layout without holes.
struct Parameter {
  Device where;
  ScalarType dtype;  // real; a complex parameter is 2n real numbers
  int64_t n;
  void* value;
  const void* grad;
  void* state[3];  // in the order of the optimizer's formula; null where not used
  Device device() const { return where; }
};

/// state: exp_avg, exp_avg_sq, max_exp_avg_sq (null without amsgrad). `shrink` is 1 - lr * weight_decay for
/// AdamW, 1 for Adam; `weight_decay` is Adam's. step_size = lr / (1 - beta1^t), root2 = sqrt(1 - beta2^t).
struct AdamStep {
  double beta1, beta2, eps, weight_decay, shrink, step_size, root2;
  bool maximize;
};
extern constinit KernelSlot<void(const Parameter& p, const AdamStep& s)> adam;

/// state: momentum_buffer (null without momentum). `first`: the buffer becomes the gradient.
struct SGDStep {
  double lr, momentum, dampening, weight_decay;
  bool nesterov, maximize, first;
};
extern constinit KernelSlot<void(const Parameter& p, const SGDStep& s)> sgd;

/// state: square_avg, momentum_buffer (null without momentum), grad_avg (null unless centered).
struct RMSpropStep {
  double lr, alpha, eps, weight_decay, momentum;
  bool maximize;
};
extern constinit KernelSlot<void(const Parameter& p, const RMSpropStep& s)> rmsprop;

/// state: sum. `lr` has its decay in it.
struct AdagradStep {
  double lr, eps, weight_decay;
  bool maximize;
};
extern constinit KernelSlot<void(const Parameter& p, const AdagradStep& s)> adagrad;

}  // namespace facula::kernels
