// Scaled dot-product attention: one kernel that never keeps the scores; in public ops with dropout, for mask
// gradients, second derivatives, and where there is no kernel.
#include "facula/ops/attention.h"

#include <cmath>
#include <limits>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/dropout.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/view.h"
#include "kernels/attention.h"
#include "ops/attention.h"
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

// The four dimensions that the kernel takes.
Tensor by_heads(const Tensor& t) {
  const Tensor x = t.dim() == 4 ? t : t.reshape({1, -1, t.size(-2), t.size(-1)});
  return x.stride(-1) == 1 ? x : x.contiguous();
}

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

Tensor like(const Tensor& t) { return make_contiguous(t.sizes(), t.scalar_type(), t.device()); }

struct Parts {
  Tensor q, k, v;
};
// In public ops; y = p v: gradients of the scores are p (gp - sum(gp p)).
Parts composed_gradients(const Parts& x, const Tensor& mask, const AttentionArgs& args, const Tensor& g) {
  Tensor scores = (x.q * args.scale).matmul(x.k.transpose(-2, -1));
  if (args.causal) scores = scores + additive(causal_mask(x.q, x.k), scores);
  if (mask.defined()) scores = scores + additive(mask, scores);
  const Tensor p = scores.softmax(-1), gp = g.matmul(x.v.transpose(-2, -1));
  const Tensor gs = p * (gp - (gp * p).sum({-1}, true)) * args.scale;
  return {gs.matmul(x.k), gs.transpose(-2, -1).matmul(x.q), p.transpose(-2, -1).matmul(g)};
}

struct Attention {
  SavedTensor q, k, v, mask, lse;
  AttentionArgs args;

  void composed_backward(Gradients& g) const {
    const Parts d = composed_gradients({q(), k(), v()}, mask.defined() ? mask() : Tensor(), args, g[0]);
    if (g.needed(0)) g.set(0, d.q);
    if (g.needed(1)) g.set(1, d.k);
    if (g.needed(2)) g.set(2, d.v);
  }
  void operator()(Gradients& g) const {
    if (graph::recording()) return composed_backward(g);
    const Tensor qf = by_heads(q()), kf = by_heads(k()), vf = by_heads(v());
    Tensor gq = like(qf), gk = like(kf), gv = like(vf);
    kernels::attention_backward(gq, gk, gv, by_heads(g[0]), by_heads(g.output(0)), lse(), qf, kf, vf,
                                spread_mask(mask(), q(), k()), args);
    if (g.needed(0)) g.set(0, gq.view(q().sizes()));
    if (g.needed(1)) g.set(1, gk.view(k().sizes()));
    if (g.needed(2)) g.set(2, gv.view(v().sizes()));
  }
};

// The three parts of a joint projection [L, B, 3 E], each [B, H, L, E / H]; and the way back.
Parts split_parts(const Tensor& qkv, int64_t heads) {
  const Tensor x = qkv.view({qkv.size(0), qkv.size(1), 3, heads, -1}).permute({2, 1, 3, 0, 4});
  return {x.select(0, 0), x.select(0, 1), x.select(0, 2)};
}
Tensor join_parts(const Parts& x, IntArrayRef sizes) {
  const Tensor all[] = {x.q, x.k, x.v};
  return stack(ArrayRef<Tensor>(all, 3), 0).permute({3, 1, 0, 2, 4}).reshape(sizes);
}
// [L, B, E] as [B, H, L, E / H]
Tensor split_heads(const Tensor& x, int64_t heads) {
  return x.view({x.size(0), x.size(1), heads, -1}).permute({1, 2, 0, 3});
}

struct SelfAttention {
  SavedTensor qkv, mask, lse;
  int64_t heads;
  AttentionArgs args;

  void operator()(Gradients& g) const {
    const Tensor x = qkv(), m = mask.defined() ? mask() : Tensor();
    const Parts parts = split_parts(x, heads);
    const Tensor gy = g[0].is_contiguous() ? g[0] : g[0].contiguous();
    if (graph::recording())
      return g.set(0, join_parts(composed_gradients(parts, m, args, split_heads(gy, heads)), x.sizes()));
    const Tensor gx = like(x);
    Parts d = split_parts(gx, heads);
    kernels::attention_backward(d.q, d.k, d.v, split_heads(gy, heads), split_heads(g.output(0), heads), lse(),
                                parts.q, parts.k, parts.v, spread_mask(m, parts.q, parts.k), args);
    g.set(0, gx);
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
    const Tensor q = by_heads(query);
    lse = make_contiguous({q.size(0) * q.size(1), q.size(2)}, q.scalar_type(), q.device());
    Tensor out = by_heads(y);
    kernels::attention(out, lse, q, by_heads(key), by_heads(value), spread_mask(mask, query, key), args);
  }
  record_joint("ScaledDotProductAttentionBackward0", {&y}, {&query, &key, &value},
               Attention{save(query), save(key), save(value), save(mask), save(lse), args}, true);
  return y;
}

Tensor self_attention(const Tensor& qkv, int64_t heads, const Tensor& mask) {
  const Tensor x = qkv.contiguous();
  const int64_t width = x.size(2) / 3;
  const AttentionArgs args{1 / std::sqrt(static_cast<double>(width / heads)), false};
  const bool typed = x.scalar_type() == kFloat || x.scalar_type() == kDouble;
  if (!x.device().is_cpu() || !typed || x.numel() == 0 ||
      (mask.defined() && mask.requires_grad() && graph::recording())) {
    const Parts parts = split_parts(x, heads);
    const Tensor m = mask.defined() ? mask.to(x.scalar_type()) : mask;
    return composed(parts.q, parts.k, parts.v, m, 0, false, args.scale)
        .permute({2, 0, 1, 3})
        .reshape({x.size(0), x.size(1), width});
  }
  Tensor y = make_contiguous({x.size(0), x.size(1), width}, x.scalar_type(), x.device());
  Tensor lse = make_contiguous({x.size(1) * heads, x.size(0)}, x.scalar_type(), x.device());
  {
    NoGradGuard off;
    const Parts parts = split_parts(x, heads);
    Tensor out = split_heads(y, heads);
    kernels::attention(out, lse, parts.q, parts.k, parts.v, spread_mask(mask, parts.q, parts.k), args);
  }
  record_joint("ScaledDotProductAttentionBackward0", {&y}, {&x},
               SelfAttention{save(x), save(mask), save(lse), heads, args}, true);
  return y;
}

}  // namespace facula
