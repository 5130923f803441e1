// Special functions of one tensor: value and derivative, a line each.
#include "facula/ops/special.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/view.h"
#include "ops/out.h"
#include "ops/pointwise_binary.h"

namespace facula {

namespace {

constexpr double kRootTwoOverPi = 0.79788456080286535588;
constexpr double kTwoOverRootPi = 2 * std::numbers::inv_sqrtpi;

// y / x, which is `at_zero` at 0
Tensor over_x(const Tensor& y, const Tensor& x, double at_zero) {
  return (y / x).masked_fill(x.eq(0), at_zero);
}
Tensor i1_slope(const Tensor& x, const Tensor& y) { return i0(x) - over_x(y, x, 0.5); }
Tensor i1e_slope(const Tensor& x, const Tensor& y) {
  return special_i0e(x) - y * x.sgn() - over_x(y, x, 0.5);
}
Tensor j1_slope(const Tensor& x, const Tensor& y) { return special_bessel_j0(x) - over_x(y, x, 0.5); }

}  // namespace

#define FACULA_SPECIAL(name, node, rule) FACULA_UNARY_FREE(special_##name, name, node, Floating, rule)
#define FACULA_RULE_XY(...)                             \
  [saved = keep(x)](const Tensor& g, const Tensor& y) { \
    const Tensor& x = saved();                          \
    return __VA_ARGS__;                                 \
  }
FACULA_SPECIAL(i0e, "SpecialI0EBackward0", FACULA_RULE_XY(g*(special_i1e(x) - x.sgn() * y)))
FACULA_SPECIAL(i1, "SpecialI1Backward0", FACULA_RULE_XY(g* i1_slope(x, y)))
FACULA_SPECIAL(i1e, "SpecialI1EBackward0", FACULA_RULE_XY(g* i1e_slope(x, y)))
FACULA_UNARY_FREE(special_modified_bessel_i0, i0, "I0Backward0", Floating, FACULA_RULE_X(g* special_i1(x)))
FACULA_UNARY_FREE(special_modified_bessel_i1, i1, "SpecialI1Backward0", Floating,
                  FACULA_RULE_XY(g* i1_slope(x, y)))
FACULA_SPECIAL(modified_bessel_k0, "SpecialModifiedBesselK0Backward0",
               FACULA_RULE_X(-g* special_modified_bessel_k1(x)))
FACULA_SPECIAL(modified_bessel_k1, "SpecialModifiedBesselK1Backward0",
               FACULA_RULE_XY(-g*(special_modified_bessel_k0(x) + y / x)))
FACULA_SPECIAL(scaled_modified_bessel_k0, "SpecialScaledModifiedBesselK0Backward0",
               FACULA_RULE_XY(g*(y - special_scaled_modified_bessel_k1(x))))
FACULA_SPECIAL(scaled_modified_bessel_k1, "SpecialScaledModifiedBesselK1Backward0",
               FACULA_RULE_XY(g*(y - special_scaled_modified_bessel_k0(x) - y / x)))
FACULA_SPECIAL(bessel_j0, "SpecialBesselJ0Backward0", FACULA_RULE_X(-g* special_bessel_j1(x)))
FACULA_SPECIAL(bessel_j1, "SpecialBesselJ1Backward0", FACULA_RULE_XY(g* j1_slope(x, y)))
FACULA_SPECIAL(bessel_y0, "SpecialBesselY0Backward0", FACULA_RULE_X(-g* special_bessel_y1(x)))
FACULA_SPECIAL(bessel_y1, "SpecialBesselY1Backward0", FACULA_RULE_XY(g*(special_bessel_y0(x) - y / x)))
FACULA_SPECIAL(spherical_bessel_j0, "SpecialSphericalBesselJ0Backward0",
               FACULA_RULE_XY(g* over_x(x.cos() - y, x, 0)))
FACULA_SPECIAL(airy_ai, "SpecialAiryAiBackward0",
               [](const Tensor&) { return no_derivative("special_airy_ai: x"); })
FACULA_SPECIAL(erfcx, "SpecialErfcxBackward0", FACULA_RULE_XY(g*(x* y * 2 - kTwoOverRootPi)))
FACULA_SPECIAL(ndtr, "SpecialNdtrBackward0", FACULA_RULE_X(g*(x* x * -0.5).exp() * (0.5 * kRootTwoOverPi)))
FACULA_SPECIAL(log_ndtr, "SpecialLogNdtrBackward0",
               FACULA_RULE_X(g / special_erfcx(x * -std::numbers::sqrt2 * 0.5) * kRootTwoOverPi))
FACULA_SPECIAL(ndtri, "SpecialNdtriBackward0", FACULA_RULE_Y(g*(y* y * 0.5).exp() * 2.50662827463100050242))
FACULA_SPECIAL(entr, "SpecialEntrBackward0", FACULA_RULE_X(g*(-x.log() - 1)))

// ---- logit

namespace {
ScalarType logit_type(const Tensor& x) { return unary_dtype(x, UnaryKind::Floating); }
auto logit_rule(SavedTensor saved, std::optional<double> eps) {
  return [saved = std::move(saved), eps](const Tensor& g) {
    const Tensor& x = saved();
    const double low = eps.value_or(0.0);
    const Tensor outside = x.lt(low).logical_or(x.gt(1.0 - low));
    const double there = eps ? 0.0 : std::numeric_limits<double>::quiet_NaN();
    return (g / (x * (1 - x))).masked_fill(outside, there);
  };
}
}  // namespace
Tensor logit(const Tensor& x, std::optional<double> eps) {
  return record("LogitBackward0",
                pointwise(kernels::logit, {&x}, logit_type(x), ScalarType::Undefined, {eps.value_or(-1.0)}),
                grad_of(x, logit_rule(save(x), eps)));
}
Tensor& logit_(Tensor& self, std::optional<double> eps) {
  check_inplace(self);
  auto rule = grad_of(self, logit_rule(save_old(self, self.requires_grad()), eps));
  pointwise_inplace(kernels::logit, self, {}, logit_type(self), {eps.value_or(-1.0)});
  record_inplace("LogitBackward0", self, std::move(rule));
  return self;
}
Tensor& logit_out(Tensor& out, const Tensor& x, std::optional<double> eps) {
  pointwise_out(kernels::logit, out, {&x}, logit_type(x), {eps.value_or(-1.0)});
  return out;
}
Tensor Tensor::logit(std::optional<double> eps) const { return facula::logit(*this, eps); }
Tensor& Tensor::logit_(std::optional<double> eps) const {
  return facula::logit_(const_cast<Tensor&>(*this), eps);
}

// ---- polygamma, mvlgamma

namespace {
Tensor polygamma_value(int64_t n, const Tensor& x) {
  const ScalarType t = unary_dtype(x, UnaryKind::Floating);
  if (n == 0) return pointwise(kernels::digamma, {&x}, t);
  if (n == 1) return pointwise(kernels::trigamma, {&x}, t);
  return pointwise(kernels::polygamma, {&x}, t, ScalarType::Undefined, {Scalar(n)});
}
void check_order(int64_t n) { FACULA_CHECK(n >= 0, "polygamma(n, x) does not support negative n."); }
}  // namespace
Tensor polygamma(int64_t n, const Tensor& x) {
  check_order(n);
  return record("PolygammaBackward0", polygamma_value(n, x),
                grad_of(x, [n, x = save(x)](const Tensor& g) { return g * polygamma(n + 1, x()); }));
}
Tensor& polygamma_out(Tensor& out, int64_t n, const Tensor& x) {
  return write_out(
      "polygamma", out, [&] { return polygamma(n, x); }, x);
}
Tensor Tensor::polygamma(int64_t n) const { return facula::polygamma(n, *this); }
Tensor& Tensor::polygamma_(int64_t n) const {
  check_order(n);
  check_inplace(*this);
  auto rule = grad_of(*this, [n, x = save_old(*this, requires_grad())](const Tensor& g) {
    return g * facula::polygamma(n + 1, x());
  });
  Tensor& self = const_cast<Tensor&>(*this);
  const ScalarType t = unary_dtype(*this, UnaryKind::Floating);
  if (n == 0)
    pointwise_inplace(kernels::digamma, self, {}, t);
  else if (n == 1)
    pointwise_inplace(kernels::trigamma, self, {}, t);
  else
    pointwise_inplace(kernels::polygamma, self, {}, t, {Scalar(n)});
  record_inplace("PolygammaBackward0", self, std::move(rule));
  return self;
}

namespace {
// p (p - 1) / 4 log(pi) + sum over j < p of lgamma(x - j / 2)
Tensor mvlgamma_value(const Tensor& x, int64_t p) {
  FACULA_CHECK(p >= 1, "p has to be greater than or equal to 1");
  FACULA_CHECK_AS(NotImplementedError, !x.is_complex(), "\"lgamma_cpu\" not implemented for '",
                  x.scalar_type(), "'");
  const Tensor f = x.to(unary_dtype(x, UnaryKind::Floating));
  Tensor y = f.lgamma();
  for (int64_t j = 1; j < p; ++j) y = y + (f - 0.5 * static_cast<double>(j)).lgamma();
  return p == 1 ? y : y + 0.25 * static_cast<double>(p * (p - 1)) * std::log(std::numbers::pi);
}
}  // namespace
Tensor mvlgamma(const Tensor& x, int64_t p) { return mvlgamma_value(x, p); }
Tensor& mvlgamma_out(Tensor& out, const Tensor& x, int64_t p) {
  return write_out(
      "mvlgamma", out, [&] { return mvlgamma(x, p); }, x);
}
Tensor Tensor::mvlgamma(int64_t p) const { return facula::mvlgamma(*this, p); }
Tensor& Tensor::mvlgamma_(int64_t p) const {
  FACULA_CHECK(canCast(unary_dtype(*this, UnaryKind::Floating), scalar_type()), "result type ",
               unary_dtype(*this, UnaryKind::Floating), " can't be cast to the desired output type ",
               scalar_type());
  check_inplace(*this);
  return copy_(facula::mvlgamma(requires_grad() ? clone() : *this, p));
}

}  // namespace facula
