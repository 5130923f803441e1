#pragma once
// Comparison, logic and tests of kind. All give bool tensors of the broadcast shape; none has a gradient. The
// in-place forms, which keep the dtype, are methods. errors  as the arithmetic ops, and NotImplementedError
// for an order of complex numbers
#include "facula/core/tensor.h"
#include "facula/ops/pointwise_binary.h"

namespace facula {

#define FACULA_COMPARISON(name)                                      \
  Tensor name(const Tensor& a, const Tensor& b);                     \
  Tensor name(const Tensor& a, const Scalar& b);                     \
  Tensor& name##_out(Tensor& out, const Tensor& a, const Tensor& b); \
  Tensor& name##_out(Tensor& out, const Tensor& a, const Scalar& b);
/// a == b and its kin, element by element, in the promoted dtype.
FACULA_COMPARISON(eq)
FACULA_COMPARISON(ne)
FACULA_COMPARISON(lt)
FACULA_COMPARISON(le)
FACULA_COMPARISON(gt)
FACULA_COMPARISON(ge)
#undef FACULA_COMPARISON

/// Logic of "is not zero"; any dtype.
Tensor logical_and(const Tensor& a, const Tensor& b);
Tensor logical_or(const Tensor& a, const Tensor& b);
Tensor logical_xor(const Tensor& a, const Tensor& b);
Tensor logical_not(const Tensor& x);
Tensor& logical_and_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& logical_or_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& logical_xor_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& logical_not_out(Tensor& out, const Tensor& x);

/// Every bit flipped; integers and bool only.
Tensor bitwise_not(const Tensor& x);
Tensor& bitwise_not_out(Tensor& out, const Tensor& x);

Tensor isnan(const Tensor& x);
Tensor isinf(const Tensor& x);
Tensor isfinite(const Tensor& x);
/// errors  Error: "isposinf does not support complex inputs."
Tensor isposinf(const Tensor& x);
Tensor isneginf(const Tensor& x);
Tensor& isposinf_out(Tensor& out, const Tensor& x);
Tensor& isneginf_out(Tensor& out, const Tensor& x);
/// Whether the imaginary part is 0.
Tensor isreal(const Tensor& x);
/// Whether the sign is minus, also of -0.
/// errors  Error: "signbit is not implemented for complex tensors."
Tensor signbit(const Tensor& x);
Tensor& signbit_out(Tensor& out, const Tensor& x);

// Questions about a tensor as a whole.
inline bool is_complex(const Tensor& x) { return x.is_complex(); }
inline bool is_floating_point(const Tensor& x) { return x.is_floating_point(); }
inline bool is_signed(const Tensor& x) { return x.is_signed(); }
inline bool is_conj(const Tensor& x) { return x.is_conj(); }
inline bool is_neg(const Tensor& x) { return x.is_neg(); }
inline bool is_inference(const Tensor& x) { return x.is_inference(); }
inline bool is_same_size(const Tensor& a, const Tensor& b) { return a.is_same_size(b); }

}  // namespace facula
