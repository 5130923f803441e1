#pragma once

// What the transcendentals are made of: bit casts, selects, exact products, polynomials, scaling by powers of
// two. Everything is free of branches so that a plain loop around it vectorises.

#include <stdint.h>

#include "config.h"

namespace facula::functor {
inline namespace FACULA_ISA {

FACULA_FN uint32_t to_bits(float x) { return __builtin_bit_cast(uint32_t, x); }
FACULA_FN uint64_t to_bits(double x) { return __builtin_bit_cast(uint64_t, x); }
FACULA_FN float from_bits(uint32_t u) { return __builtin_bit_cast(float, u); }
FACULA_FN double from_bits(uint64_t u) { return __builtin_bit_cast(double, u); }

/// constants per floating type
template <class T>
struct Real;
template <>
struct Real<float> {
  using Bits = uint32_t;
  static constexpr float inf = __builtin_huge_valf(), nan = __builtin_nanf("");
};
template <>
struct Real<double> {
  using Bits = uint64_t;
  static constexpr double inf = __builtin_huge_val(), nan = __builtin_nan("");
};

FACULA_FN float floor(float x) { return __builtin_floorf(x); }
FACULA_FN double floor(double x) { return __builtin_floor(x); }
FACULA_FN float ceil(float x) { return __builtin_ceilf(x); }
FACULA_FN double ceil(double x) { return __builtin_ceil(x); }
FACULA_FN float trunc(float x) { return __builtin_truncf(x); }
FACULA_FN double trunc(double x) { return __builtin_trunc(x); }
/// nearest integer, halves to even
FACULA_FN float round(float x) { return __builtin_rintf(x); }
FACULA_FN double round(double x) { return __builtin_rint(x); }
FACULA_FN float abs(float x) { return __builtin_fabsf(x); }
FACULA_FN double abs(double x) { return __builtin_fabs(x); }
FACULA_FN float copysign(float x, float s) { return __builtin_copysignf(x, s); }
FACULA_FN double copysign(double x, double s) { return __builtin_copysign(x, s); }
FACULA_FN float sqrt(float x) { return __builtin_sqrtf(x); }
FACULA_FN double sqrt(double x) { return __builtin_sqrt(x); }
FACULA_FN float rsqrt(float x) { return 1.0f / __builtin_sqrtf(x); }
FACULA_FN double rsqrt(double x) { return 1.0 / __builtin_sqrt(x); }

template <class T>
FACULA_FN bool is_nan(T x) {
  return x != x;
}
template <class T>
FACULA_FN bool is_inf(T x) {
  return abs(x) == Real<T>::inf;
}
template <class T>
FACULA_FN bool is_finite(T x) {
  return abs(x) < Real<T>::inf;
}
template <class T>
FACULA_FN bool sign_bit(T x) {
  return (to_bits(x) >> (sizeof(T) * 8 - 1)) != 0;
}

/// x where it is in [low, high], the nearer bound where it is not, NaN where it is NaN
template <class T>
FACULA_FN T clamp_keep_nan(T x, T low, T high) {
  x = x > high ? high : x;
  return x < low ? low : x;
}

// c0 + c1 x + c2 x^2 + ... by Horner's rule
template <class T>
FACULA_FN T horner(T, T c) {
  return c;
}
template <class T, class... More>
FACULA_FN T horner(T x, T c, T next, More... more) {
  return horner(x, next, more...) * x + c;
}

/// a * b - p where p is a * b rounded, exactly.
/// source Dekker, Numer. Math. 18 (1971), with a split by masking, which contraction cannot spoil
FACULA_FN double product_error(double a, double b, double p) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  return __builtin_fma(a, b, -p);
#else
  // 26 bits each, the tail with a sign
  const double ah = from_bits((to_bits(a) + 0x4000000u) & 0xfffffffff8000000u), al = a - ah;
  const double bh = from_bits((to_bits(b) + 0x4000000u) & 0xfffffffff8000000u), bl = b - bh;
  return (((ah * bh - p) + ah * bl) + al * bh) + al * bl;
#endif
}

/// the same for a square in float
FACULA_FN float square_error(float a, float p) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  return __builtin_fmaf(a, a, -p);
#else
  const float h = from_bits(to_bits(a) & 0xfffff000u), l = a - h;
  return ((h * h - p) + 2.0f * h * l) + l * l;
#endif
}

// 1.5 * 2^52 and 1.5 * 2^23: adding one rounds to an integer, whose two's complement is then in the low bits
constexpr double magic_f64 = 0x1.8p52;
constexpr float magic_f32 = 0x1.8p23f;

/// p * 2^k in two steps, so that only the last one can over- or underflow. k is biased: float 256, double
/// 2048
FACULA_FN float scale_by_power(float p, uint32_t biased) {
  const uint32_t a = biased >> 1, b = biased - a;
  return p * from_bits((a - 1) << 23) * from_bits((b - 1) << 23);
}
FACULA_FN double scale_by_power(double p, uint64_t biased) {
  const uint64_t a = biased >> 1, b = biased - a;
  return p * from_bits((a - 1) << 52) * from_bits((b - 1) << 52);
}

/// a sum of two doubles, the second at most half a unit in the last place of the first
struct Pair {
  double hi, lo;
};

/// hi + lo = a + b exactly. source Knuth, TAOCP 2, 4.2.2
FACULA_FN Pair two_sum(double a, double b) {
  const double s = a + b, t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}
/// the same for |a| >= |b|. source Dekker 1971
FACULA_FN Pair quick_two_sum(double a, double b) {
  const double s = a + b;
  return {s, b - (s - a)};
}
FACULA_FN Pair times(Pair a, Pair b) {
  const double p = a.hi * b.hi;
  return quick_two_sum(p, product_error(a.hi, b.hi, p) + (a.hi * b.lo + a.lo * b.hi));
}

}  // namespace FACULA_ISA
}  // namespace facula::functor
