#pragma once
// Transforms of 2, 3, 4, 5 and 8 points, in place. N is complex<T>, or anything with parts re and im that adds,
// subtracts and takes a factor T in front of a part: several transforms side by side.
#include <cstdint>

#include "facula/core/inline.h"

namespace facula::cpu::FACULA_ISA {

template <class N>
FACULA_INLINE N times_minus_i(const N& a) {
  return N{a.im, -a.re};
}

template <class N, class T>
struct Butterfly2 {
  static constexpr int64_t kRadix = 2;
  static FACULA_INLINE void run(N* a) {
    const N b = a[0] - a[1];
    a[0] = a[0] + a[1];
    a[1] = b;
  }
};

template <class N, class T>
struct Butterfly3 {
  static constexpr int64_t kRadix = 3;
  static FACULA_INLINE void run(N* a) {
    constexpr T kHalfRoot3 = T(0.86602540378443864676);
    const N sum = a[1] + a[2], d = times_minus_i(a[1] - a[2]);
    const N mean{a[0].re - T(0.5) * sum.re, a[0].im - T(0.5) * sum.im};
    a[0] = a[0] + sum;
    a[1] = N{mean.re + kHalfRoot3 * d.re, mean.im + kHalfRoot3 * d.im};
    a[2] = N{mean.re - kHalfRoot3 * d.re, mean.im - kHalfRoot3 * d.im};
  }
};

template <class N, class T>
struct Butterfly4 {
  static constexpr int64_t kRadix = 4;
  static FACULA_INLINE void run(N* a) { run(a[0], a[1], a[2], a[3]); }
  static FACULA_INLINE void run(N& a, N& b, N& c, N& d) {
    const N s02 = a + c, d02 = a - c, s13 = b + d, d13 = times_minus_i(b - d);
    a = s02 + s13;
    b = d02 + d13;
    c = s02 - s13;
    d = d02 - d13;
  }
};

template <class N, class T>
struct Butterfly5 {
  static constexpr int64_t kRadix = 5;
  static FACULA_INLINE void run(N* a) {
    constexpr T c1 = T(0.30901699437494742410), c2 = T(-0.80901699437494742410);
    constexpr T s1 = T(0.95105651629515357212), s2 = T(0.58778525229247312917);
    const N p = a[1] + a[4], q = a[2] + a[3], u = times_minus_i(a[1] - a[4]), v = times_minus_i(a[2] - a[3]);
    const N x{a[0].re + c1 * p.re + c2 * q.re, a[0].im + c1 * p.im + c2 * q.im};
    const N y{a[0].re + c2 * p.re + c1 * q.re, a[0].im + c2 * p.im + c1 * q.im};
    const N z{s1 * u.re + s2 * v.re, s1 * u.im + s2 * v.im};
    const N w{s2 * u.re - s1 * v.re, s2 * u.im - s1 * v.im};
    a[0] = a[0] + p + q;
    a[1] = x + z;
    a[2] = y + w;
    a[3] = y - w;
    a[4] = x - z;
  }
};

template <class N, class T>
struct Butterfly8 {
  static constexpr int64_t kRadix = 8;
  static FACULA_INLINE void run(N* a) {
    constexpr T kHalfRoot = T(0.70710678118654752440);
    N odd[4];
    for (int j = 0; j < 4; ++j) {
      odd[j] = a[j] - a[j + 4];
      a[j] = a[j] + a[j + 4];
    }
    const N u = odd[1], v = odd[3];
    odd[1] = N{kHalfRoot * (u.re + u.im), kHalfRoot * (u.im - u.re)};
    odd[2] = times_minus_i(odd[2]);
    odd[3] = N{kHalfRoot * (v.im - v.re), -kHalfRoot * (v.re + v.im)};
    Butterfly4<N, T>::run(a[0], a[1], a[2], a[3]);
    Butterfly4<N, T>::run(odd[0], odd[1], odd[2], odd[3]);
    const N a1 = a[1], a2 = a[2], a3 = a[3];
    a[1] = odd[0];
    a[2] = a1;
    a[3] = odd[1];
    a[4] = a2;
    a[5] = odd[2];
    a[6] = a3;
    a[7] = odd[3];
  }
};

}  // namespace facula::cpu::FACULA_ISA
