// The methods of Tensor that are point-wise ops of two or three tensors.
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
Tensor Tensor::pow(const Tensor& e) const { return facula::pow(*this, e); }
Tensor Tensor::pow(const Scalar& e) const { return facula::pow(*this, e); }
Tensor Tensor::lerp(const Tensor& end, const Scalar& w) const { return facula::lerp(*this, end, w); }
Tensor Tensor::lerp(const Tensor& end, const Tensor& w) const { return facula::lerp(*this, end, w); }
Tensor Tensor::addcmul(const Tensor& a, const Tensor& b, const Scalar& v) const {
  return facula::addcmul(*this, a, b, v);
}
Tensor Tensor::addcdiv(const Tensor& a, const Tensor& b, const Scalar& v) const {
  return facula::addcdiv(*this, a, b, v);
}

}  // namespace facula
