#include "facula/core/dtype.h"

#include <atomic>
#include <cmath>
#include <complex>

#include "facula/core/scalar.h"

namespace facula {

namespace {
struct Names {
  const char *scalar_type, *cpp, *python;
};
const Names& names(ScalarType t) {
  static const Names table[] = {
      {"Byte", "unsigned char", "torch.uint8"},
      {"Char", "signed char", "torch.int8"},
      {"Short", "short int", "torch.int16"},
      {"Int", "int", "torch.int32"},
      {"Long", "long int", "torch.int64"},
      {"Half", "c10::Half", "torch.float16"},
      {"Float", "float", "torch.float32"},
      {"Double", "double", "torch.float64"},
      {"UNKNOWN", "unknown", "unknown"},
      {"ComplexFloat", "c10::complex<float>", "torch.complex64"},
      {"ComplexDouble", "c10::complex<double>", "torch.complex128"},
      {"Bool", "bool", "torch.bool"},
      {"QInt8", "c10::qint8", "torch.qint8"},
      {"QUInt8", "c10::quint8", "torch.quint8"},
      {"QInt32", "c10::qint32", "torch.qint32"},
      {"BFloat16", "c10::BFloat16", "torch.bfloat16"},
      {"Undefined", "nullptr (uninitialized)", "undefined"},
  };
  return table[static_cast<int>(t)];
}

// 0 bool, 1 integer, 2 real, 3 complex: what a lower kind may be turned into, and not back.
int category(ScalarType t) { return isComplexType(t) ? 3 : isFloatingType(t) ? 2 : t == kBool ? 0 : 1; }

std::atomic<ScalarType> default_dtype{kFloat};
}  // namespace

const char* toString(ScalarType t) { return names(t).scalar_type; }
const char* type_name(ScalarType t) { return names(t).cpp; }
const char* dtype_name(ScalarType t) { return names(t).python; }

ScalarType promoteTypes(ScalarType a, ScalarType b) {
  if (a == b) return a;
  const int ca = category(a), cb = category(b);
  if (ca < cb) return promoteTypes(b, a);
  if (ca > cb) {  // the higher kind decides, but a double keeps its width among complex numbers
    if (ca == 3 && b == kDouble) return kComplexDouble;
    return a;
  }
  if (ca == 1) {
    if (a == kByte || b == kByte) {  // uint8 with a signed type: the next wider signed one
      const ScalarType other = a == kByte ? b : a;
      return other == kChar ? kShort : other;
    }
    return static_cast<int8_t>(a) > static_cast<int8_t>(b) ? a : b;
  }
  if (ca == 2) {
    if (a == kDouble || b == kDouble) return kDouble;
    return kFloat;  // float32 with a half type, or the two half types with each other
  }
  return kComplexDouble;
}

bool canCast(ScalarType from, ScalarType to) {
  if (isComplexType(from) && !isComplexType(to)) return false;
  if (isFloatingType(from) && isIntegralType(to, false)) return false;
  return to != kBool || from == kBool;
}

ScalarType get_default_dtype_scalar() { return default_dtype.load(std::memory_order_relaxed); }

void set_default_dtype(ScalarType t) {
  FACULA_CHECK_AS(TypeError, isFloatingType(t),
                  "only floating-point types are supported as the default type");
  default_dtype = t;
}

Scalar Scalar::operator-() const {
  FACULA_CHECK(kind_ != Kind::Bool, "torch boolean negative, the `-` operator, is not supported.");
  Scalar r = *this;
  if (kind_ == Kind::Int)
    r.i_ = -i_;
  else
    r.d_ = -d_, r.im_ = -im_;
  return r;
}

Scalar Scalar::log() const {
  if (kind_ == Kind::Complex) {
    const std::complex<double> r = std::log(std::complex<double>(d_, im_));
    return Scalar(complex<double>(r.real(), r.imag()));
  }
  return Scalar(std::log(real()));
}

complex<Half> Scalar::toComplexHalf() const {
  const auto part = [](double v) { return Scalar(v).toHalf(); };
  return complex<Half>(part(real()), part(kind_ == Kind::Complex ? im_ : 0.0));
}

void Scalar::overflow(ScalarType t) {
  detail::fail<Error>("value cannot be converted to type ", type_name(t), " without overflow");
}

}  // namespace facula
