// Stores that go past the caches.
#include "cpu/stream.h"

#include <cstddef>

#include "facula/core/inline.h"

namespace facula::cpu::FACULA_ISA {

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)

namespace {

#if defined(__AVX512F__)
typedef float V __attribute__((vector_size(64)));
FACULA_INLINE void put(float* dst, V v) { __builtin_ia32_movntps512(dst, v); }
#elif defined(__AVX__)
typedef float V __attribute__((vector_size(32)));
FACULA_INLINE void put(float* dst, V v) { __builtin_ia32_movntps256(dst, v); }
#else
typedef float V __attribute__((vector_size(16)));
FACULA_INLINE void put(float* dst, V v) { __builtin_ia32_movntps(dst, v); }
#endif

void stream(char* dst, const char* src, int64_t bytes) {
  constexpr int64_t kLine = 64;
  int64_t i = -reinterpret_cast<intptr_t>(dst) & (kLine - 1);
  if (i > bytes) i = bytes;
  __builtin_memcpy(dst, src, static_cast<size_t>(i));
  for (; i + kLine <= bytes; i += kLine)
    for (int64_t k = 0; k < kLine; k += static_cast<int64_t>(sizeof(V))) {
      V v;
      __builtin_memcpy(&v, src + i + k, sizeof v);
      put(reinterpret_cast<float*>(dst + i + k), v);
    }
  __builtin_memcpy(dst + i, src + i, static_cast<size_t>(bytes - i));
}

void end() { __builtin_ia32_sfence(); }

}  // namespace

void register_stream() {
  stream_loop = stream;
  stream_end = end;
}

#else

void register_stream() {}

#endif

}  // namespace facula::cpu::FACULA_ISA
