// Fourier transforms of any length: Stockham's algorithm with radices 4, 2, 3, 5 and small primes;
// Bluestein's (1970, IEEE Trans. Audio Electroacoust. 18:451) for lengths with a large prime factor.
#include "cpu/fft.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "cpu/capability.h"
#include "cpu/fft_lines.h"
#include "cpu/parallel.h"
#include "kernels/fft.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_fft_loops)
FACULA_DECLARE_ISA(register_fft_lanes)
FftPassF32 fft_pass_f32 = nullptr;
FftPassF64 fft_pass_f64 = nullptr;

namespace {

constexpr int64_t kLargestRadix = 13;

void run_pass(complex<float>* y, const complex<float>* x, const FftPass<float>& p) { fft_pass_f32(y, x, p); }
void run_pass(complex<double>* y, const complex<double>* x, const FftPass<double>& p) {
  fft_pass_f64(y, x, p);
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
        for (int64_t k = 1; k < r; ++k) w.push_back(complex<T>(fft_root(p * k, left)));
      for (int64_t k = 0; k < r; ++k) e.push_back(complex<T>(fft_root(k, r)));
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
      const complex<double> c =
          fft_root(static_cast<int64_t>(static_cast<__int128>(k) * k % (2 * n_)), 2 * n_);
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

// The last plans of a thread, by length.
template <class P>
std::shared_ptr<const P> recent(int64_t n) {
  thread_local std::vector<std::shared_ptr<const P>> kept;
  for (size_t i = 0; i < kept.size(); ++i)
    if (kept[i]->length() == n) {
      std::rotate(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(i),
                  kept.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      return kept.front();
    }
  kept.insert(kept.begin(), std::make_shared<const P>(n));
  if (kept.size() > 8) kept.pop_back();
  return kept.front();
}

// Of real signals: even lengths go through complex ones half as long.
template <class T>
class RealPlan {
 public:
  explicit RealPlan(int64_t n) : n_(n), plan_(n % 2 ? n : n / 2) {
    for (int64_t k = 0; n % 2 == 0 && k <= n / 2; ++k) roots_.push_back(complex<T>(fft_root(k, n)));
  }
  int64_t length() const { return n_; }
  bool even() const { return n_ % 2 == 0; }
  const Plan<T>& plan() const { return plan_; }
  /// exp(-2 pi i k / n), k up to n / 2
  const complex<T>* roots() const { return roots_.data(); }

 private:
  int64_t n_;
  Plan<T> plan_;
  std::vector<complex<T>> roots_;
};

// A row-major tensor as groups of columns: point k of column q is at k * point + q * column. Lines that lie
// dense are columns side by side too, so that the passes run over several at once.
struct Columns {
  int64_t groups = 1, columns = 1, n, point = 1, column = 1, group = 0;
  Columns(const Tensor& t, int64_t dim) : n(t.size(dim)) {
    int64_t outer = 1, inner = 1;
    for (int64_t d = 0; d < dim; ++d) outer *= t.size(d);
    for (int64_t d = dim + 1; d < t.dim(); ++d) inner *= t.size(d);
    if (inner == 1) {
      columns = outer;
      column = n;
    } else {
      groups = outer;
      columns = inner;
      point = inner;
      group = n * inner;
    }
  }
  int64_t offset(int64_t g, int64_t first) const { return g * group + first * column; }
};

// Calls f(group, first column, columns, x buffer, scratch) for blocks of columns.
template <class T, class F>
void for_blocks(const Columns& c, const Plan<T>& plan, const F& f) {
  const int64_t n = plan.length(), width = std::min(c.columns, std::clamp<int64_t>((1 << 17) / n, 1, 16));
  const int64_t blocks = (c.columns + width - 1) / width, work = std::max<int64_t>(1, n * width * 4);
  parallel_for(0, c.groups * blocks, std::max<int64_t>(1, kGrain / work), [&](int64_t a, int64_t b) {
    std::vector<complex<T>> x(static_cast<size_t>(n * width)),
        scratch(static_cast<size_t>(plan.scratch() * width));
    for (int64_t i = a; i < b; ++i) {
      const int64_t first = i % blocks * width;
      f(i / blocks, first, std::min(width, c.columns - first), x.data(), scratch.data());
    }
  });
}

// Calls f(line, work) for each line, with room for the plan's work.
template <class T, class P, class F>
void for_lines(const Columns& c, const P& plan, const F& f) {
  parallel_for(0, c.columns, std::max<int64_t>(1, kGrain / (4 * c.n)), [&](int64_t a, int64_t b) {
    const auto work = fft_work<T>(plan.work());
    for (int64_t i = a; i < b; ++i) f(i, work.get());
  });
}

// f(k, q) for each point of each column, through memory of `x` in order.
template <class F>
FACULA_INLINE void for_points(int64_t n, int64_t count, const F& f) {
  for (int64_t k = 0; k < n; ++k)
    for (int64_t q = 0; q < count; ++q) f(k, q);
}

template <class T>
complex<T> swapped(complex<T> a) {
  return {a.im, a.re};
}
template <class T>
complex<T> scaled(complex<T> a, T by) {
  return {a.re * by, a.im * by};
}

// Complex numbers as pairs.
template <class T>
T* parts(complex<T>* x) {
  return reinterpret_cast<T*>(x);
}
template <class T>
const T* parts(const complex<T>* x) {
  return reinterpret_cast<const T*>(x);
}

template <class T>
void c2c(Tensor& y, const Tensor& x, int64_t dim, bool inverse, double scale) {
  const Columns c(x, dim);
  const auto* in = static_cast<const complex<T>*>(x.data_ptr());
  auto* out = static_cast<complex<T>*>(y.data_ptr());
  const T by = static_cast<T>(scale);
  if (c.point == 1 && FftLine<T>::serves(c.n)) {
    const auto line = recent<FftLine<T>>(c.n);
    return for_lines<T>(c, *line, [&](int64_t i, T* work) {
      line->run(parts(out + i * c.n), parts(in + i * c.n), inverse, by, work);
    });
  }
  const auto plan = recent<Plan<T>>(c.n);
  for_blocks(c, *plan, [&](int64_t g, int64_t first, int64_t count, complex<T>* v, complex<T>* s) {
    const complex<T>* from = in + c.offset(g, first);
    complex<T>* to = out + c.offset(g, first);
    const auto at = [&](int64_t k, int64_t q) { return k * c.point + q * c.column; };
    // the inverse is the forward transform between exchanges of real and imaginary parts
    if (inverse)
      for_points(c.n, count, [&](int64_t k, int64_t q) { v[k * count + q] = swapped(from[at(k, q)]); });
    else
      for_points(c.n, count, [&](int64_t k, int64_t q) { v[k * count + q] = from[at(k, q)]; });
    plan->run(v, s, count);
    if (inverse)
      for_points(c.n, count,
                 [&](int64_t k, int64_t q) { to[at(k, q)] = scaled(swapped(v[k * count + q]), by); });
    else
      for_points(c.n, count, [&](int64_t k, int64_t q) { to[at(k, q)] = scaled(v[k * count + q], by); });
  });
}

// The transform of an even number of real points from that, v, of half as many complex ones: even points in
// the real parts, odd ones in the imaginary parts. w[k] = exp(-2 pi i k / n).
template <class T>
void split_spectrum(const complex<T>* v, const complex<T>* w, int64_t h, int64_t count, complex<T>* to,
                    const Columns& c, T by) {
  const T half = by / 2;
  for (int64_t k = 0; k <= h; ++k) {
    const complex<T>*a = v + (k == h ? 0 : k) * count, *b = v + (k == 0 ? 0 : h - k) * count;
    const complex<T> root = w[k];
    complex<T>* out = to + k * c.point;
    for (int64_t q = 0; q < count; ++q) {
      const complex<T> mirrored = conj(b[q]), d = root * (a[q] - mirrored), sum = a[q] + mirrored;
      out[q * c.column] = {(sum.re + d.im) * half, (sum.im - d.re) * half};
    }
  }
}

// The way back, with real and imaginary parts exchanged for the inverse transform. The imaginary parts of the
// first and the last number have no meaning.
template <class T>
void join_spectrum(const complex<T>* from, const Columns& c, const complex<T>* w, int64_t h, int64_t count,
                   complex<T>* v) {
  for (int64_t k = 0; k < h; ++k) {
    const complex<T>*a = from + k * c.point, *b = from + (h - k) * c.point, root = conj(w[k]);
    for (int64_t q = 0; q < count; ++q) {
      const complex<T> e = a[q * c.column], f = b[q * c.column];
      const complex<T> x = k == 0 ? complex<T>(e.re) : e, z = k == 0 ? complex<T>(f.re) : conj(f);
      const complex<T> d = root * (x - z), sum = x + z;
      v[k * count + q] = {sum.im + d.re, sum.re - d.im};
    }
  }
}

template <class T>
void r2c(Tensor& y, const Tensor& x, int64_t dim, double scale) {
  const Columns c(x, dim), r(y, dim);
  const int64_t n = c.n, h = n / 2;
  const auto* in = static_cast<const T*>(x.data_ptr());
  auto* out = static_cast<complex<T>*>(y.data_ptr());
  const T by = static_cast<T>(scale);
  if (c.point == 1 && FftRealLine<T>::serves(n)) {
    const auto line = recent<FftRealLine<T>>(n);
    return for_lines<T>(c, *line, [&](int64_t i, T* work) {
      line->forward(parts(out + i * r.column), in + i * n, by, work);
    });
  }
  const auto real = recent<RealPlan<T>>(n);
  for_blocks(c, real->plan(), [&](int64_t g, int64_t first, int64_t count, complex<T>* v, complex<T>* s) {
    const T* from = in + c.offset(g, first);
    complex<T>* to = out + r.offset(g, first);
    const auto value = [&](int64_t k, int64_t q) { return from[k * c.point + q * c.column]; };
    if (real->even()) {
      for_points(h, count, [&](int64_t k, int64_t q) {
        v[k * count + q] = {value(2 * k, q), value(2 * k + 1, q)};
      });
      real->plan().run(v, s, count);
      return split_spectrum(v, real->roots(), h, count, to, r, by);
    }
    for_points(n, count, [&](int64_t k, int64_t q) { v[k * count + q] = complex<T>(value(k, q)); });
    real->plan().run(v, s, count);
    for_points(h + 1, count,
               [&](int64_t k, int64_t q) { to[k * r.point + q * r.column] = scaled(v[k * count + q], by); });
  });
}

template <class T>
void c2r(Tensor& y, const Tensor& x, int64_t dim, double scale) {
  const Columns c(x, dim), r(y, dim);
  const int64_t n = r.n, h = n / 2;
  const auto* in = static_cast<const complex<T>*>(x.data_ptr());
  auto* out = static_cast<T*>(y.data_ptr());
  const T by = static_cast<T>(scale);
  if (r.point == 1 && FftRealLine<T>::serves(n)) {
    const auto line = recent<FftRealLine<T>>(n);
    return for_lines<T>(r, *line, [&](int64_t i, T* work) {
      line->inverse(out + i * n, parts(in + i * c.column), by, work);
    });
  }
  const auto real = recent<RealPlan<T>>(n);
  for_blocks(r, real->plan(), [&](int64_t g, int64_t first, int64_t count, complex<T>* v, complex<T>* s) {
    const complex<T>* from = in + c.offset(g, first);
    T* to = out + r.offset(g, first);
    const auto result = [&](int64_t k, int64_t q) -> T& { return to[k * r.point + q * r.column]; };
    if (real->even()) {
      join_spectrum(from, c, real->roots(), h, count, v);
      real->plan().run(v, s, count);
      for_points(h, count, [&](int64_t k, int64_t q) {
        result(2 * k, q) = v[k * count + q].im * by;
        result(2 * k + 1, q) = v[k * count + q].re * by;
      });
      return;
    }
    for_points(h + 1, count, [&](int64_t k, int64_t q) {
      const complex<T> a = from[k * c.point + q * c.column];
      v[k * count + q] = {k == 0 ? T(0) : a.im, a.re};
      if (k) v[(n - k) * count + q] = {-a.im, a.re};
    });
    real->plan().run(v, s, count);
    for_points(n, count, [&](int64_t k, int64_t q) { result(k, q) = v[k * count + q].im * by; });
  });
}

bool is_double(const Tensor& t) { return t.scalar_type() == kDouble || t.scalar_type() == kComplexDouble; }

}  // namespace

void register_fft() {
  FACULA_CALL_ISA(register_fft_loops);
  FACULA_CALL_ISA(register_fft_lanes);
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
