#pragma once

// Activations and their derivatives: g is the gradient of the result, x the argument, y the result.

#include "integer.h"
#include "math.h"

namespace facula::functor {
inline namespace FACULA_ISA {

/// max(x, 0); NaN stays
struct Relu {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return x < T(0) ? T(0) : x;
  }
};
/// x > threshold ? x : value
template <class S>
struct Threshold {
  S threshold, value;
  FACULA_FN S operator()(S x) const { return x <= threshold ? value : x; }
};
/// g where x > threshold; of relu with threshold 0, for which x may be the result
template <class S>
struct ThresholdBackward {
  S threshold;
  FACULA_FN S operator()(S g, S x) const { return x <= threshold ? S(0) : g; }
};
template <class S>
struct LeakyRelu {
  S slope;
  FACULA_FN S operator()(S x) const { return x > S(0) ? x : x * slope; }
};
template <class S>
struct LeakyReluBackward {
  S slope;
  FACULA_FN S operator()(S g, S x) const { return x > S(0) ? g : g * slope; }
};
/// min(max(x, low), high); high wins if low > high; NaN stays
template <class S>
struct Clamp {
  S low, high;
  FACULA_FN S operator()(S x) const {
    const S m = x < low ? low : x;
    return m > high ? high : m;
  }
};
/// of hardtanh: nothing at the bounds themselves
template <class S>
struct HardtanhBackward {
  S low, high;
  FACULA_FN S operator()(S g, S x) const { return (x <= low) | (x >= high) ? S(0) : g; }
};
/// of clamp: g at the bounds, too
template <class S>
struct ClampBackward {
  S low, high;
  FACULA_FN S operator()(S g, S x) const { return (x < low) | (x > high) ? S(0) : g; }
};
/// min(max(x + 3, 0), 6) / 6
struct Hardsigmoid {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return Clamp<T>{T(0), T(6)}(x + T(3)) / T(6);
  }
};
struct HardsigmoidBackward {
  template <Floating T>
  FACULA_FN T operator()(T g, T x) const {
    return (x > T(-3)) & (x < T(3)) ? g / T(6) : T(0);
  }
};
/// x hardsigmoid(x)
struct Hardswish {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return x * Clamp<T>{T(0), T(6)}(x + T(3)) / T(6);
  }
};
struct HardswishBackward {
  template <Floating T>
  FACULA_FN T operator()(T g, T x) const {
    const T middle = g * (x / T(3) + T(0.5));
    return x < T(-3) ? T(0) : (x <= T(3) ? middle : g);
  }
};

/// x > 0 ? scale x : scale alpha (e^(input_scale x) - 1)
template <class S>
struct Elu {
  S alpha, scale, input_scale;
  FACULA_FN S operator()(S x) const {
    const S low = expm1(x * input_scale) * (alpha * scale);
    return x <= S(0) ? low : x * scale;
  }
};
/// from the argument
template <class S>
struct EluBackward {
  S alpha, scale, input_scale;
  FACULA_FN S operator()(S g, S x) const {
    const S low = input_scale * (alpha * scale) * exp(x * input_scale);
    return g * (x <= S(0) ? low : scale);
  }
};
/// from the result
template <class S>
struct EluBackwardFromResult {
  S alpha, scale, input_scale;
  FACULA_FN S operator()(S g, S y) const {
    return g * (y <= S(0) ? input_scale * (y + alpha * scale) : scale);
  }
};

/// log(1 + e^(beta x)) / beta, x itself where beta x > threshold
template <class S>
struct Softplus {
  S beta, threshold;
  FACULA_FN S operator()(S x) const {
    const S t = x * beta, y = softplus(t) / beta;
    return t > threshold ? x : y;
  }
};
template <class S>
struct SoftplusBackward {
  S beta, threshold;
  FACULA_FN S operator()(S g, S x) const {
    const S t = x * beta, s = g * sigmoid(t);
    return t > threshold ? g : s;
  }
};
struct LogSigmoid {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return log_sigmoid(x);
  }
};
struct LogSigmoidBackward {
  template <Floating T>
  FACULA_FN T operator()(T g, T x) const {
    return g * sigmoid(-x);
  }
};
struct Silu {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return silu(x);
  }
};
struct SiluBackward {
  template <Floating T>
  FACULA_FN T operator()(T g, T x) const {
    const T b = clamp_keep_nan(x, T(-1000), T(1000));
    return g * (sigmoid(b) + b * sigmoid_slope(b));
  }
};
struct Mish {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return mish(x);
  }
};
/// g (t + x s (1 - t^2)), t = tanh(softplus(x)), s = sigmoid(x)
struct MishBackward {
  template <Floating T>
  FACULA_FN T operator()(T g, T x) const {
    const T t = tanh(softplus(x)), s = sigmoid(x);
    return g * (t + x * s * (T(1) - t * t));
  }
};
/// x Phi(x)
struct Gelu {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return gelu(x);
  }
};
struct GeluBackward {
  template <Floating T>
  FACULA_FN T operator()(T g, T x) const {
    return g * gelu_slope(x);
  }
};
/// approximate = "tanh"
struct GeluTanh {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    return gelu_tanh(x);
  }
};
struct GeluTanhBackward {
  template <Floating T>
  FACULA_FN T operator()(T g, T x) const {
    return g * gelu_tanh_slope(x);
  }
};

/// x outside [-bound, bound], else 0; NaN stays
template <class S>
struct Hardshrink {
  S bound;
  FACULA_FN S operator()(S x) const { return (x >= -bound) & (x <= bound) ? S(0) : x; }
};
/// moves x towards 0 by bound, or onto it
template <class S>
struct Softshrink {
  S bound;
  FACULA_FN S operator()(S x) const { return x > bound ? x - bound : (x < -bound ? x + bound : S(0)); }
};
/// of both
template <class S>
struct ShrinkBackward {
  S bound;
  FACULA_FN S operator()(S g, S x) const { return (x >= -bound) & (x <= bound) ? S(0) : g; }
};
/// x > 0 ? x : w x
struct Prelu {
  template <Floating T>
  FACULA_FN T operator()(T x, T w) const {
    return x > T(0) ? x : w * x;
  }
};
/// a sigmoid(b)
struct Glu {
  template <Floating T>
  FACULA_FN T operator()(T a, T b) const {
    return a * sigmoid(b);
  }
};

/// from the result: g (1 - conj(y)^2)
struct TanhBackward {
  template <class T>
  FACULA_FN T operator()(T g, T y) const {
    if constexpr (Complex<T>)
      return g * (T(1) - conj(y) * conj(y));
    else
      return g * (T(1) - y * y);
  }
};
/// -2 h g y: the derivative of TanhBackward with respect to y, weighted by h
struct TanhSecond {
  template <Floating T>
  FACULA_FN T operator()(T h, T g, T y) const {
    return T(-2) * h * g * y;
  }
};
/// from the result: g conj((1 - y) y)
struct SigmoidBackward {
  template <class T>
  FACULA_FN T operator()(T g, T y) const {
    if constexpr (Complex<T>)
      return g * conj((T(1) - y) * y);
    else
      return g * (T(1) - y) * y;
  }
};

}  // namespace FACULA_ISA
}  // namespace facula::functor
