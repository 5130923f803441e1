#pragma once
// What the reductions join, and how.
#include "cpu/isa/vector.h"
#include "cpu/reduce_loops.h"

namespace facula::cpu::FACULA_ISA {

namespace {

using complex_float = complex<float>;
using complex_double = complex<double>;

template <class T>
inline constexpr bool is_float = __is_same(T, float) || __is_same(T, double);
template <class T>
struct ValueOf {
  using type = T;
};
template <class T>
struct ValueOf<complex<T>> {
  using type = T;
};
template <class T>
inline constexpr bool is_complex = !__is_same(T, typename ValueOf<T>::type);
template <bool C, class A, class B>
struct If {
  using type = A;
};
template <class A, class B>
struct If<false, A, B> {
  using type = B;
};
// What sums of T are held in between blocks, and what a sum of T is.
template <class T>
struct Wide {
  using type = int64_t;
};
template <>
struct Wide<float> {
  using type = double;
};
template <>
struct Wide<double> {
  using type = double;
};
template <class T>
struct Wide<complex<T>> {
  using type = complex<double>;
};
template <class T>
using Total = typename If<is_float<T> || is_complex<T>, T, int64_t>::type;
template <class T>
FACULA_INLINE T lowest() {
  if constexpr (is_float<T>)
    return static_cast<T>(-__builtin_inf());
  else if constexpr (__is_same(T, bool))
    return false;
  else if constexpr (T(-1) < T(0))
    return static_cast<T>(-(int64_t{1} << (8 * sizeof(T) - 2)) * 2);
  else
    return 0;
}
template <class T>
FACULA_INLINE T highest() {
  if constexpr (is_float<T>)
    return static_cast<T>(__builtin_inf());
  else if constexpr (__is_same(T, bool))
    return true;
  else
    return static_cast<T>(~lowest<T>());
}

// A reduction: lift() brings an element in, join() is its associative operation on Part, which a block
// computes in, and on Acc, which joins blocks. Functions that are templates of V serve scalars and vectors.
// Loop is the reduction whose loops serve this one too: a mean is a sum, and whether all (any) of some
// integers differ from 0 is what their least (greatest) says, read without sign.
template <class T>
struct Unsigned {
  using type = typename If<sizeof(T) == 1, uint8_t,
                           typename If<sizeof(T) == 2, uint16_t,
                                       typename If<sizeof(T) == 4, uint32_t, uint64_t>::type>::type>::type;
};
template <class T>
inline constexpr bool is_integer = !is_float<T> && !is_complex<T>;
template <class T>
struct Sum {
  using In = T;
  using Part = Total<T>;
  using Acc = typename Wide<T>::type;
  using Out = Total<T>;
  using Loop = Sum<typename If<__is_same(T, bool), uint8_t, T>::type>;
  static FACULA_INLINE Part identity() { return Part(0); }
  template <class V>
  static FACULA_INLINE V lift(V x) {
    return x;
  }
  template <class V>
  static FACULA_INLINE V join(V a, V b) {
    return a + b;
  }
  static FACULA_INLINE Out finish(Acc a, double) { return Out(a); }
};
template <class T>
struct Mean : Sum<T> {
  using Acc = typename Sum<T>::Acc;
  static FACULA_INLINE T finish(Acc a, double count) { return T(a / Acc(count)); }
};
template <class T>
struct Prod {
  using In = T;
  using Part = Total<T>;
  using Acc = Part;
  using Out = Part;
  using Loop = Prod<typename If<__is_same(T, bool), uint8_t, T>::type>;
  static FACULA_INLINE Part identity() { return Part(1); }
  template <class V>
  static FACULA_INLINE V lift(V x) {
    return x;
  }
  template <class V>
  static FACULA_INLINE V join(V a, V b) {
    return a * b;
  }
  static FACULA_INLINE Out finish(Acc a, double) { return a; }
};
template <class T>
struct Amax {
  using In = T;
  using Part = T;
  using Acc = T;
  using Out = T;
  using Loop = Amax<typename If<__is_same(T, bool), uint8_t, T>::type>;
  static FACULA_INLINE Part identity() { return lowest<T>(); }
  template <class V>
  static FACULA_INLINE V lift(V x) {
    return x;
  }
  template <class V>
  static FACULA_INLINE V join(V a, V b) {
    if constexpr (is_float<T>) {
      return ((b > a) | (b != b)) ? b : a;
    } else {
      return b > a ? b : a;
    }
  }
  // For arguments without NaN.
  template <class V>
  static FACULA_INLINE V join_numbers(V a, V b) {
    return b > a ? b : a;
  }
  static FACULA_INLINE Out finish(Acc a, double) { return a; }
};
template <class T>
struct Amin : Amax<T> {
  using Loop = Amin<typename If<__is_same(T, bool), uint8_t, T>::type>;
  static FACULA_INLINE T identity() { return highest<T>(); }
  template <class V>
  static FACULA_INLINE V join(V a, V b) {
    if constexpr (is_float<T>) {
      return ((b < a) | (b != b)) ? b : a;
    } else {
      return b < a ? b : a;
    }
  }
  template <class V>
  static FACULA_INLINE V join_numbers(V a, V b) {
    return b < a ? b : a;
  }
};
// Of numbers that no integer stands for: floating (NaN differs from 0) and complex ones.
template <class T>
struct NonZero {
  using In = T;
  using Part = uint8_t;
  using Acc = uint8_t;
  static FACULA_INLINE Part lift(T x) { return x != T(0); }
};
template <class T>
struct AllNonZero : NonZero<T> {
  static FACULA_INLINE uint8_t identity() { return 1; }
  static FACULA_INLINE uint8_t join(uint8_t a, uint8_t b) { return static_cast<uint8_t>(a & b); }
};
template <class T>
struct AnyNonZero : NonZero<T> {
  static FACULA_INLINE uint8_t identity() { return 0; }
  static FACULA_INLINE uint8_t join(uint8_t a, uint8_t b) { return static_cast<uint8_t>(a | b); }
};
template <class L>
struct Truth {
  using Loop = L;
  using Acc = typename L::Acc;
  using Out = bool;
  static FACULA_INLINE bool finish(Acc a, double) { return a != 0; }
};
template <class T>
using UnsignedIfInteger = typename If<is_integer<T>, Unsigned<T>, ValueOf<uint8_t>>::type::type;
template <class T>
struct All : Truth<typename If<is_integer<T>, Amin<UnsignedIfInteger<T>>, AllNonZero<T>>::type> {};
template <class T>
struct Any : Truth<typename If<is_integer<T>, Amax<UnsignedIfInteger<T>>, AnyNonZero<T>>::type> {};
template <class T>
struct Norm1 {
  using In = T;
  using Part = typename ValueOf<T>::type;
  using Acc = double;
  using Out = Part;
  using Loop = Norm1<T>;
  static FACULA_INLINE Part identity() { return 0; }
  template <class V>
  static FACULA_INLINE auto lift(V x) {
    if constexpr (is_complex<T>) {
      return static_cast<Part>(__builtin_hypot(x.re, x.im));
    } else {
      return x < 0 ? -x : x;
    }
  }
  template <class V>
  static FACULA_INLINE V join(V a, V b) {
    return a + b;
  }
  static FACULA_INLINE Out finish(Acc a, double) { return static_cast<Out>(a); }
};
template <class T>
struct Norm2 : Norm1<T> {
  using Loop = Norm2<T>;
  template <class V>
  static FACULA_INLINE auto lift(V x) {
    if constexpr (is_complex<T>) {
      return x.re * x.re + x.im * x.im;
    } else {
      return x * x;
    }
  }
  static FACULA_INLINE typename Norm1<T>::Out finish(double a, double) {
    return static_cast<typename Norm1<T>::Out>(__builtin_sqrt(a));
  }
};

}  // namespace

}  // namespace facula::cpu::FACULA_ISA
