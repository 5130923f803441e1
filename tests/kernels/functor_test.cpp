// The point-wise functors where math_test.cpp does not look: integers, bool, complex, comparisons, NaN rules.

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>

#include "kernels/functor/pointwise.h"

namespace {

namespace fn = facula::functor;
using fn::FloorDiv;
using C = facula::complex<double>;
using Std = std::complex<double>;

const double nan = std::numeric_limits<double>::quiet_NaN();

template <class T>
void check_integer_division() {
  for (int i = -7; i <= 7; ++i) {
    for (int j = -7; j <= 7; ++j) {
      if (j == 0 || (!std::is_signed_v<T> && (i < 0 || j < 0))) continue;
      const T a = T(i), b = T(j);
      EXPECT_EQ(FloorDiv{}(a, b), T(std::floor(double(i) / j))) << i << " " << j;
      EXPECT_EQ(fn::TruncDiv{}(a, b), T(i / j));
      EXPECT_EQ(fn::Fmod{}(a, b), T(i % j));
      EXPECT_EQ(fn::Remainder{}(a, b), T(i - j * std::floor(double(i) / j)));
    }
  }
  EXPECT_EQ(FloorDiv{}(T(3), T(0)), T(0));  // the kernel throws before; the functor must not trap
  EXPECT_EQ(fn::Remainder{}(T(3), T(0)), T(0));
  const T low = std::numeric_limits<T>::min();
  if (std::is_signed_v<T>) {
    EXPECT_EQ(fn::TruncDiv{}(low, T(-1)), low);
    EXPECT_EQ(fn::Remainder{}(low, T(-1)), T(0));
    EXPECT_EQ(fn::Abs{}(low), low);
    EXPECT_EQ(fn::Pow{}(T(-1), T(-3)), T(-1));
    EXPECT_EQ(fn::Pow{}(T(2), T(-1)), T(0));
  }
  EXPECT_EQ(fn::Pow{}(T(3), T(4)), T(81));
  EXPECT_EQ(fn::Pow{}(T(2), T(sizeof(T) * 8)), T(0));
  EXPECT_EQ(fn::Add{}(std::numeric_limits<T>::max(), T(1)), low);
}

TEST(Functor, IntegerDivision) {
  check_integer_division<int8_t>();
  check_integer_division<uint8_t>();
  check_integer_division<int16_t>();
  check_integer_division<int32_t>();
  check_integer_division<int64_t>();
}

TEST(Functor, NanRules) {
  EXPECT_TRUE(std::isnan(fn::Maximum{}(nan, 1.0)) && std::isnan(fn::Maximum{}(1.0, nan)));
  EXPECT_TRUE(std::isnan(fn::Minimum{}(nan, 1.0)) && std::isnan(fn::Minimum{}(1.0, nan)));
  EXPECT_EQ(fn::Fmax{}(nan, 1.0), 1.0);
  EXPECT_EQ(fn::Fmax{}(1.0, nan), 1.0);
  EXPECT_EQ(fn::Fmin{}(nan, 1.0), 1.0);
  EXPECT_EQ(fn::Fmin{}(1.0, nan), 1.0);
  EXPECT_TRUE(std::isnan(fn::Relu{}(nan)));
  EXPECT_TRUE(std::isnan((fn::Clamp<double>{0, 1}(nan))));
  EXPECT_EQ((fn::Clamp<double>{2, 1}(1.5)), 1.0);
  EXPECT_EQ((fn::ThresholdBackward<double>{0}(3.0, nan)), 3.0);
  EXPECT_EQ(fn::Sign{}(nan), 0.0);
  EXPECT_TRUE(fn::IsNan{}(nan) && !fn::IsNan{}(7) && fn::IsFinite{}(7) && !fn::IsFinite{}(nan));
  EXPECT_TRUE(fn::Ne{}(nan, nan) && !fn::Eq{}(nan, nan) && !fn::Le{}(nan, nan));
}

TEST(Functor, BoolAndLogic) {
  EXPECT_TRUE(fn::Add{}(true, true));
  EXPECT_FALSE(fn::Mul{}(true, false));
  EXPECT_FALSE(fn::BitwiseNot{}(true));
  EXPECT_EQ(fn::BitwiseNot{}(uint8_t(1)), uint8_t(254));
  EXPECT_TRUE(fn::LogicalXor{}(2.0, 0.0));
  EXPECT_TRUE(fn::LogicalAnd{}(nan, -1.0));
  EXPECT_EQ(fn::Where{}(false, 1, 2), 2);
  EXPECT_EQ((fn::AddScaled<int>{3}(1, 2)), 7);
  EXPECT_EQ((fn::Addcdiv<double>{2}(1, 3, 4)), 2.5);
}

template <class F, class G>
void check_complex(const char* name, F f, G g) {
  for (double x : {-3.0, -1.2, -0.5, -1e-3, 0.0, 0.3, 0.99, 1.0, 2.5, 30.0}) {
    for (double y : {-4.0, -1.0, -0.3, -1e-4, 0.0, 0.2, 1.0, 1.7, 12.0}) {
      const Std want = g(Std(x, y));
      if (!std::isfinite(want.real()) || !std::isfinite(want.imag())) continue;
      const C got = f(C(x, y));
      const double size = std::max(1e-3, std::abs(want));
      EXPECT_NEAR(got.real(), want.real(), 4e-14 * size) << name << " " << x << " " << y;
      EXPECT_NEAR(got.imag(), want.imag(), 4e-14 * size) << name << " " << x << " " << y;
    }
  }
}

TEST(Functor, Complex) {
  check_complex("exp", fn::Exp{}, [](Std z) { return std::exp(z); });
  check_complex("expm1", fn::Expm1{}, [](Std z) { return std::exp(z) - 1.0; });
  check_complex("log", fn::Log{}, [](Std z) { return std::log(z); });
  check_complex("log1p", fn::Log1p{}, [](Std z) { return std::log(1.0 + z); });
  check_complex("log10", fn::Log10{}, [](Std z) { return std::log10(z); });
  check_complex("sqrt", fn::Sqrt{}, [](Std z) { return std::sqrt(z); });
  check_complex("rsqrt", fn::Rsqrt{}, [](Std z) { return 1.0 / std::sqrt(z); });
  check_complex("sin", fn::Sin{}, [](Std z) { return std::sin(z); });
  check_complex("cos", fn::Cos{}, [](Std z) { return std::cos(z); });
  check_complex("tan", fn::Tan{}, [](Std z) { return std::tan(z); });
  check_complex("asin", fn::Asin{}, [](Std z) { return std::asin(z); });
  check_complex("acos", fn::Acos{}, [](Std z) { return std::acos(z); });
  check_complex("atan", fn::Atan{}, [](Std z) { return std::atan(z); });
  check_complex("sinh", fn::Sinh{}, [](Std z) { return std::sinh(z); });
  check_complex("cosh", fn::Cosh{}, [](Std z) { return std::cosh(z); });
  check_complex("tanh", fn::Tanh{}, [](Std z) { return std::tanh(z); });
  check_complex("asinh", fn::Asinh{}, [](Std z) { return std::asinh(z); });
  check_complex("acosh", fn::Acosh{}, [](Std z) { return std::acosh(z); });
  check_complex("atanh", fn::Atanh{}, [](Std z) { return std::atanh(z); });
  check_complex("sigmoid", fn::Sigmoid{}, [](Std z) { return 1.0 / (1.0 + std::exp(-z)); });
  check_complex("sgn", fn::Sgn{}, [](Std z) { return z == 0.0 ? Std(0) : z / std::abs(z); });
  check_complex("pow", [](C z) { return fn::Pow{}(z, C(1.5, -0.5)); },
                [](Std z) { return z == 0.0 ? Std(0) : std::pow(z, Std(1.5, -0.5)); });
  EXPECT_EQ(fn::Abs{}(C(3, 4)), 5.0);
}

/// a derivative's functor against the central difference of the forward one
template <class F, class B>
void check_slope(const char* name, F forward, B backward) {
  for (double x : {-6.1, -2.9, -1.3, -0.4, 0.2, 0.9, 1.7, 3.3, 7.5}) {
    const double h = 1e-5, slope = (forward(x + h) - forward(x - h)) / (2 * h);
    EXPECT_NEAR(backward(2.0, x), 2 * slope, 1e-8 * std::max(1.0, std::fabs(slope))) << name << " " << x;
  }
}

TEST(Functor, Derivatives) {
  check_slope("silu", fn::Silu{}, fn::SiluBackward{});
  check_slope("mish", fn::Mish{}, fn::MishBackward{});
  check_slope("gelu", fn::Gelu{}, fn::GeluBackward{});
  check_slope("gelu_tanh", fn::GeluTanh{}, fn::GeluTanhBackward{});
  check_slope("log_sigmoid", fn::LogSigmoid{}, fn::LogSigmoidBackward{});
  check_slope("hardswish", fn::Hardswish{}, fn::HardswishBackward{});
  check_slope("hardsigmoid", fn::Hardsigmoid{}, fn::HardsigmoidBackward{});
  check_slope("relu", fn::Relu{}, fn::ThresholdBackward<double>{0});
  check_slope("leaky_relu", fn::LeakyRelu<double>{0.1}, fn::LeakyReluBackward<double>{0.1});
  check_slope("softplus", fn::Softplus<double>{2, 20}, fn::SoftplusBackward<double>{2, 20});
  check_slope("elu", fn::Elu<double>{1.3, 1.1, 0.7}, fn::EluBackward<double>{1.3, 1.1, 0.7});
  check_slope("elu of its result", fn::Elu<double>{1.3, 1.1, 0.7}, [](double g, double x) {
    return fn::EluBackwardFromResult<double>{1.3, 1.1, 0.7}(g, fn::Elu<double>{1.3, 1.1, 0.7}(x));
  });
  check_slope("hardtanh", fn::Clamp<double>{-1, 1}, fn::HardtanhBackward<double>{-1, 1});
  check_slope("tanh", fn::Tanh{}, [](double g, double x) { return fn::TanhBackward{}(g, fn::Tanh{}(x)); });
  check_slope("sigmoid", fn::Sigmoid{},
              [](double g, double x) { return fn::SigmoidBackward{}(g, fn::Sigmoid{}(x)); });
  EXPECT_EQ((fn::Softplus<double>{1, 20}(25.0)), 25.0);
}

}  // namespace
