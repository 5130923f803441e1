#include "facula/nn/modules/transformer.h"
#include "facula/nn/any_value.h"

#include <limits>

#include "facula/nn/functional/activation.h"
#include "facula/nn/init.h"
#include "facula/ops/creation.h"
#include "ops/attention_feed_forward.h"

namespace facula {
namespace nn {

static Tensor activate(const activation_t& activation, const Tensor& x) {
  if (enumtype::is<enumtype::kReLU>(activation)) return functional::relu(x);
  if (enumtype::is<enumtype::kGELU>(activation)) return functional::gelu(x);
  return (*activation.value())(x);
}

// Both linear layers at once where nothing happens between them but ReLU.
static Tensor feed_forward(Linear& first, Dropout& dropout, Linear& second, const activation_t& activation,
                           const Tensor& x) {
  const bool drops = dropout->is_training() && dropout->options.p() > 0;
  if (enumtype::is<enumtype::kReLU>(activation) && !drops && !first->has_hooks() && !dropout->has_hooks() &&
      !second->has_hooks())
    return facula::feed_forward(x, first->weight, first->bias, second->weight, second->bias);
  return second->forward(dropout->forward(activate(activation, first->forward(x))));
}

template <class Options>
static MultiheadAttention make_attention(const Options& o) {
  return MultiheadAttention(
      MultiheadAttentionOptions(o.d_model(), o.nhead()).dropout(o.dropout()).batch_first(o.batch_first()));
}

static Tensor attention(MultiheadAttention& attn, const Tensor& q, const Tensor& kv, const Tensor& mask,
                        const Tensor& padding_mask) {
  return std::get<0>(attn->forward(q, kv, kv, padding_mask, false, mask));
}

TransformerEncoderOptions::TransformerEncoderOptions(TransformerEncoderLayer encoder_layer,
                                                     int64_t num_layers)
    : encoder_layer_(std::move(encoder_layer)), num_layers_(num_layers) {}
TransformerEncoderOptions::TransformerEncoderOptions(const TransformerEncoderLayerOptions& layer_options,
                                                     int64_t num_layers)
    : TransformerEncoderOptions(TransformerEncoderLayer(layer_options), num_layers) {}
TransformerDecoderOptions::TransformerDecoderOptions(TransformerDecoderLayer decoder_layer,
                                                     int64_t num_layers)
    : decoder_layer_(std::move(decoder_layer)), num_layers_(num_layers) {}
TransformerDecoderOptions::TransformerDecoderOptions(const TransformerDecoderLayerOptions& layer_options,
                                                     int64_t num_layers)
    : TransformerDecoderOptions(TransformerDecoderLayer(layer_options), num_layers) {}

// ---- encoder layer

TransformerEncoderLayerImpl::TransformerEncoderLayerImpl(int64_t d_model, int64_t nhead)
    : TransformerEncoderLayerImpl(TransformerEncoderLayerOptions(d_model, nhead)) {}
TransformerEncoderLayerImpl::TransformerEncoderLayerImpl(TransformerEncoderLayerOptions options_)
    : options(std::move(options_)) {
  TransformerEncoderLayerImpl::reset();
}

void TransformerEncoderLayerImpl::reset() {
  const int64_t d = options.d_model();
  self_attn = register_module("self_attn", make_attention(options));
  linear1 = register_module("linear1", Linear(d, options.dim_feedforward()));
  dropout = register_module("dropout", Dropout(options.dropout()));
  linear2 = register_module("linear2", Linear(options.dim_feedforward(), d));
  norm1 = register_module("norm1", LayerNorm(LayerNormOptions({d})));
  norm2 = register_module("norm2", LayerNorm(LayerNormOptions({d})));
  dropout1 = register_module("dropout1", Dropout(options.dropout()));
  dropout2 = register_module("dropout2", Dropout(options.dropout()));
}

void TransformerEncoderLayerImpl::reset_parameters() {
  self_attn->_reset_parameters();
  linear1->reset_parameters();
  linear2->reset_parameters();
  norm1->reset_parameters();
  norm2->reset_parameters();
}

Tensor TransformerEncoderLayerImpl::attend(const Tensor& x, const Tensor& mask, const Tensor& padding_mask) {
  return dropout1->forward(attention(self_attn, x, x, mask, padding_mask));
}
Tensor TransformerEncoderLayerImpl::feed_forward(const Tensor& x) {
  return dropout2->forward(nn::feed_forward(linear1, dropout, linear2, options.activation(), x));
}
Tensor TransformerEncoderLayerImpl::forward(const Tensor& src, const Tensor& src_mask,
                                            const Tensor& src_key_padding_mask) {
  if (options.norm_first()) {
    const Tensor x = src + attend(norm1->forward(src), src_mask, src_key_padding_mask);
    return x + feed_forward(norm2->forward(x));
  }
  const Tensor x = norm1->forward(src + attend(src, src_mask, src_key_padding_mask));
  return norm2->forward(x + feed_forward(x));
}

// ---- decoder layer

TransformerDecoderLayerImpl::TransformerDecoderLayerImpl(int64_t d_model, int64_t nhead)
    : TransformerDecoderLayerImpl(TransformerDecoderLayerOptions(d_model, nhead)) {}
TransformerDecoderLayerImpl::TransformerDecoderLayerImpl(TransformerDecoderLayerOptions options_)
    : options(std::move(options_)) {
  TransformerDecoderLayerImpl::reset();
}

void TransformerDecoderLayerImpl::reset() {
  const int64_t d = options.d_model();
  self_attn = register_module("self_attn", make_attention(options));
  multihead_attn = register_module("multihead_attn", make_attention(options));
  linear1 = register_module("linear1", Linear(d, options.dim_feedforward()));
  dropout = register_module("dropout", Dropout(options.dropout()));
  linear2 = register_module("linear2", Linear(options.dim_feedforward(), d));
  norm1 = register_module("norm1", LayerNorm(LayerNormOptions({d})));
  norm2 = register_module("norm2", LayerNorm(LayerNormOptions({d})));
  norm3 = register_module("norm3", LayerNorm(LayerNormOptions({d})));
  dropout1 = register_module("dropout1", Dropout(options.dropout()));
  dropout2 = register_module("dropout2", Dropout(options.dropout()));
  dropout3 = register_module("dropout3", Dropout(options.dropout()));
}

void TransformerDecoderLayerImpl::reset_parameters() {
  self_attn->_reset_parameters();
  norm1->reset_parameters();
  multihead_attn->_reset_parameters();
  norm2->reset_parameters();
  linear1->reset_parameters();
  linear2->reset_parameters();
  norm3->reset_parameters();
}

Tensor TransformerDecoderLayerImpl::attend(const Tensor& x, const Tensor& mask, const Tensor& padding_mask) {
  return dropout1->forward(attention(self_attn, x, x, mask, padding_mask));
}
Tensor TransformerDecoderLayerImpl::attend_memory(const Tensor& x, const Tensor& memory, const Tensor& mask,
                                                  const Tensor& padding_mask) {
  return dropout2->forward(attention(multihead_attn, x, memory, mask, padding_mask));
}
Tensor TransformerDecoderLayerImpl::feed_forward(const Tensor& x) {
  return dropout3->forward(nn::feed_forward(linear1, dropout, linear2, options.activation(), x));
}
Tensor TransformerDecoderLayerImpl::forward(Tensor tgt, const Tensor& memory, const Tensor& tgt_mask,
                                            const Tensor& memory_mask, const Tensor& tgt_key_padding_mask,
                                            const Tensor& memory_key_padding_mask) {
  Tensor x = std::move(tgt);
  if (options.norm_first()) {
    x = x + attend(norm1->forward(x), tgt_mask, tgt_key_padding_mask);
    x = x + attend_memory(norm2->forward(x), memory, memory_mask, memory_key_padding_mask);
    return x + feed_forward(norm3->forward(x));
  }
  x = norm1->forward(x + attend(x, tgt_mask, tgt_key_padding_mask));
  x = norm2->forward(x + attend_memory(x, memory, memory_mask, memory_key_padding_mask));
  return norm3->forward(x + feed_forward(x));
}

// ---- encoder

TransformerEncoderImpl::TransformerEncoderImpl(TransformerEncoderLayer encoder_layer, int64_t num_layers)
    : TransformerEncoderImpl(TransformerEncoderOptions(std::move(encoder_layer), num_layers)) {}
TransformerEncoderImpl::TransformerEncoderImpl(TransformerEncoderOptions options_)
    : options(std::move(options_)) {
  TransformerEncoderImpl::reset();
}

void TransformerEncoderImpl::reset() {
  layers = register_module("layers", ModuleList());
  for (int64_t i = 0; i < options.num_layers(); ++i) layers->push_back(options.encoder_layer()->clone());
  if (options.norm().is_empty()) return;
  norm = options.norm().clone();
  register_module("norm", norm.ptr());
}

void TransformerEncoderImpl::reset_parameters() {
  for (const auto& layer : *layers) layer->as<TransformerEncoderLayer>()->reset_parameters();
  if (norm.is_empty()) return;
  if (auto* layer_norm = norm.ptr()->as<LayerNorm>()) layer_norm->reset_parameters();
}

Tensor TransformerEncoderImpl::forward(const Tensor& src, const Tensor& src_mask,
                                       const Tensor& src_key_padding_mask) {
  Tensor x = src;
  for (const auto& layer : *layers)
    x = layer->as<TransformerEncoderLayer>()->forward(x, src_mask, src_key_padding_mask);
  return norm.is_empty() ? x : norm.forward<Tensor>(x);
}

// ---- decoder

TransformerDecoderImpl::TransformerDecoderImpl(TransformerDecoderLayer decoder_layer, int64_t num_layers)
    : TransformerDecoderImpl(TransformerDecoderOptions(std::move(decoder_layer), num_layers)) {}
TransformerDecoderImpl::TransformerDecoderImpl(TransformerDecoderOptions options_)
    : options(std::move(options_)) {
  TransformerDecoderImpl::reset();
}

void TransformerDecoderImpl::reset() {
  layers = register_module("layers", ModuleList());
  for (int64_t i = 0; i < options.num_layers(); ++i) layers->push_back(options.decoder_layer()->clone());
  if (options.norm().is_empty()) return;
  norm = options.norm().clone();
  register_module("norm", norm.ptr());
}

void TransformerDecoderImpl::reset_parameters() {
  for (const auto& layer : *layers) layer->as<TransformerDecoderLayer>()->reset_parameters();
  if (norm.is_empty()) return;
  if (auto* layer_norm = norm.ptr()->as<LayerNorm>()) layer_norm->reset_parameters();
}

Tensor TransformerDecoderImpl::forward(const Tensor& tgt, const Tensor& memory, const Tensor& tgt_mask,
                                       const Tensor& memory_mask, const Tensor& tgt_key_padding_mask,
                                       const Tensor& memory_key_padding_mask) {
  Tensor x = tgt;
  for (const auto& layer : *layers)
    x = layer->as<TransformerDecoderLayer>()->forward(x, memory, tgt_mask, memory_mask, tgt_key_padding_mask,
                                                      memory_key_padding_mask);
  return norm.is_empty() ? x : norm.forward<Tensor>(x);
}

// ---- transformer

TransformerImpl::TransformerImpl(TransformerOptions options_) : options(std::move(options_)) {
  TransformerImpl::reset();
}

template <class LayerOptions>
static LayerOptions layer_options(const TransformerOptions& o) {
  return LayerOptions(o.d_model(), o.nhead())
      .dim_feedforward(o.dim_feedforward())
      .dropout(o.dropout())
      .activation(o.activation())
      .batch_first(o.batch_first())
      .norm_first(o.norm_first());
}

void TransformerImpl::reset() {
  if (options.custom_encoder().is_empty()) {
    LayerNorm norm(LayerNormOptions({options.d_model()}));
    encoder = AnyModule(
        TransformerEncoder(TransformerEncoderOptions(layer_options<TransformerEncoderLayerOptions>(options),
                                                     options.num_encoder_layers())
                               .norm(AnyModule(norm))));
  } else {
    encoder = options.custom_encoder().clone();
  }
  register_module("encoder", encoder.ptr());
  if (options.custom_decoder().is_empty()) {
    LayerNorm norm(LayerNormOptions({options.d_model()}));
    decoder = AnyModule(
        TransformerDecoder(TransformerDecoderOptions(layer_options<TransformerDecoderLayerOptions>(options),
                                                     options.num_decoder_layers())
                               .norm(AnyModule(norm))));
  } else {
    decoder = options.custom_decoder().clone();
  }
  register_module("decoder", decoder.ptr());
  reset_parameters();
}

void TransformerImpl::reset_parameters() {
  for (Tensor& p : parameters())
    if (p.dim() > 1) init::xavier_uniform_(p);
}

Tensor TransformerImpl::forward(const Tensor& src, const Tensor& tgt, const Tensor& src_mask,
                                const Tensor& tgt_mask, const Tensor& memory_mask,
                                const Tensor& src_key_padding_mask, const Tensor& tgt_key_padding_mask,
                                const Tensor& memory_key_padding_mask) {
  FACULA_CHECK(src.dim() == 3 && tgt.dim() == 3, "src and tgt should have 3 dimensions, but got ", src.dim(),
               " and ", tgt.dim());
  const int64_t batch = options.batch_first() ? 0 : 1;
  FACULA_CHECK(src.size(batch) == tgt.size(batch), "src and tgt should have equal batch size, but got ",
               src.size(batch), " and ", tgt.size(batch));
  FACULA_CHECK(src.size(2) == options.d_model() && tgt.size(2) == options.d_model(),
               "src and tgt should have same feature size as d_model, but got ", src.size(2), " and ",
               tgt.size(2), " while d_model is ", options.d_model());
  const Tensor memory = encoder.forward<Tensor>(src, src_mask, src_key_padding_mask);
  return decoder.forward<Tensor>(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask,
                                 memory_key_padding_mask);
}

Tensor TransformerImpl::generate_square_subsequent_mask(int64_t sz) {
  FACULA_CHECK(sz >= 0,
               "Input size must be non-negative to generate a valid square subsequent mask, but got ", sz);
  return full({sz, sz}, -std::numeric_limits<double>::infinity()).triu(1);
}

std::vector<std::pair<unsigned, AnyValue>> TransformerEncoderImpl::_forward_default_args() {
  return {{1, AnyValue(Tensor())}, {2, AnyValue(Tensor())}};
}
std::vector<std::pair<unsigned, AnyValue>> TransformerDecoderImpl::_forward_default_args() {
  return {{2, AnyValue(Tensor())}, {3, AnyValue(Tensor())}, {4, AnyValue(Tensor())}, {5, AnyValue(Tensor())}};
}
std::vector<std::pair<unsigned, AnyValue>> TransformerImpl::_forward_default_args() {
  return {{2, AnyValue(Tensor())}, {3, AnyValue(Tensor())}, {4, AnyValue(Tensor())},
          {5, AnyValue(Tensor())}, {6, AnyValue(Tensor())}, {7, AnyValue(Tensor())}};
}
std::vector<std::pair<unsigned, AnyValue>> TransformerEncoderLayerImpl::_forward_default_args() {
  return {{1, AnyValue(Tensor())}, {2, AnyValue(Tensor())}};
}
std::vector<std::pair<unsigned, AnyValue>> TransformerDecoderLayerImpl::_forward_default_args() {
  return {{2, AnyValue(Tensor())}, {3, AnyValue(Tensor())}, {4, AnyValue(Tensor())}, {5, AnyValue(Tensor())}};
}

template class Cloneable<TransformerEncoderImpl>;
template class Cloneable<TransformerDecoderImpl>;
template class Cloneable<TransformerImpl>;
template class Cloneable<TransformerEncoderLayerImpl>;
template class Cloneable<TransformerDecoderLayerImpl>;

}  // namespace nn
}  // namespace facula
