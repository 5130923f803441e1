// Custom functions: how their results get a history, and what surrounds their backward().
#include "facula/autograd/function.h"

#include <cxxabi.h>

#include <cstdlib>
#include <mutex>
#include <unordered_set>

#include "facula/core/warning.h"
#include "facula/ops/creation.h"
#include "graph/leaf.h"
#include "graph/state.h"
#include "ops/inplace.h"

namespace facula::autograd {

namespace {
// A saved tensor: an input or something made on the way, or one of the node's own outputs.
struct Saved {
  explicit Saved(SavedTensor t) : tensor(std::move(t)) {}
  SavedTensor tensor;
  graph::SavedOutput output;
  bool is_output = false;
  uint32_t output_nr = 0;
};
}  // namespace

// What a node knows of its function's arguments and results.
struct AutogradContext::Record {
  std::unordered_set<TensorImpl*> non_differentiable, dirty;
  variable_list to_save;
  std::vector<std::unique_ptr<Saved>> saved;
  bool materialize_grads = true;
  std::vector<bool> is_tensor;  // for each argument, with lists taken apart
  std::vector<bool> output_defined;
  variable_list inputs;  // until finish()
  bool recorded = false;
  std::mutex mutex;  // backward() may use the context as it likes
};

AutogradContext::AutogradContext() : record_(new Record()) {}
AutogradContext::~AutogradContext() = default;

void AutogradContext::save_for_backward(variable_list to_save) { record_->to_save = std::move(to_save); }
void AutogradContext::set_materialize_grads(bool value) { record_->materialize_grads = value; }

void AutogradContext::mark_dirty(const variable_list& inputs) {
  record_->dirty.clear();
  for (const Tensor& t : inputs) record_->dirty.insert(t.unsafeGetTensorImpl());
}

void AutogradContext::mark_non_differentiable(const variable_list& outputs) {
  record_->non_differentiable.clear();
  for (const Tensor& t : outputs) record_->non_differentiable.insert(t.unsafeGetTensorImpl());
}

std::vector<TensorImpl*> AutogradContext::get_and_bump_dirty() const {
  for (TensorImpl* t : record_->dirty) t->bump_version();
  return {record_->dirty.begin(), record_->dirty.end()};
}
std::vector<TensorImpl*> AutogradContext::get_non_differentiable() const {
  return {record_->non_differentiable.begin(), record_->non_differentiable.end()};
}

variable_list AutogradContext::get_saved_variables() const {
  variable_list list;
  list.reserve(record_->saved.size());
  for (const auto& s : record_->saved) {
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

namespace detail {
void TakeTensors::take(const Tensor& t) {
  is_tensor.push_back(true);
  tensors.push_back(t);
}
void TakeTensors::take(const std::optional<Tensor>& t) {
  if (t && t->defined())
    take(*t);
  else
    take_other();
}
void TakeTensors::take(TensorList list) {
  for (const Tensor& t : list) take(t);
}
void TakeTensors::take_other() { is_tensor.push_back(false); }

variable_list results_of(Tensor t) { return {std::move(t)}; }
void results_to(variable_list list, Tensor& t) { t = std::move(list[0]); }
void results_to(variable_list list, variable_list& out) { out = std::move(list); }
}  // namespace detail

std::string custom_function_name(const char* mangled) {
  int status = 0;
  char* text = abi::__cxa_demangle(mangled, nullptr, nullptr, &status);
  const std::string type = status == 0 ? text : mangled;
  std::free(text);
  return "torch::autograd::CppNode<" + type + ">";
}

void CustomNode::begin(detail::TakeTensors arguments) {
  auto& r = *ctx_.record_;
  r.is_tensor = std::move(arguments.is_tensor);
  r.inputs = std::move(arguments.tensors);
  ctx_.node_ = this;
  r.recorded = graph::recording() && any_variable_requires_grad(r.inputs);
  set_next_edges(r.recorded ? collect_next_edges(r.inputs) : edge_list(r.inputs.size()));
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
  const variable_list& inputs = ctx_.record_->inputs;
  FACULA_CHECK(!inputs.empty() && inputs[0].unsafeGetTensorImpl() == impl,
               "a Function that modifies inplace a view of another Tensor must have it as its first Tensor "
               "argument");
  graph::rebase_history(t, self);
}

void CustomNode::finish(variable_list& outputs) {
  auto& r = *ctx_.record_;
  const auto contains = [](const variable_list& list, const TensorImpl* t) {
    for (const Tensor& x : list)
      if (x.unsafeGetTensorImpl() == t) return true;
    return false;
  };
  for (TensorImpl* t : r.dirty) t->bump_version();
  for (const TensorImpl* t : r.dirty)
    FACULA_CHECK(contains(outputs, t),
                 "Some elements marked as dirty during the forward method were not returned as output. The "
                 "inputs that are modified inplace must all be outputs of the Function.");
  const variable_list as_returned = outputs;
  size_t differentiable = 0;
  for (Tensor& t : outputs) {
    r.output_defined.push_back(t.defined());
    if (!t.defined()) {
      add_input_metadata(undefined_input());
      continue;
    }
    TensorImpl* impl = t.unsafeGetTensorImpl();
    const bool is_input = contains(r.inputs, impl);
    if (r.recorded && !r.non_differentiable.count(impl) && isDifferentiableType(t.scalar_type())) {
      ++differentiable;
      set_output(t, is_input, r.dirty.count(impl) != 0, outputs.size() == 1);
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
  if (r.recorded) save_variables(as_returned);
  r.to_save.clear();
  r.inputs.clear();
}

void CustomNode::save_variables(const variable_list& outputs) {
  auto& r = *ctx_.record_;
  r.saved.reserve(r.to_save.size());
  for (const Tensor& t : r.to_save) {
    size_t nr = 0;
    while (nr < outputs.size() && outputs[nr].unsafeGetTensorImpl() != t.unsafeGetTensorImpl()) ++nr;
    // An output whose history this node is would keep the node alive for ever.
    const bool own = t.defined() && nr < outputs.size() && t.unsafeGetTensorImpl()->grad_fn_ == this;
    auto& s = r.saved.emplace_back(std::make_unique<Saved>(own ? SavedTensor() : SavedTensor(t)));
    s->is_output = own;
    s->output_nr = static_cast<uint32_t>(t.defined() ? t.output_nr() : 0);
    if (own)
      s->output.set(*this, t);
    else
      graph::NodeBuilder::adopt(*this, s->tensor);
  }
}

void CustomNode::check_count(variable_list& grads) const {
  const size_t expected = ctx_.record_->is_tensor.size();
  while (grads.size() > expected && !grads.back().defined()) grads.pop_back();
  FACULA_CHECK(grads.size() == expected, "function ", name(),
               " returned an incorrect number of gradients (expected ", expected, ", got ", grads.size(),
               ")");
}

void CustomNode::evaluate(const Tensor* grads, Tensor* out, const bool* needed) {
  auto& r = *ctx_.record_;
  variable_list in(grads, grads + num_inputs());
  for (size_t i = 0; i < in.size(); ++i) {
    if (in[i].defined() || !r.materialize_grads || !r.output_defined[i]) continue;
    const OutputMeta& m = output_meta(i);
    in[i] = zeros(m.sizes, TensorOptions(m.dtype).device(m.device));
  }
  variable_list made;
  {
    const std::lock_guard<std::mutex> lock(r.mutex);
    made = call_backward(std::move(in));
  }
  check_count(made);
  size_t edge = 0;
  for (size_t i = 0; i < made.size(); ++i) {
    if (r.is_tensor[i]) {
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
