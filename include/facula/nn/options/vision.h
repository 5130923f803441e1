#pragma once
// Options of sampling by a grid.
#include <optional>

#include "facula/nn/arg.h"
#include "facula/nn/enumtype.h"

namespace facula {
namespace nn {

namespace functional {
/// Options of grid_sample.
struct GridSampleFuncOptions {
  using mode_t = enumtype::OneOf<enumtype::kBilinear, enumtype::kNearest, enumtype::kBicubic>;
  using padding_mode_t = enumtype::OneOf<enumtype::kZeros, enumtype::kBorder, enumtype::kReflection>;
  FACULA_ARG(mode_t, mode) = enumtype::kBilinear();
  FACULA_ARG(padding_mode_t, padding_mode) = enumtype::kZeros();
  FACULA_ARG(std::optional<bool>, align_corners) = std::nullopt;
};
}  // namespace functional

}  // namespace nn
}  // namespace facula
