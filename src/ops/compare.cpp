#include "facula/ops/compare.h"

#include "ops/pointwise.h"

namespace facula {

namespace {

using kernels::PointwiseSlot;

void check_order(const PointwiseSlot& slot, ScalarType t) {
  FACULA_CHECK(!isComplexType(t), '"', slot.name, "_cpu\" not implemented for '", t, "'");
}

Tensor compare(const PointwiseSlot& slot, const Tensor& a, const Tensor& b) {
  return pointwise(slot, {&a, &b}, result_type({&a, &b}), kBool);
}
Tensor compare(const PointwiseSlot& slot, const Tensor& a, const Scalar& b) {
  return pointwise_number(slot, a, b, result_type(a, b), NumberSide::Right, kBool);
}
Tensor bitwise(const PointwiseSlot& slot, const Tensor& a, const Tensor& b) {
  const ScalarType t = result_type({&a, &b});
  FACULA_CHECK_AS(NotImplementedError, isIntegralType(t, true), '"', slot.name,
                  "_cpu\" not implemented for '", t, "'");
  return pointwise(slot, {&a, &b}, t);
}
// Integers are finite, and no number.
Tensor kind_test(const PointwiseSlot& slot, const Tensor& x) {
  return pointwise(slot, {&x}, x.scalar_type() == kBool ? kByte : x.scalar_type(), kBool);
}

}  // namespace

#define FACULA_EQUALITY(op)                                                          \
  Tensor op(const Tensor& a, const Tensor& b) { return compare(kernels::op, a, b); } \
  Tensor op(const Tensor& a, const Scalar& b) { return compare(kernels::op, a, b); }
#define FACULA_ORDER(op)                             \
  Tensor op(const Tensor& a, const Tensor& b) {      \
    check_order(kernels::op, result_type({&a, &b})); \
    return compare(kernels::op, a, b);               \
  }                                                  \
  Tensor op(const Tensor& a, const Scalar& b) {      \
    check_order(kernels::op, result_type(a, b));     \
    return compare(kernels::op, a, b);               \
  }
FACULA_EQUALITY(eq)
FACULA_EQUALITY(ne)
FACULA_ORDER(lt)
FACULA_ORDER(le)
FACULA_ORDER(gt)
FACULA_ORDER(ge)
#undef FACULA_EQUALITY
#undef FACULA_ORDER

Tensor logical_and(const Tensor& a, const Tensor& b) { return compare(kernels::logical_and, a, b); }
Tensor logical_or(const Tensor& a, const Tensor& b) { return compare(kernels::logical_or, a, b); }
Tensor logical_xor(const Tensor& a, const Tensor& b) { return compare(kernels::logical_xor, a, b); }
Tensor logical_not(const Tensor& x) { return pointwise(kernels::logical_not, {&x}, x.scalar_type(), kBool); }

Tensor bitwise_and(const Tensor& a, const Tensor& b) { return bitwise(kernels::bitwise_and, a, b); }
Tensor bitwise_or(const Tensor& a, const Tensor& b) { return bitwise(kernels::bitwise_or, a, b); }
Tensor bitwise_xor(const Tensor& a, const Tensor& b) { return bitwise(kernels::bitwise_xor, a, b); }
Tensor bitwise_not(const Tensor& x) {
  FACULA_CHECK_AS(NotImplementedError, isIntegralType(x.scalar_type(), true),
                  "\"bitwise_not_cpu\" not implemented for '", x.scalar_type(), "'");
  return pointwise(kernels::bitwise_not, {&x}, x.scalar_type());
}

Tensor isnan(const Tensor& x) { return kind_test(kernels::isnan, x); }
Tensor isinf(const Tensor& x) { return kind_test(kernels::isinf, x); }
Tensor isfinite(const Tensor& x) { return kind_test(kernels::isfinite, x); }

}  // namespace facula
