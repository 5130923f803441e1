#pragma once
// The passes of a Fourier transform that src/cpu/isa/fft.cpp and fft_lanes.cpp offer to src/cpu/fft*.cpp.
#include <cstdint>

#include "facula/core/complex.h"

namespace facula::cpu {

/// One pass of Stockham's algorithm, which sorts as it goes (van Loan, "Computational Frameworks for the Fast
/// Fourier Transform", 1992, section 1.7): n = radix * m points are left, `s` columns of each. y[q + s (radix
/// p + k)] = w^(p k) sum_j x[q + s (p + m j)] exp(-2 pi i j k / radix)
template <class T>
struct FftPass {
  int64_t radix, m, s;
  const complex<T>* twiddles;  // w^(p k) at [p (radix - 1) + k - 1]
  const complex<T>* roots;     // exp(-2 pi i k / radix), for radices without code of their own
};
using FftPassF32 = void (*)(complex<float>* y, const complex<float>* x, const FftPass<float>& pass);
using FftPassF64 = void (*)(complex<double>* y, const complex<double>* x, const FftPass<double>& pass);
extern FftPassF32 fft_pass_f32;
extern FftPassF64 fft_pass_f64;

/// Lines of numbers whose real and imaginary parts lie apart.
template <class T>
struct FftParts {
  T *re, *im;
};

/// A line of n = lanes * rows points, transformed as `lanes` interleaved lines side by side in a vector, and
/// then across them (the same book, section 3.3).
template <class T>
struct FftLanes {
  static constexpr int64_t kLanes = 8;

  /// A pass with s a multiple of kLanes. Null in an instruction set that has no such loops.
  void (*pass)(FftParts<T> y, FftParts<T> x, const FftPass<T>& pass);
  /// The last one, across the lanes. turns: exp(-2 pi i q k / n) at [lanes k + q].
  void (*across)(FftParts<T> y, FftParts<T> x, FftParts<const T> turns, int64_t rows);
  /// The same, with y[2 k] = scale re, y[2 k + 1] = scale im.
  void (*across_pairs)(T* y, FftParts<T> x, FftParts<const T> turns, int64_t rows, T scale, bool exchanged);
  /// y.re = x[2 k], y.im = x[2 k + 1].
  void (*from_pairs)(FftParts<T> y, const T* x, int64_t n);
  /// y[2 k] = scale x.re, y[2 k + 1] = scale x.im. n is a multiple of kLanes here and there.
  void (*to_pairs)(T* y, FftParts<T> x, int64_t n, T scale);
  /// From the transform z of h numbers made of pairs of reals to the h + 1 first numbers of the transform of 2
  /// h reals, as pairs. roots: exp(-pi i k / h).
  void (*spectrum)(T* y, FftParts<T> z, FftParts<const T> roots, int64_t h, T scale);
  /// The way back, real and imaginary parts exchanged.
  void (*from_spectrum)(FftParts<T> z, const T* y, FftParts<const T> roots, int64_t h);
  /// The same for one number (root w) of each of n transforms side by side: from numbers a = z[k] and b = z[h
  /// - k].
  void (*spectrum_row)(T* y, FftParts<T> a, FftParts<T> b, complex<T> w, int64_t n, T scale);
  /// The way back, exchanged; `ends`: the imaginary parts have no meaning.
  void (*from_spectrum_row)(FftParts<T> z, const T* a, const T* b, complex<T> w, int64_t n, bool ends);
  /// From the transform z of n numbers x0[k] + i x1[k] to the n / 2 + 1 first numbers of the transforms of x0
  /// and x1.
  void (*two_spectra)(T* y0, T* y1, FftParts<T> z, int64_t n, T scale);
  /// The way back.
  void (*from_two_spectra)(FftParts<T> z, const T* y0, const T* y1, int64_t n);
  /// y = scale x
  void (*scaled)(T* y, const T* x, int64_t n, T scale);
  /// y = x w, x and w as pairs; n is any number here and below.
  void (*times_from_pairs)(FftParts<T> y, const T* x, const T* w, int64_t n);
  /// y = conj(x w); y may be x.
  void (*times_conj)(FftParts<T> y, FftParts<T> x, FftParts<const T> w, int64_t n);
  /// y = conj(x) w, y and w as pairs.
  void (*conj_times_to_pairs)(T* y, FftParts<T> x, const T* w, int64_t n);
};
extern FftLanes<float> fft_lanes_f32;
extern FftLanes<double> fft_lanes_f64;

}  // namespace facula::cpu
