#pragma once
// Module: the base of everything with parameters.
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "facula/core/tensor.h"
#include "facula/nn/hooks.h"
#include "facula/nn/ordered_dict.h"

namespace facula {
namespace serialize {
class InputArchive;
class OutputArchive;
}  // namespace serialize

namespace nn {
class AnyValue;
class Module;
template <class Contained>
class ModuleHolder;
template <class Derived>
class Cloneable;

namespace detail {
struct ModuleHolderIndicator {};
template <class T>
inline constexpr bool is_module_holder = std::is_base_of_v<ModuleHolderIndicator, std::decay_t<T>>;
template <class T>
inline constexpr bool is_module = std::is_base_of_v<Module, std::decay_t<T>> && !is_module_holder<T>;
struct ModuleAccess;
/// The type's name as it stands in a program: "torch::nn::LinearImpl".
std::string type_name(const std::type_info& type);
}  // namespace detail

/// What load_state_dict() found to differ; both are empty after a strict load.
struct IncompatibleKeys {
  std::vector<std::string> missing_keys, unexpected_keys;
};

/// A node of a tree of modules, with parameters, buffers and children that it was given by name. Derived
/// classes register these in their constructor and add a forward() of any signature.
/// Modules are held by shared_ptr, usually through the ModuleHolder that TORCH_MODULE defines.
class Module : public std::enable_shared_from_this<Module> {
 public:
  using ModuleApplyFunction = std::function<void(Module&)>;
  using ConstModuleApplyFunction = std::function<void(const Module&)>;
  using NamedModuleApplyFunction = std::function<void(const std::string&, Module&)>;
  using ConstNamedModuleApplyFunction = std::function<void(const std::string&, const Module&)>;
  using ModulePointerApplyFunction = std::function<void(const std::shared_ptr<Module>&)>;
  using NamedModulePointerApplyFunction =
      std::function<void(const std::string&, const std::shared_ptr<Module>&)>;

  /// Sets the name that name() returns.
  explicit Module(std::string name);
  /// The name is found out when it is first asked for.
  Module();
  Module(const Module&);
  Module& operator=(const Module&);
  Module(Module&&) noexcept;
  Module& operator=(Module&&) noexcept;
  virtual ~Module();

  /// The name given to the constructor, else the type's name: "Net", "torch::nn::LinearImpl".
  const std::string& name() const noexcept;

  /// A deep copy: new parameters and buffers with the same values, on `device` if given.
  /// errors  Error unless the class derives from Cloneable: "clone() has not been implemented for Net. …"
  virtual std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const;

  /// Calls `function` on this module and on all below it, parents first.
  void apply(const ModuleApplyFunction& function);
  void apply(const ConstModuleApplyFunction& function) const;
  void apply(const NamedModuleApplyFunction& function, const std::string& name_prefix = std::string());
  void apply(const ConstNamedModuleApplyFunction& function,
             const std::string& name_prefix = std::string()) const;
  void apply(const ModulePointerApplyFunction& function) const;
  void apply(const NamedModulePointerApplyFunction& function,
             const std::string& name_prefix = std::string()) const;

  /// All parameters in order of registration: own ones first, then those of the children. One that several
  /// modules share, or a module that is registered twice, is listed once (as in Python; libtorch repeats it).
  std::vector<Tensor> parameters(bool recurse = true) const;
  /// The same by name: "fc1.weight". What is shared is listed under each of its names.
  OrderedDict<std::string, Tensor> named_parameters(bool recurse = true) const;
  std::vector<Tensor> buffers(bool recurse = true) const;
  OrderedDict<std::string, Tensor> named_buffers(bool recurse = true) const;
  /// This module and all below it.
  /// errors  Error when include_self is set and this module is not held by a shared_ptr
  std::vector<std::shared_ptr<Module>> modules(bool include_self = true) const;
  OrderedDict<std::string, std::shared_ptr<Module>> named_modules(
      const std::string& name_prefix = std::string(), bool include_self = true) const;
  std::vector<std::shared_ptr<Module>> children() const;
  OrderedDict<std::string, std::shared_ptr<Module>> named_children() const;

  /// Training mode for this module and all below it; dropout and batch norm differ.
  virtual void train(bool on = true);
  void eval();
  virtual bool is_training() const noexcept;

  /// Converts every parameter and buffer in place; a dtype is applied to floating and complex ones only.
  virtual void to(Device device, Dtype dtype, bool non_blocking = false);
  virtual void to(Dtype dtype, bool non_blocking = false);
  virtual void to(Device device, bool non_blocking = false);
  void to(DeviceType device, bool non_blocking = false) { to(Device(device), non_blocking); }

  /// Drops the gradients of all parameters, or fills them with zeros.
  virtual void zero_grad(bool set_to_none = true);

  /// This module as M, or null when it is something else. M may be a holder: as<nn::Linear>() gives a
  /// LinearImpl.
  template <class M>
  auto* as() noexcept {
    if constexpr (detail::is_module_holder<M>) {
      return dynamic_cast<typename M::ContainedType*>(this);
    } else {
      return dynamic_cast<M*>(this);
    }
  }
  template <class M>
  const auto* as() const noexcept {
    if constexpr (detail::is_module_holder<M>) {
      return dynamic_cast<const typename M::ContainedType*>(this);
    } else {
      return dynamic_cast<const M*>(this);
    }
  }

  /// Writes or reads all parameters and buffers of the tree.
  virtual void save(serialize::OutputArchive& archive) const;
  virtual void load(serialize::InputArchive& archive);
  /// Whether a parent's save() includes this module.
  virtual bool is_serializable() const;

  /// Every parameter and buffer under Python's key ("layer.0.weight"), in Python's order; shares the data.
  OrderedDict<std::string, Tensor> state_dict() const;
  /// Copies values into the parameters and buffers.
  /// errors  Error that lists missing and unexpected keys (if strict) and mismatched shapes, in Python's
  /// words
  IncompatibleKeys load_state_dict(const OrderedDict<std::string, Tensor>& state, bool strict = true);

  /// Hooks. As in Python they run when a module is called, m(x), alone or in a Sequential or AnyModule, and not
  /// when a program calls m->forward(x) itself. They may change the tensors that they get as non-const.
  /// `inputs`: the tensors among the arguments; `outputs`: the result, or the tensors in a tuple.
  using ForwardPreHook = std::function<void(Module& module, std::vector<Tensor>& inputs)>;
  using ForwardHook = std::function<void(Module& module, const std::vector<Tensor>& inputs,
                                         std::vector<Tensor>& outputs)>;
  /// Gets the gradients of the inputs that the module passes on (undefined where none flows) and of its
  /// outputs. grad_inputs is empty when no input has a history.
  using BackwardHook = std::function<void(Module& module, std::vector<Tensor>& grad_inputs,
                                          const std::vector<Tensor>& grad_outputs)>;
  HookHandle register_forward_pre_hook(ForwardPreHook hook);
  HookHandle register_forward_hook(ForwardHook hook);
  HookHandle register_full_backward_hook(BackwardHook hook);
  bool has_hooks() const noexcept { return hooks_ != nullptr; }

  /// Writes what stands for this module, without its children: "torch::nn::Linear(in_features=2, …)".
  virtual void pretty_print(std::ostream& stream) const;

  /// Adds a parameter and returns it; requires_grad is set as given. An undefined tensor stands for none.
  /// errors  Error for an empty, dotted or known name: "Parameter 'w' already defined"
  Tensor& register_parameter(std::string name, Tensor tensor, bool requires_grad = true);
  /// Adds a tensor that is saved and moved, but not trained.
  Tensor& register_buffer(std::string name, Tensor tensor);
  /// Adds a child and returns it.
  template <class M>
  std::shared_ptr<M> register_module(std::string child_name, std::shared_ptr<M> module) {
    add_child(std::move(child_name), module);
    return module;
  }
  template <class M>
  std::shared_ptr<M> register_module(std::string child_name, ModuleHolder<M> module) {
    return register_module(std::move(child_name), module.ptr());
  }
  /// Puts another module in the place of a child and returns it.
  template <class M>
  std::shared_ptr<M> replace_module(const std::string& child_name, std::shared_ptr<M> module) {
    children_[child_name] = module;
    return module;
  }
  template <class M>
  std::shared_ptr<M> replace_module(const std::string& child_name, ModuleHolder<M> module) {
    return replace_module(child_name, module.ptr());
  }
  /// errors  Error for an unknown name: "No Module with name `linear` is registered"
  void unregister_module(const std::string& name);

  // Default arguments of forward(), as FORWARD_HAS_DEFAULT_ARGS states them; empty without that macro.
  virtual std::vector<std::pair<unsigned, AnyValue>> _forward_default_args();

 protected:
  OrderedDict<std::string, Tensor> parameters_{"Parameter"};

 private:
  template <class Derived>
  friend class Cloneable;
  friend class detail::HookedCall;
  friend struct detail::ModuleAccess;
  friend std::ostream& operator<<(std::ostream& stream, const Module& module);

  detail::ModuleHooks& hooks();
  void own_hooks();

  virtual void clone_(Module& other, const std::optional<Device>& device);
  void add_child(std::string name, std::shared_ptr<Module> module);
  void copy_state_from(const Module& source, const std::optional<Device>& device);
  void start_clone();
  void pretty_print_recursive(std::ostream& stream, const std::string& indentation) const;
  void apply_to_submodules(const NamedModulePointerApplyFunction& function,
                           const std::string& name_prefix) const;
  template <class F>
  void visit(const F& f, std::string& prefix) const;
  std::shared_ptr<Module> shared_from_this_checked() const;

  OrderedDict<std::string, Tensor> buffers_{"Buffer"};
  OrderedDict<std::string, std::shared_ptr<Module>> children_{"Submodule"};
  mutable std::optional<std::string> name_;
  std::shared_ptr<detail::ModuleHooks> hooks_;  // null until the first is registered
  bool is_training_ = true;
};

/// Prints the tree of modules.
std::ostream& operator<<(std::ostream& stream, const Module& module);

}  // namespace nn

extern template class OrderedDict<std::string, Tensor>;
extern template class OrderedDict<std::string, std::shared_ptr<nn::Module>>;

}  // namespace facula
