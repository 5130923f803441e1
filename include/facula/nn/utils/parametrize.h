#pragma once
// Parameters that are functions of others (torch.nn.utils.parametrize). A parametrized tensor is computed
// when its module is called, m(x), alone or in a Sequential; m->forward(x) uses the value of the last call.
// value() computes it at any time. Make the optimizer afterwards: the module has other parameters then.
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "facula/nn/module.h"

namespace facula {
namespace nn {
namespace utils {
namespace parametrize {
void transfer_parametrizations_and_params(Module& from, Module& to,
                                          const std::optional<std::string>& name = std::nullopt);
namespace detail {

// What a parametrization gives back: one tensor, or several.
struct Inverse {
  std::vector<Tensor> tensors;
  bool several = false;
};
inline Inverse as_inverse(const Tensor& t) { return {{t}, false}; }
inline Inverse as_inverse(std::vector<Tensor> t) { return {std::move(t), true}; }
template <class... Ts>
Inverse as_inverse(const std::tuple<Ts...>& t) {
  return {std::apply([](const auto&... v) { return std::vector<Tensor>{v...}; }, t), true};
}

// How to call a module of one type. Without right_inverse() the inverse is the identity.
struct Calls {
  Tensor (*forward)(Module&, const std::vector<Tensor>&);
  Inverse (*right_inverse)(Module&, const Tensor&);  // null if there is none
};
[[noreturn]] void bad_number_of_originals(const Module& module, size_t n);

template <class M>
Tensor call_forward(Module& module, const std::vector<Tensor>& x) {
  auto& m = static_cast<M&>(module);
  if constexpr (std::is_invocable_v<decltype(&M::forward), M&, const Tensor&>) {
    if (x.size() == 1) return m.forward(x[0]);
  } else if constexpr (std::is_invocable_v<decltype(&M::forward), M&, const Tensor&, const Tensor&>) {
    if (x.size() == 2) return m.forward(x[0], x[1]);
  } else if constexpr (std::is_invocable_v<decltype(&M::forward), M&, const Tensor&, const Tensor&,
                                           const Tensor&>) {
    if (x.size() == 3) return m.forward(x[0], x[1], x[2]);
  } else {
    return m.forward(x);
  }
  bad_number_of_originals(module, x.size());
}
template <class M>
auto inverse_of(int) -> decltype(std::declval<M&>().right_inverse(std::declval<const Tensor&>()),
                                 static_cast<Inverse (*)(Module&, const Tensor&)>(nullptr)) {
  return [](Module& m, const Tensor& x) { return as_inverse(static_cast<M&>(m).right_inverse(x)); };
}
template <class M>
Inverse (*inverse_of(long))(Module&, const Tensor&) {
  return nullptr;
}
template <class M>
const Calls* calls_of() {
  static const Calls calls{&call_forward<M>, inverse_of<M>(0)};
  return &calls;
}

struct Parametrization {
  std::shared_ptr<Module> module;
  const Calls* calls;
};
void register_one(Module& module, const std::string& name, Parametrization parametrization, bool unsafe);

}  // namespace detail

/// Holds what a parametrized tensor is made of, module.parametrizations.NAME in Python: the parametrizations
/// as children "0", "1", …, and `original`, or `original0`, `original1`, … if the first one's right_inverse()
/// gives several.
class ParametrizationListImpl : public Module {
 public:
  /// The parametrized tensor.
  Tensor forward();
  /// Sets the originals so that forward() gives `value`.
  /// errors  Error: "parametrization A does not implement right_inverse."
  void right_inverse(const Tensor& value);
  void pretty_print(std::ostream& stream) const override;
  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  size_t size() const { return list_.size(); }
  /// Whether there is one original.
  bool is_tensor() const { return !several_; }

 private:
  friend void detail::register_one(Module&, const std::string&, detail::Parametrization, bool);
  friend void remove_parametrizations(Module&, const std::string&, bool);
  friend void transfer_parametrizations_and_params(Module&, Module&, const std::optional<std::string>&);
  void append(detail::Parametrization parametrization);
  std::vector<Tensor> originals() const;
  void start(const Tensor& original, bool is_buffer);
  void check(const Tensor& made, const Tensor& was) const;

  std::vector<detail::Parametrization> list_;
  bool several_ = false, unsafe_ = false;
};

/// module.NAME = parametrization(original). `parametrization`: a module with forward(Tensor), and optionally
/// right_inverse(Tensor), which gives the initial original; it may give a vector or tuple of tensors, which
/// forward() then takes. Several parametrizations of a tensor are applied one after another. Unless `unsafe`,
/// shape and dtype must stay as they are.
/// errors  Error: "Module 'A' does not have a parameter, a buffer, or a parametrized element with name 'b'"
template <class M>
void register_parametrization(Module& module, const std::string& name, std::shared_ptr<M> parametrization,
                              bool unsafe = false) {
  detail::register_one(module, name, {std::move(parametrization), detail::calls_of<M>()}, unsafe);
}
template <class M, class P>
void register_parametrization(M& module, const std::string& name, P parametrization, bool unsafe = false) {
  if constexpr (nn::detail::is_module_holder<M>) {
    register_parametrization(static_cast<Module&>(*module), name, std::move(parametrization), unsafe);
  } else if constexpr (nn::detail::is_module_holder<P>) {
    register_parametrization(static_cast<Module&>(module), name, parametrization.ptr(), unsafe);
  } else {
    register_parametrization(static_cast<Module&>(module), name,
                             std::make_shared<P>(std::move(parametrization)), unsafe);
  }
}

/// Whether the module has a parametrized tensor, of that name if one is given.
bool is_parametrized(const Module& module, const std::optional<std::string>& name = std::nullopt);
/// What tensor `name` is made of.
/// errors  Error: "Module A does not have a parametrization on b"
std::shared_ptr<ParametrizationListImpl> parametrization_of(const Module& module, const std::string& name);
/// The parametrized tensor as it is now; the module's member shows it from now on.
Tensor value(Module& module, const std::string& name);
/// Sets it: module.NAME = value in Python.
void set_value(Module& module, const std::string& name, const Tensor& value);
/// Makes it an ordinary parameter or buffer again: with its present value, or with the original one.
/// errors  Error: "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in
///         terms of a sequence of tensors."
void remove_parametrizations(Module& module, const std::string& name, bool leave_parametrized = true);

/// Gives `to` the parametrizations of `from`, of one tensor if a name is given, and the same originals: the
/// two
/// share both afterwards. A tensor that `to` does not have becomes a parameter of it. Nothing happens when
/// `from` has no parametrizations.
/// errors  as register_parametrization(); Error: "Module A does not have a parametrization on b"
void transfer_parametrizations_and_params(Module& from, Module& to, const std::optional<std::string>& name);
template <class A, class B, class = std::enable_if_t<nn::detail::is_module_holder<A>>>
void transfer_parametrizations_and_params(A& from, B& to,
                                          const std::optional<std::string>& name = std::nullopt) {
  transfer_parametrizations_and_params(static_cast<Module&>(*from), static_cast<Module&>(*to), name);
}

/// In its scope, on its thread, each parametrized tensor is computed once (parametrize.cached()).
class CachedGuard {
 public:
  CachedGuard();
  CachedGuard(const CachedGuard&) = delete;
  CachedGuard& operator=(const CachedGuard&) = delete;
  ~CachedGuard();
};

}  // namespace parametrize
}  // namespace utils
}  // namespace nn
}  // namespace facula
