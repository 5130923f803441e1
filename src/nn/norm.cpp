#include <cmath>

#include "facula/graph/grad_mode.h"
#include "facula/nn/functional/normalization.h"
#include "facula/nn/init.h"
#include "facula/nn/modules/batchnorm.h"
#include "facula/nn/modules/instancenorm.h"
#include "facula/nn/modules/normalization.h"
#include "facula/nn/modules/syncbatchnorm.h"
#include "facula/ops/creation.h"
#include "nn/print.h"

namespace facula {
namespace nn {

// ---- what batch norm and instance norm share

namespace detail {

template <class Options, class Derived>
NormImplBase<Options, Derived>::NormImplBase(const Options& options_) : options(options_) {
  NormImplBase::reset();
}

template <class Options, class Derived>
void NormImplBase<Options, Derived>::reset() {
  const int64_t n = options.num_features();
  if (options.affine()) {
    weight = this->register_parameter("weight", empty({n}));
    bias = this->register_parameter("bias", empty({n}));
  } else {
    weight = this->register_parameter("weight", Tensor(), false);
    bias = this->register_parameter("bias", Tensor(), false);
  }
  if (options.track_running_stats()) {
    running_mean = this->register_buffer("running_mean", zeros({n}));
    running_var = this->register_buffer("running_var", ones({n}));
    num_batches_tracked = this->register_buffer("num_batches_tracked", zeros({}, TensorOptions(kLong)));
  } else {
    running_mean = this->register_buffer("running_mean", Tensor());
    running_var = this->register_buffer("running_var", Tensor());
    num_batches_tracked = this->register_buffer("num_batches_tracked", Tensor());
  }
  reset_parameters();
}

template <class Options, class Derived>
void NormImplBase<Options, Derived>::reset_running_stats() {
  if (!options.track_running_stats()) return;
  running_mean.zero_();
  running_var.fill_(1);
  num_batches_tracked.zero_();
}

template <class Options, class Derived>
void NormImplBase<Options, Derived>::reset_parameters() {
  reset_running_stats();
  if (!options.affine()) return;
  init::ones_(weight);
  init::zeros_(bias);
}

}  // namespace detail

// ---- batch norm

template <class Derived>
static Tensor normalize_batch(detail::NormImplBase<BatchNormOptions, Derived>& m, const Tensor& input) {
  const BatchNormOptions& o = m.options;
  double factor = o.momentum().value_or(0.0);
  if (m.is_training() && o.track_running_stats()) {
    m.num_batches_tracked.add_(1);
    if (!o.momentum()) factor = 1.0 / m.num_batches_tracked.template item<double>();
  }
  return functional::batch_norm(input, m.running_mean, m.running_var,
                                functional::BatchNormFuncOptions()
                                    .weight(m.weight)
                                    .bias(m.bias)
                                    .training(m.is_training() || !o.track_running_stats())
                                    .momentum(factor)
                                    .eps(o.eps()));
}

static std::string batch_norm_text(int d, const BatchNormOptions& o) {
  return ::facula::detail::concat(
      "torch::nn::BatchNorm", d, "d(", o.num_features(), ", eps=", o.eps(),
      ", momentum=", o.momentum() ? ::facula::detail::concat(*o.momentum()) : std::string("None"),
      ", affine=", o.affine(), ", track_running_stats=", o.track_running_stats(), ")");
}

template class detail::NormImplBase<BatchNormOptions, SyncBatchNormImpl>;
template class detail::NormImplBase<BatchNormOptions, BatchNorm1dImpl>;
BatchNorm1dImpl::BatchNorm1dImpl(int64_t num_features) : BatchNorm1dImpl(BatchNorm1dOptions(num_features)) {}
BatchNorm1dImpl::BatchNorm1dImpl(const BatchNorm1dOptions& options_) : NormImplBase(options_) {}
void BatchNorm1dImpl::pretty_print(std::ostream& stream) const { stream << batch_norm_text(1, options); }
Tensor BatchNorm1dImpl::forward(const Tensor& input) {
  FACULA_CHECK(input.dim() == 2 || input.dim() == 3, "expected 2D or 3D input (got ", input.dim(),
               "D input)");
  return normalize_batch(*this, input);
}

template class detail::NormImplBase<BatchNormOptions, BatchNorm2dImpl>;
BatchNorm2dImpl::BatchNorm2dImpl(int64_t num_features) : BatchNorm2dImpl(BatchNorm2dOptions(num_features)) {}
BatchNorm2dImpl::BatchNorm2dImpl(const BatchNorm2dOptions& options_) : NormImplBase(options_) {}
void BatchNorm2dImpl::pretty_print(std::ostream& stream) const { stream << batch_norm_text(2, options); }
Tensor BatchNorm2dImpl::forward(const Tensor& input) {
  FACULA_CHECK(input.dim() == 4, "expected 4D input (got ", input.dim(), "D input)");
  return normalize_batch(*this, input);
}

template class detail::NormImplBase<BatchNormOptions, BatchNorm3dImpl>;
BatchNorm3dImpl::BatchNorm3dImpl(int64_t num_features) : BatchNorm3dImpl(BatchNorm3dOptions(num_features)) {}
BatchNorm3dImpl::BatchNorm3dImpl(const BatchNorm3dOptions& options_) : NormImplBase(options_) {}
void BatchNorm3dImpl::pretty_print(std::ostream& stream) const { stream << batch_norm_text(3, options); }
Tensor BatchNorm3dImpl::forward(const Tensor& input) {
  FACULA_CHECK(input.dim() == 5, "expected 5D input (got ", input.dim(), "D input)");
  return normalize_batch(*this, input);
}

// ---- instance norm

template <class Derived>
static Tensor normalize_instances(detail::NormImplBase<InstanceNormOptions, Derived>& m, const Tensor& input,
                                  int64_t dims) {
  FACULA_CHECK(input.dim() == dims || input.dim() == dims - 1, "expected ", dims - 1, "D or ", dims,
               "D input (got ", input.dim(), "D input)");
  const InstanceNormOptions& o = m.options;
  const bool single = input.dim() == dims - 1;
  const Tensor y = functional::instance_norm(single ? input.unsqueeze(0) : input,
                                             functional::InstanceNormFuncOptions()
                                                 .running_mean(m.running_mean)
                                                 .running_var(m.running_var)
                                                 .weight(m.weight)
                                                 .bias(m.bias)
                                                 .use_input_stats(m.is_training() || !o.track_running_stats())
                                                 .momentum(o.momentum())
                                                 .eps(o.eps()));
  return single ? y.squeeze(0) : y;
}

static std::string instance_norm_text(int d, const InstanceNormOptions& o) {
  return ::facula::detail::concat("torch::nn::InstanceNorm", d, "d(", o.num_features(), ", eps=", o.eps(),
                                  ", momentum=", o.momentum(), ", affine=", o.affine(),
                                  ", track_running_stats=", o.track_running_stats(), ")");
}

template class detail::NormImplBase<InstanceNormOptions, InstanceNorm1dImpl>;
InstanceNorm1dImpl::InstanceNorm1dImpl(int64_t num_features)
    : InstanceNorm1dImpl(InstanceNorm1dOptions(num_features)) {}
InstanceNorm1dImpl::InstanceNorm1dImpl(const InstanceNorm1dOptions& options_) : NormImplBase(options_) {}
void InstanceNorm1dImpl::pretty_print(std::ostream& stream) const {
  stream << instance_norm_text(1, options);
}
Tensor InstanceNorm1dImpl::forward(const Tensor& input) { return normalize_instances(*this, input, 3); }

template class detail::NormImplBase<InstanceNormOptions, InstanceNorm2dImpl>;
InstanceNorm2dImpl::InstanceNorm2dImpl(int64_t num_features)
    : InstanceNorm2dImpl(InstanceNorm2dOptions(num_features)) {}
InstanceNorm2dImpl::InstanceNorm2dImpl(const InstanceNorm2dOptions& options_) : NormImplBase(options_) {}
void InstanceNorm2dImpl::pretty_print(std::ostream& stream) const {
  stream << instance_norm_text(2, options);
}
Tensor InstanceNorm2dImpl::forward(const Tensor& input) { return normalize_instances(*this, input, 4); }

template class detail::NormImplBase<InstanceNormOptions, InstanceNorm3dImpl>;
InstanceNorm3dImpl::InstanceNorm3dImpl(int64_t num_features)
    : InstanceNorm3dImpl(InstanceNorm3dOptions(num_features)) {}
InstanceNorm3dImpl::InstanceNorm3dImpl(const InstanceNorm3dOptions& options_) : NormImplBase(options_) {}
void InstanceNorm3dImpl::pretty_print(std::ostream& stream) const {
  stream << instance_norm_text(3, options);
}
Tensor InstanceNorm3dImpl::forward(const Tensor& input) { return normalize_instances(*this, input, 5); }

// ---- layer norm and group norm

LayerNormImpl::LayerNormImpl(std::vector<int64_t> normalized_shape)
    : LayerNormImpl(LayerNormOptions(std::move(normalized_shape))) {}
LayerNormImpl::LayerNormImpl(LayerNormOptions options_) : options(std::move(options_)) {
  LayerNormImpl::reset();
}
void LayerNormImpl::reset() {
  if (options.elementwise_affine()) {
    weight = register_parameter("weight", facula::empty(options.normalized_shape()));
    bias = register_parameter("bias", facula::empty(options.normalized_shape()));
  } else {
    weight = register_parameter("weight", Tensor(), false);
    bias = register_parameter("bias", Tensor(), false);
  }
  reset_parameters();
}
void LayerNormImpl::reset_parameters() {
  if (!options.elementwise_affine()) return;
  init::ones_(weight);
  init::zeros_(bias);
}
void LayerNormImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::LayerNorm(", IntArrayRef(options.normalized_shape()), ", eps=", options.eps(),
        ", elementwise_affine=", options.elementwise_affine(), ")");
}
Tensor LayerNormImpl::forward(const Tensor& input) {
  return functional::layer_norm(input, functional::LayerNormFuncOptions(options.normalized_shape())
                                           .weight(weight)
                                           .bias(bias)
                                           .eps(options.eps()));
}

GroupNormImpl::GroupNormImpl(int64_t num_groups, int64_t num_channels)
    : GroupNormImpl(GroupNormOptions(num_groups, num_channels)) {}
GroupNormImpl::GroupNormImpl(const GroupNormOptions& options_) : options(options_) { GroupNormImpl::reset(); }
void GroupNormImpl::reset() {
  if (options.affine()) {
    weight = register_parameter("weight", empty({options.num_channels()}));
    bias = register_parameter("bias", empty({options.num_channels()}));
  } else {
    weight = register_parameter("weight", Tensor(), false);
    bias = register_parameter("bias", Tensor(), false);
  }
  reset_parameters();
}
void GroupNormImpl::reset_parameters() {
  if (!options.affine()) return;
  init::ones_(weight);
  init::zeros_(bias);
}
void GroupNormImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::GroupNorm(", options.num_groups(), ", ", options.num_channels(),
        ", eps=", options.eps(), ", affine=", options.affine(), ")");
}
Tensor GroupNormImpl::forward(const Tensor& input) {
  return functional::group_norm(
      input,
      functional::GroupNormFuncOptions(options.num_groups()).weight(weight).bias(bias).eps(options.eps()));
}

template class Cloneable<SyncBatchNormImpl>;
template class Cloneable<BatchNorm1dImpl>;
template class Cloneable<BatchNorm2dImpl>;
template class Cloneable<BatchNorm3dImpl>;
template class Cloneable<InstanceNorm1dImpl>;
template class Cloneable<InstanceNorm2dImpl>;
template class Cloneable<InstanceNorm3dImpl>;
template class Cloneable<LayerNormImpl>;
template class Cloneable<GroupNormImpl>;

}  // namespace nn
}  // namespace facula
