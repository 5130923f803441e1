// Where gradients come to rest.
#include <mutex>

#include "facula/graph/grad_mode.h"
#include "facula/ops/pointwise.h"
#include "graph/leaf.h"
#include "graph/state.h"

namespace facula::graph {

namespace {

void accumulate(Tensor& into, const Tensor& g) {
  if (!into.defined()) {
    // The engine's reference and none else: the gradient may be kept as it is, otherwise it is copied.
    const bool mine = !recording() && g.use_count() == 1 &&
                      g.unsafeGetTensorImpl()->storage()->use_count() == 1 && !g.requires_grad() &&
                      g.is_non_overlapping_and_dense();
    into = mine ? g : recording() ? g.clone() : g.detach().clone();
  } else if (into.layout() != kStrided && g.layout() == kStrided) {
    into = g.add(into);
  } else if (!recording()) {
    into.add_(g);
  } else {
    into = into.add(g);
  }
}

}  // namespace

void AccumulateGrad::evaluate(const Tensor* grads, Tensor*, const bool*) {
  if (!grads[0].defined()) return;
  LeafState& state = leaf_state(owner_);
  {
    std::unique_lock<std::mutex> lock(state.mutex, std::defer_lock);
    if (!FACULA_SINGLE_THREADED) lock.lock();
    accumulate(state.grad, grads[0]);
  }
  if (__builtin_expect(state.after_accumulation.empty(), 1)) return;
  const auto hooks = state.after_accumulation;
  Tensor leaf = Tensor::share(owner_);
  for (const auto& h : hooks) (*h.hook)(leaf);
}

}  // namespace facula::graph
