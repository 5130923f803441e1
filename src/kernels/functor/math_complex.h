#pragma once

// The transcendentals for complex<T>. source Kahan, Branch cuts for complex elementary functions (1987),
// whose formulas keep the sign of zero on the cuts; z^w = e^(w log z).

#include "facula/core/complex.h"
#include "math.h"

namespace facula::functor {
inline namespace FACULA_ISA {

template <class T>
FACULA_FN T abs(complex<T> z) {
  return hypot(z.real(), z.imag());
}
template <class T>
FACULA_FN T arg(complex<T> z) {
  return atan2(z.imag(), z.real());
}
template <class T>
FACULA_FN bool is_nan(complex<T> z) {
  return is_nan(z.real()) | is_nan(z.imag());
}
template <class T>
FACULA_FN bool is_inf(complex<T> z) {
  return is_inf(z.real()) | is_inf(z.imag());
}
template <class T>
FACULA_FN bool is_finite(complex<T> z) {
  return is_finite(z.real()) & is_finite(z.imag());
}

/// i z and -i z
template <class T>
FACULA_FN complex<T> times_i(complex<T> z) {
  return {-z.imag(), z.real()};
}
template <class T>
FACULA_FN complex<T> over_i(complex<T> z) {
  return {z.imag(), -z.real()};
}

template <class T>
FACULA_FN complex<T> exp(complex<T> z) {
  const T e = exp(z.real()), y = z.imag();
  if (y == T(0)) return {e, y};
  if (e == T(0) && !is_finite(y)) return {T(0), T(0)};
  return {e * cos(y), e * sin(y)};
}
template <class T>
FACULA_FN complex<T> exp2(complex<T> z) {
  return exp(complex<T>(z.real() * T(0.69314718055994530942), z.imag() * T(0.69314718055994530942)));
}
/// e^z - 1 = expm1(x) cos y - 2 sin^2(y / 2) + i e^x sin y
template <class T>
FACULA_FN complex<T> expm1(complex<T> z) {
  const T s = sin(T(0.5) * z.imag());
  return {expm1(z.real()) * cos(z.imag()) - T(2) * s * s, exp(z.real()) * sin(z.imag())};
}

/// log |z|, with log1p where |z| is near 1
template <class T>
FACULA_FN T log_abs(complex<T> z) {
  const T x = abs(z.real()), y = abs(z.imag()), a = x > y ? x : y, b = x > y ? y : x;
  if (a > T(0.5) && a < T(2)) return T(0.5) * log1p((a - T(1)) * (a + T(1)) + b * b);
  return log(hypot(a, b));
}
template <class T>
FACULA_FN complex<T> log(complex<T> z) {
  return {log_abs(z), arg(z)};
}
template <class T>
FACULA_FN complex<T> log2(complex<T> z) {
  return {log_abs(z) * T(1.44269504088896340736), arg(z) * T(1.44269504088896340736)};
}
template <class T>
FACULA_FN complex<T> log10(complex<T> z) {
  return {log_abs(z) * T(0.43429448190325182765), arg(z) * T(0.43429448190325182765)};
}
/// log(1 + z)
template <class T>
FACULA_FN complex<T> log1p(complex<T> z) {
  const T x = z.real(), y = z.imag();
  const T re = abs(x) < T(0.5) && abs(y) < T(1) ? T(0.5) * log1p(x * (T(2) + x) + y * y) : log_abs(T(1) + z);
  return {re, atan2(y, T(1) + x)};
}

template <class T>
FACULA_FN complex<T> sqrt(complex<T> z) {
  const T x = z.real(), y = z.imag();
  if (is_inf(y)) return {Real<T>::inf, y};
  if (x == T(0) && y == T(0)) return {T(0), y};
  const T t = sqrt(T(0.5) * abs(x) + T(0.5) * hypot(x, y));
  if (x == -Real<T>::inf) return {is_nan(y) ? y : T(0), copysign(t, y)};
  if (x == Real<T>::inf) return {x, is_nan(y) ? y : copysign(T(0), y)};
  if (x >= T(0)) return {t, T(0.5) * y / t};
  return {T(0.5) * abs(y) / t, copysign(t, y)};
}
template <class T>
FACULA_FN complex<T> reciprocal(complex<T> z) {
  return complex<T>(T(1)) / z;
}
template <class T>
FACULA_FN complex<T> rsqrt(complex<T> z) {
  return reciprocal(sqrt(z));
}

template <class T>
FACULA_FN complex<T> pow(complex<T> z, complex<T> w) {
  if (w == complex<T>(T(0))) return complex<T>(T(1));
  if (z == complex<T>(T(0))) {
    if (w.imag() != T(0)) return w.real() > T(0) ? complex<T>(T(0)) : complex<T>(Real<T>::nan, Real<T>::nan);
    return w.real() > T(0) ? complex<T>(T(0)) : complex<T>(Real<T>::inf, Real<T>::nan);
  }
  return exp(w * log(z));
}

template <class T>
FACULA_FN complex<T> sinh(complex<T> z) {
  const T x = z.real(), y = z.imag();
  if (y == T(0)) return {sinh(x), y};
  if (x == T(0)) return {x, sin(y)};
  return {sinh(x) * cos(y), cosh(x) * sin(y)};
}
template <class T>
FACULA_FN complex<T> cosh(complex<T> z) {
  const T x = z.real(), y = z.imag();
  if (x == T(0) || y == T(0)) return {cosh(x) * cos(y), copysign(T(0), x) * copysign(T(1), y)};
  return {cosh(x) * cos(y), sinh(x) * sin(y)};
}
template <class T>
FACULA_FN complex<T> tanh(complex<T> z) {
  const T x = z.real(), y = z.imag();
  if (abs(x) > T(sizeof(T) == 4 ? 12 : 22)) {
    const T im = is_finite(y) ? T(4) * sin(y) * cos(y) * exp(T(-2) * abs(x)) : T(0);
    return {copysign(T(1), x), im};
  }
  const T t = tan(y), s = sinh(x), b = T(1) + t * t, rho = sqrt(T(1) + s * s), d = T(1) + b * s * s;
  return {b * rho * s / d, t / d};
}
template <class T>
FACULA_FN complex<T> sin(complex<T> z) {
  return over_i(sinh(times_i(z)));
}
template <class T>
FACULA_FN complex<T> cos(complex<T> z) {
  return cosh(times_i(z));
}
template <class T>
FACULA_FN complex<T> tan(complex<T> z) {
  return over_i(tanh(times_i(z)));
}

template <class T>
FACULA_FN complex<T> asin(complex<T> z) {
  const complex<T> a = sqrt(complex<T>(T(1) - z.real(), -z.imag())),
                   b = sqrt(complex<T>(T(1) + z.real(), z.imag()));
  return {atan2(z.real(), a.real() * b.real() - a.imag() * b.imag()),
          asinh(a.real() * b.imag() - a.imag() * b.real())};
}
template <class T>
FACULA_FN complex<T> acos(complex<T> z) {
  const complex<T> a = sqrt(complex<T>(T(1) - z.real(), -z.imag())),
                   b = sqrt(complex<T>(T(1) + z.real(), z.imag()));
  return {T(2) * atan2(a.real(), b.real()), asinh(b.real() * a.imag() - b.imag() * a.real())};
}
template <class T>
FACULA_FN complex<T> acosh(complex<T> z) {
  const complex<T> a = sqrt(complex<T>(z.real() - T(1), z.imag())),
                   b = sqrt(complex<T>(z.real() + T(1), z.imag()));
  return {asinh(a.real() * b.real() + a.imag() * b.imag()), T(2) * atan2(a.imag(), b.real())};
}
template <class T>
FACULA_FN complex<T> atanh(complex<T> z) {
  const T x = abs(z.real()), y = z.imag(), u = T(1) - x;
  const T re = T(0.25) * log1p(T(4) * x / (u * u + y * y));
  return {copysign(re, z.real()), T(0.5) * atan2(T(2) * y, u * (T(1) + x) - y * y)};
}
template <class T>
FACULA_FN complex<T> asinh(complex<T> z) {
  return over_i(asin(times_i(z)));
}
template <class T>
FACULA_FN complex<T> atan(complex<T> z) {
  return over_i(atanh(times_i(z)));
}

/// 1 / (1 + e^-z)
template <class T>
FACULA_FN complex<T> sigmoid(complex<T> z) {
  return reciprocal(complex<T>(T(1)) + exp(-z));
}

}  // namespace FACULA_ISA
}  // namespace facula::functor
