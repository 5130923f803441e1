#pragma once

// Loops over contiguous data. They run op() on each element; an op with a branch-free form for ordinary
// arguments (members near() and is_near(), see pointwise.h) runs that on blocks whose arguments are all
// ordinary.

#include <stdint.h>

#include "config.h"

namespace facula::functor {
inline namespace FACULA_ISA {

constexpr int64_t map_block = 512;

// ivdep: out may be an input, element for element, which carries no dependence between elements.
#if defined(__clang__)
#define FACULA_IVDEP _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__) && !defined(__CUDACC__)
#define FACULA_IVDEP _Pragma("GCC ivdep")
#else
#define FACULA_IVDEP
#endif

/// out[i] = op(x[i]); out may be x
template <class Op, class R, class T>
FACULA_FN void map(const Op& op, R* out, const T* x, int64_t n) {
  if constexpr (requires { op.is_near(*x); }) {
    for (int64_t begin = 0; begin < n; begin += map_block) {
      const int64_t end = n - begin < map_block ? n : begin + map_block;
      int far = 0;
      for (int64_t i = begin; i < end; ++i) far |= !op.is_near(x[i]);
      if (far == 0) {
FACULA_IVDEP
        for (int64_t i = begin; i < end; ++i) out[i] = op.near(x[i]);
      } else {
FACULA_IVDEP
        for (int64_t i = begin; i < end; ++i) out[i] = op(x[i]);
      }
    }
  } else {
FACULA_IVDEP
    for (int64_t i = 0; i < n; ++i) out[i] = op(x[i]);
  }
}

/// out[i] = op(a[i], b[i]); out may be a or b
template <class Op, class R, class T>
FACULA_FN void map(const Op& op, R* out, const T* a, const T* b, int64_t n) {
  if constexpr (requires { op.is_near(*a, *b); }) {
    for (int64_t begin = 0; begin < n; begin += map_block) {
      const int64_t end = n - begin < map_block ? n : begin + map_block;
      int far = 0;
      for (int64_t i = begin; i < end; ++i) far |= !op.is_near(a[i], b[i]);
      if (far == 0) {
FACULA_IVDEP
        for (int64_t i = begin; i < end; ++i) out[i] = op.near(a[i], b[i]);
      } else {
FACULA_IVDEP
        for (int64_t i = begin; i < end; ++i) out[i] = op(a[i], b[i]);
      }
    }
  } else {
FACULA_IVDEP
    for (int64_t i = 0; i < n; ++i) out[i] = op(a[i], b[i]);
  }
}

/// out[i] = op(a[i], b[i], c[i]); out may be any of them
template <class Op, class R, class T>
FACULA_FN void map(const Op& op, R* out, const T* a, const T* b, const T* c, int64_t n) {
  FACULA_IVDEP
  for (int64_t i = 0; i < n; ++i) out[i] = op(a[i], b[i], c[i]);
}

}  // namespace FACULA_ISA
}  // namespace facula::functor
