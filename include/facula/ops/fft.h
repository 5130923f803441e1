#pragma once
// Discrete Fourier transforms, and the short-time one.
//
// X[k] = sum_j x[j] exp(-2 pi i j k / n); inverses have the other sign. `n` (or `s`, one per dim) cuts or
// zero-pads the input first. `norm`: "backward" (default) divides the inverse by n, "forward" the forward
// transform, "ortho" both by the square root of n. Functions with r take or give real signals and keep the
// non-negative frequencies n / 2 + 1; those with h are of signals whose spectrum is real. dtype   float or
// double and their complex types; whole numbers count as the default dtype grad    any order errors  Error:
// "Invalid number of data points (0) specified", "Invalid normalization mode: …", "FFT dims must be
//         unique", "rfft expects a real input tensor, but got ComplexFloat", …
#include <string_view>

#include "facula/core/tensor.h"

namespace facula {
namespace fft {

using Norm = std::optional<std::string_view>;

Tensor fft(const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1,
           Norm norm = std::nullopt);
Tensor ifft(const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1,
            Norm norm = std::nullopt);
Tensor rfft(const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1,
            Norm norm = std::nullopt);
Tensor irfft(const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1,
             Norm norm = std::nullopt);
Tensor hfft(const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1,
            Norm norm = std::nullopt);
Tensor ihfft(const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1,
             Norm norm = std::nullopt);

Tensor fft2(const Tensor& x, OptionalIntArrayRef s = std::nullopt, IntArrayRef dim = {-2, -1},
            Norm norm = std::nullopt);
Tensor ifft2(const Tensor& x, OptionalIntArrayRef s = std::nullopt, IntArrayRef dim = {-2, -1},
             Norm norm = std::nullopt);
Tensor rfft2(const Tensor& x, OptionalIntArrayRef s = std::nullopt, IntArrayRef dim = {-2, -1},
             Norm norm = std::nullopt);
Tensor irfft2(const Tensor& x, OptionalIntArrayRef s = std::nullopt, IntArrayRef dim = {-2, -1},
              Norm norm = std::nullopt);
Tensor hfft2(const Tensor& x, OptionalIntArrayRef s = std::nullopt, IntArrayRef dim = {-2, -1},
             Norm norm = std::nullopt);
Tensor ihfft2(const Tensor& x, OptionalIntArrayRef s = std::nullopt, IntArrayRef dim = {-2, -1},
              Norm norm = std::nullopt);

Tensor fftn(const Tensor& x, OptionalIntArrayRef s = std::nullopt, OptionalIntArrayRef dim = std::nullopt,
            Norm norm = std::nullopt);
Tensor ifftn(const Tensor& x, OptionalIntArrayRef s = std::nullopt, OptionalIntArrayRef dim = std::nullopt,
             Norm norm = std::nullopt);
Tensor rfftn(const Tensor& x, OptionalIntArrayRef s = std::nullopt, OptionalIntArrayRef dim = std::nullopt,
             Norm norm = std::nullopt);
Tensor irfftn(const Tensor& x, OptionalIntArrayRef s = std::nullopt, OptionalIntArrayRef dim = std::nullopt,
              Norm norm = std::nullopt);
Tensor hfftn(const Tensor& x, OptionalIntArrayRef s = std::nullopt, OptionalIntArrayRef dim = std::nullopt,
             Norm norm = std::nullopt);
Tensor ihfftn(const Tensor& x, OptionalIntArrayRef s = std::nullopt, OptionalIntArrayRef dim = std::nullopt,
              Norm norm = std::nullopt);

/// The frequencies of fft's results: 0, 1, …, -2, -1, over n d.
Tensor fftfreq(int64_t n, double d = 1.0, const TensorOptions& options = {});
inline Tensor fftfreq(int64_t n, const TensorOptions& options) { return fftfreq(n, 1.0, options); }
/// The frequencies of rfft's results: 0, 1, …, n / 2, over n d.
Tensor rfftfreq(int64_t n, double d = 1.0, const TensorOptions& options = {});
inline Tensor rfftfreq(int64_t n, const TensorOptions& options) { return rfftfreq(n, 1.0, options); }
/// Moves frequency 0 to the middle; ifftshift moves it back.
Tensor fftshift(const Tensor& x, OptionalIntArrayRef dim = std::nullopt);
Tensor ifftshift(const Tensor& x, OptionalIntArrayRef dim = std::nullopt);

}  // namespace fft

#define FACULA_FFT_NAMES(name)                                                                         \
  inline Tensor fft_##name(const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1, \
                           std::optional<std::string_view> norm = std::nullopt) {                      \
    return fft::name(x, n, dim, norm);                                                                 \
  }                                                                                                    \
  inline Tensor fft_##name##2(const Tensor& x, OptionalIntArrayRef s = std::nullopt,                   \
                              IntArrayRef dim = {-2, -1},                                              \
                              std::optional<std::string_view> norm = std::nullopt) {                   \
    return fft::name##2(x, s, dim, norm);                                                              \
  }                                                                                                    \
  inline Tensor fft_##name##n(const Tensor& x, OptionalIntArrayRef s = std::nullopt,                   \
                              OptionalIntArrayRef dim = std::nullopt,                                  \
                              std::optional<std::string_view> norm = std::nullopt) {                   \
    return fft::name##n(x, s, dim, norm);                                                              \
  }
FACULA_FFT_NAMES(fft)
FACULA_FFT_NAMES(ifft)
FACULA_FFT_NAMES(rfft)
FACULA_FFT_NAMES(irfft)
FACULA_FFT_NAMES(hfft)
FACULA_FFT_NAMES(ihfft)
#undef FACULA_FFT_NAMES
inline Tensor fft_fftfreq(int64_t n, double d = 1.0, const TensorOptions& options = {}) {
  return fft::fftfreq(n, d, options);
}
inline Tensor fft_rfftfreq(int64_t n, double d = 1.0, const TensorOptions& options = {}) {
  return fft::rfftfreq(n, d, options);
}
inline Tensor fft_fftshift(const Tensor& x, OptionalIntArrayRef dim = std::nullopt) {
  return fft::fftshift(x, dim);
}
inline Tensor fft_ifftshift(const Tensor& x, OptionalIntArrayRef dim = std::nullopt) {
  return fft::ifftshift(x, dim);
}

// ---- into given tensors
Tensor& fft_fft_out(Tensor& out, const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1,
                    std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_fft2_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s = std::nullopt,
                     IntArrayRef dim = {-2, -1}, std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_fftn_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s = std::nullopt,
                     OptionalIntArrayRef dim = std::nullopt,
                     std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_ifft_out(Tensor& out, const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1,
                     std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_ifft2_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s = std::nullopt,
                      IntArrayRef dim = {-2, -1}, std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_ifftn_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s = std::nullopt,
                      OptionalIntArrayRef dim = std::nullopt,
                      std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_rfft_out(Tensor& out, const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1,
                     std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_rfft2_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s = std::nullopt,
                      IntArrayRef dim = {-2, -1}, std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_rfftn_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s = std::nullopt,
                      OptionalIntArrayRef dim = std::nullopt,
                      std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_irfft_out(Tensor& out, const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1,
                      std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_irfft2_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s = std::nullopt,
                       IntArrayRef dim = {-2, -1}, std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_irfftn_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s = std::nullopt,
                       OptionalIntArrayRef dim = std::nullopt,
                       std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_hfft_out(Tensor& out, const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1,
                     std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_hfft2_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s = std::nullopt,
                      IntArrayRef dim = {-2, -1}, std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_hfftn_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s = std::nullopt,
                      OptionalIntArrayRef dim = std::nullopt,
                      std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_ihfft_out(Tensor& out, const Tensor& x, std::optional<int64_t> n = std::nullopt, int64_t dim = -1,
                      std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_ihfft2_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s = std::nullopt,
                       IntArrayRef dim = {-2, -1}, std::optional<std::string_view> norm = std::nullopt);
Tensor& fft_ihfftn_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s = std::nullopt,
                       OptionalIntArrayRef dim = std::nullopt,
                       std::optional<std::string_view> norm = std::nullopt);

/// Transforms of windows of n_fft points, `hop_length` (default n_fft / 4) apart.
/// shape   x (n) or (B, n) -> (B, frequencies, windows), complex if `return_complex`, else with a last
/// dimension (re, im) `center` pads x by n_fft / 2 on both sides with `pad_mode` ("reflect", "constant",
/// "replicate", "circular").
Tensor stft(const Tensor& x, int64_t n_fft, std::optional<int64_t> hop_length = std::nullopt,
            std::optional<int64_t> win_length = std::nullopt,
            const std::optional<Tensor>& window = std::nullopt, bool center = true,
            std::string_view pad_mode = "reflect", bool normalized = false,
            std::optional<bool> onesided = std::nullopt, std::optional<bool> return_complex = std::nullopt);
/// The same without padding.
Tensor stft(const Tensor& x, int64_t n_fft, std::optional<int64_t> hop_length,
            std::optional<int64_t> win_length, const std::optional<Tensor>& window, bool normalized,
            std::optional<bool> onesided = std::nullopt, std::optional<bool> return_complex = std::nullopt);
/// The signal with this short-time transform, by overlapping and adding (least squares: Griffin and Lim
/// 1984).
Tensor istft(const Tensor& x, int64_t n_fft, std::optional<int64_t> hop_length = std::nullopt,
             std::optional<int64_t> win_length = std::nullopt,
             const std::optional<Tensor>& window = std::nullopt, bool center = true, bool normalized = false,
             std::optional<bool> onesided = std::nullopt, std::optional<int64_t> length = std::nullopt,
             bool return_complex = false);

}  // namespace facula
