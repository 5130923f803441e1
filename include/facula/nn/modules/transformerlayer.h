#pragma once
// One layer of a transformer's encoder or decoder.
#include "facula/nn/modules/activation.h"
#include "facula/nn/modules/dropout.h"
#include "facula/nn/modules/linear.h"
#include "facula/nn/modules/normalization.h"
#include "facula/nn/options/transformerlayer.h"

namespace facula {
namespace nn {

/// Self-attention and a feed-forward net, each with a residual connection and a layer norm.
/// shape   src: (source, batch, d_model), or batch first
/// source  Vaswani et al. 2017, section 3.1
class TransformerEncoderLayerImpl : public Cloneable<TransformerEncoderLayerImpl> {
 public:
  TransformerEncoderLayerImpl(int64_t d_model, int64_t nhead);
  explicit TransformerEncoderLayerImpl(TransformerEncoderLayerOptions options_);
  Tensor forward(const Tensor& src, const Tensor& src_mask = {}, const Tensor& src_key_padding_mask = {});
  void reset() override;
  void reset_parameters();

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;

 public:
  TransformerEncoderLayerOptions options;
  MultiheadAttention self_attn = nullptr;
  Linear linear1 = nullptr;
  Dropout dropout = nullptr;
  Linear linear2 = nullptr;
  LayerNorm norm1 = nullptr, norm2 = nullptr;
  Dropout dropout1 = nullptr, dropout2 = nullptr;

 private:
  Tensor attend(const Tensor& x, const Tensor& mask, const Tensor& padding_mask);
  Tensor feed_forward(const Tensor& x);
};
FACULA_LIBRARY_MODULE(TransformerEncoderLayer);

/// Self-attention, attention to the encoder's result and a feed-forward net, each with a residual connection
/// and a layer norm.
/// shape   tgt: (target, batch, d_model), memory: (source, batch, d_model), or batch first
class TransformerDecoderLayerImpl : public Cloneable<TransformerDecoderLayerImpl> {
 public:
  TransformerDecoderLayerImpl(int64_t d_model, int64_t nhead);
  explicit TransformerDecoderLayerImpl(TransformerDecoderLayerOptions options_);
  Tensor forward(Tensor tgt, const Tensor& memory, const Tensor& tgt_mask = {},
                 const Tensor& memory_mask = {}, const Tensor& tgt_key_padding_mask = {},
                 const Tensor& memory_key_padding_mask = {});
  void reset() override;
  void reset_parameters();

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;

 public:
  TransformerDecoderLayerOptions options;
  MultiheadAttention self_attn = nullptr;
  Dropout dropout1 = nullptr;
  LayerNorm norm1 = nullptr;
  MultiheadAttention multihead_attn = nullptr;
  Dropout dropout2 = nullptr;
  LayerNorm norm2 = nullptr;
  Linear linear1 = nullptr;
  Dropout dropout = nullptr;
  Linear linear2 = nullptr;
  Dropout dropout3 = nullptr;
  LayerNorm norm3 = nullptr;

 private:
  Tensor attend(const Tensor& x, const Tensor& mask, const Tensor& padding_mask);
  Tensor attend_memory(const Tensor& x, const Tensor& memory, const Tensor& mask, const Tensor& padding_mask);
  Tensor feed_forward(const Tensor& x);
};
FACULA_LIBRARY_MODULE(TransformerDecoderLayer);

}  // namespace nn
}  // namespace facula
