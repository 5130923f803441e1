#pragma once
// Layer norm and group norm.
#include "facula/nn/cloneable.h"
#include "facula/nn/options/normalization.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// Normalises over the last dimensions, of sizes normalized_shape.
/// init    weight 1, bias 0
/// state   weight, bias (normalized_shape)
/// source  Ba et al. 2016, arXiv:1607.06450
class LayerNormImpl : public Cloneable<LayerNormImpl> {
 public:
  LayerNormImpl(std::vector<int64_t> normalized_shape);
  explicit LayerNormImpl(LayerNormOptions options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LayerNormOptions options;
  Tensor weight, bias;
};
FACULA_LIBRARY_MODULE(LayerNorm);

/// Normalises over groups of channels of each sample.
/// init    weight 1, bias 0
/// state   weight, bias (num_channels)
/// source  Wu & He 2018, arXiv:1803.08494
class GroupNormImpl : public Cloneable<GroupNormImpl> {
 public:
  GroupNormImpl(int64_t num_groups, int64_t num_channels);
  explicit GroupNormImpl(const GroupNormOptions& options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  GroupNormOptions options;
  Tensor weight, bias;
};
FACULA_LIBRARY_MODULE(GroupNorm);

/// input / sqrt(mean(input^2) + eps) weight over the last dimensions, of sizes normalized_shape.
/// init    weight 1
/// state   weight (normalized_shape)
/// source  Zhang & Sennrich 2019, arXiv:1910.07467
class RMSNormImpl : public Cloneable<RMSNormImpl> {
 public:
  explicit RMSNormImpl(std::vector<int64_t> normalized_shape);
  explicit RMSNormImpl(RMSNormOptions options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  RMSNormOptions options;
  Tensor weight;
};
FACULA_LIBRARY_MODULE(RMSNorm);

/// Divides by a power of the mean square of neighbouring channels.
/// source  Krizhevsky et al. 2012, section 3.3
class LocalResponseNormImpl : public Cloneable<LocalResponseNormImpl> {
 public:
  explicit LocalResponseNormImpl(int64_t size);
  explicit LocalResponseNormImpl(const LocalResponseNormOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LocalResponseNormOptions options;
};
FACULA_LIBRARY_MODULE(LocalResponseNorm);

/// The same with a window of 2 floor((size - 1) / 2) + 1 channels, divided by size.
/// shape   (N, C, H, W)
class CrossMapLRN2dImpl : public Cloneable<CrossMapLRN2dImpl> {
 public:
  explicit CrossMapLRN2dImpl(int64_t size);
  explicit CrossMapLRN2dImpl(const CrossMapLRN2dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  CrossMapLRN2dOptions options;
};
FACULA_LIBRARY_MODULE(CrossMapLRN2d);

}  // namespace nn
}  // namespace facula
