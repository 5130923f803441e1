#include "facula/core/mt19937.h"

#include <algorithm>
#include <cstring>

namespace facula {
namespace {

constexpr std::size_t kWords = Mt19937::state_size;
constexpr std::size_t kShift = 397;
constexpr std::uint32_t kUpper = 0x80000000U;
constexpr std::uint32_t kMatrix = 0x9908b0dfU;

// Eight lanes; GCC and Clang lower them to whatever the enclosing function's target has.
typedef std::uint32_t Lanes __attribute__((vector_size(32)));

#define FACULA_INLINE inline __attribute__((always_inline))

FACULA_INLINE std::uint32_t twist(std::uint32_t a, std::uint32_t b, std::uint32_t far) {
  return far ^ (((a & kUpper) | (b & ~kUpper)) >> 1) ^ ((0U - (b & 1U)) & kMatrix);
}

// Renews words[i..end) from their old values, their right neighbours and the word `far` words further on.
// Eight at a time is safe because the words read at a distance are at least 227 away.
FACULA_INLINE void twist_range(std::uint32_t* words, std::size_t i, std::size_t end, std::ptrdiff_t far) {
  for (; i + 8 <= end; i += 8) {
    Lanes a, b, c;
    std::memcpy(&a, words + i, sizeof a);
    std::memcpy(&b, words + i + 1, sizeof b);
    std::memcpy(&c, words + static_cast<std::ptrdiff_t>(i) + far, sizeof c);
    c ^= (((a & kUpper) | (b & ~kUpper)) >> 1) ^ ((0U - (b & 1U)) & kMatrix);
    std::memcpy(words + i, &c, sizeof c);
  }
  for (; i < end; ++i) words[i] = twist(words[i], words[i + 1], words[static_cast<std::ptrdiff_t>(i) + far]);
}

FACULA_INLINE void renew_words(std::uint32_t* words) {
  twist_range(words, 0, kWords - kShift, kShift);
  twist_range(words, kWords - kShift, kWords - 1, -static_cast<std::ptrdiff_t>(kWords - kShift));
  words[kWords - 1] = twist(words[kWords - 1], words[0], words[kShift - 1]);
}

FACULA_INLINE void temper_words(std::uint32_t* out, const std::uint32_t* words, std::size_t n) {
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    Lanes y;
    std::memcpy(&y, words + i, sizeof y);
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680U;
    y ^= (y << 15) & 0xefc60000U;
    y ^= y >> 18;
    std::memcpy(out + i, &y, sizeof y);
  }
  for (; i < n; ++i) {
    std::uint32_t y = words[i];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680U;
    y ^= (y << 15) & 0xefc60000U;
    out[i] = y ^ (y >> 18);
  }
}

void renew_generic(std::uint32_t* words) { renew_words(words); }
void temper_generic(std::uint32_t* out, const std::uint32_t* words, std::size_t n) {
  temper_words(out, words, n);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) void renew_avx2(std::uint32_t* words) { renew_words(words); }
__attribute__((target("avx2"))) void temper_avx2(std::uint32_t* out, const std::uint32_t* words,
                                                 std::size_t n) {
  temper_words(out, words, n);
}
bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
}
#endif

void renew_best(std::uint32_t* words) {
#if defined(__x86_64__)
  if (has_avx2()) return renew_avx2(words);
#endif
  renew_generic(words);
}

void temper_best(std::uint32_t* out, const std::uint32_t* words, std::size_t n) {
#if defined(__x86_64__)
  if (has_avx2()) return temper_avx2(out, words, n);
#endif
  temper_generic(out, words, n);
}

}  // namespace

Mt19937::Mt19937(std::uint64_t seed_value) { seed(seed_value); }

void Mt19937::seed(std::uint64_t seed_value) {
  words_[0] = static_cast<std::uint32_t>(seed_value);
  for (std::uint32_t i = 1; i < state_size; ++i)
    words_[i] = 1812433253U * (words_[i - 1] ^ (words_[i - 1] >> 30)) + i;
  available_ = 0;
  next_ = 0;
}

void Mt19937::renew() {
  renew_best(words_);
  available_ = state_size;
  next_ = 0;
}

void Mt19937::random(std::uint32_t* out, std::size_t n) {
  while (n > 0) {
    if (available_ == 0) renew();
    const std::size_t count = std::min<std::size_t>(n, available_);
    temper_best(out, words_ + next_, count);
    next_ += static_cast<std::uint32_t>(count);
    available_ -= static_cast<std::uint32_t>(count);
    out += count;
    n -= count;
  }
}

bool Mt19937::restore(const std::uint32_t* words, Position position) {
  // A fresh engine stands at (1, 0); every other one has handed out `next` words and keeps the rest.
  const bool fresh = position.left == 1 && position.next == 0;
  const bool running = position.left >= 1 && position.next >= 1 && position.next <= state_size &&
                       position.left - 1 + position.next == state_size;
  if (!fresh && !running) return false;
  std::memcpy(words_, words, sizeof words_);
  available_ = position.left - 1;
  next_ = position.next;
  return true;
}

bool Mt19937::equals(const Mt19937& other) const {
  return available_ == other.available_ && next_ == other.next_ &&
         std::memcmp(words_, other.words_, sizeof words_) == 0;
}

}  // namespace facula
