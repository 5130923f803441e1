#pragma once
// Options of padding.
#include <variant>
#include <vector>

#include "facula/nn/arg.h"
#include "facula/nn/enumtype.h"

namespace facula {
namespace nn {
namespace functional {

/// Options of pad: how much to add before and after each dimension, from the last one on.
struct PadFuncOptions {
  using mode_t =
      std::variant<enumtype::kConstant, enumtype::kReflect, enumtype::kReplicate, enumtype::kCircular>;
  PadFuncOptions(std::vector<int64_t> pad) : pad_(std::move(pad)) {}
  FACULA_ARG(std::vector<int64_t>, pad);
  FACULA_ARG(mode_t, mode) = enumtype::kConstant();
  FACULA_ARG(double, value) = 0;
};

}  // namespace functional
}  // namespace nn
}  // namespace facula
