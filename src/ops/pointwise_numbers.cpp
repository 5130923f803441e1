// Point-wise functions that look at how numbers are written: rounding, parts, signs, degrees.
#include <cmath>
#include <limits>
#include <numbers>

#include "facula/ops/compare.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/view.h"
#include "ops/out.h"
#include "ops/pointwise_unary.h"

namespace facula {

using kernels::PointwiseSlot;

namespace {

auto flat = [](const Tensor& g) { return zeros_like(g); };

// ---- rounding, which does nothing to integers

struct Rounding {
  const PointwiseSlot& slot;
  const char *name, *node;
  bool check_complex;
};
constexpr Rounding kFloor{kernels::floor, "floor", "FloorBackward0", true};
constexpr Rounding kCeil{kernels::ceil, "ceil", "CeilBackward0", true};
constexpr Rounding kTrunc{kernels::trunc, "trunc", "TruncBackward0", true};
constexpr Rounding kRound{kernels::round, "round", "RoundBackward0", false};

bool is_whole(const Rounding& r, const Tensor& x) {
  FACULA_CHECK(!r.check_complex || !x.is_complex(), r.name, " is not supported for complex inputs");
  return isIntegralType(x.scalar_type(), false);
}
Tensor round_with(const Rounding& r, const Tensor& x) {
  if (is_whole(r, x)) return x.clone();
  return record(r.node, map_unary(r.slot, x, UnaryKind::Same), grad_of(x, flat));
}
Tensor& round_inplace(const Rounding& r, const Tensor& x) {
  check_inplace(x);
  if (!is_whole(r, x)) {
    map_unary_inplace(r.slot, x, UnaryKind::Same);
    record_inplace(r.node, x, grad_of(x, flat));
  }
  return const_cast<Tensor&>(x);
}
Tensor& round_out(const Rounding& r, Tensor& out, const Tensor& x) {
  if (is_whole(r, x))
    return write_out(
        r.name, out, [&] { return x; }, x);
  map_unary_out(r.slot, out, x, UnaryKind::Same);
  return out;
}

struct Decimals {
  Scalar scale, down;
};
Decimals decimals_of(int64_t n) {
  return {std::pow(10.0, static_cast<double>(n < 0 ? -n : n)), n < 0 ? 1.0 : 0.0};
}
void check_round_decimals(const Tensor& x) {
  FACULA_CHECK_AS(NotImplementedError, isFloatingType(x.scalar_type()), "\"round_cpu\" not implemented for '",
                  x.scalar_type(), "'");
}

}  // namespace

#define FACULA_ROUNDING(op, r)                                                    \
  Tensor op(const Tensor& x) { return round_with(r, x); }                         \
  Tensor& op##_(const Tensor& x) { return round_inplace(r, x); }                  \
  Tensor& op##_out(Tensor& out, const Tensor& x) { return round_out(r, out, x); } \
  Tensor Tensor::op() const { return round_with(r, *this); }                      \
  Tensor& Tensor::op##_() const { return round_inplace(r, *this); }
FACULA_ROUNDING(floor, kFloor)
FACULA_ROUNDING(ceil, kCeil)
FACULA_ROUNDING(trunc, kTrunc)
FACULA_ROUNDING(round, kRound)
#undef FACULA_ROUNDING

Tensor round(const Tensor& x, int64_t decimals) {
  check_round_decimals(x);
  const Decimals d = decimals_of(decimals);
  return record("RoundBackward1",
                pointwise(kernels::round_to, {&x}, x.scalar_type(), ScalarType::Undefined, {d.scale, d.down}),
                grad_of(x, flat));
}
Tensor& round_(Tensor& self, int64_t decimals) {
  check_round_decimals(self);
  check_inplace(self);
  const Decimals d = decimals_of(decimals);
  pointwise_inplace(kernels::round_to, self, {}, self.scalar_type(), {d.scale, d.down});
  record_inplace("RoundBackward1", self, grad_of(self, flat));
  return self;
}
Tensor& round_out(Tensor& out, const Tensor& x, int64_t decimals) {
  return write_out(
      "round", out, [&] { return round(x, decimals); }, x);
}
Tensor Tensor::round(int64_t decimals) const { return facula::round(*this, decimals); }
Tensor& Tensor::round_(int64_t decimals) const {
  return facula::round_(const_cast<Tensor&>(*this), decimals);
}

// ---- degrees

namespace {
struct Turn {
  const char *name, *node;
  double factor;
};
constexpr Turn kDeg2rad{"deg2rad", "Deg2RadBackward0", std::numbers::pi / 180};
constexpr Turn kRad2deg{"rad2deg", "Rad2DegBackward0", 180 / std::numbers::pi};

ScalarType turn_type(const Turn& t, const Tensor& x) {
  FACULA_CHECK(!x.is_complex(), t.name, " is not supported for complex tensors.");
  return unary_dtype(x, UnaryKind::Floating);
}
auto turn_rule(const Turn& t) {
  return [f = t.factor](const Tensor& g) { return g * f; };
}
Tensor turn(const Turn& t, const Tensor& x) {
  return record(t.node, pointwise_number(kernels::mul, x, t.factor, turn_type(t, x)),
                grad_of(x, turn_rule(t)));
}
Tensor& turn_inplace(const Turn& t, const Tensor& x) {
  check_inplace(x);
  const ScalarType dtype = turn_type(t, x);
  const Tensor factor = wrapped(t.factor, dtype);
  pointwise_inplace(kernels::mul, const_cast<Tensor&>(x), {&factor}, dtype);
  record_inplace(t.node, x, grad_of(x, turn_rule(t)));
  return const_cast<Tensor&>(x);
}
}  // namespace
#define FACULA_TURN(op, t)                                      \
  Tensor op(const Tensor& x) { return turn(t, x); }             \
  Tensor& op##_(const Tensor& x) { return turn_inplace(t, x); } \
  Tensor& op##_out(Tensor& out, const Tensor& x) {              \
    return write_out(                                           \
        #op, out, [&] { return turn(t, x); }, x);               \
  }                                                             \
  Tensor Tensor::op() const { return turn(t, *this); }          \
  Tensor& Tensor::op##_() const { return turn_inplace(t, *this); }
FACULA_TURN(deg2rad, kDeg2rad)
FACULA_TURN(rad2deg, kRad2deg)
#undef FACULA_TURN

// ---- NaN and infinities

namespace {
double largest(ScalarType t) {
  switch (t) {
    case kHalf:
      return 65504;
    case kBFloat16:
      return 0x1.fep127;
    case kFloat:
      return std::numeric_limits<float>::max();
    default:
      return std::numeric_limits<double>::max();
  }
}
struct Replacements {
  Scalar nan, high, low;
};
Replacements replacements(const Tensor& x, std::optional<double> nan, std::optional<double> high,
                          std::optional<double> low) {
  FACULA_CHECK_AS(NotImplementedError, !x.is_complex(), "\"nan_to_num\" not implemented for '",
                  x.scalar_type(), "'");
  const double top = largest(x.scalar_type());
  return {nan.value_or(0), high.value_or(top), low.value_or(-top)};
}
auto finite_rule(SavedTensor x) {
  return [x = std::move(x)](const Tensor& g) { return g.masked_fill(x().isfinite().logical_not(), 0); };
}
}  // namespace
Tensor nan_to_num(const Tensor& x, std::optional<double> nan, std::optional<double> high,
                  std::optional<double> low) {
  const Replacements r = replacements(x, nan, high, low);
  if (isIntegralType(x.scalar_type(), true)) return x.clone();
  return record(
      "NanToNumBackward0",
      pointwise(kernels::nan_to_num, {&x}, x.scalar_type(), ScalarType::Undefined, {r.nan, r.high, r.low}),
      grad_of(x, finite_rule(save(x))));
}
Tensor& nan_to_num_(Tensor& self, std::optional<double> nan, std::optional<double> high,
                    std::optional<double> low) {
  const Replacements r = replacements(self, nan, high, low);
  check_inplace(self);
  if (isIntegralType(self.scalar_type(), true)) return self;
  auto rule = grad_of(self, finite_rule(save_old(self, self.requires_grad())));
  pointwise_inplace(kernels::nan_to_num, self, {}, self.scalar_type(), {r.nan, r.high, r.low});
  record_inplace("NanToNumBackward0", self, std::move(rule));
  return self;
}
Tensor& nan_to_num_out(Tensor& out, const Tensor& x, std::optional<double> nan, std::optional<double> high,
                       std::optional<double> low) {
  return write_out(
      "nan_to_num", out, [&] { return nan_to_num(x, nan, high, low); }, x);
}
Tensor Tensor::nan_to_num(std::optional<double> nan, std::optional<double> high,
                          std::optional<double> low) const {
  return facula::nan_to_num(*this, nan, high, low);
}
Tensor& Tensor::nan_to_num_(std::optional<double> nan, std::optional<double> high,
                            std::optional<double> low) const {
  return facula::nan_to_num_(const_cast<Tensor&>(*this), nan, high, low);
}

// ---- mantissa and exponent

std::tuple<Tensor, Tensor> frexp(const Tensor& x) {
  FACULA_CHECK(isFloatingType(x.scalar_type()), "torch.frexp() only supports floating-point dtypes");
  const Tensor exponent = pointwise(kernels::frexp_exponent, {&x}, x.scalar_type(), kInt);
  const Tensor mantissa =
      record("FrexpBackward0", pointwise(kernels::frexp_mantissa, {&x}, x.scalar_type()),
             grad_of(x, [e = save(exponent)](const Tensor& g) { return g / e().exp2(); }));
  return {mantissa, exponent};
}
std::tuple<Tensor&, Tensor&> frexp_out(Tensor& mantissa, Tensor& exponent, const Tensor& x) {
  return write_outs(
      "frexp", std::tie(mantissa, exponent), [&] { return frexp(x); }, x);
}
std::tuple<Tensor, Tensor> Tensor::frexp() const { return facula::frexp(*this); }

// ---- complex numbers

Tensor angle(const Tensor& x) {
  return record("AngleBackward0", pointwise(kernels::angle, {&x}, unary_dtype(x, UnaryKind::Floating)),
                grad_of(x, [x = save(x)](const Tensor& g) {
                  if (!x().is_complex()) return zeros_like(g);
                  const Tensor& z = x();
                  return g * (z * Scalar(complex<double>(0, 1)) / (z * z.conj())).masked_fill(z.eq(0), 0);
                }));
}
Tensor& angle_out(Tensor& out, const Tensor& x) {
  pointwise_out(kernels::angle, out, {&x}, unary_dtype(x, UnaryKind::Floating));
  return out;
}
Tensor Tensor::angle() const { return facula::angle(*this); }

Tensor Tensor::conj() const { return is_complex() ? facula::conj(*this) : *this; }
Tensor conj(const Tensor& x) {
  if (!x.is_complex()) return x;
  return record("ConjBackward0", map_unary(kernels::conj, x, UnaryKind::Same),
                grad_of(x, [](const Tensor& g) { return conj(g); }));
}
Tensor conj_physical(const Tensor& x) { return conj(x); }
Tensor& conj_physical_(const Tensor& x) {
  if (!x.is_complex()) return const_cast<Tensor&>(x);
  check_inplace(x);
  map_unary_inplace(kernels::conj, x, UnaryKind::Same);
  record_inplace("ConjPhysicalBackward0", x, grad_of(x, [](const Tensor& g) { return conj(g); }));
  return const_cast<Tensor&>(x);
}
Tensor& conj_physical_out(Tensor& out, const Tensor& x) {
  return write_out(
      "conj_physical", out, [&] { return conj(x); }, x);
}
Tensor Tensor::conj_physical() const { return facula::conj(*this); }
Tensor& Tensor::conj_physical_() const { return facula::conj_physical_(*this); }
Tensor Tensor::resolve_conj() const { return *this; }
Tensor Tensor::resolve_neg() const { return *this; }

Tensor positive(const Tensor& x) {
  FACULA_CHECK(x.scalar_type() != kBool, "The `+` operator, on a bool tensor is not supported.");
  return x;
}
Tensor Tensor::positive() const { return facula::positive(*this); }

}  // namespace facula
