// Point-wise arithmetic: value and derivative side by side.
#include "facula/ops/pointwise.h"

#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/view.h"
#include "ops/inplace.h"
#include "ops/out.h"
#include "ops/pointwise.h"
#include "ops/pointwise_binary.h"
#include "ops/pointwise_unary.h"
#include "ops/sparse.h"

namespace facula {

namespace {

using kernels::PointwiseSlot;

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

namespace {
Scalar product(const Scalar& a, const Scalar& b) {
  if (a.isComplex() || b.isComplex()) return a.toComplexDouble() * b.toComplexDouble();
  if (a.isFloatingPoint() || b.isFloatingPoint()) return a.toDouble() * b.toDouble();
  return a.toLong() * b.toLong();
}
}  // namespace
Tensor add(const Tensor& a, const Scalar& b, const Scalar& alpha) {
  const ScalarType dtype = result_type(a, b);
  if (!alpha.is_one()) check_alpha(dtype, alpha);
  return record("AddBackward1",
                pointwise_number(kernels::add, a, alpha.is_one() ? b : product(b, alpha), dtype),
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
Tensor rsub(const Tensor& a, const Tensor& b, const Scalar& alpha) { return sub(b, a, alpha); }
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

namespace {
void check_whole_power(const Tensor& x, const Scalar& e) {
  FACULA_CHECK(!(isIntegralType(x.scalar_type(), true) && e.isIntegral(true) && e.toDouble() < 0),
               "Integers to negative integer powers are not allowed.");
}
auto power_rule(SavedTensor x, const Scalar& e) {
  return [x = std::move(x), e](const Tensor& g) {
    if (e.equal(0)) return zeros_like(g);
    const Scalar less =
        e.isComplex() ? Scalar(e.toComplexDouble() - complex<double>(1)) : Scalar(e.toDouble() - 1);
    return g * (x().pow(less) * e).conj();
  };
}
}  // namespace

Tensor pow(const Tensor& x, const Scalar& e) {
  check_whole_power(x, e);
  const ScalarType dtype = result_type(x, e);
  const auto value = [&] {
    NoGradGuard off;
    return pow_value(x, e, dtype);
  };
  return record("PowBackward0", value(), grad_of(x, power_rule(save(x), e)));
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
Tensor& pow_out(Tensor& out, const Tensor& x, const Tensor& e) {
  pointwise_out(kernels::pow, out, {&x, &e}, result_type({&x, &e}));
  return out;
}
Tensor& pow_out(Tensor& out, const Tensor& x, const Scalar& e) {
  return write_out(
      "pow", out, [&] { return pow(x, e); }, x);
}
Tensor& pow_out(Tensor& out, const Scalar& x, const Tensor& e) {
  return pow_out(out, wrapped(x, result_type(e, x)), e);
}
Tensor& Tensor::pow_(const Scalar& e) const {
  check_inplace(*this);
  check_whole_power(*this, e);
  const ScalarType dtype = result_type(*this, e);
  auto rule = grad_of(*this, power_rule(save_old(*this, requires_grad()), e));
  pointwise_inplace(kernels::pow, self_of(*this), {&static_cast<const Tensor&>(wrapped(e, dtype))}, dtype);
  record_inplace("PowBackward0", *this, std::move(rule));
  return self_of(*this);
}
Tensor& Tensor::pow_(const Tensor& e) const {
  check_inplace(*this);
  const ScalarType dtype = result_type({this, &e});
  FACULA_CHECK(canCast(dtype, scalar_type()), "result type ", dtype,
               " can't be cast to the desired output type ", scalar_type());
  const SavedTensor old = save_old(*this, requires_grad() || e.requires_grad());
  return copy_(facula::pow(old.defined() ? old() : *this, e));
}

// ---- three tensors

namespace {
void check_lerp(const Tensor& start, const Tensor& end, const Tensor& weight) {
  FACULA_CHECK(start.scalar_type() == end.scalar_type(), "expected dtype ", start.dtype(),
               " for `end` but got dtype ", end.dtype());
  FACULA_CHECK(start.scalar_type() == weight.scalar_type(), "expected dtype ", start.dtype(),
               " for `weight` but got dtype ", weight.dtype());
}
}  // namespace
Tensor lerp(const Tensor& start, const Tensor& end, const Tensor& weight) {
  check_lerp(start, end, weight);
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
  check_lerp(*this, end, weight);
  pointwise_inplace(kernels::lerp, self_of(*this), {&end, &weight}, scalar_type());
  record_inplace("LerpBackward0", *this,
                 grad_of(*this, [w](const Tensor& g) { return g * Scalar(1 - w.toDouble()); }),
                 grad_of(end, [w](const Tensor& g) { return g * w; }));
  return self_of(*this);
}

Tensor& Tensor::lerp_(const Tensor& end, const Tensor& weight) const {
  check_inplace(*this);
  check_lerp(*this, end, weight);
  const bool keeps = weight.requires_grad();
  auto dw = grad_of(weight, [a = save_old(*this, keeps), b = keeps ? save(end) : SavedTensor()](
                                const Tensor& g) { return g * (b() - a()).conj(); });
  auto dx = grad_of(*this, [w = save(weight)](const Tensor& g) { return g * (1 - w()).conj(); });
  auto de = grad_of(end, [w = save(weight)](const Tensor& g) { return g * w().conj(); });
  pointwise_inplace(kernels::lerp, self_of(*this), {&end, &weight}, scalar_type());
  record_inplace("LerpBackward1", *this, std::move(dx), std::move(de), std::move(dw));
  return self_of(*this);
}
Tensor& lerp_out(Tensor& out, const Tensor& start, const Tensor& end, const Tensor& weight) {
  check_lerp(start, end, weight);
  pointwise_out(kernels::lerp, out, {&start, &end, &weight}, start.scalar_type());
  return out;
}
Tensor& lerp_out(Tensor& out, const Tensor& start, const Tensor& end, const Scalar& weight) {
  return lerp_out(out, start, end, wrapped(weight, start.scalar_type()));
}

Tensor addcmul(const Tensor& x, const Tensor& a, const Tensor& b, const Scalar& v) {
  return record(
      "AddcmulBackward0",
      pointwise(kernels::addcmul, {&x, &a, &b}, result_type({&x, &a, &b}), ScalarType::Undefined, {v}),
      grad_of(x, [](const Tensor& g) { return g; }),
      grad_of(a, [b = save(b), v](const Tensor& g) { return g * (b() * v).conj(); }),
      grad_of(b, [a = save(a), v](const Tensor& g) { return g * (a() * v).conj(); }));
}
namespace {
ScalarType addcdiv_type(const Tensor& x, const Tensor& a, const Tensor& b) {
  FACULA_CHECK(
      !isIntegralType(a.scalar_type(), true) || !isIntegralType(b.scalar_type(), true),
      "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a "
      "true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + "
      "value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * "
      "tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: "
      "(input + value * tensor1 / tensor2), for all dtypes.");
  return result_type({&x, &a, &b});
}
}  // namespace
Tensor addcdiv(const Tensor& x, const Tensor& a, const Tensor& b, const Scalar& v) {
  const ScalarType dtype = addcdiv_type(x, a, b);
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
  pointwise_inplace(kernels::addcdiv, self_of(*this), {&a, &b}, addcdiv_type(*this, a, b), {v});
  record_inplace("AddcdivBackward0", *this, grad_of(*this, [](const Tensor& g) { return g; }), std::move(da),
                 std::move(db));
  return self_of(*this);
}
Tensor& addcmul_out(Tensor& out, const Tensor& x, const Tensor& a, const Tensor& b, const Scalar& v) {
  pointwise_out(kernels::addcmul, out, {&x, &a, &b}, result_type({&x, &a, &b}), {v});
  return out;
}
Tensor& addcdiv_out(Tensor& out, const Tensor& x, const Tensor& a, const Tensor& b, const Scalar& v) {
  pointwise_out(kernels::addcdiv, out, {&x, &a, &b}, addcdiv_type(x, a, b), {v});
  return out;
}

}  // namespace facula
