#include "ops/inplace.h"

#include "facula/ops/creation.h"
#include "facula/ops/view.h"
#include "ops/view.h"

namespace facula {

Tensor make_view(const Tensor& base, IntArrayRef sizes, IntArrayRef strides, int64_t offset) {
  TensorImpl* b = base.unsafeGetTensorImpl();
  check_dense("as_strided", b);
  b->storage()->inc_ref();
  auto* impl = new TensorImpl(b->storage(), sizes, strides, offset, b->dtype(), b->device());
  impl->share_version(*b);
  impl->inference_ = b->inference_;
  TensorImpl* root = b->is_view_ ? b->base_ : b;
  root->inc_ref();
  impl->base_ = root;
  impl->is_view_ = true;
  impl->attr_version_ = impl->version();
  impl->creation_meta_ = b->is_view_ && b->creation_meta_ != CreationMeta::DEFAULT ? b->creation_meta_
                         : TensorImpl::inference_mode() ? CreationMeta::INFERENCE_MODE
                         : graph::recording()           ? CreationMeta::DEFAULT
                                                        : CreationMeta::NO_GRAD_MODE;
  return Tensor(impl);
}

namespace {

// Why `view`, made as its creation_meta_ says, cannot follow an in-place change; `what` is "is being", or "its
// base or another view of its base has been".
[[noreturn]] __attribute__((cold)) void fail_view(const TensorImpl& view, const char* what) {
  const CreationMeta how = view.creation_meta_;
  const bool inference = how == CreationMeta::INFERENCE_MODE;
  if (view.grad_fn_ && how != CreationMeta::NO_GRAD_MODE && !inference) {
    detail::fail<Error>(
        "Output ", view.output_nr_, " of ", static_cast<Node*>(view.grad_fn_)->name(), " is a view and ", what,
        " modified inplace. ",
        how == CreationMeta::MULTI_OUTPUT_NODE
            ? "This view is the output of a function that returns multiple views. Such functions do not allow "
              "the output views to be modified inplace. You should replace the inplace operation by an "
              "out-of-place one."
            : "This view was created inside a custom Function (or because an input was returned as-is) and the "
              "autograd logic to handle view+inplace would override the custom backward associated with the "
              "custom Function, leading to incorrect gradients. This behavior is forbidden. You can fix this by "
              "cloning the output of the custom Function.");
  }
  const char* block = inference ? "inference_mode" : "no_grad";
  detail::fail<Error>("A view was created in ", inference ? "inference mode" : "no_grad mode", " and ", what,
                      " modified inplace ", inference ? "in normal mode" : "with grad mode enabled",
                      ". Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify "
                      "your code by moving both the view and the inplace either both inside the ",
                      block, " block (if you don't want the inplace to be tracked) or both outside (if you want "
                      "the inplace to be tracked).");
}

}  // namespace

void check_inplace(const Tensor& self) {
  const TensorImpl* t = self.unsafeGetTensorImpl();
  FACULA_CHECK(t, "sizes() called on an undefined Tensor");
  FACULA_CHECK(
      !t->inference_ || TensorImpl::inference_mode(),
      "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a "
      "normal "
      "tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details.");
  if (!graph::recording()) return;
  if (t->is_view_ && (t->requires_grad_ || t->base_->requires_grad_)) {
    if (t->creation_meta_ != CreationMeta::DEFAULT) fail_view(*t, "is being");
    FACULA_CHECK(t->base_->grad_fn_ || !t->base_->requires_grad_,
                 "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  }
  FACULA_CHECK(t->is_view_ || t->grad_fn_ || !t->requires_grad_,
               "a leaf Variable that requires grad is being used in an in-place operation.");
}

namespace graph {

namespace {

// The history of a tensor of which a view was changed in place: `inner` acts on the view's part of the
// gradient.
class CopySlices final : public Node {
 public:
  CopySlices(const Tensor& base, const Tensor& view, intrusive_ptr<Node> inner)
      : Node("CopySlices", std::max(1u, inner->num_outputs()), nullptr),
        inner_(std::move(inner)),
        view_(view),
        base_(base),
        view_complex_(view.is_complex()) {
    NodeBuilder::set_edge(*this, 0, base);
    for (uint32_t i = 1; i < inner_->num_outputs(); ++i)
      NodeBuilder::set_edge(*this, i, inner_->next_edge(i));
    NodeBuilder::add_output(*this, base);
    wraps_ = inner_->has_saved();
  }

  void release_saved() override {
    Node::release_saved();
    inner_->release_saved();
  }

  void evaluate(const Tensor* grads, Tensor* out, const bool* needed) override {
    if (!grads[0].defined()) return;
    Tensor g = empty_strided(base_.sizes, base_.strides, grads[0].options());
    g.copy_(grads[0]);
    Tensor part = part_of(g);
    const Tensor incoming = part.clone();
    inner_->evaluate(&incoming, out, needed);
    if (!needed[0]) {
      out[0] = Tensor();
      return;
    }
    if (out[0].defined())
      part.copy_(out[0]);
    else
      part.zero_();
    out[0] = g;
  }

 private:
  // The part of g, laid out as the base, that the view shows. A view may be the real numbers of a complex
  // base, or the other way round.
  Tensor part_of(const Tensor& g) const {
    if (g.is_complex() == view_complex_)
      return g.as_strided(view_.sizes, view_.strides, view_.offset - base_.offset);
    if (g.is_complex())
      return view_as_real(g).as_strided(view_.sizes, view_.strides, view_.offset - 2 * base_.offset);
    const Geometry real = as_real(view_);
    return view_as_complex(g.as_strided(real.sizes, real.strides, real.offset - base_.offset));
  }

  intrusive_ptr<Node> inner_;
  Geometry view_, base_;
  bool view_complex_;
};

}  // namespace

void rebase_history(const Tensor& self, const intrusive_ptr<Node>& node) {
  TensorImpl* t = self.unsafeGetTensorImpl();
  if (!t->is_view_) {
    reattach(self, node);
    return;
  }
  const Tensor base = Tensor::share(t->base_);
  reattach(base, intrusive_ptr<Node>::steal(new CopySlices(base, self, node)));
  refresh_view(t);
}

void refresh_view(TensorImpl* view) {
  const Tensor base = Tensor::share(view->base_);
  if (!base.requires_grad()) {
    view->attr_version_ = view->version();
    return;
  }
  if (view->creation_meta_ != CreationMeta::DEFAULT)
    fail_view(*view, "its base or another view of its base has been");
  view->attr_version_ = view->version();
  const Tensor self = Tensor::share(view);
  AutoGradMode on(true);
  reattach(self, as_strided_node(base, self));
}

}  // namespace graph

bool TensorBase::base_requires_grad() const {
  if (!graph::view_is_stale(impl_) || !impl_->base_->requires_grad_) return false;
  graph::refresh_view(impl_);
  return true;
}

}  // namespace facula
