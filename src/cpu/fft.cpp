// Fourier transforms of any length along any dimension: lines by FftLine where it serves, else columns side by side.
#include "cpu/fft.h"

#include <algorithm>
#include <memory>
#include <type_traits>
#include <vector>

#include "cpu/capability.h"
#include "cpu/fft_plan.h"
#include "cpu/parallel.h"
#include "kernels/fft.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_fft_loops)
FACULA_DECLARE_ISA(register_fft_lanes)
FftPassF32 fft_pass_f32 = nullptr;
FftPassF64 fft_pass_f64 = nullptr;

namespace {

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
  const FftPlan<T>& plan() const { return plan_; }
  /// exp(-2 pi i k / n), k up to n / 2
  const complex<T>* roots() const { return roots_.data(); }

 private:
  int64_t n_;
  FftPlan<T> plan_;
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

// Complex numbers as pairs.
template <class T>
T* parts(complex<T>* x) {
  return reinterpret_cast<T*>(x);
}
template <class T>
const T* parts(const complex<T>* x) {
  return reinterpret_cast<const T*>(x);
}

// A block of columns, row after row: as complex numbers, and with real and imaginary parts apart.
template <class T>
struct PairBlock {
  complex<T>* x;
  int64_t width;
  FACULA_INLINE void put(int64_t k, int64_t q, complex<T> a) const { x[k * width + q] = a; }
  FACULA_INLINE complex<T> at(int64_t k, int64_t q) const { return x[k * width + q]; }
};
template <class T>
struct PartBlock {
  FftParts<T> x;
  int64_t width;
  FACULA_INLINE void put(int64_t k, int64_t q, complex<T> a) const {
    x.re[k * width + q] = a.re;
    x.im[k * width + q] = a.im;
  }
  FACULA_INLINE complex<T> at(int64_t k, int64_t q) const {
    return {x.re[k * width + q], x.im[k * width + q]};
  }
};

constexpr int64_t kLanes = FftLanes<float>::kLanes;

// Calls f(group, first column, columns, block, transform) for blocks of columns; transform() gives the block that
// holds the transform of what was put into `block`.
template <class T, class F>
void for_blocks(const Columns& c, const FftPlan<T>& plan, const F& f) {
  const int64_t n = plan.length();
  const bool apart = plan.has_parts() && c.columns > 2;
  const int64_t most = apart && c.columns <= kLanes ? kLanes : 2 * kLanes;
  int64_t width = std::clamp<int64_t>((1 << 17) / n, 1, most);
  width = apart                                ? std::max(kLanes, width / kLanes * kLanes)
          : plan.takes_lines() && c.point == 1 ? 1
                                               : std::min(c.columns, width);
  const int64_t blocks = (c.columns + width - 1) / width, work = std::max<int64_t>(1, n * width * 4);
  parallel_for(0, c.groups * blocks, std::max<int64_t>(1, kGrain / work), [&](int64_t a, int64_t b) {
    const int64_t room = n * width;
    std::vector<complex<T>> x(static_cast<size_t>(room)),
        scratch(static_cast<size_t>(apart ? room : plan.scratch() * width));
    T *re = parts(x.data()), *more = parts(scratch.data());
    for (int64_t i = a; i < b; ++i) {
      const int64_t first = i % blocks * width, count = std::min(width, c.columns - first);
      if (apart) {
        const PartBlock<T> block{{re, re + room}, width};
        f(i / blocks, first, count, block, [&] {
          return PartBlock<T>{plan.run_parts(block.x, {more, more + room}, width), width};
        });
      } else {
        const PairBlock<T> block{x.data(), count};
        f(i / blocks, first, count, block, [&] {
          plan.run(x.data(), scratch.data(), count);
          return block;
        });
      }
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

// The same for lines of reals: calls f(lines, work), as many at once as the plan takes.
template <class T, class F>
void for_real_lines(const Columns& c, const FftRealLine<T>& plan, const F& f) {
  const int64_t at_once = plan.lines(), calls = (c.columns + at_once - 1) / at_once;
  parallel_for(0, calls, std::max<int64_t>(1, kGrain / (4 * plan.length() * at_once)),
               [&](int64_t a, int64_t b) {
                 const auto work = fft_work<T>(plan.work());
                 for (int64_t i = a; i < b; ++i)
                   f(i * at_once, std::min(i * at_once + at_once, c.columns) - 1, work.get());
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

// Row k of a block.
template <class T>
FftParts<T> row_of(const PartBlock<T>& b, int64_t k) {
  return {b.x.re + k * b.width, b.x.im + k * b.width};
}
// Whether f's block can be served by whole vectors: columns that lie side by side.
template <class Block, class T>
constexpr bool has_rows = std::is_same_v<std::decay_t<Block>, PartBlock<T>>;

// Columns that lie side by side, in whole vectors.
template <class T, class F>
void adjacent(complex<T>* to, const complex<T>* from, const Columns& c, int64_t count, const PartBlock<T>& v,
              const F& transform, bool inverse, T by) {
  const auto row = [inverse](const PartBlock<T>& b, int64_t k) {
    const FftParts<T> p = row_of(b, k);
    return inverse ? FftParts<T>{p.im, p.re} : p;
  };
  for (int64_t k = 0; k < c.n; ++k) fft_lanes<T>().from_pairs(row(v, k), parts(from + k * c.point), count);
  const PartBlock<T> z = transform();
  for (int64_t k = 0; k < c.n; ++k) fft_lanes<T>().to_pairs(parts(to + k * c.point), row(z, k), count, by);
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
  const auto plan = recent<FftPlan<T>>(c.n);
  for_blocks(c, *plan, [&](int64_t g, int64_t first, int64_t count, const auto& v, const auto& transform) {
    const complex<T>* from = in + c.offset(g, first);
    complex<T>* to = out + c.offset(g, first);
    if constexpr (has_rows<decltype(v), T>)
      if (c.column == 1 && count % kLanes == 0)
        return adjacent(to, from, c, count, v, transform, inverse, by);
    const auto at = [&](int64_t k, int64_t q) { return k * c.point + q * c.column; };
    // the inverse is the forward transform between exchanges of real and imaginary parts
    if (inverse)
      for_points(c.n, count, [&](int64_t k, int64_t q) { v.put(k, q, swapped(from[at(k, q)])); });
    else
      for_points(c.n, count, [&](int64_t k, int64_t q) { v.put(k, q, from[at(k, q)]); });
    const auto z = transform();
    if (inverse)
      for_points(c.n, count, [&](int64_t k, int64_t q) { to[at(k, q)] = scaled(swapped(z.at(k, q)), by); });
    else
      for_points(c.n, count, [&](int64_t k, int64_t q) { to[at(k, q)] = scaled(z.at(k, q), by); });
  });
}

// Transforms of an even number of real points in columns that lie side by side, in whole vectors; and back.
template <class T, class F>
void adjacent_reals(complex<T>* to, const T* from, const Columns& r, const complex<T>* w, int64_t h,
                    int64_t count, const PartBlock<T>& v, const F& transform, T by) {
  for (int64_t k = 0; k < h; ++k) {
    const FftParts<T> p = row_of(v, k);
    std::copy_n(from + 2 * k * r.point, count, p.re);
    std::copy_n(from + (2 * k + 1) * r.point, count, p.im);
  }
  const PartBlock<T> z = transform();
  for (int64_t k = 0; k <= h; ++k)
    fft_lanes<T>().spectrum_row(parts(to + k * r.point), row_of(z, k == h ? 0 : k),
                                row_of(z, k == 0 ? 0 : h - k), w[k], count, by);
}
template <class T, class F>
void adjacent_spectra(T* to, const complex<T>* from, const Columns& c, const complex<T>* w, int64_t h,
                      int64_t count, const PartBlock<T>& v, const F& transform, T by) {
  for (int64_t k = 0; k < h; ++k)
    fft_lanes<T>().from_spectrum_row(row_of(v, k), parts(from + k * c.point), parts(from + (h - k) * c.point),
                                     w[k], count, k == 0);
  const PartBlock<T> z = transform();
  for (int64_t k = 0; k < h; ++k) {
    fft_lanes<T>().scaled(to + 2 * k * c.point, row_of(z, k).im, count, by);
    fft_lanes<T>().scaled(to + (2 * k + 1) * c.point, row_of(z, k).re, count, by);
  }
}

// The transform of an even number of real points from that, v, of half as many complex ones: even points in
// the real parts, odd ones in the imaginary parts. w[k] = exp(-2 pi i k / n).
template <class T, class Block>
void split_spectrum(const Block& v, const complex<T>* w, int64_t h, int64_t count, complex<T>* to,
                    const Columns& c, T by) {
  const T half = by / 2;
  for (int64_t k = 0; k <= h; ++k) {
    const int64_t a = k == h ? 0 : k, b = k == 0 ? 0 : h - k;
    const complex<T> root = w[k];
    complex<T>* out = to + k * c.point;
    for (int64_t q = 0; q < count; ++q) {
      const complex<T> x = v.at(a, q), mirrored = conj(v.at(b, q)), d = root * (x - mirrored),
                       sum = x + mirrored;
      out[q * c.column] = {(sum.re + d.im) * half, (sum.im - d.re) * half};
    }
  }
}

// The way back, with real and imaginary parts exchanged for the inverse transform. The imaginary parts of the
// first and the last number have no meaning.
template <class T, class Block>
void join_spectrum(const complex<T>* from, const Columns& c, const complex<T>* w, int64_t h, int64_t count,
                   const Block& v) {
  for (int64_t k = 0; k < h; ++k) {
    const complex<T>*a = from + k * c.point, *b = from + (h - k) * c.point, root = conj(w[k]);
    for (int64_t q = 0; q < count; ++q) {
      const complex<T> e = a[q * c.column], f = b[q * c.column];
      const complex<T> x = k == 0 ? complex<T>(e.re) : e, z = k == 0 ? complex<T>(f.re) : conj(f);
      const complex<T> d = root * (x - z), sum = x + z;
      v.put(k, q, {sum.im + d.re, sum.re - d.im});
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
    return for_real_lines<T>(c, *line, [&](int64_t i, int64_t j, T* work) {
      line->forward({parts(out + i * r.column), parts(out + j * r.column)}, {in + i * n, in + j * n}, by,
                    work);
    });
  }
  const auto real = recent<RealPlan<T>>(n);
  for_blocks(
      c, real->plan(), [&](int64_t g, int64_t first, int64_t count, const auto& v, const auto& transform) {
        const T* from = in + c.offset(g, first);
        complex<T>* to = out + r.offset(g, first);
        const auto value = [&](int64_t k, int64_t q) { return from[k * c.point + q * c.column]; };
        if constexpr (has_rows<decltype(v), T>)
          if (real->even() && c.column == 1 && count % kLanes == 0)
            return adjacent_reals(to, from, c, real->roots(), h, count, v, transform, by);
        if (real->even()) {
          for_points(h, count, [&](int64_t k, int64_t q) {
            v.put(k, q, {value(2 * k, q), value(2 * k + 1, q)});
          });
          return split_spectrum(transform(), real->roots(), h, count, to, r, by);
        }
        for_points(n, count, [&](int64_t k, int64_t q) { v.put(k, q, complex<T>(value(k, q))); });
        const auto z = transform();
        for_points(h + 1, count,
                   [&](int64_t k, int64_t q) { to[k * r.point + q * r.column] = scaled(z.at(k, q), by); });
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
    return for_real_lines<T>(r, *line, [&](int64_t i, int64_t j, T* work) {
      line->inverse({out + i * n, out + j * n}, {parts(in + i * c.column), parts(in + j * c.column)}, by,
                    work);
    });
  }
  const auto real = recent<RealPlan<T>>(n);
  for_blocks(r, real->plan(),
             [&](int64_t g, int64_t first, int64_t count, const auto& v, const auto& transform) {
               const complex<T>* from = in + c.offset(g, first);
               T* to = out + r.offset(g, first);
               const auto result = [&](int64_t k, int64_t q) -> T& { return to[k * r.point + q * r.column]; };
               if constexpr (has_rows<decltype(v), T>)
                 if (real->even() && c.column == 1 && count % kLanes == 0)
                   return adjacent_spectra(to, from, c, real->roots(), h, count, v, transform, by);
               if (real->even()) {
                 join_spectrum(from, c, real->roots(), h, count, v);
                 const auto z = transform();
                 for_points(h, count, [&](int64_t k, int64_t q) {
                   const complex<T> a = z.at(k, q);
                   result(2 * k, q) = a.im * by;
                   result(2 * k + 1, q) = a.re * by;
                 });
                 return;
               }
               for_points(h + 1, count, [&](int64_t k, int64_t q) {
                 const complex<T> a = from[k * c.point + q * c.column];
                 v.put(k, q, {k == 0 ? T(0) : a.im, a.re});
                 if (k) v.put(n - k, q, {-a.im, a.re});
               });
               const auto z = transform();
               for_points(n, count, [&](int64_t k, int64_t q) { result(k, q) = z.at(k, q).im * by; });
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
