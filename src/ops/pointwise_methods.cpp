// The methods of Tensor that are point-wise ops of two or three tensors.
#include "facula/ops/compare.h"
#include "facula/ops/pointwise.h"

namespace facula {

Tensor Tensor::add(const Tensor& o, const Scalar& alpha) const { return facula::add(*this, o, alpha); }
Tensor Tensor::add(const Scalar& o, const Scalar& alpha) const { return facula::add(*this, o, alpha); }
Tensor Tensor::sub(const Tensor& o, const Scalar& alpha) const { return facula::sub(*this, o, alpha); }
Tensor Tensor::sub(const Scalar& o, const Scalar& alpha) const { return facula::sub(*this, o, alpha); }
Tensor Tensor::mul(const Tensor& o) const { return facula::mul(*this, o); }
Tensor Tensor::mul(const Scalar& o) const { return facula::mul(*this, o); }
Tensor Tensor::div(const Tensor& o) const { return facula::div(*this, o); }
Tensor Tensor::div(const Scalar& o) const { return facula::div(*this, o); }
Tensor Tensor::div(const Tensor& o, std::optional<std::string_view> mode) const {
  return facula::div(*this, o, mode);
}
Tensor Tensor::div(const Scalar& o, std::optional<std::string_view> mode) const {
  return facula::div(*this, o, mode);
}
Tensor Tensor::remainder(const Tensor& o) const { return facula::remainder(*this, o); }
Tensor Tensor::remainder(const Scalar& o) const { return facula::remainder(*this, o); }
Tensor Tensor::fmod(const Tensor& o) const { return facula::fmod(*this, o); }
Tensor Tensor::fmod(const Scalar& o) const { return facula::fmod(*this, o); }
Tensor Tensor::floor_divide(const Tensor& o) const { return facula::floor_divide(*this, o); }
Tensor Tensor::floor_divide(const Scalar& o) const { return facula::floor_divide(*this, o); }
Tensor Tensor::pow(const Tensor& e) const { return facula::pow(*this, e); }
Tensor Tensor::pow(const Scalar& e) const { return facula::pow(*this, e); }
Tensor Tensor::maximum(const Tensor& o) const { return facula::maximum(*this, o); }
Tensor Tensor::minimum(const Tensor& o) const { return facula::minimum(*this, o); }
Tensor Tensor::atan2(const Tensor& o) const { return facula::atan2(*this, o); }
Tensor Tensor::lerp(const Tensor& end, const Scalar& w) const { return facula::lerp(*this, end, w); }
Tensor Tensor::lerp(const Tensor& end, const Tensor& w) const { return facula::lerp(*this, end, w); }
Tensor Tensor::addcmul(const Tensor& a, const Tensor& b, const Scalar& v) const {
  return facula::addcmul(*this, a, b, v);
}
Tensor Tensor::addcdiv(const Tensor& a, const Tensor& b, const Scalar& v) const {
  return facula::addcdiv(*this, a, b, v);
}
Tensor Tensor::clamp(const std::optional<Scalar>& min, const std::optional<Scalar>& max) const {
  return facula::clamp(*this, min, max);
}
Tensor Tensor::clamp_min(const Scalar& min) const { return facula::clamp_min(*this, min); }
Tensor Tensor::clamp_max(const Scalar& max) const { return facula::clamp_max(*this, max); }
Tensor& Tensor::clamp_min_(const Scalar& min) const { return clamp_(min); }
Tensor& Tensor::clamp_max_(const Scalar& max) const { return clamp_(std::nullopt, max); }

#define FACULA_COMPARE_METHOD(op)                                           \
  Tensor Tensor::op(const Tensor& o) const { return facula::op(*this, o); } \
  Tensor Tensor::op(const Scalar& o) const { return facula::op(*this, o); }
FACULA_COMPARE_METHOD(eq)
FACULA_COMPARE_METHOD(ne)
FACULA_COMPARE_METHOD(lt)
FACULA_COMPARE_METHOD(le)
FACULA_COMPARE_METHOD(gt)
FACULA_COMPARE_METHOD(ge)
#undef FACULA_COMPARE_METHOD
Tensor Tensor::logical_and(const Tensor& o) const { return facula::logical_and(*this, o); }
Tensor Tensor::logical_or(const Tensor& o) const { return facula::logical_or(*this, o); }
Tensor Tensor::logical_xor(const Tensor& o) const { return facula::logical_xor(*this, o); }
Tensor Tensor::bitwise_and(const Tensor& o) const { return facula::bitwise_and(*this, o); }
Tensor Tensor::bitwise_or(const Tensor& o) const { return facula::bitwise_or(*this, o); }
Tensor Tensor::bitwise_xor(const Tensor& o) const { return facula::bitwise_xor(*this, o); }
Tensor Tensor::logical_not() const { return facula::logical_not(*this); }
Tensor Tensor::bitwise_not() const { return facula::bitwise_not(*this); }
Tensor Tensor::isnan() const { return facula::isnan(*this); }
Tensor Tensor::isinf() const { return facula::isinf(*this); }
Tensor Tensor::isfinite() const { return facula::isfinite(*this); }

}  // namespace facula
