#pragma once

// pow(x, y) = e^(y log x), the logarithm in double-double so that 4 units in the last place hold up to
// 2^1024. source the method of fdlibm e_pow.c (extra precision for log x), in Dekker's arithmetic and without
// tables

#include "math_exp.h"
#include "math_log.h"

namespace facula::functor {
inline namespace FACULA_ISA {

/// log x for 0 < x < inf, relative error about 2^-64
FACULA_FN Pair log_double_double(double x) {
  const auto [f, k] = log_split(x);
  // s = f / (2 + f) to twice the precision
  const auto [g, g_lost] = quick_two_sum(2.0, f);
  const double s = f / g, p = s * g;
  const Pair sp{s, ((f - p) - product_error(s, g, p) - s * g_lost) / g};
  const Pair z = times(sp, sp);
  // log(1 + f) = 2 s + 2 s z (1/3 + z q)
  const auto [c, c_lost] = quick_two_sum(0x1.5555555555555p-2, z.hi * poly::log_pow(z.hi));
  const Pair tail = times(times(sp, z), {c, c_lost + 0x1.5555555555555p-56});
  const auto [a, a_lost] = quick_two_sum(sp.hi, tail.hi);
  const double lo = 2.0 * (a_lost + (sp.lo + tail.lo));
  // the first part of ln 2 has 42 bits: k times it is exact
  const auto [sum, rest] = two_sum(k * 0x1.62e42fefa3800p-1, 2.0 * a);
  return quick_two_sum(sum, rest + (lo + k * 0x1.ef35793c76730p-45));
}

/// what |x|^y becomes for the signs, zeros, infinities and NaNs of x and y. source C17 F.10.4.4
template <class T>
FACULA_FN T pow_specials(T magnitude, T x, T y) {
  constexpr T inf = Real<T>::inf, odd_limit = sizeof(T) == 4 ? T(0x1p24) : T(0x1p53);
  const T a = abs(x), b = abs(y);
  const bool whole = floor(y) == y, odd = whole & (b < odd_limit) & (floor(T(0.5) * y) != T(0.5) * y);
  // zero and infinity of x and infinity of y: the result is zero or infinity, or 1 for |x| = 1
  const bool grows = (a > T(1)) == (y > T(0));
  const bool extreme = (a == T(0)) | (a == inf) | (b == inf);
  T r = extreme ? (grows ? inf : T(0)) : magnitude;
  r = (a == T(1)) & (b == inf) ? T(1) : r;
  r = (x < T(0)) & !whole & (a != inf) ? Real<T>::nan : r;
  r = odd & sign_bit(x) ? -r : r;
  r = is_nan(x) | is_nan(y) ? x + y : r;
  return (y == T(0)) | (x == T(1)) ? T(1) : r;
}

FACULA_FN double pow(double x, double y) {
  const Pair l = log_double_double(abs(x));
  const double p = y * l.hi;
  const bool far = !(abs(p) < 800.0) | !(abs(y) < 0x1p1000);
  // y beyond 2^1000 leaves the product in range only where the logarithm is zero
  const double lost = far ? 0.0 : product_error(y, l.hi, p) + y * l.lo;
  const auto [r, n] = exp_split(exp_clamp(p));
  const double e = expm1_poly(r + lost);
  return pow_specials(scale_by_power(1.0 + e, n + 2048u), x, y);
}

// in double: |y log2 x| < 160 matters, so log2 to 2^-40 and 2^x to 2^-30 are enough
FACULA_FN float pow(float x, float y) {
  const auto [f, k] = log_split(double(abs(x)));
  const double l = k + log_short(f) * 0x1.71547652b82fep+0;
  const auto [r, n] = exp2_split(clamp_keep_nan(double(y) * l, -200.0, 200.0));
  const double e = 1.0 + (poly::exp_f64_short(r) * (r * r) + r);
  return pow_specials(float(e * from_bits((n + 1023u) << 52)), x, y);
}

}  // namespace FACULA_ISA
}  // namespace facula::functor
