#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernels/random_fill.h"

// Every fusion below is written out, because it decides the last bit; the compiler may add none.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC optimize("fp-contract=off")
#endif

namespace facula::random {
namespace detail {

double normal(State& state, double mean, double std) {
  if (state.next_double_normal) {
    const double kept = *state.next_double_normal;
    state.next_double_normal.reset();
    return std::fma(kept, std, mean);
  }
  const double a = uniform53(state);
  const double b = uniform53(state);
  const double radius = std::sqrt(-2.0 * std::log(1.0 - b));
  const double theta = 2.0 * std::numbers::pi * a;
  state.next_double_normal = radius * std::sin(theta);
  return std::fma(radius * std::cos(theta), std, mean);
}

double exponential(State& state, double lambda) { return -1.0 / lambda * std::log(1.0 - uniform53(state)); }

double geometric(State& state, double p) { return std::ceil(std::log(uniform53(state)) / std::log(1.0 - p)); }

double log_normal(State& state, double mean, double std) { return std::exp(normal(state, mean, std)); }

double cauchy(State& state, double median, double sigma) {
  return std::fma(sigma, std::tan(std::numbers::pi * (uniform53(state) - 0.5)), median);
}

namespace {

// Counts how many uniforms it takes for their product to fall to exp(-rate).
// source: Knuth, The Art of Computer Programming, volume 2, 3.4.1
double poisson_small(State& state, double rate) {
  const double bound = std::exp(-rate);
  double product = 1, count = 0;
  while (true) {
    product *= uniform53(state);
    if (product <= bound) return count;
    count += 1;
  }
}

// Transformed rejection. source: W. Hoermann, "The transformed rejection method for generating Poisson
// random variables", Insurance: Mathematics and Economics 12 (1993), algorithm PTRS
double poisson_large(State& state, double rate) {
  const double log_rate = std::log(rate);
  const double b = 0.931 + 2.53 * std::sqrt(rate);
  const double a = -0.059 + 0.02483 * b;
  const double inv_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double vr = 0.9277 - 3.6224 / (b - 2);
  while (true) {
    const double u = uniform53(state) - 0.5;
    const double v = uniform53(state);
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (std::log(v) + std::log(inv_alpha) - std::log(a / (us * us) + b) <=
        -rate + k * log_rate - std::lgamma(k + 1))
      return k;
  }
}

}  // namespace

double poisson(State& state, double rate) {
  if (rate == 0) return 0;
  return rate >= 10 ? poisson_large(state, rate) : poisson_small(state, rate);
}

}  // namespace detail
}  // namespace facula::random
