#include "facula/nn/utils/parametrize.h"

#include <ostream>

#include "facula/graph/grad_mode.h"
#include "graph/stand_in.h"
#include "nn/module_hooks.h"

namespace facula {
namespace nn {

// The child "parametrizations": a list for each parametrized tensor.
namespace {
struct ParametrizationDict final : Module {
  std::shared_ptr<Module> clone(const std::optional<Device>& device) const override {
    auto copy = std::make_shared<ParametrizationDict>();
    for (const auto& child : named_children())
      copy->register_module(child.key(), child.value()->clone(device));
    copy->train(is_training());
    return copy;
  }
  void pretty_print(std::ostream& stream) const override { stream << "torch::nn::ModuleDict"; }
};

using utils::parametrize::ParametrizationListImpl;

std::shared_ptr<ParametrizationListImpl> find_list(const Module& module, const std::string& name) {
  auto& children = detail::ModuleAccess::children(const_cast<Module&>(module));
  const auto* dict = children.find(detail::kParametrizations);
  if (!dict || !dynamic_cast<ParametrizationDict*>(dict->get())) return nullptr;
  const auto* list = detail::ModuleAccess::children(**dict).find(name);
  return list ? std::dynamic_pointer_cast<ParametrizationListImpl>(*list) : nullptr;
}

struct Parametrized final : detail::Recipe {
  explicit Parametrized(std::string name_) : name(std::move(name_)) {}
  Tensor compute(Module& module) const override { return find_list(module, name)->forward(); }
  std::string name;
};
}  // namespace

namespace utils {
namespace parametrize {

void detail::bad_number_of_originals(const Module& module, size_t n) {
  facula::detail::fail<Error>("parametrization ", module.name(), " cannot be called with ", n, " tensors");
}

void ParametrizationListImpl::append(detail::Parametrization parametrization) {
  register_module(std::to_string(list_.size()), parametrization.module);
  list_.push_back(std::move(parametrization));
}

std::vector<Tensor> ParametrizationListImpl::originals() const {
  std::vector<Tensor> out;
  for (const Tensor& t : parameters(false)) out.push_back(t);
  for (const Tensor& t : buffers(false)) out.push_back(t);
  return out;
}

Tensor ParametrizationListImpl::forward() {
  FACULA_CHECK(!list_.empty(), "ParametrizationList requires one or more modules.");
  Tensor x = list_[0].calls->forward(*list_[0].module, originals());
  for (size_t i = 1; i < list_.size(); ++i) x = list_[i].calls->forward(*list_[i].module, {x});
  return x;
}

// The originals that the parametrizations turn into `value`, as far as they have a right_inverse().
static detail::Inverse invert(const std::vector<detail::Parametrization>& list, const Tensor& value,
                              bool all) {
  const NoGradGuard off;
  detail::Inverse made{{value}, false};
  for (size_t i = list.size(); i-- > 0;) {
    const auto inverse = list[i].calls->right_inverse;
    FACULA_CHECK(inverse || !all, "parametrization ", list[i].module->name(),
                 " does not implement right_inverse.");
    if (inverse) made = inverse(*list[i].module, made.tensors[0]);
    FACULA_CHECK(!made.several || i == 0, "only the first parametrization may have several originals");
  }
  return made;
}

void ParametrizationListImpl::start(const Tensor& original, bool is_buffer) {
  detail::Inverse made = invert(list_, original.detach(), false);
  several_ = made.several;
  if (!several_ && made.tensors[0].scalar_type() != original.scalar_type())
    facula::detail::fail<ValueError>(
        "When `right_inverse` outputs one tensor, it may not change the dtype.\noriginal.dtype: ",
        original.scalar_type(), "\nright_inverse(original).dtype: ", made.tensors[0].scalar_type());
  for (size_t i = 0; i < made.tensors.size(); ++i) {
    const std::string name = several_ ? "original" + std::to_string(i) : "original";
    const Tensor t = made.tensors[i].detach();
    if (is_buffer)
      register_buffer(name, t);
    else
      register_parameter(name, t, original.requires_grad());
  }
}

void ParametrizationListImpl::check(const Tensor& made, const Tensor& was) const {
  const auto fail = [](const char* what, const auto& before, const auto& now) {
    facula::detail::fail<ValueError>("Registering a parametrization may not change the ", what,
                                     " of the tensor, unless `unsafe` flag is enabled.\nunparametrized ",
                                     what, ": ", before, "\nparametrized ", what, ": ", now);
  };
  if (unsafe_) return;
  FACULA_CHECK_AS(ValueError, made.defined(),
                  "A parametrization must return a tensor. Got an undefined one.");
  if (made.scalar_type() != was.scalar_type()) fail("dtype", was.scalar_type(), made.scalar_type());
  if (made.sizes() != was.sizes()) fail("shape", was.sizes(), made.sizes());
}

void ParametrizationListImpl::right_inverse(const Tensor& value) {
  const detail::Inverse made = invert(list_, value.detach(), true);
  const std::vector<Tensor> own = originals();
  FACULA_CHECK_AS(ValueError, made.tensors.size() == own.size(),
                  "'right_inverse' must return a sequence of tensors of length ", own.size(),
                  ". Got a sequence of length ", made.tensors.size(), ".");
  for (size_t i = 0; i < own.size(); ++i)
    FACULA_CHECK_AS(ValueError, made.tensors[i].scalar_type() == own[i].scalar_type(),
                    "The tensor returned by `right_inverse` has dtype ", made.tensors[i].scalar_type(),
                    " while `original` has dtype ", own[i].scalar_type());
  for (size_t i = 0; i < own.size(); ++i) own[i].set_data(made.tensors[i].detach());
}

void ParametrizationListImpl::pretty_print(std::ostream& stream) const { stream << "ParametrizationList"; }

std::shared_ptr<Module> ParametrizationListImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<ParametrizationListImpl>();
  for (const detail::Parametrization& p : list_) copy->append({p.module->clone(device), p.calls});
  copy->several_ = several_;
  copy->unsafe_ = unsafe_;
  const auto data = [&](const Tensor& t) {
    const Tensor own = t.detach().clone();
    return device ? own.to(*device) : own;
  };
  for (const auto& p : named_parameters(false))
    copy->register_parameter(p.key(), data(*p), p->requires_grad());
  for (const auto& b : named_buffers(false)) copy->register_buffer(b.key(), data(*b));
  copy->train(is_training());
  return copy;
}

// Adds to a tensor that is parametrized already.
static void check_further(const detail::Parametrization& p, const Tensor& now) {
  const auto fail = [](const char* what, const auto& before, const auto& after) {
    facula::detail::fail<ValueError>("Registering a parametrization may not change the ", what,
                                     " of the tensor, unless the `unsafe` flag is enabled.\nmodule.NAME.",
                                     what, ": ", before, "\nparametrization(module.NAME).", what, ": ",
                                     after);
  };
  const Tensor made = p.calls->forward(*p.module, {now});
  if (made.scalar_type() != now.scalar_type()) fail("dtype", now.scalar_type(), made.scalar_type());
  if (made.sizes() != now.sizes()) fail("shape", now.sizes(), made.sizes());
  if (!p.calls->right_inverse) return;
  const detail::Inverse back = p.calls->right_inverse(*p.module, made);
  FACULA_CHECK_AS(ValueError, !back.several,
                  "parametrization.right_inverse must return a tensor. Got several.");
  const Tensor& z = back.tensors[0];
  FACULA_CHECK_AS(
      ValueError, z.scalar_type() == now.scalar_type() && z.sizes() == now.sizes(),
      "The tensor returned by parametrization.right_inverse must have the same dtype and shape as "
      "module.NAME, unless the `unsafe` flag is enabled.\nmodule.NAME: ",
      now.scalar_type(), " ", now.sizes(), "\nreturned: ", z.scalar_type(), " ", z.sizes());
}

void detail::register_one(Module& module, const std::string& name, Parametrization parametrization,
                          bool unsafe) {
  parametrization.module->train(module.is_training());
  if (const auto list = find_list(module, name)) {
    if (!unsafe) {
      const NoGradGuard off;
      check_further(parametrization, list->forward());
    }
    list->append(std::move(parametrization));
    list->unsafe_ = list->unsafe_ || unsafe;
    graph::stand_for(nn::detail::find_computed(module, name)->member, list->forward());
    return;
  }
  const Tensor* parameter = nn::detail::ModuleAccess::parameters(module).find(name);
  const Tensor* buffer = nn::detail::ModuleAccess::buffers(module).find(name);
  const Tensor* found = parameter ? parameter : buffer;
  if (!found || !found->defined())
    facula::detail::fail<ValueError>("Module '", module.name(),
                                     "' does not have a parameter, a buffer, or a parametrized element with "
                                     "name '",
                                     name, "'");
  const Tensor original = *found;
  auto list = std::make_shared<ParametrizationListImpl>();
  list->train(module.is_training());
  list->append(std::move(parametrization));
  list->unsafe_ = unsafe;
  list->start(original, parameter == nullptr);
  const Tensor made = list->forward();
  list->check(made, original);
  auto& children = nn::detail::ModuleAccess::children(module);
  auto* dict = children.find(nn::detail::kParametrizations);
  if (!dict)
    dict = &children.insert(nn::detail::kParametrizations,
                            std::shared_ptr<Module>(std::make_shared<ParametrizationDict>()));
  (*dict)->register_module(name, list);
  nn::detail::make_computed(module, name, std::make_shared<Parametrized>(name), made);
}

bool is_parametrized(const Module& module, const std::optional<std::string>& name) {
  if (name) return find_list(module, *name) != nullptr;
  const auto& children = nn::detail::ModuleAccess::children(const_cast<Module&>(module));
  const auto* dict = children.find(nn::detail::kParametrizations);
  return dict && dynamic_cast<ParametrizationDict*>(dict->get());
}

std::shared_ptr<ParametrizationListImpl> parametrization_of(const Module& module, const std::string& name) {
  auto list = find_list(module, name);
  FACULA_CHECK_AS(ValueError, list != nullptr, "Module ", module.name(),
                  " does not have a parametrization on ", name);
  return list;
}

Tensor value(Module& module, const std::string& name) {
  Tensor made = parametrization_of(module, name)->forward();
  graph::stand_for(nn::detail::find_computed(module, name)->member, made);
  return made;
}

void set_value(Module& module, const std::string& name, const Tensor& wanted) {
  parametrization_of(module, name)->right_inverse(wanted);
  value(module, name);
}

void transfer_parametrizations_and_params(Module& from, Module& to, const std::optional<std::string>& name) {
  if (!is_parametrized(from)) return;
  std::vector<std::string> names;
  if (name)
    names.push_back(*name);
  else
    names = nn::detail::ModuleAccess::children(
                *nn::detail::ModuleAccess::children(from)[nn::detail::kParametrizations])
                .keys();
  for (const std::string& each : names) {
    const auto list = parametrization_of(from, each);
    if (!nn::detail::ModuleAccess::parameters(to).contains(each) &&
        !nn::detail::ModuleAccess::buffers(to).contains(each) && !find_list(to, each))
      to.register_parameter(each, list->forward().detach().clone());
    for (const detail::Parametrization& p : list->list_) detail::register_one(to, each, p, false);
    const auto own = parametrization_of(to, each);
    for (const auto& original : list->named_parameters(false))
      nn::detail::ModuleAccess::parameters(*own)[original.key()] = *original;
    for (const auto& original : list->named_buffers(false))
      nn::detail::ModuleAccess::buffers(*own)[original.key()] = *original;
    value(to, each);
  }
}

void remove_parametrizations(Module& module, const std::string& name, bool leave_parametrized) {
  const auto list = parametrization_of(module, name);
  FACULA_CHECK_AS(
      ValueError, leave_parametrized || list->is_tensor(),
      "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms "
      "of a sequence of tensors.");
  const std::vector<Tensor> originals = list->originals();
  Tensor kept;
  {
    const NoGradGuard off;
    kept = leave_parametrized ? list->forward() : originals[0].detach();
  }
  const std::shared_ptr<Module> dict =
      nn::detail::ModuleAccess::children(module)[nn::detail::kParametrizations];
  dict->unregister_module(name);
  if (dict->children().empty()) module.unregister_module(nn::detail::kParametrizations);
  nn::detail::make_plain(module, name, kept, originals[0].requires_grad());
}

}  // namespace parametrize
}  // namespace utils
}  // namespace nn
}  // namespace facula
