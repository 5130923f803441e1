#pragma once
// Element types: the enumeration, its names and sizes, and PyTorch's promotion table.
#include <cstdint>
#include <iosfwd>
#include <string>

#include "facula/core/complex.h"
#include "facula/core/error.h"
#include "facula/core/half.h"

namespace facula {

/// Element type of a tensor. The numbers are PyTorch's, so that they may be stored and exchanged.
enum class ScalarType : int8_t {
  Byte = 0,
  Char = 1,
  Short = 2,
  Int = 3,
  Long = 4,
  Half = 5,
  Float = 6,
  Double = 7,
  ComplexFloat = 9,
  ComplexDouble = 10,
  Bool = 11,
  BFloat16 = 15,
  Undefined = 16,
};
using Dtype = ScalarType;
inline constexpr int kNumDtypes = 16;

inline constexpr ScalarType kByte = ScalarType::Byte, kUInt8 = kByte, kU8 = kByte;
inline constexpr ScalarType kChar = ScalarType::Char, kInt8 = kChar, kI8 = kChar;
inline constexpr ScalarType kShort = ScalarType::Short, kInt16 = kShort, kI16 = kShort;
inline constexpr ScalarType kInt = ScalarType::Int, kInt32 = kInt, kI32 = kInt;
inline constexpr ScalarType kLong = ScalarType::Long, kInt64 = kLong, kI64 = kLong;
inline constexpr ScalarType kHalf = ScalarType::Half, kFloat16 = kHalf, kF16 = kHalf;
inline constexpr ScalarType kFloat = ScalarType::Float, kFloat32 = kFloat, kF32 = kFloat;
inline constexpr ScalarType kDouble = ScalarType::Double, kFloat64 = kDouble, kF64 = kDouble;
inline constexpr ScalarType kComplexFloat = ScalarType::ComplexFloat;
inline constexpr ScalarType kComplexDouble = ScalarType::ComplexDouble;
inline constexpr ScalarType kBool = ScalarType::Bool;
inline constexpr ScalarType kBFloat16 = ScalarType::BFloat16;

// The numbers of PyTorch's quantized types: names only, a tensor cannot have them.
inline constexpr ScalarType kQInt8 = static_cast<ScalarType>(12);
inline constexpr ScalarType kQUInt8 = static_cast<ScalarType>(13);
inline constexpr ScalarType kQInt32 = static_cast<ScalarType>(14);

/// Bytes of one element; 0 for what is no dtype of tensors.
constexpr int64_t itemsize(ScalarType t) {
  switch (t) {
    case ScalarType::Byte:
    case ScalarType::Char:
    case ScalarType::Bool:
      return 1;
    case ScalarType::Short:
    case ScalarType::Half:
    case ScalarType::BFloat16:
      return 2;
    case ScalarType::Int:
    case ScalarType::Float:
      return 4;
    case ScalarType::Long:
    case ScalarType::Double:
    case ScalarType::ComplexFloat:
      return 8;
    case ScalarType::ComplexDouble:
      return 16;
    default:
      return 0;
  }
}
constexpr int64_t elementSize(ScalarType t) { return itemsize(t); }

constexpr bool isComplexType(ScalarType t) { return t == kComplexFloat || t == kComplexDouble; }
constexpr bool isFloatingType(ScalarType t) {
  return t == kFloat || t == kDouble || t == kHalf || t == kBFloat16;
}
constexpr bool isReducedFloatingType(ScalarType t) { return t == kHalf || t == kBFloat16; }
constexpr bool isIntegralType(ScalarType t, bool include_bool) {
  return static_cast<int8_t>(t) <= static_cast<int8_t>(kLong) || (include_bool && t == kBool);
}
constexpr bool isDifferentiableType(ScalarType t) { return isFloatingType(t) || isComplexType(t); }

/// The real type of a complex one; any other type unchanged.
constexpr ScalarType toRealValueType(ScalarType t) {
  return t == kComplexFloat ? kFloat : t == kComplexDouble ? kDouble : t;
}
constexpr ScalarType toComplexType(ScalarType t) {
  return t == kDouble || t == kComplexDouble ? kComplexDouble : kComplexFloat;
}

/// "Float", "Long", …
const char* toString(ScalarType t);
/// "float", "long int", …: what caffe2::TypeMeta prints.
const char* type_name(ScalarType t);
/// "torch.float32", …: Python's spelling, which many messages use.
const char* dtype_name(ScalarType t);

/// The type in which values of `a` and `b` meet.
/// source  PyTorch, "Type promotion"
ScalarType promoteTypes(ScalarType a, ScalarType b);
/// Whether a value of type `from` may be written into an output of type `to` (no complex -> real, no float ->
/// int, no int -> bool).
bool canCast(ScalarType from, ScalarType to);

ScalarType get_default_dtype_scalar();
/// The dtype of factories that are given none; float32 unless changed.
void set_default_dtype(ScalarType t);

/// C++ type -> ScalarType.
template <class T>
struct CppTypeToScalarType;
#define FACULA_CPP_TYPE(T, name)                          \
  template <>                                             \
  struct CppTypeToScalarType<T> {                         \
    static constexpr ScalarType value = ScalarType::name; \
  };
FACULA_CPP_TYPE(uint8_t, Byte)
FACULA_CPP_TYPE(int8_t, Char)
FACULA_CPP_TYPE(int16_t, Short)
FACULA_CPP_TYPE(int32_t, Int)
FACULA_CPP_TYPE(long, Long)
FACULA_CPP_TYPE(long long, Long)
FACULA_CPP_TYPE(facula::Half, Half)
FACULA_CPP_TYPE(float, Float)
FACULA_CPP_TYPE(double, Double)
FACULA_CPP_TYPE(complex<float>, ComplexFloat)
FACULA_CPP_TYPE(complex<double>, ComplexDouble)
FACULA_CPP_TYPE(bool, Bool)
FACULA_CPP_TYPE(facula::BFloat16, BFloat16)
#undef FACULA_CPP_TYPE
template <class T>
inline constexpr ScalarType dtype_of = CppTypeToScalarType<T>::value;

/// What Tensor::dtype() returns: a ScalarType that prints as the C++ type (caffe2::TypeMeta).
class TypeMeta {
 public:
  constexpr TypeMeta() = default;
  constexpr TypeMeta(ScalarType t) : type_(t) {}
  template <class T>
  static constexpr TypeMeta Make() {
    return TypeMeta(dtype_of<T>);
  }
  constexpr ScalarType toScalarType() const { return type_; }
  constexpr operator ScalarType() const { return type_; }
  constexpr size_t itemsize() const { return static_cast<size_t>(facula::itemsize(type_)); }
  const char* name() const { return type_name(type_); }
  friend constexpr bool operator==(TypeMeta a, TypeMeta b) { return a.type_ == b.type_; }
  friend constexpr bool operator!=(TypeMeta a, TypeMeta b) { return a.type_ != b.type_; }
  friend constexpr bool operator==(TypeMeta a, ScalarType b) { return a.type_ == b; }
  friend constexpr bool operator!=(TypeMeta a, ScalarType b) { return a.type_ != b; }
  friend constexpr bool operator==(ScalarType a, TypeMeta b) { return a == b.type_; }
  friend constexpr bool operator!=(ScalarType a, TypeMeta b) { return a != b.type_; }

 private:
  ScalarType type_ = ScalarType::Undefined;
};
inline TypeMeta get_default_dtype() { return TypeMeta(get_default_dtype_scalar()); }
inline ScalarType typeMetaToScalarType(TypeMeta t) { return t.toScalarType(); }
inline TypeMeta scalarTypeToTypeMeta(ScalarType t) { return TypeMeta(t); }

std::ostream& operator<<(std::ostream& os, ScalarType t);
std::ostream& operator<<(std::ostream& os, TypeMeta t);

inline void append_text(std::string& s, ScalarType t) { s += toString(t); }
inline void append_text(std::string& s, TypeMeta t) { s += t.name(); }

}  // namespace facula
