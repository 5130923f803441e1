#include "kernels/random_fill.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "random_simd.h"

// Every fusion below is written out, because it decides the last bit; the compiler may add none.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC optimize("fp-contract=off")
#endif

namespace facula::random {
namespace {

constexpr std::size_t kChunk = 1024;
constexpr std::uint64_t kMask53 = (1ULL << 53) - 1;

// Uniforms in [0, 1) or scaled; `draws` is room for 2 * kChunk words.
void uniform_unlocked(float* p, std::size_t n, float low, float width, State& state) {
  alignas(32) std::uint32_t draws[kChunk];
  alignas(32) float tail[8];
  while (n > 0) {
    const std::size_t count = std::min(n, kChunk), whole = count & ~std::size_t{7};
    state.engine.random(draws, count);
    simd::uniform_block(p, draws, whole, low, width);
    if (whole < count) {
      std::memset(draws + count, 0, (whole + 8 - count) * sizeof(std::uint32_t));
      simd::uniform_block(tail, draws + whole, 8, low, width);
      std::memcpy(p + whole, tail, (count - whole) * sizeof(float));
    }
    p += count;
    n -= count;
  }
}

double unit53(const std::uint32_t* draws) {
  const std::uint64_t bits = (static_cast<std::uint64_t>(draws[0]) << 32) | draws[1];
  return static_cast<double>(static_cast<std::int64_t>(bits & kMask53)) * 0x1p-53;
}

void uniform_unlocked(double* p, std::size_t n, double low, double width, State& state) {
  std::uint32_t draws[2 * kChunk];
  while (n > 0) {
    const std::size_t count = std::min(n, kChunk);
    state.engine.random(draws, 2 * count);
    if (low == 0 && width == 1) {
      for (std::size_t i = 0; i < count; ++i) p[i] = unit53(draws + 2 * i);
    } else {
      for (std::size_t i = 0; i < count; ++i) p[i] = std::fma(unit53(draws + 2 * i), width, low);
    }
    p += count;
    n -= count;
  }
}

void normal_blocks(float* p, std::size_t n, double mean, double std) {
  simd::normal_blocks(p, n, static_cast<float>(mean), static_cast<float>(std));
}

void normal_blocks(double* p, std::size_t n, double mean, double std) {
  for (; n >= 16; p += 16, n -= 16) {
    for (std::size_t j = 0; j < 8; ++j) {
      const double radius = std::sqrt(-2.0 * std::log(1.0 - p[j]));
      const double theta = 2.0 * std::numbers::pi * p[j + 8];
      p[j] = std::fma(radius * std::cos(theta), std, mean);
      p[j + 8] = std::fma(radius * std::sin(theta), std, mean);
    }
  }
}

template <class T>
void normal_fill_any(T* p, std::size_t n, double mean, double std, State& state) {
  if (n < 16) return normal_serial(p, n, mean, std, state);
  std::lock_guard<std::mutex> lock(state.mutex);
  const std::size_t whole = n & ~std::size_t{15};
  if (whole == n) {
    // In pieces that stay in the cache: the uniforms come in the same order.
    for (std::size_t i = 0; i < n; i += kChunk) {
      const std::size_t count = std::min(n - i, kChunk);
      uniform_unlocked(p + i, count, T(0), T(1), state);
      normal_blocks(p + i, count, mean, std);
    }
    return;
  }
  uniform_unlocked(p, n, T(0), T(1), state);
  normal_blocks(p, whole, mean, std);
  T* last = p + n - 16;  // the last 16 are drawn anew, over part of a finished block
  uniform_unlocked(last, 16, T(0), T(1), state);
  normal_blocks(last, 16, mean, std);
}

}  // namespace

void uniform_fill(float* p, std::size_t n, double from, double to, State& state) {
  std::lock_guard<std::mutex> lock(state.mutex);
  const float low = static_cast<float>(from);
  uniform_unlocked(p, n, low, static_cast<float>(to) - low, state);
}

void uniform_fill(double* p, std::size_t n, double from, double to, State& state) {
  std::lock_guard<std::mutex> lock(state.mutex);
  uniform_unlocked(p, n, from, to - from, state);
}

void normal_fill(float* p, std::size_t n, double mean, double std, State& state) {
  normal_fill_any(p, n, mean, std, state);
}

void normal_fill(double* p, std::size_t n, double mean, double std, State& state) {
  normal_fill_any(p, n, mean, std, state);
}

void bernoulli_mask(std::uint8_t* mask, std::size_t n, double p_one, State& state) {
  std::lock_guard<std::mutex> lock(state.mutex);
  detail::bernoulli(mask, n, p_one, state);
}

void exponential_fill(double* p, std::size_t n, double lambda, State& state) {
  std::lock_guard<std::mutex> lock(state.mutex);
  const double scale = -1.0 / lambda;
  uniform_unlocked(p, n, 0.0, 1.0, state);
  for (std::size_t i = 0; i < n; ++i) p[i] = scale * std::log(1.0 - p[i]);
}

void exponential_fill(float* p, std::size_t n, double lambda, State& state) {
  std::lock_guard<std::mutex> lock(state.mutex);
  const double scale = -1.0 / lambda;
  double u[kChunk];
  for (std::size_t i = 0; i < n; i += kChunk) {
    const std::size_t count = std::min(n - i, kChunk);
    uniform_unlocked(u, count, 0.0, 1.0, state);
    for (std::size_t k = 0; k < count; ++k) p[i + k] = static_cast<float>(scale * std::log(1.0 - u[k]));
  }
}

void randperm_fill(std::int64_t* p, std::size_t n, State& state) {
  std::lock_guard<std::mutex> lock(state.mutex);
  for (std::size_t i = 0; i < n; ++i) p[i] = static_cast<std::int64_t>(i);
  std::uint32_t draws[kChunk];
  for (std::size_t i = 0; i + 1 < n; i += kChunk) {
    const std::size_t count = std::min(n - 1 - i, kChunk);
    state.engine.random(draws, count);
    for (std::size_t k = 0; k < count; ++k) std::swap(p[i + k], p[i + k + draws[k] % (n - i - k)]);
  }
}

namespace detail {

void bernoulli(std::uint8_t* mask, std::size_t n, double p_one, State& state) {
  // u * 2^53 < p * 2^53 holds for integers u exactly when u < ceil(p * 2^53).
  const auto bound = static_cast<std::int64_t>(std::ceil(p_one * 0x1p53));
  std::uint32_t draws[2 * kChunk];
  while (n > 0) {
    const std::size_t count = std::min(n, kChunk);
    state.engine.random(draws, 2 * count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t bits = (static_cast<std::uint64_t>(draws[2 * i]) << 32) | draws[2 * i + 1];
      mask[i] = static_cast<std::int64_t>(bits & kMask53) < bound;
    }
    mask += count;
    n -= count;
  }
}

void integers(std::uint64_t* out, std::size_t n, std::uint64_t range, State& state) {
  Mt19937& engine = state.engine;
  if (range == 0 || range >= (1ULL << 32)) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t draw = engine.random64();
      out[i] = range == 0 ? draw : draw % range;
    }
    return;
  }
  // draw % range by two multiplications, exact for 32-bit operands.
  // source: Lemire, Kaser, Kurz, "Faster remainder by direct computation" (2019)
  const std::uint64_t inverse = ~0ULL / range + 1;
  std::uint32_t draws[256];
  for (std::size_t i = 0; i < n; i += 256) {
    const std::size_t count = std::min<std::size_t>(n - i, 256);
    engine.random(draws, count);
    for (std::size_t k = 0; k < count; ++k) {
      const std::uint64_t fraction = inverse * draws[k];
      out[i + k] = static_cast<std::uint64_t>((static_cast<unsigned __int128>(fraction) * range) >> 64);
    }
  }
}

}  // namespace detail
}  // namespace facula::random
