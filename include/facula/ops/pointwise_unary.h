#pragma once
// Point-wise functions of one tensor. Each has the out-of-place form f(x), the in-place form f_(x), and
// f_out(out, x). shape   that of x dtype   functions with a fractional result give the default dtype for
// integers; the others keep the dtype grad    the textbook derivative; any order. The gradient of the
// rounding functions is zero.
#include "facula/core/tensor.h"

namespace facula {

#define FACULA_UNARY_FUNCTION(name) \
  Tensor name(const Tensor& x);     \
  Tensor& name##_(const Tensor& x); \
  Tensor& name##_out(Tensor& out, const Tensor& x);

/// |x|; the modulus (real) of a complex x
FACULA_UNARY_FUNCTION(abs)
/// -x
FACULA_UNARY_FUNCTION(neg)
/// -1, 0 or 1
FACULA_UNARY_FUNCTION(sign)
/// x / |x|, 0 at 0; sign(x) for real x
FACULA_UNARY_FUNCTION(sgn)
/// 1 / x
FACULA_UNARY_FUNCTION(reciprocal)
/// x * x
FACULA_UNARY_FUNCTION(square)
/// The square root of x
FACULA_UNARY_FUNCTION(sqrt)
/// 1 / sqrt(x)
FACULA_UNARY_FUNCTION(rsqrt)
/// e^x
FACULA_UNARY_FUNCTION(exp)
/// 2^x
FACULA_UNARY_FUNCTION(exp2)
/// e^x - 1, accurate near 0
FACULA_UNARY_FUNCTION(expm1)
/// The natural logarithm of x
FACULA_UNARY_FUNCTION(log)
/// log(1 + x), accurate near 0
FACULA_UNARY_FUNCTION(log1p)
/// The logarithm to base 2
FACULA_UNARY_FUNCTION(log2)
/// The logarithm to base 10
FACULA_UNARY_FUNCTION(log10)
/// sin(x)
FACULA_UNARY_FUNCTION(sin)
/// cos(x)
FACULA_UNARY_FUNCTION(cos)
/// tan(x)
FACULA_UNARY_FUNCTION(tan)
/// asin(x)
FACULA_UNARY_FUNCTION(asin)
/// acos(x)
FACULA_UNARY_FUNCTION(acos)
/// atan(x)
FACULA_UNARY_FUNCTION(atan)
/// sinh(x)
FACULA_UNARY_FUNCTION(sinh)
/// cosh(x)
FACULA_UNARY_FUNCTION(cosh)
/// The hyperbolic tangent
FACULA_UNARY_FUNCTION(tanh)
/// asinh(x)
FACULA_UNARY_FUNCTION(asinh)
/// acosh(x)
FACULA_UNARY_FUNCTION(acosh)
/// atanh(x)
FACULA_UNARY_FUNCTION(atanh)
/// 1 / (1 + e^-x)
FACULA_UNARY_FUNCTION(sigmoid)
/// The error function
FACULA_UNARY_FUNCTION(erf)
/// 1 - erf(x), accurate for large x
FACULA_UNARY_FUNCTION(erfc)
/// The inverse of erf
FACULA_UNARY_FUNCTION(erfinv)
/// log |gamma(x)|
FACULA_UNARY_FUNCTION(lgamma)
/// The derivative of lgamma
FACULA_UNARY_FUNCTION(digamma)
/// sin(pi x) / (pi x), 1 at 0
FACULA_UNARY_FUNCTION(sinc)
/// The modified Bessel function of order 0
FACULA_UNARY_FUNCTION(i0)
/// x - trunc(x)
FACULA_UNARY_FUNCTION(frac)
/// Largest integer not above x.
FACULA_UNARY_FUNCTION(floor)
/// Smallest integer not below x.
FACULA_UNARY_FUNCTION(ceil)
/// Nearest integer, halves to even.
FACULA_UNARY_FUNCTION(round)
/// Integer part of x.
FACULA_UNARY_FUNCTION(trunc)
/// x pi / 180
FACULA_UNARY_FUNCTION(deg2rad)
/// x 180 / pi
FACULA_UNARY_FUNCTION(rad2deg)
/// The complex conjugate, in memory of its own when complex.
FACULA_UNARY_FUNCTION(conj_physical)
#undef FACULA_UNARY_FUNCTION

/// Nearest multiple of 10^-decimals, halves to even.
/// dtype   floating
Tensor round(const Tensor& x, int64_t decimals);
Tensor& round_(Tensor& self, int64_t decimals);
Tensor& round_out(Tensor& out, const Tensor& x, int64_t decimals);
/// NaN and the infinities replaced by numbers: 0, the largest and the lowest of the dtype unless given.
/// grad    g where x is finite
Tensor nan_to_num(const Tensor& x, std::optional<double> nan = std::nullopt,
                  std::optional<double> posinf = std::nullopt, std::optional<double> neginf = std::nullopt);
Tensor& nan_to_num_(Tensor& self, std::optional<double> nan = std::nullopt,
                    std::optional<double> posinf = std::nullopt, std::optional<double> neginf = std::nullopt);
Tensor& nan_to_num_out(Tensor& out, const Tensor& x, std::optional<double> nan = std::nullopt,
                       std::optional<double> posinf = std::nullopt,
                       std::optional<double> neginf = std::nullopt);
/// Mantissa and exponent: x = mantissa 2^exponent, 1/2 <= |mantissa| < 1; the exponents are int32.
/// grad    g 2^-exponent
std::tuple<Tensor, Tensor> frexp(const Tensor& x);
std::tuple<Tensor&, Tensor&> frexp_out(Tensor& mantissa, Tensor& exponent, const Tensor& x);
/// The angle in the complex plane; of real numbers 0 or pi.
/// dtype   floating or complex, which gives real; integers give the default dtype
/// grad    g i x / |x|^2, 0 for real x
Tensor angle(const Tensor& x);
Tensor& angle_out(Tensor& out, const Tensor& x);
/// x itself.
/// errors  Error for bool: "The `+` operator, on a bool tensor is not supported."
Tensor positive(const Tensor& x);
/// x itself: conjugates and negatives are never lazy here.
inline Tensor resolve_conj(const Tensor& x) { return x; }
inline Tensor resolve_neg(const Tensor& x) { return x; }

/// The complex conjugate; x itself when real.
Tensor conj(const Tensor& x);

/// g (1 - y^2): the gradient of tanh from its result y.
Tensor tanh_backward(const Tensor& g, const Tensor& y);
/// g y (1 - y): the gradient of the sigmoid from its result y.
Tensor sigmoid_backward(const Tensor& g, const Tensor& y);
/// The gradient of sgn.
Tensor sgn_backward(const Tensor& g, const Tensor& x);

}  // namespace facula
