#pragma once
// Instance norm.
#include "facula/nn/modules/batchnorm.h"
#include "facula/nn/options/instancenorm.h"

namespace facula {
namespace nn {

/// Normalises each channel of each sample of (N, C, L).
/// source  Ulyanov et al. 2016, arXiv:1607.08022
class InstanceNorm1dImpl : public detail::NormImplBase<InstanceNormOptions, InstanceNorm1dImpl> {
 public:
  InstanceNorm1dImpl(int64_t num_features);
  explicit InstanceNorm1dImpl(const InstanceNorm1dOptions& options_);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(InstanceNorm1d);

/// Normalises each channel of each sample of (N, C, H, W).
/// source  Ulyanov et al. 2016, arXiv:1607.08022
class InstanceNorm2dImpl : public detail::NormImplBase<InstanceNormOptions, InstanceNorm2dImpl> {
 public:
  InstanceNorm2dImpl(int64_t num_features);
  explicit InstanceNorm2dImpl(const InstanceNorm2dOptions& options_);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(InstanceNorm2d);

/// Normalises each channel of each sample of (N, C, D, H, W).
/// source  Ulyanov et al. 2016, arXiv:1607.08022
class InstanceNorm3dImpl : public detail::NormImplBase<InstanceNormOptions, InstanceNorm3dImpl> {
 public:
  InstanceNorm3dImpl(int64_t num_features);
  explicit InstanceNorm3dImpl(const InstanceNorm3dOptions& options_);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(InstanceNorm3d);

}  // namespace nn
}  // namespace facula
