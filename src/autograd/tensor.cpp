// The autograd methods of Tensor.
#include <atomic>
#include <memory>

#include "facula/autograd/autograd.h"
#include "facula/autograd/hooks.h"
#include "graph/leaf.h"
#include "graph/state.h"

namespace facula {

namespace {
const Tensor& undefined_grad() {
  static const Tensor* none = new Tensor;
  return *none;
}

Tensor alias_of(const Tensor& x) {
  TensorImpl* t = x.unsafeGetTensorImpl();
  FACULA_CHECK(t, "detach() called on an undefined Tensor");
  t->storage()->inc_ref();
  auto* impl = new TensorImpl(t->storage(), t->sizes(), t->strides(), t->offset(), t->dtype(), t->device());
  impl->inference_ = t->inference_;
  return Tensor(impl);
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
  return s ? s->grad : undefined_grad();
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
struct Retain {
  std::shared_ptr<TensorImpl*> tensor;
  uint32_t output;
  static void call(void* context, variable_list& grads) {
    const auto* self = static_cast<Retain*>(context);
    const Tensor& g = grads[self->output];
    if (!*self->tensor || !g.defined()) return;
    Tensor& slot = graph::leaf_state(*self->tensor).grad;
    slot = slot.defined() ? slot.add(g) : g.clone();
  }
  static void destroy(void* context) { delete static_cast<Retain*>(context); }
};
}  // namespace

void Tensor::retain_grad() const {
  TensorImpl* t = impl();
  FACULA_CHECK(t->requires_grad_, "can't retain_grad on Tensor that has requires_grad=False");
  if (is_leaf() || retains_grad()) return;
  graph::LeafState& s = graph::leaf_state(t);
  s.watched = std::make_shared<TensorImpl*>(t);
  grad_fn()->add_pre_hook(
      {Retain::call, new Retain{s.watched, t->output_nr_}, Retain::destroy, 0, t->output_nr_});
}

unsigned detail::register_tensor_hook(const Tensor& t, Node::Hook call, void* context,
                                      void (*destroy)(void*)) {
  if (!t.requires_grad()) {
    destroy(context);
    fail<Error>("cannot register a hook on a tensor that doesn't require gradient");
  }
  static std::atomic<unsigned> next{1};
  const unsigned id = next++;
  graph::gradient_edge(t).function->add_pre_hook(
      {call, context, destroy, id, static_cast<uint32_t>(t.output_nr())});
  return id;
}

void Tensor::remove_hook(unsigned handle) const {
  if (requires_grad()) graph::gradient_edge(*this).function->remove_pre_hook(handle);
}

Tensor Tensor::detach() const {
  Tensor d = alias_of(*this);
  d.unsafeGetTensorImpl()->share_version(*impl_);
  return d;
}

Tensor& Tensor::detach_() {
  TensorImpl* t = impl();
  FACULA_CHECK(!t->is_view_ || t->creation_meta_ != CreationMeta::MULTI_OUTPUT_NODE,
               "Can't detach views in-place. Use detach() instead.");
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
  FACULA_CHECK(o.defined() && o.device().type() == device().type(),
               "Attempted to call `variable.set_data(tensor)`, but `variable` and `tensor` have incompatible "
               "tensor type.");
  const Tensor keep = o;
  t->set_dtype(o.scalar_type());
  t->set_geometry(o.unsafeGetTensorImpl()->storage(), o.sizes(), o.strides(), o.storage_offset());
  if (graph::LeafState* s = graph::leaf_state_or_null(t))
    if (s->grad.defined() && (s->grad.scalar_type() != o.scalar_type() || s->grad.device() != o.device()))
      s->grad = Tensor();
}

}  // namespace facula
