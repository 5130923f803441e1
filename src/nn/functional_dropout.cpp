#include "facula/nn/functional/dropout.h"
#include "facula/ops/dropout.h"

namespace facula {
namespace nn {
namespace functional {

static void check_probability(double p) {
  FACULA_CHECK(p >= 0.0 && p <= 1.0, "dropout probability has to be between 0 and 1, but got ", p);
}

Tensor dropout(Tensor input, const DropoutFuncOptions& o) {
  check_probability(o.p());
  return o.inplace() ? facula::dropout_(input, o.p(), o.training())
                     : facula::dropout(input, o.p(), o.training());
}
Tensor dropout2d(Tensor input, const Dropout2dFuncOptions& o) {
  check_probability(o.p());
  return o.inplace() ? facula::feature_dropout_(input, o.p(), o.training())
                     : facula::feature_dropout(input, o.p(), o.training());
}
Tensor dropout3d(Tensor input, const Dropout3dFuncOptions& o) { return dropout2d(std::move(input), o); }
Tensor alpha_dropout(Tensor input, const AlphaDropoutFuncOptions& o) {
  check_probability(o.p());
  return o.inplace() ? facula::alpha_dropout_(input, o.p(), o.training())
                     : facula::alpha_dropout(input, o.p(), o.training());
}
Tensor feature_alpha_dropout(Tensor input, const FeatureAlphaDropoutFuncOptions& o) {
  check_probability(o.p());
  return o.inplace() ? facula::feature_alpha_dropout_(input, o.p(), o.training())
                     : facula::feature_alpha_dropout(input, o.p(), o.training());
}

}  // namespace functional
}  // namespace nn
}  // namespace facula
