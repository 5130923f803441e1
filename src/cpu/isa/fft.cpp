// Passes of the Fourier transform: butterflies over columns, which lie side by side.
#include "cpu/fft.h"
#include "cpu/isa/fft_butterflies.h"
#include "facula/core/inline.h"

namespace facula::cpu::FACULA_ISA {

namespace {

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
      return columns<Butterfly2<complex<T>, T>, T>(y, x, f);
    case 3:
      return columns<Butterfly3<complex<T>, T>, T>(y, x, f);
    case 4:
      return columns<Butterfly4<complex<T>, T>, T>(y, x, f);
    case 5:
      return columns<Butterfly5<complex<T>, T>, T>(y, x, f);
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
