#pragma once
// The device side of the random generator.
#include "cuda/cast.h"
#include "cuda/generator.h"

namespace facula::gpu {

/// One thread's stream: Philox4x32-10 of (seed; offset, thread), four draws a call.
/// source  Salmon et al., SC 2011, section 3.3 and table 2
class Rng {
 public:
  __device__ Rng(PhiloxState s, uint64_t thread) : seed_(s.seed), thread_(thread), counter_(s.offset / 4) {}

  __device__ uint32_t next32() {
    if (left_ == 0) refill();
    return draws_[4 - left_--];
  }
  __device__ uint64_t next64() {
    const uint64_t high = next32();
    return high << 32 | next32();
  }
  /// Uniform on [0, 1) with as many bits as T's significand (at most what one draw has).
  template <class T>
  __device__ T uniform() {
    if constexpr (__is_same(T, double))
      return static_cast<double>(next64() >> 11) * 0x1p-53;
    else
      return static_cast<float>(next32() >> 8) * 0x1p-24f;
  }
  /// Uniform on (0, 1].
  template <class T>
  __device__ T positive() {
    if constexpr (__is_same(T, double))
      return static_cast<double>((next64() >> 11) + 1) * 0x1p-53;
    else
      return static_cast<float>((next32() >> 8) + 1) * 0x1p-24f;
  }
  /// Standard normal, by Box and Muller; the second of a pair waits for the next call.
  template <class T>
  __device__ T normal() {
    if (has_spare_) {
      has_spare_ = false;
      return static_cast<T>(spare_);
    }
    const T radius = ::sqrt(T(-2) * ::log(positive<T>())), turn = uniform<T>();
    T s, c;
    if constexpr (__is_same(T, double))
      ::sincospi(2 * turn, &s, &c);
    else
      ::sincospif(2 * turn, &s, &c);
    spare_ = radius * s;
    has_spare_ = true;
    return radius * c;
  }

 private:
  __device__ void refill() {
    uint32_t c[4] = {static_cast<uint32_t>(counter_), static_cast<uint32_t>(counter_ >> 32),
                     static_cast<uint32_t>(thread_), static_cast<uint32_t>(thread_ >> 32)};
    uint32_t k0 = static_cast<uint32_t>(seed_), k1 = static_cast<uint32_t>(seed_ >> 32);
#pragma unroll
    for (int round = 0; round < 10; ++round) {
      const uint32_t h0 = __umulhi(0xD2511F53u, c[0]), l0 = 0xD2511F53u * c[0];
      const uint32_t h1 = __umulhi(0xCD9E8D57u, c[2]), l1 = 0xCD9E8D57u * c[2];
      const uint32_t next[4] = {h1 ^ c[1] ^ k0, l1, h0 ^ c[3] ^ k1, l0};
#pragma unroll
      for (int i = 0; i < 4; ++i) c[i] = next[i];
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
#pragma unroll
    for (int i = 0; i < 4; ++i) draws_[i] = c[i];
    ++counter_;
    left_ = 4;
  }

  uint64_t seed_, thread_, counter_;
  uint32_t draws_[4];
  int left_ = 0;
  bool has_spare_ = false;
  double spare_ = 0;
};

}  // namespace facula::gpu
