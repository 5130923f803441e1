#pragma once
// Complex numbers that the kernels of every instruction set and nvcc can share: every function is
// force-inlined, so that no two objects export the same body (std::complex does).

#include "facula/core/inline.h"

namespace facula {

template <class T>
struct alignas(2 * sizeof(T)) complex {
  using value_type = T;
  T re = T(0), im = T(0);

  constexpr complex() = default;
  constexpr FACULA_INLINE complex(T r, T i = T(0)) : re(r), im(i) {}
  template <class U>
  explicit constexpr FACULA_INLINE complex(const complex<U>& o)
      : re(static_cast<T>(o.re)), im(static_cast<T>(o.im)) {}
  /// From std::complex or anything else with value_type, real() and imag().
  template <class C, class = typename C::value_type, class = decltype(C().real()),
            class = decltype(C().imag())>
  constexpr FACULA_INLINE complex(const C& c) : re(static_cast<T>(c.real())), im(static_cast<T>(c.imag())) {}

  constexpr FACULA_INLINE T real() const { return re; }
  constexpr FACULA_INLINE T imag() const { return im; }

  FACULA_INLINE complex& operator+=(complex b) { return *this = *this + b; }
  FACULA_INLINE complex& operator-=(complex b) { return *this = *this - b; }
  FACULA_INLINE complex& operator*=(complex b) { return *this = *this * b; }
  FACULA_INLINE complex& operator/=(complex b) { return *this = *this / b; }

  friend FACULA_INLINE complex operator+(complex a, complex b) { return {a.re + b.re, a.im + b.im}; }
  friend FACULA_INLINE complex operator-(complex a, complex b) { return {a.re - b.re, a.im - b.im}; }
  friend FACULA_INLINE complex operator-(complex a) { return {-a.re, -a.im}; }
  friend FACULA_INLINE complex operator*(complex a, complex b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
  }
  // Smith's method (Smith 1962, CACM 5:435): no overflow in the intermediate |b|^2.
  friend FACULA_INLINE complex operator/(complex a, complex b) {
    const T x = b.re < T(0) ? -b.re : b.re, y = b.im < T(0) ? -b.im : b.im;
    if (x >= y) {
      if (x == T(0) && y == T(0)) return {a.re / x, a.im / y};
      const T r = b.im / b.re, d = b.re + b.im * r;
      return {(a.re + a.im * r) / d, (a.im - a.re * r) / d};
    }
    const T r = b.re / b.im, d = b.re * r + b.im;
    return {(a.re * r + a.im) / d, (a.im * r - a.re) / d};
  }
  friend FACULA_INLINE bool operator==(complex a, complex b) { return a.re == b.re && a.im == b.im; }
  friend FACULA_INLINE bool operator!=(complex a, complex b) { return !(a == b); }
};

template <class T>
FACULA_INLINE complex<T> conj(complex<T> a) {
  return {a.re, -a.im};
}

}  // namespace facula
