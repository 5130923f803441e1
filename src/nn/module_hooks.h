#pragma once
// What few modules have: hooks, and tensors that are computed from parameters before each call.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "facula/nn/module.h"

namespace facula {
namespace nn {
namespace detail {

template <class F>
using HookList = std::vector<std::pair<uint64_t, F>>;

/// How a module computes one of its tensors. Shared by clones, so it finds parameters by their names.
struct Recipe {
  virtual ~Recipe() = default;
  virtual Tensor compute(Module& module) const = 0;
};

/// A tensor member of a module that is no parameter: before each call it takes the value of a recipe.
struct ComputedTensor {
  std::string name;
  Tensor member;  // the module's own handle
  std::shared_ptr<const Recipe> recipe;
  bool is_buffer = false;
  uint64_t cache = 0;  // the parametrize::CachedGuard in which it was computed
};

struct ModuleHooks {
  HookList<Module::ForwardPreHook> before;
  HookList<Module::ForwardHook> after;
  HookList<Module::BackwardHook> backward;
  std::vector<ComputedTensor> computed;
  uint64_t next = 1;
};

/// The child under which parametrizations are kept, as in Python.
inline constexpr const char* kParametrizations = "parametrizations";

/// The private parts of a module, for what changes its parameters.
struct ModuleAccess {
  static OrderedDict<std::string, Tensor>& parameters(Module& m) { return m.parameters_; }
  static OrderedDict<std::string, Tensor>& buffers(Module& m) { return m.buffers_; }
  static OrderedDict<std::string, std::shared_ptr<Module>>& children(Module& m) { return m.children_; }
  static ModuleHooks& hooks(Module& m) { return m.hooks(); }
  static ModuleHooks* hooks_or_null(const Module& m) { return m.hooks_.get(); }
  static void drop_empty_hooks(Module& m);
  static void start_clone(Module& m) { m.start_clone(); }
  static void copy_state(Module& to, const Module& from, const std::optional<Device>& device) {
    to.copy_state_from(from, device);
  }
};

/// Gives every computed tensor its value.
void compute_tensors(Module& module, ModuleHooks& hooks);
/// The computed tensor of that name, or null.
ComputedTensor* find_computed(const Module& module, const std::string& name);
/// Makes parameter or buffer `name` a computed tensor that shows `value` until the next call.
/// errors  Error for an unknown name
ComputedTensor& make_computed(Module& module, const std::string& name, std::shared_ptr<const Recipe> recipe,
                              const Tensor& value);
/// Makes it a parameter or buffer again, with this value; a parameter requires a gradient as told.
void make_plain(Module& module, const std::string& name, const Tensor& value, bool requires_grad);
/// Lets a fresh copy of `source`, as reset() made it, compute the same tensors.
void adopt_computed(Module& copy, const Module& source, const std::optional<Device>& device);

}  // namespace detail
}  // namespace nn
}  // namespace facula
