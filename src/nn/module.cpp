#include "facula/nn/module.h"

#include <cxxabi.h>

#include <cstdlib>
#include <ostream>
#include <unordered_set>

#include "facula/core/warning.h"
#include "facula/graph/grad_mode.h"
#include "facula/graph/node.h"
#include "facula/nn/any_value.h"
#include "facula/nn/expanding_array.h"
#include "nn/module_hooks.h"

namespace facula {

std::ostream& detail::print_text(std::ostream& os, const std::string& s) { return os << s; }

template class OrderedDict<std::string, Tensor>;
template class OrderedDict<std::string, std::shared_ptr<nn::Module>>;

namespace nn {

// Programs see the library as `torch`, so its types are named that way.
std::string detail::type_name(const std::type_info& type) {
  int status = 0;
  char* text = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
  std::string name = status == 0 ? text : type.name();
  std::free(text);
  const std::string from = "facula::", to = "torch::";
  for (size_t i = name.find(from); i != std::string::npos; i = name.find(from, i + to.size()))
    name.replace(i, from.size(), to);
  return name;
}

Module::Module(std::string name) : name_(std::move(name)) {}
Module::Module() = default;
Module::Module(const Module&) = default;
Module& Module::operator=(const Module&) = default;
Module::Module(Module&&) noexcept = default;
Module& Module::operator=(Module&&) noexcept = default;
Module::~Module() = default;

const std::string& Module::name() const noexcept {
  if (!name_) name_ = detail::type_name(typeid(*this));
  return *name_;
}

std::shared_ptr<Module> Module::clone(const std::optional<Device>&) const {
  FACULA_CHECK(false, "clone() has not been implemented for ", name(), ". Subclass torch::nn::Cloneable<",
               name(), "> instead of torch::nn::Module to inherit the ability to clone.");
}

// ---- walking the tree

// Calls f(prefix, module) for this module and all below it, parents first; names are joined by dots.
template <class F>
void Module::visit(const F& f, std::string& prefix) const {
  f(prefix, const_cast<Module&>(*this));
  const size_t length = prefix.size();
  for (const auto& child : children_) {
    if (length) prefix += '.';
    prefix += child.key();
    child.value()->visit(f, prefix);
    prefix.resize(length);
  }
}

void Module::apply(const ModuleApplyFunction& function) {
  std::string prefix;
  visit([&](const std::string&, Module& m) { function(m); }, prefix);
}
void Module::apply(const ConstModuleApplyFunction& function) const {
  std::string prefix;
  visit([&](const std::string&, const Module& m) { function(m); }, prefix);
}
void Module::apply(const NamedModuleApplyFunction& function, const std::string& name_prefix) {
  std::string prefix = name_prefix;
  visit([&](const std::string& name, Module& m) { function(name, m); }, prefix);
}
void Module::apply(const ConstNamedModuleApplyFunction& function, const std::string& name_prefix) const {
  std::string prefix = name_prefix;
  visit([&](const std::string& name, const Module& m) { function(name, m); }, prefix);
}
void Module::apply(const ModulePointerApplyFunction& function) const {
  function(shared_from_this_checked());
  apply_to_submodules([&](const std::string&, const std::shared_ptr<Module>& m) { function(m); }, "");
}
void Module::apply(const NamedModulePointerApplyFunction& function, const std::string& name_prefix) const {
  function(name_prefix, shared_from_this_checked());
  apply_to_submodules(function, name_prefix);
}

void Module::apply_to_submodules(const NamedModulePointerApplyFunction& function,
                                 const std::string& name_prefix) const {
  for (const auto& child : children_) {
    const std::string name = name_prefix.empty() ? child.key() : name_prefix + '.' + child.key();
    function(name, child.value());
    child.value()->apply_to_submodules(function, name);
  }
}

std::shared_ptr<Module> Module::shared_from_this_checked() const {
  auto self = weak_from_this().lock();
  FACULA_CHECK(
      self != nullptr,
      "It looks like you attempted to retrieve your top-level module as a shared_ptr, but it is not "
      "stored in a shared_ptr. Use std::make_shared<",
      name(),
      "> instead of creating your module on the stack, or alternatively do not try to access "
      "your top-level module at all by passing /*include_self=*/false to modules() or named_modules()");
  return std::const_pointer_cast<Module>(self);
}

// ---- listing what is in the tree

static std::string join(const std::string& prefix, const std::string& name) {
  return prefix.empty() ? name : prefix + '.' + name;
}

namespace {
// Tensors, each once.
class DistinctTensors {
 public:
  void add(const Tensor& t) {
    if (t.defined() && seen_.insert(t.unsafeGetTensorImpl()).second) list_.push_back(t);
  }
  std::vector<Tensor> take() { return std::move(list_); }

 private:
  std::vector<Tensor> list_;
  std::unordered_set<const TensorImpl*> seen_;
};
}  // namespace

std::vector<Tensor> Module::parameters(bool recurse) const {
  DistinctTensors out;
  std::string prefix;
  const auto add = [&](const std::string&, const Module& m) {
    for (const auto& p : m.parameters_) out.add(*p);
  };
  recurse ? visit(add, prefix) : add(prefix, *this);
  return out.take();
}

OrderedDict<std::string, Tensor> Module::named_parameters(bool recurse) const {
  OrderedDict<std::string, Tensor> out;
  std::string prefix;
  const auto add = [&](const std::string& name, const Module& m) {
    for (const auto& p : m.parameters_)
      if (p->defined()) out.insert(join(name, p.key()), Tensor(*p));
  };
  recurse ? visit(add, prefix) : add(prefix, *this);
  return out;
}

std::vector<Tensor> Module::buffers(bool recurse) const {
  DistinctTensors out;
  std::string prefix;
  const auto add = [&](const std::string&, const Module& m) {
    for (const auto& b : m.buffers_) out.add(*b);
  };
  recurse ? visit(add, prefix) : add(prefix, *this);
  return out.take();
}

OrderedDict<std::string, Tensor> Module::named_buffers(bool recurse) const {
  OrderedDict<std::string, Tensor> out;
  std::string prefix;
  const auto add = [&](const std::string& name, const Module& m) {
    for (const auto& b : m.buffers_)
      if (b->defined()) out.insert(join(name, b.key()), Tensor(*b));
  };
  recurse ? visit(add, prefix) : add(prefix, *this);
  return out;
}

std::vector<std::shared_ptr<Module>> Module::modules(bool include_self) const {
  std::vector<std::shared_ptr<Module>> out;
  if (include_self) out.push_back(shared_from_this_checked());
  apply_to_submodules([&](const std::string&, const std::shared_ptr<Module>& m) { out.push_back(m); }, "");
  return out;
}

OrderedDict<std::string, std::shared_ptr<Module>> Module::named_modules(const std::string& name_prefix,
                                                                        bool include_self) const {
  OrderedDict<std::string, std::shared_ptr<Module>> out;
  if (include_self) out.insert(name_prefix, shared_from_this_checked());
  apply_to_submodules([&](const std::string& name,
                          const std::shared_ptr<Module>& m) { out.insert(name, std::shared_ptr<Module>(m)); },
                      name_prefix);
  return out;
}

std::vector<std::shared_ptr<Module>> Module::children() const { return children_.values(); }
OrderedDict<std::string, std::shared_ptr<Module>> Module::named_children() const { return children_; }

// ---- changing all of it

void Module::train(bool on) {
  for (auto& child : children_) child.value()->train(on);
  is_training_ = on;
}
void Module::eval() { train(false); }
bool Module::is_training() const noexcept { return is_training_; }

static TensorOptions conversion(const Tensor& t, std::optional<Device> device, std::optional<Dtype> dtype) {
  TensorOptions o;
  if (device) o = o.device(*device);
  if (dtype && (isFloatingType(t.scalar_type()) || isComplexType(t.scalar_type()))) o = o.dtype(*dtype);
  return o;
}

static void convert(Tensor& t, std::optional<Device> device, std::optional<Dtype> dtype, bool non_blocking) {
  if (!t.defined()) return;
  t.set_data(t.detach().to(conversion(t, device, dtype), non_blocking));
  if (t.grad().defined()) t.mutable_grad() = t.grad().to(conversion(t, device, dtype), non_blocking);
}

void Module::to(Device device, Dtype dtype, bool non_blocking) {
  for (auto& child : children_) child.value()->to(device, dtype, non_blocking);
  for (auto& p : parameters_) convert(*p, device, dtype, non_blocking);
  for (auto& b : buffers_) convert(*b, device, dtype, non_blocking);
}
void Module::to(Dtype dtype, bool non_blocking) {
  for (auto& child : children_) child.value()->to(dtype, non_blocking);
  for (auto& p : parameters_) convert(*p, std::nullopt, dtype, non_blocking);
  for (auto& b : buffers_) convert(*b, std::nullopt, dtype, non_blocking);
}
void Module::to(Device device, bool non_blocking) {
  for (auto& child : children_) child.value()->to(device, non_blocking);
  for (auto& p : parameters_) convert(*p, device, std::nullopt, non_blocking);
  for (auto& b : buffers_) convert(*b, device, std::nullopt, non_blocking);
}

void Module::zero_grad(bool set_to_none) {
  for (auto& child : children_) child.value()->zero_grad(set_to_none);
  for (auto& p : parameters_) {
    if (!p->defined() || !p->grad().defined()) continue;
    Tensor& grad = p->mutable_grad();
    if (set_to_none) {
      grad.reset();
    } else {
      if (grad.grad_fn()) grad = grad.detach();
      NoGradGuard no_grad;
      grad.zero_();
    }
  }
}

// ---- registration

static void check_name(const char* kind, const std::string& name) {
  FACULA_CHECK(!name.empty(), kind, " name must not be empty");
  FACULA_CHECK(name.find('.') == std::string::npos, kind, " name must not contain a dot (got '", name, "')");
}

Tensor& Module::register_parameter(std::string name, Tensor tensor, bool requires_grad) {
  check_name("Parameter", name);
  if (tensor.defined())
    tensor.set_requires_grad(requires_grad);
  else if (requires_grad)
    FACULA_WARN(
        "An undefined tensor cannot require grad. Ignoring the `requires_grad=true` function parameter.");
  return parameters_.insert(std::move(name), std::move(tensor));
}

Tensor& Module::register_buffer(std::string name, Tensor tensor) {
  check_name("Buffer", name);
  return buffers_.insert(std::move(name), std::move(tensor));
}

void Module::add_child(std::string name, std::shared_ptr<Module> module) {
  check_name("Submodule", name);
  children_.insert(std::move(name), std::move(module));
}

void Module::unregister_module(const std::string& name) {
  FACULA_CHECK(children_.contains(name), "No Module with name `", name, "` is registered");
  children_.erase(name);
}

std::vector<std::pair<unsigned, AnyValue>> Module::_forward_default_args() { return {}; }

// ---- copying

void Module::start_clone() {
  own_hooks();
  parameters_.clear();
  buffers_.clear();
  children_.clear();
}

static void check_same_size(size_t a, size_t b, const char* what, const char* method) {
  FACULA_CHECK(a == b, "The cloned module does not have the same number of ", what,
               " as the original module after calling reset(). Are you sure you called ", method,
               "() inside reset() and not the constructor?");
}

static void copy_values(OrderedDict<std::string, Tensor>& to, const OrderedDict<std::string, Tensor>& from,
                        const std::optional<Device>& device) {
  for (const auto& item : from) {
    if (!item->defined()) continue;
    const bool moves = device && item->device() != *device;
    Tensor data = moves ? item->detach().to(*device) : item->detach().clone();
    Tensor& target = to[item.key()];
    if (target.defined()) {
      target.set_data(data);
    } else {
      target = data.requires_grad_(item->requires_grad());
    }
  }
}

void Module::copy_state_from(const Module& source, const std::optional<Device>& device) {
  const bool computes = hooks_ && !hooks_->computed.empty();
  if (computes) detail::adopt_computed(*this, source, device);
  check_same_size(parameters_.size(), source.parameters_.size(), "parameters", "register_parameter");
  copy_values(parameters_, source.parameters_, device);
  check_same_size(buffers_.size(), source.buffers_.size(), "buffers", "register_buffer");
  copy_values(buffers_, source.buffers_, device);
  check_same_size(children_.size(), source.children_.size(), "child modules", "register_module");
  for (const auto& child : source.children_)
    if (!computes || child.key() != detail::kParametrizations)
      children_[child.key()]->clone_(*child.value(), device);
}

void Module::clone_(Module&, const std::optional<Device>&) {}

// ---- printing

void Module::pretty_print(std::ostream& stream) const { stream << name(); }

void Module::pretty_print_recursive(std::ostream& stream, const std::string& indentation) const {
  pretty_print(stream);
  if (children_.is_empty()) return;
  stream << "(\n";
  const std::string next = indentation + "  ";
  for (const auto& child : children_) {
    stream << next << "(" << child.key() << "): ";
    child.value()->pretty_print_recursive(stream, next);
    stream << '\n';
  }
  stream << indentation << ")";
}

std::ostream& operator<<(std::ostream& stream, const Module& module) {
  module.pretty_print_recursive(stream, "");
  return stream;
}

}  // namespace nn
}  // namespace facula
