#pragma once
// Special functions: facula::special_NAME(x), and facula::special::NAME(x) as libtorch's torch/special.h has
// them, each with its out form NAME_out(out, x). shape   that of x; of two arguments the broadcast shape
// dtype   floating; integers give the default dtype
// grad    any order, unless said otherwise
#include "facula/core/tensor.h"
#include "facula/ops/pointwise_binary.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/reduce.h"
#include "facula/ops/reduce_out.h"
#include "facula/ops/softmax.h"

namespace facula {

#define FACULA_SPECIAL(name)                                                                       \
  Tensor special_##name(const Tensor& x);                                                          \
  Tensor& special_##name##_out(Tensor& out, const Tensor& x);                                      \
  namespace special {                                                                              \
  inline Tensor name(const Tensor& x) { return special_##name(x); }                                \
  inline Tensor& name##_out(Tensor& out, const Tensor& x) { return special_##name##_out(out, x); } \
  }
#define FACULA_SPECIAL_ALIAS(name, op)                                                           \
  inline Tensor special_##name(const Tensor& x) { return op(x); }                                \
  inline Tensor& special_##name##_out(Tensor& out, const Tensor& x) { return op##_out(out, x); } \
  namespace special {                                                                            \
  inline Tensor name(const Tensor& x) { return facula::op(x); }                                  \
  inline Tensor& name##_out(Tensor& out, const Tensor& x) { return facula::op##_out(out, x); }   \
  }
#define FACULA_SPECIAL_OUT(name, A, B)                                                 \
  inline Tensor special_##name(const A& a, const B& b) { return special::name(a, b); } \
  inline Tensor& special_##name##_out(Tensor& out, const A& a, const B& b) {           \
    return special::name##_out(out, a, b);                                             \
  }
/// A function of two tensors, of which either may be a number.
#define FACULA_SPECIAL_BINARY(name)                                  \
  namespace special {                                                \
  Tensor name(const Tensor& a, const Tensor& b);                     \
  Tensor name(const Tensor& a, const Scalar& b);                     \
  Tensor name(const Scalar& a, const Tensor& b);                     \
  Tensor& name##_out(Tensor& out, const Tensor& a, const Tensor& b); \
  Tensor& name##_out(Tensor& out, const Tensor& a, const Scalar& b); \
  Tensor& name##_out(Tensor& out, const Scalar& a, const Tensor& b); \
  }                                                                  \
  FACULA_SPECIAL_OUT(name, Tensor, Tensor)                           \
  FACULA_SPECIAL_OUT(name, Tensor, Scalar)                           \
  FACULA_SPECIAL_OUT(name, Scalar, Tensor)

/// e^-|x| I0(x)
FACULA_SPECIAL(i0e)
/// The modified Bessel function of order 1
FACULA_SPECIAL(i1)
/// e^-|x| I1(x)
FACULA_SPECIAL(i1e)
/// The Bessel function of the first kind, order 0
FACULA_SPECIAL(bessel_j0)
/// The same, order 1
FACULA_SPECIAL(bessel_j1)
/// The Bessel function of the second kind, order 0; NaN for x < 0
FACULA_SPECIAL(bessel_y0)
/// The same, order 1
FACULA_SPECIAL(bessel_y1)
/// The modified Bessel function of the first kind, order 0
FACULA_SPECIAL(modified_bessel_i0)
/// The same, order 1
FACULA_SPECIAL(modified_bessel_i1)
/// The modified Bessel function of the second kind, order 0; NaN for x < 0
FACULA_SPECIAL(modified_bessel_k0)
/// The same, order 1
FACULA_SPECIAL(modified_bessel_k1)
/// e^x K0(x)
FACULA_SPECIAL(scaled_modified_bessel_k0)
/// e^x K1(x)
FACULA_SPECIAL(scaled_modified_bessel_k1)
/// sin(x) / x
FACULA_SPECIAL(spherical_bessel_j0)
/// Airy's function of the first kind. Has no derivative here: the backward pass throws.
FACULA_SPECIAL(airy_ai)
/// e^(x^2) erfc(x)
FACULA_SPECIAL(erfcx)
/// The normal distribution function
FACULA_SPECIAL(ndtr)
/// Its logarithm, accurate far below 0
FACULA_SPECIAL(log_ndtr)
/// Its inverse
FACULA_SPECIAL(ndtri)
/// -x log(x), 0 at 0, minus infinity below
FACULA_SPECIAL(entr)

// Functions that have a name without special_ too.
/// log |gamma(x)|
FACULA_SPECIAL_ALIAS(gammaln, lgamma)
/// The derivative of gammaln
FACULA_SPECIAL_ALIAS(digamma, digamma)
/// The derivative of gammaln
FACULA_SPECIAL_ALIAS(psi, digamma)
/// The error function
FACULA_SPECIAL_ALIAS(erf, erf)
/// 1 - erf(x)
FACULA_SPECIAL_ALIAS(erfc, erfc)
/// The inverse of erf
FACULA_SPECIAL_ALIAS(erfinv, erfinv)
/// 1 / (1 + e^-x)
FACULA_SPECIAL_ALIAS(expit, sigmoid)
/// 2^x
FACULA_SPECIAL_ALIAS(exp2, exp2)
/// e^x - 1
FACULA_SPECIAL_ALIAS(expm1, expm1)
/// log(1 + x)
FACULA_SPECIAL_ALIAS(log1p, log1p)
/// The modified Bessel function of order 0
FACULA_SPECIAL_ALIAS(i0, i0)
/// sin(pi x) / (pi x)
FACULA_SPECIAL_ALIAS(sinc, sinc)

/// sum over k >= 0 of (q + k)^-x
/// grad    dq = -g x zeta(x + 1, q); none for x: the backward pass throws
FACULA_SPECIAL_BINARY(zeta)
/// a log1p(b), 0 where a is 0 and b a number
FACULA_SPECIAL_BINARY(xlog1py)
// Orthogonal polynomials of x, of degree n; n is cut to a whole number, and the value is 0 below 0.
// grad    dx for the kinds t, u, h, he, l, p and shifted t; the others throw, and so does n
/// cos(n a), x = cos(a)
FACULA_SPECIAL_BINARY(chebyshev_polynomial_t)
/// sin((n + 1) a) / sin(a)
FACULA_SPECIAL_BINARY(chebyshev_polynomial_u)
/// cos((n + 1/2) a) / cos(a / 2)
FACULA_SPECIAL_BINARY(chebyshev_polynomial_v)
/// sin((n + 1/2) a) / sin(a / 2)
FACULA_SPECIAL_BINARY(chebyshev_polynomial_w)
/// chebyshev_polynomial_t(2 x - 1, n)
FACULA_SPECIAL_BINARY(shifted_chebyshev_polynomial_t)
/// chebyshev_polynomial_u(2 x - 1, n)
FACULA_SPECIAL_BINARY(shifted_chebyshev_polynomial_u)
/// chebyshev_polynomial_v(2 x - 1, n)
FACULA_SPECIAL_BINARY(shifted_chebyshev_polynomial_v)
/// chebyshev_polynomial_w(2 x - 1, n)
FACULA_SPECIAL_BINARY(shifted_chebyshev_polynomial_w)
/// Hermite's polynomials of the physicists
FACULA_SPECIAL_BINARY(hermite_polynomial_h)
/// Hermite's polynomials of the statisticians
FACULA_SPECIAL_BINARY(hermite_polynomial_he)
/// Laguerre's polynomials
FACULA_SPECIAL_BINARY(laguerre_polynomial_l)
/// Legendre's polynomials
FACULA_SPECIAL_BINARY(legendre_polynomial_p)
#undef FACULA_SPECIAL
#undef FACULA_SPECIAL_ALIAS
#undef FACULA_SPECIAL_BINARY

/// log(x / (1 - x)); with eps, x is first brought into [eps, 1 - eps].
/// grad    g / (x (1 - x)); NaN outside [0, 1], or 0 outside [eps, 1 - eps]
Tensor logit(const Tensor& x, std::optional<double> eps = std::nullopt);
Tensor& logit_(Tensor& self, std::optional<double> eps = std::nullopt);
Tensor& logit_out(Tensor& out, const Tensor& x, std::optional<double> eps = std::nullopt);
/// The n-th derivative of digamma.
/// errors  Error: "polygamma(n, x) does not support negative n."
Tensor polygamma(int64_t n, const Tensor& x);
Tensor& polygamma_out(Tensor& out, int64_t n, const Tensor& x);
/// log of the multivariate gamma function of dimension p.
/// errors  Error: "p has to be greater than or equal to 1"
Tensor mvlgamma(const Tensor& x, int64_t p);
Tensor& mvlgamma_out(Tensor& out, const Tensor& x, int64_t p);
/// The regularised lower and upper incomplete gamma functions P(a, x), Q(a, x).
/// dtype   floating
/// grad    dx = g x^(a - 1) e^-x / gamma(a), or minus that; none for a: the backward pass throws
Tensor igamma(const Tensor& a, const Tensor& x);
Tensor& igamma_out(Tensor& out, const Tensor& a, const Tensor& x);
Tensor igammac(const Tensor& a, const Tensor& x);
Tensor& igammac_out(Tensor& out, const Tensor& a, const Tensor& x);

namespace special {
inline Tensor logit(const Tensor& x) { return facula::logit(x); }
inline Tensor& logit_out(Tensor& out, const Tensor& x) { return facula::logit_out(out, x); }
inline Tensor polygamma(int64_t n, const Tensor& x) { return facula::polygamma(n, x); }
inline Tensor& polygamma_out(Tensor& out, int64_t n, const Tensor& x) {
  return facula::polygamma_out(out, n, x);
}
inline Tensor multigammaln(const Tensor& x, int64_t p) { return mvlgamma(x, p); }
inline Tensor& multigammaln_out(Tensor& out, const Tensor& x, int64_t p) { return mvlgamma_out(out, x, p); }
inline Tensor gammainc(const Tensor& a, const Tensor& x) { return igamma(a, x); }
inline Tensor& gammainc_out(Tensor& out, const Tensor& a, const Tensor& x) { return igamma_out(out, a, x); }
inline Tensor gammaincc(const Tensor& a, const Tensor& x) { return igammac(a, x); }
inline Tensor& gammaincc_out(Tensor& out, const Tensor& a, const Tensor& x) { return igammac_out(out, a, x); }
inline Tensor xlogy(const Tensor& a, const Tensor& b) { return facula::xlogy(a, b); }
inline Tensor xlogy(const Scalar& a, const Tensor& b) { return facula::xlogy(a, b); }
inline Tensor xlogy(const Tensor& a, const Scalar& b) { return facula::xlogy(a, b); }
inline Tensor& xlogy_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return facula::xlogy_out(out, a, b);
}
inline Tensor& xlogy_out(Tensor& out, const Scalar& a, const Tensor& b) {
  return facula::xlogy_out(out, a, b);
}
inline Tensor& xlogy_out(Tensor& out, const Tensor& a, const Scalar& b) {
  return facula::xlogy_out(out, a, b);
}
inline Tensor round(const Tensor& x) { return facula::round(x); }
inline Tensor& round_out(Tensor& out, const Tensor& x) { return facula::round_out(out, x); }
inline Tensor logsumexp(const Tensor& x, IntArrayRef dims, bool keepdim) {
  return facula::logsumexp(x, dims, keepdim);
}
inline Tensor& logsumexp_out(Tensor& out, const Tensor& x, IntArrayRef dims, bool keepdim) {
  return facula::logsumexp_out(out, x, dims, keepdim);
}
inline Tensor softmax(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype = std::nullopt) {
  return facula::softmax(x, dim, dtype);
}
inline Tensor log_softmax(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype = std::nullopt) {
  return facula::log_softmax(x, dim, dtype);
}
}  // namespace special

inline Tensor special_logit(const Tensor& x, std::optional<double> eps = std::nullopt) {
  return logit(x, eps);
}
inline Tensor special_polygamma(int64_t n, const Tensor& x) { return polygamma(n, x); }
inline Tensor special_multigammaln(const Tensor& x, int64_t p) { return mvlgamma(x, p); }
inline Tensor special_gammainc(const Tensor& a, const Tensor& x) { return igamma(a, x); }
inline Tensor special_gammaincc(const Tensor& a, const Tensor& x) { return igammac(a, x); }
inline Tensor special_xlogy(const Tensor& a, const Tensor& b) { return xlogy(a, b); }
inline Tensor special_xlogy(const Scalar& a, const Tensor& b) { return xlogy(a, b); }
inline Tensor special_xlogy(const Tensor& a, const Scalar& b) { return xlogy(a, b); }
inline Tensor special_round(const Tensor& x) { return round(x); }
inline Tensor special_logsumexp(const Tensor& x, IntArrayRef dims, bool keepdim = false) {
  return special::logsumexp(x, dims, keepdim);
}
inline Tensor special_softmax(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype = std::nullopt) {
  return softmax(x, dim, dtype);
}
inline Tensor special_log_softmax(const Tensor& x, int64_t dim,
                                  std::optional<ScalarType> dtype = std::nullopt) {
  return log_softmax(x, dim, dtype);
}
inline Tensor& special_logsumexp_out(Tensor& out, const Tensor& x, IntArrayRef dims, bool keepdim = false) {
  return special::logsumexp_out(out, x, dims, keepdim);
}
inline Tensor& special_round_out(Tensor& out, const Tensor& x) { return round_out(out, x); }
inline Tensor& special_logit_out(Tensor& out, const Tensor& x, std::optional<double> eps = std::nullopt) {
  return facula::logit_out(out, x, eps);
}
inline Tensor& special_polygamma_out(Tensor& out, int64_t n, const Tensor& x) {
  return special::polygamma_out(out, n, x);
}
inline Tensor& special_multigammaln_out(Tensor& out, const Tensor& x, int64_t p) {
  return special::multigammaln_out(out, x, p);
}
inline Tensor& special_gammainc_out(Tensor& out, const Tensor& a, const Tensor& x) {
  return special::gammainc_out(out, a, x);
}
inline Tensor& special_gammaincc_out(Tensor& out, const Tensor& a, const Tensor& x) {
  return special::gammaincc_out(out, a, x);
}
inline Tensor& special_xlogy_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return special::xlogy_out(out, a, b);
}

}  // namespace facula
