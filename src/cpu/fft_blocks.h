#pragma once
// How a tensor's lines come to the plans of Fourier transforms: one by one, or in blocks of columns side by side.
#include <algorithm>
#include <type_traits>
#include <vector>

#include "cpu/copy.h"
#include "cpu/fft_plan.h"
#include "cpu/parallel.h"
#include "facula/core/storage.h"
#include "facula/core/tensor.h"

namespace facula::cpu {

namespace {

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
  /// Rows of `width` columns side by side.
  Columns(int64_t points, int64_t width) : columns(width), n(points), point(width) {}
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

// Uninitialised numbers in memory of the caching allocator: fresh pages would cost more than a transform.
template <class N>
Storage cached_room(int64_t n) {
  return Storage(intrusive_ptr<StorageImpl>::steal(
      StorageImpl::create(static_cast<size_t>(n) * sizeof(N), Device(kCPU))));
}

// Calls f(group, first column, columns, block, transform) for blocks of columns; transform() gives the block that
// holds the transform of what was put into `block`.
template <class T, class F>
void for_blocks(const Columns& c, const FftPlan<T>& plan, const F& f) {
  const int64_t n = plan.length();
  const bool apart = plan.has_parts() && c.columns > 2;
  const int64_t vectors = (c.columns + kLanes - 1) / kLanes;  // as many as all columns need
  int64_t width = std::clamp<int64_t>((1 << 17) / n, 1, 2 * kLanes);
  // more where it all stays in the second-level cache, with room for the result
  if (apart && n * static_cast<int64_t>(sizeof(T)) <= 1 << 12) width = 4 * kLanes;
  if (apart) width = std::min(width, vectors * kLanes);
  width = apart                                ? std::max(kLanes, width / kLanes * kLanes)
          : plan.takes_lines() && c.point == 1 ? 1
                                               : std::min(c.columns, width);
  const int64_t blocks = (c.columns + width - 1) / width, work = std::max<int64_t>(1, n * width * 4);
  parallel_for(0, c.groups * blocks, std::max<int64_t>(1, kGrain / work), [&](int64_t a, int64_t b) {
    // Parts lie a little more than their size apart: where this is a power of two, the same place of all of
    // them would fall into the same few lines of the cache.
    const int64_t room = n * width, part = room + 1024 / static_cast<int64_t>(sizeof(T));
    const Storage memory =
        apart ? cached_room<T>(4 * part) : cached_room<complex<T>>(room + plan.scratch() * width);
    T* const re = static_cast<T*>(memory.data());
    auto* const pairs = static_cast<complex<T>*>(memory.data());
    for (int64_t i = a; i < b; ++i) {
      const int64_t first = i % blocks * width, count = std::min(width, c.columns - first);
      if (apart) {
        const PartBlock<T> block{{re, re + part}, width};
        f(i / blocks, first, count, block, [&] {
          return PartBlock<T>{plan.run_parts(block.x, {re + 2 * part, re + 3 * part}, width), width};
        });
      } else {
        const PairBlock<T> block{pairs, count};
        f(i / blocks, first, count, block, [&] {
          plan.run(pairs, pairs + room, count);
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

// Dense lines as rows of numbers side by side, and back.
template <class N>
class Rows {
 public:
  Rows(int64_t points, int64_t width)
      : points_(points), width_(width), memory_(cached_room<N>(points * width)) {}
  N* data() const { return static_cast<N*>(memory_.data()); }
  /// How the points lie.
  Columns columns() const { return Columns(points_, width_); }
  /// The first points of `count` lines that lie `step` apart, at most as many as a row is wide.
  void from_lines(const N* x, int64_t step, int64_t count) const {
    transpose()(bytes(data()), width_ * kSize, bytes(x), step * kSize, points_, count);
  }
  void to_lines(N* y, int64_t step, int64_t count) const {
    transpose()(bytes(y), step * kSize, bytes(data()), width_ * kSize, count, points_);
  }

 private:
  static constexpr auto kSize = static_cast<int64_t>(sizeof(N));
  static TransposeLoop transpose() { return transpose_loops[__builtin_ctzll(sizeof(N))]; }
  static char* bytes(N* p) { return reinterpret_cast<char*>(p); }
  static const char* bytes(const N* p) { return reinterpret_cast<const char*>(p); }

  int64_t points_, width_;
  Storage memory_;
};

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

}  // namespace

}  // namespace facula::cpu
