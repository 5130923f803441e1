#include "facula/graph/saved_tensor.h"

#include "facula/graph/grad_mode.h"
#include "graph/extras.h"
#include "graph/leaf.h"
#include "graph/packed.h"
#include "graph/stand_in.h"

namespace facula {

SavedTensor::SavedTensor(const Tensor& t) : value_(t), was_defined_(t.defined()) {
  if (!was_defined_) return;
  const graph::LeafState* state = graph::leaf_state_or_null(t.unsafeGetTensorImpl());
  if (__builtin_expect(state && state->stands_in, 0)) value_ = graph::as_it_stands(t);
  version_ = t.unsafeGetTensorImpl()->version();
}

SavedTensor::SavedTensor(SavedTensor&& o) noexcept
    : value_(std::move(o.value_)), version_(o.version_), was_defined_(o.was_defined_) {
  if (SavedTensor** list = graph::thread_state.saved_list) {
    next_ = *list;
    *list = this;
  }
}

void SavedTensor::release() noexcept {
  value_ = Tensor();
  if (packed_) delete std::exchange(packed_, nullptr);
}

const Tensor& SavedTensor::look() const {
  check();
  if (!packed_) return value_;
  auto& state = graph::thread_state;
  for (graph::Unpacked* u = state.unpacked; u; u = u->below)
    if (u->of == this) return u->value;
  Tensor t = packed_->value->unpack();
  FACULA_CHECK(t.defined(), "a saved tensor unpack hook returned an undefined tensor");
  if (packed_->edge.is_valid() && graph::recording()) {
    t = graph::alias(t);
    graph::attach(t, packed_->edge.function, packed_->edge.input_nr);
  }
  auto* u = new graph::Unpacked;
  u->of = this;
  u->value = std::move(t);
  u->below = state.unpacked;
  state.unpacked = u;
  return u->value;
}

void SavedTensor::pack() {
  if (!value_.defined() || value_.unsafeGetTensorImpl()->version() != version_) return;
  auto& state = graph::thread_state;
  graph::SavedHooksFrame* frame = state.saved_hooks;
  if (!frame->hooks) return;
  auto packed = std::make_unique<graph::Packed>();
  packed->edge = graph::gradient_edge(value_);
  const Tensor plain = graph::alias(value_);
  {
    state.saved_hooks = nullptr;  // what the hook itself saves is kept as it is
    SavedTensor** const list = std::exchange(state.saved_list, nullptr);
    const NoGradGuard off;
    try {
      packed->value = frame->hooks->pack(plain);
    } catch (...) {
      state.saved_hooks = frame;
      state.saved_list = list;
      throw;
    }
    state.saved_hooks = frame;
    state.saved_list = list;
  }
  FACULA_CHECK(
      plain.unsafeGetTensorImpl()->version() == version_,
      "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack "
      "hook can not be modified by in-place operations as this can lead to unexpected side-effects. "
      "Please open an issue if you need to perform in-place operations on the input to a pack hook.");
  packed_ = packed.release();
  value_ = Tensor();
}

void SavedTensor::check() const {
  if (!was_defined_ || packed_) return;
  FACULA_CHECK(
      value_.defined(),
      "Trying to backward through the graph a second time (or directly access saved tensors after they have "
      "already been freed). Saved intermediate values of the graph are freed when you call .backward() or "
      "autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or "
      "if you need to access saved tensors after calling backward.");
  graph::fail_changed(value_, version_, node_);
}

namespace graph {

void fail_changed(const Tensor& t, uint32_t expected, const Node* reader) {
  std::string what = t.is_cuda() ? "torch.cuda." : "torch.";
  what += std::string(facula::toString(t.scalar_type())) + "Tensor ";
  append_text(what, t.sizes());
  const auto fn = static_cast<Node*>(t.unsafeGetTensorImpl()->grad_fn_);
  if (fn) what += "], which is output " + std::to_string(t.output_nr()) + " of " + fn->name();
  detail::fail<Error>(
      "one of the variables needed for gradient computation has been modified by an inplace operation: [",
      what, fn ? "," : "]", " is at version ", t.unsafeGetTensorImpl()->version(), "; expected version ",
      expected, " instead. It was saved by ", reader ? reader->name() : std::string("a node"),
      graph::anomaly_enabled() ? ". Hint: the backtrace further above shows the operation that failed to "
                                 "compute its gradient. The "
                                 "variable in question was changed in there or anywhere later. Good luck!"
                               : ". Hint: enable anomaly detection to find the operation that failed to "
                                 "compute its gradient, with "
                                 "torch.autograd.set_detect_anomaly(True), in C++ "
                                 "autograd::DetectAnomalyGuard; or clone the tensor "
                                 "before changing it in place.");
}

void Running::drop() noexcept {
  while (thread_state.unpacked && thread_state.unpacked != unpacked_) {
    Unpacked* u = thread_state.unpacked;
    thread_state.unpacked = u->below;
    delete u;
  }
}

void SavedOutput::set(Node& node, const Tensor& out) {
  value_.value_ = alias(out);
  value_.version_ = value_.value_.unsafeGetTensorImpl()->version();
  value_.was_defined_ = true;
  NodeBuilder::adopt(node, value_);
}

Tensor SavedOutput::get(Node& node, uint32_t nr) const {
  const Tensor& kept = value_();
  if (!recording()) return kept;
  Tensor y = alias(kept);
  attach(y, intrusive_ptr<Node>::share(&node), nr);
  return y;
}

}  // namespace graph

namespace autograd {

SavedTensorsHooks::SavedTensorsHooks(std::shared_ptr<SavedTensorHooks> hooks)
    : frame_(new graph::SavedHooksFrame()) {
  graph::SavedHooksFrame* below = graph::thread_state.saved_hooks;
  for (const graph::SavedHooksFrame* f = below; f; f = f->below)
    if (!f->hooks) detail::fail<Error>(f->disabled);
  frame_->hooks = std::move(hooks);
  frame_->below = below;
  graph::thread_state.saved_hooks = frame_.get();
}
SavedTensorsHooks::~SavedTensorsHooks() { graph::thread_state.saved_hooks = frame_->below; }

DisableSavedTensorsHooks::DisableSavedTensorsHooks(std::string error_message)
    : frame_(new graph::SavedHooksFrame()) {
  frame_->below = graph::thread_state.saved_hooks;
  FACULA_CHECK(!frame_->below || !frame_->below->hooks, error_message);
  frame_->disabled = std::move(error_message);
  graph::thread_state.saved_hooks = frame_.get();
}
DisableSavedTensorsHooks::~DisableSavedTensorsHooks() { graph::thread_state.saved_hooks = frame_->below; }

}  // namespace autograd
}  // namespace facula
