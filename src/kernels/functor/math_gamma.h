#pragma once

// Functions around gamma, zeta and the normal distribution, in double.

#include "math.h"
#include "special_tables.h"

namespace facula::functor {
inline namespace FACULA_ISA {

/// sin(pi x), exact at the whole numbers
FACULA_FN double sin_pi(double x) {
  const double r = x - 2.0 * round(0.5 * x);
  return sin(r * 0x1.921fb54442d18p+1) * (abs(r) == 1.0 ? 0.0 : 1.0);
}

/// d^2/dx^2 log gamma(x). source Abramowitz & Stegun 6.4.6, 6.4.7, 6.4.12
FACULA_FN double trigamma(double x) {
  if (!is_finite(x)) return x > 0.0 ? 0.0 : Real<double>::nan;
  const bool reflect = x < 0.5;
  double y = reflect ? 1.0 - x : x, sum = 0.0;
  for (; y < 10.0; y += 1.0) sum += 1.0 / (y * y);
  const double r = 1.0 / y, z = r * r;
  const double tail =
      horner(z, 1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510);
  const double upper = sum + (r + 0.5 * z + r * z * tail);
  const double s = sin_pi(x);
  return reflect ? 0x1.3bd3cc9be45dep+3 / (s * s) - upper : upper;
}

/// sum over k >= 0 of (q + k)^-x. source Euler-Maclaurin summation, DLMF 25.11.5
FACULA_FN double zeta(double x, double q) {
  if (x == 1.0) return Real<double>::inf;
  if (!(x > 1.0)) return Real<double>::nan;
  if (q <= 0.0) {
    if (q == floor(q)) return Real<double>::inf;
    if (x != floor(x)) return Real<double>::nan;  // a power of a negative number
  }
  if (is_nan(q)) return q;
  double sum = 0.0, w = q;
  for (; w < 10.0 + 0.75 * x; w += 1.0) {
    const double term = pow(w, -x);
    sum += term;
    if (abs(term) <= 0x1p-55 * abs(sum)) return sum;
  }
  if (w == Real<double>::inf) return 0.0;
  // B_2j / (2j)!
  const double c[] = {0x1.5555555555555p-4,   -0x1.6c16c16c16c17p-10, 0x1.1566abc011567p-15,
                      -0x1.bbd779334ef0bp-21, 0x1.66a8f2bf70ebep-26,  -0x1.22805d644267fp-31,
                      0x1.d6db2c4e09162p-37,  -0x1.7da4e1f79955cp-42, 0x1.355871d652e9ep-47,
                      -0x1.f57d968caacf1p-53, 0x1.967e1f09c376fp-58};
  const double power = pow(w, -x);
  sum += power * (w / (x - 1.0) + 0.5);
  double factor = x * power / w;
  for (int j = 0; j < 11; ++j) {
    const double term = factor * c[j];
    sum += term;
    if (abs(term) <= 0x1p-55 * abs(sum)) break;
    factor *= (x + (2 * j + 1)) * (x + (2 * j + 2)) / (w * w);
  }
  return sum;
}

/// The n-th derivative of digamma, n >= 0. source Abramowitz & Stegun 6.4.10
FACULA_FN double polygamma(double n, double x) {
  if (n == 0.0) return digamma(x);
  if (n == 1.0) return trigamma(x);
  const double z = exp(lgamma(n + 1.0)) * zeta(n + 1.0, x);
  return n - 2.0 * floor(0.5 * n) == 0.0 ? -z : z;
}

// ---- the incomplete gamma functions ----

/// log(1 + d) - d for d > -1, without cancellation near 0
FACULA_FN double log1p_less(double d) {
  if (abs(d) > 0.4) return log1p(d) - d;
  const double s = d / (2.0 + d), z = s * s;
  return -s * d + 2.0 * s * z *
                      horner(z, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17,
                             1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25);
}
/// x^a e^-x / gamma(a + 1)
FACULA_FN double igamma_factor(double a, double x) {
  if (a < 10.0) return exp(a * log(x) - x - lgamma(a + 1.0));
  const double d = (x - a) / a, r = 1.0 / a;
  return exp(a * log1p_less(d) - r * poly::stirling(r * r)) / sqrt(0x1.921fb54442d18p+2 * a);
}
/// P(a, x) by its power series. source DLMF 8.11.4
FACULA_FN double igamma_series(double a, double x) {
  double term = 1.0, sum = 1.0;
  for (double n = a + 1.0; term > 0x1p-54 * sum; n += 1.0) {
    term *= x / n;
    sum += term;
  }
  return sum * igamma_factor(a, x);
}
/// Q(a, x) by its continued fraction. source DLMF 8.9.2; Lentz's algorithm
FACULA_FN double igammac_fraction(double a, double x) {
  double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, h = d;
  for (int i = 1; i < 5000; ++i) {
    const double n = -i * (i - a);
    b += 2.0;
    d = n * d + b;
    d = 1.0 / (abs(d) < 1e-300 ? 1e-300 : d);
    c = b + n / c;
    c = abs(c) < 1e-300 ? 1e-300 : c;
    const double step = c * d;
    h *= step;
    if (abs(step - 1.0) < 0x1p-52) break;
  }
  return h * a * igamma_factor(a, x);
}
/// Q(a, x) for small a and x. source Gautschi, A computational procedure for incomplete gamma functions
/// (1979)
FACULA_FN double igammac_small(double a, double x) {
  // log gamma(1 + a) = log gamma(2 + a) - log(1 + a), whose first term vanishes with a
  const double l = a < 0.5 ? a * poly::lgamma_f64(a) - log1p(a) : lgamma(1.0 + a), e = a * log(x) - l;
  double term = 1.0, sum = 0.0;
  for (int n = 1; n < 100; ++n) {
    term *= -x / n;
    const double next = term / (a + n);
    sum += next;
    if (abs(next) <= 0x1p-55 * abs(sum)) break;
  }
  return -expm1(e) - a * exp(e) * sum;
}
/// For large a and x near it. source Temme, The asymptotic expansion of the incomplete gamma functions
/// (1979); DLMF 8.12
FACULA_FN double igamma_uniform(double a, double x, bool upper) {
  const double d = (x - a) / a, half = -log1p_less(d);  // eta^2 / 2
  const double eta = copysign(sqrt(2.0 * half), d), r = 1.0 / a;
  const double c = horner(r, series::temme0(eta), series::temme1(eta), series::temme2(eta),
                          series::temme3(eta), series::temme4(eta));
  const double rest = exp(-a * half) * c / sqrt(0x1.921fb54442d18p+2 * a), y = eta * sqrt(0.5 * a);
  return upper ? 0.5 * erfc(y) + rest : 0.5 * erfc(-y) - rest;
}
/// P(a, x), or Q(a, x) if `upper`: the incomplete gamma functions divided by gamma(a)
FACULA_FN double igamma(double a, double x, bool upper) {
  const double none = upper ? 1.0 : 0.0, whole = upper ? 0.0 : 1.0;
  if (!(a >= 0.0) || !(x >= 0.0)) return Real<double>::nan;
  if (a == 0.0) return x > 0.0 ? whole : Real<double>::nan;
  if (x == 0.0) return none;
  if (is_inf(a)) return is_inf(x) ? Real<double>::nan : none;
  if (is_inf(x)) return whole;
  if (a >= 1000.0 && abs(x - a) < 0.3 * a) return igamma_uniform(a, x, upper);
  if (x <= 1.5) {
    const bool small = x <= 0.5 ? a <= -0.4 / log(x) : a * 1.1 <= x;
    if (upper) return small ? igammac_small(a, x) : 1.0 - igamma_series(a, x);
    return igamma_series(a, x);
  }
  if (x < a + 1.0) return upper ? 1.0 - igamma_series(a, x) : igamma_series(a, x);
  return upper ? igammac_fraction(a, x) : 1.0 - igammac_fraction(a, x);
}

// ---- the normal distribution ----

/// e^(x^2) erfc(x)
FACULA_FN double erfcx(double x) {
  const double a = abs(x), r = 1.0 / (a * a);
  const double near = poly::erfc_f64((a - 4.0) / (a + 4.0)) / (1.0 + 2.0 * a);
  const double far =
      horner(r, 1.0, -0.5, 0.75, -1.875, 6.5625, -29.53125, 162.421875) / (a * 0x1.c5bf891b4ef6ap+0);
  const double y = a < 28.0 ? near : far;
  const double h = a * a, lost = product_error(a, a, h), e = exp(h);  // e^(x^2) with the rounding of x^2
  return x < 0.0 ? 2.0 * (e + (is_inf(e) ? 0.0 : e * lost)) - y : y;
}
/// log of the normal distribution function
FACULA_FN double log_ndtr(double x) {
  const double t = x * 0x1.6a09e667f3bcdp-1;
  return x < -1.0 ? log(0.5 * erfcx(-t)) - t * t : log1p(-0.5 * erfc(t));
}
/// The normal quantile: x with normal_cdf(x) = p. In the tails by Newton's method on log_ndtr, whose slope is
/// phi / Phi = sqrt(2 / pi) / erfcx(-x / sqrt(2)).
FACULA_FN double ndtri(double p) {
  if (!(p > 0.0 && p < 1.0)) {
    const double end = p == 0.0 ? -Real<double>::inf : Real<double>::nan;
    return p == 1.0 ? Real<double>::inf : end;
  }
  if (p > 0.1 && p < 0.9) return 0x1.6a09e667f3bcdp+0 * erfinv(2.0 * p - 1.0);
  const double q = p < 0.5 ? p : 1.0 - p, l = log(q), s = sqrt(-2.0 * l);
  double x = -s + (log(s) + 0.91893853320467274) / s;
  for (int i = 0; i < 5; ++i) {
    const double slope = 0x1.9884533d43651p-1 / erfcx(-x * 0x1.6a09e667f3bcdp-1);
    const double f = log_ndtr(x) - l, step = f / slope;
    x -= step / (1.0 + 0.5 * step * (x + slope));  // Halley: f'' / f' = -(x + slope)
    if (abs(step) < 1e-14 * abs(x)) break;
  }
  return p < 0.5 ? x : -x;
}

}  // namespace FACULA_ISA
}  // namespace facula::functor
