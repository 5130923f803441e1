// Included once by each of math_v2.cpp, math_v3.cpp and math_v4.cpp: the tables of math_cases.h for this
// FACULA_ISA.

#include "kernels/functor/pointwise.h"
#include "math_cases.h"

namespace {

using namespace facula::functor;

template <class Op, class T>
void unary(T* out, const T* x, int64_t n) {
  facula::functor::map(Op{}, out, x, n);
}
template <class Op, class T>
void binary(T* out, const T* a, const T* b, int64_t n) {
  facula::functor::map(Op{}, out, a, b, n);
}

template <class Op>
constexpr UnaryCase unary_case(const char* name) {
  return {name, unary<Op, float>, unary<Op, double>};
}
template <class Op>
constexpr BinaryCase binary_case(const char* name) {
  return {name, binary<Op, float>, binary<Op, double>};
}

struct SoftplusOne {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return softplus(x);
  }
};
struct GeluSlope {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return gelu_slope(x);
  }
};
struct GeluTanhSlope {
  template <class T>
  FACULA_FN T operator()(T x) const {
    return gelu_tanh_slope(x);
  }
};

const UnaryCase unary_cases[] = {unary_case<Exp>("exp"),
                                 unary_case<Exp2>("exp2"),
                                 unary_case<Expm1>("expm1"),
                                 unary_case<Log>("log"),
                                 unary_case<Log2>("log2"),
                                 unary_case<Log10>("log10"),
                                 unary_case<Log1p>("log1p"),
                                 unary_case<Tanh>("tanh"),
                                 unary_case<Sinh>("sinh"),
                                 unary_case<Cosh>("cosh"),
                                 unary_case<Sin>("sin"),
                                 unary_case<Cos>("cos"),
                                 unary_case<Tan>("tan"),
                                 unary_case<Asin>("asin"),
                                 unary_case<Acos>("acos"),
                                 unary_case<Atan>("atan"),
                                 unary_case<Asinh>("asinh"),
                                 unary_case<Acosh>("acosh"),
                                 unary_case<Atanh>("atanh"),
                                 unary_case<Erf>("erf"),
                                 unary_case<Erfc>("erfc"),
                                 unary_case<Erfinv>("erfinv"),
                                 unary_case<Lgamma>("lgamma"),
                                 unary_case<Digamma>("digamma"),
                                 unary_case<NormalCdf>("normal_cdf"),
                                 unary_case<Sigmoid>("sigmoid"),
                                 unary_case<SoftplusOne>("softplus"),
                                 unary_case<LogSigmoid>("log_sigmoid"),
                                 unary_case<Silu>("silu"),
                                 unary_case<Mish>("mish"),
                                 unary_case<Gelu>("gelu"),
                                 unary_case<GeluTanh>("gelu_tanh"),
                                 unary_case<GeluSlope>("gelu_slope"),
                                 unary_case<GeluTanhSlope>("gelu_tanh_slope"),
                                 unary_case<Floor>("floor"),
                                 unary_case<Ceil>("ceil"),
                                 unary_case<Trunc>("trunc"),
                                 unary_case<Round>("round"),
                                 unary_case<Sqrt>("sqrt"),
                                 unary_case<Rsqrt>("rsqrt")};

const BinaryCase binary_cases[] = {
    binary_case<Pow>("pow"),   binary_case<Atan2>("atan2"),         binary_case<Hypot>("hypot"),
    binary_case<Fmod>("fmod"), binary_case<Remainder>("remainder"), binary_case<FloorDiv>("floor_divide")};

const MathCases all = {unary_cases, int(sizeof unary_cases / sizeof *unary_cases), binary_cases,
                       int(sizeof binary_cases / sizeof *binary_cases)};

}  // namespace
