#pragma once
// What the point-wise ops share: promotion, the quick path for small dense tensors, the planned path for the
// rest.
#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/pointwise.h"

namespace facula {

/// The dtype in which tensors meet: dimensioned tensors decide over zero-dim ones of the same kind, as in
/// PyTorch.
ScalarType result_type(ArrayRef<const Tensor*> tensors);
ScalarType result_type(const Tensor& a, const Scalar& b);

/// A function's constants, converted to the dtype in which it computes.
struct ScalarArgs {
  alignas(16) char bytes[64];
  ScalarArgs() = default;
  ScalarArgs(ScalarType compute, std::initializer_list<Scalar> values);
};
/// The dtype that computes for `t`: float for the half types.
inline ScalarType compute_type(ScalarType t) { return isReducedFloatingType(t) ? kFloat : t; }

/// y = f(inputs), inputs read as `dtype`, result in `result` (Undefined: what the kernel writes).
Tensor pointwise(const kernels::PointwiseSlot& slot, ArrayRef<const Tensor*> inputs, ScalarType dtype,
                 ScalarType result = ScalarType::Undefined, std::initializer_list<Scalar> scalars = {});
enum class NumberSide { Left, Right };
/// f(x, number), or f(number, x).
Tensor pointwise_number(const kernels::PointwiseSlot& slot, const Tensor& x, const Scalar& number,
                        ScalarType dtype, NumberSide side = NumberSide::Right,
                        ScalarType result = ScalarType::Undefined);
/// The same into `out`, which is resized when it has another shape.
/// errors  Error when the result cannot be cast to out's dtype
void pointwise_out(const kernels::PointwiseSlot& slot, Tensor& out, ArrayRef<const Tensor*> inputs,
                   ScalarType dtype, std::initializer_list<Scalar> scalars = {});
/// The same into the first input.
void pointwise_inplace(const kernels::PointwiseSlot& slot, Tensor& self, ArrayRef<const Tensor*> others,
                       ScalarType dtype, std::initializer_list<Scalar> scalars = {});

/// A number as a zero-dim tensor of the dtype in which it meets `like`.
Tensor wrapped(const Scalar& v, ScalarType dtype);

}  // namespace facula
