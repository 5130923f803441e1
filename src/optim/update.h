#pragma once
// From a parameter's tensors to the raw pointers of a fused update.
#include "facula/optim/optimizer.h"
#include "kernels/optim.h"

namespace facula::optim {

/// Calls `kernel(p)` with everything laid out as the parameter is. A parameter with holes, or a gradient or
/// state laid out otherwise, goes through copies. Counts the change of the parameter.
template <class Kernel>
void update(const Tensor& param, const Tensor& grad, std::initializer_list<const Tensor*> state,
            const Kernel& kernel);

namespace detail {

bool alike(const Tensor& a, const Tensor& b);

/// Copies that stand in for tensors of another layout during one update.
struct Aligned {
  Aligned(const Tensor& param, const Tensor& grad, std::initializer_list<const Tensor*> state);
  void write_back() const;
  Tensor param, grad, state[3];
  Tensor param_target, state_target[3];  // where a copy goes back to; undefined where none was made
};

inline kernels::Parameter pointers(const Tensor& param, const Tensor& grad) {
  const ScalarType t = param.scalar_type();
  return {param.device(),   toRealValueType(t), param.numel() * (isComplexType(t) ? 2 : 1),
          param.data_ptr(), grad.data_ptr(),    {nullptr, nullptr, nullptr}};
}

}  // namespace detail

template <class Kernel>
void update(const Tensor& param, const Tensor& grad, std::initializer_list<const Tensor*> state,
            const Kernel& kernel) {
  bool direct = detail::alike(param, grad) && (param.is_contiguous() || param.is_non_overlapping_and_dense());
  for (const Tensor* s : state) direct = direct && (!s->defined() || detail::alike(param, *s));
  if (direct) {
    kernels::Parameter p = detail::pointers(param, grad);
    int k = 0;
    for (const Tensor* s : state) p.state[k++] = s->defined() ? s->data_ptr() : nullptr;
    kernel(p);
  } else {
    const detail::Aligned a(param, grad, state);
    kernels::Parameter p = detail::pointers(a.param, a.grad);
    for (int k = 0; k < 3; ++k) p.state[k] = a.state[k].defined() ? a.state[k].data_ptr() : nullptr;
    kernel(p);
    a.write_back();
  }
  param.unsafeGetTensorImpl()->bump_version();
}

}  // namespace facula::optim
