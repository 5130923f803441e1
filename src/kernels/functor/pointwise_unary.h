#pragma once

// Point-wise ops of one argument.

#include "integer.h"
#include "math_complex.h"

namespace facula::functor {
inline namespace FACULA_ISA {

struct Neg {
  template <class T>
  FACULA_FN T operator()(T x) const {
    if constexpr (Integer<T>)
      return subtract(T(0), x);
    else
      return -x;
  }
};
/// complex: the modulus, a real number
struct Abs {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return abs(x);
  }
  template <Integer T>
  FACULA_FN T operator()(T x) const {
    return x < T(0) ? subtract(T(0), x) : x;
  }
  template <class T>
  FACULA_FN T operator()(complex<T> z) const {
    return abs(z);
  }
};
/// -1, 0 or 1; 0 for NaN
struct Sign {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return (x > T(0) ? T(1) : T(0)) - (x < T(0) ? T(1) : T(0));
  }
  template <Integer T>
  FACULA_FN T operator()(T x) const {
    return static_cast<T>((x > T(0)) - (x < T(0)));
  }
};
/// complex: z / |z|, 0 for 0
struct Sgn {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return Sign{}(x);
  }
  template <class T>
  FACULA_FN complex<T> operator()(complex<T> z) const {
    const T r = abs(z);
    return r == T(0) ? complex<T>(T(0)) : complex<T>(z.real() / r, z.imag() / r);
  }
};
struct Reciprocal {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return T(1) / x;
  }
};
struct Square {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return multiply(x, x);
  }
};
struct Conj {
  template <class T>
  FACULA_FN T operator()(T x) const {
    if constexpr (Complex<T>)
      return T(x.real(), -x.imag());
    else
      return x;
  }
};
struct IsNan {
  template <class T>
  FACULA_FN bool operator()(T x) const {
    if constexpr (Integer<T>)
      return false;
    else
      return is_nan(x);
  }
};
struct IsInf {
  template <class T>
  FACULA_FN bool operator()(T x) const {
    if constexpr (Integer<T>)
      return false;
    else
      return is_inf(x);
  }
};
struct IsFinite {
  template <class T>
  FACULA_FN bool operator()(T x) const {
    if constexpr (Integer<T>)
      return true;
    else
      return is_finite(x);
  }
};

// ---- rounding; an integer is its own ----
struct Floor {
  template <class T>
  FACULA_FN T operator()(T x) const {
    if constexpr (Integer<T>)
      return x;
    else
      return floor(x);
  }
};
struct Ceil {
  template <class T>
  FACULA_FN T operator()(T x) const {
    if constexpr (Integer<T>)
      return x;
    else
      return ceil(x);
  }
};
struct Trunc {
  template <class T>
  FACULA_FN T operator()(T x) const {
    if constexpr (Integer<T>)
      return x;
    else
      return trunc(x);
  }
};
struct Round {
  template <class T>
  FACULA_FN T operator()(T x) const {
    if constexpr (Integer<T>)
      return x;
    else
      return round(x);
  }
};
/// x - trunc(x)
struct Frac {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return x - trunc(x);
  }
};

// ---- transcendental, real or complex ----
struct Exp {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return exp(x);
  }
};
struct Exp2 {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return exp2(x);
  }
};
struct Expm1 {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return expm1(x);
  }
};
struct Log {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return log(x);
  }
};
struct Log1p {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return log1p(x);
  }
};
struct Log2 {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return log2(x);
  }
};
struct Log10 {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return log10(x);
  }
};
struct Sinh {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return sinh(x);
  }
};
struct Cosh {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return cosh(x);
  }
};
struct Tanh {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return tanh(x);
  }
};
struct Asin {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return asin(x);
  }
};
struct Acos {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return acos(x);
  }
};
struct Atan {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return atan(x);
  }
};
struct Asinh {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return asinh(x);
  }
};
struct Acosh {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return acosh(x);
  }
};
struct Atanh {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return atanh(x);
  }
};
struct Sigmoid {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return sigmoid(x);
  }
};
struct Sqrt {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return sqrt(x);
  }
};
struct Rsqrt {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return rsqrt(x);
  }
};

// ---- the same, with a form for ordinary arguments that loops vectorise (map.h) ----
struct Sin {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return sin(x);
  }
#ifndef __CUDA_ARCH__
  template <Floating T>
  FACULA_FN bool is_near(T x) const {
    return trig_is_near(x);
  }
  template <Floating T>
  FACULA_FN T near(T x) const {
    return sin_near(x);
  }
#endif
};
struct Cos {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return cos(x);
  }
#ifndef __CUDA_ARCH__
  template <Floating T>
  FACULA_FN bool is_near(T x) const {
    return trig_is_near(x);
  }
  template <Floating T>
  FACULA_FN T near(T x) const {
    return cos_near(x);
  }
#endif
};
struct Tan {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return tan(x);
  }
#ifndef __CUDA_ARCH__
  template <Floating T>
  FACULA_FN bool is_near(T x) const {
    return trig_is_near(x);
  }
  template <Floating T>
  FACULA_FN T near(T x) const {
    return tan_near(x);
  }
#endif
};

// ---- real only ----
struct Erf {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return erf(x);
  }
};
struct Erfc {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return erfc(x);
  }
};
struct Erfinv {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return erfinv(x);
  }
};
struct Lgamma {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return lgamma(x);
  }
};
struct Digamma {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return digamma(x);
  }
};
struct NormalCdf {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return normal_cdf(x);
  }
};

}  // namespace FACULA_ISA
}  // namespace facula::functor
