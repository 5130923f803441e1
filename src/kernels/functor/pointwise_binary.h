#pragma once

// Point-wise ops of two arguments beyond arithmetic, and a few of one that rest on bits.

#include "integer.h"
#include "math_complex.h"

namespace facula::functor {
inline namespace FACULA_ISA {

struct Copysign {
  template <Floating T>
  FACULA_FN T operator()(T a, T b) const {
    return copysign(a, b);
  }
};
/// log(e^a + e^b) from the larger one: no overflow
struct Logaddexp {
  template <Floating T>
  FACULA_FN T operator()(T a, T b) const {
    const T m = a > b ? a : b, d = abs(a - b);
    return is_inf(a) & (a == b) ? a : m + log1p(exp(-d));
  }
};
struct Logaddexp2 {
  template <Floating T>
  FACULA_FN T operator()(T a, T b) const {
    const T m = a > b ? a : b, d = abs(a - b);
    return is_inf(a) & (a == b) ? a : m + log1p(exp2(-d)) * T(1.44269504088896340736);
  }
};
/// a log(b); 0 where a is 0 and b a number
struct Xlogy {
  template <Floating T>
  FACULA_FN T operator()(T a, T b) const {
    const T y = a * log(b);
    return is_nan(b) ? b : (a == T(0) ? T(0) : y);
  }
};
struct Xlog1py {
  template <Floating T>
  FACULA_FN T operator()(T a, T b) const {
    const T y = a * log1p(b);
    return is_nan(b) ? b : (a == T(0) ? T(0) : y);
  }
};
/// 0 below zero, 1 above, b at zero
struct Heaviside {
  template <class T>
  FACULA_FN T operator()(T a, T b) const {
    return a == T(0) ? b : T(a > T(0));
  }
};

/// The neighbour of a towards b, in numbers whose lowest bit is bit `shift` of T.
template <class T>
FACULA_FN T next_after(T a, T b, int shift) {
  using Bits = typename Real<T>::Bits;
  const Bits one = Bits(1) << shift, u = to_bits(a);
  if (is_nan(a) || is_nan(b)) return a + b;
  if (a == b) return b;
  if (a == T(0)) return copysign(from_bits(one), b);
  return from_bits((b > a) == (a > T(0)) ? u + one : u - one);
}
struct Nextafter {
  template <Floating T>
  FACULA_FN T operator()(T a, T b) const {
    return next_after(a, b, 0);
  }
};
/// of BFloat16 numbers, held as float
struct NextafterBFloat16 {
  template <Floating T>
  FACULA_FN T operator()(T a, T b) const {
    return next_after(a, b, 16);
  }
};

template <Integer T>
FACULA_FN bool below_zero(T x) {
  if constexpr (std::is_signed_v<T>)
    return x < T(0);
  else
    return false;
}
struct Gcd {
  template <Integer T>
  FACULA_FN T operator()(T a, T b) const {
    while (a != T(0)) {
      const T r = truncate_remainder(b, a);
      b = a;
      a = r;
    }
    return below_zero(b) ? subtract(T(0), b) : b;
  }
};
struct Lcm {
  template <Integer T>
  FACULA_FN T operator()(T a, T b) const {
    const T g = Gcd{}(a, b);
    const T m = g == T(0) ? T(0) : multiply(truncate_divide(a, g), b);
    return below_zero(m) ? subtract(T(0), m) : m;
  }
};
/// Shifts by less than 0 or by the width and more push every bit out.
struct LeftShift {
  template <Integer T>
  FACULA_FN T operator()(T a, T b) const {
    constexpr T width = T(8 * sizeof(T));
    return below_zero(b) || b >= width ? T(0) : static_cast<T>(Wrapping<T>(a) << b);
  }
};
struct RightShift {
  template <Integer T>
  FACULA_FN T operator()(T a, T b) const {
    constexpr T last = T(8 * sizeof(T) - 1);
    const bool out = below_zero(b) || b > last;
    if constexpr (!std::is_signed_v<T>)
      return out ? T(0) : static_cast<T>(a >> b);
    else
      return static_cast<T>(a >> (out ? last : b));
  }
};

// ---- of one argument ----

struct SignBit {
  template <class T>
  FACULA_FN bool operator()(T x) const {
    if constexpr (Integer<T>)
      return below_zero(x);
    else
      return sign_bit(x);
  }
};
/// The angle of a number in the complex plane: 0 or pi for a real one
struct Angle {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return is_nan(x) ? x : (x < T(0) ? T(3.14159265358979323846) : T(0));
  }
  template <class T>
  FACULA_FN T operator()(complex<T> z) const {
    return arg(z);
  }
};
/// x = mantissa 2^exponent, 1/2 <= |mantissa| < 1; 0, infinities and NaN have exponent 0
template <class T>
FACULA_FN int binary_exponent(T x) {
  if (x == T(0) || !is_finite(x)) return 0;
  constexpr int digits = sizeof(T) == 4 ? 23 : 52, mask = sizeof(T) == 4 ? 0xff : 0x7ff, bias = mask / 2 - 1;
  const auto of = [](T v) { return static_cast<int>(to_bits(v) >> digits) & mask; };
  const int e = of(x);
  return e != 0 ? e - bias : of(x * T(uint64_t(1) << 60)) - bias - 60;
}
struct FrexpExponent {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return static_cast<T>(binary_exponent(x));
  }
};
struct FrexpMantissa {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    const int e = binary_exponent(x), half = e / 2;  // in two steps: 2^-e alone may overflow
    const auto power = [](int k) {
      using Bits = typename Real<T>::Bits;
      return from_bits(static_cast<Bits>(k + (sizeof(T) == 4 ? 127 : 1023)) << (sizeof(T) == 4 ? 23 : 52));
    };
    return x * power(-half) * power(half - e);
  }
};
/// Rounds to a multiple of 1 / scale, or of scale where `down` is not 0.
template <class S>
struct RoundTo {
  S scale, down;
  FACULA_FN S operator()(S x) const {
    return down != S(0) ? round(x / scale) * scale : round(x * scale) / scale;
  }
};
template <class S>
struct NanToNum {
  S nan, high, low;
  FACULA_FN S operator()(S x) const {
    const S infinite = x > S(0) ? high : low;
    return is_nan(x) ? nan : (is_inf(x) ? infinite : x);
  }
};

}  // namespace FACULA_ISA
}  // namespace facula::functor
