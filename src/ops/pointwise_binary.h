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
// and its public functions are FACULA_BINARY(hypot, Hypot) and the macros after it.
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
Tensor binary(const Tensor& a, const Tensor& b, const char* node = F::node) {
  return record(node, pointwise(F::slot(), {&a, &b}, F::dtype(a, b)),
                grad_of(a, [x = save(a), y = save(b)](const Tensor& g) { return F::da(g, x(), y()); }),
                grad_of(b, [x = save(a), y = save(b)](const Tensor& g) { return F::db(g, x(), y()); }));
}

template <class F>
Tensor& binary_inplace(const Tensor& self, const Tensor& b, const char* node = F::node) {
  check_inplace(self);
  const ScalarType dtype = F::dtype(self, b);
  const bool recording = graph::recording() && (self.requires_grad() || b.requires_grad());
  const Tensor old = recording ? self.clone() : Tensor();
  const auto keep = [recording](const Tensor& t) { return recording ? save(t) : SavedTensor(); };
  auto da = grad_of(self, [x = keep(old), y = keep(b)](const Tensor& g) { return F::da(g, x(), y()); });
  auto db = grad_of(b, [x = keep(old), y = keep(b)](const Tensor& g) { return F::db(g, x(), y()); });
  pointwise_inplace(F::slot(), const_cast<Tensor&>(self), {&b}, dtype);
  record_inplace(node, self, std::move(da), std::move(db));
  return const_cast<Tensor&>(self);
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
