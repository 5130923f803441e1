#pragma once

// Activations and digamma, from the functions of the other headers: shared by host and device.
// silu, mish and gelu of -inf are NaN (-inf times 0), as in PyTorch.

#include "math_bits.h"

namespace facula::functor {
inline namespace FACULA_ISA {

/// 1 / (1 + e^-x), through z = e^-|x| so that both tails are exact. What rounding 1 + z lost comes back
template <class T>
FACULA_FN T sigmoid(T x) {
  const T z = exp(-abs(x)), d = T(1) + z, lost = z - (d - T(1));
  const T q = (x >= T(0) ? T(1) : z) / d;
  return q - q * (lost * (x >= T(0) ? q : T(1) - q));
}
/// sigmoid(x) (1 - sigmoid(x))
template <class T>
FACULA_FN T sigmoid_slope(T x) {
  const T z = exp(-abs(x)), d = T(1) + z;
  return z / d / d;
}
/// 2^30 e^x for x < 90: what multiplies a number before the result becomes denormal
template <class T>
FACULA_FN T exp_times_2_30(T x) {
#ifdef __CUDA_ARCH__
  return exp(x) * T(0x1p30);
#else
  return exp_shifted(clamp_keep_nan(x, T(sizeof(T) == 4 ? -130 : -760), T(90)), 30);
#endif
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
FACULA_FN T log_sigmoid(T x) {
  return -softplus(-x);
}
/// x sigmoid(x)
template <class T>
FACULA_FN T silu(T x) {
  const T e = exp_times_2_30(-abs(x)), d = T(1) + e * T(0x1p-30);
  const T b = x < T(-760) ? T(-760) : x, y = (x >= T(0) ? x : b * e) / d, r = x >= T(0) ? y : y * T(0x1p-30);
  return x == -Real<T>::inf ? Real<T>::nan : r;
}
/// x tanh(softplus(x)) = x (w^2 + 2w) / (w^2 + 2w + 2), w = e^x
template <class T>
FACULA_FN T mish(T x) {
  const T e = exp_times_2_30(x > T(22) ? T(22) : x), w = e * T(0x1p-30);
  const T q = (e * w + (e + e)) / (w * w + (w + w) + T(2)) * (x > T(0) ? T(0x1p-30) : T(1));
  const T r = (x < T(-760) ? T(-760) : x) * q * (x > T(0) ? T(1) : T(0x1p-30));
  return x == -Real<T>::inf ? Real<T>::nan : r;
}

#ifndef __CUDA_ARCH__
// in double: one rounding, and no denormals on the way
FACULA_FN float silu(float x) {
  const double b = clamp_keep_nan(double(x), -130.0, 0x1p128), z = exp_short(-(b > 130.0 ? 130.0 : b));
  return x == -Real<float>::inf ? Real<float>::nan : float((x > 0.0f ? double(x) : b) / (1.0 + z));
}
FACULA_FN float mish(float x) {
  const double b = clamp_keep_nan(double(x), -130.0, 0x1p128), w = exp_short(b > 22.0 ? 22.0 : b),
               p = w * (w + 2.0);
  return x == -Real<float>::inf ? Real<float>::nan : float(b < 22.0 ? b * (p / (p + 2.0)) : double(x));
}
#endif

#ifdef __CUDA_ARCH__
FACULA_FN double normal_cdf(double x) { return ::normcdf(x); }
FACULA_FN float normal_cdf(float x) { return ::normcdff(x); }
FACULA_FN double gelu(double x) { return x * ::normcdf(x); }
FACULA_FN float gelu(float x) { return x * ::normcdff(x); }
#else
/// 2^60 erfc(|x| / sqrt 2): |x| / sqrt 2 = a + rest, the rest's effect on e^(-a^2) only
FACULA_FN double normal_tail(double x) {
  const double b = abs(x) > 45.0 ? 45.0 : abs(x), a = b * 0x1.6a09e667f3bcdp-1;
  const double rest = product_error(b, 0x1.6a09e667f3bcdp-1, a) - b * 0x1.bdd3413b26456p-55;
  return erfc_positive(a, 60, 2.0 * a * rest);
}
/// near zero: 1/2 + erf(x / sqrt 2) / 2
FACULA_FN double normal_center(double x) {
  const double a = x * 0x1.6a09e667f3bcdp-1;
  return 0.5 + 0.5 * (a + a * poly::erf_f64(a * a));
}
/// the normal distribution function, erfc(-x / sqrt 2) / 2, relative accuracy in the lower tail too
FACULA_FN double normal_cdf(double x) {
  const double tail = normal_tail(x) * 0x1p-61, y = x > 0.0 ? 1.0 - tail : tail;
  return abs(x) < 0.5 ? normal_center(x) : y;
}
/// x Phi(x), at most 5 units in the last place
FACULA_FN double gelu(double x) {
  const double tail = normal_tail(x), b = x < -45.0 ? -45.0 : x;
  const double y = x > 0.0 ? x * (1.0 - tail * 0x1p-61) : b * tail * 0x1p-61;
  const double r = abs(x) < 0.5 ? x * normal_center(x) : y;
  return x == -Real<double>::inf ? Real<double>::nan : r;
}
/// the same in double for a float result
FACULA_FN double normal_cdf_short(double x) {
  const double b = clamp_keep_nan(abs(x), 0.0, 15.0),
               y = 0.5 * erfc_short(b * 0x1.6a09e667f3bcdp-1, 0.5 * b * b);
  return x < 0.0 ? y : 1.0 - y;
}
FACULA_FN float normal_cdf(float x) { return float(normal_cdf_short(double(x))); }
/// 2^64 e^(-a^2 / 2) for 0 <= a <= 15, by 2^-n e^(-r / 2) with a^2 = 2 n ln 2 + r: no rounding of the square
/// is lost
FACULA_FN float normal_exp(float a) {
  constexpr float magic = magic_f32 - 64.0f;
  const float t = a * a * 0x1.715476p-1f + magic, n = t - magic;
  const float r = square_error(a, n * 0x1.62ep+0f) - n * 0x1.0bfbe8p-14f;
  return from_bits(to_bits(poly::exp_half_f32(r)) - (to_bits(t) << 23));
}
/// |x|, at most 15, of NaN 15. A comparison of integers, for GCC computes what follows from a selected
/// constant apart and selects once more
FACULA_FN float abs_to_15(float x) {
  const uint32_t u = to_bits(abs(x)), most = to_bits(15.0f);
  return from_bits(u < most ? u : most);
}
/// x Phi(x) in float arithmetic, at most 6 units in the last place: Phi(-a) = e^(-a^2 / 2) P(a) / Q(a), a =
/// |x|
FACULA_FN float gelu(float x) {
  const float a = abs_to_15(x);
  const float tail = a * (normal_exp(a) * poly::normal_tail_f32(a) / poly::normal_divisor_f32(a)) * 0x1p-64f;
  const float y = (x < 0.0f ? -0.0f : x) - tail;
  return x == -Real<float>::inf ? Real<float>::nan : y;
}
/// Phi(x) + x phi(x) in float arithmetic, by the same means; slope(a) = 1 - slope(-a)
FACULA_FN float gelu_slope(float x) {
  const float a = abs_to_15(x), h = a * a, e = normal_exp(a);
  const float ratio = poly::normal_tail_f32(a) / poly::normal_divisor_f32(a),
              density = 0.39894228040143267794f;
  const float below = e * (ratio - density * a) * 0x1p-64f;
  const float near = 0.5f + x * (poly::normal_center_f32(h) + density * 0x1p-64f * e);
  const float far = x < 0.0f ? below : 1.0f - below, y = a < 0.75f ? near : far;
  return is_nan(x) ? x : y;
}
#endif
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
  const T u = c * b * (T(1) + T(0.044715) * b * b);
  return sigmoid(u) + b * sigmoid_slope(u) * c * (T(1) + T(3 * 0.044715) * b * b);
}

/// d/dx log gamma(x): x < 10 raised by ten steps of psi(x + 1) = psi(x) + 1 / x, then the asymptotic series;
/// x < 0 by psi(1 - x) - psi(x) = pi / tan(pi x). source Abramowitz & Stegun 6.3.5, 6.3.7, 6.3.18. The error
/// is relative to the largest of the result, 2 and, for x < 0, |psi(1 - x)| + |psi(x)|.
FACULA_FN double digamma(double x) {
  const double a = abs(x), part = x - round(x);
  const double b = x < 0.0 ? 1.0 - x : x, y = b < 10.0 ? b + 10.0 : b;
  // 1 / b + 1 / (b + 9) + the terms between in pairs: (b + k)(b + 9 - k) = u + k (9 - k)
  const double u = b * (b + 9.0), v = (u + 8.0) * (u + 14.0), w = (u + 18.0) * (u + 20.0);
  const double pairs = (2.0 * b + 9.0) * (((2.0 * u + 22.0) * w + (2.0 * u + 38.0) * v) / (v * w));
  const double rest = pairs + 1.0 / (b + 9.0);
  const double r = 1.0 / y, z = r * r;
  const double series = (log(y) - 0.5 * r) - z * poly::digamma(z),
               upper = b < 10.0 ? (series - rest) - 1.0 / b : series;
#ifdef __CUDA_ARCH__
  const double t = ::tan(part * 0x1.921fb54442d18p+1);
#else
  const double t = tan_near(part * 0x1.921fb54442d18p+1);
#endif
  const double reflected = part == 0.0 ? Real<double>::nan : upper - 0x1.921fb54442d18p+1 / t;
  const double s = x < 0.0 ? reflected : upper;
  const double special =
      x == Real<double>::inf ? x : (x == 0.0 ? copysign(Real<double>::inf, -x) : Real<double>::nan);
  return (a > 0.0) & (a < Real<double>::inf) ? s : special;
}
FACULA_FN float digamma(float x) { return float(digamma(double(x))); }

}  // namespace FACULA_ISA
}  // namespace facula::functor
