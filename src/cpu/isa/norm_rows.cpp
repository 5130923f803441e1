// Layer norm of short rows: a row stays in registers from the first read to the last write, and the backward
// pass sums the gradients of weight and bias on its way.
#include "cpu/norm_rows.h"
#include "cpu/isa/lanes.h"

namespace facula::cpu::FACULA_ISA {

namespace {

constexpr int kMost = kVectorBytes == 64 ? 16 : 8;  // vectors of a row
constexpr int64_t kFlush = 64;                      // rows whose sums stay in registers

template <class T>
FACULA_INLINE T total(Vec<T> v) {
  return join_all<T>(v, Plus{})[0];
}
FACULA_INLINE float square_root(float x) { return __builtin_sqrtf(x); }
FACULA_INLINE double square_root(double x) { return __builtin_sqrt(x); }

template <class T, int N>
void forward(const NormForward& a) {
  constexpr int L = kLanes<T>, n = N * L;
  const T* p = static_cast<const T*>(a.x);
  const T *w = static_cast<const T*>(a.weight), *b = static_cast<const T*>(a.bias);
  T* out = static_cast<T*>(a.y);
  const T eps = static_cast<T>(a.eps);
  for (int64_t i = 0; i < a.rows; ++i, p += n, out += n) {
    Vec<T> x[N], s[2]{}, q[2]{};
#pragma GCC unroll 16
    for (int j = 0; j < N; ++j) x[j] = load(p + j * L);
#pragma GCC unroll 16
    for (int j = 0; j < N; ++j) s[j % 2] += x[j];
    const T m = total<T>(s[0] + s[1]) * (T(1) / n);
#pragma GCC unroll 16
    for (int j = 0; j < N; ++j) {
      x[j] -= m;
      q[j % 2] += x[j] * x[j];
    }
    const T r = T(1) / square_root(total<T>(q[0] + q[1]) * (T(1) / n) + eps);
    static_cast<T*>(a.mean)[i] = m;
    static_cast<T*>(a.rstd)[i] = r;
#pragma GCC unroll 16
    for (int j = 0; j < N; ++j) {
      Vec<T> y = x[j] * r;
      if (w) y *= load(w + j * L);
      if (b) y += load(b + j * L);
      store<T>(out + j * L, y);
    }
  }
}

template <class T, int N>
FACULA_INLINE void flush(double* to, const Vec<T> (&sum)[N]) {
  for (int j = 0; j < N; ++j) {
    T lane[kLanes<T>];
    __builtin_memcpy(lane, &sum[j], sizeof sum[j]);
    for (int k = 0; k < kLanes<T>; ++k) to[j * kLanes<T> + k] += static_cast<double>(lane[k]);
  }
}

template <class T, int N, bool Weighted>
FACULA_INLINE void backward_rows(const NormBackward& a, int64_t first, int64_t last) {
  constexpr int L = kLanes<T>, n = N * L;
  const T *w = static_cast<const T*>(a.weight), *mean = static_cast<const T*>(a.mean);
  const T *rstd = static_cast<const T*>(a.rstd), *p = static_cast<const T*>(a.x) + first * n;
  const T* g = static_cast<const T*>(a.g) + first * n;
  T* out = static_cast<T*>(a.gx) + first * n;
  Vec<T> gw[N], gb[N];
#pragma GCC unroll 16
  for (int j = 0; j < N; ++j) gw[j] = gb[j] = Vec<T>{};
  for (int64_t i = first; i < last; ++i, p += n, g += n, out += n) {
    const T m = mean[i], r = rstd[i];
    Vec<T> sum_g[2]{}, sum_gx[2]{};
#pragma GCC unroll 16
    for (int j = 0; j < N; ++j) {
      const Vec<T> q = load(g + j * L), t = q * (load(p + j * L) - m);
      gb[j] += q;
      gw[j] += t * r;
      if constexpr (Weighted) {
        const Vec<T> v = load(w + j * L);
        sum_g[j % 2] += q * v;
        sum_gx[j % 2] += t * v;
      } else {
        sum_g[j % 2] += q;
        sum_gx[j % 2] += t;
      }
    }
    // gx = r (gy - mean(gy) - r^2 (x - m) mean(gy (x - m))), gy = g weight
    const T c = -r * (total<T>(sum_g[0] + sum_g[1]) * (T(1) / n));
    const T b = -r * r * r * (total<T>(sum_gx[0] + sum_gx[1]) * (T(1) / n));
#pragma GCC unroll 16
    for (int j = 0; j < N; ++j) {
      Vec<T> v = load(g + j * L);
      if constexpr (Weighted) v *= load(w + j * L);
      store<T>(out + j * L, (load(p + j * L) - m) * b + (v * r + c));
    }
  }
  flush<T, N>(a.gw, gw);
  flush<T, N>(a.gb, gb);
}
template <class T, int N>
void backward(const NormBackward& a) {
  for (int64_t i = 0; i < a.rows; i += kFlush) {
    const int64_t last = i + kFlush < a.rows ? i + kFlush : a.rows;
    if (a.weight)
      backward_rows<T, N, true>(a, i, last);
    else
      backward_rows<T, N, false>(a, i, last);
  }
}

template <class T>
NormRows rows_of(int64_t n) {
  if (n % kLanes<T> != 0) return {};
  switch (n / kLanes<T>) {
#define FACULA_VECTORS(N)                     \
  case N:                                     \
    if constexpr (N <= kMost)                 \
      return {forward<T, N>, backward<T, N>}; \
    else                                      \
      return {};
    FACULA_VECTORS(1)
    FACULA_VECTORS(2)
    FACULA_VECTORS(3)
    FACULA_VECTORS(4)
    FACULA_VECTORS(6)
    FACULA_VECTORS(8)
    FACULA_VECTORS(12)
    FACULA_VECTORS(16)
#undef FACULA_VECTORS
    default:
      return {};
  }
}

}  // namespace

void register_norm_rows() {
  norm_rows[0] = rows_of<float>;
  norm_rows[1] = rows_of<double>;
}

}  // namespace facula::cpu::FACULA_ISA
