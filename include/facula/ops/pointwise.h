#pragma once
// Point-wise arithmetic on two and three tensors, with broadcasting and type promotion.
// shape   the broadcast shape
// dtype   the promoted dtype; a number never widens a tensor of its own kind
// errors  Error if the shapes do not broadcast ("The size of tensor a (2) must match the size of tensor b (3)
// at
//         non-singleton dimension 0") or the devices differ
#include <string_view>

#include "facula/core/tensor.h"
#include "facula/ops/pointwise_binary.h"
#include "facula/ops/pointwise_unary.h"

namespace facula {

/// a + alpha * b
/// grad    da = g, db = conj(alpha) g; any order
Tensor add(const Tensor& a, const Tensor& b, const Scalar& alpha = 1);
Tensor add(const Tensor& a, const Scalar& b, const Scalar& alpha = 1);
Tensor& add_out(Tensor& out, const Tensor& a, const Tensor& b, const Scalar& alpha = 1);
/// a - alpha * b
Tensor sub(const Tensor& a, const Tensor& b, const Scalar& alpha = 1);
Tensor sub(const Tensor& a, const Scalar& b, const Scalar& alpha = 1);
Tensor& sub_out(Tensor& out, const Tensor& a, const Tensor& b, const Scalar& alpha = 1);
/// b - alpha * a
Tensor rsub(const Tensor& a, const Scalar& b, const Scalar& alpha = 1);
Tensor rsub(const Tensor& a, const Tensor& b, const Scalar& alpha = 1);
/// a * b
/// grad    da = g conj(b), db = g conj(a); any order
Tensor mul(const Tensor& a, const Tensor& b);
Tensor mul(const Tensor& a, const Scalar& b);
Tensor& mul_out(Tensor& out, const Tensor& a, const Tensor& b);
/// a / b; integers divide to the default dtype. With rounding_mode "trunc" or "floor" the quotient is
/// rounded. grad    da = g / conj(b), db = -g conj((a / b) / b); zero for the rounded forms
Tensor div(const Tensor& a, const Tensor& b);
Tensor div(const Tensor& a, const Scalar& b);
Tensor div(const Tensor& a, const Tensor& b, std::optional<std::string_view> rounding_mode);
Tensor div(const Tensor& a, const Scalar& b, std::optional<std::string_view> rounding_mode);
Tensor& div_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& div_out(Tensor& out, const Tensor& a, const Tensor& b, std::optional<std::string_view> rounding_mode);
/// base ^ exponent
/// grad    dbase = g exponent base^(exponent - 1), dexponent = g base^exponent log(base), 0 where the base is
/// 0 errors  Error: "Integers to negative integer powers are not allowed."
Tensor pow(const Tensor& base, const Tensor& exponent);
Tensor pow(const Tensor& base, const Scalar& exponent);
Tensor pow(const Scalar& base, const Tensor& exponent);
Tensor& pow_out(Tensor& out, const Tensor& base, const Tensor& exponent);
Tensor& pow_out(Tensor& out, const Tensor& base, const Scalar& exponent);
Tensor& pow_out(Tensor& out, const Scalar& base, const Tensor& exponent);
/// start + weight (end - start)
Tensor lerp(const Tensor& start, const Tensor& end, const Tensor& weight);
Tensor lerp(const Tensor& start, const Tensor& end, const Scalar& weight);
Tensor& lerp_out(Tensor& out, const Tensor& start, const Tensor& end, const Tensor& weight);
Tensor& lerp_out(Tensor& out, const Tensor& start, const Tensor& end, const Scalar& weight);
/// x + value a b
Tensor addcmul(const Tensor& x, const Tensor& a, const Tensor& b, const Scalar& value = 1);
Tensor& addcmul_out(Tensor& out, const Tensor& x, const Tensor& a, const Tensor& b, const Scalar& value = 1);
/// x + value a / b
Tensor addcdiv(const Tensor& x, const Tensor& a, const Tensor& b, const Scalar& value = 1);
Tensor& addcdiv_out(Tensor& out, const Tensor& x, const Tensor& a, const Tensor& b, const Scalar& value = 1);
/// min(max(x, low), high); NaN stays
/// grad    g where low <= x <= high, else 0; a bound that is a tensor has it where it is the result
/// errors  Error: "torch.clamp: At least one of 'min' or 'max' must not be None", "clamp is not supported for
/// complex
///         types"
Tensor clamp(const Tensor& x, const std::optional<Scalar>& min,
             const std::optional<Scalar>& max = std::nullopt);
Tensor clamp(const Tensor& x, const std::optional<Tensor>& min,
             const std::optional<Tensor>& max = std::nullopt);
Tensor& clamp_(Tensor& self, const std::optional<Scalar>& min,
               const std::optional<Scalar>& max = std::nullopt);
Tensor& clamp_(Tensor& self, const std::optional<Tensor>& min,
               const std::optional<Tensor>& max = std::nullopt);
Tensor& clamp_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& min,
                  const std::optional<Scalar>& max = std::nullopt);
Tensor& clamp_out(Tensor& out, const Tensor& x, const std::optional<Tensor>& min,
                  const std::optional<Tensor>& max = std::nullopt);
Tensor clamp_min(const Tensor& x, const Scalar& min);
Tensor clamp_min(const Tensor& x, const Tensor& min);
Tensor& clamp_min_(Tensor& self, const Scalar& min);
Tensor& clamp_min_out(Tensor& out, const Tensor& x, const Scalar& min);
Tensor clamp_max(const Tensor& x, const Scalar& max);
Tensor clamp_max(const Tensor& x, const Tensor& max);
Tensor& clamp_max_(Tensor& self, const Scalar& max);
Tensor& clamp_max_out(Tensor& out, const Tensor& x, const Scalar& max);

/// The dtype in which the operands of an arithmetic op meet.
ScalarType result_type(const Tensor& a, const Tensor& b);
ScalarType result_type(const Tensor& a, const Scalar& b);
ScalarType result_type(const Scalar& a, const Tensor& b);
ScalarType result_type(const Scalar& a, const Scalar& b);
/// Whether an op may store a result of dtype `from` in a tensor of dtype `to`.
inline bool can_cast(ScalarType from, ScalarType to) { return canCast(from, to); }
/// The smallest dtype that holds both, of tensors with dimensions.
inline ScalarType promote_types(ScalarType a, ScalarType b) { return promoteTypes(a, b); }

}  // namespace facula
