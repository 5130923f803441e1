#pragma once
// Every point-wise op, a line each: slot, functor, number of inputs, dtypes.
// X: functors without constants (struct F). Y: functors with constants (template <class S> struct F { S a, b; }).
// Dtype sets: All (with bool and complex), Number (no bool), Real (integers and floats), Float, FloatComplex, Whole
// (integers), Integral (with bool); see dtype_lists.h. Half types are never listed: they compute in float32.

#define FACULA_ARITHMETIC_OPS(X, Y)      \
  X(add, Add, 2, All)                    \
  X(sub, Sub, 2, Number)                 \
  Y(add_scaled, AddScaled, 2, Number)    \
  X(mul, Mul, 2, All)                    \
  X(div, Div, 2, FloatComplex)           \
  X(div_floor, FloorDiv, 2, Real)        \
  X(div_trunc, TruncDiv, 2, Real)        \
  X(remainder, Remainder, 2, Real)       \
  X(fmod, Fmod, 2, Real)                 \
  X(pow, Pow, 2, Number)                 \
  X(maximum, Maximum, 2, RealBool)       \
  X(minimum, Minimum, 2, RealBool)       \
  X(atan2, Atan2, 2, Float)              \
  X(fmax, Fmax, 2, RealBool)             \
  X(fmin, Fmin, 2, RealBool)             \
  X(hypot, Hypot, 2, Float)              \
  X(copysign, Copysign, 2, Float)        \
  Y(clamp, Clamp, 1, Real)               \
  X(tanh_backward, TanhBackward, 2, FloatComplex) \
  X(tanh_second, TanhSecond, 3, Float) \
  X(sigmoid_backward, SigmoidBackward, 2, FloatComplex) \
  X(lerp, Lerp, 3, FloatComplex)         \
  Y(addcmul, Addcmul, 3, Number)         \
  Y(addcdiv, Addcdiv, 3, FloatComplex)

#define FACULA_COMPARE_OPS(X, Y)         \
  X(eq, Eq, 2, All)                      \
  X(ne, Ne, 2, All)                      \
  X(lt, Lt, 2, RealBool)                 \
  X(le, Le, 2, RealBool)                 \
  X(gt, Gt, 2, RealBool)                 \
  X(ge, Ge, 2, RealBool)                 \
  X(logical_and, LogicalAnd, 2, All)     \
  X(logical_or, LogicalOr, 2, All)       \
  X(logical_xor, LogicalXor, 2, All)     \
  X(logical_not, LogicalNot, 1, All)     \
  X(bitwise_and, BitwiseAnd, 2, Integral) \
  X(bitwise_or, BitwiseOr, 2, Integral)  \
  X(bitwise_xor, BitwiseXor, 2, Integral) \
  X(bitwise_not, BitwiseNot, 1, Integral) \
  X(isnan, IsNan, 1, Number)             \
  X(isinf, IsInf, 1, Number)             \
  X(isfinite, IsFinite, 1, Number)

#define FACULA_UNARY_OPS(X, Y)           \
  X(neg, Neg, 1, Number)                 \
  X(abs, Abs, 1, Number)                 \
  X(sign, Sign, 1, RealBool)             \
  X(sgn, Sgn, 1, All)                    \
  X(conj, Conj, 1, Complex)              \
  X(reciprocal, Reciprocal, 1, FloatComplex) \
  X(square, Square, 1, Number)           \
  X(sqrt, Sqrt, 1, FloatComplex)         \
  X(rsqrt, Rsqrt, 1, FloatComplex)       \
  X(floor, Floor, 1, Float)              \
  X(ceil, Ceil, 1, Float)                \
  X(round, Round, 1, Float)              \
  X(trunc, Trunc, 1, Float)              \
  X(frac, Frac, 1, Float)

#define FACULA_TRANSCENDENTAL_OPS(X, Y)  \
  X(exp, Exp, 1, FloatComplex)           \
  X(exp2, Exp2, 1, FloatRareComplex)                \
  X(expm1, Expm1, 1, FloatRareComplex)              \
  X(log, Log, 1, FloatComplex)           \
  X(log1p, Log1p, 1, FloatRareComplex)              \
  X(log2, Log2, 1, FloatRareComplex)                \
  X(log10, Log10, 1, FloatRareComplex)              \
  X(sin, Sin, 1, FloatComplex)           \
  X(cos, Cos, 1, FloatComplex)           \
  X(tan, Tan, 1, FloatRareComplex)                  \
  X(asin, Asin, 1, FloatRareComplex)                \
  X(acos, Acos, 1, FloatRareComplex)                \
  X(atan, Atan, 1, FloatRareComplex)                \
  X(sinh, Sinh, 1, FloatRareComplex)                \
  X(cosh, Cosh, 1, FloatRareComplex)                \
  X(tanh, Tanh, 1, FloatComplex)         \
  X(asinh, Asinh, 1, FloatRareComplex)              \
  X(acosh, Acosh, 1, FloatRareComplex)              \
  X(atanh, Atanh, 1, FloatRareComplex)              \
  X(sigmoid, Sigmoid, 1, FloatComplex)   \
  X(erf, Erf, 1, Float)                  \
  X(erfc, Erfc, 1, Float)                \
  X(erfinv, Erfinv, 1, Float)            \
  X(lgamma, Lgamma, 1, Float)            \
  X(digamma, Digamma, 1, Float)

// Compiled once, not per instruction set: scalar code, or seldom used.
#define FACULA_SPECIAL_OPS(X, Y)                                \
  X(logaddexp, Logaddexp, 2, Float)                             \
  X(logaddexp2, Logaddexp2, 2, Float)                           \
  X(xlogy, Xlogy, 2, Float)                                     \
  X(xlog1py, Xlog1py, 2, Float)                                 \
  X(heaviside, Heaviside, 2, RealBool)                          \
  X(nextafter, Nextafter, 2, Float)                             \
  X(nextafter_bfloat16, NextafterBFloat16, 2, Float)            \
  X(gcd, Gcd, 2, Whole)                                         \
  X(lcm, Lcm, 2, Whole)                                         \
  X(lshift, LeftShift, 2, Whole)                                \
  X(rshift, RightShift, 2, Whole)                               \
  X(signbit, SignBit, 1, Real)                                  \
  X(angle, Angle, 1, FloatComplex)                              \
  X(frexp_exponent, FrexpExponent, 1, Float)                    \
  X(frexp_mantissa, FrexpMantissa, 1, Float)                    \
  Y(round_to, RoundTo, 1, Float)                                \
  Y(nan_to_num, NanToNum, 1, Float)                             \
  X(sinc, Sinc, 1, FloatComplex)                                \
  Y(logit, Logit, 1, Float)                                     \
  X(trigamma, Trigamma, 1, Float)                               \
  Y(polygamma, Polygamma, 1, Float)                             \
  X(i0, I0, 1, Float)                                           \
  X(i0e, I0e, 1, Float)                                         \
  X(i1, I1, 1, Float)                                           \
  X(i1e, I1e, 1, Float)                                         \
  X(modified_bessel_k0, K0, 1, Float)                           \
  X(scaled_modified_bessel_k0, K0e, 1, Float)                   \
  X(modified_bessel_k1, K1, 1, Float)                           \
  X(scaled_modified_bessel_k1, K1e, 1, Float)                   \
  X(bessel_j0, BesselJ0, 1, Float)                              \
  X(bessel_j1, BesselJ1, 1, Float)                              \
  X(bessel_y0, BesselY0, 1, Float)                              \
  X(bessel_y1, BesselY1, 1, Float)                              \
  X(spherical_bessel_j0, SphericalBesselJ0, 1, Float)           \
  X(airy_ai, AiryAi, 1, Float)                                  \
  X(erfcx, Erfcx, 1, Float)                                     \
  X(ndtr, NormalCdf, 1, Float)                                  \
  X(log_ndtr, LogNdtr, 1, Float)                                \
  X(ndtri, Ndtri, 1, Float)                                     \
  X(entr, Entr, 1, Float)                                       \
  X(igamma, Igamma, 2, Float)                                   \
  X(igammac, Igammac, 2, Float)                                 \
  X(zeta, Zeta, 2, Float)                                       \
  X(chebyshev_polynomial_t, ChebyshevT, 2, Float)               \
  X(chebyshev_polynomial_u, ChebyshevU, 2, Float)               \
  X(chebyshev_polynomial_v, ChebyshevV, 2, Float)               \
  X(chebyshev_polynomial_w, ChebyshevW, 2, Float)               \
  X(hermite_polynomial_h, HermiteH, 2, Float)                   \
  X(hermite_polynomial_he, HermiteHe, 2, Float)                 \
  X(laguerre_polynomial_l, LaguerreL, 2, Float)                 \
  X(legendre_polynomial_p, LegendreP, 2, Float)

#define FACULA_ACTIVATION_OPS(X, Y)                          \
  X(relu, Relu, 1, Real)                                     \
  Y(threshold, Threshold, 1, Real)                           \
  Y(threshold_backward, ThresholdBackward, 2, Real)          \
  Y(leaky_relu, LeakyRelu, 1, Float)                         \
  Y(leaky_relu_backward, LeakyReluBackward, 2, Float)        \
  Y(hardtanh, Clamp, 1, Real)                                \
  Y(hardtanh_backward, HardtanhBackward, 2, Float)           \
  X(hardsigmoid, Hardsigmoid, 1, Float)                      \
  X(hardsigmoid_backward, HardsigmoidBackward, 2, Float)     \
  X(hardswish, Hardswish, 1, Float)                          \
  X(hardswish_backward, HardswishBackward, 2, Float)         \
  Y(hardshrink, Hardshrink, 1, Float)                        \
  Y(softshrink, Softshrink, 1, Float)                        \
  Y(shrink_backward, ShrinkBackward, 2, Float)               \
  Y(elu, Elu, 1, Float)                                      \
  Y(elu_backward, EluBackward, 2, Float)                     \
  Y(elu_backward_result, EluBackwardFromResult, 2, Float)    \
  Y(softplus, Softplus, 1, Float)                            \
  Y(softplus_backward, SoftplusBackward, 2, Float)           \
  X(log_sigmoid, LogSigmoid, 1, Float)                       \
  X(log_sigmoid_backward, LogSigmoidBackward, 2, Float)      \
  X(silu, Silu, 1, Float)                                    \
  X(silu_backward, SiluBackward, 2, Float)                   \
  X(mish, Mish, 1, Float)                                    \
  X(mish_backward, MishBackward, 2, Float)                   \
  X(gelu, Gelu, 1, Float)                                    \
  X(gelu_backward, GeluBackward, 2, Float)                   \
  X(gelu_tanh, GeluTanh, 1, Float)                           \
  X(gelu_tanh_backward, GeluTanhBackward, 2, Float)          \
  X(prelu, Prelu, 2, Float)                                  \
  X(glu, Glu, 2, Float)                                      \
  X(mse, Mse, 2, Float)                                      \
  X(l1, L1, 2, Float)                                        \
  Y(smooth_l1, SmoothL1, 2, Float)                           \
  Y(huber, Huber, 2, Float)                                  \
  X(bce, Bce, 2, Float)                                      \
  X(bce_logits, BceLogits, 2, Float)                         \
  X(kl, Kl, 2, Float)                                        \
  X(kl_log, KlLog, 2, Float)

#define FACULA_POINTWISE_OPS(X, Y) \
  FACULA_ARITHMETIC_OPS(X, Y)      \
  FACULA_COMPARE_OPS(X, Y)         \
  FACULA_UNARY_OPS(X, Y)           \
  FACULA_TRANSCENDENTAL_OPS(X, Y)  \
  FACULA_SPECIAL_OPS(X, Y)         \
  FACULA_ACTIVATION_OPS(X, Y)
