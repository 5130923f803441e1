// Choosing elements by mask: branch-free, because masks are seldom predictable.
#ifdef __AVX512BW__
#include <immintrin.h>
#endif

#include "cpu/index_loops.h"

namespace facula::cpu::FACULA_ISA {

namespace {

struct Bytes16 {
  uint64_t a, b;
};

template <class T, bool kA, bool kB>
void where_dense(T* __restrict y, const uint8_t* __restrict m, const T* a, const T* b, int64_t n) {
  for (int64_t j = 0; j < n; ++j) {
    const T u = kA ? a[j] : *a, v = kB ? b[j] : *b;
    y[j] = m[j] ? u : v;
  }
}

template <class T>
void where(char* y, int64_t sy, const char* mask, int64_t sm, const char* a, int64_t sa, const char* b,
           int64_t sb, int64_t n) {
  constexpr auto size = static_cast<int64_t>(sizeof(T));
  const auto* m = reinterpret_cast<const uint8_t*>(mask);
  if (sy == size && sm == 1 && (sa == size || sa == 0) && (sb == size || sb == 0)) {
    T* out = reinterpret_cast<T*>(y);
    const T *p = reinterpret_cast<const T*>(a), *q = reinterpret_cast<const T*>(b);
    if (sa && sb) return where_dense<T, true, true>(out, m, p, q, n);
    if (sa) return where_dense<T, true, false>(out, m, p, q, n);
    if (sb) return where_dense<T, false, true>(out, m, p, q, n);
    return where_dense<T, false, false>(out, m, p, q, n);
  }
  for (int64_t j = 0; j < n; ++j)
    *reinterpret_cast<T*>(y + j * sy) = *reinterpret_cast<const T*>(m[j * sm] ? a + j * sa : b + j * sb);
}

int64_t count(const char* mask, int64_t n) {
  const auto* m = reinterpret_cast<const uint8_t*>(mask);
  int64_t total = 0;
  for (int64_t begin = 0; begin < n; begin += 4096) {
    const int64_t end = begin + 4096 < n ? begin + 4096 : n;
    uint32_t part = 0;
    for (int64_t j = begin; j < end; ++j) part += m[j];
    total += part;
  }
  return total;
}

#ifdef __AVX512BW__
// Whole vectors are stored while there is room for them; the rest goes one by one.
FACULA_INLINE int64_t compress_vectors(uint32_t* y, const uint32_t* x, const uint8_t* m, int64_t n,
                                       int64_t count, int64_t& k) {
  int64_t i = 0;
  for (; i + 16 <= n && k + 16 <= count; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(m + i));
    const __mmask16 bits = _mm_test_epi8_mask(bytes, bytes);
    _mm512_storeu_si512(y + k, _mm512_maskz_compress_epi32(bits, _mm512_loadu_si512(x + i)));
    k += __builtin_popcount(bits);
  }
  return i;
}
FACULA_INLINE int64_t compress_vectors(uint64_t* y, const uint64_t* x, const uint8_t* m, int64_t n,
                                       int64_t count, int64_t& k) {
  int64_t i = 0;
  for (; i + 8 <= n && k + 8 <= count; i += 8) {
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(m + i));
    const auto bits = static_cast<__mmask8>(_mm_test_epi8_mask(bytes, bytes));
    _mm512_storeu_si512(y + k, _mm512_maskz_compress_epi64(bits, _mm512_loadu_si512(x + i)));
    k += __builtin_popcount(bits);
  }
  return i;
}
#endif

template <class T>
void compress(char* y, const char* x, const char* mask, [[maybe_unused]] int64_t n, int64_t count) {
  T* out = reinterpret_cast<T*>(y);
  const T* in = reinterpret_cast<const T*>(x);
  const auto* m = reinterpret_cast<const uint8_t*>(mask);
  int64_t i = 0, k = 0;
#ifdef __AVX512BW__
  if constexpr (sizeof(T) == 4 || sizeof(T) == 8) i = compress_vectors(out, in, m, n, count, k);
#endif
  for (; k < count; ++i) {
    out[k] = in[i];
    k += m[i];
  }
}

template <class T>
int64_t spread(char* y, const char* mask, const char* source, int64_t n) {
  T* out = reinterpret_cast<T*>(y);
  const T* in = reinterpret_cast<const T*>(source);
  int64_t k = 0;
  for (int64_t j = 0; j < n; ++j)
    if (mask[j]) out[j] = in[k++];
  return k;
}

void positions(int64_t* y, const char* mask, [[maybe_unused]] int64_t n, int64_t count) {
  const auto* m = reinterpret_cast<const uint8_t*>(mask);
  int64_t i = 0, k = 0;
#ifdef __AVX512BW__
  __m512i at = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i eight = _mm512_set1_epi64(8);
  for (; i + 8 <= n && k + 8 <= count; i += 8) {
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(m + i));
    const auto bits = static_cast<__mmask8>(_mm_test_epi8_mask(bytes, bytes));
    _mm512_storeu_si512(y + k, _mm512_maskz_compress_epi64(bits, at));
    at = _mm512_add_epi64(at, eight);
    k += __builtin_popcount(bits);
  }
#endif
  for (; k < count; ++i) {
    y[k] = i;
    k += m[i];
  }
}

template <class... T>
void enter() {
  int k = 0;
  ((index_loops.where[k] = where<T>, index_loops.compress[k] = compress<T>,
    index_loops.spread[k++] = spread<T>),
   ...);
}

}  // namespace

void register_index_mask() {
  enter<uint8_t, uint16_t, uint32_t, uint64_t, Bytes16>();
  index_loops.positions = positions;
  index_loops.count = count;
}

}  // namespace facula::cpu::FACULA_ISA
