// Fourier transforms of any length: Stockham's algorithm with radices 4, 2, 3, 5 and small primes;
// Bluestein's (1970, IEEE Trans. Audio Electroacoust. 18:451) for lengths with a large prime factor.
#include "cpu/fft.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "cpu/capability.h"
#include "cpu/parallel.h"
#include "kernels/fft.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_fft_loops)
FftPassF32 fft_pass_f32 = nullptr;
FftPassF64 fft_pass_f64 = nullptr;

namespace {

constexpr int64_t kLargestRadix = 13;
constexpr double kPi = 3.14159265358979323846;

void run_pass(complex<float>* y, const complex<float>* x, const FftPass<float>& p) { fft_pass_f32(y, x, p); }
void run_pass(complex<double>* y, const complex<double>* x, const FftPass<double>& p) {
  fft_pass_f64(y, x, p);
}

// exp(-2 pi i k / n), from the first eighth of the circle, so that symmetric roots are exactly symmetric.
complex<double> root(int64_t k, int64_t n) {
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

std::vector<int64_t> radices_of(int64_t n) {
  std::vector<int64_t> r;
  while (n % 4 == 0) r.push_back(4), n /= 4;
  for (int64_t p = 2; p <= kLargestRadix && n > 1; ++p)
    while (n % p == 0) r.push_back(p), n /= p;
  if (n > 1) r.clear();
  return r;
}

// The smallest length from n on with factors 2, 3 and 5 only.
int64_t smooth_length(int64_t n) {
  for (;; ++n) {
    int64_t rest = n;
    for (int64_t p : {2, 3, 5})
      while (rest % p == 0) rest /= p;
    if (rest == 1) return n;
  }
}

template <class T>
class Plan {
 public:
  explicit Plan(int64_t n) : n_(n), radices_(radices_of(n)) {
    if (n == 1) return;
    if (radices_.empty())
      prepare_chirp();
    else
      prepare_passes();
  }

  int64_t length() const { return n_; }
  /// Columns of numbers that run() needs as scratch.
  int64_t scratch() const { return inner_ ? 2 * inner_->n_ : n_; }

  /// Transforms `s` columns of n points, row after row, in `x`; `scratch` has scratch() * s numbers.
  void run(complex<T>* x, complex<T>* scratch, int64_t s) const {
    if (n_ == 1) return;
    if (inner_) return chirp(x, scratch, s);
    complex<T>*from = x, *to = scratch;
    int64_t left = n_, columns = s;
    size_t at = 0;
    for (int64_t r : radices_) {
      left /= r;
      run_pass(to, from, {r, left, columns, twiddles_[at].data(), roots_[at].data()});
      std::swap(from, to);
      columns *= r;
      ++at;
    }
    if (from != x) std::copy(from, from + n_ * s, x);
  }

 private:
  void prepare_passes() {
    int64_t left = n_;
    for (int64_t r : radices_) {
      std::vector<complex<T>> w, e;
      const int64_t m = left / r;
      for (int64_t p = 0; p < m; ++p)
        for (int64_t k = 1; k < r; ++k) w.push_back(complex<T>(root(p * k, left)));
      for (int64_t k = 0; k < r; ++k) e.push_back(complex<T>(root(k, r)));
      twiddles_.push_back(std::move(w));
      roots_.push_back(std::move(e));
      left = m;
    }
  }

  // x[j] -> conj(c[k]) times the convolution of x conj(c) with c, where c[k] = exp(pi i k^2 / n).
  void prepare_chirp() {
    inner_ = std::make_unique<Plan>(smooth_length(2 * n_ - 1));
    const int64_t m = inner_->n_;
    chirp_.resize(static_cast<size_t>(n_));
    filter_.assign(static_cast<size_t>(m), complex<T>());
    for (int64_t k = 0; k < n_; ++k) {
      const complex<double> c = root(static_cast<int64_t>(static_cast<__int128>(k) * k % (2 * n_)), 2 * n_);
      chirp_[static_cast<size_t>(k)] = complex<T>(c);
      filter_[static_cast<size_t>(k)] = conj(complex<T>(c));
      if (k) filter_[static_cast<size_t>(m - k)] = conj(complex<T>(c));
    }
    std::vector<complex<T>> scratch(static_cast<size_t>(m));
    inner_->run(filter_.data(), scratch.data(), 1);
    for (complex<T>& f : filter_) f = {f.re / static_cast<T>(m), f.im / static_cast<T>(m)};
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

  int64_t n_;
  std::vector<int64_t> radices_;
  std::vector<std::vector<complex<T>>> twiddles_, roots_;
  std::unique_ptr<Plan> inner_;
  std::vector<complex<T>> chirp_, filter_;
};

// The last plans of a thread.
template <class T>
std::shared_ptr<const Plan<T>> plan_for(int64_t n) {
  thread_local std::vector<std::shared_ptr<const Plan<T>>> recent;
  for (size_t i = 0; i < recent.size(); ++i)
    if (recent[i]->length() == n) {
      std::rotate(recent.begin(), recent.begin() + static_cast<std::ptrdiff_t>(i),
                  recent.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      return recent.front();
    }
  recent.insert(recent.begin(), std::make_shared<const Plan<T>>(n));
  if (recent.size() > 8) recent.pop_back();
  return recent.front();
}

// A row-major tensor as (outer, n, inner).
struct Lines {
  int64_t outer = 1, n, inner = 1;
  Lines(const Tensor& t, int64_t dim) : n(t.size(dim)) {
    for (int64_t d = 0; d < t.dim(); ++d) (d < dim ? outer : d > dim ? inner : unused_) *= t.size(d);
  }

 private:
  int64_t unused_ = 1;
};

// Calls f(outer index, first column, columns, x buffer, scratch) for blocks of columns; the buffer has `rows`
// rows.
template <class T, class F>
void for_blocks(int64_t outer, int64_t inner, int64_t rows, const Plan<T>& plan, const F& f) {
  const int64_t width = std::min<int64_t>(inner, 16), blocks = (inner + width - 1) / width;
  const int64_t work = std::max<int64_t>(1, rows * width * 4);
  parallel_for(0, outer * blocks, std::max<int64_t>(1, kGrain / work), [&](int64_t a, int64_t b) {
    std::vector<complex<T>> x(static_cast<size_t>(std::max(rows, plan.length()) * width)),
        scratch(static_cast<size_t>(plan.scratch() * width));
    for (int64_t i = a; i < b; ++i) {
      const int64_t first = i % blocks * width;
      f(i / blocks, first, std::min(width, inner - first), x.data(), scratch.data());
    }
  });
}

template <class T>
complex<T> swapped(complex<T> a) {
  return {a.im, a.re};
}
template <class T>
complex<T> scaled(complex<T> a, T by) {
  return {a.re * by, a.im * by};
}

template <class T>
void c2c(Tensor& y, const Tensor& x, int64_t dim, bool inverse, double scale) {
  const Lines l(x, dim);
  const auto plan = plan_for<T>(l.n);
  const auto* in = static_cast<const complex<T>*>(x.data_ptr());
  auto* out = static_cast<complex<T>*>(y.data_ptr());
  const T by = static_cast<T>(scale);
  for_blocks(l.outer, l.inner, l.n, *plan,
             [&](int64_t o, int64_t first, int64_t count, complex<T>* v, complex<T>* s) {
               const complex<T>* from = in + o * l.n * l.inner + first;
               complex<T>* to = out + o * l.n * l.inner + first;
               // the inverse is the forward transform between exchanges of real and imaginary parts
               for (int64_t k = 0; k < l.n; ++k)
                 for (int64_t q = 0; q < count; ++q)
                   v[k * count + q] = inverse ? swapped(from[k * l.inner + q]) : from[k * l.inner + q];
               plan->run(v, s, count);
               for (int64_t k = 0; k < l.n; ++k)
                 for (int64_t q = 0; q < count; ++q)
                   to[k * l.inner + q] = scaled(inverse ? swapped(v[k * count + q]) : v[k * count + q], by);
             });
}

template <class T>
std::vector<complex<T>> half_roots(int64_t n) {
  std::vector<complex<T>> w;
  for (int64_t k = 0; k <= n / 2; ++k) w.push_back(complex<T>(root(k, n)));
  return w;
}

// Even lengths: the even and odd points are the two parts of a complex signal of half the length.
template <class T>
void r2c(Tensor& y, const Tensor& x, int64_t dim, double scale) {
  const Lines l(x, dim);
  const int64_t n = l.n, h = n / 2, results = h + 1;
  const bool even = n % 2 == 0;
  const auto plan = plan_for<T>(even ? h : n);
  const auto w = even ? half_roots<T>(n) : std::vector<complex<T>>();
  const auto* in = static_cast<const T*>(x.data_ptr());
  auto* out = static_cast<complex<T>*>(y.data_ptr());
  const T by = static_cast<T>(scale);
  for_blocks(l.outer, l.inner, plan->length(), *plan,
             [&](int64_t o, int64_t first, int64_t count, complex<T>* v, complex<T>* s) {
               const T* from = in + o * n * l.inner + first;
               complex<T>* to = out + o * results * l.inner + first;
               for (int64_t k = 0; k < plan->length(); ++k)
                 for (int64_t q = 0; q < count; ++q)
                   v[k * count + q] =
                       even ? complex<T>(from[2 * k * l.inner + q], from[(2 * k + 1) * l.inner + q])
                            : complex<T>(from[k * l.inner + q]);
               plan->run(v, s, count);
               for (int64_t k = 0; k < results; ++k)
                 for (int64_t q = 0; q < count; ++q) {
                   complex<T> r = v[(even ? k % h : k) * count + q];
                   if (even) {
                     const complex<T> mirrored = conj(v[(h - k) % h * count + q]);
                     const complex<T> d = w[static_cast<size_t>(k)] * (r - mirrored), sum = r + mirrored;
                     r = {(sum.re + d.im) / 2, (sum.im - d.re) / 2};
                   }
                   to[k * l.inner + q] = scaled(r, by);
                 }
             });
}

template <class T>
void c2r(Tensor& y, const Tensor& x, int64_t dim, double scale) {
  const Lines l(y, dim);
  const int64_t n = l.n, h = n / 2, given = h + 1;
  const bool even = n % 2 == 0;
  const auto plan = plan_for<T>(even ? h : n);
  const auto w = even ? half_roots<T>(n) : std::vector<complex<T>>();
  const auto* in = static_cast<const complex<T>*>(x.data_ptr());
  auto* out = static_cast<T*>(y.data_ptr());
  const T by = static_cast<T>(scale);
  for_blocks(l.outer, l.inner, plan->length(), *plan,
             [&](int64_t o, int64_t first, int64_t count, complex<T>* v, complex<T>* s) {
               const complex<T>* from = in + o * given * l.inner + first;
               T* to = out + o * n * l.inner + first;
               // the imaginary parts of the first and (even n) the last number have no meaning
               const auto value = [&](int64_t k, int64_t q) {
                 const complex<T> a = from[k * l.inner + q];
                 return k == 0 || 2 * k == n ? complex<T>(a.re) : a;
               };
               for (int64_t k = 0; k < plan->length(); ++k)
                 for (int64_t q = 0; q < count; ++q) {
                   if (!even) {
                     v[k * count + q] = swapped(k <= h ? value(k, q) : conj(value(n - k, q)));
                     continue;
                   }
                   const complex<T> a = value(k, q), b = conj(value(h - k, q));
                   const complex<T> d = conj(w[static_cast<size_t>(k)]) * (a - b), sum = a + b;
                   v[k * count + q] = swapped(complex<T>(sum.re - d.im, sum.im + d.re));
                 }
               plan->run(v, s, count);
               for (int64_t k = 0; k < plan->length(); ++k)
                 for (int64_t q = 0; q < count; ++q) {
                   const complex<T> r = swapped(v[k * count + q]);
                   if (even) {
                     to[2 * k * l.inner + q] = r.re * by;
                     to[(2 * k + 1) * l.inner + q] = r.im * by;
                   } else {
                     to[k * l.inner + q] = r.re * by;
                   }
                 }
             });
}

bool is_double(const Tensor& t) { return t.scalar_type() == kDouble || t.scalar_type() == kComplexDouble; }

}  // namespace

void register_fft() {
  FACULA_CALL_ISA(register_fft_loops);
  kernels::fft_c2c.set(kCPU, [](Tensor& y, const Tensor& x, int64_t dim, bool inverse, double scale) {
    is_double(x) ? c2c<double>(y, x, dim, inverse, scale) : c2c<float>(y, x, dim, inverse, scale);
  });
  kernels::fft_r2c.set(kCPU, [](Tensor& y, const Tensor& x, int64_t dim, double scale) {
    is_double(x) ? r2c<double>(y, x, dim, scale) : r2c<float>(y, x, dim, scale);
  });
  kernels::fft_c2r.set(kCPU, [](Tensor& y, const Tensor& x, int64_t dim, double scale) {
    is_double(x) ? c2r<double>(y, x, dim, scale) : c2r<float>(y, x, dim, scale);
  });
}

}  // namespace facula::cpu
