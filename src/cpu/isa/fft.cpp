// Passes of the Fourier transform: butterflies over columns, which lie side by side.
#include "cpu/fft.h"
#include "facula/core/inline.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class T>
FACULA_INLINE complex<T> times_minus_i(complex<T> a) {
  return {a.im, -a.re};
}

template <class T>
struct Butterfly2 {
  static constexpr int64_t kRadix = 2;
  static FACULA_INLINE void run(complex<T>* a) {
    const complex<T> b = a[0] - a[1];
    a[0] += a[1];
    a[1] = b;
  }
};

template <class T>
struct Butterfly3 {
  static constexpr int64_t kRadix = 3;
  static FACULA_INLINE void run(complex<T>* a) {
    constexpr T kHalfRoot3 = T(0.86602540378443864676);
    const complex<T> sum = a[1] + a[2], d = times_minus_i(a[1] - a[2]);
    const complex<T> mean{a[0].re - T(0.5) * sum.re, a[0].im - T(0.5) * sum.im};
    a[0] += sum;
    a[1] = {mean.re + kHalfRoot3 * d.re, mean.im + kHalfRoot3 * d.im};
    a[2] = {mean.re - kHalfRoot3 * d.re, mean.im - kHalfRoot3 * d.im};
  }
};

template <class T>
struct Butterfly4 {
  static constexpr int64_t kRadix = 4;
  static FACULA_INLINE void run(complex<T>* a) {
    const complex<T> s02 = a[0] + a[2], d02 = a[0] - a[2], s13 = a[1] + a[3],
                     d13 = times_minus_i(a[1] - a[3]);
    a[0] = s02 + s13;
    a[1] = d02 + d13;
    a[2] = s02 - s13;
    a[3] = d02 - d13;
  }
};

template <class T>
struct Butterfly5 {
  static constexpr int64_t kRadix = 5;
  static FACULA_INLINE void run(complex<T>* a) {
    constexpr T c1 = T(0.30901699437494742410), c2 = T(-0.80901699437494742410);
    constexpr T s1 = T(0.95105651629515357212), s2 = T(0.58778525229247312917);
    const complex<T> p = a[1] + a[4], q = a[2] + a[3], u = times_minus_i(a[1] - a[4]),
                     v = times_minus_i(a[2] - a[3]);
    const complex<T> x{a[0].re + c1 * p.re + c2 * q.re, a[0].im + c1 * p.im + c2 * q.im};
    const complex<T> y{a[0].re + c2 * p.re + c1 * q.re, a[0].im + c2 * p.im + c1 * q.im};
    const complex<T> z{s1 * u.re + s2 * v.re, s1 * u.im + s2 * v.im};
    const complex<T> w{s2 * u.re - s1 * v.re, s2 * u.im - s1 * v.im};
    a[0] = a[0] + p + q;
    a[1] = x + z;
    a[2] = y + w;
    a[3] = y - w;
    a[4] = x - z;
  }
};

template <class B, class T>
void columns(complex<T>* __restrict y, const complex<T>* __restrict x, const FftPass<T>& f) {
  constexpr int64_t r = B::kRadix;
  const int64_t s = f.s, m = f.m;
  if (s == 1) {
    for (int64_t p = 0; p < m; ++p) {
      complex<T> a[r];
      for (int64_t j = 0; j < r; ++j) a[j] = x[p + m * j];
      B::run(a);
      const complex<T>* w = f.twiddles + p * (r - 1);
      y[r * p] = a[0];
      for (int64_t k = 1; k < r; ++k) y[r * p + k] = a[k] * w[k - 1];
    }
    return;
  }
  for (int64_t p = 0; p < m; ++p) {
    complex<T> w[r];
    for (int64_t k = 1; k < r; ++k) w[k] = f.twiddles[p * (r - 1) + k - 1];
    const complex<T>* from = x + s * p;
    complex<T>* to = y + s * r * p;
    for (int64_t q = 0; q < s; ++q) {
      complex<T> a[r];
      for (int64_t j = 0; j < r; ++j) a[j] = from[q + s * m * j];
      B::run(a);
      to[q] = a[0];
      for (int64_t k = 1; k < r; ++k) to[q + s * k] = a[k] * w[k];
    }
  }
}

// A prime radix by its definition.
template <class T>
void any_radix(complex<T>* __restrict y, const complex<T>* __restrict x, const FftPass<T>& f) {
  const int64_t r = f.radix, s = f.s, m = f.m;
  for (int64_t p = 0; p < m; ++p)
    for (int64_t k = 0; k < r; ++k) {
      complex<T>* to = y + s * (r * p + k);
      const complex<T>* from = x + s * p;
      for (int64_t q = 0; q < s; ++q) to[q] = from[q];
      int64_t at = 0;
      for (int64_t j = 1; j < r; ++j) {
        at = at + k < r ? at + k : at + k - r;
        const complex<T> w = f.roots[at];
        const complex<T>* source = from + s * m * j;
        for (int64_t q = 0; q < s; ++q) to[q] += w * source[q];
      }
      if (k == 0 || p == 0) continue;
      const complex<T> w = f.twiddles[p * (r - 1) + k - 1];
      for (int64_t q = 0; q < s; ++q) to[q] *= w;
    }
}

template <class T>
void pass(complex<T>* y, const complex<T>* x, const FftPass<T>& f) {
  switch (f.radix) {
    case 2:
      return columns<Butterfly2<T>, T>(y, x, f);
    case 3:
      return columns<Butterfly3<T>, T>(y, x, f);
    case 4:
      return columns<Butterfly4<T>, T>(y, x, f);
    case 5:
      return columns<Butterfly5<T>, T>(y, x, f);
    default:
      return any_radix(y, x, f);
  }
}

}  // namespace

void register_fft_loops() {
  fft_pass_f32 = pass<float>;
  fft_pass_f64 = pass<double>;
}

}  // namespace facula::cpu::FACULA_ISA
