#pragma once
// Tensor hooks: functions that see, and may replace, a tensor's gradient on its way.
#include <type_traits>
#include <utility>

#include "facula/graph/node.h"

namespace facula {

namespace detail {

// A tensor hook with the output it watches.
template <class F>
struct TensorHook {
  F f;
  uint32_t output;
  static void call(void* context, variable_list& grads) {
    auto* self = static_cast<TensorHook*>(context);
    Tensor& g = grads[self->output];
    if (!g.defined()) return;
    if constexpr (std::is_void_v<decltype(self->f(g))>) {
      self->f(g);
    } else {
      Tensor changed = self->f(g);
      if (changed.defined()) g = std::move(changed);
    }
  }
  static void destroy(void* context) { delete static_cast<TensorHook*>(context); }
};

unsigned register_tensor_hook(const Tensor& t, Node::Hook call, void* context, void (*destroy)(void*));

}  // namespace detail

/// errors  Error if the tensor does not require grad
template <class F>
unsigned Tensor::register_hook(F&& hook) const {
  using Hook = detail::TensorHook<std::decay_t<F>>;
  const auto output = static_cast<uint32_t>(grad_fn() ? output_nr() : 0);
  return detail::register_tensor_hook(*this, Hook::call, new Hook{std::forward<F>(hook), output},
                                      Hook::destroy);
}

}  // namespace facula
