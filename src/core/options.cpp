#include "facula/core/options.h"

namespace facula {

TensorOptions TensorOptions::dtype(std::optional<ScalarType> t) const {
  TensorOptions o = *this;
  o.has_dtype_ = false;
  if (t) o.set_dtype(*t);
  return o;
}
TensorOptions TensorOptions::device(std::optional<Device> d) const {
  TensorOptions o = *this;
  o.has_device_ = false;
  if (d) o.set_device(*d);
  return o;
}
TensorOptions TensorOptions::layout(std::optional<Layout> l) const {
  TensorOptions o = *this;
  o.has_layout_ = false;
  if (l) o.set_layout(*l);
  return o;
}
TensorOptions TensorOptions::requires_grad(std::optional<bool> on) const {
  TensorOptions o = *this;
  o.has_requires_grad_ = on.has_value();
  o.requires_grad_ = on.value_or(false);
  return o;
}
TensorOptions TensorOptions::pinned_memory(std::optional<bool> on) const {
  TensorOptions o = *this;
  o.has_pinned_ = on.has_value();
  o.pinned_ = on.value_or(false);
  return o;
}
TensorOptions TensorOptions::memory_format(std::optional<MemoryFormat> f) const {
  TensorOptions o = *this;
  o.has_format_ = false;
  if (f) o.set_memory_format(*f);
  return o;
}
std::optional<TypeMeta> TensorOptions::dtype_opt() const {
  return has_dtype_ ? std::optional<TypeMeta>(dtype_) : std::nullopt;
}
std::optional<Device> TensorOptions::device_opt() const {
  return has_device_ ? std::optional<Device>(device_) : std::nullopt;
}
std::optional<Layout> TensorOptions::layout_opt() const {
  return has_layout_ ? std::optional<Layout>(layout_) : std::nullopt;
}
std::optional<bool> TensorOptions::requires_grad_opt() const {
  return has_requires_grad_ ? std::optional<bool>(requires_grad_) : std::nullopt;
}
std::optional<bool> TensorOptions::pinned_memory_opt() const {
  return has_pinned_ ? std::optional<bool>(pinned_) : std::nullopt;
}
std::optional<MemoryFormat> TensorOptions::memory_format_opt() const {
  return has_format_ ? std::optional<MemoryFormat>(format_) : std::nullopt;
}

}  // namespace facula
