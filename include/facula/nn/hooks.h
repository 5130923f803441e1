#pragma once
// Hooks: what runs before and after a module's forward(), and in its backward pass.
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "facula/core/tensor.h"

namespace facula {
namespace nn {
class Module;

namespace detail {
struct ModuleHooks;
}

/// Takes a hook away again.
class HookHandle {
 public:
  HookHandle() = default;
  HookHandle(std::weak_ptr<detail::ModuleHooks> hooks, uint64_t id) : hooks_(std::move(hooks)), id_(id) {}
  /// Nothing happens when the hook or the module is gone.
  void remove();

 private:
  std::weak_ptr<detail::ModuleHooks> hooks_;
  uint64_t id_ = 0;
};

namespace detail {

struct BackwardCall;

// One call of forward() of a module with hooks.
class HookedCall {
 public:
  explicit HookedCall(Module& module);
  ~HookedCall();
  HookedCall(const HookedCall&) = delete;
  HookedCall& operator=(const HookedCall&) = delete;
  void before(std::vector<Tensor>& inputs);
  void after(std::vector<Tensor>& outputs);

 private:
  Module& module_;
  std::shared_ptr<ModuleHooks> hooks_;
  std::vector<Tensor> inputs_;
  std::shared_ptr<BackwardCall> backward_;
};

// An argument; a tensor is replaced by what the hooks made of it.
template <class A, bool = std::is_same_v<std::decay_t<A>, Tensor>>
struct HookedArgument {
  A&& value;
  void collect(std::vector<Tensor>&) {}
  void put_back(std::vector<Tensor>&, size_t&) {}
  A&& get() { return static_cast<A&&>(value); }
};
template <class A>
struct HookedArgument<A, true> {
  Tensor value;
  void collect(std::vector<Tensor>& to) { to.push_back(value); }
  void put_back(std::vector<Tensor>& from, size_t& at) { value = from[at++]; }
  A&& get() { return static_cast<A&&>(value); }
};

// The tensors in a result: itself, or those of a tuple at any depth.
template <class T>
void collect_results(std::vector<Tensor>&, const T&) {}
inline void collect_results(std::vector<Tensor>& to, const Tensor& t) { to.push_back(t); }
template <class T>
void put_back_results(std::vector<Tensor>&, size_t&, T&) {}
inline void put_back_results(std::vector<Tensor>& from, size_t& at, Tensor& t) { t = from[at++]; }
template <class... Ts>
void collect_results(std::vector<Tensor>& to, const std::tuple<Ts...>& t) {
  std::apply([&](const auto&... v) { (collect_results(to, v), ...); }, t);
}
template <class... Ts>
void put_back_results(std::vector<Tensor>& from, size_t& at, std::tuple<Ts...>& t) {
  std::apply([&](auto&... v) { (put_back_results(from, at, v), ...); }, t);
}

template <class M, class... Args>
auto run_hooked(M& module, HookedArgument<Args>... args) {
  HookedCall call(module);
  std::vector<Tensor> tensors;
  (args.collect(tensors), ...);
  call.before(tensors);
  size_t at = 0;
  (args.put_back(tensors, at), ...);
  using Result = decltype(module.forward(args.get()...));
  tensors.clear();
  if constexpr (std::is_void_v<Result>) {
    module.forward(args.get()...);
    call.after(tensors);
  } else {
    std::decay_t<Result> result = module.forward(args.get()...);
    collect_results(tensors, result);
    call.after(tensors);
    at = 0;
    put_back_results(tensors, at, result);
    return result;
  }
}

// module.forward(args...), with the module's hooks if it has any.
template <class M, class... Args>
auto run_forward(M& module, Args&&... args) -> decltype(module.forward(std::forward<Args>(args)...)) {
  if constexpr (!std::is_reference_v<decltype(module.forward(std::forward<Args>(args)...))>) {
    if (__builtin_expect(module.has_hooks(), 0))
      return run_hooked<M, Args...>(module, HookedArgument<Args>{std::forward<Args>(args)}...);
  }
  return module.forward(std::forward<Args>(args)...);
}

}  // namespace detail
}  // namespace nn
}  // namespace facula
