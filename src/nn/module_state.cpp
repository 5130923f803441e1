// Module::state_dict() and load_state_dict().
#include "facula/graph/grad_mode.h"
#include "facula/nn/module.h"
#include "nn/lazy.h"

namespace facula {
namespace nn {

// Calls f(key, tensor) in Python's order: parameters, buffers, then the children.
template <class F>
static void for_each_state(const Module& m, const std::string& prefix, const F& f) {
  for (const auto& p : m.named_parameters(false)) f(prefix + p.key(), p.value());
  for (const auto& b : m.named_buffers(false)) f(prefix + b.key(), b.value());
  for (const auto& child : m.named_children()) for_each_state(*child.value(), prefix + child.key() + '.', f);
}

OrderedDict<std::string, Tensor> Module::state_dict() const {
  OrderedDict<std::string, Tensor> out;
  for_each_state(*this, "", [&](std::string key, const Tensor& t) {
    const Tensor& entry = out.insert(std::move(key), t.detach());
    if (is_lazy(t)) detail::mark_lazy(entry);
  });
  return out;
}

// "Net" for my::NetImpl, as the class is called in Python.
static std::string python_name(std::string name) {
  const size_t template_arguments = name.find('<');
  if (template_arguments != std::string::npos) name.resize(template_arguments);
  const size_t colon = name.rfind(':');
  if (colon != std::string::npos) name.erase(0, colon + 1);
  if (name.size() > 4 && name.compare(name.size() - 4, 4, "Impl") == 0) name.resize(name.size() - 4);
  return name;
}

static std::string python_shape(const Tensor& t) {
  return ::facula::detail::concat("torch.Size(", t.sizes(), ")");
}

static std::string key_message(const char* kind, const std::vector<std::string>& keys) {
  std::string s = kind;
  s += " key(s) in state_dict: ";
  for (size_t i = 0; i < keys.size(); ++i) s += (i ? ", \"" : "\"") + keys[i] + '"';
  return s + ". ";
}

static const char* const kNoShape =
    "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in "
    "`load_state_dict` when trying to load an uninitialized parameter into an initialized one. Call `forward` to "
    "initialize the parameters before accessing their attributes.";

IncompatibleKeys Module::load_state_dict(const OrderedDict<std::string, Tensor>& state, bool strict) {
  IncompatibleKeys keys;
  std::vector<std::string> errors;
  OrderedDict<std::string, Tensor> own;
  for_each_state(*this, "", [&](std::string key, const Tensor& t) { own.insert(std::move(key), Tensor(t)); });
  for (const auto& item : own) {
    const Tensor* source = state.find(item.key());
    if (!source) {
      keys.missing_keys.push_back(item.key());
    } else if (is_lazy(*item)) {
      continue;  // takes any shape
    } else if (is_lazy(*source)) {
      throw Error(kNoShape);
    } else if (source->sizes() != item->sizes()) {
      errors.push_back(::facula::detail::concat(
          "size mismatch for ", item.key(), ": copying a param with shape ", python_shape(*source),
          " from checkpoint, the shape in current model is ", python_shape(*item), "."));
    }
  }
  for (const auto& item : state)
    if (!own.contains(item.key())) keys.unexpected_keys.push_back(item.key());
  if (strict && !keys.unexpected_keys.empty())
    errors.insert(errors.begin(), key_message("Unexpected", keys.unexpected_keys));
  if (strict && !keys.missing_keys.empty())
    errors.insert(errors.begin(), key_message("Missing", keys.missing_keys));
  if (!errors.empty()) {
    std::string message = "Error(s) in loading state_dict for " + python_name(name()) + ":";
    for (const std::string& e : errors) message += "\n\t" + e;
    throw Error(message);
  }
  NoGradGuard no_grad;
  for (const auto& item : own)
    if (const Tensor* source = state.find(item.key())) {
      if (is_lazy(*source)) continue;
      if (is_lazy(*item)) detail::materialize(*item, source->sizes());
      item->copy_(*source);
    }
  return keys;
}

}  // namespace nn
}  // namespace facula
