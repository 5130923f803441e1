// Scans, one line after another, or across neighbouring columns where the dimension is not the last.
#include "kernels/scan.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "cpu/parallel.h"

namespace facula::cpu {

namespace {

// How x lies around `dim`.
struct Shape {
  int64_t outer = 1, n = 1, inner = 1;
  Shape(const Tensor& x, int64_t dim) {
    if (x.dim() == 0) return;
    n = x.size(dim);
    for (int64_t d = 0; d < dim; ++d) outer *= x.size(d);
    for (int64_t d = dim + 1; d < x.dim(); ++d) inner *= x.size(d);
  }
};

// Floats are accumulated in double: the error does not grow along the line.
template <class T>
using Acc = std::conditional_t<std::is_same_v<T, float>, double,
                               std::conditional_t<std::is_same_v<T, complex<float>>, complex<double>, T>>;

struct Plus {
  template <class T>
  static T start() {
    return T(0);
  }
  template <class A>
  static A join(A a, A b) {
    return static_cast<A>(a + b);
  }
};
struct Times {
  template <class T>
  static T start() {
    return T(1);
  }
  template <class A>
  static A join(A a, A b) {
    return static_cast<A>(a * b);
  }
};
struct LogPlusExp {
  template <class T>
  static T start() {
    return -std::numeric_limits<T>::infinity();
  }
  template <class A>
  static A join(A a, A b) {
    const A low = std::isnan(b) ? b : std::min(a, b), high = std::isnan(b) ? b : std::max(a, b);
    if (low != high || std::isfinite(low)) return std::log1p(std::exp(low - high)) + high;
    return a;
  }
};

// One line's running sum in blocks of four pieces, whose sums are taken first: again four chains at a time.
// Only where the accumulator cannot overflow before the sum does. Returns the sum of the first `at` elements.
template <class T>
Acc<T> pieces(T* y, const T* x, int64_t n, int64_t& at) {
  using A = Acc<T>;
  constexpr int64_t kPiece = 512;
  A p{};
  for (; at + 4 * kPiece <= n; at += 4 * kPiece) {
    const T *a = x + at, *b = a + kPiece, *c = b + kPiece;
    A q{}, s{}, t{};
    for (int64_t i = 0; i < kPiece; ++i) {
      q = Plus::join(q, A(a[i]));
      s = Plus::join(s, A(b[i]));
      t = Plus::join(t, A(c[i]));
    }
    q = Plus::join(p, q);
    s = Plus::join(q, s);
    t = Plus::join(s, t);
    T* out = y + at;
    for (int64_t i = 0; i < kPiece; ++i) {
      out[i] = static_cast<T>(p = Plus::join(p, A(a[i])));
      out[i + kPiece] = static_cast<T>(q = Plus::join(q, A(b[i])));
      out[i + 2 * kPiece] = static_cast<T>(s = Plus::join(s, A(c[i])));
      out[i + 3 * kPiece] = static_cast<T>(t = Plus::join(t, A(c[i + kPiece])));
    }
    p = t;
  }
  return p;
}

template <class Op, class T>
void lines(T* y, const T* x, int64_t rows, int64_t n) {
  using A = Acc<T>;
  int64_t r = 0;
  for (; r + 4 <= rows; r += 4) {  // four at a time hide the latency of the additions
    const T *a = x + r * n, *b = a + n, *c = b + n, *d = c + n;
    T* out = y + r * n;
    A p = Op::template start<A>(), q = p, s = p, t = p;
    for (int64_t i = 0; i < n; ++i) {
      out[i] = static_cast<T>(p = Op::join(p, A(a[i])));
      out[i + n] = static_cast<T>(q = Op::join(q, A(b[i])));
      out[i + 2 * n] = static_cast<T>(s = Op::join(s, A(c[i])));
      out[i + 3 * n] = static_cast<T>(t = Op::join(t, A(d[i])));
    }
  }
  for (; r < rows; ++r) {
    A p = Op::template start<A>();
    int64_t i = 0;
    if constexpr (std::is_same_v<Op, Plus> && (std::is_integral_v<T> || !std::is_same_v<A, T>))
      p = pieces(y + r * n, x + r * n, n, i);
    for (; i < n; ++i) y[r * n + i] = static_cast<T>(p = Op::join(p, A(x[r * n + i])));
  }
}

constexpr int64_t kStrip = 256;

template <class Op, class T>
void columns(T* y, const T* x, int64_t n, int64_t stride, int64_t width) {
  using A = Acc<T>;
  A sum[kStrip];
  for (int64_t j = 0; j < width; ++j) sum[j] = Op::template start<A>();
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < width; ++j) {
      sum[j] = Op::join(sum[j], A(x[i * stride + j]));
      y[i * stride + j] = static_cast<T>(sum[j]);
    }
}

// Runs line(at, stride) or strip(at, width) for all of x.
template <class Rows, class Strips>
void walk(const Shape& s, const Rows& rows, const Strips& strips) {
  if (s.outer * s.n * s.inner == 0) return;
  if (s.inner == 1) {
    parallel_for(0, s.outer, kGrain / 4 / s.n, [&](int64_t a, int64_t b) { rows(a * s.n, b - a); });
    return;
  }
  const int64_t per_row = (s.inner + kStrip - 1) / kStrip;
  parallel_for(0, s.outer * per_row, kGrain / 4 / (s.n * kStrip), [&](int64_t a, int64_t b) {
    for (int64_t u = a; u < b; ++u) {
      const int64_t j = u % per_row * kStrip;
      strips(u / per_row * s.n * s.inner + j, std::min(kStrip, s.inner - j));
    }
  });
}

template <class Op, class T>
void scan_as(Tensor& out, const Tensor& in, int64_t dim) {
  const Shape s(in, dim);
  T* y = out.data_ptr<T>();
  const T* x = in.data_ptr<T>();
  walk(
      s, [&](int64_t at, int64_t rows) { lines<Op>(y + at, x + at, rows, s.n); },
      [&](int64_t at, int64_t width) { columns<Op>(y + at, x + at, s.n, s.inner, width); });
}

template <class T>
bool is_nan(T v) {
  return v != v;
}

template <class Op, class T>
void arg_columns(T* value, int64_t* index, const T* x, int64_t n, int64_t stride, int64_t width) {
  T best[kStrip];
  int64_t at[kStrip];
  for (int64_t j = 0; j < width; ++j) {
    best[j] = x[j];
    at[j] = 0;
  }
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < width; ++j) {
      const T v = x[i * stride + j];
      if (is_nan(v) || (!is_nan(best[j]) && Op::reaches(v, best[j]))) {
        best[j] = v;
        at[j] = i;
      }
      value[i * stride + j] = best[j];
      index[i * stride + j] = at[j];
    }
}

struct Max {
  template <class T>
  static bool reaches(T v, T best) {
    return v >= best;
  }
};
struct Min {
  template <class T>
  static bool reaches(T v, T best) {
    return v <= best;
  }
};

// One line; after a NaN nothing changes any more but the index, as further NaNs come.
template <class Op, class T>
void arg_line(T* value, int64_t* index, const T* x, int64_t n) {
  T best = x[0];
  int64_t at = 0, i = 0;
  for (; i < n && !is_nan(x[i]); ++i) {
    const bool reached = Op::reaches(x[i], best);
    best = reached ? x[i] : best;
    at = reached ? i : at;
    value[i] = best;
    index[i] = at;
  }
  for (; i < n; ++i) {
    at = is_nan(x[i]) ? i : at;
    value[i] = x[at];
    index[i] = at;
  }
}

template <class Op, class T>
void arg_scan_as(Tensor& values, Tensor& indices, const Tensor& in, int64_t dim) {
  const Shape s(in, dim);
  T* v = values.data_ptr<T>();
  auto* k = indices.data_ptr<int64_t>();
  const T* x = in.data_ptr<T>();
  walk(
      s,
      [&](int64_t at, int64_t rows) {
        for (int64_t r = 0; r < rows; ++r, at += s.n) arg_line<Op>(v + at, k + at, x + at, s.n);
      },
      [&](int64_t at, int64_t width) { arg_columns<Op>(v + at, k + at, x + at, s.n, s.inner, width); });
}

template <class... T>
struct Types {};
using Number =
    Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double, complex<float>, complex<double>>;
using Ordered = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double, bool>;
using Float = Types<float, double>;

// Calls f.template operator()<T>() for the type whose dtype is t; false when it is not in the list.
template <class F, class... T>
bool dispatch(ScalarType t, Types<T...>, const F& f) {
  return ((t == dtype_of<T> ? (f.template operator()<T>(), true) : false) || ...);
}

template <class Op, class List, kernels::ScanSlot& slot>
void scan(Tensor& y, const Tensor& x, int64_t dim) {
  if (!dispatch(x.scalar_type(), List(), [&]<class T>() { scan_as<Op, T>(y, x, dim); }))
    kernels::missing(slot.name(), x.scalar_type(), kCPU);
}
template <class Op, kernels::ArgScanSlot& slot>
void arg_scan(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim) {
  if (!dispatch(x.scalar_type(), Ordered(), [&]<class T>() { arg_scan_as<Op, T>(values, indices, x, dim); }))
    kernels::missing(slot.name(), x.scalar_type(), kCPU);
}

}  // namespace

void register_scan() {
  kernels::cumsum.set(kCPU, scan<Plus, Number, kernels::cumsum>);
  kernels::cumprod.set(kCPU, scan<Times, Number, kernels::cumprod>);
  kernels::logcumsumexp.set(kCPU, scan<LogPlusExp, Float, kernels::logcumsumexp>);
  kernels::cummax.set(kCPU, arg_scan<Max, kernels::cummax>);
  kernels::cummin.set(kCPU, arg_scan<Min, kernels::cummin>);
}

}  // namespace facula::cpu
