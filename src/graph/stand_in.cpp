#include "graph/stand_in.h"

#include "graph/leaf.h"

namespace facula::graph {

// Geometry, dtype and version counter of `from`; the graph words stay.
static void take_data(TensorImpl* t, const TensorImpl* from) {
  t->set_dtype(from->dtype());
  t->set_geometry(from->storage(), from->sizes(), from->strides(), from->offset());
  t->set_layout(from->layout());
  t->share_version(*from);
  t->inference_ = from->inference_;
}

static void drop_history(TensorImpl* t) {
  if (t->grad_fn_) t->grad_fn_->dec_ref();
  t->grad_fn_ = nullptr;
  t->output_nr_ = 0;
  t->requires_grad_ = false;
  t->is_view_ = false;
  if (t->base_) t->base_->dec_ref();
  t->base_ = nullptr;
}

void stand_for(const Tensor& t, const Tensor& value) {
  TensorImpl* impl = t.unsafeGetTensorImpl();
  const Edge edge = value.requires_grad() ? gradient_edge(value) : Edge();
  const Tensor data = alias(value);
  drop_history(impl);
  take_data(impl, data.unsafeGetTensorImpl());
  leaf_state(impl).stands_in = true;
  if (edge.is_valid()) attach(t, edge.function, edge.input_nr);
}

Tensor as_it_stands(const Tensor& t) {
  const TensorImpl* impl = t.unsafeGetTensorImpl();
  Tensor out = alias(t);
  if (impl->grad_fn_)
    attach(out, intrusive_ptr<Node>::share(static_cast<Node*>(impl->grad_fn_)), impl->output_nr_);
  return out;
}

Standing::Standing(const Tensor& t) : tensor_(t), data_(alias(t)) {
  TensorImpl* impl = t.unsafeGetTensorImpl();
  if (impl->grad_fn_) history_ = gradient_edge(t);
  base_ = intrusive_ptr<TensorImpl>::share(impl->base_);
  requires_grad_ = impl->requires_grad_;
  is_view_ = impl->is_view_;
  attr_version_ = impl->attr_version_;
  const LeafState* state = leaf_state_or_null(impl);
  stood_ = state && state->stands_in;
}

void Standing::restore() {
  TensorImpl* impl = tensor_.unsafeGetTensorImpl();
  drop_history(impl);
  take_data(impl, data_.unsafeGetTensorImpl());
  if (history_.is_valid()) attach(tensor_, history_.function, history_.input_nr);
  impl->requires_grad_ = requires_grad_;
  impl->is_view_ = is_view_;
  impl->attr_version_ = attr_version_;
  if (base_) impl->base_ = base_.release();
  leaf_state(impl).stands_in = stood_;
}

}  // namespace facula::graph
