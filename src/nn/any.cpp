#include "facula/nn/any_module.h"

namespace facula {
namespace nn {

void AnyValue::bad_cast(const std::type_info& wanted) const {
  FACULA_CHECK(false, "Attempted to cast AnyValue to ", detail::type_name(wanted),
               ", but its actual type is ", detail::type_name(type_info()));
  __builtin_unreachable();
}

void detail::bad_argument(size_t index, const std::type_info& wanted, const std::type_info& got) {
  FACULA_CHECK(false, "Expected argument #", index, " to be of type ", type_name(wanted),
               ", but received value of type ", type_name(got));
  __builtin_unreachable();
}

void detail::complete_arguments(Module& module, const std::type_info& type, std::vector<AnyValue>& args,
                                size_t wanted) {
  auto defaults =
      args.size() == wanted ? decltype(module._forward_default_args())() : module._forward_default_args();
  if (args.size() == wanted) return;
  const std::string name = type_name(type);
  if (defaults.empty()) {
    FACULA_CHECK(false, name, "'s forward() method expects ", wanted, " argument(s), but received ",
                 args.size(), ".",
                 args.size() < wanted ? " If " + name +
                                            "'s forward() method has default arguments, please make sure the "
                                            "forward() method is declared with a corresponding "
                                            "`FORWARD_HAS_DEFAULT_ARGS` macro."
                                      : std::string());
  }
  const size_t required = defaults.front().first;
  FACULA_CHECK(required + defaults.size() == wanted && defaults.back().first + 1 == wanted, name,
               "'s `FORWARD_HAS_DEFAULT_ARGS` macro must name the last arguments of forward() in order");
  FACULA_CHECK(args.size() >= required && args.size() <= wanted, name,
               "'s forward() method expects at least ", required, " argument(s) and at most ", wanted,
               " argument(s), but received ", args.size(), ".");
  for (size_t i = args.size(); i < wanted; ++i) args.push_back(std::move(defaults[i - required].second));
}

AnyModule AnyModule::clone(std::optional<Device> device) const {
  AnyModule copy;
  if (is_empty()) return copy;
  copy.module_ = module_->clone(device);
  // The copy is of the same type, so its object lies as far from its Module as ours does.
  const auto distance = static_cast<char*>(object_) - reinterpret_cast<char*>(module_.get());
  copy.object_ = reinterpret_cast<char*>(copy.module_.get()) + distance;
  copy.forward_ = forward_;
  return copy;
}

void AnyModule::check_type(const std::type_info& wanted) const {
  FACULA_CHECK(wanted == forward_->type, "Attempted to cast module of type ",
               detail::type_name(forward_->type), " to type ", detail::type_name(wanted));
}

}  // namespace nn
}  // namespace facula
