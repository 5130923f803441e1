// The graph as text in the DOT language.
#include <unordered_map>

#include "facula/autograd/autograd.h"
#include "graph/leaf.h"
#include "graph/state.h"

namespace facula::autograd {
namespace {

std::string escaped(const std::string& text) {
  std::string s;
  for (const char c : text) {
    if (c == '"' || c == '\\') s += '\\';
    s += c;
  }
  return s;
}

std::string shape(IntArrayRef sizes) {
  std::string s;
  append_text(s, sizes);
  return s;
}

class Dot {
 public:
  explicit Dot(const std::vector<std::pair<std::string, Tensor>>& names) : names_(names) {}

  std::string draw(const variable_list& outputs) {
    text_ = "digraph {\n  node [shape=ellipse];\n";
    for (size_t i = 0; i < outputs.size(); ++i) {
      const std::string id = "out" + std::to_string(i);
      text_ += "  " + id + " [shape=box, style=filled, label=\"" + label_of_output(outputs[i]) + "\"];\n";
      const Edge e = gradient_edge(outputs[i]);
      if (e.is_valid()) text_ += "  " + number(e.function.get()) + " -> " + id + ";\n";
    }
    while (!todo_.empty()) {
      const Node* n = todo_.back();
      todo_.pop_back();
      for (const Edge& e : n->next_edges())
        if (e.is_valid()) text_ += "  " + number(e.function.get()) + " -> " + number(n) + ";\n";
    }
    return text_ + "}\n";
  }

 private:
  std::string label_of_output(const Tensor& t) const {
    const std::string name = name_of(t.unsafeGetTensorImpl());
    return (name.empty() ? "" : escaped(name) + " ") + shape(t.sizes());
  }
  std::string name_of(const TensorImpl* t) const {
    for (const auto& [name, tensor] : names_)
      if (tensor.unsafeGetTensorImpl() == t) return name;
    return "";
  }
  // The node's identifier; a new one is described and queued.
  std::string number(const Node* n) {
    const auto [at, fresh] = numbers_.emplace(n, numbers_.size());
    const std::string id = "n" + std::to_string(at->second);
    if (!fresh) return id;
    todo_.push_back(n);
    if (const auto* leaf = dynamic_cast<const graph::AccumulateGrad*>(n)) {
      const std::string name = name_of(leaf->leaf());
      text_ += "  " + id + " [shape=box, label=\"" + (name.empty() ? "" : escaped(name) + " ") +
               shape(leaf->leaf()->sizes()) + "\"];\n";
    } else {
      text_ += "  " + id + " [label=\"" + escaped(n->name()) + "\"];\n";
    }
    return id;
  }

  const std::vector<std::pair<std::string, Tensor>>& names_;
  std::unordered_map<const Node*, size_t> numbers_;
  std::vector<const Node*> todo_;
  std::string text_;
};

}  // namespace

std::string graph_dot(const variable_list& outputs,
                      const std::vector<std::pair<std::string, Tensor>>& names) {
  return Dot(names).draw(outputs);
}

}  // namespace facula::autograd
