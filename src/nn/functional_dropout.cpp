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
Tensor dropout1d(Tensor input, const Dropout1dFuncOptions& o) {
  check_probability(o.p());
  FACULA_CHECK(input.dim() == 2 || input.dim() == 3, "dropout1d: Expected 2D or 3D input, but received a ",
               input.dim(),
               "D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial "
               "dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).");
  if (input.dim() == 3) return dropout2d(std::move(input), o);
  Tensor batch = input.unsqueeze(0);
  if (!o.inplace()) return facula::feature_dropout(batch, o.p(), o.training()).squeeze(0);
  facula::feature_dropout_(batch, o.p(), o.training());
  return input;
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
