#pragma once
// The exponential as sums over a row with its maximum taken off need it.
#include "kernels/functor/math.h"

namespace facula::cpu {
namespace FACULA_ISA {

/// e^x for x <= 0, to the precision of functor::exp; what is below the smallest normal number is 0.
FACULA_FN float exp_down(float x) {
  const auto [r, n] = functor::exp_split(x);
  const float y = (1.0f + functor::expm1_poly(r)) * functor::from_bits((n + 127u) << 23);
  return x < -87.0f ? 0.0f : y;
}
FACULA_FN double exp_down(double x) {
  const auto [r, n] = functor::exp_split(x);
  const double y = (1.0 + functor::expm1_poly(r)) * functor::from_bits((n + 1023u) << 52);
  return x < -708.0 ? 0.0 : y;
}

}  // namespace FACULA_ISA
}  // namespace facula::cpu
