#pragma once
// Options of a transformer's encoder and decoder.
#include "facula/nn/any_module.h"
#include "facula/nn/modules/transformerlayer.h"

namespace facula {
namespace nn {

/// Options of TransformerEncoder: copies of a layer, and a norm after the last one.
struct TransformerEncoderOptions {
  TransformerEncoderOptions(TransformerEncoderLayer encoder_layer, int64_t num_layers);
  TransformerEncoderOptions(const TransformerEncoderLayerOptions& layer_options, int64_t num_layers);
  FACULA_ARG(TransformerEncoderLayer, encoder_layer) = nullptr;
  FACULA_ARG(int64_t, num_layers);
  FACULA_ARG(AnyModule, norm);
};

/// Options of TransformerDecoder.
struct TransformerDecoderOptions {
  TransformerDecoderOptions(TransformerDecoderLayer decoder_layer, int64_t num_layers);
  TransformerDecoderOptions(const TransformerDecoderLayerOptions& layer_options, int64_t num_layers);
  FACULA_ARG(TransformerDecoderLayer, decoder_layer) = nullptr;
  FACULA_ARG(int64_t, num_layers);
  FACULA_ARG(AnyModule, norm);
};

}  // namespace nn
}  // namespace facula
