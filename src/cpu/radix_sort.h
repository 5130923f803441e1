#pragma once
// Stable sorting of a line of numbers with the positions they had.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "facula/core/half.h"

namespace facula::cpu {

template <size_t Bytes>
struct Unsigned;
template <>
struct Unsigned<1> {
  using type = uint8_t;
};
template <>
struct Unsigned<2> {
  using type = uint16_t;
};
template <>
struct Unsigned<4> {
  using type = uint32_t;
};
template <>
struct Unsigned<8> {
  using type = uint64_t;
};
template <class T>
using KeyOf = typename Unsigned<sizeof(T)>::type;

/// A number whose unsigned order is the order of v: NaN last, -0 equal to 0.
template <class T>
inline KeyOf<T> sort_key(T v) {
  using U = KeyOf<T>;
  constexpr U top = static_cast<U>(U(1) << (sizeof(U) * 8 - 1));
  U u;
  std::memcpy(&u, &v, sizeof u);
  if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, uint8_t>) {
    return u;
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<U>(u ^ top);
  } else {
    constexpr U infinity = std::is_same_v<T, Half>       ? static_cast<U>(0x7c00)
                           : std::is_same_v<T, BFloat16> ? static_cast<U>(0x7f80)
                           : sizeof(T) == 4              ? static_cast<U>(0x7f800000)
                                                         : static_cast<U>(0x7ff0000000000000);
    const U magnitude = static_cast<U>(u & ~top);
    if (magnitude > infinity) return static_cast<U>(~U(0));
    return static_cast<U>(u & top && magnitude ? ~u : magnitude | top);
  }
}

/// One element on its way: where it came from, and its key.
template <class U>
struct Keyed {
  U key;
  std::conditional_t<sizeof(U) == 8, uint64_t, uint32_t> at;
};

/// radix_sort() with digits of kBits.
template <int kBits, class U>
Keyed<U>* radix_passes(Keyed<U>* items, Keyed<U>* spare, int64_t n) {
  constexpr int kPasses = (static_cast<int>(sizeof(U)) * 8 + kBits - 1) / kBits;
  constexpr U kMask = static_cast<U>((1u << kBits) - 1);
  U varying = 0;  // digits in which all keys agree need no pass
  for (int64_t i = 0; i < n; ++i) varying |= static_cast<U>(items[i].key ^ items[0].key);
  uint32_t counts[kPasses][1 << kBits];
  int active = 0;
  for (int p = 0; p < kPasses; ++p) active += (static_cast<U>(varying >> (p * kBits)) & kMask) != 0;
  if (active == kPasses) {
    std::memset(counts, 0, sizeof counts);
    for (int64_t i = 0; i < n; ++i)
      for (int p = 0; p < kPasses; ++p) ++counts[p][static_cast<U>(items[i].key >> (p * kBits)) & kMask];
  } else {
    for (int p = 0; p < kPasses; ++p) {
      if (!(static_cast<U>(varying >> (p * kBits)) & kMask)) continue;
      std::memset(counts[p], 0, sizeof counts[p]);
      for (int64_t i = 0; i < n; ++i) ++counts[p][static_cast<U>(items[i].key >> (p * kBits)) & kMask];
    }
  }
  for (int p = 0; p < kPasses; ++p) {
    const int shift = p * kBits;
    uint32_t* count = counts[p];
    if (!(static_cast<U>(varying >> shift) & kMask)) continue;
    uint32_t at = 0;
    for (int b = 0; b <= static_cast<int>(kMask); ++b) {
      const uint32_t c = count[b];
      count[b] = at;
      at += c;
    }
    for (int64_t i = 0; i < n; ++i) spare[count[static_cast<U>(items[i].key >> shift) & kMask]++] = items[i];
    std::swap(items, spare);
  }
  return items;
}

/// By insertion: quick where little is out of place.
template <class U>
void insertion_sort(Keyed<U>* items, int64_t n) {
  for (int64_t i = 1; i < n; ++i) {
    const Keyed<U> v = items[i];
    int64_t j = i;
    for (; j > 0 && items[j - 1].key > v.key; --j) items[j] = items[j - 1];
    items[j] = v;
  }
}

/// radix_sort() of few items: by the 16 highest bits in which keys differ, then by insertion.
template <class U>
Keyed<U>* sort_few(Keyed<U>* items, Keyed<U>* spare, int64_t n) {
  U varying = 0;
  for (int64_t i = 0; i < n; ++i) varying |= static_cast<U>(items[i].key ^ items[0].key);
  int top = 0;
  for (uint64_t v = varying; v; v >>= 1) ++top;
  const int shift = top > 16 ? top - 16 : 0;
  for (int k = shift; k < top; k += 8) {
    uint16_t count[257] = {};
    for (int64_t i = 0; i < n; ++i) ++count[1 + ((items[i].key >> k) & 255)];
    for (int b = 1; b < 256; ++b) count[b] = static_cast<uint16_t>(count[b] + count[b - 1]);
    for (int64_t i = 0; i < n; ++i) spare[count[(items[i].key >> k) & 255]++] = items[i];
    std::swap(items, spare);
  }
  if (shift) insertion_sort(items, n);
  return items;
}

/// Sorts items[0..n) by key, stably; `spare` holds n items, too. Returns where the result lies.
/// source  Knuth, The Art of Computer Programming 3, 5.2.5 (radix sorting)
template <class U>
Keyed<U>* radix_sort(Keyed<U>* items, Keyed<U>* spare, int64_t n) {
  constexpr int64_t kInsertion = 24, kFew = 192;
  constexpr int64_t kShort = 4096;  // below, a long digit's table costs more than another pass
  if (n <= kInsertion) {
    insertion_sort(items, n);
    return items;
  }
  if (sizeof(U) >= 4 && n <= kFew) return sort_few(items, spare, n);
  if (sizeof(U) == 4 && n > kShort) return radix_passes<11>(items, spare, n);
  return radix_passes<8>(items, spare, n);
}

/// counts[b] = how many keys have b in the bits that are left of key >> shift under the mask. Four tables in
/// turn: keys that fall into the same place one after the other do not wait for each other.
template <int kBits, class U>
void count_digits(const U* keys, int64_t n, int shift, U mask, uint32_t (&counts)[1 << kBits]) {
  uint32_t more[3][1 << kBits] = {};
  std::fill_n(counts, 1 << kBits, 0u);
  const auto digit = [&](int64_t i) { return static_cast<U>(keys[i] >> shift) & mask; };
  int64_t i = 0;
  for (; i + 4 <= n; i += 4) {
    ++counts[digit(i)];
    for (int k = 0; k < 3; ++k) ++more[k][digit(i + 1 + k)];
  }
  for (; i < n; ++i) ++counts[digit(i)];
  for (int b = 0; b < 1 << kBits; ++b) counts[b] += more[0][b] + more[1][b] + more[2][b];
}

/// The k-th smallest (from 0) of n keys; `work` holds n keys and is overwritten.
template <class U>
U select_key(const U* keys, int64_t n, int64_t k, U* work) {
  constexpr int kBits = static_cast<int>(sizeof(U)) * 8, kDigit = 10;
  constexpr int64_t kFew = 512;
  int64_t m = n;
  const U* from = keys;
  for (int shift = kBits; shift > 0 && m > kFew;) {  // narrows the candidates by their next digit
    const int digit = std::min(shift, kDigit);
    shift -= digit;
    uint32_t counts[1 << kDigit];
    const U mask = static_cast<U>((U(1) << (digit - 1) << 1) - 1);
    count_digits<kDigit>(from, m, shift, mask, counts);
    U b = 0;
    for (; k >= static_cast<int64_t>(counts[b]); ++b) k -= static_cast<int64_t>(counts[b]);
    int64_t kept = 0;
    for (int64_t i = 0; i < m; ++i) {
      work[kept] = from[i];
      kept += (static_cast<U>(from[i] >> shift) & mask) == b;
    }
    from = work;
    m = kept;
  }
  if (from != work) std::copy(from, from + m, work);
  std::nth_element(work, work + k, work + m);
  return work[k];
}

}  // namespace facula::cpu
