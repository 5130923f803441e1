#pragma once
// One number of any kind: the argument type for values that are no tensors.
#include <iosfwd>
#include <type_traits>

#include "facula/core/dtype.h"

namespace facula {

/// A double, int64, bool or complex number, which remembers which it is.
class Scalar {
 public:
  Scalar() : Scalar(int64_t{0}) {}
  template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>>
  Scalar(T v) {
    if constexpr (std::is_same_v<T, bool>) {
      kind_ = Kind::Bool;
      i_ = v;
    } else if constexpr (std::is_integral_v<T>) {
      kind_ = Kind::Int;
      i_ = static_cast<int64_t>(v);
    } else {
      kind_ = Kind::Double;
      d_ = static_cast<double>(v);
    }
  }
  Scalar(Half v) : Scalar(static_cast<double>(static_cast<float>(v))) {}
  Scalar(BFloat16 v) : Scalar(static_cast<double>(static_cast<float>(v))) {}
  template <class T>
  Scalar(complex<T> v)
      : d_(static_cast<double>(v.re)), im_(static_cast<double>(v.im)), kind_(Kind::Complex) {}

  bool isFloatingPoint() const { return kind_ == Kind::Double; }
  bool isIntegral(bool include_bool) const {
    return kind_ == Kind::Int || (include_bool && kind_ == Kind::Bool);
  }
  bool isComplex() const { return kind_ == Kind::Complex; }
  bool isBoolean() const { return kind_ == Kind::Bool; }
  /// Double, Long, Bool or ComplexDouble.
  ScalarType type() const {
    return kind_ == Kind::Double ? kDouble
           : kind_ == Kind::Int  ? kLong
           : kind_ == Kind::Bool ? kBool
                                 : kComplexDouble;
  }

  /// The value as T.
  /// errors  Error if it does not fit: "value cannot be converted to type float without overflow"
  template <class T>
  T to() const {
    if constexpr (std::is_same_v<T, bool>) {
      return kind_ == Kind::Double ? d_ != 0 : kind_ == Kind::Complex ? (d_ != 0 || im_ != 0) : i_ != 0;
    } else if constexpr (std::is_integral_v<T>) {
      if (kind_ == Kind::Int || kind_ == Kind::Bool) {
        if (i_ < limits_min<T>() || i_ > limits_max<T>()) overflow(dtype_of<T>);
        return static_cast<T>(i_);
      }
      if (kind_ == Kind::Complex && im_ != 0) overflow(dtype_of<T>);
      if (!(d_ > static_cast<double>(limits_min<T>()) - 1 && d_ < static_cast<double>(limits_max<T>()) + 1))
        overflow(dtype_of<T>);
      return static_cast<T>(d_);
    } else if constexpr (std::is_same_v<T, complex<float>> || std::is_same_v<T, complex<double>>) {
      using R = typename T::value_type;
      return T(static_cast<R>(real()), static_cast<R>(kind_ == Kind::Complex ? im_ : 0.0));
    } else {
      if (kind_ == Kind::Complex && im_ != 0) overflow(dtype_of<T>);
      const double v = real();
      if constexpr (std::is_same_v<T, double>) {
        return v;
      } else {
        const double top = std::is_same_v<T, Half> ? 65504.0 : 3.4028234663852886e38;
        if ((v > top || v < -top) && v - v == 0) overflow(dtype_of<T>);
        return T(static_cast<float>(v));
      }
    }
  }
  double toDouble() const { return to<double>(); }
  float toFloat() const { return to<float>(); }
  int64_t toLong() const { return to<int64_t>(); }
  int toInt() const { return to<int>(); }
  int16_t toShort() const { return to<int16_t>(); }
  int8_t toChar() const { return to<int8_t>(); }
  uint8_t toByte() const { return to<uint8_t>(); }
  bool toBool() const { return to<bool>(); }
  Half toHalf() const { return to<Half>(); }
  BFloat16 toBFloat16() const { return to<BFloat16>(); }
  complex<float> toComplexFloat() const { return to<complex<float>>(); }
  complex<double> toComplexDouble() const { return to<complex<double>>(); }

  complex<Half> toComplexHalf() const;
  int64_t toSymInt() const { return toLong(); }
  double toSymFloat() const { return toDouble(); }
  // No number is symbolic.
  bool isSymInt() const { return false; }
  bool isSymFloat() const { return false; }
  bool isSymbolic() const { return false; }
  /// Where the value lies, in the C++ type of type().
  const void* data_ptr() const { return &d_; }
  /// Releases what a symbolic number would hold: nothing.
  void destroy() {}

  Scalar operator-() const;
  /// The natural logarithm; complex of a complex number.
  Scalar log() const;
  Scalar conj() const { return kind_ == Kind::Complex ? Scalar(complex<double>(d_, -im_)) : *this; }
  /// True for any kind of number equal to v.
  bool equal(double v) const { return real() == v && (kind_ != Kind::Complex || im_ == 0); }
  bool is_one() const { return equal(1.0); }

 private:
  enum class Kind : int8_t { Double, Int, Bool, Complex };
  template <class T>
  static constexpr int64_t limits_min() {
    return std::is_signed_v<T> ? -(int64_t{1} << (sizeof(T) * 8 - 2)) * 2 : 0;
  }
  template <class T>
  static constexpr int64_t limits_max() {
    return std::is_signed_v<T> ? ((int64_t{1} << (sizeof(T) * 8 - 2)) - 1) * 2 + 1
                               : (int64_t{1} << (sizeof(T) * 8 % 64)) - 1;
  }
  double real() const {
    return kind_ == Kind::Double || kind_ == Kind::Complex ? d_ : static_cast<double>(i_);
  }
  [[noreturn]] static void overflow(ScalarType t);

  union {
    double d_;
    int64_t i_;
  };
  double im_ = 0;
  Kind kind_ = Kind::Int;
};
std::ostream& operator<<(std::ostream& os, const Scalar& s);

}  // namespace facula
