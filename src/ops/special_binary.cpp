// Special functions of two tensors: incomplete gamma, zeta, orthogonal polynomials.
#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/special.h"
#include "ops/pointwise_binary.h"

namespace facula {

namespace {

using kernels::PointwiseSlot;

// x^(a - 1) e^-x / gamma(a)
Tensor gamma_density(const Tensor& a, const Tensor& x) { return ((a - 1) * x.log() - x - a.lgamma()).exp(); }
template <bool Upper>
struct Igamma {
  static constexpr const char* node = Upper ? "IgammacBackward0" : "IgammaBackward0";
  static const PointwiseSlot& slot() { return Upper ? kernels::igammac : kernels::igamma; }
  static ScalarType dtype(const Tensor& a, const Tensor& x) { return result_type({&a, &x}); }
  static Tensor da(const Tensor&, const Tensor&, const Tensor&) {
    return no_derivative(Upper ? "igammac: input" : "igamma: input");
  }
  static Tensor db(const Tensor& g, const Tensor& a, const Tensor& x) {
    const Tensor y = g * gamma_density(a, x);
    return Upper ? -y : y;
  }
};

struct FloatingPair {
  static ScalarType dtype(const Tensor& a, const Tensor& b) { return floating(result_type({&a, &b})); }
};
struct Zeta : FloatingPair {
  static constexpr const char* node = "SpecialZetaBackward0";
  static const PointwiseSlot& slot() { return kernels::zeta; }
  static Tensor da(const Tensor&, const Tensor&, const Tensor&) { return no_derivative("zeta"); }
  static Tensor db(const Tensor& g, const Tensor& x, const Tensor& q) {
    return -g * x * special::zeta(x + 1, q);
  }
};
struct Xlog1py : FloatingPair {
  static constexpr const char* node = "SpecialXlog1PyBackward0";
  static const PointwiseSlot& slot() { return kernels::xlog1py; }
  static Tensor da(const Tensor& g, const Tensor& a, const Tensor& b) {
    return g * b.log1p().masked_fill(a.eq(0).logical_and(b.le(-1)), 0);
  }
  static Tensor db(const Tensor& g, const Tensor& a, const Tensor& b) { return g * a / (b + 1); }
};

// ---- orthogonal polynomials: slope(x, n) is the derivative with respect to x

using Slope = Tensor (*)(const Tensor& x, const Tensor& n);
Tensor none(const Tensor&, const Tensor&) { return no_derivative("special polynomial: x"); }

template <const PointwiseSlot& Slot, Slope S>
struct Polynomial : FloatingPair {
  static constexpr const char* node = "SpecialPolynomialBackward0";
  static const PointwiseSlot& slot() { return Slot; }
  static Tensor da(const Tensor& g, const Tensor& x, const Tensor& n) {
    return g * S(x, n.trunc());  // the degree is cut to a whole number
  }
  static Tensor db(const Tensor&, const Tensor&, const Tensor&) {
    return no_derivative("special polynomial: n");
  }
};

// At the ends, where 1 - x^2 is 0, these three have limits in n alone.
Tensor inside(const Tensor& y, const Tensor& x, const Tensor& at_end) {
  return at_end.where(x.abs().eq(1), y);
}
// (-1)^n at -1, 1 at 1, times size
Tensor end_value(const Tensor& x, const Tensor& n, const Tensor& size) {
  return size * special::chebyshev_polynomial_t(x.sgn(), n);
}
Tensor slope_t(const Tensor& x, const Tensor& n) { return n * special::chebyshev_polynomial_u(x, n - 1); }
Tensor slope_u(const Tensor& x, const Tensor& n) {
  const Tensor y =
      ((n + 1) * special::chebyshev_polynomial_t(x, n + 1) - x * special::chebyshev_polynomial_u(x, n)) /
      (x * x - 1);
  return inside(y, x, x * end_value(x, n, n * (n + 1) * (n + 2) / 3));
}
Tensor slope_h(const Tensor& x, const Tensor& n) { return n * 2 * special::hermite_polynomial_h(x, n - 1); }
Tensor slope_he(const Tensor& x, const Tensor& n) { return n * special::hermite_polynomial_he(x, n - 1); }
Tensor slope_l(const Tensor& x, const Tensor& n) {
  const Tensor y = n * (special::laguerre_polynomial_l(x, n) - special::laguerre_polynomial_l(x, n - 1)) / x;
  return (-n).where(x.eq(0), y);
}
Tensor slope_p(const Tensor& x, const Tensor& n) {
  const Tensor y =
      n * (x * special::legendre_polynomial_p(x, n) - special::legendre_polynomial_p(x, n - 1)) / (x * x - 1);
  return inside(y, x, x * end_value(x, n, n * (n + 1) / 2));
}

// The shifted kinds are the others at 2 x - 1, which is where their gradients come from too.
template <Tensor (*F)(const Tensor&, const Tensor&)>
Tensor shifted(const Tensor& x, const Tensor& n) {
  const ScalarType t = floating(result_type({&x, &n}));
  return F(x.to(t) * 2 - 1, n);
}

}  // namespace

FACULA_BINARY(igamma, Igamma<false>)
FACULA_BINARY_INPLACE(igamma, Igamma<false>)
FACULA_BINARY(igammac, Igamma<true>)
FACULA_BINARY_INPLACE(igammac, Igamma<true>)

namespace special {

#define FACULA_SPECIAL_NUMBERS(name)                                               \
  Tensor name(const Tensor& a, const Scalar& b) { return name(a, operand(a, b)); } \
  Tensor name(const Scalar& a, const Tensor& b) { return name(operand(b, a), b); } \
  Tensor& name##_out(Tensor& out, const Tensor& a, const Scalar& b) {              \
    return name##_out(out, a, operand(a, b));                                      \
  }                                                                                \
  Tensor& name##_out(Tensor& out, const Scalar& a, const Tensor& b) {              \
    return name##_out(out, operand(b, a), b);                                      \
  }
#define FACULA_SPECIAL_PAIR(name, ...)                                                \
  Tensor name(const Tensor& a, const Tensor& b) { return binary<__VA_ARGS__>(a, b); } \
  Tensor& name##_out(Tensor& out, const Tensor& a, const Tensor& b) {                 \
    return binary_out<__VA_ARGS__>(out, a, b);                                        \
  }                                                                                   \
  FACULA_SPECIAL_NUMBERS(name)
#define FACULA_POLYNOMIAL(name, slope) FACULA_SPECIAL_PAIR(name, Polynomial<kernels::name, slope>)
#define FACULA_SHIFTED(kind)                                                                         \
  Tensor shifted_chebyshev_polynomial_##kind(const Tensor& a, const Tensor& b) {                     \
    return shifted<chebyshev_polynomial_##kind>(a, b);                                               \
  }                                                                                                  \
  Tensor& shifted_chebyshev_polynomial_##kind##_out(Tensor& out, const Tensor& a, const Tensor& b) { \
    return write_out(                                                                                \
        "special_shifted_chebyshev_polynomial_" #kind, out,                                          \
        [&] { return shifted_chebyshev_polynomial_##kind(a, b); }, a, b);                            \
  }                                                                                                  \
  FACULA_SPECIAL_NUMBERS(shifted_chebyshev_polynomial_##kind)

FACULA_SPECIAL_PAIR(zeta, Zeta)
FACULA_SPECIAL_PAIR(xlog1py, Xlog1py)
FACULA_POLYNOMIAL(chebyshev_polynomial_t, slope_t)
FACULA_POLYNOMIAL(chebyshev_polynomial_u, slope_u)
FACULA_POLYNOMIAL(chebyshev_polynomial_v, none)
FACULA_POLYNOMIAL(chebyshev_polynomial_w, none)
FACULA_POLYNOMIAL(hermite_polynomial_h, slope_h)
FACULA_POLYNOMIAL(hermite_polynomial_he, slope_he)
FACULA_POLYNOMIAL(laguerre_polynomial_l, slope_l)
FACULA_POLYNOMIAL(legendre_polynomial_p, slope_p)
FACULA_SHIFTED(t)
FACULA_SHIFTED(u)
FACULA_SHIFTED(v)
FACULA_SHIFTED(w)

}  // namespace special

}  // namespace facula
