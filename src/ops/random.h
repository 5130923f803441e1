#pragma once
// What the files of the random family share.
#include "facula/core/error.h"
#include "facula/core/generator.h"

namespace facula {

inline const Generator& or_default(const std::optional<Generator>& g) {
  static const Generator none;
  return g ? *g : none;
}

inline void check_std(double std) {
  FACULA_CHECK(std >= 0, "normal expects std >= 0.0, but found std ", std);
}

}  // namespace facula
