#include "facula/nn/modules/dropout.h"

#include "facula/nn/functional/dropout.h"
#include "nn/print.h"

namespace facula {
namespace nn {

static void check_probability(double p) {
  FACULA_CHECK(p >= 0. && p <= 1., "dropout probability has to be between 0 and 1, but got ", p);
}

DropoutImpl::DropoutImpl(double p) : DropoutImpl(DropoutOptions(p)) {}
DropoutImpl::DropoutImpl(const DropoutOptions& options_) : options(options_) { DropoutImpl::reset(); }
void DropoutImpl::reset() { check_probability(options.p()); }
void DropoutImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Dropout(p=", options.p(), ", inplace=", options.inplace(), ")");
}
Tensor DropoutImpl::forward(const Tensor& input) {
  return functional::dropout(
      input,
      functional::DropoutFuncOptions().p(options.p()).training(is_training()).inplace(options.inplace()));
}

Dropout1dImpl::Dropout1dImpl(const Dropout1dOptions& options_) : options(options_) { Dropout1dImpl::reset(); }
void Dropout1dImpl::reset() { check_probability(options.p()); }
void Dropout1dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Dropout1d(p=", options.p(), ", inplace=", options.inplace(), ")");
}
Tensor Dropout1dImpl::forward(const Tensor& input) {
  return functional::dropout1d(
      input,
      functional::Dropout1dFuncOptions().p(options.p()).training(is_training()).inplace(options.inplace()));
}

Dropout2dImpl::Dropout2dImpl(double p) : Dropout2dImpl(Dropout2dOptions(p)) {}
Dropout2dImpl::Dropout2dImpl(const Dropout2dOptions& options_) : options(options_) { Dropout2dImpl::reset(); }
void Dropout2dImpl::reset() { check_probability(options.p()); }
void Dropout2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Dropout2d(p=", options.p(), ", inplace=", options.inplace(), ")");
}
Tensor Dropout2dImpl::forward(const Tensor& input) {
  return functional::dropout2d(
      input,
      functional::Dropout2dFuncOptions().p(options.p()).training(is_training()).inplace(options.inplace()));
}

Dropout3dImpl::Dropout3dImpl(double p) : Dropout3dImpl(Dropout3dOptions(p)) {}
Dropout3dImpl::Dropout3dImpl(const Dropout3dOptions& options_) : options(options_) { Dropout3dImpl::reset(); }
void Dropout3dImpl::reset() { check_probability(options.p()); }
void Dropout3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Dropout3d(p=", options.p(), ", inplace=", options.inplace(), ")");
}
Tensor Dropout3dImpl::forward(const Tensor& input) {
  return functional::dropout3d(
      input,
      functional::Dropout3dFuncOptions().p(options.p()).training(is_training()).inplace(options.inplace()));
}

AlphaDropoutImpl::AlphaDropoutImpl(double p) : AlphaDropoutImpl(AlphaDropoutOptions(p)) {}
AlphaDropoutImpl::AlphaDropoutImpl(const AlphaDropoutOptions& options_) : options(options_) {
  AlphaDropoutImpl::reset();
}
void AlphaDropoutImpl::reset() { check_probability(options.p()); }
void AlphaDropoutImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::AlphaDropout(p=", options.p(), ", inplace=", options.inplace(), ")");
}
Tensor AlphaDropoutImpl::forward(const Tensor& input) {
  return functional::alpha_dropout(input, functional::AlphaDropoutFuncOptions()
                                              .p(options.p())
                                              .training(is_training())
                                              .inplace(options.inplace()));
}

FeatureAlphaDropoutImpl::FeatureAlphaDropoutImpl(double p)
    : FeatureAlphaDropoutImpl(FeatureAlphaDropoutOptions(p)) {}
FeatureAlphaDropoutImpl::FeatureAlphaDropoutImpl(const FeatureAlphaDropoutOptions& options_)
    : options(options_) {
  FeatureAlphaDropoutImpl::reset();
}
void FeatureAlphaDropoutImpl::reset() { check_probability(options.p()); }
void FeatureAlphaDropoutImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::FeatureAlphaDropout(p=", options.p(), ", inplace=", options.inplace(), ")");
}
Tensor FeatureAlphaDropoutImpl::forward(const Tensor& input) {
  return functional::feature_alpha_dropout(input, functional::FeatureAlphaDropoutFuncOptions()
                                                      .p(options.p())
                                                      .training(is_training())
                                                      .inplace(options.inplace()));
}

template class Cloneable<DropoutImpl>;
template class Cloneable<Dropout1dImpl>;
template class Cloneable<Dropout2dImpl>;
template class Cloneable<Dropout3dImpl>;
template class Cloneable<AlphaDropoutImpl>;
template class Cloneable<FeatureAlphaDropoutImpl>;

}  // namespace nn
}  // namespace facula
