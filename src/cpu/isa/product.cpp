// A tile of a product in registers: up to 14 rows of one or two vectors of columns. Rows of the second
// operand are loaded, elements of the first are spread over a vector.
#include "cpu/product.h"

#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "facula/core/inline.h"

namespace facula::cpu::FACULA_ISA {

#ifdef __AVX512F__

namespace {

constexpr int kRows = 14;

// One load: the compiler would load a single number and spread it in an arithmetic unit.
FACULA_INLINE __m512 spread(const float* p) {
  __m512 v;
  asm("vbroadcastss %1, %0" : "=v"(v) : "m"(*p));
  return v;
}

template <int N>
FACULA_INLINE __mmask16 columns(const ProductStrip& p, int j) {
  const int64_t left = p.n - 16 * j;
  return left >= 16 ? static_cast<__mmask16>(0xffff) : static_cast<__mmask16>((1 << left) - 1);
}

// Calls f(i, j) for all of R x N, unrolled.
template <int R, int N, class F>
FACULA_INLINE void each(F f) {
#pragma GCC unroll 14
  for (int i = 0; i < R; ++i)
#pragma GCC unroll 2
    for (int j = 0; j < N; ++j) f(i, j);
}

template <int R, int N>
FACULA_INLINE void write(const ProductStrip& p, __m512 (&sum)[R][N], int64_t row) {
  float* c = p.c + row * p.ldc;
  const __m512 zero = _mm512_setzero_ps();
  if (p.alpha != 1) {
    const __m512 alpha = _mm512_set1_ps(p.alpha);
    each<R, N>([&](int i, int j)
                   __attribute__((always_inline)) { sum[i][j] = _mm512_mul_ps(sum[i][j], alpha); });
  }
  if (p.bias)
    each<R, N>([&](int i, int j) __attribute__((always_inline)) {
      sum[i][j] = _mm512_add_ps(sum[i][j], _mm512_maskz_loadu_ps(columns<N>(p, j), p.bias + 16 * j));
    });
  if (p.beta != 0) {
    const __m512 beta = _mm512_set1_ps(p.beta);
    each<R, N>([&](int i, int j) __attribute__((always_inline)) {
      const __m512 old = _mm512_maskz_loadu_ps(columns<N>(p, j), c + i * p.ldc + 16 * j);
      sum[i][j] = _mm512_fmadd_ps(old, beta, sum[i][j]);
    });
  }
  if (p.after == After::Relu) {
    each<R, N>([&](int i, int j) __attribute__((always_inline)) {  // NaN stays
      sum[i][j] = _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(sum[i][j], zero, _CMP_NLT_UQ), sum[i][j]);
    });
  } else if (p.after == After::Gate) {
    const float* gate = p.gate + row * p.ld_gate;
    each<R, N>([&](int i, int j) __attribute__((always_inline)) {
      const __m512 g = _mm512_maskz_loadu_ps(columns<N>(p, j), gate + i * p.ld_gate + 16 * j);
      sum[i][j] = _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(g, zero, _CMP_NLE_UQ), sum[i][j]);
    });
  }
  each<R, N>([&](int i, int j) __attribute__((always_inline)) {
    _mm512_mask_storeu_ps(c + i * p.ldc + 16 * j, columns<N>(p, j), sum[i][j]);
  });
}

// What will be read and written is fetched a little at a time: all at once would fill the buffers for misses.
template <int R, bool Transposed>
struct Fetch {
  const char *a, *c, *c_last, *b;
  int64_t a_step, c_step, b_step;
  FACULA_INLINE Fetch(const ProductStrip& p, int64_t row) {
    c = reinterpret_cast<const char*>(p.c + row * p.ldc);
    c_step = p.ldc * 4;
    c_last = c + (R - 1) * c_step;
    a = reinterpret_cast<const char*>(Transposed ? p.a + row + kAhead * p.lda : p.a + (row + R) * p.lda);
    a_step = Transposed ? p.lda * 4 : p.lda == p.k ? 64 : 0;
    b = reinterpret_cast<const char*>(p.b + kAhead * p.ldb);
    b_step = Transposed ? p.ldb * 4 : 0;
  }
  // For four terms of the sum: a row of the result, and the next tile's rows of the first operand, or what
  // the same tile reads of both operands some terms later.
  FACULA_INLINE void operator()() {
    _mm_prefetch(c, _MM_HINT_T0);
    _mm_prefetch(c + 64, _MM_HINT_T0);
    c = c < c_last ? c + c_step : c;
#pragma GCC unroll 4
    for (int i = 0; i < (Transposed ? 4 : (R + 3) / 4); ++i, a += a_step) _mm_prefetch(a, _MM_HINT_T0);
    if constexpr (Transposed) {
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i, b += b_step) {
        _mm_prefetch(b, _MM_HINT_T0);
        _mm_prefetch(b + 64, _MM_HINT_T0);
      }
    }
  }

 private:
  static constexpr int64_t kAhead = 16;
};

template <int R, int N, bool Transposed>
void tile(const ProductStrip& p, int64_t row) {
  __m512 sum[R][N];
  each<R, N>([&](int i, int j) __attribute__((always_inline)) { sum[i][j] = _mm512_setzero_ps(); });
  const int64_t one = p.lda, two = 2 * p.lda;
  const float* a[(R + 2) / 3];
#pragma GCC unroll 5
  for (int i = 0; i < (R + 2) / 3; ++i) a[i] = Transposed ? p.a + row : p.a + (row + 3 * i) * one;
  const float* b = p.b;
  const auto term = [&]() __attribute__((always_inline)) {
    __m512 x[N];
#pragma GCC unroll 2
    for (int j = 0; j < N; ++j) x[j] = _mm512_loadu_ps(b + 16 * j);
    b += p.ldb;
#pragma GCC unroll 14
    for (int i = 0; i < R; ++i) {
      const __m512 v = spread(Transposed ? a[0] + i : a[i / 3] + (i % 3 == 0 ? 0 : i % 3 == 1 ? one : two));
#pragma GCC unroll 2
      for (int j = 0; j < N; ++j) sum[i][j] = _mm512_fmadd_ps(v, x[j], sum[i][j]);
    }
    if constexpr (Transposed) {
      a[0] += one;
    } else {
#pragma GCC unroll 5
      for (int i = 0; i < (R + 2) / 3; ++i) ++a[i];
    }
  };
  Fetch<R, Transposed> fetch(p, row);
  int64_t k = p.k;
  for (; k >= 4; k -= 4) {
    fetch();
    term();
    term();
    term();
    term();
  }
  for (; k > 0; --k) term();
  write<R, N>(p, sum, row);
}

using Tile = void (*)(const ProductStrip&, int64_t);
template <int N, bool T>
constexpr Tile kTiles[kRows] = {tile<1, N, T>,  tile<2, N, T>,  tile<3, N, T>,  tile<4, N, T>, tile<5, N, T>,
                                tile<6, N, T>,  tile<7, N, T>,  tile<8, N, T>,  tile<9, N, T>, tile<10, N, T>,
                                tile<11, N, T>, tile<12, N, T>, tile<13, N, T>, tile<14, N, T>};

// The rows in tiles of nearly one size.
void strip(const ProductStrip& p) {
  const Tile* tiles = p.n > 16 ? (p.a_transposed ? kTiles<2, true> : kTiles<2, false>)
                               : (p.a_transposed ? kTiles<1, true> : kTiles<1, false>);
  const int64_t count = (p.m + kRows - 1) / kRows;
  for (int64_t t = 0, row = 0; t < count; ++t) {
    const int64_t end = p.m * (t + 1) / count;
    tiles[end - row - 1](p, row);
    row = end;
  }
}

// Columns 64 at a time, so that their sums stay in registers.
void sum_rows(float* sums, const float* rows, int64_t count, int64_t n, int64_t ld) {
  for (int64_t j = 0; j < n; j += 64) {
    __m512 sum[4];
    __mmask16 mask[4];
#pragma GCC unroll 4
    for (int v = 0; v < 4; ++v) {
      const int64_t left = n - j - 16 * v;
      mask[v] = static_cast<__mmask16>(left >= 16 ? 0xffff : left > 0 ? (1 << left) - 1 : 0);
      sum[v] = _mm512_maskz_loadu_ps(mask[v], sums + j + 16 * v);
    }
    const float* p = rows + j;
    for (int64_t i = 0; i < count; ++i, p += ld)
#pragma GCC unroll 4
      for (int v = 0; v < 4; ++v) sum[v] = _mm512_add_ps(sum[v], _mm512_maskz_loadu_ps(mask[v], p + 16 * v));
#pragma GCC unroll 4
    for (int v = 0; v < 4; ++v) _mm512_mask_storeu_ps(sums + j + 16 * v, mask[v], sum[v]);
  }
}

}  // namespace

void register_product() {
  product_strip = strip;
  add_rows = sum_rows;
}

#else

void register_product() {}

#endif

}  // namespace facula::cpu::FACULA_ISA
