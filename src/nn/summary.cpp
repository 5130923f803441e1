#include "facula/nn/summary.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <ostream>
#include <sstream>
#include <unordered_set>

#include "facula/nn/module.h"

namespace facula {
namespace nn {

namespace {

// "Linear" for torch::nn::LinearImpl.
std::string short_name(std::string name) {
  const size_t colon = name.rfind(':');
  if (colon != std::string::npos) name.erase(0, colon + 1);
  if (name.size() > 4 && name.compare(name.size() - 4, 4, "Impl") == 0) name.resize(name.size() - 4);
  return name;
}

int64_t bytes_of(const std::vector<Tensor>& tensors) {
  int64_t bytes = 0;
  for (const Tensor& t : tensors)
    if (t.defined()) bytes += t.numel() * t.element_size();
  return bytes;
}

// How often each element of a weight is used: once per place of the output in a convolution, once per row of
// the input elsewhere. Weights of one dimension scale the output's elements.
int64_t multiply_adds(const Module& m, const std::vector<Tensor>& inputs, const Tensor& output) {
  int64_t total = 0;
  if (!output.defined() || inputs.empty() || !inputs[0].defined()) return 0;
  const std::string type = short_name(m.name());
  if (type.compare(0, 9, "Embedding") == 0) return 0;
  const Tensor& x = inputs[0];
  for (const auto& p : m.named_parameters(false)) {
    const Tensor& w = p.value();
    if (w.dim() == 1) {
      total += p.key().find("bias") == std::string::npos && w.numel() > 0 ? output.numel() : 0;
    } else if (type.compare(0, 13, "ConvTranspose") == 0) {
      total += w.numel() * (x.numel() / std::max<int64_t>(w.size(0), 1));
    } else if (type.compare(0, 4, "Conv") == 0) {
      total += w.numel() * (output.numel() / std::max<int64_t>(w.size(0), 1));
    } else {
      total += w.numel() * (x.numel() / std::max<int64_t>(x.size(-1), 1));
    }
  }
  return total;
}

std::string grouped(int64_t n) {  // 1,234,567
  std::string s = std::to_string(n);
  for (size_t i = s.size(); i > 3;) s.insert(i -= 3, ",");
  return s;
}

std::string megabytes(int64_t bytes) {
  std::ostringstream s;
  s << std::fixed << std::setprecision(2) << static_cast<double>(bytes) / 1e6;
  return s.str();
}

}  // namespace

namespace detail {

SummaryRecorder::SummaryRecorder(Module& module) : root_(module) {
  add(module, "", 0);
  std::unordered_set<const TensorImpl*> seen;
  for (const Tensor& p : module.parameters()) {
    if (!seen.insert(p.unsafeGetTensorImpl()).second) continue;
    result.total_parameters += p.numel();
    if (p.requires_grad()) result.trainable_parameters += p.numel();
    result.parameter_bytes += p.numel() * p.element_size();
  }
  result.parameter_bytes += bytes_of(module.buffers());
  module.train(false);
}

void SummaryRecorder::add(Module& module, const std::string& name, int64_t depth) {
  was_training_.emplace_back(&module, module.is_training());
  LayerSummary layer;
  layer.name = name;
  layer.type = short_name(module.name());
  layer.depth = depth;
  for (const Tensor& p : module.parameters(false)) layer.parameters += p.numel();
  const size_t index = result.layers.size();
  result.layers.push_back(std::move(layer));
  handles_.push_back(module.register_forward_hook(
      [this, index](Module& m, const std::vector<Tensor>& inputs, std::vector<Tensor>& outputs) {
        LayerSummary& l = result.layers[index];
        l.called = true;
        const Tensor y = outputs.empty() ? Tensor() : outputs[0];
        if (y.defined()) l.output_size.assign(y.sizes().begin(), y.sizes().end());
        const int64_t cost = multiply_adds(m, inputs, y);
        l.multiply_adds += cost;
        result.multiply_adds += cost;
        if (m.children().empty()) result.output_bytes += bytes_of(outputs);
        if (index == 0) result.input_bytes += bytes_of(inputs);
      }));
  for (const auto& child : module.named_children()) add(*child.value(), child.key(), depth + 1);
}

SummaryRecorder::~SummaryRecorder() {
  for (HookHandle& handle : handles_) handle.remove();
  for (const auto& m : was_training_) m.first->train(m.second);  // parents first: children come last and stay
}

}  // namespace detail

std::ostream& operator<<(std::ostream& stream, const ModuleSummary& summary) {
  std::vector<std::array<std::string, 4>> rows = {{"Layer", "Output shape", "Parameters", "Multiply-adds"}};
  for (const LayerSummary& l : summary.layers) {
    std::string name(static_cast<size_t>(2 * l.depth), ' ');
    name += l.type + (l.name.empty() ? "" : " (" + l.name + ")");
    const std::string size = l.called ? ::facula::detail::concat(IntArrayRef(l.output_size)) : "not called";
    rows.push_back({name, size, l.parameters ? grouped(l.parameters) : "--",
                    l.multiply_adds ? grouped(l.multiply_adds) : "--"});
  }
  size_t width[4] = {};
  for (const auto& row : rows)
    for (size_t c = 0; c < 4; ++c) width[c] = std::max(width[c], row[c].size());
  const std::string line(width[0] + width[1] + width[2] + width[3] + 6, '-');
  std::ostringstream text;
  for (size_t r = 0; r < rows.size(); ++r) {
    for (size_t c = 0; c < 4; ++c)
      text << (c ? "  " : "") << (c < 2 ? std::left : std::right) << std::setw(static_cast<int>(width[c]))
           << rows[r][c];
    text << '\n';
    if (r == 0) text << line << '\n';
  }
  text << line << "\nTotal parameters: " << grouped(summary.total_parameters)
       << "\nTrainable parameters: " << grouped(summary.trainable_parameters)
       << "\nMultiply-adds: " << grouped(summary.multiply_adds)
       << "\nInput (MB): " << megabytes(summary.input_bytes)
       << "\nOutputs (MB): " << megabytes(summary.output_bytes)
       << "\nParameters and buffers (MB): " << megabytes(summary.parameter_bytes) << '\n';
  return stream << text.str();
}

}  // namespace nn
}  // namespace facula
