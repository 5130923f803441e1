// Custom functions: how their results get a history, and what surrounds their backward().
#include "facula/autograd/function.h"

#include <cxxabi.h>

#include <cstdlib>

#include "facula/core/warning.h"
#include "facula/ops/creation.h"
#include "graph/leaf.h"
#include "graph/state.h"
#include "ops/inplace.h"

namespace facula::autograd {

// A saved tensor: an input or something made on the way, or one of the node's own outputs.
struct AutogradContext::Saved {
  explicit Saved(SavedTensor t) : tensor(std::move(t)) {}
  SavedTensor tensor;
  graph::SavedOutput output;
  bool is_output = false;
  uint32_t output_nr = 0;
};

AutogradContext::AutogradContext() = default;
AutogradContext::~AutogradContext() = default;

void AutogradContext::save_for_backward(variable_list to_save) { to_save_ = std::move(to_save); }

void AutogradContext::mark_dirty(const variable_list& inputs) {
  dirty_.clear();
  for (const Tensor& t : inputs) dirty_.insert(t.unsafeGetTensorImpl());
}

void AutogradContext::mark_non_differentiable(const variable_list& outputs) {
  non_differentiable_.clear();
  for (const Tensor& t : outputs) non_differentiable_.insert(t.unsafeGetTensorImpl());
}

const std::unordered_set<TensorImpl*>& AutogradContext::get_and_bump_dirty() const {
  for (TensorImpl* t : dirty_) t->bump_version();
  return dirty_;
}

variable_list AutogradContext::get_saved_variables() const {
  variable_list list;
  list.reserve(saved_.size());
  for (const auto& s : saved_) {
    if (s->is_output)
      list.push_back(s->output.get(*node_, s->output_nr));
    else
      list.push_back(s->tensor.defined() ? s->tensor() : Tensor());
  }
  return list;
}

bool AutogradContext::needs_input_grad(size_t i) const { return node_->task_should_compute_output(i); }
bool AutogradContext::needs_input_grad(std::initializer_list<IndexRange> ranges) const {
  return node_->task_should_compute_output(ranges);
}

std::string custom_function_name(const char* mangled) {
  int status = 0;
  char* text = abi::__cxa_demangle(mangled, nullptr, nullptr, &status);
  const std::string type = status == 0 ? text : mangled;
  std::free(text);
  return "torch::autograd::CppNode<" + type + ">";
}

void CustomNode::begin(std::vector<bool> is_tensor, variable_list inputs) {
  is_tensor_ = std::move(is_tensor);
  inputs_ = std::move(inputs);
  ctx_.node_ = this;
  recorded_ = graph::recording() && any_variable_requires_grad(inputs_);
  set_next_edges(recorded_ ? collect_next_edges(inputs_) : edge_list(inputs_.size()));
}

// The history of one output, whose gradient will be the node's next input.
void CustomNode::set_output(Tensor& t, bool is_input, bool is_dirty, bool alone) {
  const auto self = getptr();
  const uint32_t nr = add_input_metadata(t);
  TensorImpl* impl = t.unsafeGetTensorImpl();
  if (!is_dirty) {
    if (is_input) {  // returned as it is: a view of it gets the new history
      const NoGradGuard off;
      t = make_view(t, t.sizes(), t.strides(), t.storage_offset());
    }
    graph::attach(t, self, nr);
    if (t.is_view()) t.unsafeGetTensorImpl()->creation_meta_ = CreationMeta::IN_CUSTOM_FUNCTION;
    return;
  }
  FACULA_CHECK(!t.is_leaf() || !t.requires_grad(),
               "a leaf Variable that requires grad has been used in an in-place operation.");
  if (!is_input)
    FACULA_WARN(
        "Only input Tensors should be given to ctx.mark_dirty(). If a Tensor is not an input, there is "
        "no need to pass it to mark_dirty().");
  if (!impl->is_view_) {
    if (graph::LeafState* s = graph::leaf_state_or_null(impl)) s->grad = Tensor();
    graph::reattach(t, self, nr);
    return;
  }
  FACULA_CHECK(
      alone,
      "If your Function modifies inplace an input that is a view of another Tensor, your Function "
      "cannot return more than one Tensor. This is not supported by the current autograd engine. You "
      "should either make sure the input is not a view (using .clone() for example) or make your "
      "Function only return one Tensor (potentially splitting it into two Functions: one doing the "
      "inplace that returns a single Tensor and a second one that does the other operations). You can "
      "ask on the forum https://discuss.pytorch.org/ if you need help to do this change.");
  FACULA_CHECK(impl->base_->grad_fn_ || !impl->base_->requires_grad_,
               "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  FACULA_CHECK(!inputs_.empty() && inputs_[0].unsafeGetTensorImpl() == impl,
               "a Function that modifies inplace a view of another Tensor must have it as its first Tensor "
               "argument");
  graph::rebase_history(t, self);
}

void CustomNode::finish(variable_list& outputs) {
  const auto contains = [](const variable_list& list, const TensorImpl* t) {
    for (const Tensor& x : list)
      if (x.unsafeGetTensorImpl() == t) return true;
    return false;
  };
  const auto& dirty = ctx_.get_and_bump_dirty();
  for (const TensorImpl* t : dirty)
    FACULA_CHECK(contains(outputs, t),
                 "Some elements marked as dirty during the forward method were not returned as output. The "
                 "inputs that are modified inplace must all be outputs of the Function.");
  const variable_list as_returned = outputs;
  size_t differentiable = 0;
  for (Tensor& t : outputs) {
    output_defined_.push_back(t.defined());
    if (!t.defined()) {
      add_input_metadata(undefined_input());
      continue;
    }
    TensorImpl* impl = t.unsafeGetTensorImpl();
    const bool is_input = contains(inputs_, impl);
    if (recorded_ && !ctx_.non_differentiable_.count(impl) && isDifferentiableType(t.scalar_type())) {
      ++differentiable;
      set_output(t, is_input, dirty.count(impl) != 0, outputs.size() == 1);
      continue;
    }
    add_input_metadata(t);
    if (!t.requires_grad()) continue;
    if (is_input)
      t = t.detach();
    else if (!t.is_view())
      t.detach_();
  }
  for (const Tensor& t : outputs)
    if (differentiable > 1 && t.defined() && t.is_view())
      t.unsafeGetTensorImpl()->creation_meta_ = CreationMeta::MULTI_OUTPUT_NODE;
  if (recorded_) save_variables(as_returned);
  ctx_.to_save_.clear();
  inputs_.clear();
}

void CustomNode::save_variables(const variable_list& outputs) {
  ctx_.saved_.reserve(ctx_.to_save_.size());
  for (const Tensor& t : ctx_.to_save_) {
    size_t nr = 0;
    while (nr < outputs.size() && outputs[nr].unsafeGetTensorImpl() != t.unsafeGetTensorImpl()) ++nr;
    // An output whose history this node is would keep the node alive for ever.
    const bool own = t.defined() && nr < outputs.size() && t.unsafeGetTensorImpl()->grad_fn_ == this;
    auto& s = ctx_.saved_.emplace_back(
        std::make_unique<AutogradContext::Saved>(own ? SavedTensor() : SavedTensor(t)));
    s->is_output = own;
    s->output_nr = static_cast<uint32_t>(t.defined() ? t.output_nr() : 0);
    if (own)
      s->output.set(*this, t);
    else
      graph::NodeBuilder::adopt(*this, s->tensor);
  }
}

void CustomNode::check_count(variable_list& grads) const {
  const size_t expected = is_tensor_.size();
  while (grads.size() > expected && !grads.back().defined()) grads.pop_back();
  FACULA_CHECK(grads.size() == expected, "function ", name(),
               " returned an incorrect number of gradients (expected ", expected, ", got ", grads.size(),
               ")");
}

void CustomNode::evaluate(const Tensor* grads, Tensor* out, const bool* needed) {
  variable_list in(grads, grads + num_inputs());
  for (size_t i = 0; i < in.size(); ++i) {
    if (in[i].defined() || !ctx_.materialize_grads_ || !output_defined_[i]) continue;
    const OutputMeta& m = output_meta(i);
    in[i] = zeros(m.sizes, TensorOptions(m.dtype).device(m.device));
  }
  variable_list made;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    made = call_backward(std::move(in));
  }
  check_count(made);
  size_t edge = 0;
  for (size_t i = 0; i < made.size(); ++i) {
    if (is_tensor_[i]) {
      if (needed[edge]) out[edge] = std::move(made[i]);
      ++edge;
      continue;
    }
    FACULA_CHECK(!made[i].defined(), "function ", name(),
                 " returned a gradient different that is defined at position ", i + 1,
                 ", but the corresponding forward input was not a Variable");
  }
}

}  // namespace facula::autograd
