#pragma once
// The loops of reductions: along rows (contiguous input), across columns (contiguous outputs), and strided.
// Strided lines are halved recursively, so that the rounding error grows with log n.
#include "cpu/isa/reduce_ops.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class R>
inline constexpr bool vectors = !is_complex<typename R::In> && !__is_same(typename R::In, bool) &&
                                __is_same(typename R::In, typename R::Part);

// Lane k of mask(n) is set where k is one of the last n lanes.
template <class T>
struct LastLanes {
  using I = typename If<
      sizeof(T) == 1, int8_t,
      typename If<sizeof(T) == 2, int16_t, typename If<sizeof(T) == 4, int32_t, int64_t>::type>::type>::type;
  I lane[2 * kLanes<T>];
  constexpr LastLanes() : lane{} {
    for (int k = kLanes<T>; k < 2 * kLanes<T>; ++k) lane[k] = -1;
  }
  FACULA_INLINE Vec<I> mask(int64_t n) const { return load(lane + n); }
};
template <class T>
constexpr LastLanes<T> last_lanes;

// Four vectors at a time; `whole` is a multiple of them.
template <class R>
FACULA_INLINE Vec<typename R::In> four_lanes(const typename R::In* x, int64_t whole) {
  constexpr int L = kLanes<typename R::In>;
  auto a = R::lift(load(x)), b = R::lift(load(x + L)), c = R::lift(load(x + 2 * L)),
       d = R::lift(load(x + 3 * L));
  for (int64_t i = 4 * L; i < whole; i += 4 * L) {
    a = R::join(a, R::lift(load(x + i)));
    b = R::join(b, R::lift(load(x + i + L)));
    c = R::join(c, R::lift(load(x + i + 2 * L)));
    d = R::join(d, R::lift(load(x + i + 3 * L)));
  }
  return R::join(R::join(a, b), R::join(c, d));
}

// Extremes by the comparison that NaN confuses. Whether there was one is what a sum says; it may also be NaN
// for infinities of both signs, which the careful loop then settles.
template <class R>
FACULA_INLINE bool four_lanes_of_numbers(const typename R::In* x, int64_t whole,
                                         Vec<typename R::In>& extreme) {
  using T = typename R::In;
  constexpr int L = kLanes<T>;
  Vec<T> a = load(x), b = load(x + L), c = load(x + 2 * L), d = load(x + 3 * L);
  Vec<T> s = a, t = b, u = c, v = d;  // no arrays: without full unrolling they would stay in memory
  for (int64_t i = 4 * L; i < whole; i += 4 * L) {
    const Vec<T> p = load(x + i), q = load(x + i + L), r = load(x + i + 2 * L), w = load(x + i + 3 * L);
    a = R::join_numbers(a, p);
    b = R::join_numbers(b, q);
    c = R::join_numbers(c, r);
    d = R::join_numbers(d, w);
    s += p;
    t += q;
    u += r;
    v += w;
  }
  extreme = R::join_numbers(R::join_numbers(a, b), R::join_numbers(c, d));
  const Vec<T> sum = (s + t) + (u + v);
  const auto nan = sum != sum;
  int64_t bits[kVectorBytes / 8], any = 0;
  __builtin_memcpy(bits, &nan, sizeof nan);
  for (int64_t lane : bits) any |= lane;
  return any == 0;
}
template <class R>
inline constexpr bool is_extreme = requires(typename R::In v) {
  R::join_numbers(v, v);
};

// The reduction of n >= kLanes elements as a vector, whose lanes are still to be joined. What remains behind
// the last whole vector is read as the last lanes of a vector that overlaps it.
template <class R>
FACULA_INLINE Vec<typename R::In> row_lanes(const typename R::In* x, int64_t n) {
  using T = typename R::In;
  constexpr int L = kLanes<T>;
  Vec<T> a;
  int64_t i = L;
  if (n >= 4 * L) {
    i = n / (4 * L) * (4 * L);
    bool done = false;
    if constexpr (is_extreme<R> && is_float<T>) done = i >= 16 * L && four_lanes_of_numbers<R>(x, i, a);
    if (!done) a = four_lanes<R>(x, i);
  } else {
    a = R::lift(load(x));
  }
  for (; i + L <= n; i += L) a = R::join(a, R::lift(load(x + i)));
  if (i < n) {
    const Vec<T> last = R::lift(load(x + n - L));
    a = R::join(a, last_lanes<T>.mask(n - i) ? last : splat<T>(R::identity()));
  }
  return a;
}

template <class R, class A, int L>
FACULA_INLINE A join_all(A (&lane)[L]) {
#pragma GCC unroll 8
  for (int w = L / 2; w > 0; w /= 2)
    for (int k = 0; k < w; ++k) lane[k] = R::join(lane[k], lane[k + w]);
  return lane[0];
}

template <class R>
typename R::Part row_base(const typename R::In* x, int64_t n) {
  using T = typename R::In;
  using Part = typename R::Part;
  int64_t i = 0;
  Part r = R::identity();
  if constexpr (vectors<R>) {
    if (n >= kLanes<T>) {
      const Vec<T> a = row_lanes<R>(x, n);
      T lane[kLanes<T>];
      __builtin_memcpy(lane, &a, sizeof a);
      return join_all<R>(lane);
    }
    for (; i < n; ++i) r = R::join(r, R::lift(x[i]));
  } else if constexpr (is_complex<T>) {
    Part a = r, b = r, c = r;
    for (; i + 4 <= n; i += 4) {
      r = R::join(r, Part(R::lift(x[i])));
      a = R::join(a, Part(R::lift(x[i + 1])));
      b = R::join(b, Part(R::lift(x[i + 2])));
      c = R::join(c, Part(R::lift(x[i + 3])));
    }
    for (; i < n; ++i) r = R::join(r, Part(R::lift(x[i])));
    r = R::join(R::join(r, a), R::join(b, c));
  } else {
    for (; i < n; ++i) r = R::join(r, Part(R::lift(x[i])));
  }
  return r;
}

template <class R>
typename R::Part row(const typename R::In* x, int64_t n) {
  if (n <= 4096) return row_base<R>(x, n);
  const int64_t half = (n / 2) & ~int64_t{63};
  return R::join(row<R>(x, half), row<R>(x + half, n - half));
}

// n lanes of a vector: all, or a half. (Copied through memory, the whole vector would stay there.)
template <int n, int at, class V>
FACULA_INLINE auto lanes_from(V v) {
  if constexpr (n == sizeof(V) / sizeof(v[0]))
    return v;
  else if constexpr (n == 8)
    return __builtin_shufflevector(v, v, at, at + 1, at + 2, at + 3, at + 4, at + 5, at + 6, at + 7);
  else if constexpr (n == 4)
    return __builtin_shufflevector(v, v, at, at + 1, at + 2, at + 3);
  else
    return __builtin_shufflevector(v, v, at, at + 1);
}

// The same in the type that joins blocks. A long row is cut into blocks whose lanes are joined in that type,
// and with each other only at the end: reading from memory never waits for a sum across lanes.
template <class R>
typename R::Acc long_row(const typename R::In* x, int64_t n) {
  using T = typename R::In;
  using Acc = typename R::Acc;
  if constexpr (!vectors<R>) {
    return static_cast<Acc>(row<R>(x, n));
  } else {
    constexpr int L = kLanes<T>, W = kLanes<Acc>;
    constexpr int64_t kBlock = 2048;
    Acc lane[L];
    if (n < L) {
      T r = R::identity();
      for (int64_t i = 0; i < n; ++i) r = R::join(r, R::lift(x[i]));
      return static_cast<Acc>(r);
    }
    Vec<Acc> a[L / W];
    for (auto& v : a) v = splat<Acc>(static_cast<Acc>(R::identity()));
    for (int64_t i = 0, k = 0; i < n; i += k) {
      k = n - i < 2 * kBlock ? n - i : kBlock;
      const Vec<T> block = row_lanes<R>(x + i, k);
      a[0] = R::join(a[0], __builtin_convertvector(lanes_from<W, 0>(block), Vec<Acc>));
      if constexpr (L > W) a[1] = R::join(a[1], __builtin_convertvector(lanes_from<W, W>(block), Vec<Acc>));
    }
    __builtin_memcpy(lane, a, sizeof a);
    return join_all<R>(lane);
  }
}

template <class R>
typename R::Part strided(const typename R::In* x, int64_t n, int64_t stride) {
  using Part = typename R::Part;
  if (n > 512) {
    const int64_t half = n / 2;
    return R::join(strided<R>(x, half, stride), strided<R>(x + half * stride, n - half, stride));
  }
  Part a = R::identity(), b = a, c = a, d = a;
  int64_t i = 0;
  for (; i + 4 <= n; i += 4, x += 4 * stride) {
    a = R::join(a, Part(R::lift(x[0])));
    b = R::join(b, Part(R::lift(x[stride])));
    c = R::join(c, Part(R::lift(x[2 * stride])));
    d = R::join(d, Part(R::lift(x[3 * stride])));
  }
  for (; i < n; ++i, x += stride) a = R::join(a, Part(R::lift(*x)));
  return R::join(R::join(a, b), R::join(c, d));
}

// p[j] = p[j] joined with the elements j of K neighbouring lines. Explicit vectors, for the compiler turns
// the comparisons of NaN-keeping extremes into branches.
template <class R, int K>
FACULA_INLINE void join_lines(typename R::Part* __restrict p, const typename R::In* x, int64_t stride,
                              int64_t width) {
  using Part = typename R::Part;
  int64_t j = 0;
  if constexpr (vectors<R>) {
    constexpr int L = kLanes<Part>;
    for (; j + L <= width; j += L) {
      auto v = R::lift(load(x + j));
      if constexpr (K == 4)
        v = R::join(R::join(v, R::lift(load(x + stride + j))),
                    R::join(R::lift(load(x + 2 * stride + j)), R::lift(load(x + 3 * stride + j))));
      v = R::join(load(p + j), v);
      __builtin_memcpy(p + j, &v, sizeof v);
    }
  }
  for (; j < width; ++j) {
    Part v = R::lift(x[j]);
    if constexpr (K == 4)
      v = R::join(R::join(v, Part(R::lift(x[stride + j]))),
                  R::join(Part(R::lift(x[2 * stride + j])), Part(R::lift(x[3 * stride + j]))));
    p[j] = R::join(p[j], v);
  }
}

// p[j] = reduction of column j; n > 0, width <= kColumnStrip.
template <class R>
void columns(typename R::Part* __restrict p, const typename R::In* x, int64_t n, int64_t stride,
             int64_t width) {
  using Part = typename R::Part;
  if (n > 256) {
    const int64_t half = (n / 2) & ~int64_t{3};
    Part q[kColumnStrip];
    columns<R>(p, x, half, stride, width);
    columns<R>(q, x + half * stride, n - half, stride, width);
    for (int64_t j = 0; j < width; ++j) p[j] = R::join(p[j], q[j]);
    return;
  }
  for (int64_t j = 0; j < width; ++j) p[j] = Part(R::lift(x[j]));
  int64_t i = 1;
  for (; i + 4 <= n; i += 4) join_lines<R, 4>(p, x + i * stride, stride, width);
  for (; i < n; ++i) join_lines<R, 1>(p, x + i * stride, stride, width);
}

}  // namespace

}  // namespace facula::cpu::FACULA_ISA
