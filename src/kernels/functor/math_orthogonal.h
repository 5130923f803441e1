#pragma once

// Orthogonal polynomials by their three-term recurrences, in double; the degree is cut to a whole number, and
// below 0 the value is 0. source Abramowitz & Stegun 22.7

#include "math.h"

namespace facula::functor {
inline namespace FACULA_ISA {

/// The recurrences: y(k + 1) from y(k) and y(k - 1).
enum class Recurrence { Chebyshev, HermitePhysics, HermiteProbability, Laguerre, Legendre };

template <Recurrence R>
FACULA_FN double recur(double x, double first, int64_t n) {
  if (n <= 0) return n == 0 ? 1.0 : 0.0;
  double before = 1.0, y = first;
  for (int64_t k = 1; k < n && !is_nan(y); ++k) {
    const auto m = static_cast<double>(k);
    double next;
    if constexpr (R == Recurrence::Chebyshev)
      next = 2.0 * x * y - before;
    else if constexpr (R == Recurrence::HermitePhysics)
      next = 2.0 * x * y - 2.0 * m * before;
    else if constexpr (R == Recurrence::HermiteProbability)
      next = x * y - m * before;
    else if constexpr (R == Recurrence::Laguerre)
      next = ((2.0 * m + 1.0 - x) * y - m * before) / (m + 1.0);
    else
      next = ((2.0 * m + 1.0) * x * y - m * before) / (m + 1.0);
    before = y;
    y = next;
  }
  return y;
}

FACULA_FN int64_t degree_of(double n) { return n >= 0.0 && n < 0x1p62 ? static_cast<int64_t>(n) : -1; }

/// What the four kinds of Chebyshev polynomials are at 1: 1, n + 1, 1, 2n + 1; at -1 the same times (-1)^n,
/// kinds three and four swapped.
template <char Kind>
FACULA_FN double chebyshev_at_end(bool right, double n, bool odd) {
  double size = 1.0;
  if constexpr (Kind == 'u') size = n + 1.0;
  if constexpr (Kind == 'v') size = right ? 1.0 : 2.0 * n + 1.0;
  if constexpr (Kind == 'w') size = right ? 2.0 * n + 1.0 : 1.0;
  return right || !odd ? size : -size;
}
/// With x = cos a: cos na, sin (n + 1)a / sin a, cos (n + 1/2)a / cos a/2, sin (n + 1/2)a / sin a/2
template <char Kind>
FACULA_FN double chebyshev_polynomial(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n < 0) return 0.0;
  const auto m = static_cast<double>(n);
  if (abs(x) == 1.0) return chebyshev_at_end<Kind>(x > 0.0, m, (n & 1) != 0);
  if (n > 8 && abs(x) < 1.0) {
    const double a = acos(x);
    if constexpr (Kind == 't') return cos(m * a);
    if constexpr (Kind == 'u') return sin((m + 1.0) * a) / sin(a);
    if constexpr (Kind == 'v') return cos((m + 0.5) * a) / cos(0.5 * a);
    if constexpr (Kind == 'w') return sin((m + 0.5) * a) / sin(0.5 * a);
  }
  const double first = Kind == 't' ? x : Kind == 'u' ? 2.0 * x : Kind == 'v' ? 2.0 * x - 1.0 : 2.0 * x + 1.0;
  return recur<Recurrence::Chebyshev>(x, first, n);
}

FACULA_FN double hermite_polynomial_h(double x, double n) {
  return recur<Recurrence::HermitePhysics>(x, 2.0 * x, degree_of(n));
}
FACULA_FN double hermite_polynomial_he(double x, double n) {
  return recur<Recurrence::HermiteProbability>(x, x, degree_of(n));
}
FACULA_FN double laguerre_polynomial_l(double x, double n) {
  return recur<Recurrence::Laguerre>(x, 1.0 - x, degree_of(n));
}
FACULA_FN double legendre_polynomial_p(double x, double n) {
  return recur<Recurrence::Legendre>(x, x, degree_of(n));
}

}  // namespace FACULA_ISA
}  // namespace facula::functor
