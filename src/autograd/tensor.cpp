// The autograd methods of Tensor.
#include <memory>

#include "facula/autograd/autograd.h"
#include "facula/autograd/hooks.h"
#include "facula/core/warning.h"
#include "graph/leaf.h"
#include "graph/state.h"

namespace facula {

namespace {
const Tensor& undefined_grad() {
  static const Tensor* none = new Tensor;
  return *none;
}

Tensor alias_of(const Tensor& x) {
  FACULA_CHECK(x.defined(), "detach() called on an undefined Tensor");
  return graph::alias(x);
}
}  // namespace

const Tensor& Tensor::requires_grad_(bool on) const {
  TensorImpl* t = impl();
  if (t->requires_grad_ == on && !t->grad_fn_) return *this;
  FACULA_CHECK(!t->inference_ || TensorImpl::inference_mode() || !on,
               "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
  FACULA_CHECK(on || is_leaf(),
               "you can only change requires_grad flags of leaf variables. If you want to use a computed "
               "variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().");
  FACULA_CHECK(!on || isDifferentiableType(scalar_type()),
               "Only Tensors of floating point and complex dtype can require gradients");
  t->requires_grad_ = on;
  return *this;
}

intrusive_ptr<Node> TensorBase::grad_fn() const {
  TensorImpl* t = impl();
  if (graph::view_is_stale(t)) graph::refresh_view(t);
  return intrusive_ptr<Node>::share(static_cast<Node*>(t->grad_fn_));
}

const Tensor& Tensor::grad() const {
  const graph::LeafState* s = graph::leaf_state_or_null(impl());
  if (s && s->grad.defined()) return s->grad;
  if (__builtin_expect(impl_->grad_fn_ && impl_->requires_grad_ && !(s && s->watched), 0))
    FACULA_WARN(
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute "
        "won't "
        "be populated during autograd.backward(). If you indeed want the .grad field to be populated for a "
        "non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by "
        "mistake, make sure you access the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 "
        "for "
        "more informations.");
  return undefined_grad();
}

Tensor& Tensor::mutable_grad() const { return graph::leaf_state(impl()).grad; }

void Tensor::backward(const Tensor& gradient, std::optional<bool> retain_graph, bool create_graph,
                      std::optional<TensorList> inputs) const {
  FACULA_CHECK(!inputs || !inputs->empty(), "'inputs' argument to backward cannot be empty");
  const variable_list wanted = inputs ? inputs->vec() : variable_list();
  autograd::backward({*this}, {gradient}, retain_graph, create_graph, wanted);
}

bool Tensor::retains_grad() const {
  const graph::LeafState* s = graph::leaf_state_or_null(impl());
  return s && s->watched;
}

namespace {
// Hangs in the node of a tensor that retains its gradient. The tensor may die first: then `*tensor` is null.
struct Retain final : graph::TensorHook {
  explicit Retain(std::shared_ptr<TensorImpl*> t) : tensor(std::move(t)) { last = true; }
  void operator()(Tensor& g) override {
    if (!*tensor) return;
    Tensor& slot = graph::leaf_state(*tensor).grad;
    slot = slot.defined() ? slot.add(g) : g.clone();
  }
  std::shared_ptr<TensorImpl*> tensor;
};
}  // namespace

void Tensor::retain_grad() const {
  TensorImpl* t = impl();
  FACULA_CHECK(t->requires_grad_, "can't retain_grad on Tensor that has requires_grad=False");
  if (is_leaf() || retains_grad()) return;
  const intrusive_ptr<Node> node = grad_fn();
  graph::LeafState& s = graph::leaf_state(t);
  s.watched = std::make_shared<TensorImpl*>(t);
  auto hook = std::make_shared<Retain>(s.watched);
  hook->output = t->output_nr_;
  node->add_tensor_hook(std::move(hook));
}

void graph::move_retained(TensorImpl* t, Node& from, Node& to, uint32_t nr) {
  NodeExtras* e = from.extras();
  if (!e) return;
  auto& list = e->tensor_hooks;
  for (size_t i = 0; i < list.size(); ++i) {
    const auto* retain = dynamic_cast<Retain*>(list[i].hook.get());
    if (!retain || retain->tensor != leaf_state(t).watched) continue;
    const std::shared_ptr<TensorHook> hook = list[i].hook;
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
    hook->output = nr;
    to.add_tensor_hook(hook);
    return;
  }
}

unsigned detail::register_tensor_hook(const Tensor& t, std::shared_ptr<graph::TensorHook> hook) {
  FACULA_CHECK(t.requires_grad(), "cannot register a hook on a variable that doesn't require gradient");
  const Edge edge = graph::gradient_edge(t);
  hook->output = edge.input_nr;
  return edge.function->add_tensor_hook(std::move(hook));
}

void Tensor::remove_hook(unsigned handle) const {
  FACULA_CHECK(requires_grad() && graph::gradient_edge(*this).function->remove_hook(handle),
               "Invalid index, no hook at position ", handle);
}

unsigned detail::register_accumulation_hook(const Tensor& t, std::shared_ptr<graph::TensorHook> hook) {
  FACULA_CHECK(t.requires_grad() && t.is_leaf(),
               "post accumulate grad hooks cannot be registered on non-leaf tensors");
  graph::LeafState& s = graph::leaf_state(t.unsafeGetTensorImpl());
  const std::lock_guard<std::mutex> lock(s.mutex);
  const unsigned id = s.after_accumulation.empty() ? 0 : s.after_accumulation.back().id + 1;
  s.after_accumulation.push_back({id, std::move(hook)});
  return id;
}

Tensor Tensor::detach() const { return alias_of(*this); }

Tensor& Tensor::detach_() {
  TensorImpl* t = impl();
  FACULA_CHECK(
      !t->is_view_,
      "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for "
      "training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence "
      "detach_() cannot be called on these gradients. To fix this error, please refer to the "
      "Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution.");
  if (t->grad_fn_) t->grad_fn_->dec_ref();
  t->grad_fn_ = nullptr;
  t->output_nr_ = 0;
  t->requires_grad_ = false;
  return *this;
}

Tensor Tensor::data() const {
  Tensor d = alias_of(*this);
  if (!d.is_inference()) d.unsafeGetTensorImpl()->separate_version();
  return d;
}

void Tensor::set_data(const Tensor& o) const {
  TensorImpl* t = impl();
  FACULA_CHECK(o.defined() && o.layout() == t->layout(),
               "Attempted to call `variable.set_data(tensor)`, but `variable` and `tensor` have incompatible "
               "tensor type.");
  FACULA_CHECK(!requires_grad() || isDifferentiableType(o.scalar_type()),
               "data set to a tensor that requires gradients must be floating point or complex dtype");
  const Tensor keep = o;
  t->set_dtype(o.scalar_type());
  t->set_geometry(o.unsafeGetTensorImpl()->storage(), o.sizes(), o.strides(), o.storage_offset());
  if (graph::LeafState* s = graph::leaf_state_or_null(t))
    if (s->grad.defined() && (s->grad.scalar_type() != o.scalar_type() || s->grad.device() != o.device()))
      s->grad = Tensor();
}

}  // namespace facula
