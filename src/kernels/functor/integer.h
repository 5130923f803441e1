#pragma once

// Integer arithmetic that wraps around and never traps. Kernels must look for a zero divisor themselves and
// throw "ZeroDivisionError", as PyTorch does; here a zero divisor gives 0, so that no process dies of it.

#include <stdint.h>

#include <type_traits>

#include "config.h"

namespace facula::functor {
inline namespace FACULA_ISA {

template <class T>
concept Integer = std::is_integral_v<T>;
template <class T>
concept Floating = std::is_floating_point_v<T>;
template <class T>
concept Complex = !std::is_arithmetic_v<T> && requires(T z) {
  z.real();
  z.imag();
};

/// unsigned, and not narrower than int: no overflow is undefined in it
template <Integer T>
using Wrapping = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

template <class T>
FACULA_FN T add(T a, T b) {
  if constexpr (Integer<T>)
    return static_cast<T>(Wrapping<T>(a) + Wrapping<T>(b));
  else
    return a + b;
}
template <class T>
FACULA_FN T subtract(T a, T b) {
  if constexpr (Integer<T>)
    return static_cast<T>(Wrapping<T>(a) - Wrapping<T>(b));
  else
    return a - b;
}
template <class T>
FACULA_FN T multiply(T a, T b) {
  if constexpr (Integer<T>)
    return static_cast<T>(Wrapping<T>(a) * Wrapping<T>(b));
  else
    return a * b;
}

template <Integer T>
FACULA_FN bool is_minus_one(T x) {
  return std::is_signed_v<T> && x == static_cast<T>(-1);
}
/// a / b towards zero; -min / -1 wraps to min
template <Integer T>
FACULA_FN T truncate_divide(T a, T b) {
  if (is_minus_one(b)) return subtract(T(0), a);
  return b == T(0) ? T(0) : static_cast<T>(a / b);
}
template <Integer T>
FACULA_FN T truncate_remainder(T a, T b) {
  return b == T(0) || is_minus_one(b) ? T(0) : static_cast<T>(a % b);
}
/// a / b towards minus infinity
template <Integer T>
FACULA_FN T floor_divide(T a, T b) {
  const T q = truncate_divide(a, b), r = truncate_remainder(a, b);
  return r != T(0) && ((r < T(0)) != (b < T(0))) ? static_cast<T>(q - T(1)) : q;
}
/// the remainder with the sign of b
template <Integer T>
FACULA_FN T remainder(T a, T b) {
  const T r = truncate_remainder(a, b);
  return r != T(0) && ((r < T(0)) != (b < T(0))) ? static_cast<T>(r + b) : r;
}
/// a^b by squaring, wrapping; a negative power is 0 except of 1 and -1
template <Integer T>
FACULA_FN T pow(T a, T b) {
  if (b < T(0)) {
    if (a == T(1)) return T(1);
    return is_minus_one(a) ? ((b & T(1)) != T(0) ? a : T(1)) : T(0);
  }
  T r = T(1);
  for (Wrapping<T> e = Wrapping<T>(b); e != 0; e >>= 1) {
    if ((e & 1u) != 0) r = multiply(r, a);
    a = multiply(a, a);
  }
  return r;
}

}  // namespace FACULA_ISA
}  // namespace facula::functor
