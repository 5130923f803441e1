#pragma once
// Plans for columns of any length: Stockham's algorithm with radices 4, 2, 3, 5 and small primes, Bluestein's (1970,
// IEEE Trans. Audio Electroacoust. 18:451) for lengths with a large prime factor.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "cpu/fft_lines.h"

namespace facula::cpu {

inline constexpr int64_t kLargestFftRadix = 13;

inline void run_pass(complex<float>* y, const complex<float>* x, const FftPass<float>& p) {
  fft_pass_f32(y, x, p);
}
inline void run_pass(complex<double>* y, const complex<double>* x, const FftPass<double>& p) {
  fft_pass_f64(y, x, p);
}

inline bool fft_has_lanes() { return fft_lanes_f32.pass && fft_lanes_f64.pass; }

inline std::vector<int64_t> radices_of(int64_t n) {
  std::vector<int64_t> r;
  while (n % 4 == 0) r.push_back(4), n /= 4;
  for (int64_t p = 2; p <= kLargestFftRadix && n > 1; ++p)
    while (n % p == 0) r.push_back(p), n /= p;
  if (n > 1) r.clear();
  return r;
}

// The smallest length from n on with factors 2, 3 and 5 only.
inline int64_t smooth_length(int64_t n) {
  for (;; ++n) {
    int64_t rest = n;
    for (int64_t p : {2, 3, 5})
      while (rest % p == 0) rest /= p;
    if (rest == 1) return n;
  }
}

template <class T>
class FftPlan {
 public:
  explicit FftPlan(int64_t n) : n_(n), radices_(radices_of(n)) {
    if (n == 1) return;
    if (radices_.empty())
      prepare_chirp();
    else
      tables_ = FftTables<T>(n, radices_);
  }

  int64_t length() const { return n_; }
  /// Columns of numbers that run() needs as scratch.
  int64_t scratch() const { return inner_ ? 2 * inner_->n_ : line_ ? n_ + line_->work() / 2 : n_; }

  /// Whether run_parts() works for it.
  bool has_parts() const { return fft_has_lanes() && chirp_.empty() && n_ > 1; }
  /// Whether it works column by column anyway.
  bool takes_lines() const { return line_ != nullptr; }
  /// Transforms `s` columns, a multiple of eight, whose real and imaginary parts lie apart; gives where the
  /// result is, x or `scratch`.
  FftParts<T> run_parts(FftParts<T> x, FftParts<T> scratch, int64_t s) const {
    int64_t left = n_;
    for (size_t i = 0; i < radices_.size(); ++i) {
      const int64_t r = radices_[i];
      left /= r;
      fft_lanes<T>().pass(scratch, x, {r, left, s, tables_.twiddles[i].data(), tables_.roots[i].data()});
      std::swap(x, scratch);
      s *= r;
    }
    return x;
  }

  /// Transforms `s` columns of n points, row after row, in `x`; `scratch` has scratch() * s numbers.
  void run(complex<T>* x, complex<T>* scratch, int64_t s) const {
    if (n_ == 1) return;
    if (inner_) return chirp(x, scratch, s);
    if (line_) return chirp_lines(x, scratch, s);
    complex<T>*from = x, *to = scratch;
    int64_t left = n_, columns = s;
    size_t at = 0;
    for (int64_t r : radices_) {
      left /= r;
      run_pass(to, from, {r, left, columns, tables_.twiddles[at].data(), tables_.roots[at].data()});
      std::swap(from, to);
      columns *= r;
      ++at;
    }
    if (from != x) std::copy(from, from + n_ * s, x);
  }

 private:
  // x[j] -> conj(c[k]) times the convolution of x conj(c) with c, where c[k] = exp(pi i k^2 / n).
  void prepare_chirp() {
    constexpr int64_t kLanes = FftLanes<T>::kLanes;
    int64_t m = smooth_length(2 * n_ - 1);
    if (fft_has_lanes())
      line_ = std::make_unique<FftLine<T>>(m = kLanes *
                                               smooth_length(std::max((2 * n_ + kLanes) / kLanes, kLanes)));
    else
      inner_ = std::make_unique<FftPlan>(m);
    chirp_.resize(static_cast<size_t>(n_));
    filter_.assign(static_cast<size_t>(m), complex<T>());
    for (int64_t k = 0; k < n_; ++k) {
      const complex<double> c =
          fft_root(static_cast<int64_t>(static_cast<__int128>(k) * k % (2 * n_)), 2 * n_);
      chirp_[static_cast<size_t>(k)] = complex<T>(c);
      filter_[static_cast<size_t>(k)] = conj(complex<T>(c));
      if (k) filter_[static_cast<size_t>(m - k)] = conj(complex<T>(c));
    }
    const T by = T(1) / static_cast<T>(m);
    if (line_) {
      const auto work = fft_work<T>(line_->work());
      T* f = reinterpret_cast<T*>(filter_.data());
      line_->run(f, f, false, by, work.get());
      filter_parts_.resize(static_cast<size_t>(2 * m));
      fft_lanes<T>().from_pairs({filter_parts_.data(), filter_parts_.data() + m}, f, m);
      filter_.clear();
      return;
    }
    std::vector<complex<T>> room(static_cast<size_t>(scratch()));
    inner_->run(filter_.data(), room.data(), 1);
    for (complex<T>& f : filter_) f = {f.re * by, f.im * by};
  }

  void chirp(complex<T>* x, complex<T>* scratch, int64_t s) const {
    const int64_t m = inner_->n_;
    complex<T>*work = scratch, *more = scratch + m * s;
    for (int64_t k = 0; k < n_; ++k)
      for (int64_t q = 0; q < s; ++q) work[k * s + q] = x[k * s + q] * chirp_[static_cast<size_t>(k)];
    std::fill(work + n_ * s, work + m * s, complex<T>());
    inner_->run(work, more, s);
    // the inverse transform is the forward one of the conjugate, conjugated
    for (int64_t k = 0; k < m; ++k)
      for (int64_t q = 0; q < s; ++q)
        work[k * s + q] = conj(work[k * s + q] * filter_[static_cast<size_t>(k)]);
    inner_->run(work, more, s);
    for (int64_t k = 0; k < n_; ++k)
      for (int64_t q = 0; q < s; ++q) x[k * s + q] = conj(work[k * s + q]) * chirp_[static_cast<size_t>(k)];
  }

  // The same column by column.
  void chirp_lines(complex<T>* x, complex<T>* scratch, int64_t s) const {
    const FftLanes<T>& lanes = fft_lanes<T>();
    const int64_t m = line_->length();
    const T* c = reinterpret_cast<const T*>(chirp_.data());
    T* const work = reinterpret_cast<T*>(scratch + n_);
    const FftParts<T> in = line_->input(work);
    for (int64_t q = 0; q < s; ++q) {
      complex<T>* column = s == 1 ? x : scratch;
      for (int64_t k = 0; s > 1 && k < n_; ++k) column[k] = x[k * s + q];
      lanes.times_from_pairs(in, reinterpret_cast<const T*>(column), c, n_);
      std::fill(in.re + n_, in.re + m, T(0));
      std::fill(in.im + n_, in.im + m, T(0));
      lanes.times_conj(in, line_->run_parts(work), {filter_parts_.data(), filter_parts_.data() + m}, m);
      lanes.conj_times_to_pairs(reinterpret_cast<T*>(column), line_->run_parts(work), c, n_);
      for (int64_t k = 0; s > 1 && k < n_; ++k) x[k * s + q] = column[k];
    }
  }

  int64_t n_;
  std::vector<int64_t> radices_;
  FftTables<T> tables_;
  std::unique_ptr<FftPlan> inner_;
  std::unique_ptr<FftLine<T>> line_;
  std::vector<complex<T>> chirp_, filter_;
  std::vector<T> filter_parts_;  // of line_
};

}  // namespace facula::cpu
