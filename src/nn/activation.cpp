#include "facula/nn/modules/activation.h"

#include "facula/nn/functional/activation.h"
#include "facula/nn/init.h"
#include "facula/ops/creation.h"
#include "nn/print.h"

namespace facula {
namespace nn {

ELUImpl::ELUImpl(const ELUOptions& options_) : options(options_) {}
void ELUImpl::reset() {}
void ELUImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ELU(alpha=", options.alpha(), inplace_suffix(options.inplace()), ")");
}
Tensor ELUImpl::forward(const Tensor& input) { return functional::elu(input, options); }

SELUImpl::SELUImpl(const SELUOptions& options_) : options(options_) {}
void SELUImpl::reset() {}
void SELUImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::SELU(", options.inplace() ? "inplace=true" : "", ")");
}
Tensor SELUImpl::forward(const Tensor& input) { return functional::selu(input, options); }

CELUImpl::CELUImpl(const CELUOptions& options_) : options(options_) {}
void CELUImpl::reset() {}
void CELUImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::CELU(alpha=", options.alpha(), inplace_suffix(options.inplace()), ")");
}
Tensor CELUImpl::forward(const Tensor& input) { return functional::celu(input, options); }

HardshrinkImpl::HardshrinkImpl(const HardshrinkOptions& options_) : options(options_) {}
void HardshrinkImpl::reset() {}
void HardshrinkImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Hardshrink(", options.lambda(), ")");
}
Tensor HardshrinkImpl::forward(const Tensor& input) { return functional::hardshrink(input, options); }

HardtanhImpl::HardtanhImpl(const HardtanhOptions& options_) : options(options_) { HardtanhImpl::reset(); }
void HardtanhImpl::reset() {
  FACULA_CHECK(options.max_val() > options.min_val(), "max_val must be greater than min_val");
}
void HardtanhImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Hardtanh(min_val=", options.min_val(), ", max_val=", options.max_val(),
        inplace_suffix(options.inplace()), ")");
}
Tensor HardtanhImpl::forward(const Tensor& input) { return functional::hardtanh(input, options); }

LeakyReLUImpl::LeakyReLUImpl(const LeakyReLUOptions& options_) : options(options_) {}
void LeakyReLUImpl::reset() {}
void LeakyReLUImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::LeakyReLU(negative_slope=", options.negative_slope(),
        inplace_suffix(options.inplace()), ")");
}
Tensor LeakyReLUImpl::forward(const Tensor& input) { return functional::leaky_relu(input, options); }

void LogSigmoidImpl::reset() {}
void LogSigmoidImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::LogSigmoid()"; }
Tensor LogSigmoidImpl::forward(const Tensor& input) { return functional::logsigmoid(input); }

SoftmaxImpl::SoftmaxImpl(int64_t dim) : SoftmaxImpl(SoftmaxOptions(dim)) {}
SoftmaxImpl::SoftmaxImpl(const SoftmaxOptions& options_) : options(options_) {}
void SoftmaxImpl::reset() {}
void SoftmaxImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Softmax(dim=", options.dim(), ")");
}
Tensor SoftmaxImpl::forward(const Tensor& input) { return functional::softmax(input, options.dim()); }

SoftminImpl::SoftminImpl(int64_t dim) : SoftminImpl(SoftminOptions(dim)) {}
SoftminImpl::SoftminImpl(const SoftminOptions& options_) : options(options_) {}
void SoftminImpl::reset() {}
void SoftminImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Softmin(dim=", options.dim(), ")");
}
Tensor SoftminImpl::forward(const Tensor& input) { return functional::softmin(input, options.dim()); }

LogSoftmaxImpl::LogSoftmaxImpl(int64_t dim) : LogSoftmaxImpl(LogSoftmaxOptions(dim)) {}
LogSoftmaxImpl::LogSoftmaxImpl(const LogSoftmaxOptions& options_) : options(options_) {}
void LogSoftmaxImpl::reset() {}
void LogSoftmaxImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::LogSoftmax(dim=", options.dim(), ")");
}
Tensor LogSoftmaxImpl::forward(const Tensor& input) { return functional::log_softmax(input, options.dim()); }

PReLUImpl::PReLUImpl(const PReLUOptions& options_) : options(options_) { PReLUImpl::reset(); }
void PReLUImpl::reset() {
  weight = register_parameter("weight", full({options.num_parameters()}, options.init()));
}
void PReLUImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::PReLU(num_parameters=", options.num_parameters(), ")");
}
Tensor PReLUImpl::forward(const Tensor& input) { return functional::prelu(input, weight); }

ReLUImpl::ReLUImpl(const ReLUOptions& options_) : options(options_) {}
void ReLUImpl::reset() {}
void ReLUImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ReLU(", options.inplace() ? "inplace=true" : "", ")");
}
Tensor ReLUImpl::forward(const Tensor& input) { return functional::relu(input, options); }

ReLU6Impl::ReLU6Impl(const ReLU6Options& options_) : options(options_) {}
void ReLU6Impl::reset() {}
void ReLU6Impl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ReLU6(", options.inplace() ? "inplace=true" : "", ")");
}
Tensor ReLU6Impl::forward(const Tensor& input) { return functional::relu6(input, options); }

RReLUImpl::RReLUImpl(const RReLUOptions& options_) : options(options_) {}
void RReLUImpl::reset() {}
void RReLUImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::RReLU(lower=", options.lower(), ", upper=", options.upper(),
        inplace_suffix(options.inplace()), ")");
}
Tensor RReLUImpl::forward(const Tensor& input) {
  return functional::rrelu(input, functional::RReLUFuncOptions()
                                      .lower(options.lower())
                                      .upper(options.upper())
                                      .training(is_training())
                                      .inplace(options.inplace()));
}

SoftplusImpl::SoftplusImpl(const SoftplusOptions& options_) : options(options_) {}
void SoftplusImpl::reset() {}
void SoftplusImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Softplus(beta=", options.beta(), ", threshold=", options.threshold(), ")");
}
Tensor SoftplusImpl::forward(const Tensor& input) { return functional::softplus(input, options); }

SoftshrinkImpl::SoftshrinkImpl(const SoftshrinkOptions& options_) : options(options_) {}
void SoftshrinkImpl::reset() {}
void SoftshrinkImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Softshrink(", options.lambda(), ")");
}
Tensor SoftshrinkImpl::forward(const Tensor& input) { return functional::softshrink(input, options); }

void SoftsignImpl::reset() {}
void SoftsignImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Softsign()"; }
Tensor SoftsignImpl::forward(const Tensor& input) { return functional::softsign(input); }

void TanhImpl::reset() {}
void TanhImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Tanh()"; }
Tensor TanhImpl::forward(const Tensor& input) { return input.tanh(); }

void TanhshrinkImpl::reset() {}
void TanhshrinkImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Tanhshrink()"; }
Tensor TanhshrinkImpl::forward(const Tensor& input) { return functional::tanhshrink(input); }

ThresholdImpl::ThresholdImpl(double threshold, double value)
    : ThresholdImpl(ThresholdOptions(threshold, value)) {}
ThresholdImpl::ThresholdImpl(const ThresholdOptions& options_) : options(options_) {}
void ThresholdImpl::reset() {}
void ThresholdImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Threshold(threshold=", options.threshold(), ", value=", options.value(),
        inplace_suffix(options.inplace()), ")");
}
Tensor ThresholdImpl::forward(const Tensor& input) { return functional::threshold(input, options); }

void SigmoidImpl::reset() {}
void SigmoidImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Sigmoid()"; }
Tensor SigmoidImpl::forward(const Tensor& input) { return input.sigmoid(); }

GELUImpl::GELUImpl(const GELUOptions& options_) : options(options_) {}
void GELUImpl::reset() {}
void GELUImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::GELU()"; }
Tensor GELUImpl::forward(const Tensor& input) { return functional::gelu(input, options); }

GLUImpl::GLUImpl(const GLUOptions& options_) : options(options_) {}
void GLUImpl::reset() {}
void GLUImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::GLU(dim=", options.dim(), ")");
}
Tensor GLUImpl::forward(const Tensor& input) { return functional::glu(input, options); }

void SiLUImpl::reset() {}
void SiLUImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::SiLU()"; }
Tensor SiLUImpl::forward(const Tensor& input) { return functional::silu(input); }

void MishImpl::reset() {}
void MishImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Mish()"; }
Tensor MishImpl::forward(const Tensor& input) { return functional::mish(input); }

void Softmax2dImpl::reset() {}
void Softmax2dImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Softmax2d()"; }
Tensor Softmax2dImpl::forward(const Tensor& input) {
  FACULA_CHECK(input.dim() == 4 || input.dim() == 3, "Softmax2d requires a 3D or 4D tensor as input");
  return functional::softmax(input, input.dim() - 3);
}

template class Cloneable<ELUImpl>;
template class Cloneable<SELUImpl>;
template class Cloneable<CELUImpl>;
template class Cloneable<HardshrinkImpl>;
template class Cloneable<HardtanhImpl>;
template class Cloneable<LeakyReLUImpl>;
template class Cloneable<LogSigmoidImpl>;
template class Cloneable<SoftmaxImpl>;
template class Cloneable<SoftminImpl>;
template class Cloneable<LogSoftmaxImpl>;
template class Cloneable<PReLUImpl>;
template class Cloneable<ReLUImpl>;
template class Cloneable<ReLU6Impl>;
template class Cloneable<RReLUImpl>;
template class Cloneable<SoftplusImpl>;
template class Cloneable<SoftshrinkImpl>;
template class Cloneable<SoftsignImpl>;
template class Cloneable<TanhImpl>;
template class Cloneable<TanhshrinkImpl>;
template class Cloneable<ThresholdImpl>;
template class Cloneable<SigmoidImpl>;
template class Cloneable<GELUImpl>;
template class Cloneable<GLUImpl>;
template class Cloneable<SiLUImpl>;
template class Cloneable<MishImpl>;
template class Cloneable<Softmax2dImpl>;

HardswishImpl::HardswishImpl(const HardswishOptions& options_) : options(options_) {}
void HardswishImpl::reset() {}
void HardswishImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Hardswish(", options.inplace() ? "inplace=true" : "", ")");
}
Tensor HardswishImpl::forward(const Tensor& input) { return functional::hardswish(input, options); }

HardsigmoidImpl::HardsigmoidImpl(const HardsigmoidOptions& options_) : options(options_) {}
void HardsigmoidImpl::reset() {}
void HardsigmoidImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Hardsigmoid(", options.inplace() ? "inplace=true" : "", ")");
}
Tensor HardsigmoidImpl::forward(const Tensor& input) { return functional::hardsigmoid(input, options); }

template class Cloneable<HardswishImpl>;
template class Cloneable<HardsigmoidImpl>;

}  // namespace nn
}  // namespace facula
