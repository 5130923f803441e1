#pragma once
// Options of activation functions and of attention.
#include <optional>
#include <string>

#include "facula/core/tensor.h"
#include "facula/nn/arg.h"

namespace facula {
namespace nn {

struct ELUOptions {
  FACULA_ARG(double, alpha) = 1.0;
  FACULA_ARG(bool, inplace) = false;
};
struct SELUOptions {
  SELUOptions(bool inplace = false);
  FACULA_ARG(bool, inplace);
};
struct CELUOptions {
  FACULA_ARG(double, alpha) = 1.0;
  FACULA_ARG(bool, inplace) = false;
};
struct GLUOptions {
  GLUOptions(int64_t dim = -1);
  FACULA_ARG(int64_t, dim);
};
/// approximate: "none" or "tanh".
struct GELUOptions {
  FACULA_ARG(std::string, approximate) = "none";
};
struct HardshrinkOptions {
  HardshrinkOptions(double lambda = 0.5);
  FACULA_ARG(double, lambda);
};
struct HardtanhOptions {
  FACULA_ARG(double, min_val) = -1.0;
  FACULA_ARG(double, max_val) = 1.0;
  FACULA_ARG(bool, inplace) = false;
};
struct LeakyReLUOptions {
  FACULA_ARG(double, negative_slope) = 1e-2;
  FACULA_ARG(bool, inplace) = false;
};
struct SoftmaxOptions {
  SoftmaxOptions(int64_t dim);
  FACULA_ARG(int64_t, dim);
};
using SoftminOptions = SoftmaxOptions;
using LogSoftmaxOptions = SoftmaxOptions;
struct PReLUOptions {
  FACULA_ARG(int64_t, num_parameters) = 1;
  FACULA_ARG(double, init) = 0.25;
};
struct ReLUOptions {
  ReLUOptions(bool inplace = false);
  FACULA_ARG(bool, inplace);
};
struct ReLU6Options {
  ReLU6Options(bool inplace = false);
  FACULA_ARG(bool, inplace);
};
struct RReLUOptions {
  FACULA_ARG(double, lower) = 1.0 / 8.0;
  FACULA_ARG(double, upper) = 1.0 / 3.0;
  FACULA_ARG(bool, inplace) = false;
};
struct SoftplusOptions {
  FACULA_ARG(double, beta) = 1.0;
  FACULA_ARG(double, threshold) = 20.0;
};
struct SoftshrinkOptions {
  SoftshrinkOptions(double lambda = 0.5);
  FACULA_ARG(double, lambda);
};
struct ThresholdOptions {
  ThresholdOptions(double threshold, double value);
  FACULA_ARG(double, threshold);
  FACULA_ARG(double, value);
  FACULA_ARG(bool, inplace) = false;
};

struct HardswishOptions {
  HardswishOptions(bool inplace = false);
  FACULA_ARG(bool, inplace);
};
struct HardsigmoidOptions {
  HardsigmoidOptions(bool inplace = false);
  FACULA_ARG(bool, inplace);
};

/// Options of MultiheadAttention. batch_first: (batch, sequence, features) instead of (sequence, batch,
/// features), as in Python.
struct MultiheadAttentionOptions {
  MultiheadAttentionOptions(int64_t embed_dim, int64_t num_heads);
  FACULA_ARG(int64_t, embed_dim);
  FACULA_ARG(int64_t, num_heads);
  FACULA_ARG(double, dropout) = 0.0;
  FACULA_ARG(bool, bias) = true;
  FACULA_ARG(bool, add_bias_kv) = false;
  FACULA_ARG(bool, add_zero_attn) = false;
  FACULA_ARG(int64_t, kdim);
  FACULA_ARG(int64_t, vdim);
  FACULA_ARG(bool, batch_first) = false;
};

namespace functional {
using ELUFuncOptions = ELUOptions;
using SELUFuncOptions = SELUOptions;
using CELUFuncOptions = CELUOptions;
using GLUFuncOptions = GLUOptions;
using GELUFuncOptions = GELUOptions;
using HardshrinkFuncOptions = HardshrinkOptions;
using HardswishFuncOptions = HardswishOptions;
using HardsigmoidFuncOptions = HardsigmoidOptions;
using HardtanhFuncOptions = HardtanhOptions;
using LeakyReLUFuncOptions = LeakyReLUOptions;
using ReLUFuncOptions = ReLUOptions;
using ReLU6FuncOptions = ReLU6Options;
using SoftplusFuncOptions = SoftplusOptions;
using SoftshrinkFuncOptions = SoftshrinkOptions;
using ThresholdFuncOptions = ThresholdOptions;

/// Options of softmax; the input is cast to dtype first, if given.
struct SoftmaxFuncOptions {
  SoftmaxFuncOptions(int64_t dim);
  FACULA_ARG(int64_t, dim);
  FACULA_ARG(std::optional<Dtype>, dtype) = std::nullopt;
};
using SoftminFuncOptions = SoftmaxFuncOptions;
using LogSoftmaxFuncOptions = SoftmaxFuncOptions;

/// Options of rrelu.
struct RReLUFuncOptions {
  FACULA_ARG(double, lower) = 1.0 / 8.0;
  FACULA_ARG(double, upper) = 1.0 / 3.0;
  FACULA_ARG(bool, training) = false;
  FACULA_ARG(bool, inplace) = false;
};

/// Options of gumbel_softmax. hard: one-hot results, with the gradient of the soft ones.
struct GumbelSoftmaxFuncOptions {
  FACULA_ARG(double, tau) = 1.0;
  FACULA_ARG(bool, hard) = false;
  FACULA_ARG(int, dim) = -1;
};

/// Options of multi_head_attention_forward.
struct MultiheadAttentionForwardFuncOptions {
  MultiheadAttentionForwardFuncOptions(int64_t embed_dim_to_check, int64_t num_heads, Tensor in_proj_weight,
                                       Tensor in_proj_bias, Tensor bias_k, Tensor bias_v, bool add_zero_attn,
                                       double dropout_p, Tensor out_proj_weight, Tensor out_proj_bias);
  FACULA_ARG(int64_t, embed_dim_to_check);
  FACULA_ARG(int64_t, num_heads);
  FACULA_ARG(Tensor, in_proj_weight);
  FACULA_ARG(Tensor, in_proj_bias);
  FACULA_ARG(Tensor, bias_k);
  FACULA_ARG(Tensor, bias_v);
  FACULA_ARG(bool, add_zero_attn);
  FACULA_ARG(double, dropout_p);
  FACULA_ARG(Tensor, out_proj_weight);
  FACULA_ARG(Tensor, out_proj_bias);
  FACULA_ARG(bool, training) = true;
  FACULA_ARG(Tensor, key_padding_mask) = Tensor();
  FACULA_ARG(bool, need_weights) = true;
  FACULA_ARG(Tensor, attn_mask) = Tensor();
  FACULA_ARG(bool, use_separate_proj_weight) = false;
  FACULA_ARG(Tensor, q_proj_weight) = Tensor();
  FACULA_ARG(Tensor, k_proj_weight) = Tensor();
  FACULA_ARG(Tensor, v_proj_weight) = Tensor();
  FACULA_ARG(Tensor, static_k) = Tensor();
  FACULA_ARG(Tensor, static_v) = Tensor();
  FACULA_ARG(bool, average_attn_weights) = true;
};
}  // namespace functional

}  // namespace nn
}  // namespace facula
