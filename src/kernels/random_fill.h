#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <type_traits>

#include "facula/core/generator_state.h"

/// Random fills of contiguous memory with PyTorch's CPU streams, bit for bit.
///
/// Every function that takes a `CPUGeneratorState&` locks it for the whole fill, except those in
/// `detail`. Arguments are taken as valid: the ops check them. How strided outputs, complex numbers and
/// dropout use these functions, and what was measured on PyTorch: docs/notes/random-streams.md.
namespace facula {
struct Half;
struct BFloat16;
}  // namespace facula

namespace facula::random {

using State = CPUGeneratorState;

/// Uniform on [from, to): the low 24 (float) or 53 (double) bits of a draw, scaled.
void uniform_fill(float* p, std::size_t n, double from, double to, State& state);
void uniform_fill(double* p, std::size_t n, double from, double to, State& state);

/// Normal variates of a contiguous tensor: Box-Muller on blocks of 16 when n >= 16, else `normal_serial`.
void normal_fill(float* p, std::size_t n, double mean, double std, State& state);
void normal_fill(double* p, std::size_t n, double mean, double std, State& state);

/// -log(1 - u) / lambda. The float form is the double one, rounded.
void exponential_fill(float* p, std::size_t n, double lambda, State& state);
void exponential_fill(double* p, std::size_t n, double lambda, State& state);

/// A permutation of 0 .. n-1 by a forward Fisher-Yates shuffle.
void randperm_fill(std::int64_t* p, std::size_t n, State& state);

/// mask[i] = 1 with probability `p_one`; one 64-bit draw each. What `bernoulli_(p)` and dropout draw:
/// `dropout(x, p)` keeps x[i] where the mask with `p_one = 1 - p` is 1.
void bernoulli_mask(std::uint8_t* mask, std::size_t n, double p_one, State& state);

/// Uniform double on [0, 1); 53 bits.
inline double uniform53(State& state) {
  return static_cast<double>(state.engine.random64() & ((1ULL << 53) - 1)) * 0x1p-53;
}
/// Uniform float on [0, 1); 24 bits.
inline float uniform24(State& state) {
  return static_cast<float>(state.engine.random() & 0xffffffU) * 0x1p-24f;
}

/// The distributions behind the element-wise fills, one variate a call, in double; the caller holds the lock.
namespace detail {
double normal(State& state, double mean, double std);
double exponential(State& state, double lambda);
double geometric(State& state, double p);
double log_normal(State& state, double mean, double std);
double cauchy(State& state, double median, double sigma);
double poisson(State& state, double rate);
double binomial(State& state, double count, double prob);

/// Draws of integers in [0, range): from 32 bits below 2^32, else from 64. `range` 0 means all 64 bits.
void integers(std::uint64_t* out, std::size_t n, std::uint64_t range, State& state);
/// mask[i] = 1 with probability `p_one`, unlocked.
void bernoulli(std::uint8_t* mask, std::size_t n, double p_one, State& state);

/// Bits of the significand, the leading one included.
template <class T>
inline constexpr int significand_bits = std::numeric_limits<T>::digits;
template <>
inline constexpr int significand_bits<Half> = 11;
template <>
inline constexpr int significand_bits<BFloat16> = 8;

/// double to T, by way of float for half types.
template <class T>
T convert(double value) {
  if constexpr (std::is_arithmetic_v<T>) {
    return static_cast<T>(value);
  } else {
    return static_cast<T>(static_cast<float>(value));
  }
}

template <class T, class Draw>
void fill(T* p, std::size_t n, State& state, Draw draw) {
  std::lock_guard<std::mutex> lock(state.mutex);
  for (std::size_t i = 0; i < n; ++i) p[i] = convert<T>(draw());
}
}  // namespace detail

/// Normal variates one by one, the second of each pair kept for the next call: n < 16 or not contiguous.
template <class T>
void normal_serial(T* p, std::size_t n, double mean, double std, State& state) {
  detail::fill(p, n, state, [&] { return detail::normal(state, mean, std); });
}
template <class T>
void exponential_convert(T* p, std::size_t n, double lambda, State& state) {
  detail::fill(p, n, state, [&] { return detail::exponential(state, lambda); });
}
/// The number of trials up to the first success, 1, 2, ...
template <class T>
void geometric_fill(T* p, std::size_t n, double probability, State& state) {
  detail::fill(p, n, state, [&] { return detail::geometric(state, probability); });
}
template <class T>
void log_normal_fill(T* p, std::size_t n, double mean, double std, State& state) {
  detail::fill(p, n, state, [&] { return detail::log_normal(state, mean, std); });
}
template <class T>
void cauchy_fill(T* p, std::size_t n, double median, double sigma, State& state) {
  detail::fill(p, n, state, [&] { return detail::cauchy(state, median, sigma); });
}
/// p[i] ~ Poisson(rates[i]).
template <class T>
void poisson_fill(T* p, const T* rates, std::size_t n, State& state) {
  std::lock_guard<std::mutex> lock(state.mutex);
  for (std::size_t i = 0; i < n; ++i)
    p[i] = detail::convert<T>(detail::poisson(state, static_cast<double>(rates[i])));
}

/// p[i] = 1 with probability `p_one`, else 0, in any dtype.
template <class T>
void bernoulli_fill(T* p, std::size_t n, double p_one, State& state) {
  constexpr std::size_t kChunk = 512;
  std::uint8_t mask[kChunk];
  std::lock_guard<std::mutex> lock(state.mutex);
  for (std::size_t i = 0; i < n; i += kChunk) {
    const std::size_t count = n - i < kChunk ? n - i : kChunk;
    detail::bernoulli(mask, count, p_one, state);
    for (std::size_t k = 0; k < count; ++k) p[i + k] = static_cast<T>(mask[k]);
  }
}

/// p[i] = 1 with probability probs[i]. Double probabilities draw 53 bits, all others 24.
template <class T, class P>
void bernoulli_fill(T* p, const P* probs, std::size_t n, State& state) {
  std::lock_guard<std::mutex> lock(state.mutex);
  for (std::size_t i = 0; i < n; ++i) {
    bool one;
    if constexpr (std::is_same_v<P, double>) {
      one = uniform53(state) < probs[i];
    } else {
      one = uniform24(state) < static_cast<float>(probs[i]);
    }
    p[i] = detail::convert<T>(one ? 1.0 : 0.0);
  }
}

/// `random_(from, to)` and `randint`: integers in [from, from + range), 0 < range. `range` 0 stands for
/// 2^64 and gives the raw draws, whatever `from` is.
template <class T>
void randint_fill(T* p, std::size_t n, std::int64_t from, std::uint64_t range, State& state) {
  constexpr std::size_t kChunk = 256;
  const std::uint64_t offset = range == 0 ? 0 : static_cast<std::uint64_t>(from);
  std::uint64_t draws[kChunk];
  std::lock_guard<std::mutex> lock(state.mutex);
  for (std::size_t i = 0; i < n; i += kChunk) {
    const std::size_t count = n - i < kChunk ? n - i : kChunk;
    detail::integers(draws, count, range, state);
    for (std::size_t k = 0; k < count; ++k) {
      const auto value = static_cast<std::int64_t>(draws[k] + offset);
      if constexpr (std::is_arithmetic_v<T>) {
        p[i + k] = static_cast<T>(value);
      } else {
        p[i + k] = static_cast<T>(static_cast<float>(value));
      }
    }
  }
}

/// `random_()`: every non-negative value of an integer type, or every integer a floating type holds exactly.
template <class T>
void random_full_fill(T* p, std::size_t n, State& state) {
  std::uint64_t range = 0;
  if constexpr (std::is_same_v<T, bool>) {
    range = 2;
  } else if constexpr (std::is_integral_v<T>) {
    range = static_cast<std::uint64_t>(std::numeric_limits<T>::max()) + 1;
  } else {
    range = (1ULL << detail::significand_bits<T>)+1;
  }
  randint_fill(p, n, 0, range, state);
}

namespace detail {
template <class T>
float round_to(float x) {
  return static_cast<float>(static_cast<T>(x));
}

template <class T>
void uniform_half(T* p, std::size_t n, double from, double to, State& state) {
  constexpr int digits = significand_bits<T>;
  static_assert(digits == 11 || digits == 8, "half types only");
  constexpr float scale = 1.0f / static_cast<float>(1U << digits);
  const float low = round_to<T>(static_cast<float>(from));
  const float width = round_to<T>(round_to<T>(static_cast<float>(to)) - low);
  for (std::size_t i = 0; i < n; ++i) {
    const float u = static_cast<float>(state.engine.random() & ((1U << digits) - 1)) * scale;
    p[i] = static_cast<T>(u * width + low);  // the product is exact, so fusing changes nothing
  }
}

// PyTorch works in Half by way of float, rounding only what it names; in BFloat16 it rounds every step.
template <class T>
void normal_half_pair(T& a, T& b, float mean, float std) {
  const float u = round_to<T>(1.0f - static_cast<float>(a));
  const float theta =
      round_to<T>(static_cast<float>(6.283185307179586 * static_cast<double>(static_cast<float>(b))));
  if constexpr (significand_bits<T> == 11) {
    const float radius = round_to<T>(std::sqrt(-2.0f * std::log(u)));
    a = static_cast<T>(std::fma(radius * std::cos(theta), std, mean));
    b = static_cast<T>(std::fma(radius * std::sin(theta), std, mean));
  } else {
    const float radius = round_to<T>(std::sqrt(round_to<T>(-2.0f * round_to<T>(std::log(u)))));
    const float x = round_to<T>(radius * round_to<T>(std::cos(theta)));
    const float y = round_to<T>(radius * round_to<T>(std::sin(theta)));
    a = static_cast<T>(round_to<T>(x * std) + mean);
    b = static_cast<T>(round_to<T>(y * std) + mean);
  }
}
}  // namespace detail

/// Uniform on [from, to) for half types: as many bits of a 32-bit draw as the significand has.
template <class T>
void uniform_half_fill(T* p, std::size_t n, double from, double to, State& state) {
  std::lock_guard<std::mutex> lock(state.mutex);
  detail::uniform_half(p, n, from, to, state);
}

/// `normal_fill` for half types.
template <class T>
void normal_half_fill(T* p, std::size_t n, double mean, double std, State& state) {
  if (n < 16) return normal_serial(p, n, mean, std, state);
  std::lock_guard<std::mutex> lock(state.mutex);
  const float m = detail::round_to<T>(static_cast<float>(mean)),
              s = detail::round_to<T>(static_cast<float>(std));
  detail::uniform_half(p, n, 0, 1, state);
  std::size_t i = 0;
  for (; i + 16 <= n; i += 16)
    for (std::size_t j = i; j < i + 8; ++j) detail::normal_half_pair(p[j], p[j + 8], m, s);
  if (i == n) return;
  T* last = p + n - 16;  // the last 16 are drawn anew, over part of a finished block
  detail::uniform_half(last, 16, 0, 1, state);
  for (std::size_t j = 0; j < 8; ++j) detail::normal_half_pair(last[j], last[j + 8], m, s);
}

/// Samples with replacement: `samples` indices per row of `weights` [rows, categories].
void multinomial_with_replacement(std::int64_t* out, const float* weights, std::size_t rows,
                                  std::size_t categories, std::size_t samples, State& state);
void multinomial_with_replacement(std::int64_t* out, const double* weights, std::size_t rows,
                                  std::size_t categories, std::size_t samples, State& state);
/// Samples without replacement: those with the largest weight / exponential variate, one variate per
/// category drawn for all rows first.
void multinomial_without_replacement(std::int64_t* out, const float* weights, std::size_t rows,
                                     std::size_t categories, std::size_t samples, State& state);
void multinomial_without_replacement(std::int64_t* out, const double* weights, std::size_t rows,
                                     std::size_t categories, std::size_t samples, State& state);

}  // namespace facula::random
