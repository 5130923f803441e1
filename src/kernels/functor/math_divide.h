#pragma once

// hypot, and the remainders. The functions named _near are free of branches but need quotients below the
// limit of fmod_is_near; map.h runs them over blocks without larger ones.

#include "math_bits.h"

namespace facula::functor {
inline namespace FACULA_ISA {

#ifndef __CUDA_ARCH__
/// sqrt(x^2 + y^2) without overflow: both scaled by a power of two
FACULA_FN float hypot(float x, float y) {
  const double a = x, b = y, r = sqrt(a * a + b * b);
  return is_inf(x) | is_inf(y) ? Real<float>::inf : float(r);
}
FACULA_FN double hypot(double x, double y) {
  const double a = abs(x), b = abs(y), m = a > b ? a : b;
  const double up = m > 0x1p500 ? 0x1p-600 : (m < 0x1p-500 ? 0x1p600 : 1.0);
  const double down = m > 0x1p500 ? 0x1p600 : (m < 0x1p-500 ? 0x1p-600 : 1.0);
  const double c = a * up, d = b * up, r = sqrt(c * c + d * d) * down;
  return is_inf(x) | is_inf(y) ? Real<double>::inf : r;
}

/// true where fmod_near is exact: a quotient of at most 28 (float) or 51 (double) bits and no denormal
/// product
FACULA_FN bool fmod_is_near(float x, float y) {
  return (abs(x) <= abs(y) * 0x1p28f) & (abs(x) < Real<float>::inf);
}
FACULA_FN bool fmod_is_near(double x, double y) {
  return (abs(x) <= abs(y) * 0x1p51) & (abs(x) < 0x1p1000) & (abs(y) > 0x1p-900) &
         (abs(y) < Real<double>::inf);
}
// the quotient may have been rounded up over an integer: then the rest is negative, and one y too low
FACULA_FN float fmod_near(float x, float y) {
  const double a = abs(x), b = abs(y), r = a - trunc(a / b) * b;
  return copysign(float(a < b ? a : (r < 0.0 ? r + b : r)), x);
}
FACULA_FN double fmod_near(double x, double y) {
  const double a = abs(x), b = abs(y), q = trunc(a / b), p = q * b, r = (a - p) - product_error(q, b, p);
  return copysign(a < b ? a : (r < 0.0 ? r + b : r), x);
}
/// any arguments, exact
FACULA_FN float fmod(float x, float y) {
  return fmod_is_near(x, y) ? fmod_near(x, y) : __builtin_fmodf(x, y);
}
FACULA_FN double fmod(double x, double y) {
  return fmod_is_near(x, y) ? fmod_near(x, y) : __builtin_fmod(x, y);
}
#endif

/// Python's x % y from fmod's result: its sign is y's
template <class T>
FACULA_FN T remainder_from(T rest, T y) {
  return (rest != T(0)) & ((rest < T(0)) != (y < T(0))) ? rest + y : rest;
}
template <class T>
FACULA_FN T remainder(T x, T y) {
  return remainder_from(fmod(x, y), y);
}

/// floor(x / y) from fmod's result, as Python's x // y: exact where x / y rounds to an integer from below
template <class T>
FACULA_FN T floor_divide_from(T rest, T x, T y) {
  T q = (x - rest) / y;
  q = (rest != T(0)) & ((rest < T(0)) != (y < T(0))) ? q - T(1) : q;
  const T f = floor(q);
  const T whole = q == T(0) ? copysign(T(0), x / y) : (q - f > T(0.5) ? f + T(1) : f);
  return y == T(0) ? x / y : whole;
}
template <class T>
FACULA_FN T floor_divide(T x, T y) {
  return floor_divide_from(fmod(x, y), x, y);
}

}  // namespace FACULA_ISA
}  // namespace facula::functor
