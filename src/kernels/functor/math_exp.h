#pragma once

// exp and what is built on it. exp(x) = 2^n e^r with n = round(x / ln 2), r = x - n ln 2 in two parts.
// source Cody & Waite, Software Manual for the Elementary Functions (1980), ch. 6

#include "math_poly.h"

namespace facula::functor {
inline namespace FACULA_ISA {

template <class T>
struct ExpSplit {
  T r;                       // in [-ln2/2, ln2/2]
  typename Real<T>::Bits n;  // two's complement
};

FACULA_FN ExpSplit<float> exp_split(float x) {
  const float t = x * 0x1.715476p+0f + magic_f32, n = t - magic_f32;
  const float r = (x - n * 0x1.62ep-1f) - n * 0x1.0bfbe8p-15f;
  return {r, to_bits(t) - to_bits(magic_f32)};
}
FACULA_FN ExpSplit<double> exp_split(double x) {
  const double t = x * 0x1.71547652b82fep+0 + magic_f64, n = t - magic_f64;
  const double r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
  return {r, to_bits(t) - to_bits(magic_f64)};
}
// the same for 2^x: r = (x - n) ln 2
FACULA_FN ExpSplit<float> exp2_split(float x) {
  const float t = x + magic_f32;
  return {(x - (t - magic_f32)) * 0x1.62e430p-1f, to_bits(t) - to_bits(magic_f32)};
}
FACULA_FN ExpSplit<double> exp2_split(double x) {
  const double t = x + magic_f64;
  return {(x - (t - magic_f64)) * 0x1.62e42fefa39efp-1, to_bits(t) - to_bits(magic_f64)};
}

FACULA_FN float exp_clamp(float x) { return clamp_keep_nan(x, -104.0f, 89.0f); }
FACULA_FN double exp_clamp(double x) { return clamp_keep_nan(x, -746.0, 720.0); }
FACULA_FN float expm1_poly(float r) { return poly::exp_f32(r) * (r * r) + r; }
FACULA_FN double expm1_poly(double r) { return poly::exp_f64(r) * (r * r) + r; }

/// 2^shift e^x; x as exp_clamp leaves it, or lower where the shift makes up for it
FACULA_FN float exp_shifted(float x, int shift) {
  const auto [r, n] = exp_split(x);
  return scale_by_power(1.0f + expm1_poly(r), n + 256u + uint32_t(shift));
}
FACULA_FN double exp_shifted(double x, int shift) {
  const auto [r, n] = exp_split(x);
  return scale_by_power(1.0 + expm1_poly(r), n + 2048u + uint64_t(int64_t(shift)));
}
FACULA_FN float exp(float x) { return exp_shifted(exp_clamp(x), 0); }
FACULA_FN double exp(double x) { return exp_shifted(exp_clamp(x), 0); }

FACULA_FN float exp2(float x) {
  const auto [r, n] = exp2_split(clamp_keep_nan(x, -151.0f, 129.0f));
  return scale_by_power(1.0f + expm1_poly(r), n + 256u);
}
FACULA_FN double exp2(double x) {
  const auto [r, n] = exp2_split(clamp_keep_nan(x, -1076.0, 1025.0));
  return scale_by_power(1.0 + expm1_poly(r), n + 2048u);
}

/// e^x in double, good for a float result: relative error 2^-31, |x| < 700
FACULA_FN double exp_short(double x) {
  const auto [r, n] = exp_split(x);
  const double p = 1.0 + (poly::exp_f64_short(r) * (r * r) + r);
  return p * from_bits((n + 1023u) << 52);
}

// e^x - 1 = 2 (2^(n-1) (e^r - 1) + (2^(n-1) - 1/2)), without the sign of zero
FACULA_FN float expm1_in_range(float x) {
  const auto [r, n] = exp_split(x);
  const float s = from_bits((n + 126u) << 23);
  return 2.0f * (s * expm1_poly(r) + (s - 0.5f));
}
FACULA_FN double expm1_in_range(double x) {
  const auto [r, n] = exp_split(x);
  const double s = from_bits((n + 1022u) << 52);
  return 2.0 * (s * expm1_poly(r) + (s - 0.5));
}
FACULA_FN float expm1_unsigned(float x) { return expm1_in_range(clamp_keep_nan(x, -30.0f, 89.0f)); }
FACULA_FN double expm1_unsigned(double x) { return expm1_in_range(clamp_keep_nan(x, -60.0, 710.0)); }
FACULA_FN float expm1(float x) { return copysign(expm1_unsigned(x), x); }
FACULA_FN double expm1(double x) { return copysign(expm1_unsigned(x), x); }

// tanh(x) = q = m / (m + 2), m = e^2x - 1. source fdlibm s_tanh.c (the formula). What rounding m + 2 lost
// comes back, where it matters, with 1 / (m + 2) = (1 - q) / 2
template <class T>
FACULA_FN T tanh_any(T x) {
  const T a = abs(x), m = expm1_in_range(T(2) * (a > T(20) ? T(20) : a));
  const T d = m + T(2), lost = m < T(2) ? m - (d - T(2)) : T(0), q = m / d;
  return copysign(q - q * (lost * (T(0.5) - T(0.5) * q)), x);
}
FACULA_FN float tanh(float x) { return tanh_any(x); }
FACULA_FN double tanh(double x) { return tanh_any(x); }

// sinh(x) = (m + m / (m + 1)) / 2, m = e^x - 1; for large x e^x / 2. source fdlibm e_sinh.c (the formula)
FACULA_FN double sinh(double x) {
  const double a = abs(x), m = expm1_unsigned(a > 30.0 ? 30.0 : a);
  const double small = 0.5 * (m + m / (m + 1.0)), large = exp_shifted(exp_clamp(a), -1);
  return copysign(a > 22.0 ? large : small, x);
}
FACULA_FN double cosh(double x) {
  const double e = exp_shifted(exp_clamp(abs(x)), -1);
  return e + 0.25 / e;
}
FACULA_FN float sinh(float x) { return float(sinh(double(x))); }
FACULA_FN float cosh(float x) { return float(cosh(double(x))); }

}  // namespace FACULA_ISA
}  // namespace facula::functor
