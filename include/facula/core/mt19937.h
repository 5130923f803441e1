#pragma once

#include <cstddef>
#include <cstdint>

namespace facula {

/// The 32-bit Mersenne Twister, the engine behind every CPU random number.
/// Its stream equals `std::mt19937(uint32_t(seed))` and PyTorch's CPU generator after `manual_seed(seed)`.
/// A plain value: copying it forks the stream, `==` tells whether two streams will go on alike.
/// source  M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998)
class Mt19937 {
 public:
  static constexpr std::size_t state_size = 624;

  /// Where an engine stands, as PyTorch writes it into its generator state.
  struct Position {
    std::uint32_t left;  ///< one more than the draws left before the words are renewed
    std::uint32_t next;  ///< index of the next word to hand out
  };

  explicit Mt19937(std::uint64_t seed = 67280421310721ULL);

  /// Restarts the stream from the low 32 bits of `seed`.
  void seed(std::uint64_t seed);

  /// The next 32 bits.
  std::uint32_t random() {
    if (available_ == 0) renew();
    --available_;
    return temper(words_[next_++]);
  }

  /// The next 64 bits: the first draw is the high half.
  std::uint64_t random64() {
    const std::uint64_t high = random();
    return (high << 32) | random();
  }

  /// The next `n` draws, written to `out`; the same numbers as `n` calls of `random()`, several times faster.
  void random(std::uint32_t* out, std::size_t n);

  /// Read and replace the raw state (624 words and the position), for saving and loading.
  /// `restore` returns false and changes nothing if the position is impossible.
  const std::uint32_t* words() const { return words_; }
  Position position() const { return {available_ + 1, next_}; }
  bool restore(const std::uint32_t* words, Position position);

  friend bool operator==(const Mt19937& a, const Mt19937& b) { return a.equals(b); }
  friend bool operator!=(const Mt19937& a, const Mt19937& b) { return !a.equals(b); }

 private:
  static std::uint32_t temper(std::uint32_t y) {
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680U;
    y ^= (y << 15) & 0xefc60000U;
    return y ^ (y >> 18);
  }
  void renew();
  bool equals(const Mt19937& other) const;

  std::uint32_t words_[state_size];
  std::uint32_t available_;
  std::uint32_t next_;
};

}  // namespace facula
