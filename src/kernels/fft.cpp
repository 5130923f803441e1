#include "kernels/fft.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, const Tensor&, int64_t, bool, double)> fft_c2c("fft_c2c");
constinit KernelSlot<void(Tensor&, const Tensor&, int64_t, double)> fft_r2c("fft_r2c");
constinit KernelSlot<void(Tensor&, const Tensor&, int64_t, double)> fft_c2r("fft_c2r");

}  // namespace facula::kernels
