#pragma once

// On the GPU: CUDA's own functions under the names of math_*.h. Included only while nvcc compiles device
// code.

#include "math_bits.h"

namespace facula::functor {
inline namespace FACULA_ISA {

#define FACULA_DEVICE_UNARY(name, name_f32)               \
  FACULA_FN float name(float x) { return ::name_f32(x); } \
  FACULA_FN double name(double x) { return ::name(x); }
#define FACULA_DEVICE_BINARY(name, name_f32)                          \
  FACULA_FN float name(float x, float y) { return ::name_f32(x, y); } \
  FACULA_FN double name(double x, double y) { return ::name(x, y); }

FACULA_DEVICE_UNARY(exp, expf)
FACULA_DEVICE_UNARY(exp2, exp2f)
FACULA_DEVICE_UNARY(expm1, expm1f)
FACULA_DEVICE_UNARY(log, logf)
FACULA_DEVICE_UNARY(log1p, log1pf)
FACULA_DEVICE_UNARY(log2, log2f)
FACULA_DEVICE_UNARY(log10, log10f)
FACULA_DEVICE_UNARY(tanh, tanhf)
FACULA_DEVICE_UNARY(sinh, sinhf)
FACULA_DEVICE_UNARY(cosh, coshf)
FACULA_DEVICE_UNARY(sin, sinf)
FACULA_DEVICE_UNARY(cos, cosf)
FACULA_DEVICE_UNARY(tan, tanf)
FACULA_DEVICE_UNARY(asin, asinf)
FACULA_DEVICE_UNARY(acos, acosf)
FACULA_DEVICE_UNARY(atan, atanf)
FACULA_DEVICE_UNARY(asinh, asinhf)
FACULA_DEVICE_UNARY(acosh, acoshf)
FACULA_DEVICE_UNARY(atanh, atanhf)
FACULA_DEVICE_UNARY(erf, erff)
FACULA_DEVICE_UNARY(erfc, erfcf)
FACULA_DEVICE_UNARY(erfinv, erfinvf)
FACULA_DEVICE_UNARY(lgamma, lgammaf)
FACULA_DEVICE_BINARY(pow, powf)
FACULA_DEVICE_BINARY(atan2, atan2f)
FACULA_DEVICE_BINARY(hypot, hypotf)
FACULA_DEVICE_BINARY(fmod, fmodf)

#undef FACULA_DEVICE_UNARY
#undef FACULA_DEVICE_BINARY

}  // namespace FACULA_ISA
}  // namespace facula::functor
