#pragma once
// Eight complex numbers at a time: what turns transforms of complex lines into those of real ones and back,
// and the products of Bluestein's algorithm.
#include "cpu/fft.h"
#include "cpu/isa/fft_butterflies.h"

namespace facula::cpu::FACULA_ISA {

namespace {

constexpr int64_t kLanes = FftLanes<float>::kLanes;

template <class T>
using V __attribute__((vector_size(kLanes * sizeof(T)))) = T;
template <class T>
using Unaligned __attribute__((vector_size(kLanes * sizeof(T)), aligned(sizeof(T)), may_alias)) = T;

// Eight complex numbers.
template <class T>
struct Eight {
  V<T> re, im;
  friend FACULA_INLINE Eight operator+(const Eight& a, const Eight& b) {
    return Eight{a.re + b.re, a.im + b.im};
  }
  friend FACULA_INLINE Eight operator-(const Eight& a, const Eight& b) {
    return Eight{a.re - b.re, a.im - b.im};
  }
};

template <class T>
FACULA_INLINE void turn(Eight<T>& a, complex<T> w) {
  a = Eight<T>{a.re * w.re - a.im * w.im, a.re * w.im + a.im * w.re};
}
template <class T>
FACULA_INLINE void turn(Eight<T>& a, const Eight<T>& w) {
  a = Eight<T>{a.re * w.re - a.im * w.im, a.re * w.im + a.im * w.re};
}

template <class T>
FACULA_INLINE void load(Eight<T>& v, const T* re, const T* im) {
  v.re = *reinterpret_cast<const Unaligned<T>*>(re);
  v.im = *reinterpret_cast<const Unaligned<T>*>(im);
}
template <class T>
FACULA_INLINE void store(T* re, T* im, const Eight<T>& v) {
  *reinterpret_cast<Unaligned<T>*>(re) = v.re;
  *reinterpret_cast<Unaligned<T>*>(im) = v.im;
}
template <class T>
FACULA_INLINE void load_pairs(Eight<T>& v, const T* x) {
  const V<T> a = *reinterpret_cast<const Unaligned<T>*>(x),
             b = *reinterpret_cast<const Unaligned<T>*>(x + kLanes);
  v.re = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
  v.im = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
}
template <class T>
FACULA_INLINE void store_pairs(T* y, const V<T>& re, const V<T>& im) {
  *reinterpret_cast<Unaligned<T>*>(y) = __builtin_shufflevector(re, im, 0, 8, 1, 9, 2, 10, 3, 11);
  *reinterpret_cast<Unaligned<T>*>(y + kLanes) = __builtin_shufflevector(re, im, 4, 12, 5, 13, 6, 14, 7, 15);
}
template <class T>
FACULA_INLINE void reverse(Eight<T>& v) {
  v.re = __builtin_shufflevector(v.re, v.re, 7, 6, 5, 4, 3, 2, 1, 0);
  v.im = __builtin_shufflevector(v.im, v.im, 7, 6, 5, 4, 3, 2, 1, 0);
}

// half the sum, and half the difference turned, of z[k] and conj(z[h - k])
template <class N, class W, class T>
FACULA_INLINE void spectrum_at(N& out, const N& a, const N& b, const W& w, T half) {
  const auto dr = a.re - b.re, di = a.im + b.im, sr = a.re + b.re, si = a.im - b.im;
  out.re = half * (sr + dr * w.im + di * w.re);
  out.im = half * (si - dr * w.re + di * w.im);
}

template <class T>
void spectrum(T* y, FftParts<T> z, FftParts<const T> roots, int64_t h, T scale) {
  y[0] = (z.re[0] + z.im[0]) * scale;
  y[2 * h] = (z.re[0] - z.im[0]) * scale;
  y[1] = y[2 * h + 1] = T(0);
  const T half = scale / 2;
  int64_t k = 1;
  for (; k + kLanes <= h; k += kLanes) {
    Eight<T> a, b, w, out;
    load(a, z.re + k, z.im + k);
    load(b, z.re + h - k - kLanes + 1, z.im + h - k - kLanes + 1);
    reverse(b);
    load(w, roots.re + k, roots.im + k);
    spectrum_at(out, a, b, w, half);
    store_pairs<T>(y + 2 * k, out.re, out.im);
  }
  for (; k < h; ++k) {
    const complex<T> a(z.re[k], z.im[k]), b(z.re[h - k], z.im[h - k]), w(roots.re[k], roots.im[k]);
    complex<T> out;
    spectrum_at(out, a, b, w, half);
    y[2 * k] = out.re;
    y[2 * k + 1] = out.im;
  }
}

// x + conj(b) and the difference turned back, exchanged
template <class N, class W>
FACULA_INLINE void line_at(N& out, const N& a, const N& b, const W& w) {
  const auto dr = a.re - b.re, di = a.im + b.im, sr = a.re + b.re, si = a.im - b.im;
  out.re = si + dr * w.re + di * w.im;
  out.im = sr - di * w.re + dr * w.im;
}

template <class T>
void from_spectrum(FftParts<T> z, const T* y, FftParts<const T> roots, int64_t h) {
  z.re[0] = y[0] - y[2 * h];
  z.im[0] = y[0] + y[2 * h];
  int64_t k = 1;
  for (; k + kLanes <= h; k += kLanes) {
    Eight<T> a, b, w, out;
    load_pairs(a, y + 2 * k);
    load_pairs(b, y + 2 * (h - k - kLanes + 1));
    reverse(b);
    load(w, roots.re + k, roots.im + k);
    line_at(out, a, b, w);
    store(z.re + k, z.im + k, out);
  }
  for (; k < h; ++k) {
    const complex<T> a(y[2 * k], y[2 * k + 1]), b(y[2 * (h - k)], y[2 * (h - k) + 1]),
        w(roots.re[k], roots.im[k]);
    complex<T> out;
    line_at(out, a, b, w);
    z.re[k] = out.re;
    z.im[k] = out.im;
  }
}

template <class T>
void spectrum_row(T* y, FftParts<T> a, FftParts<T> b, complex<T> w, int64_t n, T scale) {
  for (int64_t q = 0; q < n; q += kLanes) {
    Eight<T> x, z, out;
    load(x, a.re + q, a.im + q);
    load(z, b.re + q, b.im + q);
    spectrum_at(out, x, z, w, scale / 2);
    store_pairs<T>(y + 2 * q, out.re, out.im);
  }
}

template <class T>
void from_spectrum_row(FftParts<T> z, const T* a, const T* b, complex<T> w, int64_t n, bool ends) {
  for (int64_t q = 0; q < n; q += kLanes) {
    Eight<T> x, y, out;
    load_pairs(x, a + 2 * q);
    load_pairs(y, b + 2 * q);
    if (ends) x.im = y.im = V<T>{};
    line_at(out, x, y, w);
    store(z.re + q, z.im + q, out);
  }
}

// Calls f(k) for blocks from k on that cover [1, end); the last one may overlap the one before.
template <class F>
FACULA_INLINE void blocks_from_one(int64_t end, const F& f) {
  int64_t k = 1;
  for (; k + kLanes <= end; k += kLanes) f(k);
  if (k < end) f(end - kLanes);
}

template <class T>
void two_spectra(T* y0, T* y1, FftParts<T> z, int64_t n, T scale) {
  const T half = scale / 2;
  y0[0] = scale * z.re[0];
  y1[0] = scale * z.im[0];
  y0[1] = y1[1] = T(0);
  blocks_from_one(
      n / 2 + 1, [&](int64_t k) __attribute__((always_inline)) {
        Eight<T> a, b;
        load(a, z.re + k, z.im + k);
        load(b, z.re + n - k - kLanes + 1, z.im + n - k - kLanes + 1);
        reverse(b);
        store_pairs<T>(y0 + 2 * k, half * (a.re + b.re), half * (a.im - b.im));
        store_pairs<T>(y1 + 2 * k, half * (a.im + b.im), half * (b.re - a.re));
      });
}

template <class T>
void from_two_spectra(FftParts<T> z, const T* y0, const T* y1, int64_t n) {
  const int64_t h = n / 2;
  for (int64_t k = 0; k <= h; k += h) {
    z.re[k] = y0[2 * k];
    z.im[k] = y1[2 * k];
  }
  blocks_from_one(
      h, [&](int64_t k) __attribute__((always_inline)) {
        Eight<T> p, q;
        load_pairs(p, y0 + 2 * k);
        load_pairs(q, y1 + 2 * k);
        Eight<T> mirrored{p.re + q.im, q.re - p.im};
        store(z.re + k, z.im + k, Eight<T>{p.re - q.im, p.im + q.re});
        reverse(mirrored);
        const int64_t at = n - k - kLanes + 1;
        store(z.re + at, z.im + at, mirrored);
      });
}

template <class T>
void scaled(T* __restrict y, const T* __restrict x, int64_t n, T scale) {
  for (int64_t k = 0; k < n; ++k) y[k] = scale * x[k];
}

template <class T>
void times_from_pairs(FftParts<T> y, const T* x, const T* w, int64_t n) {
  int64_t k = 0;
  for (; k + kLanes <= n; k += kLanes) {
    Eight<T> a, b;
    load_pairs(a, x + 2 * k);
    load_pairs(b, w + 2 * k);
    turn(a, b);
    store(y.re + k, y.im + k, a);
  }
  for (; k < n; ++k) {
    const T re = x[2 * k], im = x[2 * k + 1];
    y.re[k] = re * w[2 * k] - im * w[2 * k + 1];
    y.im[k] = re * w[2 * k + 1] + im * w[2 * k];
  }
}

template <class T>
void times_conj(FftParts<T> y, FftParts<T> x, FftParts<const T> w, int64_t n) {
  for (int64_t k = 0; k < n; k += kLanes) {
    Eight<T> a, b;
    load(a, x.re + k, x.im + k);
    load(b, w.re + k, w.im + k);
    turn(a, b);
    store(y.re + k, y.im + k, Eight<T>{a.re, -a.im});
  }
}

template <class T>
void conj_times_to_pairs(T* y, FftParts<T> x, const T* w, int64_t n) {
  int64_t k = 0;
  for (; k + kLanes <= n; k += kLanes) {
    Eight<T> a, b;
    load(a, x.re + k, x.im + k);
    load_pairs(b, w + 2 * k);
    a.im = -a.im;
    turn(a, b);
    store_pairs<T>(y + 2 * k, a.re, a.im);
  }
  for (; k < n; ++k) {
    y[2 * k] = x.re[k] * w[2 * k] + x.im[k] * w[2 * k + 1];
    y[2 * k + 1] = x.re[k] * w[2 * k + 1] - x.im[k] * w[2 * k];
  }
}

}  // namespace

}  // namespace facula::cpu::FACULA_ISA
