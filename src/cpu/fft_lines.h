#pragma once
// Plans for single lines whose length is a multiple of eight lanes: src/cpu/isa/fft_lanes.cpp.
#include <memory>
#include <vector>

#include "cpu/fft.h"

namespace facula::cpu {

/// exp(-2 pi i k / n); symmetric roots are exactly symmetric.
complex<double> fft_root(int64_t k, int64_t n);

/// What each pass over a length multiplies with.
template <class T>
struct FftTables {
  FftTables() = default;
  /// One pass for each radix; their product is n.
  FftTables(int64_t n, const std::vector<int64_t>& radices);
  std::vector<std::vector<complex<T>>> twiddles, roots;
};

/// Uninitialised numbers.
template <class T>
std::unique_ptr<T[]> fft_work(int64_t n) {
  return std::unique_ptr<T[]>(new T[static_cast<size_t>(n)]);
}

template <class T>
const FftLanes<T>& fft_lanes();
template <>
inline const FftLanes<float>& fft_lanes() {
  return fft_lanes_f32;
}
template <>
inline const FftLanes<double>& fft_lanes() {
  return fft_lanes_f64;
}

template <class T>
class FftLine {
 public:
  static bool serves(int64_t n);
  explicit FftLine(int64_t n);

  int64_t length() const { return n_; }
  /// Numbers that each run needs.
  int64_t work() const { return 4 * n_; }
  /// y = scale times the transform of x, both complex numbers as pairs. They may be the same.
  void run(T* y, const T* x, bool inverse, T scale, T* work) const;
  /// Where run_parts() and finish() find x.
  FftParts<T> input(T* work) const { return {work, work + n_}; }
  /// The transform of input(), somewhere in `work`.
  FftParts<T> run_parts(T* work) const;
  /// The same as pairs in y, scaled, and with real and imaginary parts exchanged if wanted.
  void finish(T* y, bool exchanged, T scale, T* work) const;

 private:
  FftParts<T> passes(T* work) const;

  int64_t n_, rows_;
  std::vector<int64_t> radices_;
  FftTables<T> tables_;
  std::vector<T> turns_;
};

/// Lines of reals: as half as many complex numbers, or two lines as the real and imaginary parts of one where
/// that is no length for FftLine.
template <class T>
class FftRealLine {
 public:
  static bool serves(int64_t n) { return n % 2 == 0 && (FftLine<T>::serves(n / 2) || FftLine<T>::serves(n)); }
  explicit FftRealLine(int64_t n);

  int64_t length() const { return n_; }
  int64_t work() const { return line_.work(); }
  /// Lines that a call transforms: y[k] from x[k], which may be the same line twice. Of the spectrum there
  /// are n / 2 + 1 complex numbers as pairs.
  int64_t lines() const { return halved() ? 1 : 2; }
  void forward(T* const (&y)[2], const T* const (&x)[2], T scale, T* work) const;
  void inverse(T* const (&y)[2], const T* const (&x)[2], T scale, T* work) const;

 private:
  bool halved() const { return line_.length() != n_; }

  int64_t n_;
  FftLine<T> line_;
  std::vector<T> roots_;
};

}  // namespace facula::cpu
