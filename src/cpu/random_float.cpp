#include <algorithm>
#include <cstring>

#include "random_simd.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// A contraction beyond those written out would change bits.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC optimize("fp-contract=off")
#endif

namespace facula::random::simd {
namespace {

typedef float Float8 __attribute__((vector_size(32)));
typedef std::int32_t Int8 __attribute__((vector_size(32)));

namespace generic {
// libm's fma is exact where the processor has none, so every machine draws the same bits.
#define FACULA_FMA(a, b, c)                                                              \
  __extension__({                                                                        \
    const Float8 fma_a = (a), fma_b = (b), fma_c = (c);                                  \
    Float8 fma_y;                                                                        \
    for (int k = 0; k < 8; ++k) fma_y[k] = __builtin_fmaf(fma_a[k], fma_b[k], fma_c[k]); \
    fma_y;                                                                               \
  })
#define FACULA_SQRT(x)                                                  \
  __extension__({                                                       \
    const Float8 sqrt_x = (x);                                          \
    Float8 sqrt_y;                                                      \
    for (int k = 0; k < 8; ++k) sqrt_y[k] = __builtin_sqrtf(sqrt_x[k]); \
    sqrt_y;                                                             \
  })
#include "random_blocks.h"
#undef FACULA_FMA
#undef FACULA_SQRT
}  // namespace generic

#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif
namespace avx2 {
#define FACULA_FMA(a, b, c) ((Float8)_mm256_fmadd_ps((__m256)(a), (__m256)(b), (__m256)(c)))
#define FACULA_SQRT(x) ((Float8)_mm256_sqrt_ps((__m256)(x)))
#include "random_blocks.h"
#undef FACULA_FMA
#undef FACULA_SQRT
}  // namespace avx2
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return has;
}
#else
bool has_avx2() { return false; }
namespace avx2 = generic;
#endif

}  // namespace

void uniform_block(float* out, const std::uint32_t* draws, std::size_t n, float low, float width,
                   bool plain) {
  if (has_avx2() && !plain) return avx2::uniform_block(out, draws, n, low, width);
  generic::uniform_block(out, draws, n, low, width);
}

void normal_blocks(float* p, std::size_t n, float mean, float std, bool plain) {
  if (has_avx2() && !plain) return avx2::normal_blocks(p, n, mean, std);
  generic::normal_blocks(p, n, mean, std);
}

}  // namespace facula::random::simd
