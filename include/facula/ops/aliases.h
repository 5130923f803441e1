#pragma once
// Second names of point-wise functions, with their in-place and out forms.
#include "facula/ops/compare.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/special.h"

namespace facula {

#define FACULA_ALIAS_UNARY(alias, name)                           \
  inline Tensor alias(const Tensor& x) { return name(x); }        \
  inline Tensor& alias##_(const Tensor& x) { return name##_(x); } \
  inline Tensor& alias##_out(Tensor& out, const Tensor& x) { return name##_out(out, x); }
#define FACULA_ALIAS_BINARY(alias, name)                                       \
  inline Tensor alias(const Tensor& a, const Tensor& b) { return name(a, b); } \
  inline Tensor alias(const Tensor& a, const Scalar& b) { return name(a, b); } \
  inline Tensor& alias##_out(Tensor& out, const Tensor& a, const Tensor& b) { return name##_out(out, a, b); }
#define FACULA_ALIAS_COMPARISON(alias, name) \
  FACULA_ALIAS_BINARY(alias, name)           \
  inline Tensor& alias##_out(Tensor& out, const Tensor& a, const Scalar& b) { return name##_out(out, a, b); }
FACULA_ALIAS_UNARY(absolute, abs)
FACULA_ALIAS_UNARY(negative, neg)
FACULA_ALIAS_UNARY(fix, trunc)
FACULA_ALIAS_UNARY(arcsin, asin)
FACULA_ALIAS_UNARY(arccos, acos)
FACULA_ALIAS_UNARY(arctan, atan)
FACULA_ALIAS_UNARY(arcsinh, asinh)
FACULA_ALIAS_UNARY(arccosh, acosh)
FACULA_ALIAS_UNARY(arctanh, atanh)
FACULA_ALIAS_BINARY(multiply, mul)
FACULA_ALIAS_BINARY(divide, div)
FACULA_ALIAS_BINARY(true_divide, div)
FACULA_ALIAS_COMPARISON(greater, gt)
FACULA_ALIAS_COMPARISON(greater_equal, ge)
FACULA_ALIAS_COMPARISON(less, lt)
FACULA_ALIAS_COMPARISON(less_equal, le)
FACULA_ALIAS_COMPARISON(not_equal, ne)
#undef FACULA_ALIAS_UNARY
#undef FACULA_ALIAS_BINARY
#undef FACULA_ALIAS_COMPARISON

inline Tensor divide(const Tensor& a, const Tensor& b, std::optional<std::string_view> rounding_mode) {
  return div(a, b, rounding_mode);
}
inline Tensor divide(const Tensor& a, const Scalar& b, std::optional<std::string_view> rounding_mode) {
  return div(a, b, rounding_mode);
}
inline Tensor subtract(const Tensor& a, const Tensor& b, const Scalar& alpha = 1) { return sub(a, b, alpha); }
inline Tensor subtract(const Tensor& a, const Scalar& b, const Scalar& alpha = 1) { return sub(a, b, alpha); }
inline Tensor& subtract_out(Tensor& out, const Tensor& a, const Tensor& b, const Scalar& alpha = 1) {
  return sub_out(out, a, b, alpha);
}
inline Tensor arctan2(const Tensor& y, const Tensor& x) { return atan2(y, x); }
inline Tensor& arctan2_out(Tensor& out, const Tensor& y, const Tensor& x) { return atan2_out(out, y, x); }
inline Tensor clip(const Tensor& x, const std::optional<Scalar>& min,
                   const std::optional<Scalar>& max = std::nullopt) {
  return clamp(x, min, max);
}
inline Tensor clip(const Tensor& x, const std::optional<Tensor>& min,
                   const std::optional<Tensor>& max = std::nullopt) {
  return clamp(x, min, max);
}
inline Tensor& clip_(Tensor& x, const std::optional<Scalar>& min,
                     const std::optional<Scalar>& max = std::nullopt) {
  return clamp_(x, min, max);
}
inline Tensor& clip_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& min,
                        const std::optional<Scalar>& max = std::nullopt) {
  return clamp_out(out, x, min, max);
}
inline Tensor& xlogy_(Tensor& self, const Tensor& b) { return self.xlogy_(b); }
inline Tensor& xlogy_(Tensor& self, const Scalar& b) { return self.xlogy_(b); }
inline Tensor& ldexp_(Tensor& self, const Tensor& b) { return self.ldexp_(b); }

// ---- methods as functions
inline Tensor adjoint(const Tensor& x) { return x.adjoint(); }
inline Tensor detach(const Tensor& x) { return x.detach(); }
inline Tensor& detach_(Tensor& x) { return x.detach_(); }
inline int64_t size(const Tensor& x, int64_t dim) { return x.size(dim); }
inline int64_t stride(const Tensor& x, int64_t dim) { return x.stride(dim); }
inline bool is_nonzero(const Tensor& x) { return x.is_nonzero(); }
inline Tensor& gcd_(Tensor& self, const Tensor& b) { return self.gcd_(b); }
inline Tensor& lcm_(Tensor& self, const Tensor& b) { return self.lcm_(b); }

inline Tensor& addmv_(Tensor& self, const Tensor& a, const Tensor& v, const Scalar& beta = 1,
                      const Scalar& alpha = 1) {
  return self.addmv_(a, v, beta, alpha);
}
inline const Tensor& resize_as_(const Tensor& self, const Tensor& like,
                                std::optional<MemoryFormat> format = std::nullopt) {
  return self.resize_as_(like, format);
}
inline Tensor _reshape_alias(const Tensor& x, IntArrayRef size, IntArrayRef stride) {
  return x.as_strided(size, stride, x.storage_offset());
}
/// Whether both are undefined, or equal.
inline bool equal_if_defined(const Tensor& a, const Tensor& b) {
  return a.defined() == b.defined() && (!a.defined() || a.equal(b));
}
/// There is no MAGMA here: linear algebra on CUDA goes to cuSOLVER.
inline bool hasMAGMA() { return false; }

}  // namespace facula
