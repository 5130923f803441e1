// Group 12: Fourier transforms of real and complex signals along the last and the first dimension.
#include <torch/torch.h>

#include "bench.h"

namespace {

template <class F>
void timed(const std::string& name, double bytes, F f) {
  const auto call = [&] {
    auto c = f();
    bench::keep(c);
  };
  bench::run(name, call, bytes);
}

void size_group(int64_t rows, int64_t n) {
  torch::manual_seed(1);
  const std::string tag = "_" + std::to_string(rows) + "x" + std::to_string(n);
  const auto x = torch::rand({rows, n}), re = torch::rand({rows, n}), im = torch::rand({rows, n});
  const torch::Tensor z = torch::complex(re, im), half = torch::fft::rfft(x),
                      half0 = torch::fft::rfft(x, c10::nullopt, 0);
  const double B = 4.0 * static_cast<double>(rows * n);
  timed("fft" + tag, 4 * B, [&] { return torch::fft::fft(z); });
  timed("ifft" + tag, 4 * B, [&] { return torch::fft::ifft(z); });
  timed("rfft" + tag, 2 * B, [&] { return torch::fft::rfft(x); });
  timed("irfft" + tag, 2 * B, [&] { return torch::fft::irfft(half, n); });
  timed("fft_dim0" + tag, 4 * B, [&] { return torch::fft::fft(z, c10::nullopt, 0); });
  timed("rfft_dim0" + tag, 2 * B, [&] { return torch::fft::rfft(x, c10::nullopt, 0); });
  timed("irfft_dim0" + tag, 2 * B, [&] { return torch::fft::irfft(half0, rows, 0); });
  timed("fft2" + tag, 4 * B, [&] { return torch::fft::fft2(z); });
}

}  // namespace

int main() {
  torch::set_num_threads(bench::env_int("BENCH_THREADS", 1));
  torch::NoGradGuard guard;
  size_group(1, 1024);
  size_group(1, 1 << 18);
  size_group(1000, 64);
  size_group(64, 1000);
  size_group(256, 256);
  size_group(512, 1024);
  size_group(300, 500);
  size_group(101, 1009);
  return 0;
}
