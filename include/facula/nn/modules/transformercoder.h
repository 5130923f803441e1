#pragma once
// A transformer's encoder and decoder: stacks of layers.
#include "facula/nn/modules/container/module_list.h"
#include "facula/nn/options/transformercoder.h"

namespace facula {
namespace nn {

/// Encoder layers one after another, and a norm.
class TransformerEncoderImpl : public Cloneable<TransformerEncoderImpl> {
 public:
  TransformerEncoderImpl(TransformerEncoderLayer encoder_layer, int64_t num_layers);
  explicit TransformerEncoderImpl(TransformerEncoderOptions options_);
  Tensor forward(const Tensor& src, const Tensor& src_mask = {}, const Tensor& src_key_padding_mask = {});
  void reset() override;
  void reset_parameters();

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;

 public:
  TransformerEncoderOptions options;
  ModuleList layers = nullptr;
  AnyModule norm;
};
FACULA_LIBRARY_MODULE(TransformerEncoder);

/// Decoder layers one after another, and a norm.
class TransformerDecoderImpl : public Cloneable<TransformerDecoderImpl> {
 public:
  TransformerDecoderImpl(TransformerDecoderLayer decoder_layer, int64_t num_layers);
  explicit TransformerDecoderImpl(TransformerDecoderOptions options_);
  Tensor forward(const Tensor& tgt, const Tensor& memory, const Tensor& tgt_mask = {},
                 const Tensor& memory_mask = {}, const Tensor& tgt_key_padding_mask = {},
                 const Tensor& memory_key_padding_mask = {});
  void reset() override;
  void reset_parameters();

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;

 public:
  TransformerDecoderOptions options;
  ModuleList layers = nullptr;
  AnyModule norm;
};
FACULA_LIBRARY_MODULE(TransformerDecoder);

}  // namespace nn
}  // namespace facula
