#pragma once

// Special functions as point-wise ops. float computes in double.

#include "integer.h"
#include "math_bessel.h"
#include "math_complex.h"
#include "math_gamma.h"
#include "math_orthogonal.h"

namespace facula::functor {
inline namespace FACULA_ISA {

#define FACULA_IN_DOUBLE(name, ...)                                 \
  struct name {                                                     \
    template <Floating T>                                           \
    FACULA_FN T operator()(T value) const {                         \
      [[maybe_unused]] const double x = static_cast<double>(value); \
      return static_cast<T>(__VA_ARGS__);                           \
    }                                                               \
  };
#define FACULA_IN_DOUBLE_2(name, ...)                                               \
  struct name {                                                                     \
    template <Floating T>                                                           \
    FACULA_FN T operator()(T first, T second) const {                               \
      const double a = static_cast<double>(first), b = static_cast<double>(second); \
      return static_cast<T>(__VA_ARGS__);                                           \
    }                                                                               \
  };

FACULA_IN_DOUBLE(Trigamma, trigamma(x))
FACULA_IN_DOUBLE(I0, bessel_i0(x))
FACULA_IN_DOUBLE(I0e, bessel_i0e(x))
FACULA_IN_DOUBLE(I1, bessel_i1(x))
FACULA_IN_DOUBLE(I1e, bessel_i1e(x))
FACULA_IN_DOUBLE(K0, bessel_k0(x, false))
FACULA_IN_DOUBLE(K0e, bessel_k0(x, true))
FACULA_IN_DOUBLE(K1, bessel_k1(x, false))
FACULA_IN_DOUBLE(K1e, bessel_k1(x, true))
FACULA_IN_DOUBLE(BesselJ0, bessel_j0(x))
FACULA_IN_DOUBLE(BesselJ1, bessel_j1(x))
FACULA_IN_DOUBLE(BesselY0, bessel_y0(x))
FACULA_IN_DOUBLE(BesselY1, bessel_y1(x))
FACULA_IN_DOUBLE(SphericalBesselJ0, spherical_bessel_j0(x))
FACULA_IN_DOUBLE(AiryAi, airy_ai(x))
FACULA_IN_DOUBLE(Erfcx, erfcx(x))
FACULA_IN_DOUBLE(LogNdtr, log_ndtr(x))
FACULA_IN_DOUBLE(Ndtri, ndtri(x))
/// -x log x, 0 at 0, minus infinity below
FACULA_IN_DOUBLE(Entr, x > 0.0 ? -x * log(x) : (x == 0.0 ? 0.0 : (is_nan(x) ? x : -Real<double>::inf)))
FACULA_IN_DOUBLE_2(Igamma, igamma(a, b, false))
FACULA_IN_DOUBLE_2(Igammac, igamma(a, b, true))
FACULA_IN_DOUBLE_2(Zeta, zeta(a, b))
FACULA_IN_DOUBLE_2(ChebyshevT, chebyshev_polynomial<'t'>(a, b))
FACULA_IN_DOUBLE_2(ChebyshevU, chebyshev_polynomial<'u'>(a, b))
FACULA_IN_DOUBLE_2(ChebyshevV, chebyshev_polynomial<'v'>(a, b))
FACULA_IN_DOUBLE_2(ChebyshevW, chebyshev_polynomial<'w'>(a, b))
FACULA_IN_DOUBLE_2(HermiteH, hermite_polynomial_h(a, b))
FACULA_IN_DOUBLE_2(HermiteHe, hermite_polynomial_he(a, b))
FACULA_IN_DOUBLE_2(LaguerreL, laguerre_polynomial_l(a, b))
FACULA_IN_DOUBLE_2(LegendreP, legendre_polynomial_p(a, b))
#undef FACULA_IN_DOUBLE
#undef FACULA_IN_DOUBLE_2

/// sin(pi x) / (pi x)
struct Sinc {
  template <Floating T>
  FACULA_FN T operator()(T x) const {
    const double p = static_cast<double>(x) * 0x1.921fb54442d18p+1;
    return x == T(0) ? T(1) : static_cast<T>(sin(p) / p);
  }
  template <class T>
  FACULA_FN complex<T> operator()(complex<T> z) const {
    const complex<T> p = z * T(3.14159265358979323846);
    return z == complex<T>(T(0)) ? complex<T>(T(1)) : sin(p) / p;
  }
};
template <class S>
struct Polygamma {
  S n;
  FACULA_FN S operator()(S x) const {
    return static_cast<S>(polygamma(static_cast<double>(n), static_cast<double>(x)));
  }
};
/// log(x / (1 - x)), x first brought into [eps, 1 - eps] unless eps is negative
template <class S>
struct Logit {
  S eps;
  FACULA_FN S operator()(S x) const {
    const S high = S(1) - eps, z = eps < S(0) ? x : (x < eps ? eps : (x > high ? high : x));
    return log(z / (S(1) - z));
  }
};

}  // namespace FACULA_ISA
}  // namespace facula::functor
