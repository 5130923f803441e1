#pragma once
// summary(): what is in a model, and what a call of it costs.
#include <iosfwd>
#include <string>
#include <vector>

#include "facula/graph/grad_mode.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// One module of a model.
struct LayerSummary {
  std::string name;  // within its parent: "fc1"
  std::string type;  // "Linear"
  int64_t depth = 0;
  /// Size of the (first) output; empty when the module was not called.
  std::vector<int64_t> output_size;
  bool called = false;
  /// Elements of the module's own parameters.
  int64_t parameters = 0;
  /// Multiplications by its weights, each with its addition; biases and products of two activations (as
  /// attention has) are not counted.
  int64_t multiply_adds = 0;
};

/// A model's modules, parents first, and totals. A parameter that is shared counts once.
struct ModuleSummary {
  std::vector<LayerSummary> layers;
  int64_t total_parameters = 0, trainable_parameters = 0, multiply_adds = 0;
  /// Bytes of the inputs, of the outputs of the modules without children, and of the parameters and buffers.
  int64_t input_bytes = 0, output_bytes = 0, parameter_bytes = 0;
};

/// A table of the layers and the totals.
std::ostream& operator<<(std::ostream& stream, const ModuleSummary& summary);

namespace detail {
// Watches one call of a model in evaluation mode; leaves it as it was.
class SummaryRecorder {
 public:
  explicit SummaryRecorder(Module& module);
  ~SummaryRecorder();
  SummaryRecorder(const SummaryRecorder&) = delete;
  SummaryRecorder& operator=(const SummaryRecorder&) = delete;
  ModuleSummary result;

 private:
  void add(Module& module, const std::string& name, int64_t depth);
  Module& root_;
  std::vector<std::pair<Module*, bool>> was_training_;
  std::vector<HookHandle> handles_;
};
}  // namespace detail

/// Calls the model on the inputs, in evaluation mode and without gradients, and reports what ran. A module
/// that its parent runs by m->forward(x) in place of m(x) is listed as not called.
template <class M, class... Inputs>
ModuleSummary summary(ModuleHolder<M> module, Inputs&&... inputs) {
  NoGradGuard no_grad;
  detail::SummaryRecorder recorder(*module);
  module(std::forward<Inputs>(inputs)...);
  return recorder.result;
}

}  // namespace nn
}  // namespace facula
