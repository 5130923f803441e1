#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <type_traits>

#include "facula/core/generator_state.h"

/// Random fills of contiguous memory with PyTorch's CPU streams, bit for bit.
///
/// Every function that takes a `CPUGeneratorState&` locks it for the whole fill, except those in
/// `detail`. Arguments are taken as valid: the ops check them. Strided outputs: fill a contiguous
/// buffer and copy, but use `normal_serial` for normals, as PyTorch's 16-element path needs contiguity.
/// Half types only need `static_cast` to and from float and `std::numeric_limits<T>::digits`.
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

/// Draws of integers in [0, range): from 32 bits below 2^32, else from 64. `range` 0 means all 64 bits.
void integers(std::uint64_t* out, std::size_t n, std::uint64_t range, State& state);
/// Restarts normals from uniforms of a half type; see random_half.cpp.
float half_block_step(float u1, float u2);

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
  for (std::size_t i = 0; i < n; ++i) p[i] = detail::convert<T>(detail::poisson(state, static_cast<double>(rates[i])));
}

/// p[i] = 1 with probability `p_one`, else 0, in any dtype.
template <class T>
void bernoulli_fill(T* p, std::size_t n, double p_one, State& state) {
  std::lock_guard<std::mutex> lock(state.mutex);
  for (std::size_t i = 0; i < n; ++i) p[i] = detail::convert<T>(uniform53(state) < p_one ? 1.0 : 0.0);
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
    range = (1ULL << std::numeric_limits<T>::digits) + 1;
  }
  randint_fill(p, n, 0, range, state);
}

/// Uniform on [from, to) for half types: as many bits of a 32-bit draw as the significand has.
template <class T>
void uniform_half_fill(T* p, std::size_t n, double from, double to, State& state) {
  constexpr int digits = std::numeric_limits<T>::digits;
  constexpr float scale = 1.0f / static_cast<float>(1U << digits);
  const float low = static_cast<float>(static_cast<T>(static_cast<float>(from)));
  const float width = static_cast<float>(static_cast<T>(static_cast<float>(to))) - low;
  std::lock_guard<std::mutex> lock(state.mutex);
  for (std::size_t i = 0; i < n; ++i) {
    const float u = static_cast<float>(state.engine.random() & ((1U << digits) - 1)) * scale;
    p[i] = static_cast<T>(__builtin_fmaf(u, width, low));
  }
}

/// One pair of a half type's 16-element path, rounded to T after every step as PyTorch rounds.
template <class T>
void normal_half_fill(T* p, std::size_t n, double mean, double std, State& state);

/// Samples with replacement: `samples` indices per row of `weights` [rows, categories].
void multinomial_with_replacement(std::int64_t* out, const float* weights, std::size_t rows, std::size_t categories,
                                  std::size_t samples, State& state);
void multinomial_with_replacement(std::int64_t* out, const double* weights, std::size_t rows, std::size_t categories,
                                  std::size_t samples, State& state);
/// Samples without replacement, and PyTorch's way for a single sample too: the largest weight / exponential variate.
void multinomial_without_replacement(std::int64_t* out, const float* weights, std::size_t rows,
                                     std::size_t categories, std::size_t samples, State& state);
void multinomial_without_replacement(std::int64_t* out, const double* weights, std::size_t rows,
                                     std::size_t categories, std::size_t samples, State& state);

}  // namespace facula::random
