#pragma once
// Sums and maxima over runs, kept in as many partial results as a vector has lanes, so that they vectorise
// without reordering what the source says.
#include "cpu/isa/exp_vector.h"
#include "kernels/functor/math.h"

namespace facula::cpu {
namespace FACULA_ISA {

template <class T>
inline constexpr int kLanes = 64 / sizeof(T);

struct AddLanes {
  template <class V>
  FACULA_FN void operator()(V& a, const V& b) const {
    a += b;
  }
};
/// NaN of either stays.
struct MaxLanes {
  template <class V>
  FACULA_FN void operator()(V& a, const V& b) const {
    const V m = b <= a ? a : b;
    a = a != a ? a : m;
  }
};

/// All elements of an array of Bytes bytes joined by op, halves onto halves.
template <int Bytes, class T, class Op>
FACULA_FN T join_lanes(const T* part, Op op) {
  if constexpr (Bytes == sizeof(T)) {
    return *part;
  } else {
    typedef T Half __attribute__((vector_size(Bytes / 2)));
    Half a, b;
    __builtin_memcpy(&a, part, sizeof a);
    __builtin_memcpy(&b, part + Bytes / 2 / sizeof(T), sizeof b);
    op(a, b);
    T rest[Bytes / 2 / sizeof(T)];
    __builtin_memcpy(rest, &a, sizeof a);
    return join_lanes<Bytes / 2, T>(rest, op);
  }
}

/// f(i) summed over [0, n); partial sums of 1024 / lanes terms meet in double.
template <class T, class F>
FACULA_FN double lane_sum(int64_t n, F f) {
  constexpr int w = kLanes<T>;
  constexpr int64_t flush = 1024;
  double total = 0;
  int64_t i = 0;
  while (n - i >= w) {
    T part[w];
    for (int j = 0; j < w; ++j) part[j] = T(0);
    const int64_t stop = n - i > flush ? i + flush : n;
    for (; i + w <= stop; i += w)
      for (int j = 0; j < w; ++j) part[j] += f(i + j);
    double half[w / 2];
    for (int j = 0; j < w / 2; ++j) half[j] = double(part[j]) + double(part[j + w / 2]);
    total += join_lanes<w / 2 * sizeof(double)>(half, AddLanes{});
  }
  for (; i < n; ++i) total += double(f(i));
  return total;
}

/// The largest of p[0 .. n); NaN if there is one.
template <class T>
FACULA_FN T lane_max(const T* p, int64_t n) {
  constexpr int w = kLanes<T>;
  typedef T V __attribute__((vector_size(64)));
  V part = V{} - functor::Real<T>::inf;
  int64_t i = 0;
  for (; i + w <= n; i += w) {
    V v;
    __builtin_memcpy(&v, p + i, sizeof v);
    MaxLanes{}(part, v);
  }
  T lanes[w];
  __builtin_memcpy(lanes, &part, sizeof part);
  T m = join_lanes<64>(lanes, MaxLanes{});
  for (; i < n; ++i) m = p[i] <= m ? m : (m != m ? m : p[i]);
  return m;
}

#ifdef __AVX512F__
template <bool Store>
FACULA_FN float vector_exp_sum(const float* p, float m, int64_t n, float* out) {
  FloatVector part{};
  int64_t i = 0;
  for (; i + 16 <= n; i += 16) {
    FloatVector v;
    __builtin_memcpy(&v, p + i, sizeof v);
    part += v = exp_vector(v - m);
    if constexpr (Store) __builtin_memcpy(out + i, &v, sizeof v);
  }
  if (i < n) {
    float tail[16];
    for (int j = 0; j < 16; ++j) tail[j] = -functor::Real<float>::inf;
    for (int64_t j = 0; j < n - i; ++j) tail[j] = p[i + j] - m;
    FloatVector v;
    __builtin_memcpy(&v, tail, sizeof v);
    part += v = exp_vector(v);
    if constexpr (Store) {
      __builtin_memcpy(tail, &v, sizeof v);
      for (int64_t j = 0; j < n - i; ++j) out[i + j] = tail[j];
    }
  }
  float lanes[16];
  __builtin_memcpy(lanes, &part, sizeof lanes);
  return join_lanes<64>(lanes, AddLanes{});
}
#endif

/// exp(p[i] - m), where that is at most e^88, summed over [0, n), the tail in one padded vector; if `out`,
/// stored there as well.
template <bool Store, class T>
FACULA_FN T lane_exp_sum(const T* p, T m, int64_t n, T* out) {
#ifdef __AVX512F__
  if constexpr (sizeof(T) == 4) return vector_exp_sum<Store>(p, m, n, out);
#endif
  constexpr int w = kLanes<T>;
  T part[w];
  for (int j = 0; j < w; ++j) part[j] = T(0);
  int64_t i = 0;
  for (; i + w <= n; i += w)
    for (int j = 0; j < w; ++j) {
      const T e = functor::exp(p[i + j] - m);
      if constexpr (Store) out[i + j] = e;
      part[j] += e;
    }
  if (i < n) {
    T tail[w];
    for (int j = 0; j < w; ++j) tail[j] = -functor::Real<T>::inf;
    for (int64_t j = 0; j < n - i; ++j) tail[j] = p[i + j] - m;
    for (int j = 0; j < w; ++j) tail[j] = functor::exp(tail[j]);
    for (int j = 0; j < w; ++j) part[j] += tail[j];
    if constexpr (Store)
      for (int64_t j = 0; j < n - i; ++j) out[i + j] = tail[j];
  }
  return join_lanes<64>(part, AddLanes{});
}

}  // namespace FACULA_ISA
}  // namespace facula::cpu
