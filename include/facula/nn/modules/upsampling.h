#pragma once
// Resizing as a module.
#include "facula/nn/cloneable.h"
#include "facula/nn/options/upsampling.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// Resizes the spatial dimensions of (N, C, spatial…).
class UpsampleImpl : public Cloneable<UpsampleImpl> {
 public:
  explicit UpsampleImpl(UpsampleOptions options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  UpsampleOptions options;
};
FACULA_LIBRARY_MODULE(Upsample);

/// Upsample of (N, C, H, W) with mode kNearest. Only size and scale_factor of the options count.
class UpsamplingNearest2dImpl : public Cloneable<UpsamplingNearest2dImpl> {
 public:
  explicit UpsamplingNearest2dImpl(const UpsampleOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  UpsampleOptions options;
};
FACULA_LIBRARY_MODULE(UpsamplingNearest2d);

/// Upsample of (N, C, H, W) with mode kBilinear and aligned corners. Only size and scale_factor of the
/// options count.
class UpsamplingBilinear2dImpl : public Cloneable<UpsamplingBilinear2dImpl> {
 public:
  explicit UpsamplingBilinear2dImpl(const UpsampleOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  UpsampleOptions options;
};
FACULA_LIBRARY_MODULE(UpsamplingBilinear2d);

}  // namespace nn
}  // namespace facula
