#pragma once
// Tensor hooks: functions that see, and may replace, a tensor's gradient on its way.
#include <memory>
#include <type_traits>
#include <utility>

#include "facula/graph/node.h"

namespace facula {

namespace detail {

// A hook may take Tensor, const Tensor& or Tensor&, and return nothing or a tensor.
template <class F>
struct TensorHook final : graph::TensorHook {
  explicit TensorHook(F hook) : f(std::move(hook)) {}
  void operator()(Tensor& g) override {
    if constexpr (std::is_void_v<decltype(f(g))>) {
      f(g);
    } else {
      Tensor changed = f(g);
      if (changed.defined()) g = std::move(changed);
    }
  }
  F f;
};

unsigned register_tensor_hook(const Tensor& t, std::shared_ptr<graph::TensorHook> hook);
unsigned register_accumulation_hook(const Tensor& t, std::shared_ptr<graph::TensorHook> hook);

}  // namespace detail

/// errors  Error "cannot register a hook on a variable that doesn't require gradient"
template <class F>
unsigned Tensor::register_hook(F&& hook) const {
  return detail::register_tensor_hook(
      *this, std::make_shared<detail::TensorHook<std::decay_t<F>>>(std::forward<F>(hook)));
}

/// errors  Error for a tensor that is no leaf, or does not require grad
template <class F>
unsigned Tensor::register_post_accumulate_grad_hook(F&& hook) const {
  return detail::register_accumulation_hook(
      *this, std::make_shared<detail::TensorHook<std::decay_t<F>>>(std::forward<F>(hook)));
}

}  // namespace facula
