#pragma once
// Slots of the Fourier transforms along one dimension of row-major tensors. y is `scale` times the sum of
// x[j] exp(-+2 pi i j k / n), with + for `inverse`.
#include "kernels/slot.h"

namespace facula::kernels {

/// Complex to complex, same shape.
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, int64_t dim, bool inverse, double scale)>
    fft_c2c;
/// Real to complex, forward, the first n / 2 + 1 results.
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, int64_t dim, double scale)> fft_r2c;
/// Half of a Hermitian signal to real, inverse; y's length tells whether it is odd.
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, int64_t dim, double scale)> fft_c2r;

}  // namespace facula::kernels
