#pragma once
// Batch norm over all processes of a group. There is one process here, so it is batch norm on a GPU.
#include "facula/nn/modules/batchnorm.h"

namespace facula {
namespace nn {

/// Normalises each channel of (N, C, *) over the batches of all processes.
/// errors  ValueError: "SyncBatchNorm expected input tensor to be on GPU", "expected at least 2D input (got
///         1D input)"
class SyncBatchNormImpl : public detail::NormImplBase<BatchNormOptions, SyncBatchNormImpl> {
 public:
  SyncBatchNormImpl(int64_t num_features) : SyncBatchNormImpl(BatchNormOptions(num_features)) {}
  explicit SyncBatchNormImpl(const BatchNormOptions& options_);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  /// `module` itself, or if it is a batch norm or a Sequential, one with SyncBatchNorm for every batch norm;
  /// it shares parameters and buffers.
  /// errors  Error for a batch norm that is the member of another kind of module: a member cannot be replaced
  static std::shared_ptr<Module> convert_sync_batchnorm(const std::shared_ptr<Module>& module);
};
FACULA_LIBRARY_MODULE(SyncBatchNorm);

}  // namespace nn
}  // namespace facula
