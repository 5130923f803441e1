// fill_ and zero_.
#include <cstring>

#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "graph/record.h"
#include "kernels/copy.h"
#include "kernels/geometry.h"
#include "kernels/pointwise.h"
#include "ops/copy.h"
#include "ops/inplace.h"

namespace facula {

namespace {

struct alignas(16) Element {
  char bytes[16] = {};
};

template <class T>
Element element_of(const Scalar& v) {
  T x;
  if constexpr (std::is_same_v<T, uint8_t>) {
    // -255 to -1 wrap, as in PyTorch
    const bool wraps = v.isIntegral(true) && v.to<int64_t>() < 0 && v.to<int64_t>() >= -255;
    x = wraps ? static_cast<uint8_t>(v.to<int64_t>()) : v.to<uint8_t>();
  } else {
    x = v.to<T>();
  }
  Element e;
  std::memcpy(e.bytes, &x, sizeof x);
  return e;
}

Element element(const Scalar& v, ScalarType t) {
  switch (t) {
    case kByte:
      return element_of<uint8_t>(v);
    case kChar:
      return element_of<int8_t>(v);
    case kShort:
      return element_of<int16_t>(v);
    case kInt:
      return element_of<int32_t>(v);
    case kLong:
      return element_of<int64_t>(v);
    case kHalf:
      return element_of<Half>(v);
    case kBFloat16:
      return element_of<BFloat16>(v);
    case kFloat:
      return element_of<float>(v);
    case kDouble:
      return element_of<double>(v);
    case kComplexFloat:
      return element_of<complex<float>>(v);
    case kComplexDouble:
      return element_of<complex<double>>(v);
    case kBool:
      return element_of<bool>(v);
    default:
      kernels::missing("fill", t, kCPU);
  }
}

Tensor zero_gradient(const Tensor& g) { return zeros_like(g); }

}  // namespace

Tensor& Tensor::fill_(const Scalar& v) const {
  auto& self = const_cast<Tensor&>(*this);
  check_inplace(self);
  const Element e = element(v, scalar_type());
  kernels::fill(self, e.bytes);
  impl_->bump_version();
  record_inplace("FillBackward2", self, grad_of(self, zero_gradient));
  return self;
}

Tensor& Tensor::fill_(const Tensor& v) const {
  FACULA_CHECK(v.dim() == 0, "fill_ only supports 0-dimension value tensor but got tensor with ", v.dim(),
               " dimensions.");
  auto& self = const_cast<Tensor&>(*this);
  check_inplace(self);
  Element e;
  Tensor host = make_contiguous({}, scalar_type());
  copy_values(host, v);
  std::memcpy(e.bytes, host.data_ptr(), static_cast<size_t>(host.element_size()));
  kernels::fill(self, e.bytes);
  impl_->bump_version();
  // The engine sums the value's gradient to no dimensions.
  if (isDifferentiableType(scalar_type()))
    record_inplace("FillBackward3", self, grad_of(self, zero_gradient),
                   grad_of(v, [from = v.device()](const Tensor& g) {
                     return g.device() == from ? g : g.to(TensorOptions(from));
                   }));
  return self;
}

Tensor& Tensor::zero_() const {
  auto& self = const_cast<Tensor&>(*this);
  check_inplace(self);
  static constexpr Element zero;
  kernels::fill(self, zero.bytes);
  impl_->bump_version();
  record_inplace("ZeroBackward0", self, grad_of(self, zero_gradient));
  return self;
}

Tensor& fill_(Tensor& x, const Scalar& value) { return x.fill_(value); }
Tensor& fill_(Tensor& x, const Tensor& value) { return x.fill_(value); }
Tensor fill(const Tensor& x, const Scalar& value) { return x.clone().fill_(value); }
Tensor fill(const Tensor& x, const Tensor& value) { return x.clone().fill_(value); }
Tensor& zero_(Tensor& x) { return x.zero_(); }

}  // namespace facula
