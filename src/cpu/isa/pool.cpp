// Pooling loops. Row-major planes go window by window, with whole vectors for 2 x 2 windows; with channels
// last the channels are the vector.
#include "cpu/pool.h"

#pragma GCC diagnostic ignored "-Wpsabi"  // vectors are returned by inlined functions only

namespace facula::cpu::FACULA_ISA {

namespace {

using kernels::PoolWindow;

template <class T>
FACULA_INLINE T lowest() {
  return -static_cast<T>(__builtin_inf());
}

template <class T, class I>
FACULA_INLINE void max_window(const PoolShape& s, const PoolWindow& a, const PoolWindow& b,
                              const PoolWindow& c, const T* x, T& best, I& place) {
  const int64_t row = s.input[2], plane = s.input[1] * row;
  best = lowest<T>();
  place = static_cast<I>(a.begin * plane + b.begin * row + c.begin);
  for (int64_t i = a.begin; i < a.end; i += a.step)
    for (int64_t j = b.begin; j < b.end; j += b.step)
      for (int64_t k = c.begin; k < c.end; k += c.step) {
        const int64_t at = i * plane + j * row + k;
        const T v = x[at];
        if (v > best || v != v) {
          best = v;
          place = static_cast<I>(at);
        }
      }
}

// N outputs of 2 x 2 windows from two rows, N lanes at once: even and odd columns are separated by shuffles.
template <int N>
struct Lanes;
template <>
struct Lanes<8> {
  typedef float F __attribute__((vector_size(32), aligned(4), may_alias));
  typedef int32_t I __attribute__((vector_size(32), aligned(4), may_alias));
  typedef int64_t L __attribute__((vector_size(64), aligned(8), may_alias));
  static FACULA_INLINE I steps() { return I{0, 2, 4, 6, 8, 10, 12, 14}; }
  static FACULA_INLINE F even(const F& a, const F& b) {
    return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
  }
  static FACULA_INLINE F odd(const F& a, const F& b) {
    return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
  }
};
template <>
struct Lanes<4> {
  typedef float F __attribute__((vector_size(16), aligned(4), may_alias));
  typedef int32_t I __attribute__((vector_size(16), aligned(4), may_alias));
  typedef int64_t L __attribute__((vector_size(32), aligned(8), may_alias));
  static FACULA_INLINE I steps() { return I{0, 2, 4, 6}; }
  static FACULA_INLINE F even(const F& a, const F& b) { return __builtin_shufflevector(a, b, 0, 2, 4, 6); }
  static FACULA_INLINE F odd(const F& a, const F& b) { return __builtin_shufflevector(a, b, 1, 3, 5, 7); }
};

template <int N, class I>
FACULA_INLINE void max_quarters(float* y, I* indices, const float* x, int32_t at, int64_t width) {
  using V = Lanes<N>;
  using F = typename V::F;
  using M = typename V::I;
  const auto load = [](const float* p) __attribute__((always_inline)) {
    return *reinterpret_cast<const F*>(p);
  };
  const float* below = x + width;
  const F a0 = load(x), a1 = load(x + N), b0 = load(below), b1 = load(below + N);
  const M first = V::steps() + at;
  F best = V::even(a0, a1);
  M place = first;
  const F rest[3] = {V::odd(a0, a1), V::even(b0, b1), V::odd(b0, b1)};
  const int32_t shift[3] = {1, static_cast<int32_t>(width), static_cast<int32_t>(width) + 1};
  for (int i = 0; i < 3; ++i) {
    const M better = (rest[i] > best) | (rest[i] != rest[i]);
    best = better ? rest[i] : best;
    place = better ? first + shift[i] : place;
  }
  *reinterpret_cast<F*>(y) = best;
  if (!indices) return;
  if constexpr (sizeof(I) == 4)
    *reinterpret_cast<M*>(indices) = place;
  else
    *reinterpret_cast<typename V::L*>(indices) = __builtin_convertvector(place, typename V::L);
}

// One row of 2 x 2 windows; the last vector overlaps the one before. False when the row is too short.
template <class I>
FACULA_INLINE bool max_quarter_row(const PoolShape& s, float* y, I* indices, const float* plane,
                                   int64_t row) {
  const int64_t n = s.output[2], width = s.input[2];
  const auto at = [&](int64_t o) __attribute__((always_inline)) { return 2 * row * width + 2 * o; };
  if (n >= 8) {
    for (int64_t o = 0; o < n; o += 8) {
      if (o + 8 > n) o = n - 8;
      max_quarters<8>(y + o, indices ? indices + o : indices, plane + at(o), static_cast<int32_t>(at(o)),
                      width);
    }
    return true;
  }
  if (n < 4) return false;
  for (int64_t o = 0; o < n; o += 4) {
    if (o + 4 > n) o = n - 4;
    max_quarters<4>(y + o, indices ? indices + o : indices, plane + at(o), static_cast<int32_t>(at(o)),
                    width);
  }
  return true;
}

template <class T, class I>
void max_rows(const PoolShape& s, int64_t planes, T* y, I* indices, const T* x) {
  const int64_t n = s.output[2];
  for (int64_t p = 0; p < planes; ++p, x += s.inputs())
    for (int64_t a = 0; a < s.output[0]; ++a)
      for (int64_t b = 0; b < s.output[1]; ++b, y += n, indices = indices ? indices + n : indices) {
        if constexpr (__is_same(T, float))
          if (s.quarters && max_quarter_row(s, y, indices, x, b)) continue;
        for (int64_t c = 0; c < n; ++c) {
          I place;
          max_window(s, s.windows[0][a], s.windows[1][b], s.windows[2][c], x, y[c], place);
          if (indices) indices[c] = place;
        }
      }
}

template <class T, class I>
void max_channels(const PoolShape& s, int64_t samples, T* y, I* indices, const T* x) {
  const int64_t channels = s.channels, row = s.input[2], plane = s.input[1] * row;
  for (int64_t p = 0; p < samples; ++p, x += s.inputs() * channels)
    for (int64_t o = 0; o < s.outputs();
         ++o, y += channels, indices = indices ? indices + channels : indices) {
      const PoolWindow &a = s.windows[0][o / s.output[2] / s.output[1]],
                       &b = s.windows[1][o / s.output[2] % s.output[1]], &c = s.windows[2][o % s.output[2]];
      const I first = static_cast<I>(a.begin * plane + b.begin * row + c.begin);
      for (int64_t q = 0; q < channels; ++q) y[q] = lowest<T>();
      if (indices)
        for (int64_t q = 0; q < channels; ++q) indices[q] = first;
      for (int64_t i = a.begin; i < a.end; i += a.step)
        for (int64_t j = b.begin; j < b.end; j += b.step)
          for (int64_t k = c.begin; k < c.end; k += c.step) {
            const int64_t at = i * plane + j * row + k;
            const T* __restrict v = x + at * channels;
            T* __restrict best = y;
            if (indices) {
              I* __restrict place = indices;
              for (int64_t q = 0; q < channels; ++q) {
                const bool better = (v[q] > best[q]) | (v[q] != v[q]);
                best[q] = better ? v[q] : best[q];
                place[q] = better ? static_cast<I>(at) : place[q];
              }
            } else {
              for (int64_t q = 0; q < channels; ++q)
                best[q] = (v[q] > best[q]) | (v[q] != v[q]) ? v[q] : best[q];
            }
          }
    }
}

template <class T, class I>
void max_pool(const PoolShape& s, int64_t planes, T* y, I* indices, const T* x) {
  s.channels > 1 ? max_channels(s, planes, y, indices, x) : max_rows(s, planes, y, indices, x);
}

template <class T>
FACULA_INLINE T share(const PoolShape& s, const PoolWindow& a, const PoolWindow& b, const PoolWindow& c) {
  return T(1) / static_cast<T>(s.divisor ? s.divisor : a.count * b.count * c.count);
}

// Calls f(input position, output position, weight) for every pair that a mean joins.
template <class T, class F>
FACULA_INLINE void for_pairs(const PoolShape& s, const F& f) {
  const int64_t row = s.input[2], plane = s.input[1] * row;
  int64_t o = 0;
  for (int64_t z = 0; z < s.output[0]; ++z)
    for (int64_t u = 0; u < s.output[1]; ++u)
      for (int64_t w = 0; w < s.output[2]; ++w, ++o) {
        const PoolWindow &a = s.windows[0][z], &b = s.windows[1][u], &c = s.windows[2][w];
        const T by = share<T>(s, a, b, c);
        for (int64_t i = a.begin; i < a.end; ++i)
          for (int64_t j = b.begin; j < b.end; ++j)
            for (int64_t k = c.begin; k < c.end; ++k) f(i * plane + j * row + k, o, by);
      }
}

template <class T>
FACULA_INLINE void mean_quarter_rows(const PoolShape& s, T* y, const T* x) {
  const int64_t n = s.output[2], width = s.input[2];
  const T by = s.divisor ? T(1) / static_cast<T>(s.divisor) : T(0.25);
  for (int64_t b = 0; b < s.output[1]; ++b, x += 2 * width, y += n)
    for (int64_t c = 0; c < n; ++c)
      y[c] = (x[2 * c] + x[2 * c + 1] + x[width + 2 * c] + x[width + 2 * c + 1]) * by;
}

template <class T>
void mean(const PoolShape& s, int64_t planes, T* y, const T* x) {
  const int64_t channels = s.channels, outputs = s.outputs();
  for (int64_t p = 0; p < planes; ++p, y += outputs * channels, x += s.inputs() * channels) {
    if (channels == 1 && s.quarters && s.output[0] == 1) {
      mean_quarter_rows(s, y, x);
      continue;
    }
    for (int64_t i = 0; i < outputs * channels; ++i) y[i] = T(0);
    if (channels == 1)
      for_pairs<T>(
          s, [&](int64_t from, int64_t to, T by) __attribute__((always_inline)) { y[to] += x[from] * by; });
    else
      for_pairs<T>(
          s, [&](int64_t from, int64_t to, T by) __attribute__((always_inline)) {
            T* __restrict out = y + to * channels;
            const T* __restrict in = x + from * channels;
            for (int64_t q = 0; q < channels; ++q) out[q] += in[q] * by;
          });
  }
}

template <class T>
void mean_backward(const PoolShape& s, int64_t planes, T* x, const T* g) {
  const int64_t channels = s.channels, inputs = s.inputs();
  for (int64_t p = 0; p < planes; ++p, x += inputs * channels, g += s.outputs() * channels) {
    for (int64_t i = 0; i < inputs * channels; ++i) x[i] = T(0);
    if (channels == 1)
      for_pairs<T>(
          s, [&](int64_t to, int64_t from, T by) __attribute__((always_inline)) { x[to] += g[from] * by; });
    else
      for_pairs<T>(
          s, [&](int64_t to, int64_t from, T by) __attribute__((always_inline)) {
            T* __restrict out = x + to * channels;
            const T* __restrict in = g + from * channels;
            for (int64_t q = 0; q < channels; ++q) out[q] += in[q] * by;
          });
  }
}

}  // namespace

void register_pool() {
  pool_loops_f32 = {max_pool<float, int32_t>, max_pool<float, int64_t>, mean<float>, mean_backward<float>};
  pool_loops_f64 = {max_pool<double, int32_t>, max_pool<double, int64_t>, mean<double>,
                    mean_backward<double>};
}

}  // namespace facula::cpu::FACULA_ISA
