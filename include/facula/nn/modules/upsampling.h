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

}  // namespace nn
}  // namespace facula
