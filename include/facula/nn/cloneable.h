#pragma once
// Cloneable: a module that can be copied deeply.
#include <memory>

#include "facula/nn/module.h"

namespace facula {
namespace nn {

/// Gives Derived a clone(). Its parameters, buffers and children must be made in reset(), which its
/// constructors call as well; clone() runs reset() on a copy of the object and then copies the values.
template <class Derived>
class Cloneable : public Module {
 public:
  using Module::Module;

  /// Makes the parameters, buffers and children anew.
  virtual void reset() = 0;

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;

 private:
  void clone_(Module& other, const std::optional<Device>& device) final;
};

// Outside the class, hence not inline, so that `extern template` spares programs the library's own modules.
template <class Derived>
std::shared_ptr<Module> Cloneable<Derived>::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<Derived>(static_cast<const Derived&>(*this));
  Module& base = *copy;
  base.start_clone();
  copy->reset();
  base.copy_state_from(*this, device);
  return copy;
}

template <class Derived>
void Cloneable<Derived>::clone_(Module& other, const std::optional<Device>& device) {
  auto clone = std::dynamic_pointer_cast<Derived>(other.clone(device));
  FACULA_CHECK(
      clone != nullptr,
      "Attempted to clone submodule, but it is of a different type than the submodule it was to be cloned "
      "into");
  static_cast<Derived&>(*this) = *clone;
}

}  // namespace nn
}  // namespace facula

/// For a module of the library: its holder, and word that its Cloneable is compiled in the library. Here the
/// holder is an alias, not a class that inherits constructors: a hundred of those are one part in fifteen of a
/// program's compile time.
#define FACULA_LIBRARY_MODULE(Name)      \
  using Name = ModuleHolder<Name##Impl>; \
  extern template class Cloneable<Name##Impl>
