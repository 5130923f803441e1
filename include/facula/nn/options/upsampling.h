#pragma once
// Options of resizing.
#include <optional>
#include <vector>

#include "facula/nn/arg.h"
#include "facula/nn/enumtype.h"

namespace facula {
namespace nn {

/// Options of Upsample: the size of the result, or its ratio to the input's.
struct UpsampleOptions {
  using mode_t = enumtype::OneOf<enumtype::kNearest, enumtype::kLinear, enumtype::kBilinear,
                                 enumtype::kBicubic, enumtype::kTrilinear>;
  FACULA_ARG(std::optional<std::vector<int64_t>>, size) = std::nullopt;
  FACULA_ARG(std::optional<std::vector<double>>, scale_factor) = std::nullopt;
  FACULA_ARG(mode_t, mode) = enumtype::kNearest();
  FACULA_ARG(std::optional<bool>, align_corners) = std::nullopt;
};

namespace functional {
/// Options of interpolate. recompute_scale_factor: the ratio follows from the rounded size; antialias: the
/// filter widens when the picture shrinks (bilinear and bicubic).
struct InterpolateFuncOptions {
  using mode_t =
      enumtype::OneOf<enumtype::kNearest, enumtype::kLinear, enumtype::kBilinear, enumtype::kBicubic,
                      enumtype::kTrilinear, enumtype::kArea, enumtype::kNearestExact>;
  FACULA_ARG(std::optional<std::vector<int64_t>>, size) = std::nullopt;
  FACULA_ARG(std::optional<std::vector<double>>, scale_factor) = std::nullopt;
  FACULA_ARG(mode_t, mode) = enumtype::kNearest();
  FACULA_ARG(std::optional<bool>, align_corners) = std::nullopt;
  FACULA_ARG(std::optional<bool>, recompute_scale_factor) = std::nullopt;
  FACULA_ARG(bool, antialias) = false;
};
}  // namespace functional

}  // namespace nn
}  // namespace facula
