// Loops of attention: masked softmax of a block of scores, and its derivative.
#include "cpu/attention_loops.h"

#include "cpu/isa/row_sums.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class T>
FACULA_FN int64_t add_mask(const ScoreBlock& b, int64_t i, T* s) {
  const int64_t n = b.visible + i < b.n ? b.visible + i : b.n;
  if (b.mask) {
    const T* m = static_cast<const T*>(b.mask) + i * b.mask_stride;
    for (int64_t k = 0; k < n; ++k) s[k] += m[k];
  }
  for (int64_t k = n; k < b.n; ++k) s[k] = T(0);
  return n;
}

template <class T>
void softmax(const ScoreBlock& b, void* lse) {
  constexpr int64_t kAtOnce = 64;  // logarithms
  T *s = static_cast<T*>(b.scores), *out = static_cast<T*>(lse), sums[kAtOnce];
  for (int64_t first = 0; first < b.rows; first += kAtOnce) {
    const int64_t rows = b.rows - first < kAtOnce ? b.rows - first : kAtOnce;
    for (int64_t i = 0; i < rows; ++i, s += b.n) {
      const int64_t n = add_mask(b, first + i, s);
      const T m = lane_max(s, n), base = m == -functor::Real<T>::inf ? T(0) : m;
      const T total = lane_exp_sum<true>(s, base, n, s);
      // a row that sees nothing is 0 / 0, as in PyTorch
      const T scale = total == T(0) ? functor::Real<T>::nan : T(1) / total;
      for (int64_t k = 0; k < n; ++k) s[k] *= scale;
      out[first + i] = base;
      sums[i] = total;
    }
    for (int64_t i = 0; i < rows; ++i) out[first + i] += functor::log(sums[i]);
  }
}

template <class T>
void recompute(const ScoreBlock& b, const void* lse) {
  T* s = static_cast<T*>(b.scores);
  for (int64_t i = 0; i < b.rows; ++i, s += b.n) {
    const int64_t n = add_mask(b, i, s);
    lane_exp_sum<true>(s, static_cast<const T*>(lse)[i], n, s);
  }
}

template <class T>
void softmax_backward(const ScoreBlock& b, void* gp, const void* g, const void* y, int64_t width) {
  const T *p = static_cast<const T*>(b.scores), *gy = static_cast<const T*>(g),
          *out = static_cast<const T*>(y);
  T* __restrict d = static_cast<T*>(gp);
  for (int64_t i = 0; i < b.rows; ++i, p += b.n, d += b.n, gy += width, out += width) {
    const T dot = T(lane_sum<T>(
        width, [=](int64_t k) __attribute__((always_inline)) { return gy[k] * out[k]; }));
    for (int64_t k = 0; k < b.n; ++k) d[k] = p[k] * (d[k] - dot);
  }
}

template <class T>
void copy_rows(void* to, const void* from, int64_t rows, int64_t width, int64_t step) {
  constexpr int64_t kChunk = 64 / sizeof(T);  // a line of the cache
  constexpr int64_t kAhead = 8;
  struct Line {
    T v[kChunk];
  };
  T* out = static_cast<T*>(to);
  const T* in = static_cast<const T*>(from);
  for (int64_t i = 0; i < rows; ++i, in += step, out += width) {
    int64_t k = 0;
    for (; k + kChunk <= width; k += kChunk) {
      if (i + kAhead < rows) __builtin_prefetch(in + kAhead * step + k);
      Line line;
      __builtin_memcpy(&line, in + k, sizeof line);
      __builtin_memcpy(out + k, &line, sizeof line);
    }
    for (; k < width; ++k) out[k] = in[k];
  }
}

template <class T>
constexpr AttentionLoops loops_of{softmax<T>, recompute<T>, softmax_backward<T>, copy_rows<T>};

}  // namespace

void register_attention_loops() {
  attention_loops[0] = loops_of<float>;
  attention_loops[1] = loops_of<double>;
}

}  // namespace facula::cpu::FACULA_ISA
