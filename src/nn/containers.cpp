#include <ostream>

#include "facula/nn/modules/container/functional.h"
#include "facula/nn/modules/container/module_dict.h"
#include "facula/nn/modules/container/module_list.h"
#include "facula/nn/modules/container/parameter_dict.h"
#include "facula/nn/modules/container/parameter_list.h"
#include "facula/nn/modules/container/sequential.h"

namespace facula {
namespace nn {

// ---- Sequential

SequentialImpl::SequentialImpl(OrderedDict<std::string, AnyModule>&& ordered_dict) {
  for (auto& item : ordered_dict) push_back(item.key(), std::move(item.value()));
}
SequentialImpl::SequentialImpl(std::initializer_list<NamedAnyModule> named_modules) {
  for (const auto& m : named_modules) push_back(m.name(), m.module());
}

Sequential::Sequential(std::initializer_list<NamedAnyModule> named_modules)
    : ModuleHolder(std::make_shared<SequentialImpl>(named_modules)) {}

void SequentialImpl::push_back(AnyModule module) { push_back(std::to_string(size()), std::move(module)); }
void SequentialImpl::push_back(std::string name, AnyModule module) {
  modules_.push_back(std::move(module));
  only_tensors_ = only_tensors_ && modules_.back().takes_tensor();
  register_module(std::move(name), modules_.back().ptr());
}

std::shared_ptr<Module> SequentialImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<SequentialImpl>();
  const auto names = named_children().keys();
  for (size_t i = 0; i < modules_.size(); ++i) copy->push_back(names[i], modules_[i].clone(device));
  return copy;
}

Tensor SequentialImpl::forward_tensor(const Tensor& x) {
  Tensor y = modules_.front().forward_tensor(x);
  for (size_t i = 1; i < modules_.size(); ++i) y = modules_[i].forward_tensor(y);
  return y;
}

void SequentialImpl::bad_result(const std::type_info& got, const std::type_info& wanted) {
  FACULA_CHECK(false, "The type of the return value is ", detail::type_name(got), ", but you asked for type ",
               detail::type_name(wanted));
  __builtin_unreachable();
}

void SequentialImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Sequential"; }

// ---- ModuleList

void ModuleListImpl::push_back(std::shared_ptr<Module> module) {
  modules_.push_back(std::move(module));
  register_module(std::to_string(modules_.size() - 1), modules_.back());
}

void ModuleListImpl::insert(size_t index, std::shared_ptr<Module> module) {
  FACULA_CHECK(index <= size(), "Index out of range");
  if (index == size()) return push_back(std::move(module));
  modules_.insert(modules_.begin() + static_cast<std::ptrdiff_t>(index), std::move(module));
  for (size_t i = index; i + 1 < modules_.size(); ++i) replace_module(std::to_string(i), modules_[i]);
  register_module(std::to_string(modules_.size() - 1), modules_.back());
}

std::shared_ptr<Module> ModuleListImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<ModuleListImpl>();
  for (const auto& m : modules_) copy->push_back(m->clone(device));
  return copy;
}

void ModuleListImpl::bad_type(size_t index, const std::type_info& wanted) {
  FACULA_CHECK(false, "Unable to cast module[", index, "] to ", detail::type_name(wanted));
  __builtin_unreachable();
}

void ModuleListImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::ModuleList"; }

// ---- ModuleDict

ModuleDictImpl::ModuleDictImpl(const std::vector<std::pair<std::string, std::shared_ptr<Module>>>& modules) {
  update(modules);
}
ModuleDictImpl::ModuleDictImpl(const Dict& modules) { update(modules); }

void ModuleDictImpl::insert(const std::string& key, std::shared_ptr<Module> module) {
  if (contains(key)) {
    modules_[key] = module;
    replace_module(key, std::move(module));
  } else {
    register_module(key, module);
    modules_.insert(key, std::move(module));
  }
}
void ModuleDictImpl::update(const std::vector<std::pair<std::string, std::shared_ptr<Module>>>& modules) {
  for (const auto& [key, module] : modules) insert(key, module);
}
void ModuleDictImpl::update(const Dict& modules) {
  for (const auto& item : modules) insert(item.key(), item.value());
}

std::shared_ptr<Module> ModuleDictImpl::pop(const std::string& key) {
  auto module = modules_[key];
  modules_.erase(key);
  unregister_module(key);
  return module;
}
void ModuleDictImpl::clear() {
  for (const auto& key : keys()) unregister_module(key);
  modules_.clear();
}

std::shared_ptr<Module> ModuleDictImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<ModuleDictImpl>();
  for (const auto& item : modules_) copy->insert(item.key(), item.value()->clone(device));
  return copy;
}

void ModuleDictImpl::bad_type(const std::string& key, const std::type_info& wanted) {
  FACULA_CHECK(false, "Unable to cast module[", key, "] to ", detail::type_name(wanted));
  __builtin_unreachable();
}

void ModuleDictImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::ModuleDict"; }

// ---- ParameterList and ParameterDict

static void print_parameters(std::ostream& stream, const char* name,
                             const OrderedDict<std::string, Tensor>& ps) {
  stream << name << "(\n";
  for (const auto& p : ps)
    stream << "(" << p.key() << "): Parameter containing: [" << p->scalar_type() << " of size " << p->sizes()
           << "]\n";
  stream << ")";
}

static Tensor copy_parameter(const Tensor& p, const std::optional<Device>& device) {
  Tensor copy = p.detach().clone();
  if (device) copy = copy.to(*device);
  copy.set_requires_grad(p.requires_grad());
  return copy;
}

void ParameterListImpl::append(const Tensor& parameter) {
  register_parameter(std::to_string(size()), parameter, parameter.requires_grad());
}
std::shared_ptr<Module> ParameterListImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<ParameterListImpl>();
  for (const auto& p : parameters_) copy->append(copy_parameter(*p, device));
  return copy;
}
void ParameterListImpl::pretty_print(std::ostream& stream) const {
  print_parameters(stream, "torch::nn::ParameterList", parameters_);
}

Tensor& ParameterDictImpl::insert(std::string key, Tensor parameter) {
  const bool requires_grad = parameter.requires_grad();
  return register_parameter(std::move(key), std::move(parameter), requires_grad);
}
Tensor ParameterDictImpl::pop(const std::string& key) {
  Tensor parameter = parameters_[key];
  parameters_.erase(key);
  return parameter;
}
void ParameterDictImpl::put(const std::string& key, const Tensor& parameter) {
  if (Tensor* old = parameters_.find(key)) {
    *old = parameter;
  } else {
    insert(key, parameter);
  }
}
std::shared_ptr<Module> ParameterDictImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<ParameterDictImpl>();
  for (const auto& p : parameters_) copy->insert(p.key(), copy_parameter(*p, device));
  return copy;
}
void ParameterDictImpl::pretty_print(std::ostream& stream) const {
  print_parameters(stream, "torch::nn::ParameterDict", parameters_);
}

// ---- Functional

void FunctionalImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Functional()"; }

template class Cloneable<FunctionalImpl>;
template class Cloneable<ParameterListImpl>;
template class Cloneable<ModuleDictImpl>;
template class Cloneable<ParameterDictImpl>;
template class Cloneable<ModuleListImpl>;
template class Cloneable<SequentialImpl>;

}  // namespace nn
}  // namespace facula
