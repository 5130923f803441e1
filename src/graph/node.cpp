#include "facula/graph/node.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <typeinfo>
#include <unordered_map>

#include "facula/graph/grad_mode.h"
#include "graph/extras.h"
#include "graph/leaf.h"
#include "graph/state.h"

namespace facula {

namespace graph {

thread_local constinit ThreadState thread_state;

void NodeBuilder::own(Node& node, SavedTensor& saved) {
  FACULA_CHECK(
      !saved.value_.defined() || !saved.value_.is_inference(),
      "Inference tensors cannot be saved for backward. To work around you can make a clone to get a normal "
      "tensor and use it in autograd.");
  saved.node_ = &node;
  if (__builtin_expect(thread_state.saved_hooks != nullptr, 0)) saved.pack();
}

void NodeBuilder::finish(Node& node) {
  for (SavedTensor* s = head_; s; s = s->next_) own(node, *s);
  node.saved_ = head_;
  head_ = nullptr;
}

void NodeBuilder::add_output(Node& node, const Tensor& out) { node.add_input_metadata(out); }

void NodeBuilder::adopt(Node& node, SavedTensor& saved) {
  own(node, saved);
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

void reattach(const Tensor& t, const intrusive_ptr<Node>& node, uint32_t nr) {
  TensorImpl* impl = t.unsafeGetTensorImpl();
  if (LeafState* s = leaf_state_or_null(impl); s && s->watched && impl->grad_fn_)
    move_retained(impl, static_cast<Node&>(*impl->grad_fn_), *node, nr);
  attach(t, node, nr);
}

Tensor alias(const Tensor& t) {
  TensorImpl* o = t.unsafeGetTensorImpl();
  o->storage()->inc_ref();
  auto* impl = new TensorImpl(o->storage(), o->sizes(), o->strides(), o->offset(), o->dtype(), o->device());
  impl->inference_ = o->inference_;
  impl->share_version(*o);
  impl->set_layout(o->layout());
  return Tensor(impl);
}

LeafState& leaf_state(TensorImpl* t) {
  if (LeafState* s = leaf_state_or_null(t)) return *s;
  auto* fresh = new LeafState(t);
  AutogradState* expected = nullptr;
  if (t->state_.compare_exchange_strong(expected, fresh, std::memory_order_acq_rel)) return *fresh;
  delete fresh;
  return *static_cast<LeafState*>(expected);
}

namespace {
void note_anomaly(Node& node) {
  auto noted = std::make_unique<AnomalyMetadata>();
  noted->store_stack();
  if (thread_state.running) noted->assign_parent(thread_state.running->getptr());
  node.make_extras().anomaly = std::move(noted);
}
}  // namespace

}  // namespace graph

Node::Node(const char* name, uint32_t edge_count, Edge* edges)
    : name_(name), edge_count_(edge_count), edges_(edges), sequence_nr_(graph::thread_state.sequence++) {
  if (!edges_ && edge_count_) edges_ = new Edge[edge_count_];
  own_edges_ = edges != edges_;
  if (__builtin_expect(graph::anomaly_enabled(), 0)) graph::note_anomaly(*this);
}

Node::Node(edge_list next_edges) : Node(nullptr, 0, nullptr) {
  wraps_ = true;  // it may have release_variables()
  set_next_edges(std::move(next_edges));
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
  delete extras();
}

std::string Node::name() const {
  if (name_) return name_;
  int status = 0;
  char* text = abi::__cxa_demangle(typeid(*this).name(), nullptr, nullptr, &status);
  std::string s = status == 0 ? text : typeid(*this).name();
  std::free(text);
  return s;
}

uint32_t Node::add_input_metadata(const Tensor& output) {
  OutputMeta* meta = &meta_;
  if (output_count_) meta = &more_meta_.emplace_back();
  meta->sizes.assign(output.sizes().data(), output.sizes().size());
  meta->dtype = output.scalar_type();
  meta->device = output.device();
  return static_cast<uint32_t>(output_count_++);
}

uint32_t Node::add_input_metadata(undefined_input) {
  if (output_count_) more_meta_.emplace_back();
  return static_cast<uint32_t>(output_count_++);
}

void Node::clear_input_metadata() {
  output_count_ = 0;
  meta_ = {};
  more_meta_.clear();
}

void Node::set_next_edges(edge_list edges) {
  auto* fresh = edges.empty() ? nullptr : new Edge[edges.size()];
  for (size_t i = 0; i < edges.size(); ++i) fresh[i] = std::move(edges[i]);
  if (own_edges_) delete[] edges_;
  edges_ = fresh;
  edge_count_ = static_cast<uint32_t>(edges.size());
  own_edges_ = true;
}

void Node::add_next_edge(Edge edge) {
  edge_list all = next_edges();
  all.push_back(std::move(edge));
  set_next_edges(std::move(all));
}

bool Node::should_compute_output(size_t i) const {
  FACULA_CHECK(i < num_outputs(), "Index out of range");
  return edges_[i].is_valid();
}
bool Node::task_should_compute_output(size_t i) const {
  const bool wanted = should_compute_output(i);
  const auto& state = graph::thread_state;
  return wanted && (state.running != this || state.needed[i]);
}
bool Node::should_compute_output(std::initializer_list<IndexRange> ranges) const {
  for (const IndexRange& r : ranges)
    for (size_t i = r.first; i < r.second; ++i)
      if (should_compute_output(i)) return true;
  return false;
}
bool Node::task_should_compute_output(std::initializer_list<IndexRange> ranges) const {
  for (const IndexRange& r : ranges)
    for (size_t i = r.first; i < r.second; ++i)
      if (task_should_compute_output(i)) return true;
  return false;
}

// Depth first without recursion; a node's number is known when all its children's are.
uint64_t Node::topological_nr() const {
  std::unordered_map<const Node*, uint64_t> known;
  std::vector<std::pair<const Node*, size_t>> path{{this, 0}};
  while (!path.empty()) {
    auto& [node, next] = path.back();
    if (next < node->num_outputs()) {
      const Node* child = node->next_edge(next++).function.get();
      if (child && !known.count(child)) path.emplace_back(child, 0);
      continue;
    }
    uint64_t number = 0;
    for (const Edge& e : node->next_edges())
      if (e.is_valid()) number = std::max(number, known[e.function.get()] + 1);
    known[node] = number;
    path.pop_back();
  }
  return known[this];
}

graph::NodeExtras& Node::make_extras() {
  if (graph::NodeExtras* e = extras()) return *e;
  auto fresh = std::make_unique<graph::NodeExtras>();
  graph::NodeExtras* expected = nullptr;
  if (extras_.compare_exchange_strong(expected, fresh.get(), std::memory_order_acq_rel))
    return *fresh.release();
  return *expected;
}

AnomalyMetadata* Node::metadata() const {
  graph::NodeExtras* e = extras();
  return e ? e->anomaly.get() : nullptr;
}

unsigned Node::add_tensor_hook(std::shared_ptr<graph::TensorHook> hook) {
  graph::NodeExtras& e = make_extras();
  const std::lock_guard<std::mutex> lock(e.mutex);
  auto at = e.tensor_hooks.end();
  while (!hook->last && at != e.tensor_hooks.begin() && (at - 1)->hook->last) --at;
  const unsigned id = hook->last ? ~0u : e.next_id++;
  e.tensor_hooks.insert(at, {id, std::move(hook)});
  return id;
}

unsigned Node::add_pre_hook(std::unique_ptr<FunctionPreHook> hook) {
  graph::NodeExtras& e = make_extras();
  const std::lock_guard<std::mutex> lock(e.mutex);
  e.pre.push_back({e.next_id, std::move(hook)});
  return e.next_id++;
}

unsigned Node::add_post_hook(std::unique_ptr<FunctionPostHook> hook) {
  graph::NodeExtras& e = make_extras();
  const std::lock_guard<std::mutex> lock(e.mutex);
  e.post.push_back({e.next_id, std::move(hook)});
  return e.next_id++;
}

bool Node::remove_hook(unsigned handle) {
  graph::NodeExtras* e = extras();
  if (!e) return false;
  const std::lock_guard<std::mutex> lock(e->mutex);
  const auto drop = [&](auto& list) {
    list.erase(std::remove_if(list.begin(), list.end(), [&](const auto& h) { return h.id == handle; }),
               list.end());
  };
  if (handle >= e->next_id) return false;
  drop(e->tensor_hooks);
  drop(e->pre);
  drop(e->post);
  return true;
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
  for (SavedTensor* s = saved_; s; s = s->next_) s->release();
  if (!name_) release_variables();
}

void Node::evaluate(const Tensor* grads, Tensor* out, const bool*) {
  variable_list made = apply(variable_list(grads, grads + num_inputs()));
  FACULA_CHECK(made.size() == num_outputs(), "Function ", name(),
               " returned an invalid number of gradients - expected ", num_outputs(), ", but got ",
               made.size());
  for (size_t i = 0; i < made.size(); ++i) out[i] = std::move(made[i]);
}

variable_list Node::apply(variable_list&&) { detail::fail<NotImplementedError>(name(), " has no apply()"); }

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
