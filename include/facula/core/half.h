#pragma once
// 16-bit floating types: storage formats that compute in float32.
#include <cstdint>
#include <cstring>

#include "facula/core/inline.h"

namespace facula {

namespace detail {

FACULA_INLINE float bits_to_float(uint32_t u) {
  float f;
  std::memcpy(&f, &u, 4);
  return f;
}
FACULA_INLINE uint32_t float_to_bits(float f) {
  uint32_t u;
  std::memcpy(&u, &f, 4);
  return u;
}

// IEEE binary16 -> binary32, exact.
FACULA_INLINE float half_to_float(uint16_t h) {
  const uint32_t sign = static_cast<uint32_t>(h & 0x8000u) << 16;
  const uint32_t rest = static_cast<uint32_t>(h & 0x7fffu) << 13;
  const uint32_t exponent = rest & 0x0f800000u;
  if (exponent == 0x0f800000u) return bits_to_float(sign | rest | 0x70000000u);  // inf, nan
  if (exponent == 0) {                                                           // zero, subnormal
    const float f = bits_to_float(rest + 0x38800000u) - bits_to_float(0x38800000u);
    return bits_to_float(sign | float_to_bits(f));
  }
  return bits_to_float(sign | (rest + 0x38000000u));
}

// binary32 -> binary16, round to nearest even.
FACULA_INLINE uint16_t float_to_half(float f) {
  const uint32_t u = float_to_bits(f);
  const uint32_t sign = (u >> 16) & 0x8000u;
  const uint32_t a = u & 0x7fffffffu;
  if (a >= 0x7f800000u) {  // inf, nan
    return static_cast<uint16_t>(sign | 0x7c00u | (a > 0x7f800000u ? 0x0200u : 0u));
  }
  if (a >= 0x477ff000u) return static_cast<uint16_t>(sign | 0x7c00u);  // rounds to infinity
  if (a < 0x38800000u) {                                               // subnormal or zero
    const float r = bits_to_float(a) + bits_to_float(0x3f000000u);     // adds 0.5: rounds at 2^-24
    return static_cast<uint16_t>(sign | (float_to_bits(r) - 0x3f000000u));
  }
  const uint32_t odd = (a >> 13) & 1u;
  return static_cast<uint16_t>(sign | ((a - 0x38000000u + 0x0fffu + odd) >> 13));
}

FACULA_INLINE uint16_t float_to_bfloat16(float f) {
  const uint32_t u = float_to_bits(f);
  if ((u & 0x7fffffffu) > 0x7f800000u) return 0x7fc0u;
  return static_cast<uint16_t>((u + 0x7fffu + ((u >> 16) & 1u)) >> 16);
}

}  // namespace detail

/// IEEE 754 binary16.
struct alignas(2) Half {
  uint16_t x = 0;
  Half() = default;
  FACULA_INLINE Half(float f) : x(detail::float_to_half(f)) {}
  FACULA_INLINE operator float() const { return detail::half_to_float(x); }
  static Half from_bits(uint16_t bits) {
    Half h;
    h.x = bits;
    return h;
  }
};

/// The upper half of a binary32: 8 exponent bits, 7 fraction bits.
struct alignas(2) BFloat16 {
  uint16_t x = 0;
  BFloat16() = default;
  FACULA_INLINE BFloat16(float f) : x(detail::float_to_bfloat16(f)) {}
  FACULA_INLINE operator float() const { return detail::bits_to_float(static_cast<uint32_t>(x) << 16); }
  static BFloat16 from_bits(uint16_t bits) {
    BFloat16 h;
    h.x = bits;
    return h;
  }
};

}  // namespace facula
