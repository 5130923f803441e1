// Tensors of modules that are computed before each call, and calls with other parameters.
#include <atomic>

#include "facula/nn/utils/functional_call.h"
#include "facula/nn/utils/parametrize.h"
#include "graph/stand_in.h"
#include "nn/module_hooks.h"

namespace facula {
namespace nn {
namespace detail {

static thread_local uint64_t cache_depth = 0, cache_number = 0;  // nested guards; the outermost one's number
static std::atomic<uint64_t> caches{0};

void ModuleAccess::drop_empty_hooks(Module& m) {
  const ModuleHooks* h = m.hooks_.get();
  if (h && h->before.empty() && h->after.empty() && h->backward.empty() && h->computed.empty())
    m.hooks_.reset();
}

void compute_tensors(Module& module, ModuleHooks& hooks) {
  for (ComputedTensor& c : hooks.computed) {
    if (cache_depth && c.cache == cache_number) continue;
    graph::stand_for(c.member, c.recipe->compute(module));
    c.cache = cache_depth ? cache_number : 0;
  }
}

ComputedTensor* find_computed(const Module& module, const std::string& name) {
  ModuleHooks* hooks = ModuleAccess::hooks_or_null(module);
  if (!hooks) return nullptr;
  for (ComputedTensor& c : hooks->computed)
    if (c.name == name) return &c;
  return nullptr;
}

ComputedTensor& make_computed(Module& module, const std::string& name, std::shared_ptr<const Recipe> recipe,
                              const Tensor& value) {
  auto& parameters = ModuleAccess::parameters(module);
  const bool is_buffer = !parameters.contains(name);
  auto& from = is_buffer ? ModuleAccess::buffers(module) : parameters;
  ComputedTensor c;
  c.name = name;
  c.member = from[name];
  c.recipe = std::move(recipe);
  c.is_buffer = is_buffer;
  graph::stand_for(c.member, value);
  from.erase(name);
  auto& list = ModuleAccess::hooks(module).computed;
  list.push_back(std::move(c));
  return list.back();
}

void make_plain(Module& module, const std::string& name, const Tensor& value, bool requires_grad) {
  ModuleHooks& hooks = ModuleAccess::hooks(module);
  for (size_t i = 0; i < hooks.computed.size(); ++i) {
    ComputedTensor& c = hooks.computed[i];
    if (c.name != name) continue;
    graph::stand_for(c.member, value.detach());
    if (c.is_buffer)
      module.register_buffer(name, c.member);
    else
      module.register_parameter(name, c.member, requires_grad);
    hooks.computed.erase(hooks.computed.begin() + static_cast<std::ptrdiff_t>(i));
    break;
  }
  ModuleAccess::drop_empty_hooks(module);
}

// The entries of `own` under the keys, and in the order, of `wanted`; undefined tensors for new keys.
static void arrange(OrderedDict<std::string, Tensor>& own, const OrderedDict<std::string, Tensor>& wanted) {
  OrderedDict<std::string, Tensor> out(own.key_description());
  for (const auto& item : wanted) {
    const Tensor* t = own.find(item.key());
    out.insert(std::string(item.key()), t ? Tensor(*t) : Tensor());
  }
  own = std::move(out);
}

void adopt_computed(Module& copy, const Module& source, const std::optional<Device>& device) {
  auto& original = const_cast<Module&>(source);
  for (ComputedTensor& c : ModuleAccess::hooks(copy).computed) {
    auto& from = c.is_buffer ? ModuleAccess::buffers(copy) : ModuleAccess::parameters(copy);
    Tensor value = c.member.detach().clone();  // still the source's
    if (device) value = value.to(*device);
    c.member = from[c.name];
    c.cache = 0;
    graph::stand_for(c.member, value);
    from.erase(c.name);
  }
  arrange(ModuleAccess::parameters(copy), ModuleAccess::parameters(original));
  arrange(ModuleAccess::buffers(copy), ModuleAccess::buffers(original));
  const auto& children = ModuleAccess::children(original);
  if (const auto* child = children.find(kParametrizations))
    ModuleAccess::children(copy).insert(std::string(kParametrizations), (*child)->clone(device));
}

// ---- functional_call

struct Substitution::State {
  std::vector<graph::Standing> before;
};

static const Tensor* find_tensor(const OrderedDict<std::string, Tensor>& parameters,
                                 const OrderedDict<std::string, Tensor>& buffers, const std::string& name) {
  const Tensor* t = parameters.find(name);
  return t ? t : buffers.find(name);
}

static void check_keys(const Module& module, const OrderedDict<std::string, Tensor>& parameters,
                       const OrderedDict<std::string, Tensor>& buffers,
                       const OrderedDict<std::string, Tensor>& given, bool strict) {
  std::string unexpected, missing;
  const auto add = [](std::string& list, const std::string& key) {
    list += (list.empty() ? "'" : ", '") + key + "'";
  };
  for (const auto& item : given)
    if (!find_tensor(parameters, buffers, item.key())) add(unexpected, item.key());
  if (strict)
    for (const auto* own : {&parameters, &buffers})
      for (const auto& item : *own)
        if (!given.contains(item.key())) add(missing, item.key());
  if (unexpected.empty() && missing.empty()) return;
  std::string text = "Error(s) in functional_call for " + module.name() + ":";
  if (!unexpected.empty()) text += "\n\tUnexpected key(s): " + unexpected + ".";
  if (!missing.empty()) text += "\n\tMissing key(s): " + missing + ".";
  throw Error(text);
}

Substitution::Substitution(Module& module, const OrderedDict<std::string, Tensor>& tensors, bool strict)
    : state_(std::make_unique<State>()) {
  const auto parameters = module.named_parameters(), buffers = module.named_buffers();
  check_keys(module, parameters, buffers, tensors, strict);
  std::vector<std::pair<const Tensor*, const std::string*>> seen;
  for (const auto& item : tensors) {
    const Tensor* own = find_tensor(parameters, buffers, item.key());
    FACULA_CHECK(item->defined(), "functional_call got an undefined tensor for '", item.key(), "'");
    for (const auto& [tensor, name] : seen)
      FACULA_CHECK(!tensor->is_same(*own), "functional_call got values for both '", *name, "' and '",
                   item.key(), "', which are tied");
    seen.emplace_back(own, &item.key());
  }
  try {
    for (const auto& item : tensors) {
      const Tensor* own = find_tensor(parameters, buffers, item.key());
      state_->before.emplace_back(*own);
      graph::stand_for(*own, item.value());
    }
  } catch (...) {
    restore();
    throw;
  }
}

void Substitution::restore() {
  for (size_t i = state_->before.size(); i-- > 0;) state_->before[i].restore();
  state_->before.clear();
}

Substitution::~Substitution() { restore(); }

}  // namespace detail

namespace utils {
namespace parametrize {

CachedGuard::CachedGuard() {
  if (nn::detail::cache_depth++ == 0) nn::detail::cache_number = ++nn::detail::caches;
}
CachedGuard::~CachedGuard() { --nn::detail::cache_depth; }

}  // namespace parametrize
}  // namespace utils

}  // namespace nn
}  // namespace facula
