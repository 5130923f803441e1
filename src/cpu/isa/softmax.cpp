// Softmax along rows and across columns. Short rows are taken many at a time, so that the exponentials of all
// of them form one vectorised loop.
#include "cpu/softmax_loops.h"

#include "cpu/isa/lanes.h"
#include "cpu/isa/reduce_core.h"
#include "kernels/functor/math.h"

namespace facula::cpu::FACULA_ISA {

namespace {

constexpr int64_t kFlat = 2048;  // elements taken at a time

template <class T>
void exp_all(T* y, const T* x, int64_t n) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) y[i] = functor::exp(x[i]);
}
template <class T>
void exp_minus(T* y, const T* x, T m, int64_t n) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) y[i] = functor::exp(x[i] - m);
}
template <class T>
void log_all(T* y, int64_t n) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) y[i] = functor::log(y[i]);
}
template <class T>
FACULA_INLINE void scale(T* y, T a, int64_t n) {
  for (int64_t i = 0; i < n; ++i) y[i] *= a;
}
template <class T>
FACULA_INLINE void shift(T* y, const T* x, T a, int64_t n) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) y[i] = x[i] - a;
}

// Rows of one call: as many as fill kFlat elements.
FACULA_INLINE int64_t batch(int64_t rows, int64_t n) {
  int64_t k = n > 0 ? kFlat / n : rows;
  if (k < 1) k = 1;
  if (k > kReduceStrip) k = kReduceStrip;
  return k < rows ? k : rows;
}

// Rows of N vectors, of which the last may be partly used, stay in registers.
template <class T, int N, bool Whole>
void short_rows(T* y, const T* x, int64_t rows, int64_t n) {
  constexpr int L = kLanes<T>;
  const int64_t rest = n - (N - 1) * L;
  const Vec<T> none = splat(-functor::Real<T>::inf);
  for (; rows > 0; --rows, x += n, y += n) {
    Vec<T> v[N], m[2] = {none, none}, s[2]{};
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) {
      v[j] = Whole || j + 1 < N ? load(x + j * L) : load_some(x + j * L, rest, none);
      m[j % 2] = Larger{}(v[j], m[j % 2]);
    }
    const Vec<T> top = join_all<T>(Larger{}(m[0], m[1]), Larger{});  // a NaN that is lost comes back below
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) s[j % 2] += v[j] = exp_lanes(v[j] - top);
    const T scale_by = T(1) / join_all<T>(s[0] + s[1], Plus{})[0];
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) {
      if (Whole || j + 1 < N)
        store<T>(y + j * L, v[j] * scale_by);
      else
        store_some(y + j * L, rest, v[j] * scale_by);
    }
  }
}
template <class T, int N, bool Whole>
void short_rows_backward(T* gx, const T* g, const T* y, int64_t rows, int64_t n) {
  constexpr int L = kLanes<T>;
  const int64_t rest = n - (N - 1) * L;
  for (; rows > 0; --rows, gx += n, g += n, y += n) {
    Vec<T> a[N], b[N], s[2]{};
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) {
      a[j] = Whole || j + 1 < N ? load(g + j * L) : load_some(g + j * L, rest, Vec<T>{});
      b[j] = Whole || j + 1 < N ? load(y + j * L) : load_some(y + j * L, rest, Vec<T>{});
      s[j % 2] += a[j] * b[j];
    }
    const T d = join_all<T>(s[0] + s[1], Plus{})[0];
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) {
      if (Whole || j + 1 < N)
        store<T>(gx + j * L, (a[j] - d) * b[j]);
      else
        store_some(gx + j * L, rest, (a[j] - d) * b[j]);
    }
  }
}
// The functions for rows of n elements, or null.
template <class T>
struct ShortRows {
  void (*forward)(T*, const T*, int64_t, int64_t) = nullptr;
  void (*backward)(T*, const T*, const T*, int64_t, int64_t) = nullptr;
  explicit ShortRows(int64_t n) {
    constexpr int64_t L = kLanes<T>;
    const bool whole = n % L == 0;
    if (n < L / 2 || (!whole && !kHasMasks)) return;
    const int64_t count = (n + L - 1) / L;
    if (count == 1) use<1>(whole);
    if (count == 2) use<2>(whole);
    if (count == 3) use<3>(whole);
    if (count == 4) use<4>(whole);
    if (count == 8) use<8>(whole);
  }

 private:
  template <int N>
  void use(bool whole) {
    forward = whole ? short_rows<T, N, true> : short_rows<T, N, false>;
    backward = whole ? short_rows_backward<T, N, true> : short_rows_backward<T, N, false>;
  }
};

template <class T>
void softmax_rows(void* out, const void* in, const void*, int64_t rows, int64_t n) {
  T* y = static_cast<T*>(out);
  const T* x = static_cast<const T*>(in);
  if (const ShortRows<T> s(n); s.forward) return s.forward(y, x, rows, n);
  for (int64_t k; rows > 0; rows -= k, x += k * n, y += k * n) {
    k = batch(rows, n);
    if (k == 1) {
      exp_minus(y, x, row<Amax<T>>(x, n), n);
      scale(y, T(1) / row<Sum<T>>(y, n), n);
      continue;
    }
    for (int64_t r = 0; r < k; ++r) shift(y + r * n, x + r * n, row<Amax<T>>(x + r * n, n), n);
    exp_all(y, y, k * n);
    for (int64_t r = 0; r < k; ++r) scale(y + r * n, T(1) / row<Sum<T>>(y + r * n, n), n);
  }
}

template <class T>
T log_sum(const T* x, T m, int64_t n) {
  T part[kFlat];
  double total = 0;
  for (int64_t i = 0; i < n; i += kFlat) {
    const int64_t k = n - i < kFlat ? n - i : kFlat;
    exp_minus(part, x + i, m, k);
    total += static_cast<double>(row<Sum<T>>(part, k));
  }
  return functor::log(static_cast<T>(total));
}

template <class T>
void log_softmax_rows(void* out, const void* in, const void*, int64_t rows, int64_t n) {
  T* y = static_cast<T*>(out);
  const T* x = static_cast<const T*>(in);
  T part[kFlat], sums[kReduceStrip];
  for (int64_t k; rows > 0; rows -= k, x += k * n, y += k * n) {
    k = batch(rows, n);
    if (k == 1) {
      const T m = row<Amax<T>>(x, n), s = log_sum(x, m, n);
#pragma GCC ivdep
      for (int64_t i = 0; i < n; ++i) y[i] = x[i] - m - s;
      continue;
    }
    for (int64_t r = 0; r < k; ++r) shift(y + r * n, x + r * n, row<Amax<T>>(x + r * n, n), n);
    exp_all(part, y, k * n);
    for (int64_t r = 0; r < k; ++r) sums[r] = row<Sum<T>>(part + r * n, n);
    log_all(sums, k);
    for (int64_t r = 0; r < k; ++r) shift(y + r * n, y + r * n, sums[r], n);
  }
}

template <class T>
T dot(const T* a, const T* b, int64_t n) {
  if (n > 4096) {
    const int64_t half = (n / 2) & ~int64_t{63};
    return dot(a, b, half) + dot(a + half, b + half, n - half);
  }
  constexpr int L = kLanes<T>;
  Vec<T> s{}, t{};
  int64_t i = 0;
  for (; i + 2 * L <= n; i += 2 * L) {
    s += load(a + i) * load(b + i);
    t += load(a + i + L) * load(b + i + L);
  }
  s += t;
  T r = 0;
  if (i) {
    T lane[L];
    __builtin_memcpy(lane, &s, sizeof s);
    for (int w = L / 2; w > 0; w /= 2)
      for (int k = 0; k < w; ++k) lane[k] += lane[k + w];
    r = lane[0];
  }
  for (; i < n; ++i) r += a[i] * b[i];
  return r;
}

template <class T>
void softmax_backward_rows(void* out, const void* grad, const void* result, int64_t rows, int64_t n) {
  T* gx = static_cast<T*>(out);
  const T *g = static_cast<const T*>(grad), *y = static_cast<const T*>(result);
  if (const ShortRows<T> s(n); s.backward) return s.backward(gx, g, y, rows, n);
  for (int64_t r = 0; r < rows; ++r, gx += n, g += n, y += n) {
    const T d = dot(g, y, n);
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) gx[i] = (g[i] - d) * y[i];
  }
}

template <class T>
void log_softmax_backward_rows(void* out, const void* grad, const void* result, int64_t rows, int64_t n) {
  T* gx = static_cast<T*>(out);
  const T *g = static_cast<const T*>(grad), *y = static_cast<const T*>(result);
  for (int64_t k; rows > 0; rows -= k, gx += k * n, g += k * n, y += k * n) {
    k = batch(rows, n);
    if (k == 1) {
      const T s = row<Sum<T>>(g, n);
#pragma GCC ivdep
      for (int64_t i = 0; i < n; ++i) gx[i] = g[i] - functor::exp(y[i]) * s;
      continue;
    }
    exp_all(gx, y, k * n);
    for (int64_t r = 0; r < k; ++r) {
      const T s = row<Sum<T>>(g + r * n, n);
#pragma GCC ivdep
      for (int64_t i = r * n; i < r * n + n; ++i) gx[i] = g[i] - gx[i] * s;
    }
  }
}

// Across columns: m[j] = the column's maximum; sums are kept in double, for columns may be long.
template <class T>
void softmax_columns(void* out, const void* in, const void*, int64_t n, int64_t stride, int64_t width) {
  T* y = static_cast<T*>(out);
  const T* x = static_cast<const T*>(in);
  T m[kReduceStrip], inverse[kReduceStrip];
  columns<Amax<T>>(m, x, n, stride, width);
  for (int64_t i = 0; i < n; ++i) {
    const T* __restrict a = x + i * stride;
    T* b = y + i * stride;
#pragma GCC ivdep
    for (int64_t j = 0; j < width; ++j) b[j] = a[j] - m[j];
    if (width != stride) exp_all(b, b, width);
  }
  if (width == stride) exp_all(y, y, n * stride);
  columns<Sum<T>>(inverse, y, n, stride, width);
  for (int64_t j = 0; j < width; ++j) inverse[j] = T(1) / inverse[j];
  for (int64_t i = 0; i < n; ++i) {
    T* __restrict b = y + i * stride;
    for (int64_t j = 0; j < width; ++j) b[j] *= inverse[j];
  }
}

template <class T>
void log_softmax_columns(void* out, const void* in, const void*, int64_t n, int64_t stride, int64_t width) {
  T* y = static_cast<T*>(out);
  const T* x = static_cast<const T*>(in);
  T m[kReduceStrip], sums[kReduceStrip], part[kFlat];
  double total[kReduceStrip] = {};
  columns<Amax<T>>(m, x, n, stride, width);
  const int64_t lines = kFlat / width;
  for (int64_t i = 0; i < n; i += lines) {
    const int64_t k = n - i < lines ? n - i : lines;
    for (int64_t r = 0; r < k; ++r) {
      const T* __restrict a = x + (i + r) * stride;
      T* __restrict b = part + r * width;
      for (int64_t j = 0; j < width; ++j) b[j] = a[j] - m[j];
    }
    exp_all(part, part, k * width);
    columns<Sum<T>>(sums, part, k, width, width);
    for (int64_t j = 0; j < width; ++j) total[j] += static_cast<double>(sums[j]);
  }
  for (int64_t j = 0; j < width; ++j) sums[j] = static_cast<T>(total[j]);
  log_all(sums, width);
  for (int64_t i = 0; i < n; ++i) {
    const T* a = x + i * stride;
    T* b = y + i * stride;
#pragma GCC ivdep
    for (int64_t j = 0; j < width; ++j) b[j] = a[j] - m[j] - sums[j];
  }
}

template <class T>
void softmax_backward_columns(void* out, const void* grad, const void* result, int64_t n, int64_t stride,
                              int64_t width) {
  T* gx = static_cast<T*>(out);
  const T *g = static_cast<const T*>(grad), *y = static_cast<const T*>(result);
  double d[kReduceStrip] = {};
  for (int64_t i = 0; i < n; ++i) {
    const T *a = g + i * stride, *b = y + i * stride;
    for (int64_t j = 0; j < width; ++j) d[j] += static_cast<double>(a[j] * b[j]);
  }
  T sums[kReduceStrip];
  for (int64_t j = 0; j < width; ++j) sums[j] = static_cast<T>(d[j]);
  for (int64_t i = 0; i < n; ++i) {
    const T *a = g + i * stride, *b = y + i * stride;
    T* c = gx + i * stride;
#pragma GCC ivdep
    for (int64_t j = 0; j < width; ++j) c[j] = (a[j] - sums[j]) * b[j];
  }
}

template <class T>
void log_softmax_backward_columns(void* out, const void* grad, const void* result, int64_t n, int64_t stride,
                                  int64_t width) {
  T* gx = static_cast<T*>(out);
  const T *g = static_cast<const T*>(grad), *y = static_cast<const T*>(result);
  T sums[kReduceStrip];
  columns<Sum<T>>(sums, g, n, stride, width);
  for (int64_t i = 0; i < n; ++i) {
    const T *a = g + i * stride, *b = y + i * stride;
    T* c = gx + i * stride;
#pragma GCC ivdep
    for (int64_t j = 0; j < width; ++j) c[j] = a[j] - functor::exp(b[j]) * sums[j];
  }
}

template <class T>
void enter(int t) {
  softmax_loops[static_cast<int>(SoftmaxOp::Softmax)][t] = {softmax_rows<T>, softmax_columns<T>};
  softmax_loops[static_cast<int>(SoftmaxOp::LogSoftmax)][t] = {log_softmax_rows<T>, log_softmax_columns<T>};
  softmax_loops[static_cast<int>(SoftmaxOp::SoftmaxBackward)][t] = {softmax_backward_rows<T>,
                                                                    softmax_backward_columns<T>};
  softmax_loops[static_cast<int>(SoftmaxOp::LogSoftmaxBackward)][t] = {log_softmax_backward_rows<T>,
                                                                       log_softmax_backward_columns<T>};
}

}  // namespace

void register_softmax() {
  enter<float>(0);
  enter<double>(1);
}

}  // namespace facula::cpu::FACULA_ISA
