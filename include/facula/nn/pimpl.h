#pragma once
// ModuleHolder: a shared_ptr to a module, with the module's constructors.
#include <memory>

#include "facula/nn/module.h"

namespace facula {
namespace nn {
namespace detail {
// T, but looked into only when Args are known: containers have no forward().
template <class T, class... Args>
struct Dependent {
  using type = T;
};
// Whether T is a shared_ptr to Contained or to a class derived from it. Specialised, not computed: every copy
// of a holder would otherwise make the compiler look into a shared_ptr.
template <class T, class Contained>
struct IsPointerTo : std::false_type {};
template <class T, class Contained>
struct IsPointerTo<std::shared_ptr<T>, Contained> : std::is_convertible<T*, Contained*> {};
}  // namespace detail

/// Holds a module of type Contained by shared_ptr; copies share it. Any arguments are passed to the module's
/// constructor, none make a module by default, nullptr makes an empty holder.
template <class Contained>
class ModuleHolder : detail::ModuleHolderIndicator {
 protected:
  // A shared_ptr to Contained, in a form that costs the compiler less: programs see eighty holders.
  struct Pointer {
    std::shared_ptr<Module> owner;
    Contained* object = nullptr;
    Contained* get() const noexcept { return object; }
    Contained* operator->() const noexcept { return object; }
    Contained& operator*() const noexcept { return *object; }
    explicit operator bool() const noexcept { return object != nullptr; }
  };
  Pointer impl_;

 public:
  using ContainedType = Contained;
  using Impl = Contained;

  ModuleHolder() : ModuleHolder(std::make_shared<Contained>()) {
    static_assert(std::is_default_constructible_v<Contained>,
                  "You are trying to default construct a module which has no default constructor. "
                  "Use = nullptr to give it the empty state (like `Linear linear = nullptr;` instead of "
                  "`Linear linear;`).");
  }
  ModuleHolder(std::nullptr_t) {}
  template <class Head, class... Tail,
            class = std::enable_if_t<!(sizeof...(Tail) == 0 &&
                                       (std::is_base_of_v<ModuleHolder, std::decay_t<Head>> ||
                                        detail::IsPointerTo<std::decay_t<Head>, Contained>::value))>>
  explicit ModuleHolder(Head&& head, Tail&&... tail)
      : ModuleHolder(std::make_shared<Contained>(std::forward<Head>(head), std::forward<Tail>(tail)...)) {}
  ModuleHolder(std::shared_ptr<Contained> module) {
    impl_.object = module.get();
    impl_.owner = std::move(module);
  }

  explicit operator bool() const noexcept { return !is_empty(); }
  Contained* operator->() { return get(); }
  const Contained* operator->() const { return get(); }
  Contained& operator*() { return *get(); }
  const Contained& operator*() const { return *get(); }
  /// errors  Error when empty: "Accessing empty ModuleHolder"
  std::shared_ptr<Contained> ptr() const {
    check();
    return std::shared_ptr<Contained>(impl_.owner, impl_.object);
  }
  Contained* get() {
    check();
    return impl_.object;
  }
  const Contained* get() const {
    check();
    return impl_.object;
  }
  /// The module's forward(), with its hooks.
  template <class... Args>
  auto operator()(Args&&... args)
      -> decltype(std::declval<typename detail::Dependent<Contained, Args...>::type&>().forward(
          std::forward<Args>(args)...)) {
    return detail::run_forward(*get(), std::forward<Args>(args)...);
  }
  /// The module's operator[], for containers.
  template <class Arg>
  decltype(auto) operator[](Arg&& arg) {
    return (*get())[std::forward<Arg>(arg)];
  }
  bool is_empty() const noexcept { return impl_.object == nullptr; }

 private:
  void check() const { FACULA_CHECK(impl_.object != nullptr, "Accessing empty ModuleHolder"); }
};

template <class M>
std::ostream& operator<<(std::ostream& stream, const ModuleHolder<M>& module) {
  return stream << static_cast<const Module&>(*module);
}

}  // namespace nn
}  // namespace facula

/// Defines class Name as a holder of Impl (TORCH_MODULE_IMPL).
#define FACULA_MODULE_IMPL(Name, ImplType)                                \
  class Name : public ::facula::nn::ModuleHolder<ImplType> { /* NOLINT */ \
   public:                                                                \
    using ::facula::nn::ModuleHolder<ImplType>::ModuleHolder;             \
    using Impl = ImplType;                                                \
  }
/// Defines class Name as a holder of NameImpl (TORCH_MODULE).
#define FACULA_MODULE(Name) FACULA_MODULE_IMPL(Name, Name##Impl)
