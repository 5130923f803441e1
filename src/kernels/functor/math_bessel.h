#pragma once

// Bessel functions and Airy's Ai, in double: Chebyshev series near and far from 0 (special_tables.h).

#include "math.h"
#include "special_tables.h"

namespace facula::functor {
inline namespace FACULA_ISA {

constexpr double reciprocal_half_pi = 0x1.45f306dc9c883p-1, root_of_pi = 0x1.c5bf891b4ef6ap+0;

/// e^-|x| I0(x) and e^-|x| I1(x)
FACULA_FN double bessel_i0e(double x) {
  const double a = abs(x);
  return a <= 8.0 ? series::i0e_near(0.25 * a - 1.0) : series::i0e_far(16.0 / a - 1.0) / sqrt(a);
}
FACULA_FN double bessel_i1e(double x) {
  const double a = abs(x);
  const double y =
      a <= 8.0 ? a * series::i1e_near(0.25 * a - 1.0) : series::i1e_far(16.0 / a - 1.0) / sqrt(a);
  return x < 0.0 ? -y : y;
}
/// e^a y where e^a alone may overflow
FACULA_FN double grown(double a, double y) {
  const double e = exp(0.5 * a);
  return a == Real<double>::inf ? (y < 0.0 ? -a : a) : e * y * e;
}
FACULA_FN double bessel_i0(double x) { return grown(abs(x), bessel_i0e(x)); }
FACULA_FN double bessel_i1(double x) {
  const double y = grown(abs(x), bessel_i1e(abs(x)));
  return x < 0.0 ? -y : y;
}

/// K0(x) and K1(x), times e^x if `scaled`; infinite at 0, NaN below
FACULA_FN double bessel_k0(double x, bool scaled) {
  if (!(x > 0.0)) return x == 0.0 ? Real<double>::inf : Real<double>::nan;
  if (x <= 2.0) {
    const double k = series::k0_near(0.5 * x * x - 1.0) - log(0.5 * x) * bessel_i0(x);
    return scaled ? k * exp(x) : k;
  }
  const double k = series::k0e_far(4.0 / x - 1.0) / sqrt(x);
  return scaled ? k : k * exp(-x);
}
FACULA_FN double bessel_k1(double x, bool scaled) {
  if (!(x > 0.0)) return x == 0.0 ? Real<double>::inf : Real<double>::nan;
  if (x <= 2.0) {
    const double k = log(0.5 * x) * bessel_i1(x) + series::k1_near(0.5 * x * x - 1.0) / x;
    return scaled ? k * exp(x) : k;
  }
  const double k = series::k1e_far(4.0 / x - 1.0) / sqrt(x);
  return scaled ? k : k * exp(-x);
}

/// For x > 8: sqrt(2 / (pi x)) (P cos c - Q sin c) and (P sin c + Q cos c), c = x - pi / 4 or x - 3 pi / 4.
/// source Abramowitz & Stegun 9.2.5, 9.2.6
struct BesselPair {
  double j, y;
};
FACULA_FN BesselPair bessel_far(double x, double p, double q, bool order_one) {
  const double s = sin(x), c = cos(x), scale = 1.0 / (root_of_pi * sqrt(x));
  const double cosine = order_one ? s - c : c + s, sine = order_one ? -(s + c) : s - c;
  return {scale * (p * cosine - q * sine), scale * (p * sine + q * cosine)};
}
FACULA_FN BesselPair bessel0_far(double x) {
  const double r = 1.0 / x, t = 128.0 * r * r - 1.0;
  return bessel_far(x, series::bessel0_p(t), series::bessel0_q(t) * r, false);
}
FACULA_FN BesselPair bessel1_far(double x) {
  const double r = 1.0 / x, t = 128.0 * r * r - 1.0;
  return bessel_far(x, series::bessel1_p(t), series::bessel1_q(t) * r, true);
}
FACULA_FN double bessel_j0(double x) {
  const double a = abs(x);
  return a <= 8.0 ? series::j0_near(a * a * 0.03125 - 1.0) : bessel0_far(a).j;
}
FACULA_FN double bessel_j1(double x) {
  const double a = abs(x);
  const double y = a <= 8.0 ? a * series::j1_near(a * a * 0.03125 - 1.0) : bessel1_far(a).j;
  return sign_bit(x) ? -y : y;
}
/// Y0(x) and Y1(x): minus infinity at 0, NaN below
FACULA_FN double bessel_y0(double x) {
  if (!(x > 0.0)) return x == 0.0 ? -Real<double>::inf : Real<double>::nan;
  if (x > 8.0) return bessel0_far(x).y;
  return series::y0_near(x * x * 0.03125 - 1.0) + reciprocal_half_pi * log(0.5 * x) * bessel_j0(x);
}
FACULA_FN double bessel_y1(double x) {
  if (!(x > 0.0)) return x == 0.0 ? -Real<double>::inf : Real<double>::nan;
  if (x > 8.0) return bessel1_far(x).y;
  return x * series::y1_near(x * x * 0.03125 - 1.0) + reciprocal_half_pi * (log(0.5 * x) * bessel_j1(x) - 1.0 / x);
}
/// sin(x) / x
FACULA_FN double spherical_bessel_j0(double x) {
  if (is_inf(x)) return 0.0;
  return abs(x) < 0x1p-27 ? 1.0 : sin(x) / x;
}

/// Airy's Ai; NaN at the infinities, as in PyTorch. source Abramowitz & Stegun 10.4.59, 10.4.60
FACULA_FN double airy_ai(double x) {
  if (!is_finite(x)) return Real<double>::nan;
  const double a = abs(x);
  if (x < -8.0) {
    const double root = sqrt(a), zeta = (2.0 / 3.0) * a * root, r = 0x1.e2b7dddfefa66p+3 / zeta,
                 t = 2.0 * r * r - 1.0;
    const double p = series::airy_p(t), q = series::airy_q(t) / zeta, s = sin(zeta), c = cos(zeta);
    return (p * (c + s) + q * (s - c)) * 0x1.6a09e667f3bcdp-1 / (root_of_pi * sqrt(root));
  }
  if (x <= 0.0) return series::airy_left(0.25 * x + 1.0);
  if (x <= 2.0) return series::airy_right(x - 1.0);
  const double root = sqrt(x), zeta = (2.0 / 3.0) * x * root;
  return exp(-zeta) * series::airy_far(0x1.e2b7dddfefa66p+1 / zeta - 1.0) * 0.5 / (root_of_pi * sqrt(root));
}

}  // namespace FACULA_ISA
}  // namespace facula::functor
