#!/usr/bin/env python3
"""Computes the Chebyshev series of src/kernels/functor/special_tables.h (mpmath).

Prints the header: one function per series, which says what it approximates and where.
Usage: python3 scripts/special_coefficients.py > src/kernels/functor/special_tables.h
"""
from mpmath import mp, mpf

mp.dps = 60


def chebyshev(f, eps=mpf(2) ** -56, nodes=96):
    """Coefficients of f on [-1, 1], cut where the rest is below eps times the largest value."""
    theta = [mp.pi * (k + mpf(1) / 2) / nodes for k in range(nodes)]
    values = [f(mp.cos(t)) for t in theta]
    c = [2 / mpf(nodes) * mp.fsum(v * mp.cos(j * t) for v, t in zip(values, theta)) for j in range(nodes)]
    c[0] /= 2
    scale = max(abs(v) for v in values)
    n = nodes
    while n > 1 and mp.fsum(abs(x) for x in c[n - 1:]) < eps * scale:
        n -= 1
    return c[:n]


def show(name, comment, coefficients):
    items = [float(c).hex() for c in coefficients]
    print(f"/// {comment}")
    print(f"FACULA_FN double {name}(double t) {{")
    print("  const double c[] = {" + ", ".join(items) + "};")
    print("  return chebyshev(t, c);")
    print("}\n")


def power(name, comment, coefficients):
    items = [float(c).hex() for c in coefficients]
    print(f"/// {comment}")
    print(f"FACULA_FN double {name}(double x) {{ return horner(x, {', '.join(items)}); }}\n")


def fraction(t, scale):
    """x from t = 2 scale / x - 1, never 0"""
    u = (t + 1) / 2
    return scale / u


def bessel_pair(nu, x):
    """P and Q: J + iY = sqrt(2 / (pi x)) (P + iQ) e^(i (x - nu pi / 2 - pi / 4))"""
    h = (mp.besselj(nu, x) + 1j * mp.bessely(nu, x)) * mp.sqrt(mp.pi * x / 2)
    h *= mp.exp(-1j * (x - nu * mp.pi / 2 - mp.pi / 4))
    return h.real, h.imag


def airy_pair(x):
    """P and Q for -x: Ai = (P cos c + Q sin c) / (sqrt(pi) x^(1/4)), Bi = (-P sin c + Q cos c) / ..., c = zeta - pi / 4"""
    c = mpf(2) / 3 * x ** mpf(1.5) - mp.pi / 4
    s = mp.sqrt(mp.pi) * x ** mpf(0.25)
    a, b = mp.airyai(-x) * s, mp.airybi(-x) * s
    return a * mp.cos(c) - b * mp.sin(c), a * mp.sin(c) + b * mp.cos(c)


def temme(orders, terms):
    """Coefficients d[k][n] of the uniform expansion of the incomplete gamma functions (DLMF 8.12.9-8.12.14)."""
    n = terms + 2 * orders + 4
    alpha = [mpf(0), mpf(1)]  # lambda - 1 = sum alpha_n eta^n, from eta^2 / 2 = lambda - 1 - log lambda
    # (lambda - 1) lambda' = eta lambda: n-th coefficients
    for m in range(2, n + 1):
        # sum_{i=1..m} alpha_i (m + 1 - i) alpha_{m+1-i} = alpha_{m-1}, coefficient of eta^m
        known = mp.fsum(alpha[i] * (m + 1 - i) * alpha[m + 1 - i] for i in range(2, m))
        alpha.append((alpha[m - 1] - known) / (m + 1))
    gamma = [mpf(1)]  # Stirling's series of gamma(a), powers of 1 / a
    logs = [mpf(0)] * (orders + 2)
    for j in range(1, orders + 2):
        if 2 * j - 1 <= orders + 1:
            logs[2 * j - 1] = mp.bernoulli(2 * j) / (2 * j * (2 * j - 1))
    for k in range(1, orders + 1):  # exp of a series
        gamma.append(mp.fsum(j * logs[j] * gamma[k - j] for j in range(1, k + 1)) / k)
    d = [[-mpf(1) / 3] + [(m + 2) * alpha[m + 2] for m in range(1, n - 2)]]
    for k in range(1, orders):
        d.append([(-1) ** k * gamma[k] * d[0][m] + (m + 2) * d[k - 1][m + 2] for m in range(len(d[k - 1]) - 2)])
    return [row[:terms] for row in d]


print("""#pragma once

// Series of the special functions, printed by scripts/special_coefficients.py. Each is cut where the rest is below
// 2^-56 of the largest value.

#include "math_bits.h"

namespace facula::functor {
inline namespace FACULA_ISA {

/// sum of c[k] T_k(t) for -1 <= t <= 1. source Clenshaw (1955)
template <int N>
FACULA_FN double chebyshev(double t, const double (&c)[N]) {
  double b = 0.0, before = 0.0;
  for (int k = N - 1; k > 0; --k) {
    const double next = 2.0 * t * b - before + c[k];
    before = b;
    b = next;
  }
  return t * b - before + c[0];
}

namespace series {
""")
show("i0e_near", "e^-x I0(x), 0 <= x <= 8, t = x / 4 - 1", chebyshev(lambda t: mp.exp(-4 * (t + 1)) * mp.besseli(0, 4 * (t + 1))))
show("i0e_far", "sqrt(x) e^-x I0(x), x >= 8, t = 16 / x - 1",
     chebyshev(lambda t: (lambda x: mp.sqrt(x) * mp.exp(-x) * mp.besseli(0, x))(fraction(t, 8))))
show("i1e_near", "e^-x I1(x) / x, 0 <= x <= 8, t = x / 4 - 1",
     chebyshev(lambda t: (lambda x: mp.exp(-x) * mp.besseli(1, x) / x)(4 * (t + 1))))
show("i1e_far", "sqrt(x) e^-x I1(x), x >= 8, t = 16 / x - 1",
     chebyshev(lambda t: (lambda x: mp.sqrt(x) * mp.exp(-x) * mp.besseli(1, x))(fraction(t, 8))))
root = lambda t, s: mp.sqrt(s * (t + 1) / 2)
show("k0_near", "K0(x) + log(x / 2) I0(x), 0 < x <= 2, t = x^2 / 2 - 1",
     chebyshev(lambda t: (lambda x: mp.besselk(0, x) + mp.log(x / 2) * mp.besseli(0, x))(root(t, 4))))
show("k0e_far", "sqrt(x) e^x K0(x), x >= 2, t = 4 / x - 1",
     chebyshev(lambda t: (lambda x: mp.sqrt(x) * mp.exp(x) * mp.besselk(0, x))(fraction(t, 2))))
show("k1_near", "x (K1(x) - log(x / 2) I1(x)), 0 < x <= 2, t = x^2 / 2 - 1",
     chebyshev(lambda t: (lambda x: x * (mp.besselk(1, x) - mp.log(x / 2) * mp.besseli(1, x)))(root(t, 4))))
show("k1e_far", "sqrt(x) e^x K1(x), x >= 2, t = 4 / x - 1",
     chebyshev(lambda t: (lambda x: mp.sqrt(x) * mp.exp(x) * mp.besselk(1, x))(fraction(t, 2))))
show("j0_near", "J0(x), 0 <= x <= 8, t = x^2 / 32 - 1", chebyshev(lambda t: mp.besselj(0, root(t, 64))))
show("j1_near", "J1(x) / x, 0 <= x <= 8, t = x^2 / 32 - 1",
     chebyshev(lambda t: (lambda x: mp.besselj(1, x) / x)(root(t, 64))))
show("y0_near", "Y0(x) - 2 / pi log(x / 2) J0(x), 0 < x <= 8, t = x^2 / 32 - 1",
     chebyshev(lambda t: (lambda x: mp.bessely(0, x) - 2 / mp.pi * mp.log(x / 2) * mp.besselj(0, x))(root(t, 64))))
show("y1_near", "(Y1(x) - 2 / pi (log(x / 2) J1(x) - 1 / x)) / x, 0 < x <= 8, t = x^2 / 32 - 1",
     chebyshev(lambda t: (lambda x: (mp.bessely(1, x) - 2 / mp.pi * (mp.log(x / 2) * mp.besselj(1, x) - 1 / x)) / x)(
         root(t, 64))))
far = lambda t: 8 / mp.sqrt((t + 1) / 2)
for nu in (0, 1):
    show(f"bessel{nu}_p", f"P of order {nu}, x >= 8, t = 128 / x^2 - 1", chebyshev(lambda t: bessel_pair(nu, far(t))[0]))
    show(f"bessel{nu}_q", f"x Q of order {nu}, x >= 8, t = 128 / x^2 - 1",
         chebyshev(lambda t: far(t) * bessel_pair(nu, far(t))[1]))
show("airy_left", "Ai(x), -8 <= x <= 0, t = x / 4 + 1", chebyshev(lambda t: mp.airyai(4 * (t - 1))))
show("airy_right", "Ai(x), 0 <= x <= 2, t = x - 1", chebyshev(lambda t: mp.airyai(t + 1)))
zeta0 = mpf(2) / 3 * mpf(2) ** mpf(1.5)
show("airy_far", "2 sqrt(pi) x^(1/4) e^zeta Ai(x), x >= 2, zeta = 2/3 x^(3/2), t = 2 zeta(2) / zeta - 1",
     chebyshev(lambda t: (lambda x: 2 * mp.sqrt(mp.pi) * x ** mpf(0.25) * mp.exp(mpf(2) / 3 * x ** mpf(1.5)) * mp.airyai(x))(
         (fraction(t, zeta0) * mpf(1.5)) ** (mpf(2) / 3))))
zeta8 = mpf(2) / 3 * mpf(8) ** mpf(1.5)
left = lambda t: (mpf(1.5) * zeta8 / mp.sqrt((t + 1) / 2)) ** (mpf(2) / 3)
show("airy_p", "P of Ai(-x), x >= 8, t = 2 (zeta(8) / zeta)^2 - 1", chebyshev(lambda t: airy_pair(left(t))[0]))
show("airy_q", "zeta Q of Ai(-x), x >= 8, t = 2 (zeta(8) / zeta)^2 - 1",
     chebyshev(lambda t: mpf(2) / 3 * left(t) ** mpf(1.5) * airy_pair(left(t))[1]))
for k, row in enumerate(temme(5, 16)):
    power(f"temme{k}", f"C_{k}(eta) of the uniform expansion of the incomplete gamma functions, |eta| < 0.35. source DLMF 8.12.9", row)
print("""}  // namespace series
}  // namespace FACULA_ISA
}  // namespace facula::functor""")
