#pragma once

// asin, acos, atan, atan2. source fdlibm e_asin.c, e_acos.c, s_atan.c, e_atan2.c (the reductions)

#include "math_poly.h"

namespace facula::functor {
inline namespace FACULA_ISA {

constexpr double half_pi_hi = 0x1.921fb54442d18p+0, half_pi_lo = 0x1.1a62633145c07p-54;

/// what asin and acos share: asin(s) - s with s = |x|, or s = sqrt((1 - |x|) / 2) where |x| > 1/2
struct AsinSplit {
  double s, tail, s_lost;
  bool far;
};
FACULA_FN AsinSplit asin_split(double a) {
  const bool far = a > 0.5;
  const double z = far ? 0.5 * (1.0 - a) : a * a;
  const double s = far ? sqrt(z) : a;
  // z - s^2 exactly, the square root's rounding
  const double p = s * s, lost = ((z - p) - product_error(s, s, p)) / (s + s);
  return {s, s * (z * poly::asin_f64(z)), far & (s > 0.0) ? lost : 0.0, far};
}

FACULA_FN double asin(double x) {
  const auto [s, tail, s_lost, far] = asin_split(abs(x));
  const double from_end = half_pi_hi - 2.0 * s - (2.0 * (tail + s_lost) - half_pi_lo);
  return copysign(far ? from_end : s + tail, x);
}
FACULA_FN double acos(double x) {
  const auto [s, tail, s_lost, far] = asin_split(abs(x));
  const double right = 2.0 * (s + (tail + s_lost));
  const double left = 2.0 * (half_pi_hi - (s + (tail + s_lost - half_pi_lo)));
  const double middle = half_pi_hi - (copysign(s, x) - (half_pi_lo - copysign(tail, x)));
  return far ? (x < 0.0 ? left : right) : middle;
}

/// atan(a) for a >= 0. Beyond tan(pi/8): pi/4 + atan((a-1)/(a+1)); beyond its reciprocal: pi/2 + atan(-1/a)
FACULA_FN double atan_positive(double a) {
  const bool middle = a > 0x1.a827999fcef32p-2, far = a > 0x1.3504f333f9de6p+1;
  const double num = far ? -1.0 : (middle ? a - 1.0 : a);
  const double den = far ? a : (middle ? a + 1.0 : 1.0);
  const double hi = far ? half_pi_hi : (middle ? 0.5 * half_pi_hi : 0.0);
  const double lo = far ? half_pi_lo : (middle ? 0.5 * half_pi_lo : 0.0);
  const double t = num / den, z = t * t;
  return hi + (t + (t * (z * poly::atan_f64(z)) + lo));
}
FACULA_FN double atan(double x) { return copysign(atan_positive(abs(x)), x); }

FACULA_FN double atan2(double y, double x) {
  const double a = abs(x), b = abs(y);
  double q = b / a;
  q = a == b ? (a == 0.0 ? 0.0 : 1.0) : q;  // 0/0 and inf/inf
  const double t = atan_positive(q);
  const double r = sign_bit(x) ? 2.0 * half_pi_hi - (t - 2.0 * half_pi_lo) : t;
  return is_nan(x) | is_nan(y) ? x + y : copysign(r, y);
}

FACULA_FN float asin(float x) { return float(asin(double(x))); }
FACULA_FN float acos(float x) { return float(acos(double(x))); }
FACULA_FN float atan(float x) { return float(atan(double(x))); }
FACULA_FN float atan2(float y, float x) { return float(atan2(double(y), double(x))); }

}  // namespace FACULA_ISA
}  // namespace facula::functor
