#pragma once
// Conversions between dtypes, and elements whose dtype is known at run time only.
#include <cuda_fp16.h>

#include "facula/core/dtype.h"
#include "kernels/dtype_lists.h"

namespace facula::gpu {

using dtype_lists::Types;

template <class T>
inline constexpr bool is_complex = false;
template <class T>
inline constexpr bool is_complex<complex<T>> = true;
template <class T>
inline constexpr bool is_half = __is_same(T, Half) || __is_same(T, BFloat16);
template <class T>
inline constexpr bool is_floating = __is_same(T, float) || __is_same(T, double);

/// The type that computes for T.
template <class T>
struct ComputeOf {
  using type = T;
};
template <>
struct ComputeOf<Half> {
  using type = float;
};
template <>
struct ComputeOf<BFloat16> {
  using type = float;
};
template <class T>
using Compute = typename ComputeOf<T>::type;
/// T's real type.
template <class T>
struct RealOf {
  using type = T;
};
template <class T>
struct RealOf<complex<T>> {
  using type = T;
};
template <class T>
using RealType = typename RealOf<T>::type;

__host__ __device__ __forceinline__ float widen(Half h) {
#ifdef __CUDA_ARCH__
  return __half2float(__ushort_as_half(h.x));
#else
  return static_cast<float>(h);
#endif
}
__host__ __device__ __forceinline__ float widen(BFloat16 h) { return static_cast<float>(h); }
template <class H>
__host__ __device__ __forceinline__ H narrow(float f) {
#ifdef __CUDA_ARCH__
  if constexpr (__is_same(H, Half)) {
    H h;
    h.x = __half_as_ushort(__float2half_rn(f));
    return h;
  }
#endif
  return H(f);
}

/// v as a D, as C++ casts it: complex to real drops the imaginary part, floating to integer truncates.
template <class D, class S>
__host__ __device__ __forceinline__ D convert(S v) {
  if constexpr (__is_same(D, S))
    return v;
  else if constexpr (is_complex<S> && is_complex<D>)
    return D(v);
  else if constexpr (__is_same(D, bool) && is_complex<S>)
    return v != S(0);
  else if constexpr (is_complex<S>)
    return convert<D>(v.re);
  else if constexpr (is_complex<D>)
    return D(convert<typename D::value_type>(v));
  else if constexpr (is_half<S>)
    return convert<D>(widen(v));
  else if constexpr (is_half<D>)
    return narrow<D>(static_cast<float>(v));
  else if constexpr (__is_same(D, bool))
    return v != S(0);
  else if constexpr (is_floating<S> && sizeof(D) < 4)
    return static_cast<D>(static_cast<int64_t>(v));
  else
    return static_cast<D>(v);
}

/// Calls f<T>() for the T of the list that is `t`; false when there is none.
template <class... T, class F>
bool visit(Types<T...>, ScalarType t, F&& f) {
  return ((dtype_of<T> == t && (f.template operator()<T>(), true)) || ...);
}

// Not inlined: mixed dtypes are rare, and the switch would be compiled into every kernel.
template <class T>
__host__ __device__ __noinline__ T load_any(const void* p, ScalarType t) {
  T v{};
  auto from = [&](auto* typed) { v = convert<T>(*typed); };
  switch (t) {
    case ScalarType::Byte:
      from(static_cast<const uint8_t*>(p));
      break;
    case ScalarType::Char:
      from(static_cast<const int8_t*>(p));
      break;
    case ScalarType::Short:
      from(static_cast<const int16_t*>(p));
      break;
    case ScalarType::Int:
      from(static_cast<const int32_t*>(p));
      break;
    case ScalarType::Long:
      from(static_cast<const int64_t*>(p));
      break;
    case ScalarType::Half:
      from(static_cast<const Half*>(p));
      break;
    case ScalarType::Float:
      from(static_cast<const float*>(p));
      break;
    case ScalarType::Double:
      from(static_cast<const double*>(p));
      break;
    case ScalarType::ComplexFloat:
      from(static_cast<const complex<float>*>(p));
      break;
    case ScalarType::ComplexDouble:
      from(static_cast<const complex<double>*>(p));
      break;
    case ScalarType::Bool:
      from(static_cast<const bool*>(p));
      break;
    case ScalarType::BFloat16:
      from(static_cast<const BFloat16*>(p));
      break;
    default:
      break;
  }
  return v;
}
template <class T>
__host__ __device__ __noinline__ void store_any(void* p, ScalarType t, T v) {
  auto to = [&](auto* typed) { *typed = convert<std::remove_reference_t<decltype(*typed)>>(v); };
  switch (t) {
    case ScalarType::Byte:
      to(static_cast<uint8_t*>(p));
      break;
    case ScalarType::Char:
      to(static_cast<int8_t*>(p));
      break;
    case ScalarType::Short:
      to(static_cast<int16_t*>(p));
      break;
    case ScalarType::Int:
      to(static_cast<int32_t*>(p));
      break;
    case ScalarType::Long:
      to(static_cast<int64_t*>(p));
      break;
    case ScalarType::Half:
      to(static_cast<Half*>(p));
      break;
    case ScalarType::Float:
      to(static_cast<float*>(p));
      break;
    case ScalarType::Double:
      to(static_cast<double*>(p));
      break;
    case ScalarType::ComplexFloat:
      to(static_cast<complex<float>*>(p));
      break;
    case ScalarType::ComplexDouble:
      to(static_cast<complex<double>*>(p));
      break;
    case ScalarType::Bool:
      to(static_cast<bool*>(p));
      break;
    case ScalarType::BFloat16:
      to(static_cast<BFloat16*>(p));
      break;
    default:
      break;
  }
}

template <class T>
__device__ __forceinline__ T load_as(const void* p, ScalarType t) {
  return t == dtype_of<T> ? *static_cast<const T*>(p) : load_any<T>(p, t);
}
template <class T>
__device__ __forceinline__ void store_as(void* p, ScalarType t, T v) {
  if (t == dtype_of<T>)
    *static_cast<T*>(p) = v;
  else
    store_any<T>(p, t, v);
}

}  // namespace facula::gpu
