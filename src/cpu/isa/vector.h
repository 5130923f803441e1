#pragma once
// The widest vector of the instruction set, for reductions that the compiler may not reorder by itself.
#include "facula/core/inline.h"

namespace facula::cpu {
namespace FACULA_ISA {

#if defined(__AVX512F__)
inline constexpr int kVectorBytes = 64;
#elif defined(__AVX__)
inline constexpr int kVectorBytes = 32;
#else
inline constexpr int kVectorBytes = 16;
#endif

template <class T>
using Vec __attribute__((vector_size(kVectorBytes))) = T;
template <class T>
inline constexpr int kLanes = kVectorBytes / static_cast<int>(sizeof(T));

template <class T>
FACULA_INLINE Vec<T> load(const T* p) {
  Vec<T> v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
template <class T>
FACULA_INLINE Vec<T> splat(T v) {
  return Vec<T>{} + v;
}

}  // namespace FACULA_ISA
}  // namespace facula::cpu
