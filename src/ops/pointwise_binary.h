#pragma once
// What makes a point-wise op of two tensors a short description. An op F is a struct:
//
//   struct Hypot {
//     static constexpr const char* node = "HypotBackward0";           // PyTorch's name of its node
//     static const PointwiseSlot& slot() { return kernels::hypot; }
//     static ScalarType dtype(const Tensor& a, const Tensor& b);      // in which it computes; checks come
//     here static Tensor da(const Tensor& g, const Tensor& a, const Tensor& b);   // the gradient of a static
//     Tensor db(const Tensor& g, const Tensor& a, const Tensor& b);   // the gradient of b
//   };
//
// (da and db are left out of an op of integers), and its public functions are FACULA_BINARY(hypot, Hypot) and the macros after it.
#include "ops/inplace.h"
#include "ops/out.h"
#include "ops/pointwise.h"
#include "ops/pointwise_unary.h"

namespace facula {

inline ScalarType floating(ScalarType t) { return isIntegralType(t, true) ? get_default_dtype_scalar() : t; }

/// A rule for an input whose derivative PyTorch does not have either.
/// errors  NotImplementedError: "the derivative for 'zeta: self' is not implemented."
[[noreturn]] Tensor no_derivative(const char* input);

template <class F>
concept Differentiable = requires {
  &F::da;
};
/// One rule type per op and operand, which all forms of the op share.
template <class F, bool First>
struct BinaryRule {
  SavedTensor a, b;
  Tensor operator()(const Tensor& g) const { return First ? F::da(g, a(), b()) : F::db(g, a(), b()); }
};
template <class F, bool First>
GradOf<BinaryRule<F, First>> rule_of(const Tensor& input, const Tensor& a, const Tensor& b, bool keep) {
  if (!keep) return {input, {}};
  return {input, {save(a), save(b)}};
}

template <class F>
Tensor binary(const Tensor& a, const Tensor& b, [[maybe_unused]] const char* node = F::node) {
  Tensor y = pointwise(F::slot(), {&a, &b}, F::dtype(a, b));
  if constexpr (Differentiable<F>)
    if (graph::recording() && (a.requires_grad() || b.requires_grad()))
      return record(node, std::move(y), rule_of<F, true>(a, a, b, true), rule_of<F, false>(b, a, b, true));
  return y;
}

template <class F>
Tensor& binary_inplace(const Tensor& self, const Tensor& b, [[maybe_unused]] const char* node = F::node) {
  check_inplace(self);
  const ScalarType dtype = F::dtype(self, b);
  Tensor& target = const_cast<Tensor&>(self);
  if constexpr (Differentiable<F>) {
    const bool recording = graph::recording() && (self.requires_grad() || b.requires_grad());
    const Tensor old = recording ? self.clone() : Tensor();
    auto da = rule_of<F, true>(self, old, b, recording);
    auto db = rule_of<F, false>(b, old, b, recording);
    pointwise_inplace(F::slot(), target, {&b}, dtype);
    record_inplace(node, self, std::move(da), std::move(db));
  } else {
    pointwise_inplace(F::slot(), target, {&b}, dtype);
  }
  return target;
}

template <class F>
Tensor& binary_out(Tensor& out, const Tensor& a, const Tensor& b) {
  pointwise_out(F::slot(), out, {&a, &b}, F::dtype(a, b));
  return out;
}

/// A number as the second operand, in the dtype in which it meets `a`.
inline Tensor operand(const Tensor& a, const Scalar& b) { return wrapped(b, result_type(a, b)); }

}  // namespace facula

/// The functions of an op of two tensors: out-of-place, out, method.
#define FACULA_BINARY(op, F)                                                                           \
  Tensor op(const Tensor& a, const Tensor& b) { return binary<F>(a, b); }                              \
  Tensor& op##_out(Tensor& out, const Tensor& a, const Tensor& b) { return binary_out<F>(out, a, b); } \
  Tensor Tensor::op(const Tensor& o) const { return facula::op(*this, o); }
#define FACULA_BINARY_INPLACE(op, F) \
  Tensor& Tensor::op##_(const Tensor& o) const { return binary_inplace<F>(*this, o); }
/// The same with a number as second operand; `node` as PyTorch names it then.
#define FACULA_BINARY_NUMBER(op, F, node)                                                   \
  Tensor op(const Tensor& a, const Scalar& b) { return binary<F>(a, operand(a, b), node); } \
  Tensor& op##_out(Tensor& out, const Tensor& a, const Scalar& b) {                         \
    return binary_out<F>(out, a, operand(a, b));                                            \
  }                                                                                         \
  Tensor Tensor::op(const Scalar& o) const { return facula::op(*this, o); }                 \
  Tensor& Tensor::op##_(const Scalar& o) const { return binary_inplace<F>(*this, operand(*this, o), node); }
