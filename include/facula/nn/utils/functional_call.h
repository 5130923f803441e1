#pragma once
// A call of a module with other parameters and buffers than its own (torch.func.functional_call).
#include <memory>
#include <string>
#include <utility>

#include "facula/nn/module.h"

namespace facula {
namespace nn {
namespace detail {

// In its scope the named parameters and buffers of a module stand for other tensors.
class Substitution {
 public:
  Substitution(Module& module, const OrderedDict<std::string, Tensor>& tensors, bool strict);
  Substitution(const Substitution&) = delete;
  Substitution& operator=(const Substitution&) = delete;
  ~Substitution();

 private:
  void restore();
  struct State;
  std::unique_ptr<State> state_;
};

template <class M>
auto& contained(M& module) {
  if constexpr (is_module_holder<M>) {
    return *module;
  } else {
    return module;
  }
}

}  // namespace detail

namespace utils {

/// How functional_call() treats names.
struct FunctionalCallOptions {
  /// Whether every parameter and buffer of the module must be given.
  FunctionalCallOptions& strict(bool on) {
    strict_ = on;
    return *this;
  }
  bool strict() const { return strict_; }

 private:
  bool strict_ = false;
};

/// module(args...) with `tensors` in the place of the parameters and buffers of these names ("0.weight"),
/// which have their own values back when it returns or throws. Gradients flow to `tensors`; a buffer that the
/// module changes is changed in `tensors`. Tied parameters are replaced together. Not for one module in
/// several threads at a time.
/// errors  Error that lists unexpected keys, and missing ones if strict; "functional_call got values for both
///         'a' and 'b', which are tied"
template <class M, class... Args>
auto functional_call(M& module, const FunctionalCallOptions& options,
                     const OrderedDict<std::string, Tensor>& tensors, Args&&... args) {
  auto& m = detail::contained(module);
  const detail::Substitution substitution(m, tensors, options.strict());
  return detail::run_forward(m, std::forward<Args>(args)...);
}
template <class M, class... Args>
auto functional_call(M& module, const OrderedDict<std::string, Tensor>& tensors, Args&&... args) {
  return functional_call(module, FunctionalCallOptions(), tensors, std::forward<Args>(args)...);
}

}  // namespace utils
}  // namespace nn
}  // namespace facula
