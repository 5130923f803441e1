// Module hooks. A backward hook ties two identity nodes around the module: the outer one keeps the outputs'
// gradients, the inner one has the inputs' gradients and runs the hooks.
#include "facula/nn/hooks.h"

#include <algorithm>

#include "graph/record.h"
#include "nn/module_hooks.h"

namespace facula {
namespace nn {
namespace detail {

template <class F>
static void remove_hook(HookList<F>& hooks, uint64_t id) {
  hooks.erase(std::remove_if(hooks.begin(), hooks.end(), [id](const auto& h) { return h.first == id; }),
              hooks.end());
}

// Hooks run from copies of their lists: one may remove itself.
template <class F, class... Args>
static void run_all(const HookList<F>& hooks, Args&... args) {
  const HookList<F> now = hooks;
  for (const auto& hook : now) hook.second(args...);
}

struct BackwardCall {
  Module* module;
  std::weak_ptr<Module> owner;
  bool owned;  // by a shared_ptr, so that it may be gone when the backward pass comes
  HookList<Module::BackwardHook> hooks;
  std::vector<Tensor> grad_outputs;
  bool has_inputs = false;

  void run(std::vector<Tensor>& grad_inputs) {
    const std::shared_ptr<Module> alive = owner.lock();
    if (owned && !alive) return;
    run_all(hooks, *module, grad_inputs, grad_outputs);
  }
};

// Passes `tensors` through an identity whose derivative is `rule`.
template <class Rule>
static bool through_identity(std::vector<Tensor>& tensors, Rule rule) {
  std::vector<Tensor> from = tensors;
  std::vector<const Tensor*> inputs;
  std::vector<Tensor*> outputs;
  bool any = false;
  for (size_t i = 0; i < tensors.size(); ++i) {
    any = any || graph::wants_grad(from[i]);
    if (!from[i].defined()) return false;
    tensors[i] = from[i].detach();
    inputs.push_back(&from[i]);
    outputs.push_back(&tensors[i]);
  }
  if (!any || !graph::recording()) {
    tensors = from;
    return false;
  }
  record_joint("BackwardHookFunctionBackward", ArrayRef<Tensor*>(outputs), ArrayRef<const Tensor*>(inputs),
               std::move(rule));
  return true;
}

HookedCall::HookedCall(Module& module) : module_(module), hooks_(module.hooks_) {}
HookedCall::~HookedCall() = default;

void HookedCall::before(std::vector<Tensor>& inputs) {
  if (!hooks_->computed.empty()) compute_tensors(module_, *hooks_);
  run_all(hooks_->before, module_, inputs);
  inputs_ = inputs;
  if (hooks_->backward.empty()) return;
  backward_ = std::make_shared<BackwardCall>();
  backward_->module = &module_;
  backward_->owner = module_.weak_from_this();
  backward_->owned = !backward_->owner.expired();
  backward_->hooks = hooks_->backward;
  // Undefined inputs (optional arguments) stay out.
  std::vector<Tensor> given;
  for (const Tensor& t : inputs)
    if (t.defined()) given.push_back(t);
  const size_t n = given.size();
  backward_->has_inputs = through_identity(given, [call = backward_, n](Gradients& g) {
    std::vector<Tensor> grads;
    for (size_t i = 0; i < n; ++i) grads.push_back(g[i]);
    call->run(grads);
    for (size_t i = 0; i < n; ++i)
      if (g.needed(i)) g.set(i, grads[i]);
  });
  size_t at = 0;
  for (Tensor& t : inputs)
    if (t.defined()) t = given[at++];
}

void HookedCall::after(std::vector<Tensor>& outputs) {
  const HookList<Module::ForwardHook> now = hooks_->after;
  for (const auto& hook : now) hook.second(module_, inputs_, outputs);
  if (!backward_) return;
  const size_t n = outputs.size();
  through_identity(outputs, [call = backward_, n](Gradients& g) {
    call->grad_outputs.clear();
    for (size_t i = 0; i < n; ++i) call->grad_outputs.push_back(g[i]);
    for (size_t i = 0; i < n; ++i)
      if (g.needed(i)) g.set(i, g[i]);
    if (call->has_inputs) return;
    std::vector<Tensor> none;
    call->run(none);
  });
}

}  // namespace detail

void HookHandle::remove() {
  const auto hooks = hooks_.lock();
  if (!hooks) return;
  detail::remove_hook(hooks->before, id_);
  detail::remove_hook(hooks->after, id_);
  detail::remove_hook(hooks->backward, id_);
}

detail::ModuleHooks& Module::hooks() {
  if (!hooks_) hooks_ = std::make_shared<detail::ModuleHooks>();
  return *hooks_;
}
void Module::own_hooks() {
  if (hooks_) hooks_ = std::make_shared<detail::ModuleHooks>(*hooks_);
}

HookHandle Module::register_forward_pre_hook(ForwardPreHook hook) {
  hooks().before.emplace_back(hooks_->next, std::move(hook));
  return HookHandle(hooks_, hooks_->next++);
}
HookHandle Module::register_forward_hook(ForwardHook hook) {
  hooks().after.emplace_back(hooks_->next, std::move(hook));
  return HookHandle(hooks_, hooks_->next++);
}
HookHandle Module::register_full_backward_hook(BackwardHook hook) {
  hooks().backward.emplace_back(hooks_->next, std::move(hook));
  return HookHandle(hooks_, hooks_->next++);
}

}  // namespace nn
}  // namespace facula
