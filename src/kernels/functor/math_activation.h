#pragma once

// Activations and digamma, from the functions of the other headers: shared by host and device.
// silu, mish and gelu of -inf are NaN (-inf times 0), as in PyTorch.

#include "math_bits.h"

namespace facula::functor {
inline namespace FACULA_ISA {

/// 1 / (1 + e^-x), through e^-|x| so that both tails are exact
template <class T>
FACULA_FN T sigmoid(T x) {
  const T z = exp(-abs(x));
  return (x >= T(0) ? T(1) : z) / (T(1) + z);
}
/// log(1 + e^x)
template <class T>
FACULA_FN T softplus(T x) {
  const T z = exp(-abs(x)), positive = x < T(0) ? T(0) : x;  // NaN stays in this part
#ifdef __CUDA_ARCH__
  return positive + log1p(z);
#else
  return positive + log1p_finite(z, T(1) + z);
#endif
}
/// log sigmoid(x) = -softplus(-x)
template <class T>
FACULA_FN T log_sigmoid(T x) { return -softplus(-x); }
/// x sigmoid(x)
template <class T>
FACULA_FN T silu(T x) {
  const T z = exp(-abs(x));
  return (x >= T(0) ? x : x * z) / (T(1) + z);
}
/// x tanh(softplus(x)) = x (w^2 + 2w) / (w^2 + 2w + 2), w = e^x
template <class T>
FACULA_FN T mish(T x) {
  const T w = exp(x > T(22) ? T(22) : x), p = w * (w + T(2));
  return x * (p / (p + T(2)));
}

/// the normal distribution function, erfc(-x / sqrt 2) / 2, relative accuracy in the lower tail too
FACULA_FN double normal_cdf(double x) {
#ifdef __CUDA_ARCH__
  return ::normcdf(x);
#else
  // x / sqrt 2 = a + rest, erfc(a + rest) = erfc(a) (1 - 2 a rest ...): the rest's effect on e^(-a^2) only
  const double a = -x * 0x1.6a09e667f3bcdp-1;
  const double rest = -x * -0x1.bdd3413b26456p-55 + product_error(-x, 0x1.6a09e667f3bcdp-1, a);
  const double y = 0.5 * erfc(a), tail = y - y * (2.0 * a * rest);
  const double r = a > 1.0 ? tail : y;
  return a < 28.0 ? r : y;
#endif
}
FACULA_FN float normal_cdf(float x) {
#ifdef __CUDA_ARCH__
  return ::normcdff(x);
#else
  const double b = clamp_keep_nan(double(abs(x)), 0.0, 15.0), y = 0.5 * erfc_short(b * 0x1.6a09e667f3bcdp-1, 0.5 * b * b);
  return float(x < 0.0f ? y : 1.0 - y);
#endif
}
/// x Phi(x)
template <class T>
FACULA_FN T gelu(T x) { return x * normal_cdf(x); }
/// x / 2 (1 + tanh u) = x sigmoid(2 u), u = sqrt(2 / pi) (x + 0.044715 x^3)
template <class T>
FACULA_FN T gelu_tanh(T x) {
  const T u = T(2 * 0.79788456080286535588) * x * (T(1) + T(0.044715) * x * x);
  return x * sigmoid(u);
}
/// Phi(x) + x phi(x)
template <class T>
FACULA_FN T gelu_slope(T x) {
  const T b = clamp_keep_nan(x, T(-40), T(40));
  return normal_cdf(b) + b * T(0.39894228040143267794) * exp(T(-0.5) * b * b);
}
/// d/dx of gelu_tanh: s + x s (1 - s) 2 u', s = sigmoid(2 u)
template <class T>
FACULA_FN T gelu_tanh_slope(T x) {
  const T b = clamp_keep_nan(x, T(-40), T(40)), c = T(2 * 0.79788456080286535588);
  const T s = sigmoid(c * b * (T(1) + T(0.044715) * b * b));
  return s + b * s * (T(1) - s) * c * (T(1) + T(3 * 0.044715) * b * b);
}

/// d/dx log gamma(x): x raised to 10 by psi(x + 1) = psi(x) + 1 / x, then the asymptotic series; x < 0 by
/// psi(1 - x) - psi(x) = pi / tan(pi x). source Abramowitz & Stegun 6.3.5, 6.3.7, 6.3.18.
/// Near its zeros the error is relative to 1, not to the result.
FACULA_FN double digamma(double x) {
  const double a = abs(x), part = x - round(x);
  double y = x < 0.0 ? 1.0 - x : x, p = 1.0, q = 0.0;
  for (int i = 0; i < 10; ++i) {  // q / p = sum of 1 / y over the steps taken
    const bool step = y < 10.0;
    q = step ? q * y + p : q;
    p = step ? p * y : p;
    y = step ? y + 1.0 : y;
  }
  const double r = 1.0 / y, z = r * r;
  const double upper = ((log(y) - 0.5 * r) - z * poly::digamma(z)) - q / p;
#ifdef __CUDA_ARCH__
  const double t = ::tan(part * 0x1.921fb54442d18p+1);
#else
  const double t = tan_near(part * 0x1.921fb54442d18p+1);
#endif
  const double reflected = part == 0.0 ? Real<double>::nan : upper - 0x1.921fb54442d18p+1 / t;
  const double s = x < 0.0 ? reflected : upper;
  const double special = x == Real<double>::inf ? x : (x == 0.0 ? copysign(Real<double>::inf, -x) : Real<double>::nan);
  return (a > 0.0) & (a < Real<double>::inf) ? s : special;
}
FACULA_FN float digamma(float x) { return float(digamma(double(x))); }

}
}  // namespace facula::functor
