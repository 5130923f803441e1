#pragma once

// erf, erfc, erfinv, lgamma.

#include "math_exp.h"
#include "math_log.h"
#include "math_trig.h"

namespace facula::functor {
inline namespace FACULA_ISA {

/// 2^shift (1 - extra) erfc(a) for a >= 0, extra tiny: e^(-a^2) P((a - 4) / (a + 4)) / (1 + 2 a).
/// source Shepherd & Laframboise, Math. Comp. 36 (1981)
FACULA_FN double erfc_positive(double a, int shift, double extra) {
  a = a > 28.0 ? 28.0 : a;
  const double p = poly::erfc_f64((a - 4.0) / (a + 4.0)) / (1.0 + 2.0 * a);
  const double h = a * a, lost = product_error(a, a, h), e = exp_shifted(exp_clamp(-h), shift);
  return (e - e * (lost + extra)) * p;
}
FACULA_FN double erfc(double x) {
  const double y = erfc_positive(abs(x), 0, 0.0), near = 1.0 - (x + x * poly::erf_f64(x * x));
  const double far = x < 0.0 ? 2.0 - y : y;
  return abs(x) < 0.5 ? near : far;
}
FACULA_FN double erf(double x) {
  const double a = abs(x), b = a > 1.0 ? a : 1.0;
  const double near = a + a * poly::erf_f64(a * a), far = 1.0 - erfc_positive(b, 0, 0.0);
  return is_nan(x) ? x : copysign(a < 1.0 ? near : far, x);
}

/// the same in double for a float result: relative error 2^-28, e^(-exponent) for e^(-a^2)
FACULA_FN double erfc_short(double a, double exponent) {
  const double d = 1.0 / ((a + 3.0) * (1.0 + 2.0 * a));
  const double t = (a - 3.0) * (1.0 + 2.0 * a) * d;
  return exp_short(-exponent) * poly::erfc_f64_short(t) * ((a + 3.0) * d);
}
FACULA_FN float erfc(float x) {
  const double a = clamp_keep_nan(double(abs(x)), 0.0, 11.0), y = erfc_short(a, a * a);
  return float(x < 0.0f ? 2.0 - y : y);
}
// for |x| >= 1: 1 - e^P(|x|)
FACULA_FN float erf(float x) {
  const float a = clamp_keep_nan(abs(x), 0.0f, 4.0f);
  const float near = a + a * poly::erf_f32(a * a),
              far = -expm1_unsigned(poly::erf_log_f32(a > 1.0f ? a : 1.0f));
  const float y = copysign(a < 1.0f ? near : far, x);
  return is_nan(x) ? x : y;
}

/// source Giles, Approximating the erfinv function, GPU Computing Gems 2 (2010): the intervals of w = -log(1
/// - x^2)
FACULA_FN double erfinv(double x) {
  const double w = -log((1.0 - x) * (1.0 + x)), v = sqrt(w < 0.0 ? 0.0 : w);
  const double near = poly::erfinv_a((w < 6.25 ? w : 6.25) - 3.125);
  const double middle = poly::erfinv_b(clamp_keep_nan(v, 2.5, 4.0) - 3.25);
  const double far = poly::erfinv_c(clamp_keep_nan(v, 4.0, 6.005) - 5.0);
  const double y = x * (w < 6.25 ? near : (w < 16.0 ? middle : far));
  const double ends = abs(x) == 1.0 ? copysign(Real<double>::inf, x) : Real<double>::nan;
  return abs(x) < 1.0 ? y : ends;
}
FACULA_FN float erfinv(float x) { return float(erfinv(double(x))); }

/// log gamma(x) for x > 0: by Stirling's series from 8, else by gamma(x + 1) = x gamma(x) from [1.5, 2.5].
/// source Abramowitz & Stegun 6.1.15, 6.1.40
FACULA_FN double lgamma_positive(double x) {
  const bool large = x >= 8.0;
  const double n = large ? 0.0 : floor(x + 0.5) - 2.0;
  const double d = x - (n + 2.0);
  double p = 1.0;
  for (int i = 1; i <= 6; ++i) p *= n >= double(i) ? x - double(i) : 1.0;
  p = n == -1.0 ? x : p;
  p = n == -2.0 ? x * (x + 1.0) : p;
  const double l = log(large ? x : p), r = 1.0 / x;
  const double by_series = (x - 0.5) * (l - 1.0) + (0x1.acfe390c97d69p-2 + r * poly::stirling(r * r));
  const double by_steps = d * poly::lgamma_f64(d) + (n < 0.0 ? -l : l);
  return large ? (x < Real<double>::inf ? by_series : x) : by_steps;
}

#ifndef __CUDA_ARCH__
/// log |gamma(x)|; x < 0 by gamma(x) gamma(1 - x) = pi / sin(pi x). source Abramowitz & Stegun 6.1.17.
/// The error is relative to the largest of the result, 1 and, for x < 0, log gamma(1 - x).
FACULA_FN double lgamma(double x) {
  const bool reflect = x < 0.0;
  const double a = abs(x), part = abs(a - round(a));
  const bool step = reflect & (a < 0.5);  // where a sin(pi a) could underflow
  const double y = lgamma_positive(step ? 1.0 + a : a);
  const double s = sin_of(trig_split_near(part * 0x1.921fb54442d18p+1));
  const double reflected = -log(s * 0x1.45f306dc9c883p-2 * (step ? 1.0 : a)) - y;
  const double r = reflect ? (part == 0.0 ? Real<double>::inf : reflected) : y;
  const double special = is_nan(x) ? x : Real<double>::inf;
  return (a > 0.0) & (a < Real<double>::inf) ? r : special;
}
FACULA_FN float lgamma(float x) { return float(lgamma(double(x))); }
#endif

}  // namespace FACULA_ISA
}  // namespace facula::functor
