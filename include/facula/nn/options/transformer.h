#pragma once
// Options of Transformer.
#include "facula/nn/any_module.h"
#include "facula/nn/options/transformerlayer.h"

namespace facula {
namespace nn {

/// Options of Transformer. custom_encoder and custom_decoder replace the usual ones.
struct TransformerOptions {
  TransformerOptions() = default;
  TransformerOptions(int64_t d_model, int64_t nhead);
  TransformerOptions(int64_t d_model, int64_t nhead, int64_t num_encoder_layers, int64_t num_decoder_layers);
  FACULA_ARG(int64_t, d_model) = 512;
  FACULA_ARG(int64_t, nhead) = 8;
  FACULA_ARG(int64_t, num_encoder_layers) = 6;
  FACULA_ARG(int64_t, num_decoder_layers) = 6;
  FACULA_ARG(int64_t, dim_feedforward) = 2048;
  FACULA_ARG(double, dropout) = 0.1;
  FACULA_ARG(activation_t, activation) = enumtype::kReLU();
  FACULA_ARG(bool, batch_first) = false;
  FACULA_ARG(bool, norm_first) = false;
  FACULA_ARG(AnyModule, custom_encoder);
  FACULA_ARG(AnyModule, custom_decoder);
};

}  // namespace nn
}  // namespace facula
