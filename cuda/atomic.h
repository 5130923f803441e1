#pragma once
// Atomic addition for every dtype, and words to move elements as.
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "cuda/cast.h"

namespace facula::gpu {

// Types without an instruction of their own: compare and swap of the word that holds the element.
template <class T>
__device__ __forceinline__ void atomic_add_in_word(T* p, T v) {
  const auto address = reinterpret_cast<uintptr_t>(p);
  auto* word = reinterpret_cast<unsigned*>(address & ~uintptr_t{3});
  const unsigned shift = static_cast<unsigned>(address & 3) * 8, mask = ((1u << (8 * sizeof(T))) - 1)
                                                                        << shift;
  unsigned seen = *word, before;
  do {
    before = seen;
    unsigned next;
    if constexpr (is_half<T>) {
      T old;
      old.x = static_cast<uint16_t>(before >> shift);
      next = narrow<T>(widen(old) + widen(v)).x;
    } else if constexpr (__is_same(T, bool)) {
      next = static_cast<unsigned>(((before >> shift) & 0xff) != 0 || v);
    } else {
      next = (before >> shift) + static_cast<unsigned>(v);
    }
    seen = atomicCAS(word, before, (before & ~mask) | ((next << shift) & mask));
  } while (seen != before);
}

/// *p += v; for bool, or.
template <class T>
__device__ __forceinline__ void atomic_add(T* p, T v) {
  if constexpr (__is_same(T, float) || __is_same(T, double) || __is_same(T, int32_t)) {
    atomicAdd(p, v);
  } else if constexpr (__is_same(T, int64_t)) {
    atomicAdd(reinterpret_cast<unsigned long long*>(p), static_cast<unsigned long long>(v));
  } else if constexpr (is_complex<T>) {
    atomicAdd(&p->re, v.re);
    atomicAdd(&p->im, v.im);
  } else {
    atomic_add_in_word(p, v);
  }
}

/// Calls f<Word>() for the word of `size` bytes.
template <class F>
void visit_words(int64_t size, F&& f) {
  switch (size) {
    case 1:
      return f.template operator()<uint8_t>();
    case 2:
      return f.template operator()<uint16_t>();
    case 4:
      return f.template operator()<uint32_t>();
    case 8:
      return f.template operator()<uint64_t>();
    default:
      return f.template operator()<ulonglong2>();
  }
}

}  // namespace facula::gpu
