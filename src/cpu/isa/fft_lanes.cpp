// Fourier transforms of single lines, eight interleaved lines of an eighth of the length side by side.
#include "cpu/fft.h"
#include "cpu/isa/fft_spectrum.h"

namespace facula::cpu::FACULA_ISA {

// Narrower vectors would gain little for much code: fft.cpp serves them.
#if defined(__AVX2__) || !defined(__x86_64__)

namespace {

template <class B, class T>
void columns(FftParts<T> y, FftParts<T> x, const FftPass<T>& f) {
  constexpr int64_t r = B::kRadix;
  const int64_t s = f.s, m = f.m;
  for (int64_t p = 0; p < m; ++p) {
    complex<T> w[r];
    for (int64_t k = 1; k < r; ++k) w[k] = f.twiddles[p * (r - 1) + k - 1];
    const int64_t from = s * p, to = s * r * p;
    for (int64_t q = 0; q < s; q += kLanes) {
      Eight<T> a[r];
      for (int64_t j = 0; j < r; ++j) load(a[j], x.re + from + q + s * m * j, x.im + from + q + s * m * j);
      B::run(a);
      if (p)
        for (int64_t k = 1; k < r; ++k) turn(a[k], w[k]);
      for (int64_t k = 0; k < r; ++k) store(y.re + to + q + s * k, y.im + to + q + s * k, a[k]);
    }
  }
}

// A prime radix by its definition.
template <class T>
void any_radix(FftParts<T> y, FftParts<T> x, const FftPass<T>& f) {
  const int64_t r = f.radix, s = f.s, m = f.m;
  for (int64_t p = 0; p < m; ++p)
    for (int64_t k = 0; k < r; ++k) {
      const int64_t from = s * p, to = s * (r * p + k);
      const complex<T> w = k ? f.twiddles[p * (r - 1) + k - 1] : complex<T>(1);
      for (int64_t q = 0; q < s; q += kLanes) {
        Eight<T> sum;
        load(sum, x.re + from + q, x.im + from + q);
        int64_t at = 0;
        for (int64_t j = 1; j < r; ++j) {
          at = at + k < r ? at + k : at + k - r;
          Eight<T> a;
          load(a, x.re + from + q + s * m * j, x.im + from + q + s * m * j);
          turn(a, f.roots[at]);
          sum = sum + a;
        }
        turn(sum, w);
        store(y.re + to + q, y.im + to + q, sum);
      }
    }
}

template <class T>
void pass(FftParts<T> y, FftParts<T> x, const FftPass<T>& f) {
  switch (f.radix) {
    case 2:
      return columns<Butterfly2<Eight<T>, T>, T>(y, x, f);
    case 3:
      return columns<Butterfly3<Eight<T>, T>, T>(y, x, f);
    case 4:
      return columns<Butterfly4<Eight<T>, T>, T>(y, x, f);
    case 5:
      return columns<Butterfly5<Eight<T>, T>, T>(y, x, f);
    case 8:
      return columns<Butterfly8<Eight<T>, T>, T>(y, x, f);
    default:
      return any_radix(y, x, f);
  }
}

template <class T>
FACULA_INLINE void transpose(V<T> (&r)[kLanes]) {
  V<T> t[kLanes];
  for (int i = 0; i < kLanes; i += 2) {
    t[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    t[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int i = 0; i < kLanes; i += 4)
    for (int k = 0; k < 2; ++k) {
      r[i + k] = __builtin_shufflevector(t[i + k], t[i + k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      r[i + k + 2] = __builtin_shufflevector(t[i + k], t[i + k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; ++i) {
    const V<T> a = r[i], b = r[i + 4];
    r[i] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11);
    r[i + 4] = __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

// Calls put(k, a) with a[j] the numbers k .. k + 7 + rows * j. The last rows may come twice.
template <class T, class F>
FACULA_INLINE void across_lanes(FftParts<T> x, FftParts<const T> turns, int64_t rows, const F& put) {
  for (int64_t block = 0; block < rows; block += kLanes) {
    const int64_t k = block + kLanes <= rows ? block : rows - kLanes;
    V<T> re[kLanes], im[kLanes];
    for (int64_t i = 0; i < kLanes; ++i) {
      Eight<T> a, w;
      const int64_t at = (k + i) * kLanes;
      load(a, x.re + at, x.im + at);
      load(w, turns.re + at, turns.im + at);
      turn(a, w);
      re[i] = a.re;
      im[i] = a.im;
    }
    transpose<T>(re);
    transpose<T>(im);
    Eight<T> a[kLanes];
    for (int64_t i = 0; i < kLanes; ++i) a[i] = Eight<T>{re[i], im[i]};
    Butterfly8<Eight<T>, T>::run(a);
    put(k, a);
  }
}

template <class T>
void across(FftParts<T> y, FftParts<T> x, FftParts<const T> turns, int64_t rows) {
  across_lanes(
      x, turns, rows, [&](int64_t k, const Eight<T>* a) __attribute__((always_inline)) {
        for (int64_t j = 0; j < kLanes; ++j) store(y.re + k + rows * j, y.im + k + rows * j, a[j]);
      });
}

template <class T>
void across_pairs(T* y, FftParts<T> x, FftParts<const T> turns, int64_t rows, T scale, bool exchanged) {
  if (exchanged)
    across_lanes(
        x, turns, rows, [&](int64_t k, const Eight<T>* a) __attribute__((always_inline)) {
          for (int64_t j = 0; j < kLanes; ++j)
            store_pairs<T>(y + 2 * (k + rows * j), scale * a[j].im, scale * a[j].re);
        });
  else
    across_lanes(
        x, turns, rows, [&](int64_t k, const Eight<T>* a) __attribute__((always_inline)) {
          for (int64_t j = 0; j < kLanes; ++j)
            store_pairs<T>(y + 2 * (k + rows * j), scale * a[j].re, scale * a[j].im);
        });
}

template <class T>
void from_pairs(FftParts<T> y, const T* x, int64_t n) {
  for (int64_t k = 0; k < n; k += kLanes) {
    Eight<T> a;
    load_pairs(a, x + 2 * k);
    store(y.re + k, y.im + k, a);
  }
}

template <class T>
void to_pairs(T* y, FftParts<T> x, int64_t n, T scale) {
  for (int64_t k = 0; k < n; k += kLanes) {
    Eight<T> a;
    load(a, x.re + k, x.im + k);
    store_pairs<T>(y + 2 * k, scale * a.re, scale * a.im);
  }
}

template <class T>
void fill(FftLanes<T>& f) {
  f = {pass<T>,
       across<T>,
       across_pairs<T>,
       from_pairs<T>,
       to_pairs<T>,
       spectrum<T>,
       from_spectrum<T>,
       spectrum_row<T>,
       from_spectrum_row<T>,
       two_spectra<T>,
       from_two_spectra<T>,
       scaled<T>,
       times_from_pairs<T>,
       times_conj<T>,
       conj_times_to_pairs<T>};
}
}  // namespace

void register_fft_lanes() {
  fill(fft_lanes_f32);
  fill(fft_lanes_f64);
}

#else

void register_fft_lanes() {}

#endif

}  // namespace facula::cpu::FACULA_ISA
