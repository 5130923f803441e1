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

namespace {

// Adds up the gaps between successes, which are geometric, until they pass the last trial.
double binomial_small(State& state, double count, double p) {
  const double log_failure = std::log1p(-p);
  double trial = 0, successes = 0;
  while (true) {
    trial += std::ceil(std::log(uniform53(state)) / log_failure);
    if (trial > count) return successes;
    successes += 1;
  }
}

// log k! less Stirling's approximation of it.
double stirling_tail(double k) {
  constexpr double kHalfLogTwoPi = 0.918938533204672741780329736406;
  const double n = k + 1;
  if (k <= 9) return std::lgamma(n) - (kHalfLogTwoPi + (k + 0.5) * std::log(n) - n);
  const double square = n * n;
  return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / n;
}

// Transformed rejection with squeeze. source: W. Hoermann, "The generation of binomial random variates",
// J. Statist. Comput. Simul. 46 (1993), algorithm BTRS
double binomial_large(State& state, double n, double p) {
  const double spread = std::sqrt(n * p * (1 - p));
  const double b = 1.15 + 2.53 * spread;
  const double a = -0.0873 + 0.0248 * b + 0.01 * p;
  const double c = n * p + 0.5, vr = 0.92 - 4.2 / b, r = p / (1 - p);
  const double alpha = (2.83 + 5.1 / b) * spread, mode = std::floor((n + 1) * p);
  while (true) {
    const double u = uniform53(state) - 0.5;
    const double v = uniform53(state);
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / us + b) * u + c);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || k > n) continue;
    const double bound = (mode + 0.5) * std::log((mode + 1) / (r * (n - mode + 1))) +
                         (n + 1) * std::log((n - mode + 1) / (n - k + 1)) +
                         (k + 0.5) * std::log(r * (n - k + 1) / (k + 1)) + stirling_tail(mode) +
                         stirling_tail(n - mode) - stirling_tail(k) - stirling_tail(n - k);
    if (std::log(v * alpha / (a / (us * us) + b)) <= bound) return k;
  }
}

}  // namespace

double binomial(State& state, double count, double p) {
  if (std::isnan(p) || std::isnan(count)) return p + count;
  if (count <= 0 || p <= 0) return 0;
  if (p >= 1) return count;
  const double q = p <= 0.5 ? p : 1 - p;  // of the rarer outcome
  const double k = count * q >= 10 ? binomial_large(state, count, q) : binomial_small(state, count, q);
  return p <= 0.5 ? k : count - k;
}

}  // namespace detail
}  // namespace facula::random
