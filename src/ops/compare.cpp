#include "facula/ops/compare.h"

#include <limits>

#include "facula/ops/creation.h"
#include "facula/ops/view.h"
#include "ops/inplace.h"
#include "ops/out.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

using kernels::PointwiseSlot;

struct Comparison {
  const PointwiseSlot& slot;
  const char* node;  // of the in-place form, which ends the history of its tensor
  bool order;
};
constexpr Comparison kEq{kernels::eq, "EqBackward0", false}, kNe{kernels::ne, "NeBackward0", false};
constexpr Comparison kLt{kernels::lt, "LtBackward0", true}, kLe{kernels::le, "LeBackward0", true};
constexpr Comparison kGt{kernels::gt, "GtBackward0", true}, kGe{kernels::ge, "GeBackward0", true};
constexpr Comparison kAnd{kernels::logical_and, "LogicalAndBackward0", false};
constexpr Comparison kOr{kernels::logical_or, "LogicalOrBackward0", false};
constexpr Comparison kXor{kernels::logical_xor, "LogicalXorBackward0", false};

ScalarType checked(const Comparison& c, ScalarType t) {
  FACULA_CHECK_AS(NotImplementedError, !c.order || !isComplexType(t), '"', c.slot.name,
                  "_cpu\" not implemented for '", t, "'");
  return t;
}

Tensor compare(const Comparison& c, const Tensor& a, const Tensor& b) {
  return pointwise(c.slot, {&a, &b}, checked(c, result_type({&a, &b})), kBool);
}
Tensor compare(const Comparison& c, const Tensor& a, const Scalar& b) {
  return pointwise_number(c.slot, a, b, checked(c, result_type(a, b)), NumberSide::Right, kBool);
}
Tensor& compare_out(const Comparison& c, Tensor& out, const Tensor& a, const Tensor& b) {
  pointwise_out(c.slot, out, {&a, &b}, checked(c, result_type({&a, &b})));
  return out;
}
Tensor& compare_inplace(const Comparison& c, const Tensor& a, const Tensor& b) {
  check_inplace(a);
  Tensor& self = const_cast<Tensor&>(a);
  pointwise_inplace(c.slot, self, {&b}, checked(c, result_type({&a, &b})));
  record_inplace(c.node, self, grad_of(a, [](const Tensor& g) { return zeros_like(g); }));
  return self;
}
Tensor number(const Tensor& a, const Scalar& b) { return wrapped(b, result_type(a, b)); }

// Integers are finite, and no number.
Tensor kind_test(const PointwiseSlot& slot, const Tensor& x) {
  return pointwise(slot, {&x}, x.scalar_type() == kBool ? kByte : x.scalar_type(), kBool);
}
Tensor is_infinity(const char* name, const Tensor& x, double infinity) {
  FACULA_CHECK(!x.is_complex(), name, " does not support complex inputs.");
  if (isIntegralType(x.scalar_type(), true)) return zeros(x.sizes(), x.options().dtype(kBool));
  return x.eq(infinity);
}
void check_bits(const Tensor& x) {
  FACULA_CHECK_AS(NotImplementedError, isIntegralType(x.scalar_type(), true),
                  "\"bitwise_not_cpu\" not implemented for '", x.scalar_type(), "'");
}
ScalarType sign_type(const Tensor& x) {
  FACULA_CHECK(!x.is_complex(), "signbit is not implemented for complex tensors.");
  return x.scalar_type() == kBool ? kByte : x.scalar_type();
}

}  // namespace

#define FACULA_COMPARE_TENSOR(op, c)                                                                    \
  Tensor op(const Tensor& a, const Tensor& b) { return compare(c, a, b); }                              \
  Tensor& op##_out(Tensor& out, const Tensor& a, const Tensor& b) { return compare_out(c, out, a, b); } \
  Tensor Tensor::op(const Tensor& o) const { return compare(c, *this, o); }                             \
  Tensor& Tensor::op##_(const Tensor& o) const { return compare_inplace(c, *this, o); }
#define FACULA_COMPARE(op, c)                                               \
  FACULA_COMPARE_TENSOR(op, c)                                              \
  Tensor op(const Tensor& a, const Scalar& b) { return compare(c, a, b); }  \
  Tensor& op##_out(Tensor& out, const Tensor& a, const Scalar& b) {         \
    return compare_out(c, out, a, number(a, b));                            \
  }                                                                         \
  Tensor Tensor::op(const Scalar& o) const { return compare(c, *this, o); } \
  Tensor& Tensor::op##_(const Scalar& o) const { return compare_inplace(c, *this, number(*this, o)); }
FACULA_COMPARE(eq, kEq)
FACULA_COMPARE(ne, kNe)
FACULA_COMPARE(lt, kLt)
FACULA_COMPARE(le, kLe)
FACULA_COMPARE(gt, kGt)
FACULA_COMPARE(ge, kGe)
FACULA_COMPARE_TENSOR(logical_and, kAnd)
FACULA_COMPARE_TENSOR(logical_or, kOr)
FACULA_COMPARE_TENSOR(logical_xor, kXor)
#undef FACULA_COMPARE
#undef FACULA_COMPARE_TENSOR

Tensor logical_not(const Tensor& x) { return pointwise(kernels::logical_not, {&x}, x.scalar_type(), kBool); }
Tensor& logical_not_out(Tensor& out, const Tensor& x) {
  pointwise_out(kernels::logical_not, out, {&x}, x.scalar_type());
  return out;
}
Tensor Tensor::logical_not() const { return facula::logical_not(*this); }
Tensor& Tensor::logical_not_() const {
  check_inplace(*this);
  Tensor& self = const_cast<Tensor&>(*this);
  pointwise_inplace(kernels::logical_not, self, {}, scalar_type());
  record_inplace("LogicalNotBackward0", self, grad_of(*this, [](const Tensor& g) { return zeros_like(g); }));
  return self;
}

Tensor bitwise_not(const Tensor& x) {
  check_bits(x);
  return pointwise(kernels::bitwise_not, {&x}, x.scalar_type());
}
Tensor& bitwise_not_out(Tensor& out, const Tensor& x) {
  check_bits(x);
  pointwise_out(kernels::bitwise_not, out, {&x}, x.scalar_type());
  return out;
}
Tensor Tensor::bitwise_not() const { return facula::bitwise_not(*this); }
Tensor& Tensor::bitwise_not_() const {
  check_bits(*this);
  pointwise_inplace(kernels::bitwise_not, const_cast<Tensor&>(*this), {}, scalar_type());
  return const_cast<Tensor&>(*this);
}

Tensor isnan(const Tensor& x) { return kind_test(kernels::isnan, x); }
Tensor isinf(const Tensor& x) { return kind_test(kernels::isinf, x); }
Tensor isfinite(const Tensor& x) { return kind_test(kernels::isfinite, x); }
Tensor isposinf(const Tensor& x) {
  return is_infinity("isposinf", x, std::numeric_limits<double>::infinity());
}
Tensor isneginf(const Tensor& x) {
  return is_infinity("isneginf", x, -std::numeric_limits<double>::infinity());
}
Tensor& isposinf_out(Tensor& out, const Tensor& x) {
  return write_out(
      "isposinf", out, [&] { return isposinf(x); }, x);
}
Tensor& isneginf_out(Tensor& out, const Tensor& x) {
  return write_out(
      "isneginf", out, [&] { return isneginf(x); }, x);
}
Tensor isreal(const Tensor& x) {
  return x.is_complex() ? imag(x).eq(0) : ones(x.sizes(), x.options().dtype(kBool));
}
Tensor signbit(const Tensor& x) { return pointwise(kernels::signbit, {&x}, sign_type(x), kBool); }
Tensor& signbit_out(Tensor& out, const Tensor& x) {
  pointwise_out(kernels::signbit, out, {&x}, sign_type(x));
  return out;
}
Tensor Tensor::isnan() const { return facula::isnan(*this); }
Tensor Tensor::isinf() const { return facula::isinf(*this); }
Tensor Tensor::isfinite() const { return facula::isfinite(*this); }
Tensor Tensor::isposinf() const { return facula::isposinf(*this); }
Tensor Tensor::isneginf() const { return facula::isneginf(*this); }
Tensor Tensor::isreal() const { return facula::isreal(*this); }
Tensor Tensor::signbit() const { return facula::signbit(*this); }

}  // namespace facula
