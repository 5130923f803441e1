#include "optim/update.h"

#include "facula/graph/grad_mode.h"
#include "facula/ops/creation.h"

namespace facula::optim::detail {

bool alike(const Tensor& a, const Tensor& b) {
  return a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes() && a.device() == b.device() &&
         ((a.is_contiguous() && b.is_contiguous()) || a.strides() == b.strides());
}

namespace {
// `t` laid out like `like`; its own memory if it already is.
Tensor arranged(const Tensor& t, const Tensor& like) {
  if (alike(t, like)) return t;
  FACULA_CHECK(t.sizes() == like.sizes(), "optimizer: a parameter has sizes ", like.sizes(),
               ", but its gradient or state has sizes ", t.sizes());
  Tensor copy = empty_like(like);
  copy.copy_(t);
  return copy;
}
}  // namespace

Aligned::Aligned(const Tensor& p, const Tensor& g, std::initializer_list<const Tensor*> states) {
  NoGradGuard off;
  param = p.detach();
  if (!p.is_non_overlapping_and_dense()) {
    param_target = param;
    param = param.clone(MemoryFormat::Contiguous);
  }
  grad = arranged(g.detach(), param);
  int k = 0;
  for (const Tensor* s : states) {
    if (s->defined()) {
      state[k] = arranged(*s, param);
      if (!state[k].is_same(*s)) state_target[k] = *s;
    }
    ++k;
  }
}

void Aligned::write_back() const {
  NoGradGuard off;
  if (param_target.defined()) param_target.copy_(param);
  for (int k = 0; k < 3; ++k)
    if (state_target[k].defined()) state_target[k].copy_(state[k]);
}

}  // namespace facula::optim::detail
