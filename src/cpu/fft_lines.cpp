#include "cpu/fft_lines.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace facula::cpu {

FftLanes<float> fft_lanes_f32;
FftLanes<double> fft_lanes_f64;

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int64_t kLargestRadix = 13, kLanes = FftLanes<float>::kLanes;

// Few passes: eights, and fours where an eight would leave a two. Empty for a large prime.
std::vector<int64_t> line_radices(int64_t n) {
  std::vector<int64_t> r;
  int64_t twos = 0;
  while ((n >> twos) % 2 == 0) ++twos;
  n >>= twos;
  for (; twos > 4 || twos == 3; twos -= 3) r.push_back(8);
  for (; twos >= 2; twos -= 2) r.push_back(4);
  if (twos) r.push_back(2);
  for (int64_t p = 3; p <= kLargestRadix; p += 2)
    while (n % p == 0) r.push_back(p), n /= p;
  if (n > 1) r.clear();
  return r;
}

}  // namespace

// From the first eighth of the circle.
complex<double> fft_root(int64_t k, int64_t n) {
  k %= n;
  const bool below = 2 * k > n;  // conjugate
  if (below) k = n - k;
  const bool left = 4 * k > n;
  const int64_t a = left ? n - 2 * k : 2 * k;  // angle a pi / n, at most pi / 2
  double c, s;
  if (4 * a <= n) {
    c = std::cos(kPi * static_cast<double>(a) / static_cast<double>(n));
    s = std::sin(kPi * static_cast<double>(a) / static_cast<double>(n));
  } else {
    const auto rest = static_cast<double>(n - 2 * a);
    c = std::sin(kPi * rest / (2 * static_cast<double>(n)));
    s = std::cos(kPi * rest / (2 * static_cast<double>(n)));
  }
  if (left) c = -c;
  return {c, below ? s : -s};
}

template <class T>
bool FftLine<T>::serves(int64_t n) {
  return fft_lanes<T>().pass && n % kLanes == 0 && n >= kLanes * kLanes && !line_radices(n / kLanes).empty();
}

template <class T>
FftTables<T>::FftTables(int64_t n, const std::vector<int64_t>& radices) {
  int64_t left = n;
  for (int64_t r : radices) {
    std::vector<complex<T>> w, e;
    const int64_t m = left / r;
    for (int64_t p = 0; p < m; ++p)
      for (int64_t k = 1; k < r; ++k) w.push_back(complex<T>(fft_root(p * k, left)));
    for (int64_t k = 0; k < r; ++k) e.push_back(complex<T>(fft_root(k, r)));
    twiddles.push_back(std::move(w));
    roots.push_back(std::move(e));
    left = m;
  }
}

template <class T>
FftLine<T>::FftLine(int64_t n)
    : n_(n), rows_(n / kLanes), radices_(line_radices(rows_)), tables_(rows_, radices_) {
  turns_.resize(static_cast<size_t>(2 * n));
  for (int64_t k = 0; k < rows_; ++k)
    for (int64_t q = 0; q < kLanes; ++q) {
      const complex<double> w = fft_root(q * k, n);
      turns_[static_cast<size_t>(k * kLanes + q)] = static_cast<T>(w.re);
      turns_[static_cast<size_t>(n + k * kLanes + q)] = static_cast<T>(w.im);
    }
}

// The parts of `work` that hold the last pass's result.
template <class T>
FftParts<T> FftLine<T>::passes(T* work) const {
  FftParts<T> from{work, work + n_}, to{work + 2 * n_, work + 3 * n_};
  int64_t left = rows_, s = kLanes;
  for (size_t i = 0; i < radices_.size(); ++i) {
    const int64_t r = radices_[i];
    left /= r;
    fft_lanes<T>().pass(to, from, {r, left, s, tables_.twiddles[i].data(), tables_.roots[i].data()});
    std::swap(from, to);
    s *= r;
  }
  return from;
}

// The inverse is the forward transform between exchanges of real and imaginary parts.
template <class T>
void FftLine<T>::run(T* y, const T* x, bool inverse, T scale, T* work) const {
  const FftParts<T> in = input(work);
  fft_lanes<T>().from_pairs(inverse ? FftParts<T>{in.im, in.re} : in, x, n_);
  finish(y, inverse, scale, work);
}

template <class T>
void FftLine<T>::finish(T* y, bool exchanged, T scale, T* work) const {
  fft_lanes<T>().across_pairs(y, passes(work), {turns_.data(), turns_.data() + n_}, rows_, scale, exchanged);
}

template <class T>
FftParts<T> FftLine<T>::run_parts(T* work) const {
  const FftParts<T> x = passes(work);
  const FftParts<T> y =
      x.re == work ? FftParts<T>{work + 2 * n_, work + 3 * n_} : FftParts<T>{work, work + n_};
  fft_lanes<T>().across(y, x, {turns_.data(), turns_.data() + n_}, rows_);
  return y;
}

template <class T>
FftRealLine<T>::FftRealLine(int64_t n)
    : n_(n), line_(FftLine<T>::serves(n / 2) ? n / 2 : n), roots_(static_cast<size_t>(halved() ? n : 0)) {
  if (!halved()) return;
  for (int64_t k = 0; k < n / 2; ++k) {
    const complex<double> w = fft_root(k, n);
    roots_[static_cast<size_t>(k)] = static_cast<T>(w.re);
    roots_[static_cast<size_t>(n / 2 + k)] = static_cast<T>(w.im);
  }
}

template <class T>
void FftRealLine<T>::forward(T* const (&y)[2], const T* const (&x)[2], T scale, T* work) const {
  const int64_t h = n_ / 2;
  const FftParts<T> in = line_.input(work);
  if (!halved()) {
    std::copy(x[0], x[0] + n_, in.re);
    std::copy(x[1], x[1] + n_, in.im);
    return fft_lanes<T>().two_spectra(y[0], y[1], line_.run_parts(work), n_, scale);
  }
  fft_lanes<T>().from_pairs(in, x[0], h);
  fft_lanes<T>().spectrum(y[0], line_.run_parts(work), {roots_.data(), roots_.data() + h}, h, scale);
}

// Forward, between exchanges of real and imaginary parts.
template <class T>
void FftRealLine<T>::inverse(T* const (&y)[2], const T* const (&x)[2], T scale, T* work) const {
  const int64_t h = n_ / 2;
  const FftParts<T> in = line_.input(work);
  if (!halved()) {
    fft_lanes<T>().from_two_spectra({in.im, in.re}, x[0], x[1], n_);
    const FftParts<T> z = line_.run_parts(work);
    fft_lanes<T>().scaled(y[0], z.im, n_, scale);
    return fft_lanes<T>().scaled(y[1], z.re, n_, scale);
  }
  fft_lanes<T>().from_spectrum(in, x[0], {roots_.data(), roots_.data() + h}, h);
  line_.finish(y[0], true, scale, work);
}

template struct FftTables<float>;
template struct FftTables<double>;
template class FftLine<float>;
template class FftLine<double>;
template class FftRealLine<float>;
template class FftRealLine<double>;

}  // namespace facula::cpu
