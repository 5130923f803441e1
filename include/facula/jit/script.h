#pragma once
// TorchScript, which Facula does not have: programs that include torch/script.h compile, and are told.
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "facula/core/device.h"
#include "facula/core/error.h"
#include "facula/core/ivalue.h"
#include "facula/core/tensor.h"

namespace facula {
namespace jit {

using facula::IValue;

namespace detail {
[[noreturn]] inline void no_torchscript(const std::string& what) {
  ::facula::detail::fail<NotImplementedError>(
      what,
      ": Facula does not run TorchScript. Save the state_dict in Python with "
      "torch.save(model.state_dict(), path) "
      "and load it into a C++ module with torch::load or load_state_dict.");
}
}  // namespace detail

/// Stands for a TorchScript module in programs that name the type; whatever is asked of it throws NotImplementedError.
class Module {
 public:
  [[noreturn]] IValue forward(std::vector<IValue>) { detail::no_torchscript("torch::jit::Module::forward"); }
  [[noreturn]] IValue operator()(std::vector<IValue> inputs) { forward(std::move(inputs)); }
  [[noreturn]] void eval() { detail::no_torchscript("torch::jit::Module::eval"); }
  [[noreturn]] void train(bool = true) { detail::no_torchscript("torch::jit::Module::train"); }
  [[noreturn]] void to(Device, bool = false) { detail::no_torchscript("torch::jit::Module::to"); }
  [[noreturn]] void to(ScalarType, bool = false) { detail::no_torchscript("torch::jit::Module::to"); }
  [[noreturn]] void save(const std::string&) const { detail::no_torchscript("torch::jit::Module::save"); }
  [[noreturn]] Tensor attr(const std::string&) const { detail::no_torchscript("torch::jit::Module::attr"); }
};
namespace script {
using jit::Module;
}

/// errors  NotImplementedError always: Facula does not run TorchScript
[[noreturn]] inline Module load(const std::string& filename, std::optional<Device> = std::nullopt) {
  detail::no_torchscript("torch::jit::load(\"" + filename + "\")");
}
[[noreturn]] inline Module load(std::istream&, std::optional<Device> = std::nullopt) {
  detail::no_torchscript("torch::jit::load(stream)");
}

}  // namespace jit

inline jit::Module IValue::toModule() const { jit::detail::no_torchscript("IValue::toModule"); }

}  // namespace facula
