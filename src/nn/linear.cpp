#include "facula/nn/modules/linear.h"

#include <cmath>

#include "facula/nn/functional/linear.h"
#include "facula/nn/init.h"
#include "facula/ops/creation.h"
#include "nn/print.h"

namespace facula {
namespace nn {

void IdentityImpl::reset() {}
void IdentityImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Identity()"; }
Tensor IdentityImpl::forward(const Tensor& input) { return input; }

LinearImpl::LinearImpl(int64_t in_features, int64_t out_features)
    : LinearImpl(LinearOptions(in_features, out_features)) {}
LinearImpl::LinearImpl(const LinearOptions& options_) : options(options_) { LinearImpl::reset(); }
void LinearImpl::reset() {
  weight = register_parameter("weight", empty({options.out_features(), options.in_features()}));
  bias = options.bias() ? register_parameter("bias", empty({options.out_features()}))
                        : register_parameter("bias", Tensor(), false);
  reset_parameters();
}
void LinearImpl::reset_parameters() {
  init::kaiming_uniform_(weight, std::sqrt(5));
  if (!bias.defined()) return;
  const int64_t fan_in = std::get<0>(init::_calculate_fan_in_and_fan_out(weight));
  const double bound = fan_in > 0 ? 1 / std::sqrt(static_cast<double>(fan_in)) : 0;
  init::uniform_(bias, -bound, bound);
}
void LinearImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Linear(in_features=", options.in_features(),
        ", out_features=", options.out_features(), ", bias=", options.bias(), ")");
}
Tensor LinearImpl::forward(const Tensor& input) { return functional::linear(input, weight, bias); }

FlattenImpl::FlattenImpl(const FlattenOptions& options_) : options(options_) {}
void FlattenImpl::reset() {}
void FlattenImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Flatten(start_dim=", options.start_dim(), ", end_dim=", options.end_dim(), ")");
}
Tensor FlattenImpl::forward(const Tensor& input) {
  return input.flatten(options.start_dim(), options.end_dim());
}

UnflattenImpl::UnflattenImpl(int64_t dim, std::vector<int64_t> sizes)
    : UnflattenImpl(UnflattenOptions(dim, std::move(sizes))) {}
UnflattenImpl::UnflattenImpl(UnflattenOptions options_) : options(std::move(options_)) {
  FACULA_CHECK_AS(NotImplementedError, options.dimname().empty() && options.namedshape().empty(),
                  "Unflatten: named tensors are not supported (dimname='", options.dimname(), "')");
}
void UnflattenImpl::reset() {}
void UnflattenImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Unflatten(dim=", options.dim(), ", unflattened_size={");
  for (size_t i = 0; i < options.sizes().size(); ++i) print(stream, i ? ", " : "", options.sizes()[i]);
  print(stream, "})");
}
Tensor UnflattenImpl::forward(const Tensor& input) { return input.unflatten(options.dim(), options.sizes()); }

BilinearImpl::BilinearImpl(int64_t in1_features, int64_t in2_features, int64_t out_features)
    : BilinearImpl(BilinearOptions(in1_features, in2_features, out_features)) {}
BilinearImpl::BilinearImpl(const BilinearOptions& options_) : options(options_) { BilinearImpl::reset(); }
void BilinearImpl::reset() {
  weight = register_parameter(
      "weight", empty({options.out_features(), options.in1_features(), options.in2_features()}));
  bias = options.bias() ? register_parameter("bias", empty({options.out_features()}))
                        : register_parameter("bias", Tensor(), false);
  reset_parameters();
}
void BilinearImpl::reset_parameters() {
  const double bound = 1.0 / std::sqrt(static_cast<double>(weight.size(1)));
  init::uniform_(weight, -bound, bound);
  if (bias.defined()) init::uniform_(bias, -bound, bound);
}
void BilinearImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Bilinear(in1_features=", options.in1_features(),
        ", in2_features=", options.in2_features(), ", out_features=", options.out_features(),
        ", bias=", options.bias(), ")");
}
Tensor BilinearImpl::forward(const Tensor& input1, const Tensor& input2) {
  return functional::bilinear(input1, input2, weight, bias);
}

template class Cloneable<IdentityImpl>;
template class Cloneable<LinearImpl>;
template class Cloneable<FlattenImpl>;
template class Cloneable<UnflattenImpl>;
template class Cloneable<BilinearImpl>;

}  // namespace nn
}  // namespace facula
