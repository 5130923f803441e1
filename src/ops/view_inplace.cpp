#include "ops/inplace.h"

#include "facula/ops/creation.h"
#include "facula/ops/view.h"

namespace facula {

Tensor make_view(const Tensor& base, IntArrayRef sizes, IntArrayRef strides, int64_t offset) {
  TensorImpl* b = base.unsafeGetTensorImpl();
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
                         : graph::recording()            ? CreationMeta::DEFAULT
                                                         : CreationMeta::NO_GRAD_MODE;
  return Tensor(impl);
}

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
    const char* how = t->creation_meta_ == CreationMeta::NO_GRAD_MODE     ? "was created in no_grad mode"
                      : t->creation_meta_ == CreationMeta::INFERENCE_MODE ? "was created in inference mode"
                      : t->creation_meta_ == CreationMeta::MULTI_OUTPUT_NODE
                          ? "is the output of a function that returns multiple views"
                      : t->creation_meta_ == CreationMeta::IN_CUSTOM_FUNCTION
                          ? "was created inside a custom Function"
                          : nullptr;
    FACULA_CHECK(!how, "A view ", how ? how : "", " and is being modified inplace with grad mode enabled. ",
                 t->creation_meta_ == CreationMeta::MULTI_OUTPUT_NODE
                     ? "Such functions do not allow the output views to be modified inplace. You should "
                       "replace the inplace operation by an out-of-place one."
                     : "Given that this use case is ambiguous and error-prone, it is forbidden. You can "
                       "clarify your code by moving both the view and the inplace either both inside the "
                       "no_grad block (if you don't want the inplace to be tracked) or both outside (if you "
                       "want the inplace to be tracked).");
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
        sizes_(view.sizes().begin(), view.sizes().end()),
        strides_(view.strides().begin(), view.strides().end()),
        offset_(view.storage_offset() - base.storage_offset()),
        base_sizes_(base.sizes().begin(), base.sizes().end()),
        base_strides_(base.strides().begin(), base.strides().end()) {
    NodeBuilder::set_edge(*this, 0, base);
    for (uint32_t i = 1; i < inner_->num_outputs(); ++i)
      NodeBuilder::set_edge(*this, i, inner_->next_edge(i));
    NodeBuilder::add_output(*this, base);
  }

  void apply(const Tensor* grads, Tensor* out, const bool* needed) override {
    if (!grads[0].defined()) return;
    Tensor g = empty_strided(base_sizes_, base_strides_, grads[0].options());
    g.copy_(grads[0]);
    Tensor part = g.as_strided(sizes_, strides_, g.storage_offset() + offset_);
    const Tensor incoming = part.clone();
    inner_->apply(&incoming, out, needed);
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
  intrusive_ptr<Node> inner_;
  DimVector sizes_, strides_;
  int64_t offset_;
  DimVector base_sizes_, base_strides_;
};

}  // namespace

void rebase_history(const Tensor& self, const intrusive_ptr<Node>& node) {
  TensorImpl* t = self.unsafeGetTensorImpl();
  if (!t->is_view_) {
    attach(self, node);
    return;
  }
  const Tensor base = Tensor::share(t->base_);
  attach(base, intrusive_ptr<Node>::steal(new CopySlices(base, self, node)));
  refresh_view(t);
}

void refresh_view(TensorImpl* view) {
  view->attr_version_ = view->version();
  const Tensor base = Tensor::share(view->base_);
  if (!base.requires_grad()) return;
  const Tensor self = Tensor::share(view);
  AutoGradMode on(true);
  attach(self, as_strided_node(base, self));
}

}  // namespace graph
}  // namespace facula
