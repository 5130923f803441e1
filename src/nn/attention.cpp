#include <cmath>
#include <limits>

#include "facula/nn/any_value.h"
#include "facula/nn/functional/activation.h"
#include "facula/nn/functional/dropout.h"
#include "facula/nn/functional/linear.h"
#include "facula/nn/functional/padding.h"
#include "facula/nn/init.h"
#include "facula/nn/modules/activation.h"
#include "facula/ops/attention.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/softmax.h"
#include "ops/attention.h"

namespace facula {
namespace nn {
namespace functional {

using AttentionOptions = MultiheadAttentionForwardFuncOptions;

// Part `i` of `n` of the bias of a joint projection, undefined when there is none.
static Tensor bias_part(const AttentionOptions& o, int64_t start, int64_t length) {
  return o.in_proj_bias().defined() ? o.in_proj_bias().narrow(0, start, length) : Tensor();
}

struct Projections {
  Tensor q, k, v;
};

static Projections project(const Tensor& query, const Tensor& key, const Tensor& value,
                           const AttentionOptions& o) {
  const int64_t e = query.size(-1);
  if (o.use_separate_proj_weight()) {
    FACULA_CHECK(o.q_proj_weight().sizes() == IntArrayRef({e, e}) &&
                     o.k_proj_weight().size(1) == key.size(-1) && o.v_proj_weight().size(1) == value.size(-1),
                 "multi_head_attention_forward: q_proj_weight ", o.q_proj_weight().sizes(),
                 ", k_proj_weight ", o.k_proj_weight().sizes(), " and v_proj_weight ",
                 o.v_proj_weight().sizes(), " do not fit query ", query.sizes(), ", key ", key.sizes(),
                 " and value ", value.sizes());
    return {linear(query, o.q_proj_weight(), bias_part(o, 0, e)),
            linear(key, o.k_proj_weight(), bias_part(o, e, e)),
            linear(value, o.v_proj_weight(), bias_part(o, 2 * e, e))};
  }
  const Tensor& w = o.in_proj_weight();
  if (query.is_same(key) && key.is_same(value)) {
    const auto parts = linear(query, w, o.in_proj_bias()).chunk(3, -1);
    return {parts[0], parts[1], parts[2]};
  }
  const Tensor q = linear(query, w.narrow(0, 0, e), bias_part(o, 0, e));
  if (key.is_same(value)) {
    const auto parts = linear(key, w.narrow(0, e, 2 * e), bias_part(o, e, 2 * e)).chunk(2, -1);
    return {q, parts[0], parts[1]};
  }
  return {q, linear(key, w.narrow(0, e, e), bias_part(o, e, e)),
          linear(value, w.narrow(0, 2 * e, e), bias_part(o, 2 * e, e))};
}

// (length, batch, embed) -> (batch heads, length, head_dim)
static Tensor split_heads(const Tensor& x, int64_t batch_heads, int64_t head_dim) {
  return x.contiguous().view({-1, batch_heads, head_dim}).transpose(0, 1);
}

static Tensor as_mask(const Tensor& mask) { return mask.scalar_type() == kByte ? mask.to(kBool) : mask; }

// The mask as (1, target, source) or (batch heads, target, source).
static Tensor check_mask(const Tensor& given, int64_t batch_heads, int64_t target, int64_t source) {
  const Tensor mask = as_mask(given);
  FACULA_CHECK(mask.is_floating_point() || mask.scalar_type() == kBool,
               "Only float, byte, and bool types are supported for attn_mask, not ", mask.dtype());
  FACULA_CHECK(mask.dim() == 2 || mask.dim() == 3, "attn_mask's dimension ", mask.dim(), " is not supported");
  const Tensor mask3 = mask.dim() == 2 ? mask.unsqueeze(0) : mask;
  if (mask.dim() == 2) {
    FACULA_CHECK(mask3.sizes() == IntArrayRef({1, target, source}),
                 "The size of the 2D attn_mask is not correct: got ", mask.sizes(), ", expected ",
                 IntArrayRef({target, source}));
  } else {
    FACULA_CHECK(mask3.sizes() == IntArrayRef({batch_heads, target, source}),
                 "The size of the 3D attn_mask is not correct: got ", mask.sizes(), ", expected ",
                 IntArrayRef({batch_heads, target, source}));
  }
  return mask3;
}

static void check_padding(const Tensor& mask, int64_t batch, int64_t source) {
  FACULA_CHECK(mask.sizes() == IntArrayRef({batch, source}), "key_padding_mask must have the shape ",
               IntArrayRef({batch, source}), ", got ", mask.sizes());
}

static Tensor add_column(const Tensor& mask) {
  Tensor shape_like = mask.narrow(-1, 0, 1);
  return cat({mask, zeros_like(shape_like)}, -1);
}

// Both masks as one that is added to scores of [batch, heads, target, source]; undefined when there is none.
static Tensor joint_mask(const AttentionOptions& o, const Tensor& like, int64_t batch, int64_t target,
                         int64_t source) {
  const auto added = [&](const Tensor& m) {
    if (m.scalar_type() != kBool) return m;
    return zeros(m.sizes(), like.options().requires_grad(false))
        .masked_fill(m, -std::numeric_limits<double>::infinity());
  };
  const int64_t heads = o.num_heads();
  Tensor mask;
  if (o.attn_mask().defined()) {
    mask = added(check_mask(o.attn_mask(), batch * heads, target, source));
    if (mask.size(0) != 1) mask = mask.view({batch, heads, target, source});
  }
  if (!o.key_padding_mask().defined()) return mask;
  const Tensor padding = as_mask(o.key_padding_mask());
  check_padding(padding, batch, source);
  const Tensor by_head = added(padding).unsqueeze(1).unsqueeze(2);
  return mask.defined() ? mask + by_head : by_head;
}

// The same for queries and keys of two sequences.
static Tensor attend_to_memory(const Tensor& query, const Tensor& key, const Tensor& value,
                               const AttentionOptions& o) {
  const int64_t target = query.size(0), batch = query.size(1), source = key.size(0);
  const Projections x = project(query, key, value, o);
  const Tensor mask = joint_mask(o, query, batch, target, source);
  const auto by_heads = [&](const Tensor& t) {
    return t.view({t.size(0), t.size(1), o.num_heads(), -1}).permute({1, 2, 0, 3});
  };
  return scaled_dot_product_attention(by_heads(x.q), by_heads(x.k), by_heads(x.v),
                                      mask.defined() ? std::optional<Tensor>(mask) : std::nullopt)
      .permute({2, 0, 1, 3})
      .reshape({target, batch, query.size(2)});
}

// Without the scores in memory, where nothing needs them and the projection is joint; else undefined.
static Tensor attend_at_once(const Tensor& query, const Tensor& key, const Tensor& value,
                             const AttentionOptions& o) {
  const bool plain = !o.need_weights() && !(o.training() && o.dropout_p() > 0) && !o.bias_k().defined() &&
                     !o.bias_v().defined() && !o.static_k().defined() && !o.static_v().defined() &&
                     !o.add_zero_attn() && !(o.use_separate_proj_weight() && query.is_same(key));
  if (!plain) return {};
  if (!query.is_same(key) || !key.is_same(value)) return attend_to_memory(query, key, value, o);
  const Tensor mask = joint_mask(o, query, query.size(1), query.size(0), query.size(0));
  return self_attention(linear(query, o.in_proj_weight(), o.in_proj_bias()), o.num_heads(), mask);
}

std::tuple<Tensor, Tensor> multi_head_attention_forward(const Tensor& query, const Tensor& key,
                                                        const Tensor& value, const AttentionOptions& o) {
  FACULA_CHECK(query.dim() == 3 && key.dim() == 3 && value.dim() == 3,
               "multi_head_attention_forward: query, key and value must have 3 dimensions, got ",
               query.sizes(), ", ", key.sizes(), " and ", value.sizes());
  const int64_t target = query.size(0), batch = query.size(1), embed = query.size(2), heads = o.num_heads();
  FACULA_CHECK(embed == o.embed_dim_to_check(), "was expecting embedding dimension of ",
               o.embed_dim_to_check(), ", but got ", embed);
  FACULA_CHECK(key.size(0) == value.size(0) && key.size(1) == value.size(1), "key's sequence and batch dims ",
               key.sizes(), " do not match value's ", value.sizes());
  const int64_t head_dim = embed / heads;
  FACULA_CHECK(head_dim * heads == embed, "embed_dim must be divisible by num_heads");

  if (const Tensor y = attend_at_once(query, key, value, o); y.defined())
    return {linear(y, o.out_proj_weight(), o.out_proj_bias()), Tensor()};
  auto [q, k, v] = project(query, key, value, o);
  q = q * (1.0 / std::sqrt(static_cast<double>(head_dim)));
  Tensor mask =
      o.attn_mask().defined() ? check_mask(o.attn_mask(), batch * heads, target, key.size(0)) : Tensor();
  Tensor padding = o.key_padding_mask().defined() ? as_mask(o.key_padding_mask()) : Tensor();
  if (o.bias_k().defined() && o.bias_v().defined()) {
    FACULA_CHECK(!o.static_k().defined(), "bias cannot be added to static key");
    FACULA_CHECK(!o.static_v().defined(), "bias cannot be added to static value");
    k = cat({k, o.bias_k().repeat({1, batch, 1})});
    v = cat({v, o.bias_v().repeat({1, batch, 1})});
    if (mask.defined()) mask = add_column(mask);
    if (padding.defined()) padding = add_column(padding);
  } else {
    FACULA_CHECK(!o.bias_k().defined() && !o.bias_v().defined(), "bias_k and bias_v must be given together");
  }
  q = split_heads(q, batch * heads, head_dim);
  k = o.static_k().defined() ? o.static_k() : split_heads(k, batch * heads, head_dim);
  v = o.static_v().defined() ? o.static_v() : split_heads(v, batch * heads, head_dim);
  if (o.add_zero_attn()) {
    const Tensor zero = zeros({k.size(0), 1, head_dim}, k.options());
    k = cat({k, zero}, 1);
    v = cat({v, zero}, 1);
    if (mask.defined()) mask = add_column(mask);
    if (padding.defined()) padding = add_column(padding);
  }
  const int64_t source = k.size(1);

  const double none = -std::numeric_limits<double>::infinity();
  Tensor scores = q.bmm(k.transpose(1, 2));
  if (mask.defined()) scores = mask.scalar_type() == kBool ? scores.masked_fill(mask, none) : scores + mask;
  if (padding.defined()) {
    check_padding(padding, batch, source);
    const Tensor by_head = padding.unsqueeze(1).unsqueeze(2);
    scores = scores.view({batch, heads, target, source});
    scores = padding.scalar_type() == kBool ? scores.masked_fill(by_head, none) : scores + by_head;
    scores = scores.view({batch * heads, target, source});
  }
  Tensor weights = facula::softmax(scores, -1);
  if (o.training() && o.dropout_p() > 0) weights = dropout(weights, DropoutFuncOptions().p(o.dropout_p()));
  Tensor y = weights.bmm(v).transpose(0, 1).contiguous().view({target, batch, embed});
  y = linear(y, o.out_proj_weight(), o.out_proj_bias());
  if (!o.need_weights()) return {y, Tensor()};
  weights = weights.view({batch, heads, target, source});
  return {y, o.average_attn_weights() ? weights.mean({1}) : weights};
}

}  // namespace functional

MultiheadAttentionImpl::MultiheadAttentionImpl(int64_t embed_dim, int64_t num_heads)
    : MultiheadAttentionImpl(MultiheadAttentionOptions(embed_dim, num_heads)) {}
MultiheadAttentionImpl::MultiheadAttentionImpl(const MultiheadAttentionOptions& options_)
    : Cloneable("torch::nn::MultiheadAttention"), options(options_) {
  MultiheadAttentionImpl::reset();
}

void MultiheadAttentionImpl::reset() {
  const int64_t e = options.embed_dim(), k = options.kdim(), v = options.vdim();
  _qkv_same_embed_dim = k == e && v == e;
  head_dim = e / options.num_heads();
  FACULA_CHECK(head_dim * options.num_heads() == e, "embed_dim must be divisible by num_heads");
  if (_qkv_same_embed_dim) {
    in_proj_weight = register_parameter("in_proj_weight", empty({3 * e, e}));
    q_proj_weight = register_parameter("q_proj_weight", Tensor(), false);
    k_proj_weight = register_parameter("k_proj_weight", Tensor(), false);
    v_proj_weight = register_parameter("v_proj_weight", Tensor(), false);
  } else {
    q_proj_weight = register_parameter("q_proj_weight", empty({e, e}));
    k_proj_weight = register_parameter("k_proj_weight", empty({e, k}));
    v_proj_weight = register_parameter("v_proj_weight", empty({e, v}));
    in_proj_weight = register_parameter("in_proj_weight", Tensor(), false);
  }
  in_proj_bias = options.bias() ? register_parameter("in_proj_bias", empty({3 * e}))
                                : register_parameter("in_proj_bias", Tensor(), false);
  out_proj = register_module("out_proj", Linear(LinearOptions(e, e).bias(options.bias())));
  bias_k = options.add_bias_kv() ? register_parameter("bias_k", empty({1, 1, e}))
                                 : register_parameter("bias_k", Tensor(), false);
  bias_v = options.add_bias_kv() ? register_parameter("bias_v", empty({1, 1, e}))
                                 : register_parameter("bias_v", Tensor(), false);
  _reset_parameters();
}

void MultiheadAttentionImpl::_reset_parameters() {
  if (_qkv_same_embed_dim) {
    init::xavier_uniform_(in_proj_weight);
  } else {
    init::xavier_uniform_(q_proj_weight);
    init::xavier_uniform_(k_proj_weight);
    init::xavier_uniform_(v_proj_weight);
  }
  if (in_proj_bias.defined()) {
    init::constant_(in_proj_bias, 0.);
    init::constant_(out_proj->bias, 0.);
  }
  if (bias_k.defined()) init::xavier_normal_(bias_k);
  if (bias_v.defined()) init::xavier_normal_(bias_v);
}

std::tuple<Tensor, Tensor> MultiheadAttentionImpl::forward(const Tensor& query, const Tensor& key,
                                                           const Tensor& value,
                                                           const Tensor& key_padding_mask, bool need_weights,
                                                           const Tensor& attn_mask,
                                                           bool average_attn_weights) {
  functional::MultiheadAttentionForwardFuncOptions o(options.embed_dim(), options.num_heads(), in_proj_weight,
                                                     in_proj_bias, bias_k, bias_v, options.add_zero_attn(),
                                                     options.dropout(), out_proj->weight, out_proj->bias);
  o.training(is_training())
      .key_padding_mask(key_padding_mask)
      .need_weights(need_weights)
      .attn_mask(attn_mask)
      .average_attn_weights(average_attn_weights);
  if (!_qkv_same_embed_dim)
    o.use_separate_proj_weight(true)
        .q_proj_weight(q_proj_weight)
        .k_proj_weight(k_proj_weight)
        .v_proj_weight(v_proj_weight);
  if (!options.batch_first()) return functional::multi_head_attention_forward(query, key, value, o);
  // One transposed handle for equal inputs keeps the joint projection.
  const Tensor q = query.transpose(0, 1);
  const Tensor k = key.is_same(query) ? q : key.transpose(0, 1);
  const Tensor v = value.is_same(key) ? k : value.transpose(0, 1);
  auto [y, weights] = functional::multi_head_attention_forward(q, k, v, o);
  return {y.transpose(0, 1), weights};
}

std::vector<std::pair<unsigned, AnyValue>> MultiheadAttentionImpl::_forward_default_args() {
  return {{3, AnyValue(Tensor())}, {4, AnyValue(true)}, {5, AnyValue(Tensor())}, {6, AnyValue(true)}};
}

template class Cloneable<MultiheadAttentionImpl>;

}  // namespace nn
}  // namespace facula
