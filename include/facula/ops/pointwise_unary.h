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
/// x - trunc(x)
FACULA_UNARY_FUNCTION(frac)
#undef FACULA_UNARY_FUNCTION

/// Largest integer not above x.
Tensor floor(const Tensor& x);
/// Smallest integer not below x.
Tensor ceil(const Tensor& x);
/// Nearest integer, halves to even.
Tensor round(const Tensor& x);
/// Integer part of x.
Tensor trunc(const Tensor& x);
/// The complex conjugate; x itself when real.
Tensor conj(const Tensor& x);

/// g (1 - y^2): the gradient of tanh from its result y.
Tensor tanh_backward(const Tensor& g, const Tensor& y);
/// g y (1 - y): the gradient of the sigmoid from its result y.
Tensor sigmoid_backward(const Tensor& g, const Tensor& y);
/// The gradient of sgn.
Tensor sgn_backward(const Tensor& g, const Tensor& x);

}  // namespace facula
