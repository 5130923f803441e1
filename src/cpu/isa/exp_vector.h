#pragma once
// e^x of a vector where one instruction puts 2^n on.
#include "facula/core/inline.h"

#ifdef __AVX512F__
namespace facula::cpu {
namespace FACULA_ISA {

typedef float FloatVector __attribute__((vector_size(64)));

/// e^x for x <= 88 or NaN, as functor::exp computes it.
FACULA_INLINE FloatVector exp_vector(FloatVector v) {
  const FloatVector low = FloatVector{} - 104.0f, x = v < low ? low : v, shift = FloatVector{} + 0x1.8p23f;
  const FloatVector n = (x * 0x1.715476p+0f + shift) - shift;
  const FloatVector r = (x - n * 0x1.62ep-1f) - n * 0x1.0bfbe8p-15f;
  const FloatVector p =
      (((r * 0x1.6db486p-10f + 0x1.123b92p-7f) * r + 0x1.55545ep-5f) * r + 0x1.55548ep-3f) * r + 0.5f;
  const FloatVector e = (p * (r * r) + r) + 1.0f;
  return __builtin_ia32_scalefps512_mask(e, n, e, static_cast<unsigned short>(-1), 4);
}

}  // namespace FACULA_ISA
}  // namespace facula::cpu
#endif
