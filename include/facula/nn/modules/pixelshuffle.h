#pragma once
// Shuffles between space and channels.
#include "facula/nn/cloneable.h"
#include "facula/nn/options/pixelshuffle.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// (*, C r^2, H, W) to (*, C, H r, W r).
/// source  Shi et al. 2016, arXiv:1609.05158
class PixelShuffleImpl : public Cloneable<PixelShuffleImpl> {
 public:
  explicit PixelShuffleImpl(int64_t upscale_factor);
  explicit PixelShuffleImpl(const PixelShuffleOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  PixelShuffleOptions options;
};
FACULA_LIBRARY_MODULE(PixelShuffle);

/// (*, C, H r, W r) to (*, C r^2, H, W).
class PixelUnshuffleImpl : public Cloneable<PixelUnshuffleImpl> {
 public:
  explicit PixelUnshuffleImpl(int64_t downscale_factor);
  explicit PixelUnshuffleImpl(const PixelUnshuffleOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  PixelUnshuffleOptions options;
};
FACULA_LIBRARY_MODULE(PixelUnshuffle);

/// The channels, as a (groups, C / groups) matrix, transposed.
class ChannelShuffleImpl : public Cloneable<ChannelShuffleImpl> {
 public:
  explicit ChannelShuffleImpl(int64_t groups);
  explicit ChannelShuffleImpl(const ChannelShuffleOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ChannelShuffleOptions options;
};
FACULA_LIBRARY_MODULE(ChannelShuffle);

}  // namespace nn
}  // namespace facula
