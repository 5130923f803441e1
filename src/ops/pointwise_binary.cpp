// Point-wise functions of two tensors: description and derivative, then the public functions, a line each.
#include "facula/ops/pointwise_binary.h"

#include "facula/ops/compare.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "ops/pointwise_binary.h"

namespace facula {

using kernels::PointwiseSlot;

Tensor no_derivative(const char* input) {
  detail::fail<NotImplementedError>("the derivative for '", input, "' is not implemented.");
}

namespace {

ScalarType promoted(const Tensor& a, const Tensor& b) { return result_type({&a, &b}); }

// ---- quotients that are steps, and remainders

void no_zero_divisor(ScalarType dtype, const Tensor& b) {
  FACULA_CHECK(!isIntegralType(dtype, true) || !b.eq(0).any().item<bool>(), "ZeroDivisionError");
}
struct Quotient {
  static ScalarType dtype(const Tensor& a, const Tensor& b) {
    const ScalarType t = promoted(a, b);
    no_zero_divisor(t, b);
    return t;
  }
  static Tensor da(const Tensor& g, const Tensor&, const Tensor&) { return zeros_like(g); }
  static Tensor db(const Tensor& g, const Tensor&, const Tensor&) { return zeros_like(g); }
};
struct DivFloor : Quotient {
  static constexpr const char* node = "DivBackward2";
  static const PointwiseSlot& slot() { return kernels::div_floor; }
};
struct DivTrunc : Quotient {
  static constexpr const char* node = "DivBackward2";
  static const PointwiseSlot& slot() { return kernels::div_trunc; }
};
struct FloorDivide : DivFloor {
  static constexpr const char* node = "FloorDivideBackward0";
};
struct Remainder : Quotient {
  static constexpr const char* node = "RemainderBackward1";
  static const PointwiseSlot& slot() { return kernels::remainder; }
  static Tensor da(const Tensor& g, const Tensor&, const Tensor&) { return g; }
  static Tensor db(const Tensor& g, const Tensor& a, const Tensor& b) { return -g * a.div(b, "floor"); }
};
struct Fmod : Remainder {
  static constexpr const char* node = "FmodBackward1";
  static const PointwiseSlot& slot() { return kernels::fmod; }
  static Tensor db(const Tensor& g, const Tensor& a, const Tensor& b) { return -g * a.div(b, "trunc"); }
};
bool is_floor(std::string_view mode) {
  FACULA_CHECK(mode == "trunc" || mode == "floor",
               "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '", mode, "'");
  return mode == "floor";
}

// ---- the larger and the smaller

// Ties share the gradient.
Tensor chosen(const Tensor& g, const Tensor& mine, const Tensor& other, bool larger) {
  const Tensor half = (g / 2).where(mine.eq(other), g);
  return half.masked_fill(larger ? mine.lt(other) : mine.gt(other), 0);
}
template <bool Larger>
struct Extremum {
  static constexpr const char* node = Larger ? "MaximumBackward0" : "MinimumBackward0";
  static const PointwiseSlot& slot() { return Larger ? kernels::maximum : kernels::minimum; }
  static ScalarType dtype(const Tensor& a, const Tensor& b) {
    FACULA_CHECK(!a.is_complex() && !b.is_complex(), slot().name, " not implemented for complex tensors.");
    return promoted(a, b);
  }
  static Tensor da(const Tensor& g, const Tensor& a, const Tensor& b) { return chosen(g, a, b, Larger); }
  static Tensor db(const Tensor& g, const Tensor& a, const Tensor& b) { return chosen(g, b, a, Larger); }
};
// The same, but a number beats NaN, and of ties a has the gradient.
template <bool Larger>
struct FExtremum {
  static constexpr const char* node = Larger ? "FmaxBackward0" : "FminBackward0";
  static const PointwiseSlot& slot() { return Larger ? kernels::fmax : kernels::fmin; }
  static ScalarType dtype(const Tensor& a, const Tensor& b) {
    FACULA_CHECK(!a.is_complex() && !b.is_complex(), slot().name, " not implemented for complex tensors.");
    return promoted(a, b);
  }
  static Tensor takes_a(const Tensor& a, const Tensor& b) {
    return (Larger ? a.ge(b) : a.le(b)).logical_or(b.isnan());
  }
  static Tensor da(const Tensor& g, const Tensor& a, const Tensor& b) {
    return g.masked_fill(takes_a(a, b).logical_not(), 0);
  }
  static Tensor db(const Tensor& g, const Tensor& a, const Tensor& b) {
    return g.masked_fill(takes_a(a, b), 0);
  }
};

// ---- geometry and signs

struct Atan2 {
  static constexpr const char* node = "Atan2Backward0";
  static const PointwiseSlot& slot() { return kernels::atan2; }
  static ScalarType dtype(const Tensor& a, const Tensor& b) { return floating(promoted(a, b)); }
  static Tensor da(const Tensor& g, const Tensor& y, const Tensor& x) { return g * x / (y * y + x * x); }
  static Tensor db(const Tensor& g, const Tensor& y, const Tensor& x) { return -g * y / (y * y + x * x); }
};
struct Hypot {
  static constexpr const char* node = "HypotBackward0";
  static const PointwiseSlot& slot() { return kernels::hypot; }
  static ScalarType dtype(const Tensor& a, const Tensor& b) { return promoted(a, b); }
  static Tensor da(const Tensor& g, const Tensor& a, const Tensor& b) { return g * (a / hypot(a, b)); }
  static Tensor db(const Tensor& g, const Tensor& a, const Tensor& b) { return g * (b / hypot(a, b)); }
};
struct Copysign {
  static constexpr const char* node = "CopysignBackward0";
  static const PointwiseSlot& slot() { return kernels::copysign; }
  static ScalarType dtype(const Tensor& a, const Tensor& b) { return floating(promoted(a, b)); }
  static Tensor da(const Tensor& g, const Tensor& a, const Tensor& b) {
    return g * (copysign(a, b) / a).masked_fill(a.eq(0), 0);
  }
  static Tensor db(const Tensor& g, const Tensor&, const Tensor&) { return zeros_like(g); }
};
struct Heaviside {
  static constexpr const char* node = "HeavisideBackward0";
  static const PointwiseSlot& slot() { return kernels::heaviside; }
  static ScalarType dtype(const Tensor& a, const Tensor& b) {
    FACULA_CHECK(!a.is_complex() && !b.is_complex(), "heaviside is not yet implemented for complex tensors.");
    FACULA_CHECK(a.scalar_type() == b.scalar_type(),
                 "heaviside is not yet implemented for tensors with different dtypes.");
    return a.scalar_type();
  }
  static Tensor da(const Tensor&, const Tensor&, const Tensor&) { return no_derivative("heaviside"); }
  static Tensor db(const Tensor&, const Tensor&, const Tensor&) { return no_derivative("heaviside"); }
};
template <bool BFloat>
struct Nextafter {
  static constexpr const char* node = "NextafterBackward0";
  static const PointwiseSlot& slot() { return BFloat ? kernels::nextafter_bfloat16 : kernels::nextafter; }
  static ScalarType dtype(const Tensor& a, const Tensor& b) { return promoted(a, b); }
  static Tensor da(const Tensor&, const Tensor&, const Tensor&) { return no_derivative("nextafter"); }
  static Tensor db(const Tensor&, const Tensor&, const Tensor&) { return no_derivative("nextafter"); }
};
// Half types compute in float, whose neighbours lie closer than theirs.
bool in_bfloat16(const Tensor& a, const Tensor& b) {
  const ScalarType t = promoted(a, b);
  FACULA_CHECK_AS(NotImplementedError, t != kHalf, "\"nextafter_cpu\" not implemented for 'Half'");
  return t == kBFloat16;
}

// ---- logarithms

template <bool Two>
struct LogAddExp {
  static constexpr const char* node = Two ? "Logaddexp2Backward0" : "LogaddexpBackward0";
  static const PointwiseSlot& slot() { return Two ? kernels::logaddexp2 : kernels::logaddexp; }
  static ScalarType dtype(const Tensor& a, const Tensor& b) { return promoted(a, b); }
  static Tensor weight(const Tensor& g, const Tensor& d) { return g / ((Two ? d.exp2() : d.exp()) + 1); }
  static Tensor da(const Tensor& g, const Tensor& a, const Tensor& b) { return weight(g, b - a); }
  static Tensor db(const Tensor& g, const Tensor& a, const Tensor& b) { return weight(g, a - b); }
};
struct Xlogy {
  static constexpr const char* node = "XlogyBackward0";
  static const PointwiseSlot& slot() { return kernels::xlogy; }
  static ScalarType dtype(const Tensor& a, const Tensor& b) { return floating(promoted(a, b)); }
  static Tensor da(const Tensor& g, const Tensor& a, const Tensor& b) {
    return g * b.log().masked_fill(a.eq(0).logical_and(b.le(0)), 0);
  }
  static Tensor db(const Tensor& g, const Tensor& a, const Tensor& b) { return g * a / b; }
};

}  // namespace

FACULA_BINARY(floor_divide, FloorDivide)
FACULA_BINARY_INPLACE(floor_divide, FloorDivide)
FACULA_BINARY_NUMBER(floor_divide, FloorDivide, "FloorDivideBackward0")
FACULA_BINARY(remainder, Remainder)
FACULA_BINARY_INPLACE(remainder, Remainder)
FACULA_BINARY_NUMBER(remainder, Remainder, "RemainderBackward0")
Tensor remainder(const Scalar& a, const Tensor& b) { return remainder(operand(b, a), b); }
FACULA_BINARY(fmod, Fmod)
FACULA_BINARY_INPLACE(fmod, Fmod)
FACULA_BINARY_NUMBER(fmod, Fmod, "FmodBackward0")

Tensor div(const Tensor& a, const Tensor& b, std::optional<std::string_view> mode) {
  if (!mode) return div(a, b);
  return is_floor(*mode) ? binary<DivFloor>(a, b) : binary<DivTrunc>(a, b);
}
Tensor div(const Tensor& a, const Scalar& b, std::optional<std::string_view> mode) {
  if (!mode) return div(a, b);
  return is_floor(*mode) ? binary<DivFloor>(a, operand(a, b), "DivBackward3")
                         : binary<DivTrunc>(a, operand(a, b), "DivBackward3");
}
Tensor& div_out(Tensor& out, const Tensor& a, const Tensor& b, std::optional<std::string_view> mode) {
  if (!mode) return div_out(out, a, b);
  return is_floor(*mode) ? binary_out<DivFloor>(out, a, b) : binary_out<DivTrunc>(out, a, b);
}
Tensor& Tensor::div_(const Tensor& o, std::optional<std::string_view> mode) const {
  if (!mode) return div_(o);
  return is_floor(*mode) ? binary_inplace<DivFloor>(*this, o) : binary_inplace<DivTrunc>(*this, o);
}
Tensor& Tensor::div_(const Scalar& o, std::optional<std::string_view> mode) const {
  return mode ? div_(operand(*this, o), mode) : div_(o);
}

FACULA_BINARY(maximum, Extremum<true>)
FACULA_BINARY(minimum, Extremum<false>)
FACULA_BINARY(fmax, FExtremum<true>)
FACULA_BINARY(fmin, FExtremum<false>)
FACULA_BINARY(atan2, Atan2)
FACULA_BINARY_INPLACE(atan2, Atan2)
FACULA_BINARY(hypot, Hypot)
FACULA_BINARY_INPLACE(hypot, Hypot)
FACULA_BINARY(copysign, Copysign)
FACULA_BINARY_INPLACE(copysign, Copysign)
FACULA_BINARY_NUMBER(copysign, Copysign, "CopysignBackward1")
FACULA_BINARY(heaviside, Heaviside)
FACULA_BINARY_INPLACE(heaviside, Heaviside)
FACULA_BINARY(logaddexp, LogAddExp<false>)
FACULA_BINARY(logaddexp2, LogAddExp<true>)
FACULA_BINARY(xlogy, Xlogy)
FACULA_BINARY_INPLACE(xlogy, Xlogy)
FACULA_BINARY_NUMBER(xlogy, Xlogy, "XlogyBackward2")
Tensor xlogy(const Scalar& a, const Tensor& b) { return binary<Xlogy>(operand(b, a), b, "XlogyBackward1"); }
Tensor& xlogy_out(Tensor& out, const Scalar& a, const Tensor& b) { return xlogy_out(out, operand(b, a), b); }

Tensor nextafter(const Tensor& a, const Tensor& b) {
  return in_bfloat16(a, b) ? binary<Nextafter<true>>(a, b) : binary<Nextafter<false>>(a, b);
}
Tensor& nextafter_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return in_bfloat16(a, b) ? binary_out<Nextafter<true>>(out, a, b) : binary_out<Nextafter<false>>(out, a, b);
}
Tensor Tensor::nextafter(const Tensor& o) const { return facula::nextafter(*this, o); }
Tensor& Tensor::nextafter_(const Tensor& o) const {
  return in_bfloat16(*this, o) ? binary_inplace<Nextafter<true>>(*this, o)
                               : binary_inplace<Nextafter<false>>(*this, o);
}

// ---- composed

Tensor ldexp(const Tensor& a, const Tensor& b) { return a * pow(Scalar(2.0), b); }
Tensor& ldexp_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return write_out(
      "ldexp", out, [&] { return ldexp(a, b); }, a, b);
}
Tensor Tensor::ldexp(const Tensor& o) const { return facula::ldexp(*this, o); }
Tensor& Tensor::ldexp_(const Tensor& o) const { return mul_(facula::pow(Scalar(2.0), o)); }

namespace {
ScalarType power_type(bool any_complex) { return any_complex ? kComplexDouble : kDouble; }
void check_power_base(const Tensor& self, ScalarType want) {
  FACULA_CHECK(self.scalar_type() == want, "the base given to float_power_ has dtype ", self.scalar_type(),
               " but the operation's result requires dtype ", want);
}
}  // namespace
Tensor float_power(const Tensor& a, const Tensor& b) {
  const ScalarType t = power_type(a.is_complex() || b.is_complex());
  return pow(a.to(t), b.to(t));
}
Tensor float_power(const Tensor& a, const Scalar& b) {
  const ScalarType t = power_type(a.is_complex() || b.isComplex());
  return pow(a.to(t), t == kDouble ? Scalar(b.toDouble()) : Scalar(b.toComplexDouble()));
}
Tensor float_power(const Scalar& a, const Tensor& b) {
  const ScalarType t = power_type(a.isComplex() || b.is_complex());
  return pow(t == kDouble ? Scalar(a.toDouble()) : Scalar(a.toComplexDouble()), b.to(t));
}
Tensor& float_power_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return write_out(
      "float_power", out, [&] { return float_power(a, b); }, a, b);
}
Tensor& float_power_out(Tensor& out, const Tensor& a, const Scalar& b) {
  return write_out(
      "float_power", out, [&] { return float_power(a, b); }, a);
}
Tensor& float_power_out(Tensor& out, const Scalar& a, const Tensor& b) {
  return write_out(
      "float_power", out, [&] { return float_power(a, b); }, b);
}
Tensor Tensor::float_power(const Tensor& o) const { return facula::float_power(*this, o); }
Tensor Tensor::float_power(const Scalar& o) const { return facula::float_power(*this, o); }
Tensor& Tensor::float_power_(const Tensor& o) const {
  const ScalarType t = power_type(is_complex() || o.is_complex());
  check_power_base(*this, t);
  return pow_(o.to(t));
}
Tensor& Tensor::float_power_(const Scalar& o) const {
  const ScalarType t = power_type(is_complex() || o.isComplex());
  check_power_base(*this, t);
  return pow_(t == kDouble ? Scalar(o.toDouble()) : Scalar(o.toComplexDouble()));
}

}  // namespace facula
