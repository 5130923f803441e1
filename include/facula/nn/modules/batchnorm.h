#pragma once
// Batch norm.
#include "facula/nn/cloneable.h"
#include "facula/nn/options/batchnorm.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {
namespace detail {
/// Parameters and running statistics that batch norm and instance norm share.
/// init    weight 1, bias 0
/// state   weight, bias, running_mean, running_var (num_features), num_batches_tracked (int64)
template <class Options, class Derived>
class NormImplBase : public Cloneable<Derived> {
 public:
  explicit NormImplBase(const Options& options_);
  void reset() override;
  void reset_running_stats();
  void reset_parameters();

  Options options;
  Tensor weight, bias, running_mean, running_var, num_batches_tracked;
};
}  // namespace detail

/// Normalises each channel of (N, C) or (N, C, L) over the batch.
/// source  Ioffe & Szegedy 2015, arXiv:1502.03167
class BatchNorm1dImpl : public detail::NormImplBase<BatchNormOptions, BatchNorm1dImpl> {
 public:
  BatchNorm1dImpl(int64_t num_features);
  explicit BatchNorm1dImpl(const BatchNorm1dOptions& options_);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(BatchNorm1d);

/// Normalises each channel of (N, C, H, W) over the batch.
/// source  Ioffe & Szegedy 2015, arXiv:1502.03167
class BatchNorm2dImpl : public detail::NormImplBase<BatchNormOptions, BatchNorm2dImpl> {
 public:
  BatchNorm2dImpl(int64_t num_features);
  explicit BatchNorm2dImpl(const BatchNorm2dOptions& options_);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(BatchNorm2d);

/// Normalises each channel of (N, C, D, H, W) over the batch.
/// source  Ioffe & Szegedy 2015, arXiv:1502.03167
class BatchNorm3dImpl : public detail::NormImplBase<BatchNormOptions, BatchNorm3dImpl> {
 public:
  BatchNorm3dImpl(int64_t num_features);
  explicit BatchNorm3dImpl(const BatchNorm3dOptions& options_);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(BatchNorm3d);

}  // namespace nn
}  // namespace facula
