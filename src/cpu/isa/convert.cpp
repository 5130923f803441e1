// Conversions between any two dtypes over contiguous runs, as C++ casts them (float -> integer truncates).
#include "kernels/pointwise.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class T>
struct IsComplex {
  static constexpr bool value = false;
};
template <class T>
struct IsComplex<complex<T>> {
  static constexpr bool value = true;
};

template <class D, class S>
FACULA_INLINE D convert_one(S v) {
  if constexpr (IsComplex<S>::value && IsComplex<D>::value)
    return D(v);
  else if constexpr (IsComplex<S>::value)
    return convert_one<D>(v.re);
  else if constexpr (IsComplex<D>::value)
    return D(convert_one<typename D::value_type>(v));
  else if constexpr (__is_same(D, bool))
    return static_cast<bool>(v != S(0));
  else if constexpr (__is_same(D, Half) || __is_same(D, BFloat16))
    return D(static_cast<float>(v));
  else if constexpr (__is_same(S, Half) || __is_same(S, BFloat16))
    return static_cast<D>(static_cast<float>(v));
  else if constexpr ((__is_same(S, float) || __is_same(S, double)) && sizeof(D) < 4)
    return static_cast<D>(static_cast<int64_t>(v));  // wraps, where a direct cast would be undefined
  else
    return static_cast<D>(v);
}

template <class D, class S>
void convert(void* dst, const void* src, int64_t n) {
  D* __restrict d = static_cast<D*>(dst);
  const S* __restrict s = static_cast<const S*>(src);
  for (int64_t i = 0; i < n; ++i) d[i] = convert_one<D>(s[i]);
}

template <class S, class... D>
void enter_row() {
  ((kernels::convert_loops[static_cast<int>(dtype_of<S>)][static_cast<int>(dtype_of<D>)] = convert<D, S>),
   ...);
}
template <class... S>
void enter_table() {
  (enter_row<S, uint8_t, int8_t, int16_t, int32_t, int64_t, Half, float, double, complex<float>,
             complex<double>, bool, BFloat16>(),
   ...);
}

}  // namespace

void register_convert() {
  enter_table<uint8_t, int8_t, int16_t, int32_t, int64_t, Half, float, double, complex<float>,
              complex<double>, bool, BFloat16>();
}

}  // namespace facula::cpu::FACULA_ISA
