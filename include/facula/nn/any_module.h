#pragma once
// AnyModule: a module of any type, whose forward() is called with arguments checked at run time.
#include <memory>
#include <typeinfo>
#include <vector>

#include "facula/nn/any_value.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {
namespace detail {

/// How AnyModule calls the forward() of one type of module.
struct AnyForward {
  const std::type_info& type;
  AnyValue (*call)(void* object, Module& module, std::vector<AnyValue>&& args);
  /// The same for a forward() of one tensor that returns a tensor; null for others.
  Tensor (*call_tensor)(void* object, const Tensor& x);
};

// Adds the default arguments that are missing.
// errors  Error when the number of arguments does not fit
void complete_arguments(Module& module, const std::type_info& type, std::vector<AnyValue>& args,
                        size_t wanted);
[[noreturn]] void bad_argument(size_t index, const std::type_info& wanted, const std::type_info& got);

template <class T>
T&& any_argument(AnyValue& value, size_t index) {
  using Value = std::remove_cv_t<std::remove_reference_t<T>>;
  static_assert(!std::is_lvalue_reference_v<T> || std::is_const_v<std::remove_reference_t<T>>,
                "Modules stored inside AnyModule must not take references. Use pointers instead.");
  Value* v = value.try_get<Value>();
  if (!v) bad_argument(index, typeid(Value), value.type_info());
  return static_cast<T&&>(*v);
}

template <class M, class R, class... Args>
struct AnyForwardOf {
  template <size_t... I>
  static AnyValue call_with(M& m, std::vector<AnyValue>& args, std::index_sequence<I...>) {
    return AnyValue(run_forward(m, any_argument<Args>(args[I], I)...));
  }
  static AnyValue call(void* object, Module& module, std::vector<AnyValue>&& args) {
    complete_arguments(module, typeid(M), args, sizeof...(Args));
    return call_with(*static_cast<M*>(object), args, std::index_sequence_for<Args...>());
  }
  static Tensor call_tensor(void* object, const Tensor& x) {
    if constexpr (is_unary) {
      return run_forward(*static_cast<M*>(object), x);
    } else {
      return Tensor();
    }
  }
  static constexpr bool is_unary = std::is_same_v<R, Tensor> && sizeof...(Args) == 1 &&
                                   (std::is_same_v<std::decay_t<Args>, Tensor> && ...) &&
                                   !(std::is_rvalue_reference_v<Args> || ...);
};
template <class M, class R, class... Args>
inline const AnyForward any_forward_of{
    typeid(M), &AnyForwardOf<M, R, Args...>::call,
    AnyForwardOf<M, R, Args...>::is_unary ? &AnyForwardOf<M, R, Args...>::call_tensor : nullptr};

template <class M, class C, class R, class... Args>
const AnyForward* find_forward(R (C::*)(Args...)) {
  return &any_forward_of<M, R, Args...>;
}
template <class M, class C, class R, class... Args>
const AnyForward* find_forward(R (C::*)(Args...) const) {
  return &any_forward_of<M, R, Args...>;
}

// A forward() that is a template or overloaded is taken as one of a tensor, so that Sequentials nest.
template <class M>
auto forward_of(int) -> decltype(find_forward<M>(&M::forward)) {
  return find_forward<M>(&M::forward);
}
template <class M>
const AnyForward* forward_of(long) {
  return &any_forward_of<M, Tensor, const Tensor&>;
}

}  // namespace detail

/// A module of any type with one forward() method, or nothing.
class AnyModule {
 public:
  AnyModule() = default;
  template <class M>
  explicit AnyModule(std::shared_ptr<M> module) : object_(module.get()), forward_(detail::forward_of<M>(0)) {
    module_ = std::move(module);
  }
  template <class M, class = std::enable_if_t<detail::is_module<M>>>
  explicit AnyModule(M&& module) : AnyModule(std::make_shared<std::decay_t<M>>(std::forward<M>(module))) {}
  template <class M>
  explicit AnyModule(const ModuleHolder<M>& holder) : AnyModule(holder.ptr()) {}
  template <class M, class = std::enable_if_t<detail::is_module<M> || detail::is_module_holder<M>>>
  AnyModule& operator=(M&& module) {
    return *this = AnyModule(std::forward<M>(module));
  }
  template <class M>
  AnyModule& operator=(std::shared_ptr<M> module) {
    return *this = AnyModule(std::move(module));
  }

  /// A deep copy.
  AnyModule clone(std::optional<Device> device = std::nullopt) const;

  /// Calls forward().
  /// errors  Error when empty, or when number or types of arguments do not fit: "Expected argument #0 to be
  /// of
  ///         type float, but received value of type double"
  template <class... Args>
  AnyValue any_forward(Args&&... args) {
    check("forward()");
    std::vector<AnyValue> values;
    values.reserve(sizeof...(Args));
    (values.push_back(AnyValue(std::forward<Args>(args))), ...);
    return forward_->call(object_, *module_, std::move(values));
  }
  /// Calls forward() and gives its result as R.
  template <class R = Tensor, class... Args>
  R forward(Args&&... args) {
    if constexpr (std::is_same_v<R, Tensor> && sizeof...(Args) == 1 &&
                  (std::is_same_v<std::decay_t<Args>, Tensor> && ...)) {
      if (takes_tensor()) return forward_->call_tensor(object_, args...);
    }
    return any_forward(std::forward<Args>(args)...).template get<R>();
  }
  /// Whether forward() maps one tensor to one tensor; forward_tensor() then calls it directly.
  bool takes_tensor() const {
    check("forward()");
    return forward_->call_tensor != nullptr;
  }
  Tensor forward_tensor(const Tensor& x) { return forward_->call_tensor(object_, x); }

  /// The module as T, which must be its very type.
  /// errors  Error when empty or of another type: "Attempted to cast module of type A to type B"
  template <class T, class = std::enable_if_t<detail::is_module<T>>>
  T& get() {
    check("get()");
    check_type(typeid(T));
    return *static_cast<T*>(object_);
  }
  template <class T, class = std::enable_if_t<detail::is_module<T>>>
  const T& get() const {
    return const_cast<AnyModule*>(this)->get<T>();
  }
  template <class T, class Contained = typename T::ContainedType>
  T get() const {
    return T(ptr<Contained>());
  }
  std::shared_ptr<Module> ptr() const {
    check("ptr()");
    return module_;
  }
  template <class T, class = std::enable_if_t<detail::is_module<T>>>
  std::shared_ptr<T> ptr() const {
    check("ptr()");
    check_type(typeid(T));
    return std::shared_ptr<T>(module_, static_cast<T*>(object_));
  }
  const std::type_info& type_info() const {
    check("type_info()");
    return forward_->type;
  }
  bool is_empty() const noexcept { return module_ == nullptr; }

 private:
  void check(const char* method) const {
    FACULA_CHECK(module_ != nullptr, "Cannot call ", method, " on an empty AnyModule");
  }
  void check_type(const std::type_info& wanted) const;

  std::shared_ptr<Module> module_;
  void* object_ = nullptr;  // the module as its own type
  const detail::AnyForward* forward_ = nullptr;
};

/// A module with a name, for the braces of Sequential({{"fc", Linear(1, 2)}}).
class NamedAnyModule {
 public:
  template <class M>
  NamedAnyModule(std::string name, std::shared_ptr<M> module)
      : NamedAnyModule(std::move(name), AnyModule(std::move(module))) {}
  template <class M, class = std::enable_if_t<detail::is_module<M>>>
  NamedAnyModule(std::string name, M&& module)
      : NamedAnyModule(std::move(name), AnyModule(std::forward<M>(module))) {}
  template <class M>
  NamedAnyModule(std::string name, const ModuleHolder<M>& module)
      : NamedAnyModule(std::move(name), AnyModule(module)) {}
  NamedAnyModule(std::string name, AnyModule module) : name_(std::move(name)), module_(std::move(module)) {}
  const std::string& name() const noexcept { return name_; }
  AnyModule& module() noexcept { return module_; }
  const AnyModule& module() const noexcept { return module_; }

 private:
  std::string name_;
  AnyModule module_;
};

}  // namespace nn
}  // namespace facula
