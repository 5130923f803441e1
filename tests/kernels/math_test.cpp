// The point-wise transcendentals, in the loops that kernels run, against long double libm: 2 units in the
// last place for float and 4 for double over bit patterns of the whole range, dense sweeps and special
// values.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "math_cases.h"

namespace {

using Wide = long double;

Wide reference_digamma(Wide x) {
  const Wide pi = acosl(-1.0L);
  if (x == 0) return std::copysign(HUGE_VALL, -x);
  if (std::isinf(x)) return x > 0 ? x : NAN;
  if (x < 0) {
    const Wide part = x - rintl(x);
    return part == 0 ? Wide(NAN) : reference_digamma(1 - x) - pi / tanl(pi * part);
  }
  Wide sum = 0;
  for (; x < 40; x += 1) sum -= 1 / x;
  const Wide z = 1 / (x * x);
  return sum + logl(x) - 0.5L / x -
         z * (1.0L / 12 - z * (1.0L / 120 - z * (1.0L / 252 - z * (1.0L / 240 - z * (1.0L / 132)))));
}

Wide reference_erfinv(Wide x) {
  const Wide a = fabsl(x);
  if (!(a < 1)) return a == 1 ? std::copysign(HUGE_VALL, x) : Wide(NAN);
  if (a == 0) return x;
  const Wide l = log1pl(-a * a), c = 4.3307L + l / 2;  // Winitzki's start
  Wide y = sqrtl(sqrtl(c * c - l / 0.147L) - c);
  for (int i = 0; i < 8; ++i) {  // Halley's steps
    const Wide error = a < 0.5L ? erfl(y) - a : (1 - a) - erfcl(y);
    const Wide step = error / (1.12837916709551257389615890312L * expl(-y * y));
    y -= step / (1 + y * step);
  }
  return std::copysign(y, x);
}

Wide reference_softplus(Wide x) { return fmaxl(x, 0) + log1pl(expl(-fabsl(x))) + (std::isnan(x) ? x : 0); }
Wide reference_cdf(Wide x) { return 0.5L * erfcl(-x * sqrtl(0.5L)); }
Wide reference_sigmoid(Wide x) { return x < 0 ? expl(x) / (1 + expl(x)) : 1 / (1 + expl(-x)); }
Wide gelu_cube(Wide x) { return 2 * sqrtl(2 / acosl(-1.0L)) * (x + 0.044715L * x * x * x); }

struct Unary {
  std::function<Wide(Wide)> f;
  double ulp_f32 = 2, ulp_f64 = 4;
  std::function<Wide(Wide)> floor = [](Wide) {
    return Wide(0);
  };  // errors are relative to it, if it is larger
};

const std::map<std::string, Unary>& unary_references() {
  static const Wide pi = acosl(-1.0L);
  static const std::map<std::string, Unary> table = {
      {"exp", {expl}},
      {"exp2", {exp2l}},
      {"expm1", {expm1l}},
      {"log", {logl}},
      {"log2", {log2l}},
      {"log10", {log10l}},
      {"log1p", {log1pl}},
      {"tanh", {tanhl}},
      {"sinh", {sinhl}},
      {"cosh", {coshl}},
      {"sin", {sinl}},
      {"cos", {cosl}},
      {"tan", {tanl}},
      {"asin", {asinl}},
      {"acos", {acosl}},
      {"atan", {atanl}},
      {"asinh", {asinhl}},
      {"acosh", {acoshl}},
      {"atanh", {atanhl}},
      {"erf", {erfl}},
      {"erfc", {erfcl}},
      {"erfinv", {reference_erfinv}},
      {"lgamma", {lgammal, 2, 4, [](Wide x) { return x < 0 ? fmaxl(1, lgammal(1 - x)) : 1; }}},
      {"digamma",
       {reference_digamma, 2, 4,
        [](Wide x) {
          return x < 0 ? fmaxl(2, fabsl(reference_digamma(1 - x)) + fabsl(reference_digamma(x))) : 2;
        }}},
      {"normal_cdf", {reference_cdf}},
      {"sigmoid", {reference_sigmoid}},
      {"softplus", {reference_softplus}},
      {"log_sigmoid", {[](Wide x) { return -reference_softplus(-x); }}},
      {"silu", {[](Wide x) { return x * reference_sigmoid(x); }}},
      {"mish", {[](Wide x) { return x * tanhl(reference_softplus(x)); }}},
      // relative, down to gelu(-38) = -1e-310; in float PyTorch is off by 1e-5 there
      {"gelu", {[](Wide x) { return x * reference_cdf(x); }, 6, 5}},
      {"gelu_tanh",
       {[](Wide x) { return x * reference_sigmoid(gelu_cube(x)); }, 2, 4, [](Wide) { return 0.25L; }}},
      {"gelu_slope",
       {[](Wide x) {
          return std::isinf(x) ? Wide(x > 0) : reference_cdf(x) + x * expl(-x * x / 2) / sqrtl(2 * pi);
        },
        2, 4, [](Wide) { return 0.5L; }}},
      {"gelu_tanh_slope",
       {[](Wide x) {
          if (fabsl(x) > 100) return Wide(x > 0);
          const Wide s = reference_sigmoid(gelu_cube(x));
          return s + x * s * (1 - s) * 2 * sqrtl(2 / pi) * (1 + 3 * 0.044715L * x * x);
        },
        2, 4, [](Wide) { return 1.0L; }}},
      {"floor", {floorl, 0, 0}},
      {"ceil", {ceill, 0, 0}},
      {"trunc", {truncl, 0, 0}},
      {"round", {rintl, 0, 0}},
      {"sqrt", {sqrtl, 0.5, 0.5}},
      {"rsqrt", {[](Wide x) { return 1 / sqrtl(x); }}}};
  return table;
}

struct Binary {
  std::function<Wide(Wide, Wide)> f;
  double ulp_f32 = 2, ulp_f64 = 4;
};

template <class T>
T python_remainder(T a, T b) {
  const T r = std::fmod(a, b);
  return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}
/// PyTorch's floor division, step by step in T
template <class T>
T python_floor_divide(T a, T b) {
  if (b == 0) return a / b;
  const T r = std::fmod(a, b);
  T q = (a - r) / b;
  if (r != 0 && (b < 0) != (r < 0)) q -= 1;
  if (q == 0) return std::copysign(T(0), a / b);
  const T f = std::floor(q);
  return q - f > T(0.5) ? f + 1 : f;
}

template <class T>
std::function<Wide(Wide, Wide)> binary_reference(const std::string& name) {
  if (name == "pow") return [](Wide a, Wide b) { return powl(a, b); };
  if (name == "atan2") return [](Wide a, Wide b) { return atan2l(a, b); };
  if (name == "hypot") return [](Wide a, Wide b) { return hypotl(a, b); };
  if (name == "fmod") return [](Wide a, Wide b) { return Wide(std::fmod(T(a), T(b))); };
  if (name == "remainder") return [](Wide a, Wide b) { return Wide(python_remainder(T(a), T(b))); };
  return [](Wide a, Wide b) { return Wide(python_floor_divide(T(a), T(b))); };
}

/// |got - want| in units of the last place of max(|want|, floor); huge where zeros, infinities or NaNs differ
template <class T>
double ulps(T got, Wide want, Wide floor) {
  using L = std::numeric_limits<T>;
  constexpr double wrong = 1e30;
  const T rounded = T(want);
  if (std::isnan(got) || std::isnan(rounded)) return std::isnan(got) && std::isnan(rounded) ? 0 : wrong;
  if (got == 0 && want == 0) return floor == 0 && std::signbit(got) != std::signbit(want) ? wrong : 0;
  if (std::isinf(got) || std::isinf(rounded)) {
    if (got == rounded) return 0;
    const Wide near_top = Wide(L::max()) * (1 - 2 * Wide(L::epsilon()));
    const bool edge = fabsl(got) >= L::max() && fabsl(want) >= near_top;
    return edge && std::signbit(got) == std::signbit(rounded) ? 1 : wrong;  // one unit around the threshold
  }
  const Wide size = std::max(std::max<Wide>(fabsl(want), floor), Wide(L::min()));
  return double(fabsl(got - want) / ldexpl(1, std::ilogb(size) - L::digits + 1));
}

template <class T>
std::vector<T> specials() {
  using L = std::numeric_limits<T>;
  std::vector<T> v;
  for (T x :
       {T(0),   L::denorm_min(), L::min(), L::max(), L::infinity(), L::quiet_NaN(), L::epsilon(), T(0.5),
        T(1),   T(1.5),          T(2),     T(2.5),   T(3),          T(10),          T(100),       T(0.25),
        T(1e5), T(1e6),          T(1e10),  T(22),    T(88),         T(710),         L::min() / 2}) {
    for (T y : {x, std::nextafter(x, T(0)), std::nextafter(x, L::infinity())})
      v.push_back(y), v.push_back(-y);
  }
  return v;
}

/// bit patterns of the whole range, sweeps of where functions bend, multiples of pi/2 and the special values
template <class T>
std::vector<T> inputs() {
  std::vector<T> v = specials<T>();
  std::mt19937_64 draw(1);
  if constexpr (sizeof(T) == 4) {
    for (uint64_t u = 0; u < (uint64_t(1) << 32); u += 3989) {
      const uint32_t bits = uint32_t(u);
      float x;
      std::memcpy(&x, &bits, 4);
      v.push_back(x);
    }
  } else {
    for (int i = 0; i < 150000; ++i) {
      const uint64_t bits = draw();
      double x;
      std::memcpy(&x, &bits, 8);
      v.push_back(x);
    }
  }
  for (double limit : {1.0, 4.0, 30.0, 120.0, 760.0, 2e6}) {
    std::uniform_real_distribution<double> uniform(-limit, limit);
    for (int i = 0; i < 40000; ++i) v.push_back(T(uniform(draw)));
  }
  for (int i = 1; i < 20000; ++i) v.push_back(T(i * 1.5707963267948966));
  for (double center : {1.0, -1.0, 2.0, 0.5, -0.5, 0.70710678118654752, 1.4142135623730951}) {
    for (int i = -2000; i <= 2000; ++i) v.push_back(T(center + i * 1e-7 * std::fabs(i)));
  }
  return v;
}

struct Level {
  const char* name;
  const MathCases* cases;
};
std::vector<Level> levels() {
  std::vector<Level> found;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"))
    found.push_back({"v2", math_cases_v2()});
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    found.push_back({"v3", math_cases_v3()});
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512cd")) {
    found.push_back({"v4", math_cases_v4()});
  }
#else
  found.push_back(
      {"generic", math_cases_v2()});  // elsewhere all three are compiled for the same instructions
#endif
  return found;
}

template <class T, class Where>
void expect_within(const char* level, const char* name, const std::vector<T>& got,
                   const std::vector<Wide>& want, double bound, const std::vector<Wide>& floor, Where where) {
  double worst = 0;
  size_t at = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    const double e = ulps(got[i], want[i], floor[i]);
    if (e > worst) worst = e, at = i;
  }
  if (std::getenv("FACULA_MATH_TABLE")) {
    std::printf("%-16s f%zu %s %10.3f at %s\n", name, 8 * sizeof(T), level, worst, where(at).c_str());
  }
  char values[80];
  std::snprintf(values, sizeof values, " = %.17g, not %.21Lg", double(got[at]), want[at]);
  EXPECT_LE(worst, bound) << name << " f" << 8 * sizeof(T) << " " << level << " " << where(at) << values;
}

template <class T>
std::string text(T x) {
  char s[64];
  std::snprintf(s, sizeof s, "%a (%.9g)", double(x), double(x));
  return s;
}

template <class T>
void check_unary() {
  const std::vector<T> x = inputs<T>();
  const std::vector<Level> all = levels();
  ASSERT_FALSE(all.empty());
  for (int c = 0; c < all[0].cases->unary_count; ++c) {
    const char* name = all[0].cases->unary[c].name;
    const Unary& reference = unary_references().at(name);
    std::vector<Wide> want(x.size()), floor(x.size());
    for (size_t i = 0; i < x.size(); ++i) want[i] = reference.f(x[i]), floor[i] = reference.floor(x[i]);
    for (const Level& level : all) {
      std::vector<T> got(x.size());
      const UnaryCase& row = level.cases->unary[c];
      if constexpr (sizeof(T) == 4)
        row.f32(got.data(), x.data(), int64_t(x.size()));
      else
        row.f64(got.data(), x.data(), int64_t(x.size()));
      expect_within(level.name, name, got, want, sizeof(T) == 4 ? reference.ulp_f32 : reference.ulp_f64,
                    floor, [&](size_t i) { return text(x[i]); });
    }
  }
}

template <class T>
void check_binary() {
  std::vector<T> a, b;
  for (T x : specials<T>()) {
    for (T y : specials<T>()) a.push_back(x), b.push_back(y);
  }
  const std::vector<T> pool = inputs<T>();
  std::mt19937_64 draw(2);
  for (int i = 0; i < 300000; ++i)
    a.push_back(pool[draw() % pool.size()]), b.push_back(pool[draw() % pool.size()]);
  for (double top : {2.0, 1e3, 1e30}) {  // positive bases, powers that stay in range
    std::uniform_real_distribution<double> log_base(-std::log(top), std::log(top)), result(-110, 100);
    for (int i = 0; i < 60000; ++i) {
      const double l = log_base(draw);
      a.push_back(T(std::exp(l))), b.push_back(T(result(draw) * (sizeof(T) == 4 ? 1 : 7) / l));
    }
  }
  const std::vector<Level> all = levels();
  ASSERT_FALSE(all.empty());
  for (int c = 0; c < all[0].cases->binary_count; ++c) {
    const char* name = all[0].cases->binary[c].name;
    const auto reference = binary_reference<T>(name);
    std::vector<Wide> want(a.size());
    for (size_t i = 0; i < a.size(); ++i) want[i] = reference(a[i], b[i]);
    const bool exact = std::string("fmod remainder floor_divide").find(name) != std::string::npos;
    for (const Level& level : all) {
      std::vector<T> got(a.size());
      const BinaryCase& row = level.cases->binary[c];
      if constexpr (sizeof(T) == 4)
        row.f32(got.data(), a.data(), b.data(), int64_t(a.size()));
      else
        row.f64(got.data(), a.data(), b.data(), int64_t(a.size()));
      expect_within(level.name, name, got, want,
                    exact            ? 0
                    : sizeof(T) == 4 ? 2
                                     : 4,
                    std::vector<Wide>(a.size(), Wide(0)),
                    [&](size_t i) { return text(a[i]) + ", " + text(b[i]); });
    }
  }
}

TEST(Math, UnaryFloat) { check_unary<float>(); }
TEST(Math, UnaryDouble) { check_unary<double>(); }
TEST(Math, BinaryFloat) { check_binary<float>(); }
TEST(Math, BinaryDouble) { check_binary<double>(); }

}  // namespace
