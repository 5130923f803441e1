#pragma once
// The state of an optimizer as Python's optimizer.state_dict() has it.
#include "facula/core/ivalue.h"
#include "facula/optim/optimizer.h"

namespace facula::optim {

/// {"state": {0: {"step": tensor(2.), "exp_avg": tensor, ...}, ...}, "param_groups": [{"lr": 0.1, ..., "params": [0, 1]},
/// ...]}, parameters counted through all groups. `save(state_dict(optimizer), path)` writes a file for Python's
/// `optimizer.load_state_dict(torch.load(path))`.
///
/// Numbers of a state are tensors, as in Python (`step` in float32, others in float64), but for LBFGS. Tensors are copies.
IValue state_dict(const Optimizer& optimizer);

/// Takes over states and options from what state_dict() or Python gave, `load_value(path)` for a file. Tensors are copied
/// to their parameter's device and, if it is floating, dtype. Options that the dict does not have stay as they are; those
/// that Facula has not (`foreach`, `capturable`, `fused`, `differentiable`) do not change results and are left out.
/// errors  ValueError: "loaded state dict has a different number of parameter groups", "loaded state dict contains a
///         parameter group that doesn't match the size of optimizer's group"; Error for what is no such dict. The
///         optimizer is unchanged then.
void load_state_dict(Optimizer& optimizer, const IValue& dict);

}  // namespace facula::optim
