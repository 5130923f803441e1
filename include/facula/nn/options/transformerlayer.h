#pragma once
// Options of the layers of a transformer.
#include <functional>

#include "facula/core/tensor.h"
#include "facula/nn/arg.h"
#include "facula/nn/enumtype.h"

namespace facula {
namespace nn {

/// relu, gelu, or a function of one's own.
using activation_t =
    enumtype::ValueOr<std::function<Tensor(const Tensor&)>, enumtype::kReLU, enumtype::kGELU>;

/// Options of TransformerEncoderLayer. batch_first and norm_first as in Python.
struct TransformerEncoderLayerOptions {
  TransformerEncoderLayerOptions(int64_t d_model, int64_t nhead);
  FACULA_ARG(int64_t, d_model);
  FACULA_ARG(int64_t, nhead);
  FACULA_ARG(int64_t, dim_feedforward) = 2048;
  FACULA_ARG(double, dropout) = 0.1;
  FACULA_ARG(activation_t, activation) = enumtype::kReLU();
  FACULA_ARG(bool, batch_first) = false;
  FACULA_ARG(bool, norm_first) = false;
};

/// Options of TransformerDecoderLayer.
struct TransformerDecoderLayerOptions {
  TransformerDecoderLayerOptions(int64_t d_model, int64_t nhead);
  FACULA_ARG(int64_t, d_model);
  FACULA_ARG(int64_t, nhead);
  FACULA_ARG(int64_t, dim_feedforward) = 2048;
  FACULA_ARG(double, dropout) = 0.1;
  FACULA_ARG(activation_t, activation) = enumtype::kReLU();
  FACULA_ARG(bool, batch_first) = false;
  FACULA_ARG(bool, norm_first) = false;
};

}  // namespace nn
}  // namespace facula
