#include "facula/graph/node.h"

#include <limits>

#include "facula/graph/grad_mode.h"
#include "graph/leaf.h"
#include "graph/state.h"

namespace facula {

namespace graph {

thread_local constinit ThreadState thread_state;

void NodeBuilder::finish(Node& node) {
  for (SavedTensor* s = head_; s; s = s->next_) {
    FACULA_CHECK(
        !s->value_.defined() || !s->value_.is_inference(),
        "Inference tensors cannot be saved for backward. To work around you can make a clone to get a normal "
        "tensor and use it in autograd.");
    s->node_ = &node;
  }
  node.saved_ = head_;
  head_ = nullptr;
}

void NodeBuilder::add_output(Node& node, const Tensor& out) {
  OutputMeta* meta = &node.meta_;
  if (node.output_count_) meta = &node.more_meta_.emplace_back();
  ++node.output_count_;
  meta->sizes.assign(out.sizes().data(), out.sizes().size());
  meta->dtype = out.scalar_type();
  meta->device = out.device();
}

void NodeBuilder::adopt(Node& node, SavedTensor& saved) {
  saved.node_ = &node;
  saved.next_ = node.saved_;
  node.saved_ = &saved;
}

Edge gradient_edge(const Tensor& t) {
  TensorImpl* impl = t.unsafeGetTensorImpl();
  if (view_is_stale(impl)) refresh_view(impl);
  if (impl->grad_fn_)
    return {intrusive_ptr<Node>::share(static_cast<Node*>(impl->grad_fn_)), impl->output_nr_};
  if (!impl->requires_grad_) return {};
  return {intrusive_ptr<Node>::share(&leaf_state(impl).accumulate), 0};
}

void attach(const Tensor& t, const intrusive_ptr<Node>& node, uint32_t nr) {
  TensorImpl* impl = t.unsafeGetTensorImpl();
  node->inc_ref();
  if (impl->grad_fn_) impl->grad_fn_->dec_ref();
  impl->grad_fn_ = node.get();
  impl->output_nr_ = nr;
  impl->requires_grad_ = true;
  if (impl->is_view_) impl->attr_version_ = impl->version();
}

LeafState& leaf_state(TensorImpl* t) {
  if (LeafState* s = leaf_state_or_null(t)) return *s;
  auto* fresh = new LeafState(t);
  AutogradState* expected = nullptr;
  if (t->state_.compare_exchange_strong(expected, fresh, std::memory_order_acq_rel)) return *fresh;
  delete fresh;
  return *static_cast<LeafState*>(expected);
}

void SavedOutput::set(Node& node, const Tensor& out) {
  TensorImpl* o = out.unsafeGetTensorImpl();
  o->storage()->inc_ref();
  auto* alias = new TensorImpl(o->storage(), o->sizes(), o->strides(), o->offset(), o->dtype(), o->device());
  alias->share_version(*o);
  value_.value_ = Tensor(alias);
  value_.version_ = alias->version();
  value_.was_defined_ = true;
  NodeBuilder::adopt(node, value_);
}

Tensor SavedOutput::get(Node& node, uint32_t nr) const {
  const Tensor& kept = value_();
  if (!recording()) return kept;
  TensorImpl* o = kept.unsafeGetTensorImpl();
  o->storage()->inc_ref();
  Tensor y(new TensorImpl(o->storage(), o->sizes(), o->strides(), o->offset(), o->dtype(), o->device()));
  y.unsafeGetTensorImpl()->share_version(*o);
  attach(y, intrusive_ptr<Node>::share(&node), nr);
  return y;
}

}  // namespace graph

Node::Node(const char* name, uint32_t edge_count, Edge* edges)
    : name_(name), edge_count_(edge_count), edges_(edges), sequence_nr_(graph::thread_state.sequence++) {
  if (!edges_ && edge_count_) edges_ = new Edge[edge_count_];
  own_edges_ = edges != edges_;
}

Node::Node(const char* name, TensorImpl* owner)
    : GraphObject(owner),
      name_(name),
      edge_count_(0),
      edges_(nullptr),
      sequence_nr_(std::numeric_limits<uint64_t>::max()) {
  output_count_ = 1;
}

Node::~Node() {
  if (own_edges_) delete[] edges_;
  delete hooks_;
}

Node::Hooks::~Hooks() {
  for (auto* list : {&pre, &post})
    for (HookEntry& h : *list) h.destroy(h.context);
}

std::vector<Node::HookEntry>& Node::pre_hooks() {
  if (!hooks_) hooks_ = new Hooks;
  return hooks_->pre;
}
std::vector<Node::HookEntry>& Node::post_hooks() {
  if (!hooks_) hooks_ = new Hooks;
  return hooks_->post;
}

void Node::add_pre_hook(HookEntry hook) {
  auto& list = pre_hooks();
  auto at = list.end();
  while (hook.id != 0 && at != list.begin() && (at - 1)->id == 0) --at;
  list.insert(at, hook);
}

void Node::remove_pre_hook(unsigned id) {
  if (!hooks_) return;
  for (size_t i = 0; i < hooks_->pre.size(); ++i)
    if (hooks_->pre[i].id == id) {
      hooks_->pre[i].destroy(hooks_->pre[i].context);
      hooks_->pre.erase(hooks_->pre.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
}

void Node::retire() noexcept {
  // Destroying a node drops its inputs' nodes; a list instead of recursion keeps long chains off the stack.
  auto& state = graph::thread_state;
  next_retired_ = state.retired;
  state.retired = this;
  if (state.retiring) return;
  state.retiring = true;
  while (Node* n = state.retired) {
    state.retired = n->next_retired_;
    delete n;
  }
  state.retiring = false;
}

void Node::release_saved() {
  for (SavedTensor* s = saved_; s; s = s->next_) s->value_ = Tensor();
}

variable_list Node::operator()(const variable_list& grads) {
  FACULA_CHECK(grads.size() == num_inputs(), name(), " expects ", num_inputs(), " gradients, but got ",
               grads.size());
  variable_list out(num_outputs());
  std::vector<char> needed(num_outputs() + 1, 0);
  for (size_t i = 0; i < num_outputs(); ++i) needed[i] = edges_[i].is_valid();
  apply(grads.data(), out.data(), reinterpret_cast<const bool*>(needed.data()));
  return out;
}

SavedTensor::SavedTensor(const Tensor& t) : value_(t), was_defined_(t.defined()) {
  if (!was_defined_) return;
  version_ = t.unsafeGetTensorImpl()->version();
}

SavedTensor::SavedTensor(SavedTensor&& o) noexcept
    : value_(std::move(o.value_)), version_(o.version_), was_defined_(o.was_defined_) {
  if (SavedTensor** list = graph::thread_state.saved_list) {
    next_ = *list;
    *list = this;
  }
}

void SavedTensor::check() const {
  if (!was_defined_) return;
  FACULA_CHECK(
      value_.defined(),
      "Trying to backward through the graph a second time (or directly access saved tensors after they have "
      "already been freed). Saved intermediate values of the graph are freed when you call .backward() or "
      "autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or "
      "if "
      "you need to access saved tensors after calling backward.");
  std::string what = value_.is_cuda() ? "torch.cuda." : "torch.";
  what += std::string(facula::toString(value_.scalar_type())) + "Tensor ";
  append_text(what, value_.sizes());
  const auto fn = static_cast<Node*>(value_.unsafeGetTensorImpl()->grad_fn_);
  if (fn) what += "], which is output " + std::to_string(value_.output_nr()) + " of " + fn->name();
  detail::fail<Error>(
      "one of the variables needed for gradient computation has been modified by an inplace operation: [",
      what, fn ? "," : "]", " is at version ", value_.unsafeGetTensorImpl()->version(), "; expected version ",
      version_, " instead. It is saved by ", node_ ? node_->name() : std::string("a node"),
      ". Hint: clone the tensor before changing it in place.");
}

bool GradMode::is_enabled() { return graph::thread_state.grad_enabled; }
void GradMode::set_enabled(bool on) { graph::thread_state.grad_enabled = on; }

InferenceMode::InferenceMode(bool on)
    : grad_before_(graph::thread_state.grad_enabled), inference_before_(TensorImpl::inference_mode()) {
  TensorImpl::set_inference_mode(on);
  graph::thread_state.grad_enabled = !on;
}
InferenceMode::~InferenceMode() {
  TensorImpl::set_inference_mode(inference_before_);
  graph::thread_state.grad_enabled = grad_before_;
}
bool InferenceMode::is_enabled() { return TensorImpl::inference_mode(); }

}  // namespace facula
