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
  LayerNormImpl(std::vector<int64_t> normalized_shape)
      : LayerNormImpl(LayerNormOptions(std::move(normalized_shape))) {}
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
  GroupNormImpl(int64_t num_groups, int64_t num_channels)
      : GroupNormImpl(GroupNormOptions(num_groups, num_channels)) {}
  explicit GroupNormImpl(const GroupNormOptions& options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  GroupNormOptions options;
  Tensor weight, bias;
};
FACULA_LIBRARY_MODULE(GroupNorm);

}  // namespace nn
}  // namespace facula
