#pragma once

// The formula of every point-wise op, one struct each: arithmetic, comparison and logic here, the rest in
// pointwise_unary.h and pointwise_activation.h. T is float, double, an integer, bool or complex<float or
// double>, where PyTorch allows it; half types are computed in float. An op's parameters are members of type
// S, which is T (its real type where that is said).

#include "integer.h"
#include "map.h"
#include "math_complex.h"

namespace facula::functor {
inline namespace FACULA_ISA {

// ---- arithmetic ----
struct Add {
  template <class T>
  FACULA_FN T operator()(T a, T b) const {
    return add(a, b);
  }
};
struct Sub {
  template <class T>
  FACULA_FN T operator()(T a, T b) const {
    return subtract(a, b);
  }
};
/// a + alpha b
template <class S>
struct AddScaled {
  S alpha;
  FACULA_FN S operator()(S a, S b) const { return add(a, multiply(alpha, b)); }
};
/// a - alpha b
template <class S>
struct SubScaled {
  S alpha;
  FACULA_FN S operator()(S a, S b) const { return subtract(a, multiply(alpha, b)); }
};
struct Mul {
  template <class T>
  FACULA_FN T operator()(T a, T b) const {
    return multiply(a, b);
  }
};
/// true division
struct Div {
  template <class T>
  FACULA_FN T operator()(T a, T b) const {
    return a / b;
  }
};
/// div with rounding_mode trunc
struct TruncDiv {
  template <Floating T>
  FACULA_FN T operator()(T a, T b) const {
    return trunc(a / b);
  }
  template <Integer T>
  FACULA_FN T operator()(T a, T b) const {
    return truncate_divide(a, b);
  }
};
/// div with rounding_mode floor
struct FloorDiv {
  template <class T>
  FACULA_FN T operator()(T a, T b) const {
    return floor_divide(a, b);
  }
#ifndef __CUDA_ARCH__
  template <Floating T>
  FACULA_FN bool is_near(T a, T b) const {
    return fmod_is_near(a, b);
  }
  template <Floating T>
  FACULA_FN T near(T a, T b) const {
    return floor_divide_from(fmod_near(a, b), a, b);
  }
#endif
};
/// the sign is b's
struct Remainder {
  template <class T>
  FACULA_FN T operator()(T a, T b) const {
    return remainder(a, b);
  }
#ifndef __CUDA_ARCH__
  template <Floating T>
  FACULA_FN bool is_near(T a, T b) const {
    return fmod_is_near(a, b);
  }
  template <Floating T>
  FACULA_FN T near(T a, T b) const {
    return remainder_from(fmod_near(a, b), b);
  }
#endif
};
/// the sign is a's
struct Fmod {
  template <Floating T>
  FACULA_FN T operator()(T a, T b) const {
    return fmod(a, b);
  }
  template <Integer T>
  FACULA_FN T operator()(T a, T b) const {
    return truncate_remainder(a, b);
  }
#ifndef __CUDA_ARCH__
  template <Floating T>
  FACULA_FN bool is_near(T a, T b) const {
    return fmod_is_near(a, b);
  }
  template <Floating T>
  FACULA_FN T near(T a, T b) const {
    return fmod_near(a, b);
  }
#endif
};
struct Pow {
  template <class T>
  FACULA_FN T operator()(T a, T b) const {
    return pow(a, b);
  }
};
struct Atan2 {
  template <Floating T>
  FACULA_FN T operator()(T y, T x) const {
    return atan2(y, x);
  }
};
struct Hypot {
  template <Floating T>
  FACULA_FN T operator()(T a, T b) const {
    return hypot(a, b);
  }
};

/// NaN if either is NaN
struct Maximum {
  template <class T>
  FACULA_FN T operator()(T a, T b) const {
    const T m = a > b ? a : b;
    return a != a ? a : m;
  }
};
struct Minimum {
  template <class T>
  FACULA_FN T operator()(T a, T b) const {
    const T m = a < b ? a : b;
    return a != a ? a : m;
  }
};
/// the other one if one is NaN
struct Fmax {
  template <class T>
  FACULA_FN T operator()(T a, T b) const {
    const T m = a > b ? a : b;
    return b != b ? a : m;
  }
};
struct Fmin {
  template <class T>
  FACULA_FN T operator()(T a, T b) const {
    const T m = a < b ? a : b;
    return b != b ? a : m;
  }
};

/// a + w (b - a), from whichever end is nearer
struct Lerp {
  template <Floating T>
  FACULA_FN T operator()(T a, T b, T w) const {
    return abs(w) < T(0.5) ? a + w * (b - a) : b - (b - a) * (T(1) - w);
  }
  template <Complex T>
  FACULA_FN T operator()(T a, T b, T w) const {
    return abs(w) < decltype(w.real())(0.5) ? a + w * (b - a) : b - (b - a) * (T(1) - w);
  }
};
/// a + value b c
template <class S>
struct Addcmul {
  S value;
  FACULA_FN S operator()(S a, S b, S c) const { return add(a, multiply(multiply(value, b), c)); }
};
/// a + value b / c
template <class S>
struct Addcdiv {
  S value;
  FACULA_FN S operator()(S a, S b, S c) const { return a + value * b / c; }
};
struct Where {
  template <class T>
  FACULA_FN T operator()(bool c, T a, T b) const {
    return c ? a : b;
  }
};

// ---- comparison ----
struct Eq {
  template <class T>
  FACULA_FN bool operator()(T a, T b) const {
    return a == b;
  }
};
struct Ne {
  template <class T>
  FACULA_FN bool operator()(T a, T b) const {
    return a != b;
  }
};
struct Lt {
  template <class T>
  FACULA_FN bool operator()(T a, T b) const {
    return a < b;
  }
};
struct Le {
  template <class T>
  FACULA_FN bool operator()(T a, T b) const {
    return a <= b;
  }
};
struct Gt {
  template <class T>
  FACULA_FN bool operator()(T a, T b) const {
    return a > b;
  }
};
struct Ge {
  template <class T>
  FACULA_FN bool operator()(T a, T b) const {
    return a >= b;
  }
};

// ---- logic ----
template <class T>
FACULA_FN bool truth(T x) {
  return x != T(0);
}
struct LogicalAnd {
  template <class T>
  FACULA_FN bool operator()(T a, T b) const {
    return truth(a) & truth(b);
  }
};
struct LogicalOr {
  template <class T>
  FACULA_FN bool operator()(T a, T b) const {
    return truth(a) | truth(b);
  }
};
struct LogicalXor {
  template <class T>
  FACULA_FN bool operator()(T a, T b) const {
    return truth(a) != truth(b);
  }
};
struct LogicalNot {
  template <class T>
  FACULA_FN bool operator()(T a) const {
    return !truth(a);
  }
};
struct BitwiseAnd {
  template <Integer T>
  FACULA_FN T operator()(T a, T b) const {
    return static_cast<T>(a & b);
  }
};
struct BitwiseOr {
  template <Integer T>
  FACULA_FN T operator()(T a, T b) const {
    return static_cast<T>(a | b);
  }
};
struct BitwiseXor {
  template <Integer T>
  FACULA_FN T operator()(T a, T b) const {
    return static_cast<T>(a ^ b);
  }
};
struct BitwiseNot {
  template <Integer T>
  FACULA_FN T operator()(T a) const {
    if constexpr (std::is_same_v<T, bool>)
      return !a;
    else
      return static_cast<T>(~a);
  }
};

}  // namespace FACULA_ISA
}  // namespace facula::functor

#include "pointwise_activation.h"
#include "pointwise_binary.h"
#include "pointwise_loss.h"
#include "pointwise_special.h"
#include "pointwise_unary.h"
