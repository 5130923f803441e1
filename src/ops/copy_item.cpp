// Reading the one value of a tensor.
#include "facula/core/tensor.h"
#include "facula/graph/grad_mode.h"

namespace facula {

Scalar Tensor::item() const {
  FACULA_CHECK(numel() == 1, "a Tensor with ", numel(), " elements cannot be converted to Scalar");
  if (!is_cpu()) {
    NoGradGuard off;
    return cpu().item();
  }
  const void* p = data_ptr();
  switch (scalar_type()) {
    case kByte: return *static_cast<const uint8_t*>(p);
    case kChar: return *static_cast<const int8_t*>(p);
    case kShort: return *static_cast<const int16_t*>(p);
    case kInt: return *static_cast<const int32_t*>(p);
    case kLong: return *static_cast<const int64_t*>(p);
    case kHalf: return *static_cast<const Half*>(p);
    case kBFloat16: return *static_cast<const BFloat16*>(p);
    case kFloat: return *static_cast<const float*>(p);
    case kDouble: return *static_cast<const double*>(p);
    case kComplexFloat: return *static_cast<const complex<float>*>(p);
    case kComplexDouble: return *static_cast<const complex<double>*>(p);
    case kBool: return *static_cast<const bool*>(p);
    default: detail::fail<Error>("item() called on a tensor of dtype ", scalar_type());
  }
}

bool TensorBase::is_nonzero() const {
  const int64_t n = numel();
  FACULA_CHECK(n != 0, "Boolean value of Tensor with no values is ambiguous");
  FACULA_CHECK(n == 1, "Boolean value of Tensor with more than one value is ambiguous");
  const Scalar v = Tensor(*this).item();
  return v.isComplex() ? v.toComplexDouble() != complex<double>() : v.toDouble() != 0;
}

}  // namespace facula
