#pragma once

// log and what is built on it. x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); log x = k ln 2 + log(1 +
// f). double: s = f / (2 + f), log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))). source fdlibm e_log.c (the
// formula)

#include "math_poly.h"

namespace facula::functor {
inline namespace FACULA_ISA {

template <class T>
struct LogSplit {
  T f, k;
};

FACULA_FN LogSplit<float> log_split(float x) {
  const bool tiny = x < 0x1p-126f;
  const uint32_t t = to_bits(tiny ? x * 0x1p24f : x) - 0x3f3504f3u;
  const float m = from_bits((t & 0x7fffffu) + 0x3f3504f3u);
  return {m - 1.0f, float(int32_t(t) >> 23) - (tiny ? 24.0f : 0.0f)};
}
FACULA_FN LogSplit<double> log_split(double x) {
  const bool tiny = x < 0x1p-1022;
  // the exponent is kept biased, hence never negative, and made a double by its bits: no 64-bit conversion
  const uint64_t t = to_bits(tiny ? x * 0x1p54 : x) + (0x3ff0000000000000u - 0x3fe6a09e667f3bcdu);
  const double m = from_bits((t & 0xfffffffffffffu) + 0x3fe6a09e667f3bcdu);
  const double biased = from_bits((t >> 52) | 0x4330000000000000u) - 0x1p52;
  return {m - 1.0, biased - (tiny ? 1077.0 : 1023.0)};
}

/// y where 0 < x < inf, else what a logarithm of x is there
template <class T>
FACULA_FN T log_specials(T y, T x) {
  y = x < Real<T>::inf ? y : x;
  y = x == T(0) ? -Real<T>::inf : y;
  return x < T(0) ? Real<T>::nan : y;
}

/// log(1 + f) + k ln 2 + c, for c small against the rest
FACULA_FN float log_sum(float f, float k, float c) {
  const float h = 0.5f * f * f;
  return k * 0x1.62ep-1f + (f + ((poly::log_f32(f) * (f * f * f) + (k * 0x1.0bfbe8p-15f + c)) - h));
}
FACULA_FN double log_sum(double f, double k, double c) {
  const double s = f / (2.0 + f), z = s * s, h = 0.5 * f * f;
  const double r = s * (h + z * poly::log_f64(z)) + (k * 0x1.a39ef35793c76p-33 + c);
  return k * 0x1.62e42fee00000p-1 - ((h - r) - f);
}

template <class T>
FACULA_FN T log_any(T x) {
  const auto [f, k] = log_split(x);
  return log_specials(log_sum(f, k, T(0)), x);
}
FACULA_FN float log(float x) { return log_any(x); }
FACULA_FN double log(double x) { return log_any(x); }

// u = 1 + x rounded; what the rounding lost comes back as c / u. source fdlibm s_log1p.c (the formula)
template <class T>
FACULA_FN T log1p_finite(T x, T u) {
  const auto [f, k] = log_split(u);
  const bool near = k == T(0);
  const T lost = x > T(1) ? T(1) - (u - x) : x - (u - T(1));
  return log_sum(near ? x : f, k, near ? T(0) : lost / u);
}
template <class T>
FACULA_FN T log1p_any(T x) {
  const T u = T(1) + x, y = log_specials(log1p_finite(x, u), u);
  return x == T(0) ? x : y;
}
FACULA_FN float log1p(float x) { return log1p_any(x); }
FACULA_FN double log1p(double x) { return log1p_any(x); }

/// log(1 + f) in double, good for a float result: relative error 2^-43
FACULA_FN double log_short(double f) {
  const double s = f / (2.0 + f), z = s * s;
  return 2.0 * s + s * z * poly::log_f64_short(z);
}
FACULA_FN float log2(float x) {
  const auto [f, k] = log_split(double(x));
  return log_specials(float(k + log_short(f) * 0x1.71547652b82fep+0), x);
}
FACULA_FN float log10(float x) {
  const auto [f, k] = log_split(double(x));
  return log_specials(float(k * 0x1.34413509f79ffp-2 + log_short(f) * 0x1.bcb7b1526e50ep-2), x);
}

/// log(1 + f) as a sum whose first part has 21 bits, so that its product with a 30-bit constant is exact.
/// source fdlibm e_log2.c (the formula)
FACULA_FN Pair log_pair(double f) {
  const double s = f / (2.0 + f), z = s * s, h = 0.5 * f * f;
  const double hi = from_bits(to_bits(f - h) & 0xffffffff00000000u);
  return {hi, ((f - hi) - h) + s * (h + z * poly::log_f64(z))};
}
FACULA_FN double log2(double x) {
  const auto [f, k] = log_split(x);
  const auto [hi, lo] = log_pair(f);
  const double p = hi * 0x1.7154765000000p+0,
               q = (lo + hi) * 0x1.5c17f0bbbe880p-31 + lo * 0x1.7154765000000p+0;
  const auto [sum, rest] = two_sum(k, p);
  return log_specials(sum + (rest + q), x);
}
FACULA_FN double log10(double x) {
  const auto [f, k] = log_split(x);
  const auto [hi, lo] = log_pair(f);
  const double p = hi * 0x1.bcb7b15000000p-2,
               q = (lo + hi) * 0x1.37287195355bbp-33 + lo * 0x1.bcb7b15000000p-2;
  const auto [sum, rest] = two_sum(k * 0x1.3441350800000p-2, p);
  return log_specials(sum + (rest + (q + k * 0x1.f79fef311f12bp-34)), x);
}

// asinh, acosh, atanh by log1p of what keeps small arguments exact. source fdlibm s_asinh.c, e_acosh.c,
// e_atanh.c
FACULA_FN double asinh(double x) {
  const double a = abs(x), q = a * a;
  const bool large = a > 0x1p28;
  const double t = large ? a - 1.0 : a + q / (1.0 + sqrt(1.0 + q));
  return copysign(log1p(t) + (large ? 0x1.62e42fefa39efp-1 : 0.0), x);
}
FACULA_FN double acosh(double x) {
  const double t = x - 1.0;
  const bool large = x > 0x1p28;
  const double y = log1p(large ? t : t + sqrt(t + t + t * t)) + (large ? 0x1.62e42fefa39efp-1 : 0.0);
  return x < 1.0 ? Real<double>::nan : y;
}
FACULA_FN double atanh(double x) {
  const double a = abs(x);
  return copysign(0.5 * log1p((a + a) / (1.0 - a)), x);
}
FACULA_FN float asinh(float x) { return float(asinh(double(x))); }
FACULA_FN float acosh(float x) { return float(acosh(double(x))); }
FACULA_FN float atanh(float x) { return float(atanh(double(x))); }

}  // namespace FACULA_ISA
}  // namespace facula::functor
