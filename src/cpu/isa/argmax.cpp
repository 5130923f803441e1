// Positions of extremes. Along a row: the extreme of each chunk first, then one search in the chunk that had
// it.
#include "cpu/isa/reduce_core.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class R, class T>
FACULA_INLINE bool better(T a, T than) {
  const bool beyond = R::kMax ? a > than : a < than;
  if constexpr (is_float<T>)
    return beyond | ((a != a) & (than == than));
  else
    return beyond;
}

template <class T>
int64_t find(const T* x, int64_t n, T value) {
  int64_t i = 0;
  for (; i + 64 <= n; i += 64) {
    int hit = 0;
    for (int k = 0; k < 64; ++k) hit |= (x[i + k] == value) | ((value != value) & (x[i + k] != x[i + k]));
    if (hit) break;
  }
  for (; i < n; ++i)
    if ((x[i] == value) | ((value != value) & (x[i] != x[i]))) break;
  return i;
}

template <class R, class T>
int64_t along_row(const T* x, int64_t n, T& best) {
  constexpr int64_t kChunk = 2048;
  int64_t at = 0;
  best = row_base<R>(x, n < kChunk ? n : kChunk);
  for (int64_t i = kChunk; i < n; i += kChunk) {
    const T m = row_base<R>(x + i, n - i < kChunk ? n - i : kChunk);
    if (better<R>(m, best)) {
      best = m;
      at = i;
    }
  }
  return at + find(x + at, n - at, best);
}

template <class R, class T>
int64_t along_stride(const T* x, int64_t n, int64_t stride, T& best) {
  int64_t at = 0;
  best = x[0];
  for (int64_t i = 1; i < n; ++i) {
    const T v = x[i * stride];
    if (better<R>(v, best)) {
      best = v;
      at = i;
    }
  }
  return at;
}

template <class R, class T>
void across_columns(int64_t* index, T* value, int64_t out_stride, const T* x, int64_t n, int64_t stride,
                    int64_t width) {
  T best[kColumnStrip];
  int32_t at[kColumnStrip];
  for (int64_t j = 0; j < width; ++j) {
    best[j] = x[j];
    at[j] = 0;
  }
  for (int32_t i = 1; i < n; ++i) {
    const T* __restrict r = x + i * stride;
    for (int64_t j = 0; j < width; ++j) {
      const bool take = better<R>(r[j], best[j]);
      best[j] = take ? r[j] : best[j];
      at[j] = take ? i : at[j];
    }
  }
  for (int64_t j = 0; j < width; ++j) index[j * out_stride] = at[j];
  if (value)
    for (int64_t j = 0; j < width; ++j) value[j * out_stride] = best[j];
}

template <class R>
void block(int64_t* index, void* value, int64_t out_stride, const void* in, int64_t n, int64_t stride,
           int64_t width, int64_t kept_stride) {
  using T = typename R::In;
  const T* x = static_cast<const T*>(in);
  T* values = static_cast<T*>(value);
  if (stride != 1 && kept_stride == 1 && width > 1 && n < (int64_t{1} << 31))
    return across_columns<R, T>(index, values, out_stride, x, n, stride, width);
  for (int64_t j = 0; j < width; ++j) {
    const T* line = x + j * kept_stride;
    T best;
    index[j * out_stride] =
        stride == 1 ? along_row<R>(line, n, best) : along_stride<R>(line, n, stride, best);
    if (values) values[j * out_stride] = best;
  }
}

template <class T>
struct Largest : Amax<T> {
  static constexpr bool kMax = true;
};
template <class T>
struct Smallest : Amin<T> {
  static constexpr bool kMax = false;
};

template <class... T>
void enter() {
  ((argmax_loops[static_cast<int>(dtype_of<T>)].block = block<Largest<T>>), ...);
  ((argmin_loops[static_cast<int>(dtype_of<T>)].block = block<Smallest<T>>), ...);
}

}  // namespace

void register_argmax() { enter<uint8_t, int8_t, int16_t, int32_t, int64_t, bool, float, double>(); }

}  // namespace facula::cpu::FACULA_ISA
