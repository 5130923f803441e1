#pragma once
// TorchScript, which Facula does not have: programs that include torch/script.h compile, and are told.
#include <iosfwd>
#include <string>

#include "facula/core/error.h"

namespace facula {
namespace jit {

/// Stands for a TorchScript module in programs that name the type.
class Module {};
namespace script {
using jit::Module;
}

/// errors  NotImplementedError always: Facula does not run TorchScript
[[noreturn]] inline Module load(const std::string& filename) {
  ::facula::detail::fail<NotImplementedError>(
      "torch::jit::load(\"", filename,
      "\"): Facula does not run TorchScript. Save the state_dict in Python with "
      "torch.save(model.state_dict(), path) "
      "and load it into a C++ module with torch::load or load_state_dict.");
}
[[noreturn]] inline Module load(std::istream&) {
  ::facula::detail::fail<NotImplementedError>(
      "torch::jit::load(stream): Facula does not run TorchScript. Save the state_dict in Python with "
      "torch.save(model.state_dict(), path) and load it into a C++ module with torch::load or "
      "load_state_dict.");
}

}  // namespace jit
}  // namespace facula
