#include "facula/nn/functional/activation.h"
#include "facula/ops/activation.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/softmax.h"

namespace facula {
namespace nn {
namespace functional {

Tensor elu(Tensor input, const ELUFuncOptions& o) {
  return o.inplace() ? facula::elu_(input, o.alpha()) : facula::elu(input, o.alpha());
}
Tensor selu(Tensor input, const SELUFuncOptions& o) {
  return o.inplace() ? facula::selu_(input) : facula::selu(input);
}
Tensor celu(Tensor input, const CELUFuncOptions& o) {
  return o.inplace() ? facula::celu_(input, o.alpha()) : facula::celu(input, o.alpha());
}
Tensor hardshrink(const Tensor& input, const HardshrinkFuncOptions& o) {
  return facula::hardshrink(input, o.lambda());
}
Tensor hardtanh(Tensor input, const HardtanhFuncOptions& o) {
  FACULA_CHECK(o.max_val() > o.min_val(), "max_val must be greater than min_val");
  return o.inplace() ? facula::hardtanh_(input, o.min_val(), o.max_val())
                     : facula::hardtanh(input, o.min_val(), o.max_val());
}
Tensor leaky_relu(Tensor input, const LeakyReLUFuncOptions& o) {
  return o.inplace() ? facula::leaky_relu_(input, o.negative_slope())
                     : facula::leaky_relu(input, o.negative_slope());
}
Tensor logsigmoid(const Tensor& input) { return facula::log_sigmoid(input); }
Tensor glu(const Tensor& input, const GLUFuncOptions& o) {
  FACULA_CHECK(input.dim() != 0, "glu does not suppport scalars because halving size must be even");
  return facula::glu(input, o.dim());
}
Tensor gelu(const Tensor& input, const GELUFuncOptions& o) { return facula::gelu(input, o.approximate()); }
Tensor silu(const Tensor& input) { return facula::silu(input); }
Tensor mish(const Tensor& input) { return facula::mish(input); }
Tensor softmax(const Tensor& input, const SoftmaxFuncOptions& o) {
  return facula::softmax(input, o.dim(), o.dtype());
}
Tensor softmin(const Tensor& input, const SoftminFuncOptions& o) {
  return facula::softmax(-input, o.dim(), o.dtype());
}
Tensor log_softmax(const Tensor& input, const LogSoftmaxFuncOptions& o) {
  return facula::log_softmax(input, o.dim(), o.dtype());
}
Tensor prelu(const Tensor& input, const Tensor& weight) { return facula::prelu(input, weight); }
Tensor relu(Tensor input, const ReLUFuncOptions& o) {
  return o.inplace() ? facula::relu_(input) : facula::relu(input);
}
Tensor relu6(Tensor input, const ReLU6FuncOptions& o) {
  return o.inplace() ? facula::relu6_(input) : facula::relu6(input);
}
Tensor rrelu(Tensor input, const RReLUFuncOptions& o) {
  return o.inplace() ? facula::rrelu_(input, o.lower(), o.upper(), o.training())
                     : facula::rrelu(input, o.lower(), o.upper(), o.training());
}
Tensor softplus(const Tensor& input, const SoftplusFuncOptions& o) {
  return facula::softplus(input, o.beta(), o.threshold());
}
Tensor softshrink(const Tensor& input, const SoftshrinkFuncOptions& o) {
  return facula::softshrink(input, o.lambda());
}
Tensor softsign(const Tensor& input) { return facula::detail::softsign(input); }
Tensor tanhshrink(const Tensor& input) { return facula::detail::tanhshrink(input); }
Tensor threshold(Tensor input, const ThresholdFuncOptions& o) {
  return o.inplace() ? facula::threshold_(input, o.threshold(), o.value())
                     : facula::threshold(input, o.threshold(), o.value());
}

Tensor hardswish(Tensor input, const HardswishFuncOptions& o) {
  return o.inplace() ? facula::hardswish_(input) : facula::hardswish(input);
}
Tensor hardsigmoid(Tensor input, const HardsigmoidFuncOptions& o) {
  return o.inplace() ? facula::hardsigmoid_(input) : facula::hardsigmoid(input);
}

Tensor gumbel_softmax(const Tensor& logits, const GumbelSoftmaxFuncOptions& o) {
  const Tensor noise = -empty_like(logits.detach()).exponential_().log();
  const Tensor soft = facula::softmax((logits + noise) / o.tau(), o.dim());
  if (!o.hard()) return soft;
  const Tensor index = std::get<1>(soft.detach().max(o.dim(), true));
  return zeros_like(logits.detach()).scatter(o.dim(), index, 1.0) - soft.detach() + soft;
}

}  // namespace functional
}  // namespace nn
}  // namespace facula
