#pragma once
// Point-wise functions of two tensors beyond arithmetic, each with its out form; the in-place forms are
// methods. shape   the broadcast shape dtype   the promoted dtype, unless said otherwise errors  as the
// arithmetic ops; NotImplementedError for a dtype: "\"hypot_cpu\" not implemented for 'Long'"
#include "facula/core/tensor.h"

namespace facula {

#define FACULA_BINARY_FUNCTION(name)             \
  Tensor name(const Tensor& a, const Tensor& b); \
  Tensor& name##_out(Tensor& out, const Tensor& a, const Tensor& b);
#define FACULA_BINARY_FUNCTION_NUMBER(name)      \
  FACULA_BINARY_FUNCTION(name)                   \
  Tensor name(const Tensor& a, const Scalar& b); \
  Tensor& name##_out(Tensor& out, const Tensor& a, const Scalar& b);

/// floor(a / b)
/// grad    zero
/// errors  Error "ZeroDivisionError" for integer division by zero
FACULA_BINARY_FUNCTION_NUMBER(floor_divide)
/// a - b * floor(a / b): has the sign of b
/// grad    da = g, db = -g floor(a / b)
FACULA_BINARY_FUNCTION_NUMBER(remainder)
Tensor remainder(const Scalar& a, const Tensor& b);
/// a - b * trunc(a / b): has the sign of a
/// grad    da = g, db = -g trunc(a / b)
FACULA_BINARY_FUNCTION_NUMBER(fmod)
/// The larger of both; NaN if either is. Ties share the gradient.
/// errors  Error: "maximum not implemented for complex tensors."
FACULA_BINARY_FUNCTION(maximum)
FACULA_BINARY_FUNCTION(minimum)
/// The larger of both; the other one if one is NaN. Of ties a has the gradient.
FACULA_BINARY_FUNCTION(fmax)
FACULA_BINARY_FUNCTION(fmin)
/// The angle of the point (x, y).
/// dtype   floating; integers give the default dtype
/// grad    dy = g x / (x^2 + y^2), dx = -g y / (x^2 + y^2)
FACULA_BINARY_FUNCTION(atan2)
/// sqrt(a^2 + b^2) without overflow
/// dtype   floating
/// grad    da = g a / y, db = g b / y
FACULA_BINARY_FUNCTION(hypot)
/// |a| with the sign of b
/// dtype   floating; integers give the default dtype
/// grad    da = g or -g, 0 where a is 0; db = 0
FACULA_BINARY_FUNCTION_NUMBER(copysign)
/// The neighbour of a towards b.
/// dtype   floating
/// errors  in the backward pass: "the derivative for 'nextafter' is not implemented."
FACULA_BINARY_FUNCTION(nextafter)
/// 0 where a < 0, 1 where a > 0, b where a = 0
/// errors  Error: "heaviside is not yet implemented for tensors with different dtypes."
FACULA_BINARY_FUNCTION(heaviside)
/// a 2^b
/// dtype   floating or complex; integers give the default dtype
FACULA_BINARY_FUNCTION(ldexp)
/// log(e^a + e^b)
/// dtype   floating
/// grad    da = g / (1 + e^(b - a)), db = g / (1 + e^(a - b)); any order
FACULA_BINARY_FUNCTION(logaddexp)
/// log2(2^a + 2^b)
FACULA_BINARY_FUNCTION(logaddexp2)
/// a log(b), 0 where a is 0 and b a number
/// dtype   floating; integers give the default dtype
/// grad    da = g log(b), 0 where a = 0 and b <= 0; db = g a / b; any order
FACULA_BINARY_FUNCTION_NUMBER(xlogy)
Tensor xlogy(const Scalar& a, const Tensor& b);
Tensor& xlogy_out(Tensor& out, const Scalar& a, const Tensor& b);
/// base ^ exponent in double, or complex double
FACULA_BINARY_FUNCTION_NUMBER(float_power)
Tensor float_power(const Scalar& base, const Tensor& exponent);
Tensor& float_power_out(Tensor& out, const Scalar& base, const Tensor& exponent);
/// The greatest common divisor, not negative.
/// dtype   integers
FACULA_BINARY_FUNCTION(gcd)
/// The least common multiple, not negative.
/// dtype   integers
FACULA_BINARY_FUNCTION(lcm)
/// a << b and a >> b; shifts by less than 0, or by the width and more, push every bit out.
/// dtype   integers
FACULA_BINARY_FUNCTION_NUMBER(bitwise_left_shift)
FACULA_BINARY_FUNCTION_NUMBER(bitwise_right_shift)
Tensor bitwise_left_shift(const Scalar& a, const Tensor& b);
Tensor bitwise_right_shift(const Scalar& a, const Tensor& b);
/// Bit by bit.
/// dtype   integers and bool
FACULA_BINARY_FUNCTION_NUMBER(bitwise_and)
FACULA_BINARY_FUNCTION_NUMBER(bitwise_or)
FACULA_BINARY_FUNCTION_NUMBER(bitwise_xor)
Tensor bitwise_and(const Scalar& a, const Tensor& b);
Tensor bitwise_or(const Scalar& a, const Tensor& b);
Tensor bitwise_xor(const Scalar& a, const Tensor& b);
#undef FACULA_BINARY_FUNCTION
#undef FACULA_BINARY_FUNCTION_NUMBER

inline Tensor operator&(const Tensor& a, const Scalar& b) { return bitwise_and(a, b); }
inline Tensor operator|(const Tensor& a, const Scalar& b) { return bitwise_or(a, b); }
inline Tensor operator^(const Tensor& a, const Scalar& b) { return bitwise_xor(a, b); }
inline Tensor operator&(const Scalar& a, const Tensor& b) { return bitwise_and(a, b); }
inline Tensor operator|(const Scalar& a, const Tensor& b) { return bitwise_or(a, b); }
inline Tensor operator^(const Scalar& a, const Tensor& b) { return bitwise_xor(a, b); }
inline Tensor operator%(const Scalar& a, const Tensor& b) { return remainder(a, b); }
inline Tensor& operator&=(Tensor& a, const Tensor& b) { return a.bitwise_and_(b); }
inline Tensor& operator|=(Tensor& a, const Tensor& b) { return a.bitwise_or_(b); }
inline Tensor& operator^=(Tensor& a, const Tensor& b) { return a.bitwise_xor_(b); }
inline Tensor& operator&=(Tensor& a, const Scalar& b) { return a.bitwise_and_(b); }
inline Tensor& operator|=(Tensor& a, const Scalar& b) { return a.bitwise_or_(b); }
inline Tensor& operator^=(Tensor& a, const Scalar& b) { return a.bitwise_xor_(b); }

}  // namespace facula
