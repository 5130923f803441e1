#!/usr/bin/env python3
"""Prints tests/ops/special_cases.h: special functions at chosen points, to 17 digits (mpmath).

Usage: python3 tests/reference/special_cases.py > tests/ops/special_cases.h
"""
from mpmath import *

mp.dps = 40
signs = [-30.0, -8.5, -2.25, -0.5, -1e-9, 1e-9, 0.3, 1.9, 2.1, 7.9, 8.1, 19.5, 60.0, 650.0]
positive = [1e-9, 0.05, 0.9, 1.99, 2.01, 5.0, 7.9, 8.1, 20.0, 55.0, 640.0]
def quantile(p):
    with workdps(340):
        return sqrt(2) * erfinv(2 * p - 1)


CASES = {
    "i0": (signs, lambda x: besseli(0, x)), "i0e": (signs, lambda x: exp(-abs(x)) * besseli(0, x)),
    "i1": (signs, lambda x: besseli(1, x)), "i1e": (signs, lambda x: exp(-abs(x)) * besseli(1, x)),
    "modified_bessel_k0": (positive, lambda x: besselk(0, x)), "modified_bessel_k1": (positive, lambda x: besselk(1, x)),
    "scaled_modified_bessel_k0": (positive, lambda x: exp(x) * besselk(0, x)),
    "scaled_modified_bessel_k1": (positive, lambda x: exp(x) * besselk(1, x)),
    "bessel_j0": (signs, lambda x: besselj(0, x)), "bessel_j1": (signs, lambda x: besselj(1, x)),
    "bessel_y0": (positive, lambda x: bessely(0, x)), "bessel_y1": (positive, lambda x: bessely(1, x)),
    "spherical_bessel_j0": (signs, lambda x: sin(x) / x),
    "airy_ai": ([-90.0, -20.0, -8.1, -7.9, -3.0, -0.1, 0.1, 1.9, 2.1, 6.0, 30.0], airyai),
    "erfcx": ([-5.0, -1.0, -0.1, 0.2, 1.0, 5.0, 27.9, 28.1, 1e3, 1e9], lambda x: exp(x * x) * erfc(x)),
    "log_ndtr": ([-40.0, -6.0, -1.1, -0.9, 0.0, 0.5, 3.0, 8.0], lambda x: log(erfc(-x / sqrt(2)) / 2)),
    "ndtri": ([1e-300, 1e-20, 1e-3, 0.09, 0.11, 0.4, 0.5, 0.8, 0.93, 0.9999], quantile),
    "entr": ([1e-9, 0.3, 1.0, 7.0], lambda x: -x * log(x)),
    "digamma": ([-5.3, -0.4, 0.1, 0.7, 3.0, 40.0], digamma),
    "gammaln": ([-5.3, -0.4, 0.1, 0.7, 3.5, 40.0, 1e5], lambda x: log(abs(gamma(mpf(x)))) if x < 1e3 else loggamma(mpf(x))),
    "erfinv": ([-0.999, -0.5, 1e-9, 0.2, 0.99999], erfinv),
}
PAIRS = {
    "zeta": ([(1.1, 0.5), (2, 1), (3.5, 0.01), (2, 30), (15, 4.5), (60, 1.5), (3, -1.5), (1.5, 1e6)],
             lambda s, q: zeta(mpf(s), mpf(q)) if q > 0 else nsum(lambda k: (q + k) ** (-int(s)), [0, inf])),
    "polygamma": ([(1, 0.3), (1, -1.3), (1, 20), (2, 0.5), (2, 7), (3, 1.5), (6, 2.5)], lambda n, x: polygamma(n, mpf(x))),
    "gammainc": ([(0.01, 0.001), (0.5, 0.3), (0.5, 3), (3, 1), (3, 9), (12, 10), (100, 80), (100, 130), (900, 900), (1100, 1000),
                  (1100, 1150), (20000, 20100)], lambda a, x: lower(mpf(a), mpf(x))),
    "gammaincc": ([(0.01, 0.001), (0.01, 0.5), (1e-10, 0.5), (0.5, 3), (3, 1), (3, 9), (3, 60), (12, 10), (100, 130), (1100, 1150),
                   (20000, 20100)], lambda a, x: upper(mpf(a), mpf(x))),
}


def density(a, t):
    return exp((a - 1) * log(t) - t - loggamma(a))


def upper(a, x):
    if a < 300:
        return gammainc(a, x, inf, regularized=True)
    s = sqrt(a)
    return quad(lambda t: density(a, t), [x + k * s for k in (0, 1, 2, 4, 8, 16)])


def lower(a, x):
    if a < 300:
        return gammainc(a, 0, x, regularized=True)
    s = sqrt(a)
    return quad(lambda t: density(a, t), [x - k * s for k in (16, 8, 4, 2, 1, 0)])


print("""#pragma once
// Exact values of special functions, printed by tests/reference/special_cases.py.

namespace facula::test {

struct SpecialCase {
  const char* name;
  double x, value;
};
struct SpecialPair {
  const char* name;
  double a, b, value;
};

inline constexpr SpecialCase kSpecialCases[] = {""")
for name, (xs, f) in CASES.items():
    for x in xs:
        print(f'    {{"{name}", {x!r}, {nstr(f(mpf(x)), 20)}}},')
print("};\n\ninline constexpr SpecialPair kSpecialPairs[] = {")
for name, (xs, f) in PAIRS.items():
    for a, b in xs:
        print(f'    {{"{name}", {a!r}, {b!r}, {nstr(f(a, b), 20)}}},')
print("};\n\n}  // namespace facula::test")
