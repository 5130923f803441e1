// The `_out` forms of the Fourier transforms.
#include "facula/ops/fft.h"
#include "ops/out.h"

namespace facula {

Tensor& fft_fft_out(Tensor& out, const Tensor& x, std::optional<int64_t> n, int64_t dim,
                    std::optional<std::string_view> norm) {
  return write_out(
      "fft_fft", out, [&] { return fft::fft(x, n, dim, norm); }, x);
}
Tensor& fft_fft2_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim,
                     std::optional<std::string_view> norm) {
  return write_out(
      "fft_fft2", out, [&] { return fft::fft2(x, s, dim, norm); }, x);
}
Tensor& fft_fftn_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim,
                     std::optional<std::string_view> norm) {
  return write_out(
      "fft_fftn", out, [&] { return fft::fftn(x, s, dim, norm); }, x);
}
Tensor& fft_ifft_out(Tensor& out, const Tensor& x, std::optional<int64_t> n, int64_t dim,
                     std::optional<std::string_view> norm) {
  return write_out(
      "fft_ifft", out, [&] { return fft::ifft(x, n, dim, norm); }, x);
}
Tensor& fft_ifft2_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim,
                      std::optional<std::string_view> norm) {
  return write_out(
      "fft_ifft2", out, [&] { return fft::ifft2(x, s, dim, norm); }, x);
}
Tensor& fft_ifftn_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim,
                      std::optional<std::string_view> norm) {
  return write_out(
      "fft_ifftn", out, [&] { return fft::ifftn(x, s, dim, norm); }, x);
}
Tensor& fft_rfft_out(Tensor& out, const Tensor& x, std::optional<int64_t> n, int64_t dim,
                     std::optional<std::string_view> norm) {
  return write_out(
      "fft_rfft", out, [&] { return fft::rfft(x, n, dim, norm); }, x);
}
Tensor& fft_rfft2_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim,
                      std::optional<std::string_view> norm) {
  return write_out(
      "fft_rfft2", out, [&] { return fft::rfft2(x, s, dim, norm); }, x);
}
Tensor& fft_rfftn_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim,
                      std::optional<std::string_view> norm) {
  return write_out(
      "fft_rfftn", out, [&] { return fft::rfftn(x, s, dim, norm); }, x);
}
Tensor& fft_irfft_out(Tensor& out, const Tensor& x, std::optional<int64_t> n, int64_t dim,
                      std::optional<std::string_view> norm) {
  return write_out(
      "fft_irfft", out, [&] { return fft::irfft(x, n, dim, norm); }, x);
}
Tensor& fft_irfft2_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim,
                       std::optional<std::string_view> norm) {
  return write_out(
      "fft_irfft2", out, [&] { return fft::irfft2(x, s, dim, norm); }, x);
}
Tensor& fft_irfftn_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim,
                       std::optional<std::string_view> norm) {
  return write_out(
      "fft_irfftn", out, [&] { return fft::irfftn(x, s, dim, norm); }, x);
}
Tensor& fft_hfft_out(Tensor& out, const Tensor& x, std::optional<int64_t> n, int64_t dim,
                     std::optional<std::string_view> norm) {
  return write_out(
      "fft_hfft", out, [&] { return fft::hfft(x, n, dim, norm); }, x);
}
Tensor& fft_hfft2_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim,
                      std::optional<std::string_view> norm) {
  return write_out(
      "fft_hfft2", out, [&] { return fft::hfft2(x, s, dim, norm); }, x);
}
Tensor& fft_hfftn_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim,
                      std::optional<std::string_view> norm) {
  return write_out(
      "fft_hfftn", out, [&] { return fft::hfftn(x, s, dim, norm); }, x);
}
Tensor& fft_ihfft_out(Tensor& out, const Tensor& x, std::optional<int64_t> n, int64_t dim,
                      std::optional<std::string_view> norm) {
  return write_out(
      "fft_ihfft", out, [&] { return fft::ihfft(x, n, dim, norm); }, x);
}
Tensor& fft_ihfft2_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim,
                       std::optional<std::string_view> norm) {
  return write_out(
      "fft_ihfft2", out, [&] { return fft::ihfft2(x, s, dim, norm); }, x);
}
Tensor& fft_ihfftn_out(Tensor& out, const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim,
                       std::optional<std::string_view> norm) {
  return write_out(
      "fft_ihfftn", out, [&] { return fft::ihfftn(x, s, dim, norm); }, x);
}

}  // namespace facula
