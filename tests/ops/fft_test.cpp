// Fourier transforms: against their definition for many lengths, and messages as PyTorch 1.13 has them.
#include "facula/ops/fft.h"

#include "facula/ops/compare.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::message_of;
using test::wave;

double distance(const Tensor& a, const Tensor& b) { return a.sub(b).abs().max().to(kDouble).item<double>(); }
Tensor signal(std::vector<int64_t> sizes) {
  sizes.push_back(2);
  return view_as_complex(wave(sizes));
}

// By the definition, in long double.
Tensor slow(const Tensor& x) {
  const int64_t n = x.size(0);
  const auto* in = static_cast<const complex<double>*>(x.data_ptr());
  Tensor y = empty({n}, kComplexDouble);
  auto* out = static_cast<complex<double>*>(y.data_ptr());
  const long double turn = 6.283185307179586476925286766559L / static_cast<long double>(n);
  for (int64_t k = 0; k < n; ++k) {
    long double re = 0, im = 0;
    for (int64_t j = 0; j < n; ++j) {
      const long double angle = turn * static_cast<long double>(j * k % n), c = std::cos(angle),
                        s = -std::sin(angle);
      re += in[j].re * c - in[j].im * s;
      im += in[j].re * s + in[j].im * c;
    }
    out[k] = {static_cast<double>(re), static_cast<double>(im)};
  }
  return y;
}

TEST(Fft, EveryLengthByDefinition) {  // mixed radices, primes up to 13, Bluestein beyond
  for (int64_t n = 1; n <= 140; ++n) {
    const Tensor x = signal({n}), want = slow(x);
    EXPECT_LT(distance(fft::fft(x), want), 1e-12 * static_cast<double>(n)) << n;
    EXPECT_LT(distance(fft::ifft(want), x), 1e-12) << n;
    EXPECT_LT(distance(fft::fft(x.to(kComplexFloat)).to(kComplexDouble), want), 3e-6 * static_cast<double>(n))
        << n;
    const Tensor r = wave({n}), half = fft::rfft(r);
    EXPECT_LT(distance(half, slow(r.to(kComplexDouble)).narrow(0, 0, n / 2 + 1)),
              1e-12 * static_cast<double>(n))
        << n;
    EXPECT_LT(distance(fft::irfft(half, n), r), 1e-12) << n;
    EXPECT_LT(distance(fft::hfft(fft::ihfft(r), n), r), 1e-12) << n;
  }
}

TEST(Fft, LinesOfEightLanes) {
  for (int64_t n : {64, 72, 88, 104, 128, 192, 240, 256, 504, 512, 720, 1000, 1024}) {
    const Tensor x = signal({3, n}), y = fft::fft(x), single = fft::fft(x.to(kComplexFloat));
    const auto large = static_cast<double>(n);
    for (int64_t row = 0; row < 3; ++row) {
      const Tensor want = slow(x[row].contiguous());
      EXPECT_LT(distance(y[row], want), 1e-13 * large) << n;
      EXPECT_LT(distance(single[row].to(kComplexDouble), want), 1e-6 * large) << n;
    }
    EXPECT_LT(distance(fft::ifft(y), x), 1e-13) << n;
    const Tensor r = wave({2, 2 * n}), half = fft::rfft(r);
    EXPECT_LT(distance(half, fft::fft(r.to(kComplexDouble)).narrow(1, 0, n + 1)), 1e-13 * large) << n;
    EXPECT_LT(distance(fft::irfft(half, 2 * n), r), 1e-13) << n;
    EXPECT_LT(distance(fft::irfft(fft::rfft(r.to(kFloat)), 2 * n).to(kDouble), r), 1e-5) << n;
  }
}

TEST(Features, BT30) {
  for (int64_t n : {1000, 1009, 4096, 3 * 17 * 19}) {
    const Tensor x = wave({3, n});
    EXPECT_LT(distance(fft::irfft(fft::rfft(x), n), x), 1e-12) << n;
    const Tensor z = signal({2, n});
    EXPECT_LT(distance(fft::ifft(fft::fft(z)), z), 1e-12) << n;
  }
  EXPECT_LT(distance(fft::irfftn(fft::rfftn(wave({4, 5, 6})), IntArrayRef({4, 5, 6})), wave({4, 5, 6})),
            1e-12);
}

TEST(Fft, AnyDimensionAndLayout) {
  const Tensor x = signal({3, 20, 35});
  EXPECT_LT(distance(fft::fft(x, std::nullopt, 1), fft::fft(x.transpose(1, 2).contiguous()).transpose(1, 2)),
            1e-11);
  EXPECT_LT(
      distance(fft::fft(x.transpose(0, 1), std::nullopt, 0), fft::fft(x, std::nullopt, 1).transpose(0, 1)),
      1e-12);
  EXPECT_EQ(fft::fft(zeros({0, 4})).sizes(), IntArrayRef({0, 4}));
  EXPECT_EQ(fft::fft(zeros({4}, kLong)).scalar_type(), kComplexFloat);
}

TEST(Fft, Messages) {
  const Tensor x = wave({4}), c = signal({4}), a = wave({2, 3});
  EXPECT_EQ(message_of([&] { fft::fft(x, std::nullopt, -1, "x"); }), "Invalid normalization mode: \"x\"");
  EXPECT_EQ(message_of([&] { fft::fft(x, 0); }), "Invalid number of data points (0) specified");
  EXPECT_EQ(message_of([&] { fft::irfft(wave({1})); }), "Invalid number of data points (0) specified");
  EXPECT_EQ(message_of([&] { fft::rfft(c); }), "rfft expects a real input tensor, but got ComplexDouble");
  EXPECT_EQ(message_of([&] { fft::ihfft(c); }), "ihfft expects a real input tensor, but got ComplexDouble");
  EXPECT_EQ(message_of([&] { fft::rfftn(c); }),
            "rfftn expects a real-valued input tensor, but got ComplexDouble");
  EXPECT_EQ(message_of([&] { fft::fft(x.to(kHalf)); }), "Unsupported dtype Half");
  EXPECT_EQ(message_of([&] {
              fft::fftn(a, IntArrayRef({1, 2, 3}));
            }),
            "Got shape with 3 values but input tensor only has 2 dimensions.");
  EXPECT_EQ(message_of([&] {
              fft::fftn(a, IntArrayRef({2}), IntArrayRef({0, 1}));
            }),
            "When given, dim and shape arguments must have the same length");
  EXPECT_EQ(message_of([&] { fft::fftn(a, std::nullopt, IntArrayRef({0, 0})); }), "FFT dims must be unique");
  EXPECT_EQ(message_of([&] { fft::fft2(x); }),
            "Dimension out of range (expected to be in range of [-1, 0], but got -2)");
  EXPECT_EQ(message_of([&] { fft::rfftn(scalar_tensor(1)); }), "rfftn must transform at least one axis");
  EXPECT_EQ(message_of([&] { fft::fftfreq(5, TensorOptions(kLong)); }),
            "fftfreq requires a floating point or complex dtype");
}

TEST(Stft, InvertsAndChecks) {
  const Tensor x = wave({2, 50}), window = wave({8}).abs() + 0.5;
  const Tensor y = x.stft(8, 3, std::nullopt, window, true, "reflect", false, std::nullopt, true);
  EXPECT_EQ(y.sizes(), IntArrayRef({2, 5, 17}));
  EXPECT_LT(distance(y.istft(8, 3, std::nullopt, window, true, false, std::nullopt, 48), x.narrow(1, 0, 48)),
            1e-12);
  EXPECT_EQ(message_of(
                [&] { wave({10}).stft(4, 0, std::nullopt, {}, true, "reflect", false, std::nullopt, true); }),
            "stft(torch.DoubleTensor[14], n_fft=4, hop_length=0, win_length=4, window=None, normalized=0, "
            "onesided=None, "
            "return_complex=1) : expected hop_length > 0, but got hop_length=0");
  EXPECT_EQ(message_of([&] { wave({10}).stft(4, 2, 5, {}, true, "reflect", false, std::nullopt, true); }),
            "stft(torch.DoubleTensor[14], n_fft=4, hop_length=2, win_length=5, window=None, normalized=0, "
            "onesided=None, "
            "return_complex=1) : expected 0 < win_length <= n_fft, but got win_length=5");
  EXPECT_THROW(signal({10}).stft(4, 1, std::nullopt, {}, true, "reflect", false, true, true), Error);
  EXPECT_THROW(signal({3, 5}).istft(8), Error);
  EXPECT_THROW(signal({3, 5}).istft(4, 5), Error);
  EXPECT_THROW(signal({3, 5}).istft(4, std::nullopt, std::nullopt, zeros({4}, kDouble)), Error);
}

}  // namespace
}  // namespace facula
