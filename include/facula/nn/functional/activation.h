#pragma once
// Activation functions and attention.
#include <tuple>

#include "facula/nn/options/activation.h"

namespace facula {
namespace nn {
namespace functional {

Tensor elu(Tensor input, const ELUFuncOptions& options = {});
Tensor selu(Tensor input, const SELUFuncOptions& options = {});
Tensor celu(Tensor input, const CELUFuncOptions& options = {});
Tensor hardshrink(const Tensor& input, const HardshrinkFuncOptions& options = {});
/// errors  Error: "max_val must be greater than min_val"
Tensor hardtanh(Tensor input, const HardtanhFuncOptions& options = {});
Tensor leaky_relu(Tensor input, const LeakyReLUFuncOptions& options = {});
Tensor logsigmoid(const Tensor& input);
Tensor glu(const Tensor& input, const GLUFuncOptions& options = {});
Tensor gelu(const Tensor& input, const GELUFuncOptions& options = {});
Tensor silu(const Tensor& input);
Tensor mish(const Tensor& input);
Tensor softmax(const Tensor& input, const SoftmaxFuncOptions& options);
/// softmax(-input)
Tensor softmin(const Tensor& input, const SoftminFuncOptions& options);
Tensor log_softmax(const Tensor& input, const LogSoftmaxFuncOptions& options);
Tensor prelu(const Tensor& input, const Tensor& weight);
Tensor relu(Tensor input, const ReLUFuncOptions& options = {});
Tensor relu6(Tensor input, const ReLU6FuncOptions& options = {});
Tensor rrelu(Tensor input, const RReLUFuncOptions& options = {});
Tensor softplus(const Tensor& input, const SoftplusFuncOptions& options = {});
Tensor softshrink(const Tensor& input, const SoftshrinkFuncOptions& options = {});
Tensor softsign(const Tensor& input);
Tensor tanhshrink(const Tensor& input);
Tensor threshold(Tensor input, const ThresholdFuncOptions& options);

/// Multi-head attention of (target, batch, embed) queries on (source, batch, ·) keys and values. Gives the
/// result and, if need_weights, the attention weights (batch, target, source), averaged over the heads unless
/// average_attn_weights is off.
/// source  Vaswani et al. 2017, section 3.2.2
std::tuple<Tensor, Tensor> multi_head_attention_forward(const Tensor& query, const Tensor& key,
                                                        const Tensor& value,
                                                        const MultiheadAttentionForwardFuncOptions& options);

/// softmax((input + Gumbel noise) / tau): samples of classes that let gradients through.
/// errors  Error: "Dimension out of range (expected to be in range of [-2, 1], but got 2)"
/// source  Jang et al. 2016, arXiv:1611.01144
Tensor gumbel_softmax(const Tensor& logits, const GumbelSoftmaxFuncOptions& options = {});
Tensor hardswish(Tensor input, const HardswishFuncOptions& options = {});
Tensor hardsigmoid(Tensor input, const HardsigmoidFuncOptions& options = {});

}  // namespace functional
}  // namespace nn
}  // namespace facula
