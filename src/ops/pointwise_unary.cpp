// Point-wise functions of one tensor: value and derivative, a line each.
#include "ops/pointwise_unary.h"

#include <numbers>

#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/special.h"
#include "facula/ops/view.h"
#include "ops/sparse.h"

namespace facula {

ScalarType unary_dtype(const Tensor& x, UnaryKind kind) {
  const ScalarType t = x.scalar_type();
  if (kind == UnaryKind::Number && t == kBool) return kLong;
  return kind == UnaryKind::Floating && isIntegralType(t, true) ? get_default_dtype_scalar() : t;
}
namespace {
constexpr double kTwoOverSqrtPi = 2 * std::numbers::inv_sqrtpi;
void check_abs(const Tensor& x, bool in_place) {
  FACULA_CHECK(!in_place || !x.is_complex(), "In-place abs is not supported for complex tensors.");
}
void check_neg(const Tensor& x, bool) {
  FACULA_CHECK(x.scalar_type() != kBool,
               "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a "
               "mask, use the `~` or `logical_not()` operator instead.");
}
void check_sign(const Tensor& x, bool) {
  FACULA_CHECK(!x.is_complex(),
               "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn "
               "instead.");
}
// (cos(pi x) - sinc(x)) / x, 0 at 0
Tensor sinc_slope(const Tensor& x) {
  return (((x * std::numbers::pi).cos() - x.sinc()) / x).masked_fill(x.eq(0), 0);
}
}  // namespace

Tensor map_unary(const kernels::PointwiseSlot& slot, const Tensor& x, UnaryKind kind) {
  if (sparse::is(x)) return sparse::map(x, slot, unary_dtype(x, kind));
  return pointwise(slot, {&x}, unary_dtype(x, kind));
}
void map_unary_inplace(const kernels::PointwiseSlot& slot, const Tensor& x, UnaryKind kind) {
  Tensor self = x;
  pointwise_inplace(slot, self, {}, unary_dtype(x, kind));
}
void map_unary_out(const kernels::PointwiseSlot& slot, Tensor& out, const Tensor& x, UnaryKind kind) {
  pointwise_out(slot, out, {&x}, unary_dtype(x, kind));
}

FACULA_UNARY_CHECKED(abs, "AbsBackward0", Same, FACULA_RULE_X(g* x.sgn()), check_abs)
FACULA_UNARY_CHECKED(neg, "NegBackward0", Same, FACULA_RULE_Y(g.neg()), check_neg)
FACULA_UNARY_CHECKED(sign, "SignBackward0", Same, FACULA_RULE_Y(zeros_like(g)), check_sign)
FACULA_UNARY(sgn, "SgnBackward0", Same, FACULA_RULE_X(sgn_backward(g, x)))
FACULA_UNARY(reciprocal, "ReciprocalBackward0", Floating, FACULA_RULE_Y(-g*(y* y).conj()))
FACULA_UNARY(square, "PowBackward0", Number, FACULA_RULE_X(g*(x * 2).conj()))
FACULA_UNARY(sqrt, "SqrtBackward0", Floating, FACULA_RULE_Y(g / (y * 2).conj()))
FACULA_UNARY(rsqrt, "RsqrtBackward0", Floating, FACULA_RULE_Y(g * -0.5 * (y * y * y).conj()))
FACULA_UNARY(exp, "ExpBackward0", Floating, FACULA_RULE_Y(g* y.conj()))
FACULA_UNARY(exp2, "Exp2Backward0", Floating, FACULA_RULE_Y(g* y.conj() * std::numbers::ln2))
FACULA_UNARY(expm1, "Expm1Backward0", Floating, FACULA_RULE_Y(g*(y + 1).conj()))
FACULA_UNARY(log, "LogBackward0", Floating, FACULA_RULE_X(g / x.conj()))
FACULA_UNARY(log1p, "Log1PBackward0", Floating, FACULA_RULE_X(g / (x + 1).conj()))
FACULA_UNARY(log2, "Log2Backward0", Floating, FACULA_RULE_X(g / (x.conj() * std::numbers::ln2)))
FACULA_UNARY(log10, "Log10Backward0", Floating, FACULA_RULE_X(g / (x.conj() * std::numbers::ln10)))
FACULA_UNARY(sin, "SinBackward0", Floating, FACULA_RULE_X(g* x.cos().conj()))
FACULA_UNARY(cos, "CosBackward0", Floating, FACULA_RULE_X(g * -x.sin().conj()))
FACULA_UNARY(tan, "TanBackward0", Floating, FACULA_RULE_Y(g*(y* y + 1).conj()))
FACULA_UNARY(asin, "AsinBackward0", Floating, FACULA_RULE_X(g*(1 - x * x).rsqrt().conj()))
FACULA_UNARY(acos, "AcosBackward0", Floating, FACULA_RULE_X(g * -(1 - x * x).rsqrt().conj()))
FACULA_UNARY(atan, "AtanBackward0", Floating, FACULA_RULE_X(g / (x * x + 1).conj()))
FACULA_UNARY(sinh, "SinhBackward0", Floating, FACULA_RULE_X(g* x.cosh().conj()))
FACULA_UNARY(cosh, "CoshBackward0", Floating, FACULA_RULE_X(g* x.sinh().conj()))
FACULA_UNARY(tanh, "TanhBackward0", Floating, FACULA_RULE_Y(tanh_backward(g, y)))
FACULA_UNARY(asinh, "AsinhBackward0", Floating, FACULA_RULE_X(g*(x* x + 1).rsqrt().conj()))
FACULA_UNARY(acosh, "AcoshBackward0", Floating, FACULA_RULE_X(g*((x - 1).rsqrt() * (x + 1).rsqrt()).conj()))
FACULA_UNARY(atanh, "AtanhBackward0", Floating, FACULA_RULE_X(g / (1 - x * x).conj()))
FACULA_UNARY(sigmoid, "SigmoidBackward0", Floating, FACULA_RULE_Y(sigmoid_backward(g, y)))
FACULA_UNARY(erf, "ErfBackward0", Floating, FACULA_RULE_X(g*(-(x* x)).exp() * kTwoOverSqrtPi))
FACULA_UNARY(erfc, "ErfcBackward0", Floating, FACULA_RULE_X(g*(-(x* x)).exp() * -kTwoOverSqrtPi))
FACULA_UNARY(erfinv, "ErfinvBackward0", Floating, FACULA_RULE_Y(g*(y* y).exp() * (1 / kTwoOverSqrtPi)))
FACULA_UNARY(lgamma, "LgammaBackward0", Floating, FACULA_RULE_X(g* x.digamma()))
FACULA_UNARY(digamma, "DigammaBackward0", Floating, FACULA_RULE_X(g* x.polygamma(1)))
FACULA_UNARY(sinc, "SincBackward0", Floating, FACULA_RULE_X(g* sinc_slope(x).conj()))
FACULA_UNARY(i0, "I0Backward0", Floating, FACULA_RULE_X(g* special_i1(x)))
FACULA_UNARY(frac, "FracBackward0", Same, FACULA_RULE_Y(g))

// Of complex y this is a function of conj(y): hence the conjugates in its own derivatives.
Tensor sigmoid_backward(const Tensor& g, const Tensor& y) {
  return record(
      "SigmoidBackwardBackward0", pointwise(kernels::sigmoid_backward, {&g, &y}, result_type({&g, &y})),
      grad_of(g, [y = save(y)](const Tensor& h) { return sigmoid_backward(h, y().conj()); }),
      grad_of(
          y, [g = save(g), y = save(y)](const Tensor& h) { return h.conj() * g() * (y().conj() * -2 + 1); }));
}

// d sgn(x) for complex x = (g - Re(g conj(s)) s) / |x|, s = sgn(x); zero for real x.
Tensor sgn_backward(const Tensor& g, const Tensor& x) {
  if (!x.is_complex()) return zeros_like(g);
  const Tensor s = sgn(x), r = x.abs();
  return ((g - s * real(g * s.conj())) / r).masked_fill(r.eq(0), 0);
}

}  // namespace facula
