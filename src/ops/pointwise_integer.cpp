// Point-wise functions of integers.
#include "facula/ops/compare.h"
#include "facula/ops/pointwise_binary.h"
#include "ops/pointwise_binary.h"

namespace facula {

namespace {

// None has a gradient: integers do not ask for one.
template <const kernels::PointwiseSlot& Slot>
struct Integers {
  static constexpr const char* node = "";
  static const kernels::PointwiseSlot& slot() { return Slot; }
  static ScalarType dtype(const Tensor& a, const Tensor& b) {
    const ScalarType t = result_type({&a, &b});
    FACULA_CHECK_AS(NotImplementedError, isIntegralType(t, true), '"', Slot.name,
                    "_cpu\" not implemented for '", t, "'");
    return t;
  }
};

}  // namespace

FACULA_BINARY(gcd, Integers<kernels::gcd>)
FACULA_BINARY_INPLACE(gcd, Integers<kernels::gcd>)
FACULA_BINARY(lcm, Integers<kernels::lcm>)
FACULA_BINARY_INPLACE(lcm, Integers<kernels::lcm>)

#define FACULA_BITS(op, slot)                           \
  FACULA_BINARY(op, Integers<kernels::slot>)            \
  FACULA_BINARY_INPLACE(op, Integers<kernels::slot>)    \
  FACULA_BINARY_NUMBER(op, Integers<kernels::slot>, "") \
  Tensor op(const Scalar& a, const Tensor& b) { return binary<Integers<kernels::slot>>(operand(b, a), b); }
FACULA_BITS(bitwise_and, bitwise_and)
FACULA_BITS(bitwise_or, bitwise_or)
FACULA_BITS(bitwise_xor, bitwise_xor)
FACULA_BITS(bitwise_left_shift, lshift)
FACULA_BITS(bitwise_right_shift, rshift)
#undef FACULA_BITS

}  // namespace facula
