// The `_out` forms of the Fourier transforms: of one dimension, of two and of any for each kind.
#include "facula/ops/fft.h"
#include "ops/out.h"

namespace facula {

#define FACULA_FFT_OUT(kind)                                                                              \
  Tensor& fft_##kind##_out(Tensor& out, const Tensor& x, std::optional<int64_t> n, int64_t dim,           \
                           std::optional<std::string_view> norm) {                                        \
    return write_out(                                                                                     \
        "fft_" #kind, out, [&] { return fft::kind(x, n, dim, norm); }, x);                                \
  }                                                                                                       \
  Tensor& fft_##kind##2_out(Tensor & out, const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim,        \
                            std::optional<std::string_view> norm) {                                       \
    return write_out(                                                                                     \
        "fft_" #kind "2", out, [&] { return fft::kind##2(x, s, dim, norm); }, x);                         \
  }                                                                                                       \
  Tensor& fft_##kind##n_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim, \
                            std::optional<std::string_view> norm) {                                       \
    return write_out(                                                                                     \
        "fft_" #kind "n", out, [&] { return fft::kind##n(x, s, dim, norm); }, x);                         \
  }
FACULA_FFT_OUT(fft)
FACULA_FFT_OUT(ifft)
FACULA_FFT_OUT(rfft)
FACULA_FFT_OUT(irfft)
FACULA_FFT_OUT(hfft)
FACULA_FFT_OUT(ihfft)
#undef FACULA_FFT_OUT

}  // namespace facula
