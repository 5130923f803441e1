#pragma once
// The passes of a Fourier transform that src/cpu/isa/fft.cpp offers to src/cpu/fft.cpp.
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

}  // namespace facula::cpu
