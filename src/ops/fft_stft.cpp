// The short-time Fourier transform and its inverse.
#include <algorithm>
#include <cmath>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/fft.h"
#include "facula/ops/index.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"

namespace facula {

namespace {

// Which element of a signal of n points a padded one shows at position i - pad; -1: zero.
int64_t source_of(int64_t at, int64_t n, std::string_view mode) {
  if (at >= 0 && at < n) return at;
  if (mode == "reflect") return at < 0 ? -at : 2 * (n - 1) - at;
  if (mode == "replicate") return at < 0 ? 0 : n - 1;
  return mode == "circular" ? (at + n) % n : -1;
}

Tensor padded(const Tensor& x, int64_t pad, std::string_view mode) {
  FACULA_CHECK(mode == "reflect" || mode == "replicate" || mode == "circular" || mode == "constant",
               "Unrecognised padding mode ", mode);
  const int64_t n = x.size(-1);
  FACULA_CHECK(
      mode != "reflect" || pad < n,
      "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (",
      pad, ", ", pad, ") at dimension 2 of input [", x.dim() == 1 ? 1 : x.size(0), ", 1, ", n, "]");
  FACULA_CHECK(mode != "circular" || pad <= n, "Padding value causes wrapping around more than once.");
  Tensor index = empty({n + 2 * pad}, kLong);
  for (int64_t i = 0; i < n + 2 * pad; ++i) index.data_ptr<int64_t>()[i] = source_of(i - pad, n, mode);
  if (mode != "constant") return x.index_select(-1, index.to(x.device()));
  DimVector sizes(x.sizes().begin(), x.sizes().end());
  sizes.back() = pad;
  const Tensor zero = zeros(sizes, x.options());
  std::vector<Tensor> parts;
  parts.push_back(zero);
  parts.push_back(x);
  parts.push_back(zero);
  return cat(parts, -1);
}

std::string text(std::optional<int64_t> v) { return v ? std::to_string(*v) : "None"; }
std::string text(std::optional<bool> v) { return v ? (*v ? "1" : "0") : "None"; }
std::string text(const std::optional<Tensor>& w) {
  return w && w->defined() ? detail::concat("torch.", w->scalar_type(), "Tensor{", w->sizes(), "}") : "None";
}

// The window of win_length points in the middle of n_fft; ones if there is none.
Tensor framed_window(const std::optional<Tensor>& window, int64_t win_length, int64_t n_fft,
                     const TensorOptions& o) {
  if (win_length == n_fft) return window && window->defined() ? *window : Tensor();
  const int64_t left = (n_fft - win_length) / 2;
  const Tensor w = window && window->defined() ? *window : ones({win_length}, o);
  std::vector<Tensor> parts;
  parts.push_back(zeros({left}, w.options()));
  parts.push_back(w);
  parts.push_back(zeros({n_fft - win_length - left}, w.options()));
  return cat(parts);
}

}  // namespace

Tensor stft(const Tensor& signal, int64_t n_fft, std::optional<int64_t> hop_length,
            std::optional<int64_t> win_length, const std::optional<Tensor>& window, bool center,
            std::string_view pad_mode, bool normalized, std::optional<bool> onesided,
            std::optional<bool> return_complex) {
  const int64_t hop = hop_length.value_or(n_fft / 4), width = win_length.value_or(n_fft);
  const bool has_window = window && window->defined();
  const Tensor input = center && signal.dim() <= 2 ? padded(signal, n_fft / 2, pad_mode) : signal;
  const auto describe = [&] {
    return detail::concat("stft(torch.", input.scalar_type(), "Tensor", input.sizes(), ", n_fft=", n_fft,
                          ", hop_length=", hop, ", win_length=", width, ", window=", text(window),
                          ", normalized=", normalized ? 1 : 0, ", onesided=", text(onesided),
                          ", return_complex=", text(return_complex), ") : ");
  };
  FACULA_CHECK(input.is_floating_point() || input.is_complex(), describe(),
               "expected a tensor of floating point or complex values");
  FACULA_CHECK(input.dim() == 1 || input.dim() == 2, describe(), "expected a 1D or 2D tensor");
  const Tensor x = input.dim() == 1 ? input.unsqueeze(0) : input;
  const int64_t length = x.size(1);
  FACULA_CHECK(n_fft > 0 && n_fft <= length, describe(), "expected 0 < n_fft < ", length,
               ", but got n_fft=", n_fft);
  FACULA_CHECK(hop > 0, describe(), "expected hop_length > 0, but got hop_length=", hop);
  FACULA_CHECK(width > 0 && width <= n_fft, describe(),
               "expected 0 < win_length <= n_fft, but got win_length=", width);
  FACULA_CHECK(!has_window || (window->dim() == 1 && window->size(0) == width), describe(),
               "expected a 1D window tensor of size equal to win_length=", width,
               ", but got window with size ", has_window ? window->sizes() : IntArrayRef());
  const bool complex_signal = x.is_complex() || (has_window && window->is_complex());
  const bool half = onesided.value_or(!complex_signal);
  FACULA_CHECK(!half || !complex_signal, "Cannot have onesided output if window or input is complex");
  Tensor frames = x.unfold(-1, n_fft, hop);  // (B, windows, n_fft)
  const Tensor w = framed_window(window, width, n_fft, TensorOptions(x.scalar_type()).device(x.device()));
  if (w.defined()) frames = frames.mul(w);
  const fft::Norm norm = normalized ? fft::Norm("ortho") : std::nullopt;
  Tensor y = half ? fft::rfft(frames, std::nullopt, -1, norm) : fft::fft(frames, std::nullopt, -1, norm);
  y = y.transpose(1, 2);
  if (signal.dim() == 1) y = y.squeeze(0);
  const bool as_complex = return_complex.value_or(complex_signal);
  FACULA_CHECK(return_complex || complex_signal,
               "stft requires the return_complex parameter be given for real inputs, "
               "and will further require that return_complex=True in a future PyTorch release.");
  return as_complex ? y : view_as_real(y);
}

Tensor stft(const Tensor& x, int64_t n_fft, std::optional<int64_t> hop_length,
            std::optional<int64_t> win_length, const std::optional<Tensor>& window, bool normalized,
            std::optional<bool> onesided, std::optional<bool> return_complex) {
  return stft(x, n_fft, hop_length, win_length, window, false, "constant", normalized, onesided,
              return_complex);
}

Tensor istft(const Tensor& x, int64_t n_fft, std::optional<int64_t> hop_length,
             std::optional<int64_t> win_length, const std::optional<Tensor>& window, bool center,
             bool normalized, std::optional<bool> onesided, std::optional<int64_t> length,
             bool return_complex) {
  const int64_t width = win_length.value_or(n_fft), hop = hop_length.value_or(n_fft / 4);
  const bool has_window = window && window->defined();
  const auto describe = [&] {
    return detail::concat("istft(", x.toString(), x.sizes(), ", n_fft=", n_fft, ", hop_length=", hop,
                          ", win_length=", width, ", window=", text(window), ", center=", center ? 1 : 0,
                          ", normalized=", normalized ? 1 : 0, ", onesided=", text(onesided),
                          ", length=", text(length), ", return_complex=", return_complex ? 1 : 0, ") ");
  };
  FACULA_CHECK(x.is_complex() || x.size(-1) == 2, describe(),
               ": expected the last dimension of a real input to be 2");
  Tensor spec = x.is_complex() ? x : view_as_complex(x.contiguous());
  FACULA_CHECK(spec.numel() > 0, describe(), ": input tensor cannot be empty.");
  FACULA_CHECK(spec.dim() == 2 || spec.dim() == 3, describe(),
               ": expected a tensor with 3 or 4 dimensions, but got ", spec.dim() + 1);
  const bool batched = spec.dim() == 3;
  if (!batched) spec = spec.unsqueeze(0);
  const int64_t bins = spec.size(1), frames = spec.size(2);
  const bool half = onesided.value_or(bins != n_fft);
  FACULA_CHECK(!half || bins == n_fft / 2 + 1, describe(),
               ": expected the frequency dimension (3rd to the last) of the "
               "input tensor to match n_fft / 2 + 1 when onsided=True, but got ",
               bins);
  FACULA_CHECK(half || bins == n_fft, describe(),
               ": expected the frequency dimension (3rd to the last) of the input "
               "tensor to match n_fft when onsided=False, but got ",
               bins);
  FACULA_CHECK(hop > 0 && hop <= width, describe(), ": expected 0 < hop_length <= win_length");
  FACULA_CHECK(width > 0 && width <= n_fft, describe(), ": expected 0 < win_length <= n_fft");
  FACULA_CHECK(!has_window || (window->dim() == 1 && window->size(0) == width), describe(),
               ": Invalid window shape. window has to be 1D and length of `win_length`");
  FACULA_CHECK(!return_complex || !half, "Cannot have onesided output if window or input is complex");
  const TensorOptions real_options = TensorOptions(toRealValueType(spec.scalar_type())).device(spec.device());
  Tensor w = framed_window(window, width, n_fft, real_options);
  if (!w.defined()) w = ones({n_fft}, real_options);
  const fft::Norm norm = normalized ? fft::Norm("ortho") : std::nullopt;
  const Tensor columns = spec.transpose(1, 2);
  Tensor parts = half             ? fft::irfft(columns, n_fft, -1, norm)
                 : return_complex ? fft::ifft(columns, std::nullopt, -1, norm)
                                  : real(fft::ifft(columns, std::nullopt, -1, norm));
  parts = parts.mul(w);
  // every frame is added where it came from
  const int64_t total = n_fft + hop * (frames - 1);
  const Tensor at = arange(0, frames, TensorOptions(kLong).device(x.device()))
                        .mul(hop)
                        .unsqueeze(1)
                        .add(arange(0, n_fft, TensorOptions(kLong).device(x.device())));
  const auto overlap = [&](const Tensor& t) {
    return zeros({t.size(0), total}, t.options()).index_add(1, at.reshape({-1}), t.reshape({t.size(0), -1}));
  };
  Tensor y = overlap(parts);
  Tensor envelope = overlap(w.square().expand({1, frames, n_fft}));
  const int64_t start = center ? n_fft / 2 : 0;
  const int64_t end = length ? start + *length : center ? total - n_fft / 2 : total;
  const int64_t stop = std::min(end, total);
  y = y.slice(1, start, stop);
  envelope = envelope.slice(1, start, stop);
  const double least = envelope.numel() ? envelope.detach().abs().min().to(kDouble).item<double>() : 1;
  FACULA_CHECK(least > 1e-11, describe(), "window overlap add min: ", 1);
  y = y.div(envelope);
  if (end > total) {
    std::vector<Tensor> both;
    both.push_back(y);
    both.push_back(zeros({y.size(0), end - total}, y.options()));
    y = cat(both, 1);
  }
  return batched ? y : y.squeeze(0);
}

Tensor Tensor::stft(int64_t n_fft, std::optional<int64_t> hop_length, std::optional<int64_t> win_length,
                    const std::optional<Tensor>& window, bool center, std::string_view pad_mode,
                    bool normalized, std::optional<bool> onesided, std::optional<bool> return_complex) const {
  return facula::stft(*this, n_fft, hop_length, win_length, window, center, pad_mode, normalized, onesided,
                      return_complex);
}
Tensor Tensor::stft(int64_t n_fft, std::optional<int64_t> hop_length, std::optional<int64_t> win_length,
                    const std::optional<Tensor>& window, bool normalized, std::optional<bool> onesided,
                    std::optional<bool> return_complex) const {
  return facula::stft(*this, n_fft, hop_length, win_length, window, normalized, onesided, return_complex);
}
Tensor Tensor::istft(int64_t n_fft, std::optional<int64_t> hop_length, std::optional<int64_t> win_length,
                     const std::optional<Tensor>& window, bool center, bool normalized,
                     std::optional<bool> onesided, std::optional<int64_t> length, bool return_complex) const {
  return facula::istft(*this, n_fft, hop_length, win_length, window, center, normalized, onesided, length,
                       return_complex);
}

}  // namespace facula
