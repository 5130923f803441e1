// Point-wise arithmetic: value and derivative side by side.
#include "facula/ops/pointwise.h"

#include <limits>

#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/view.h"
#include "ops/inplace.h"
#include "ops/pointwise.h"
#include "ops/pointwise_unary.h"
#include "ops/sparse.h"

namespace facula {

namespace {

using kernels::PointwiseSlot;

ScalarType floating(ScalarType t) { return isIntegralType(t, true) ? get_default_dtype_scalar() : t; }

Tensor& self_of(const Tensor& t) { return const_cast<Tensor&>(t); }

void no_bool_subtraction(bool both_bool, bool any_bool) {
  FACULA_CHECK(!both_bool,
               "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
               "`logical_xor()` operator instead.");
  FACULA_CHECK(
      !any_bool,
      "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a "
      "mask, use the `~` or `logical_not()` operator instead.");
}
void check_sub(const Tensor& a, const Tensor& b) {
  no_bool_subtraction(a.scalar_type() == kBool && b.scalar_type() == kBool,
                      a.scalar_type() == kBool || b.scalar_type() == kBool);
}

void check_alpha(ScalarType dtype, const Scalar& alpha) {
  FACULA_CHECK(!alpha.isBoolean() || dtype == kBool, "Boolean alpha only supported for Boolean results.");
  FACULA_CHECK(isFloatingType(dtype) || isComplexType(dtype) || alpha.isIntegral(true),
               "For integral input tensors, argument alpha must not be a floating point number.");
  FACULA_CHECK(isComplexType(dtype) || !alpha.isComplex(),
               "For non-complex input tensors, argument alpha must not be a complex number.");
}

void no_zero_divisor(ScalarType dtype, const Tensor& b) {
  FACULA_CHECK(!isIntegralType(dtype, true) || !b.eq(0).any().item<bool>(), "ZeroDivisionError");
}

Scalar conj_of(const Scalar& s) { return s.conj(); }

}  // namespace

// ---- add, sub

Tensor add(const Tensor& a, const Tensor& b, const Scalar& alpha) {
  if (sparse::any(a, b)) return sparse::add(a, b, alpha);
  const ScalarType dtype = result_type({&a, &b});
  if (alpha.is_one())
    return record("AddBackward0", pointwise(kernels::add, {&a, &b}, dtype),
                  grad_of(a, [](const Tensor& g) { return g; }),
                  grad_of(b, [](const Tensor& g) { return g; }));
  check_alpha(dtype, alpha);
  return record("AddBackward0",
                pointwise(kernels::add_scaled, {&a, &b}, dtype, ScalarType::Undefined, {alpha}),
                grad_of(a, [](const Tensor& g) { return g; }),
                grad_of(b, [alpha](const Tensor& g) { return g * conj_of(alpha); }));
}

Tensor add(const Tensor& a, const Scalar& b, const Scalar& alpha) {
  const Scalar sum = alpha.is_one() ? b
                     : b.isFloatingPoint() || alpha.isFloatingPoint()
                         ? Scalar(b.toDouble() * alpha.toDouble())
                         : Scalar(b.toLong() * alpha.toLong());
  return record("AddBackward1", pointwise_number(kernels::add, a, sum, result_type(a, b)),
                grad_of(a, [](const Tensor& g) { return g; }));
}

Tensor& add_out(Tensor& out, const Tensor& a, const Tensor& b, const Scalar& alpha) {
  const ScalarType dtype = result_type({&a, &b});
  if (alpha.is_one())
    pointwise_out(kernels::add, out, {&a, &b}, dtype);
  else
    check_alpha(dtype, alpha), pointwise_out(kernels::add_scaled, out, {&a, &b}, dtype, {alpha});
  return out;
}

Tensor& Tensor::add_(const Tensor& o, const Scalar& alpha) const {
  if (sparse::any(*this, o)) return sparse::add_inplace(*this, o, alpha);
  check_inplace(*this);
  const ScalarType dtype = result_type({this, &o});
  if (alpha.is_one())
    pointwise_inplace(kernels::add, self_of(*this), {&o}, dtype);
  else
    check_alpha(dtype, alpha), pointwise_inplace(kernels::add_scaled, self_of(*this), {&o}, dtype, {alpha});
  record_inplace("AddBackward0", *this, grad_of(*this, [](const Tensor& g) { return g; }),
                 grad_of(o, [alpha](const Tensor& g) { return alpha.is_one() ? g : g * conj_of(alpha); }));
  return self_of(*this);
}

Tensor& Tensor::add_(const Scalar& o, const Scalar& alpha) const {
  return add_(wrapped(o, result_type(*this, o)), alpha);
}

Tensor sub(const Tensor& a, const Tensor& b, const Scalar& alpha) {
  check_sub(a, b);
  if (sparse::any(a, b)) return sparse::add(a, b, -alpha);
  if (!alpha.is_one()) return add(a, b, -alpha);
  return record("SubBackward0", pointwise(kernels::sub, {&a, &b}, result_type({&a, &b})),
                grad_of(a, [](const Tensor& g) { return g; }),
                grad_of(b, [](const Tensor& g) { return -g; }));
}
Tensor sub(const Tensor& a, const Scalar& b, const Scalar& alpha) {
  no_bool_subtraction(false, a.scalar_type() == kBool || b.isBoolean());
  if (!alpha.is_one()) return add(a, b, -alpha);
  return record("SubBackward1", pointwise_number(kernels::sub, a, b, result_type(a, b)),
                grad_of(a, [](const Tensor& g) { return g; }));
}
Tensor& sub_out(Tensor& out, const Tensor& a, const Tensor& b, const Scalar& alpha) {
  check_sub(a, b);
  return add_out(out, a, b, -alpha);
}
Tensor& Tensor::sub_(const Tensor& o, const Scalar& alpha) const {
  check_sub(*this, o);
  return add_(o, -alpha);
}
Tensor& Tensor::sub_(const Scalar& o, const Scalar& alpha) const {
  no_bool_subtraction(false, scalar_type() == kBool || o.isBoolean());
  return add_(o, -alpha);
}
Tensor rsub(const Tensor& a, const Scalar& b, const Scalar& alpha) {
  no_bool_subtraction(false, a.scalar_type() == kBool || b.isBoolean());
  const Tensor x = alpha.is_one() ? a : a * alpha;
  return record("RsubBackward1", pointwise_number(kernels::sub, x, b, result_type(a, b), NumberSide::Left),
                grad_of(x, [](const Tensor& g) { return -g; }));
}
Tensor operator-(const Scalar& a, const Tensor& b) { return rsub(b, a); }

// ---- mul, div

Tensor mul(const Tensor& a, const Tensor& b) {
  if (sparse::any(a, b)) return sparse::mul(a, b);
  return record("MulBackward0", pointwise(kernels::mul, {&a, &b}, result_type({&a, &b})),
                grad_of(a, [b = save(b)](const Tensor& g) { return g * b().conj(); }),
                grad_of(b, [a = save(a)](const Tensor& g) { return g * a().conj(); }));
}
Tensor mul(const Tensor& a, const Scalar& b) {
  if (sparse::is(a)) return sparse::mul(a, b);
  return record("MulBackward1", pointwise_number(kernels::mul, a, b, result_type(a, b)),
                grad_of(a, [b](const Tensor& g) { return g * conj_of(b); }));
}
Tensor& mul_out(Tensor& out, const Tensor& a, const Tensor& b) {
  pointwise_out(kernels::mul, out, {&a, &b}, result_type({&a, &b}));
  return out;
}
Tensor& Tensor::mul_(const Tensor& o) const {
  check_inplace(*this);
  auto da = grad_of(*this, [b = save(o)](const Tensor& g) { return g * b().conj(); });
  auto db = grad_of(o, [a = save_old(*this, o.requires_grad())](const Tensor& g) { return g * a().conj(); });
  pointwise_inplace(kernels::mul, self_of(*this), {&o}, result_type({this, &o}));
  record_inplace("MulBackward0", *this, std::move(da), std::move(db));
  return self_of(*this);
}
Tensor& Tensor::mul_(const Scalar& o) const {
  check_inplace(*this);
  const ScalarType dtype = result_type(*this, o);
  pointwise_inplace(kernels::mul, self_of(*this), {&static_cast<const Tensor&>(wrapped(o, dtype))}, dtype);
  record_inplace("MulBackward1", *this, grad_of(*this, [o](const Tensor& g) { return g * conj_of(o); }));
  return self_of(*this);
}

Tensor div(const Tensor& a, const Tensor& b) {
  return record(
      "DivBackward0", pointwise(kernels::div, {&a, &b}, floating(result_type({&a, &b}))),
      grad_of(a, [b = save(b)](const Tensor& g) { return g / b().conj(); }),
      grad_of(b, [a = save(a), b = save(b)](const Tensor& g) { return -g * ((a() / b()) / b()).conj(); }));
}
Tensor div(const Tensor& a, const Scalar& b) {
  if (sparse::is(a)) return sparse::div(a, b);
  return record("DivBackward1", pointwise_number(kernels::div, a, b, floating(result_type(a, b))),
                grad_of(a, [b](const Tensor& g) { return g / conj_of(b); }));
}
Tensor& div_out(Tensor& out, const Tensor& a, const Tensor& b) {
  pointwise_out(kernels::div, out, {&a, &b}, floating(result_type({&a, &b})));
  return out;
}
Tensor& Tensor::div_(const Tensor& o) const {
  check_inplace(*this);
  auto da = grad_of(*this, [b = save(o)](const Tensor& g) { return g / b().conj(); });
  auto db = grad_of(o, [a = save_old(*this, o.requires_grad()), b = save(o)](const Tensor& g) {
    return -g * ((a() / b()) / b()).conj();
  });
  pointwise_inplace(kernels::div, self_of(*this), {&o}, floating(result_type({this, &o})));
  record_inplace("DivBackward0", *this, std::move(da), std::move(db));
  return self_of(*this);
}
Tensor& Tensor::div_(const Scalar& o) const { return div_(wrapped(o, floating(result_type(*this, o)))); }
Tensor operator/(const Scalar& a, const Tensor& b) { return b.reciprocal() * a; }

namespace {
// Quotients that are steps have no slope.
Tensor rounded_div(const PointwiseSlot& slot, const Tensor& a, const Tensor& b) {
  const ScalarType dtype = result_type({&a, &b});
  no_zero_divisor(dtype, b);
  auto flat = [](const Tensor& g) { return zeros_like(g); };
  return record("DivBackward2", pointwise(slot, {&a, &b}, dtype == kBool ? kLong : dtype), grad_of(a, flat),
                grad_of(b, flat));
}
const PointwiseSlot& rounded_slot(std::string_view mode) {
  FACULA_CHECK(mode == "trunc" || mode == "floor",
               "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '", mode, "'");
  return mode == "trunc" ? kernels::div_trunc : kernels::div_floor;
}
}  // namespace
Tensor div(const Tensor& a, const Tensor& b, std::optional<std::string_view> mode) {
  return mode ? rounded_div(rounded_slot(*mode), a, b) : div(a, b);
}
Tensor div(const Tensor& a, const Scalar& b, std::optional<std::string_view> mode) {
  return mode ? rounded_div(rounded_slot(*mode), a, wrapped(b, result_type(a, b))) : div(a, b);
}
Tensor floor_divide(const Tensor& a, const Tensor& b) { return rounded_div(kernels::div_floor, a, b); }
Tensor floor_divide(const Tensor& a, const Scalar& b) {
  return floor_divide(a, wrapped(b, result_type(a, b)));
}

Tensor remainder(const Tensor& a, const Tensor& b) {
  const ScalarType dtype = result_type({&a, &b});
  no_zero_divisor(dtype, b);
  return record(
      "RemainderBackward1", pointwise(kernels::remainder, {&a, &b}, dtype),
      grad_of(a, [](const Tensor& g) { return g; }),
      grad_of(b, [a = save(a), b = save(b)](const Tensor& g) { return -g * a().div(b(), "floor"); }));
}
Tensor remainder(const Tensor& a, const Scalar& b) { return remainder(a, wrapped(b, result_type(a, b))); }
Tensor fmod(const Tensor& a, const Tensor& b) {
  const ScalarType dtype = result_type({&a, &b});
  no_zero_divisor(dtype, b);
  return record(
      "FmodBackward1", pointwise(kernels::fmod, {&a, &b}, dtype),
      grad_of(a, [](const Tensor& g) { return g; }),
      grad_of(b, [a = save(a), b = save(b)](const Tensor& g) { return -g * a().div(b(), "trunc"); }));
}
Tensor fmod(const Tensor& a, const Scalar& b) { return fmod(a, wrapped(b, result_type(a, b))); }

// ---- pow

namespace {
// The powers that have a cheaper formula than exp(log).
Tensor pow_value(const Tensor& x, const Scalar& e, ScalarType dtype) {
  const Tensor base = x.scalar_type() == dtype ? x : x.to(dtype);
  if (e.equal(2)) return pointwise(kernels::square, {&base}, dtype);
  if (e.equal(1)) return base.is_same(x) ? x.clone() : base;
  if (e.equal(3)) {
    const Tensor square = pointwise(kernels::square, {&base}, dtype);
    return pointwise(kernels::mul, {&square, &base}, dtype);
  }
  if (!isIntegralType(dtype, true)) {
    if (e.equal(0.5)) return pointwise(kernels::sqrt, {&base}, dtype);
    if (e.equal(-0.5)) return pointwise(kernels::rsqrt, {&base}, dtype);
    if (e.equal(-1)) return pointwise(kernels::reciprocal, {&base}, dtype);
  }
  return pointwise_number(kernels::pow, base, e, dtype);
}
}  // namespace

Tensor pow(const Tensor& x, const Scalar& e) {
  const ScalarType dtype = result_type(x, e);
  FACULA_CHECK(!(isIntegralType(x.scalar_type(), true) && e.isIntegral(true) && e.toDouble() < 0),
               "Integers to negative integer powers are not allowed.");
  const auto value = [&] {
    NoGradGuard off;
    return pow_value(x, e, dtype);
  };
  return record("PowBackward0", value(), grad_of(x, [x = save(x), e](const Tensor& g) {
                  if (e.equal(0)) return zeros_like(g);
                  const Scalar less = e.isComplex() ? Scalar(e.toComplexDouble() - complex<double>(1))
                                                    : Scalar(e.toDouble() - 1);
                  return g * (x().pow(less) * e).conj();
                }));
}

Tensor pow(const Tensor& x, const Tensor& e) {
  const ScalarType dtype = result_type({&x, &e});
  return record("PowBackward1", pointwise(kernels::pow, {&x, &e}, dtype),
                grad_of(x,
                        [x = save(x), e = save(e)](const Tensor& g) {
                          return (g * (e() * x().pow(e() - 1)).conj()).masked_fill(e().eq(0), 0);
                        }),
                grad_of(e, [x = save(x), e = save(e)](const Tensor& g, const Tensor& y) {
                  const Tensor flat = x().eq(0).logical_and(e().is_complex() ? real(e()).ge(0) : e().ge(0));
                  return g * (y * x().log().masked_fill(flat, 0)).conj();
                }));
}
Tensor pow(const Scalar& x, const Tensor& e) { return pow(wrapped(x, result_type(e, x)), e); }
Tensor& Tensor::pow_(const Scalar& e) const {
  check_inplace(*this);
  const ScalarType dtype = result_type(*this, e);
  FACULA_CHECK(!(isIntegralType(scalar_type(), true) && e.isIntegral(true) && e.toDouble() < 0),
               "Integers to negative integer powers are not allowed.");
  auto rule = grad_of(*this, [x = save_old(*this, requires_grad()), e](const Tensor& g) {
    return e.equal(0) ? zeros_like(g) : g * (x().pow(Scalar(e.toDouble() - 1)) * e).conj();
  });
  pointwise_inplace(kernels::pow, self_of(*this), {&static_cast<const Tensor&>(wrapped(e, dtype))}, dtype);
  record_inplace("PowBackward0", *this, std::move(rule));
  return self_of(*this);
}
Tensor& Tensor::pow_(const Tensor& e) const {
  check_inplace(*this);
  const SavedTensor old = save_old(*this, requires_grad() || e.requires_grad());
  return copy_(facula::pow(old.defined() ? old() : *this, e));
}

// ---- the larger, the smaller, angles

namespace {
// Ties share the gradient.
Tensor chosen(const Tensor& g, const Tensor& mine, const Tensor& other, bool larger) {
  const Tensor half = (g / 2).where(mine.eq(other), g);
  return half.masked_fill(larger ? mine.lt(other) : mine.gt(other), 0);
}
Tensor extremum(const char* name, const PointwiseSlot& slot, const Tensor& a, const Tensor& b, bool larger) {
  FACULA_CHECK(!a.is_complex() && !b.is_complex(), slot.name, " not implemented for complex tensors.");
  return record(
      name, pointwise(slot, {&a, &b}, result_type({&a, &b})),
      grad_of(a, [a = save(a), b = save(b), larger](const Tensor& g) { return chosen(g, a(), b(), larger); }),
      grad_of(b,
              [a = save(a), b = save(b), larger](const Tensor& g) { return chosen(g, b(), a(), larger); }));
}
}  // namespace
Tensor maximum(const Tensor& a, const Tensor& b) {
  return extremum("MaximumBackward0", kernels::maximum, a, b, true);
}
Tensor minimum(const Tensor& a, const Tensor& b) {
  return extremum("MinimumBackward0", kernels::minimum, a, b, false);
}

Tensor atan2(const Tensor& y, const Tensor& x) {
  return record(
      "Atan2Backward0", pointwise(kernels::atan2, {&y, &x}, floating(result_type({&y, &x}))),
      grad_of(y, [y = save(y), x = save(x)](const Tensor& g) { return g * x() / (y() * y() + x() * x()); }),
      grad_of(x, [y = save(y), x = save(x)](const Tensor& g) { return -g * y() / (y() * y() + x() * x()); }));
}

// ---- three tensors

Tensor lerp(const Tensor& start, const Tensor& end, const Tensor& weight) {
  FACULA_CHECK(start.scalar_type() == end.scalar_type(), "expected dtype ", start.dtype(),
               " for `end` but got dtype ", end.dtype());
  FACULA_CHECK(start.scalar_type() == weight.scalar_type(), "expected dtype ", start.dtype(),
               " for `weight` but got dtype ", weight.dtype());
  return record(
      "LerpBackward1", pointwise(kernels::lerp, {&start, &end, &weight}, start.scalar_type()),
      grad_of(start, [w = save(weight)](const Tensor& g) { return g * (1 - w()).conj(); }),
      grad_of(end, [w = save(weight)](const Tensor& g) { return g * w().conj(); }),
      grad_of(weight, [a = save(start), b = save(end)](const Tensor& g) { return g * (b() - a()).conj(); }));
}
Tensor lerp(const Tensor& start, const Tensor& end, const Scalar& weight) {
  return lerp(start, end, wrapped(weight, start.scalar_type()));
}
Tensor& Tensor::lerp_(const Tensor& end, const Scalar& w) const {
  check_inplace(*this);
  const Tensor weight = wrapped(w, scalar_type());
  pointwise_inplace(kernels::lerp, self_of(*this), {&end, &weight}, scalar_type());
  record_inplace("LerpBackward0", *this,
                 grad_of(*this, [w](const Tensor& g) { return g * Scalar(1 - w.toDouble()); }),
                 grad_of(end, [w](const Tensor& g) { return g * w; }));
  return self_of(*this);
}

Tensor addcmul(const Tensor& x, const Tensor& a, const Tensor& b, const Scalar& v) {
  return record(
      "AddcmulBackward0",
      pointwise(kernels::addcmul, {&x, &a, &b}, result_type({&x, &a, &b}), ScalarType::Undefined, {v}),
      grad_of(x, [](const Tensor& g) { return g; }),
      grad_of(a, [b = save(b), v](const Tensor& g) { return g * (b() * v).conj(); }),
      grad_of(b, [a = save(a), v](const Tensor& g) { return g * (a() * v).conj(); }));
}
Tensor addcdiv(const Tensor& x, const Tensor& a, const Tensor& b, const Scalar& v) {
  const ScalarType dtype = result_type({&x, &a, &b});
  FACULA_CHECK(!isIntegralType(a.scalar_type(), true) || !isIntegralType(b.scalar_type(), true),
               "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will "
               "perform a true division of tensor1 and tensor2.");
  return record(
      "AddcdivBackward0", pointwise(kernels::addcdiv, {&x, &a, &b}, dtype, ScalarType::Undefined, {v}),
      grad_of(x, [](const Tensor& g) { return g; }),
      grad_of(a, [b = save(b), v](const Tensor& g) { return g * (v / b()).conj(); }),
      grad_of(
          b, [a = save(a), b = save(b), v](const Tensor& g) { return -g * (a() * v / (b() * b())).conj(); }));
}
Tensor& Tensor::addcmul_(const Tensor& a, const Tensor& b, const Scalar& v) const {
  check_inplace(*this);
  auto da = grad_of(a, [b = save(b), v](const Tensor& g) { return g * (b() * v).conj(); });
  auto db = grad_of(b, [a = save(a), v](const Tensor& g) { return g * (a() * v).conj(); });
  pointwise_inplace(kernels::addcmul, self_of(*this), {&a, &b}, result_type({this, &a, &b}), {v});
  record_inplace("AddcmulBackward0", *this, grad_of(*this, [](const Tensor& g) { return g; }), std::move(da),
                 std::move(db));
  return self_of(*this);
}
Tensor& Tensor::addcdiv_(const Tensor& a, const Tensor& b, const Scalar& v) const {
  check_inplace(*this);
  auto da = grad_of(a, [b = save(b), v](const Tensor& g) { return g * (v / b()).conj(); });
  auto db = grad_of(
      b, [a = save(a), b = save(b), v](const Tensor& g) { return -g * (a() * v / (b() * b())).conj(); });
  pointwise_inplace(kernels::addcdiv, self_of(*this), {&a, &b}, result_type({this, &a, &b}), {v});
  record_inplace("AddcdivBackward0", *this, grad_of(*this, [](const Tensor& g) { return g; }), std::move(da),
                 std::move(db));
  return self_of(*this);
}

// ---- clamp

namespace {
struct Bounds {
  Scalar low, high;
};
template <class T>
Bounds widest(const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  using L = std::numeric_limits<T>;
  const Scalar low = L::has_infinity ? Scalar(-L::infinity()) : Scalar(L::lowest());
  const Scalar high = L::has_infinity ? Scalar(L::infinity()) : Scalar(L::max());
  return {min.value_or(low), max.value_or(high)};
}
Bounds bounds(ScalarType t, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  FACULA_CHECK(min || max, "torch.clamp: At least one of 'min' or 'max' must not be None");
  switch (t) {
    case kByte:
      return widest<uint8_t>(min, max);
    case kChar:
      return widest<int8_t>(min, max);
    case kShort:
      return widest<int16_t>(min, max);
    case kInt:
      return widest<int32_t>(min, max);
    case kLong:
      return widest<int64_t>(min, max);
    default:
      return widest<double>(min, max);
  }
}
ScalarType clamp_type(const Tensor& x, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  FACULA_CHECK(!x.is_complex(), "clamp is not supported for complex types");
  ScalarType t = x.scalar_type();
  for (const auto* s : {&min, &max})
    if (*s) t = promoteTypes(t, result_type(x, **s));
  return t;
}
auto clamp_rule(SavedTensor x, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  return [x = std::move(x), min, max](const Tensor& g) {
    Tensor inside = min ? x().ge(*min) : x().le(*max);
    if (min && max) inside = inside.logical_and(x().le(*max));
    return g.where(inside, zeros_like(g));
  };
}
}  // namespace
Tensor clamp(const Tensor& x, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  const ScalarType t = clamp_type(x, min, max);
  const Bounds b = bounds(t, min, max);
  return record("ClampBackward1", pointwise(kernels::clamp, {&x}, t, ScalarType::Undefined, {b.low, b.high}),
                grad_of(x, clamp_rule(save(x), min, max)));
}
Tensor& Tensor::clamp_(const std::optional<Scalar>& min, const std::optional<Scalar>& max) const {
  check_inplace(*this);
  const ScalarType t = clamp_type(*this, min, max);
  const Bounds b = bounds(t, min, max);
  auto rule = grad_of(*this, clamp_rule(save_old(*this, requires_grad()), min, max));
  pointwise_inplace(kernels::clamp, self_of(*this), {}, t, {b.low, b.high});
  record_inplace("ClampBackward1", *this, std::move(rule));
  return self_of(*this);
}
Tensor clamp_min(const Tensor& x, const Scalar& min) { return clamp(x, min); }
Tensor clamp_max(const Tensor& x, const Scalar& max) { return clamp(x, std::nullopt, max); }

}  // namespace facula
