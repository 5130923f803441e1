// Variances: each chunk by two passes while it lies in the cache, chunks joined by their counts and means.
// source  Chan, Golub, LeVeque: Updating formulae and a pairwise algorithm for computing sample variances
// (1979)
#include "cpu/isa/reduce_core.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class M>
struct Spread {
  M mean;
  double m2;
  double n;
};

FACULA_INLINE double square(double d) { return d * d; }
FACULA_INLINE double square(complex<double> d) { return d.re * d.re + d.im * d.im; }

template <class M>
FACULA_INLINE void join(Spread<M>& a, const Spread<M>& b) {
  if (b.n == 0) return;
  const double n = a.n + b.n;
  const M d = b.mean - a.mean;
  a.mean = a.mean + d * M(b.n / n);
  a.m2 += b.m2 + square(d) * (a.n * b.n / n);
  a.n = n;
}

template <class T>
FACULA_INLINE T squared(T d) {
  return d * d;
}
template <class T>
FACULA_INLINE T squared(complex<T> d) {
  return d.re * d.re + d.im * d.im;
}

// Sum of |x - mean|^2 and of x - mean; the second corrects for the rounding of the mean.
template <class T, class Real>
FACULA_INLINE void deviations(const T* x, int64_t n, T mean, Real& m2, T& rest) {
  int64_t i = 0;
  m2 = 0;
  rest = T(0);
  if constexpr (is_float<T>) {
    constexpr int L = kLanes<T>;
    Vec<T> a{}, b{}, ra{}, rb{};
    for (; i + 2 * L <= n; i += 2 * L) {
      const Vec<T> p = load(x + i) - mean, q = load(x + i + L) - mean;
      a += p * p;
      b += q * q;
      ra += p;
      rb += q;
    }
    a += b;
    ra += rb;
    for (int k = 0; k < L; ++k) {
      m2 += a[k];
      rest += ra[k];
    }
  }
  for (; i < n; ++i) {
    const T d = x[i] - mean;
    m2 += squared(d);
    rest = rest + d;
  }
}

template <class T, class M>
void along_row(Spread<M>& acc, const T* x, int64_t n) {
  using Real = typename ValueOf<T>::type;
  constexpr int64_t kChunk = 2048;
  for (int64_t i = 0; i < n; i += kChunk) {
    const int64_t k = n - i < kChunk ? n - i : kChunk;
    const M mean = M(row_base<Sum<T>>(x + i, k)) / M(static_cast<double>(k));
    const T rounded = T(mean);
    Real m2;
    T rest;
    deviations(x + i, k, rounded, m2, rest);
    const double count = static_cast<double>(k);
    join(acc, Spread<M>{M(rounded) + M(rest) / M(count), m2 - square(M(rest)) / count, count});
  }
}

template <class T, class M>
void along_stride(Spread<M>& acc, const T* x, int64_t n, int64_t stride) {
  T buffer[1024];
  for (int64_t i = 0; i < n; i += 1024) {
    const int64_t k = n - i < 1024 ? n - i : 1024;
    for (int64_t j = 0; j < k; ++j) buffer[j] = x[(i + j) * stride];
    along_row(acc, buffer, k);
  }
}

template <class T, class M>
void across_columns(Spread<M>* acc, const T* x, int64_t n, int64_t stride, int64_t width) {
  using Real = typename ValueOf<T>::type;
  constexpr int64_t kRows = 64;
  T mean[kColumnStrip], rest[kColumnStrip];
  Real m2[kColumnStrip];
  for (int64_t i = 0; i < n; i += kRows, x += kRows * stride) {
    const int64_t k = n - i < kRows ? n - i : kRows;
    const double count = static_cast<double>(k);
    columns<Sum<T>>(mean, x, k, stride, width);
    for (int64_t j = 0; j < width; ++j) {
      mean[j] = mean[j] / T(static_cast<Real>(k));
      m2[j] = 0;
      rest[j] = T(0);
    }
    for (int64_t r = 0; r < k; ++r) {
      const T* __restrict line = x + r * stride;
      for (int64_t j = 0; j < width; ++j) {
        const T d = line[j] - mean[j];
        m2[j] += squared(d);
        rest[j] = rest[j] + d;
      }
    }
    for (int64_t j = 0; j < width; ++j)
      join(acc[j], Spread<M>{M(mean[j]) + M(rest[j]) / M(count), m2[j] - square(M(rest[j])) / count, count});
  }
}

template <class T>
void block(void* out, const void* in, int64_t n, int64_t stride, int64_t width, int64_t kept_stride,
           bool first) {
  using M = typename Wide<T>::type;
  auto* acc = static_cast<Spread<M>*>(out);
  const T* x = static_cast<const T*>(in);
  if (first)
    for (int64_t i = 0; i < width; ++i) acc[i] = Spread<M>{M(0), 0, 0};
  if (n > 1 && kept_stride == 1 && stride != 1 && width > 1) return across_columns(acc, x, n, stride, width);
  for (int64_t i = 0; i < width; ++i) {
    if (stride == 1)
      along_row(acc[i], x + i * kept_stride, n);
    else
      along_stride(acc[i], x + i * kept_stride, n, stride);
  }
}

template <class T>
void combine(void* into, const void* other, int64_t width) {
  using M = typename Wide<T>::type;
  for (int64_t i = 0; i < width; ++i)
    join(static_cast<Spread<M>*>(into)[i], static_cast<const Spread<M>*>(other)[i]);
}

template <class T, bool root>
void finish(void* out, void* second, int64_t out_stride, const void* in, int64_t width, double correction) {
  using M = typename Wide<T>::type;
  using Real = typename ValueOf<T>::type;
  const auto* acc = static_cast<const Spread<M>*>(in);
  for (int64_t i = 0; i < width; ++i) {
    const double n = acc[i].n, over = n - correction;
    // 0 / 0 is NaN, as the variance of too few values is
    const double v = (acc[i].m2 > 0 || acc[i].m2 != acc[i].m2 ? acc[i].m2 : 0.0) / (over > 0 ? over : 0.0);
    static_cast<Real*>(out)[i * out_stride] = static_cast<Real>(root ? __builtin_sqrt(v) : v);
    if (second)
      static_cast<T*>(second)[i * out_stride] = n > 0 ? T(acc[i].mean) : T(static_cast<Real>(0.0 / n));
  }
}

template <class... T>
void enter() {
  ((reduce_loops[static_cast<int>(ReduceOp::Var)][static_cast<int>(dtype_of<T>)] =
        ReduceLoop{static_cast<int64_t>(sizeof(Spread<typename Wide<T>::type>)), block<T>, combine<T>,
                   finish<T, false>}),
   ...);
  ((reduce_loops[static_cast<int>(ReduceOp::Std)][static_cast<int>(dtype_of<T>)] =
        ReduceLoop{static_cast<int64_t>(sizeof(Spread<typename Wide<T>::type>)), block<T>, combine<T>,
                   finish<T, true>}),
   ...);
}

}  // namespace

void register_variance() { enter<float, double, complex_float, complex_double>(); }

}  // namespace facula::cpu::FACULA_ISA
