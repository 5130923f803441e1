// Scaled dot-product attention: one kernel that never keeps the scores; in public ops with dropout, for mask
// gradients, second derivatives, and where there is no kernel.
#include "facula/ops/attention.h"

#include <cmath>
#include <limits>

#include "facula/ops/creation.h"
#include "facula/ops/dropout.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/view.h"
#include "kernels/attention.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

void check_attention(const Tensor& q, const Tensor& k, const Tensor& v, bool has_mask, bool causal) {
  FACULA_CHECK(!(has_mask && causal),
               "scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
  FACULA_CHECK(
      q.scalar_type() == k.scalar_type() && q.scalar_type() == v.scalar_type(),
      "Expected query, key, and value to have the same dtype, but got query.dtype: ", q.scalar_type(),
      " key.dtype: ", k.scalar_type(), " and value.dtype: ", v.scalar_type(), " instead.");
  FACULA_CHECK(q.device() == k.device() && q.device() == v.device(),
               "Expected query, key, and value to have the same device type, but got query.device: ",
               q.device(), " key.device: ", k.device(), " and value.device: ", v.device(), " instead.");
  FACULA_CHECK(q.dim() >= 2 && k.dim() >= 2 && v.dim() >= 2,
               "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: ",
               q.dim(), " key.dim: ", k.dim(), " and value.dim: ", v.dim(), " instead.");
  FACULA_CHECK(q.size(-1) == k.size(-1) && k.size(-2) == v.size(-2),
               "scaled_dot_product_attention: expected query [..., L, E], key [..., S, E] and value "
               "[..., S, V], but got ",
               q.sizes(), ", ", k.sizes(), " and ", v.sizes());
}

Tensor causal_mask(const Tensor& q, const Tensor& k) {
  NoGradGuard off;
  return ones({q.size(-2), k.size(-2)}, TensorOptions(kBool).device(q.device())).tril();
}
// What is added to the scores: 0 or -infinity for a bool mask.
Tensor additive(const Tensor& mask, const Tensor& like) {
  if (mask.scalar_type() != kBool) return mask;
  return zeros(mask.sizes(), like.options().requires_grad(false))
      .masked_fill(mask.logical_not(), -std::numeric_limits<double>::infinity());
}

Tensor composed(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask, double dropout_p,
                bool causal, double scale) {
  Tensor scores = (q * scale).matmul(k.transpose(-2, -1));
  if (causal) scores = scores + additive(causal_mask(q, k), scores);
  if (mask.defined()) scores = scores + additive(mask, scores);
  return dropout(scores.softmax(-1), dropout_p, true).matmul(v);
}

Tensor flat(const Tensor& t) { return t.reshape({-1, t.size(-2), t.size(-1)}).contiguous(); }

// The mask over the result's leading dimensions, without copying what is broadcast.
Tensor spread_mask(const Tensor& mask, const Tensor& q, const Tensor& k) {
  if (!mask.defined()) return mask;
  Tensor m = additive(mask, q);
  if (m.scalar_type() != q.scalar_type()) m = m.to(q.scalar_type());
  DimVector sizes(q.sizes().begin(), q.sizes().end());
  sizes.back() = k.size(-2);
  m = m.expand(sizes);
  return m.stride(-1) == 1 || m.size(-1) == 1 ? m : m.contiguous();
}

bool fusable(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask, double dropout_p) {
  if (dropout_p > 0 || (mask.defined() && mask.requires_grad() && graph::recording())) return false;
  if (!q.device().is_cpu() || (q.scalar_type() != kFloat && q.scalar_type() != kDouble)) return false;
  if (q.numel() == 0 || k.numel() == 0 || v.numel() == 0 || q.dim() != k.dim() || q.dim() != v.dim())
    return false;
  const auto lead = static_cast<size_t>(q.dim() - 2);
  return q.sizes().slice(0, lead) == k.sizes().slice(0, lead) &&
         q.sizes().slice(0, lead) == v.sizes().slice(0, lead);
}

struct Attention {
  SavedTensor q, k, v, mask, lse;
  AttentionArgs args;

  // y = p v: gradients of the scores are p (gp - sum(gp p))
  void composed_backward(Gradients& g) const {
    Tensor scores = (q() * args.scale).matmul(k().transpose(-2, -1));
    if (args.causal) scores = scores + additive(causal_mask(q(), k()), scores);
    if (mask.defined()) scores = scores + additive(mask(), scores);
    const Tensor p = scores.softmax(-1), gp = g[0].matmul(v().transpose(-2, -1));
    const Tensor gs = p * (gp - (gp * p).sum({-1}, true)) * args.scale;
    if (g.needed(0)) g.set(0, gs.matmul(k()));
    if (g.needed(1)) g.set(1, gs.transpose(-2, -1).matmul(q()));
    if (g.needed(2)) g.set(2, p.transpose(-2, -1).matmul(g[0]));
  }
  void operator()(Gradients& g) const {
    if (graph::recording()) return composed_backward(g);
    const Tensor qf = flat(q()), kf = flat(k()), vf = flat(v());
    const auto like = [](const Tensor& t) { return make_contiguous(t.sizes(), t.scalar_type(), t.device()); };
    Tensor gq = like(qf), gk = like(kf), gv = like(vf);
    kernels::attention_backward(gq, gk, gv, flat(g[0]), flat(g.output(0)), lse(), qf, kf, vf,
                                spread_mask(mask(), q(), k()), args);
    if (g.needed(0)) g.set(0, gq.view(q().sizes()));
    if (g.needed(1)) g.set(1, gk.view(k().sizes()));
    if (g.needed(2)) g.set(2, gv.view(v().sizes()));
  }
};

}  // namespace

Tensor scaled_dot_product_attention(const Tensor& query, const Tensor& key, const Tensor& value,
                                    const std::optional<Tensor>& attn_mask, double dropout_p, bool is_causal,
                                    std::optional<double> scale) {
  const Tensor mask = attn_mask.value_or(Tensor());
  check_attention(query, key, value, mask.defined(), is_causal);
  const double s = scale.value_or(1 / std::sqrt(static_cast<double>(query.size(-1))));
  if (!fusable(query, key, value, mask, dropout_p))
    return composed(query, key, value, mask, dropout_p, is_causal, s);
  const AttentionArgs args{s, is_causal};
  DimVector sizes(query.sizes().begin(), query.sizes().end());
  sizes.back() = value.size(-1);
  Tensor y = make_contiguous(sizes, query.scalar_type(), query.device()), lse;
  {
    NoGradGuard off;
    const Tensor q = flat(query);
    lse = make_contiguous({q.size(0), q.size(1)}, q.scalar_type(), q.device());
    Tensor out = y.view({q.size(0), q.size(1), value.size(-1)});
    kernels::attention(out, lse, q, flat(key), flat(value), spread_mask(mask, query, key), args);
  }
  record_joint("ScaledDotProductAttentionBackward0", {&y}, {&query, &key, &value},
               Attention{save(query), save(key), save(value), save(mask), save(lse), args}, true);
  return y;
}

}  // namespace facula
