// Functional forms of linear maps, normalisation, embeddings and padding.
#include "facula/graph/grad_mode.h"
#include "facula/nn/functional.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/embedding.h"
#include "facula/ops/index.h"
#include "facula/ops/matmul.h"
#include "facula/ops/native.h"
#include "facula/ops/norm.h"
#include "facula/ops/pad.h"
#include "facula/ops/pool.h"

namespace facula {
namespace nn {
namespace functional {

// ---- linear maps

Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias) {
  return facula::linear(input, weight, bias);
}

Tensor bilinear(const Tensor& input1, const Tensor& input2, const Tensor& weight, const Tensor& bias) {
  return facula::bilinear(input1, input2, weight, bias);
}

// ---- normalisation

Tensor batch_norm(const Tensor& input, const Tensor& running_mean, const Tensor& running_var,
                  const BatchNormFuncOptions& o) {
  if (o.training()) {
    FACULA_CHECK_AS(ValueError, input.dim() >= 2, "Expected at least 2 input dimensions, but got ",
                    input.dim());
    int64_t per_channel = input.size(0);
    for (int64_t d = 2; d < input.dim(); ++d) per_channel *= input.size(d);
    FACULA_CHECK_AS(ValueError, per_channel != 1,
                    "Expected more than 1 value per channel when training, got input size ", input.sizes());
  }
  FACULA_CHECK_AS(ValueError, o.momentum().has_value(),
                  "batch_norm: the functional form needs a momentum; nullopt is resolved by the module");
  return facula::batch_norm(input, o.weight(), o.bias(), running_mean, running_var, o.training(),
                            *o.momentum(), o.eps());
}

Tensor instance_norm(const Tensor& input, const InstanceNormFuncOptions& o) {
  return facula::instance_norm(input, o.weight(), o.bias(), o.running_mean(), o.running_var(),
                               o.use_input_stats(), o.momentum(), o.eps());
}
Tensor layer_norm(const Tensor& input, const LayerNormFuncOptions& o) {
  return facula::layer_norm(input, o.normalized_shape(), o.weight(), o.bias(), o.eps());
}
Tensor group_norm(const Tensor& input, const GroupNormFuncOptions& o) {
  return facula::group_norm(input, o.num_groups(), o.weight(), o.bias(), o.eps());
}

Tensor normalize(const Tensor& input, NormalizeFuncOptions o) {
  const Tensor length = input.norm(Scalar(o.p()), {o.dim()}, true).clamp_min(o.eps());
  const Tensor y = input / length.expand_as(input);
  if (!o.out()) return y;
  FACULA_CHECK(
      !y.requires_grad(),
      "normalize(): functions with out=... arguments don't support automatic differentiation, but one of "
      "the arguments requires grad.");
  o.out()->resize_(y.sizes());
  return o.out()->copy_(y);
}

Tensor rms_norm(const Tensor& input, const RMSNormFuncOptions& o) {
  const std::vector<int64_t>& shape = o.normalized_shape();
  const auto n = static_cast<int64_t>(shape.size());
  FACULA_CHECK(n >= 1 && input.dim() >= n &&
                   input.sizes().slice(static_cast<size_t>(input.dim() - n)) == IntArrayRef(shape),
               "Given normalized_shape=", IntArrayRef(shape), ", expected input with shape [*, ",
               IntArrayRef(shape), "], but got input of size", input.sizes());
  DimVector dims;
  for (int64_t d = 1; d <= n; ++d) dims.push_back(-d);
  const bool is_double = input.scalar_type() == kDouble;
  const double eps = o.eps() ? *o.eps() : is_double ? 2.220446049250313e-16 : 1.1920928955078125e-07;
  const Tensor y = input * (input.square().mean(dims, true) + eps).rsqrt();
  return o.weight().defined() ? y * o.weight() : y;
}

Tensor local_response_norm(const Tensor& input, const LocalResponseNormFuncOptions& o) {
  FACULA_CHECK(input.dim() >= 3, "Expected 3D or higher dimensionality input (got ", input.dim(),
               " dimensions)");
  const int64_t before = o.size() / 2, after = (o.size() - 1) / 2;
  // (N, 1, C, everything else): channels are the rows of pictures.
  const Tensor squares = (input * input).reshape({input.size(0), 1, input.size(1), -1});
  const Tensor means =
      facula::avg_pool2d(pad(squares, PadFuncOptions({0, 0, before, after})), {o.size(), 1}, 1);
  return input / (means.reshape(input.sizes()) * o.alpha() + o.k()).pow(o.beta());
}

// ---- embeddings

Tensor embedding(const Tensor& input, const Tensor& weight, const EmbeddingFuncOptions& o) {
  const int64_t rows = weight.size(0);
  int64_t padding = -1;
  if (o.padding_idx()) {
    padding = *o.padding_idx();
    FACULA_CHECK(padding < rows && padding >= -rows, "Padding_idx must be within num_embeddings");
    if (padding < 0) padding += rows;
  }
  if (o.max_norm()) {
    NoGradGuard no_grad;
    Tensor table = weight;
    facula::embedding_renorm_(table, input.contiguous(), *o.max_norm(), o.norm_type());
  }
  return facula::embedding(weight, input, padding, o.scale_grad_by_freq(), o.sparse());
}

static int64_t bag_mode(const EmbeddingBagMode& mode) {
  return enumtype::is<enumtype::kSum>(mode) ? 0 : enumtype::is<enumtype::kMean>(mode) ? 1 : 2;
}

Tensor embedding_bag(const Tensor& input, const Tensor& weight, const EmbeddingBagFuncOptions& o) {
  Tensor ids = input, offsets = o.offsets(), factors = o.per_sample_weights();
  FACULA_CHECK(!factors.defined() || factors.sizes() == ids.sizes(), "embedding_bag: If per_sample_weights (",
               factors.defined() ? factors.sizes() : ids.sizes(),
               ") is not null, then it must have the same shape as the input (", ids.sizes(), ")");
  if (input.dim() == 2) {
    FACULA_CHECK(!offsets.defined(),
                 "If input is 2D, then offsets has to be null, as input is treated is a mini-batch of fixed "
                 "length sequences. However, found offsets of type Tensor");
    offsets = arange(0, std::max<int64_t>(ids.size(0), 0), TensorOptions(kLong)) * ids.size(1);
    ids = ids.reshape({-1});
    if (factors.defined()) factors = factors.reshape({-1});
  } else {
    FACULA_CHECK(input.dim() == 1, "input has to be 1D or 2D Tensor, but got Tensor of dimension ",
                 input.dim());
    FACULA_CHECK(offsets.defined(), "offsets has to be a 1D Tensor but got null");
    FACULA_CHECK(offsets.dim() == 1, "offsets has to be a 1D Tensor");
  }
  const int64_t mode = bag_mode(o.mode());
  FACULA_CHECK(mode != 2 || !o.scale_grad_by_freq(),
               "max mode does not support scaling the gradient by the frequency");
  FACULA_CHECK(mode != 2 || !o.sparse(), "max mode does not support sparse weights");
  FACULA_CHECK(!factors.defined() || mode == 0,
               "embedding_bag: per_sample_weights was not null. per_sample_weights is only supported for "
               "mode='kSum' (got mode='",
               enumtype::get_enum_name(o.mode()), "').Please open a feature request on GitHub.");
  if (o.max_norm()) {
    NoGradGuard no_grad;
    Tensor table = weight;
    facula::embedding_renorm_(table, ids.contiguous(), *o.max_norm(), o.norm_type());
  }
  std::optional<Tensor> per_sample;
  if (factors.defined()) per_sample = factors;
  return std::get<0>(facula::embedding_bag(weight, ids, offsets, o.scale_grad_by_freq(), mode, o.sparse(),
                                           per_sample, o.include_last_offset(), o.padding_idx()));
}

Tensor one_hot(const Tensor& tensor, int64_t num_classes) { return facula::one_hot(tensor, num_classes); }

// ---- padding

Tensor pad(const Tensor& input, const PadFuncOptions& o) {
  FACULA_CHECK(o.pad().size() % 2 == 0, "Padding length must be divisible by 2");
  FACULA_CHECK(static_cast<int64_t>(o.pad().size() / 2) <= input.dim(), "Padding length too large");
  if (enumtype::is<enumtype::kConstant>(o.mode())) return constant_pad_nd(input, o.pad(), o.value());
  FACULA_CHECK(o.value() == 0, "Padding mode \"", enumtype::get_enum_name(o.mode()),
               "\" doesn't take in value argument");
  const bool reflect = enumtype::is<enumtype::kReflect>(o.mode());
  return facula::pad(input, o.pad(),
                     reflect                                        ? "reflect"
                     : enumtype::is<enumtype::kReplicate>(o.mode()) ? "replicate"
                                                                    : "circular");
}

}  // namespace functional
}  // namespace nn
}  // namespace facula
