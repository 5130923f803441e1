#pragma once
// Options of the layers of a transformer.
#include <functional>
#include <variant>

#include "facula/core/tensor.h"
#include "facula/nn/arg.h"
#include "facula/nn/enumtype.h"

namespace facula {
namespace nn {

using activation_t = std::variant<enumtype::kReLU, enumtype::kGELU, std::function<Tensor(const Tensor&)>>;

/// Options of TransformerEncoderLayer. batch_first and norm_first as in Python.
struct TransformerEncoderLayerOptions {
  TransformerEncoderLayerOptions(int64_t d_model, int64_t nhead) : d_model_(d_model), nhead_(nhead) {}
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
  TransformerDecoderLayerOptions(int64_t d_model, int64_t nhead) : d_model_(d_model), nhead_(nhead) {}
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
