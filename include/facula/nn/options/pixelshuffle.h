#pragma once
// Options of the shuffles between space and channels.
#include "facula/nn/arg.h"
#include "facula/nn/expanding_array.h"

namespace facula {
namespace nn {

struct PixelShuffleOptions {
  PixelShuffleOptions(int64_t upscale_factor);
  FACULA_ARG(int64_t, upscale_factor);
};
struct PixelUnshuffleOptions {
  PixelUnshuffleOptions(int64_t downscale_factor);
  FACULA_ARG(int64_t, downscale_factor);
};
struct ChannelShuffleOptions {
  ChannelShuffleOptions(int64_t groups);
  FACULA_ARG(int64_t, groups);
};

namespace functional {
using PixelShuffleFuncOptions = PixelShuffleOptions;
using PixelUnshuffleFuncOptions = PixelUnshuffleOptions;
}  // namespace functional

}  // namespace nn
}  // namespace facula
