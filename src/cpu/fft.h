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
};
extern FftLanes<float> fft_lanes_f32;
extern FftLanes<double> fft_lanes_f64;

}  // namespace facula::cpu
