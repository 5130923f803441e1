#pragma once

// Losses of one element and their derivatives by the input: x the input, t the target. `slope` is the
// derivative; second derivatives are composed of public ops.

#include "math.h"

namespace facula::functor {
inline namespace FACULA_ISA {

struct Mse {
  template <Floating T>
  FACULA_FN T operator()(T x, T t) const {
    return (x - t) * (x - t);
  }
  template <Floating T>
  FACULA_FN T slope(T x, T t) const {
    return T(2) * (x - t);
  }
};
struct L1 {
  template <Floating T>
  FACULA_FN T operator()(T x, T t) const {
    return abs(x - t);
  }
  template <Floating T>
  FACULA_FN T slope(T x, T t) const {
    return (x > t ? T(1) : T(0)) - (x < t ? T(1) : T(0));
  }
};
/// d^2 / (2 beta) for |d| < beta, else |d| - beta / 2
template <class S>
struct SmoothL1 {
  S beta;
  FACULA_FN S operator()(S x, S t) const {
    const S d = abs(x - t), near = S(0.5) * d * d / beta;
    return d < beta ? near : d - S(0.5) * beta;
  }
  FACULA_FN S slope(S x, S t) const {
    const S d = x - t, near = d / beta, far = (d > S(0) ? S(1) : S(0)) - (d < S(0) ? S(1) : S(0));
    return abs(d) < beta ? near : far;
  }
};
/// d^2 / 2 for |d| <= delta, else delta (|d| - delta / 2)
template <class S>
struct Huber {
  S delta;
  FACULA_FN S operator()(S x, S t) const {
    const S d = abs(x - t);
    return d <= delta ? S(0.5) * d * d : delta * (d - S(0.5) * delta);
  }
  FACULA_FN S slope(S x, S t) const {
    const S d = x - t, low = d < -delta ? -delta : d;
    return low > delta ? delta : low;
  }
};
/// -(t log x + (1 - t) log(1 - x)), logarithms not below -100. x outside [0, 1] gives NaN
struct Bce {
  template <Floating T>
  FACULA_FN T operator()(T x, T t) const {
    const T p = log(x), q = log1p(-x);
    return (t - T(1)) * (q < T(-100) ? T(-100) : q) - t * (p < T(-100) ? T(-100) : p);
  }
  template <Floating T>
  FACULA_FN T slope(T x, T t) const {
    const T v = (T(1) - x) * x;
    return (x - t) / (v < T(1e-12) ? T(1e-12) : v);
  }
};
/// (1 - t) x + log(1 + e^-x)
struct BceLogits {
  template <Floating T>
  FACULA_FN T operator()(T x, T t) const {
    return (T(1) - t) * x - log_sigmoid(x);
  }
  template <Floating T>
  FACULA_FN T slope(T x, T t) const {
    return sigmoid(x) - t;
  }
};
/// t (log t - x), 0 for t = 0
struct Kl {
  template <Floating T>
  FACULA_FN T operator()(T x, T t) const {
    const T y = t * (log(t) - x);
    return t == T(0) ? T(0) : y;
  }
  template <Floating T>
  FACULA_FN T slope(T, T t) const {
    return -t;
  }
};
/// e^t (t - x)
struct KlLog {
  template <Floating T>
  FACULA_FN T operator()(T x, T t) const {
    return exp(t) * (t - x);
  }
  template <Floating T>
  FACULA_FN T slope(T, T t) const {
    return -exp(t);
  }
};

}  // namespace FACULA_ISA
}  // namespace facula::functor
