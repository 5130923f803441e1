#pragma once
// Vectors as wholes: all lanes joined to one result, and exponentials for softmax.
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include <cstdint>
#include <utility>

#include "cpu/isa/exp_vector.h"
#include "cpu/isa/vector.h"
#include "kernels/functor/math.h"

namespace facula::cpu {
namespace FACULA_ISA {

template <class T>
FACULA_INLINE void store(T* p, Vec<T> v) {
  __builtin_memcpy(p, &v, sizeof v);
}

/// The first `count` lanes; `rest` in the others. Fast where there are masks.
#ifdef __AVX512F__
inline constexpr bool kHasMasks = true;
FACULA_INLINE Vec<float> load_some(const float* p, int64_t count, Vec<float> rest) {
  return _mm512_mask_loadu_ps(rest, static_cast<__mmask16>((1u << count) - 1), p);
}
FACULA_INLINE Vec<double> load_some(const double* p, int64_t count, Vec<double> rest) {
  return _mm512_mask_loadu_pd(rest, static_cast<__mmask8>((1u << count) - 1), p);
}
FACULA_INLINE void store_some(float* p, int64_t count, Vec<float> v) {
  _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << count) - 1), v);
}
FACULA_INLINE void store_some(double* p, int64_t count, Vec<double> v) {
  _mm512_mask_storeu_pd(p, static_cast<__mmask8>((1u << count) - 1), v);
}
#else
inline constexpr bool kHasMasks = false;
#define FACULA_SOME(T)                                                     \
  FACULA_INLINE Vec<T> load_some(const T* p, int64_t count, Vec<T> rest) { \
    for (int64_t k = 0; k < count; ++k) rest[k] = p[k];                    \
    return rest;                                                           \
  }                                                                        \
  FACULA_INLINE void store_some(T* p, int64_t count, Vec<T> v) {           \
    for (int64_t k = 0; k < count; ++k) p[k] = v[k];                       \
  }
FACULA_SOME(float)
FACULA_SOME(double)
#undef FACULA_SOME
#endif

struct Plus {
  template <class V>
  FACULA_INLINE V operator()(V a, V b) const {
    return a + b;
  }
};
/// A NaN may be lost.
struct Larger {
  template <class V>
  FACULA_INLINE V operator()(V a, V b) const {
    return a > b ? a : b;
  }
};

template <int W, class T, class Op, int... K>
FACULA_INLINE Vec<T> join_halves(Vec<T> v, Op op, std::integer_sequence<int, K...> lanes) {
  v = op(v, Vec<T>(__builtin_shufflevector(v, v, (K ^ W)...)));
  if constexpr (W > 1)
    return join_halves<W / 2, T>(v, op, lanes);
  else
    return v;
}
/// All lanes joined by op, in every lane: halves change places.
template <class T, class Op>
FACULA_INLINE Vec<T> join_all(Vec<T> v, Op op) {
  constexpr int L = kLanes<T>;
  return join_halves<L / 2, T>(v, op, std::make_integer_sequence<int, L>{});
}

/// e^x for x <= 88 or NaN.
#ifdef __AVX512F__
FACULA_INLINE Vec<float> exp_lanes(Vec<float> v) { return exp_vector(v); }
#else
FACULA_INLINE Vec<float> exp_lanes(Vec<float> v) {
  float x[kLanes<float>];
  __builtin_memcpy(x, &v, sizeof x);
  for (int k = 0; k < kLanes<float>; ++k) x[k] = functor::exp(x[k]);
  __builtin_memcpy(&v, x, sizeof x);
  return v;
}
#endif
FACULA_INLINE Vec<double> exp_lanes(Vec<double> v) {
  double x[kLanes<double>];
  __builtin_memcpy(x, &v, sizeof x);
  for (int k = 0; k < kLanes<double>; ++k) x[k] = functor::exp(x[k]);
  __builtin_memcpy(&v, x, sizeof x);
  return v;
}

}  // namespace FACULA_ISA
}  // namespace facula::cpu
