#include "ops/attention_feed_forward.h"

#include "facula/ops/activation.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "graph/record.h"
#include "kernels/feed_forward.h"
#include "kernels/geometry.h"

namespace facula {

namespace {

Tensor rows_of(const Tensor& t) {
  const Tensor x = t.dim() == 2 ? t : t.reshape({-1, t.size(-1)});
  return x.is_contiguous() ? x : x.contiguous();
}
Tensor like(const Tensor& t) { return make_contiguous(t.sizes(), t.scalar_type(), t.device()); }

struct FeedForward {
  SavedTensor x, h, w1, b1, w2;

  // In public ops, from x: for second derivatives.
  void composed(Gradients& g) const {
    const Tensor in = rows_of(x()), go = rows_of(g[0]), hidden = relu(linear(in, w1(), b1()));
    const Tensor gh = go.matmul(w2()) * (hidden <= 0).logical_not().to(hidden.scalar_type());
    if (g.needed(0)) g.set(0, gh.matmul(w1()).view(x().sizes()));
    if (g.needed(1)) g.set(1, gh.t().matmul(in));
    if (g.needed(2)) g.set(2, gh.sum(0));
    if (g.needed(3)) g.set(3, go.t().matmul(hidden));
    if (g.needed(4)) g.set(4, go.sum(0));
  }
  void operator()(Gradients& g) const {
    if (graph::recording()) return composed(g);
    const Tensor in = rows_of(x());
    kernels::FeedForwardGradients out{g.needed(0) ? like(in) : Tensor(), like(w1()), like(b1()), like(w2()),
                                      make_contiguous({w2().size(0)}, kFloat)};
    kernels::feed_forward_backward(rows_of(g[0]), out, in, h(), w1(), w2());
    if (g.needed(0)) g.set(0, out.x.view(x().sizes()));
    if (g.needed(1)) g.set(1, out.w1);
    if (g.needed(2)) g.set(2, out.b1);
    if (g.needed(3)) g.set(3, out.w2);
    if (g.needed(4)) g.set(4, out.b2);
  }
};

bool suits(const Tensor& t, size_t dims) {
  return t.defined() && t.device().is_cpu() && t.layout() == kStrided && t.scalar_type() == kFloat &&
         t.sizes().size() == dims && t.is_contiguous();
}

}  // namespace

Tensor feed_forward(const Tensor& x, const Tensor& w1, const Tensor& b1, const Tensor& w2, const Tensor& b2) {
  const auto composed = [&] { return linear(relu(linear(x, w1, b1)), w2, b2); };
  if (!suits(w1, 2) || !suits(b1, 1) || !suits(w2, 2) || !suits(b2, 1) || !x.device().is_cpu() ||
      x.dim() < 2 || x.layout() != kStrided || x.scalar_type() != kFloat || x.size(-1) != w1.size(1) ||
      w1.size(0) != w2.size(1) || b1.size(0) != w1.size(0) || b2.size(0) != w2.size(0))
    return composed();
  Tensor y, h;
  {
    NoGradGuard off;
    const Tensor in = rows_of(x);
    DimVector sizes(x.sizes().begin(), x.sizes().end());
    sizes.back() = w2.size(0);
    h = make_contiguous({in.size(0), w1.size(0)}, kFloat);
    y = make_contiguous(sizes, kFloat);
    Tensor rows = y.view({in.size(0), w2.size(0)});
    if (!kernels::feed_forward(rows, h, in, w1, b1, w2, b2)) y = Tensor();
  }
  if (!y.defined()) return composed();
  record_joint("FeedForwardBackward0", {&y}, {&x, &w1, &b1, &w2, &b2},
               FeedForward{save(x), save(h), save(w1), save(b1), save(w2)});
  return y;
}

}  // namespace facula
