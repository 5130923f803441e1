// The derivatives of tanh, up to any order: what a network with tanh layers spends its time on when its loss
// contains derivatives of the network itself. Where no graph is recorded, one kernel gives all gradients of a
// product.
#include "kernels/tanh_chain.h"

#include "facula/ops/pointwise.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

// Whether the fused kernels take these, and nothing is recorded.
bool fusable(std::initializer_list<const Tensor*> list) {
  if (graph::recording()) return false;
  const Tensor& first = **list.begin();
  const ScalarType t = first.scalar_type();
  if (t != kFloat && t != kDouble) return false;
  for (const Tensor* x : list)
    if (!x->is_cpu() || x->layout() != kStrided || x->scalar_type() != t || !x->is_contiguous() ||
        x->sizes() != first.sizes())
      return false;
  return true;
}
Tensor like(const Tensor& t) { return make_contiguous(t.sizes(), t.scalar_type(), t.device()); }

// -2 conj(h) g conj(y), symmetric in its real arguments, and so its own derivative.
Tensor tanh_second(const Tensor& h, const Tensor& g, const Tensor& y) {
  const ScalarType dtype = result_type({&h, &g, &y});
  if (isComplexType(dtype)) return h.conj() * g * y.conj() * -2;
  Tensor out = pointwise(kernels::tanh_second, {&h, &g, &y}, dtype);
  Tensor* outputs[] = {&out};
  record_joint("TanhBackwardBackwardBackward0", outputs, {&h, &g, &y},
               [hs = save(h), gs = save(g), ys = save(y)](Gradients& grads) {
                 const Tensor &k = grads[0], p = hs(), q = gs(), r = ys();
                 if (grads.needed(0) && grads.needed(1) && grads.needed(2) && fusable({&k, &p, &q, &r})) {
                   Tensor a = like(k), b = like(k), c = like(k);
                   kernels::tanh_second_gradients(a, b, c, k, p, q, r);
                   grads.set(0, a);
                   grads.set(1, b);
                   grads.set(2, c);
                   return;
                 }
                 if (grads.needed(0)) grads.set(0, tanh_second(k, q, r));
                 if (grads.needed(1)) grads.set(1, tanh_second(k, p, r));
                 if (grads.needed(2)) grads.set(2, tanh_second(k, p, q));
               });
  return out;
}

}  // namespace

// Of complex y this is a function of conj(y): hence the conjugate in its own derivative.
Tensor tanh_backward(const Tensor& g, const Tensor& y) {
  Tensor out = pointwise(kernels::tanh_backward, {&g, &y}, result_type({&g, &y}));
  Tensor* outputs[] = {&out};
  record_joint("TanhBackwardBackward0", outputs, {&g, &y},
               [gs = graph::wants_grad(y) ? save(g) : SavedTensor(), ys = save(y)](Gradients& grads) {
                 const Tensor &h = grads[0], r = ys();
                 if (!grads.needed(1)) return grads.set(0, tanh_backward(h, r.conj()));
                 const Tensor q = gs();
                 if (grads.needed(0) && fusable({&h, &q, &r})) {
                   Tensor a = like(h), b = like(h);
                   kernels::tanh_backward_gradients(a, b, h, q, r);
                   grads.set(0, a);
                   grads.set(1, b);
                   return;
                 }
                 if (grads.needed(0)) grads.set(0, tanh_backward(h, r.conj()));
                 grads.set(1, tanh_second(h, q, r));
               });
  return out;
}

}  // namespace facula
