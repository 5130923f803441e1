// Time per element of the transcendentals, in the loops that kernels run, on 4096 elements.
// Each instruction set's tables come from tests/kernels/math_v2.cpp, math_v3.cpp and math_v4.cpp.

#include <benchmark/benchmark.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "kernels/math_cases.h"

namespace {

constexpr int64_t count = 4096;

template <class T>
std::vector<T> arguments(double low, double high) {
  std::mt19937_64 draw(1);
  std::uniform_real_distribution<double> uniform(low, high);
  std::vector<T> v(count);
  for (T& x : v) x = T(uniform(draw));
  return v;
}

template <class T, class F>
void unary(benchmark::State& state, F f, bool positive) {
  const std::vector<T> x = arguments<T>(positive ? 0.01 : -5, 5);
  std::vector<T> y(count);
  for (auto _ : state) {
    f(y.data(), x.data(), count);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * count);
}
template <class T, class F>
void binary(benchmark::State& state, F f) {
  const std::vector<T> a = arguments<T>(0.01, 5), b = arguments<T>(-5, 5);
  std::vector<T> y(count);
  for (auto _ : state) {
    f(y.data(), a.data(), b.data(), count);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * count);
}

void add(const std::string& level, const MathCases* cases) {
  for (int i = 0; i < cases->unary_count; ++i) {
    const UnaryCase& c = cases->unary[i];
    const std::string name = std::string(c.name) + "/" + level;
    const bool positive = std::strncmp(c.name, "log", 3) == 0 && std::strcmp(c.name, "log_sigmoid") != 0;
    benchmark::RegisterBenchmark((name + "/f32").c_str(), [=](auto& s) { unary<float>(s, c.f32, positive); });
    benchmark::RegisterBenchmark((name + "/f64").c_str(),
                                 [=](auto& s) { unary<double>(s, c.f64, positive); });
  }
  for (int i = 0; i < cases->binary_count; ++i) {
    const BinaryCase& c = cases->binary[i];
    const std::string name = std::string(c.name) + "/" + level;
    benchmark::RegisterBenchmark((name + "/f32").c_str(), [=](auto& s) { binary<float>(s, c.f32); });
    benchmark::RegisterBenchmark((name + "/f64").c_str(), [=](auto& s) { binary<double>(s, c.f64); });
  }
}

}  // namespace

int main(int argc, char** argv) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512dq")) add("v4", math_cases_v4());
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) add("v3", math_cases_v3());
  add("v2", math_cases_v2());
#endif
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
