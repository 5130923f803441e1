#!/usr/bin/env python3
"""Computes the minimax polynomials of src/kernels/functor/math_*.h (Remez exchange, mpmath).

Prints src/kernels/functor/math_poly.h: one function per polynomial, coefficients from the constant term up.
Usage: python3 scripts/math_coefficients.py > src/kernels/functor/math_poly.h
"""
import struct
import sys

from mpmath import mp, mpf

mp.dps = 60


def remez(f, a, b, degree, weight=lambda x: mpf(1), rounds=12, grid=600):
    """Polynomial p of the degree with least max |weight * (p - f)| on [a, b]."""
    n = degree + 2
    a, b = mpf(a), mpf(b)
    mid, half = (a + b) / 2, (b - a) / 2
    xs = [mid - half * mp.cos(mp.pi * i / (n - 1)) for i in range(n)]
    pts = [mid - half * mp.cos(mp.pi * i / (grid - 1)) for i in range(grid)]
    fs = [f(p) for p in pts]
    ws = [weight(p) for p in pts]
    cache = {}

    def value(x):
        if x not in cache:
            cache[x] = (f(x), weight(x))
        return cache[x]

    coef, worst = None, None
    for _ in range(rounds):
        m, rhs = mp.matrix(n, n), mp.matrix(n, 1)
        for i, x in enumerate(xs):
            fx, wx = value(x)
            for j in range(degree + 1):
                m[i, j] = ((x - mid) / half) ** j
            m[i, degree + 1] = (-1) ** i / wx
            rhs[i] = fx
        sol = mp.lu_solve(m, rhs)
        coef, level = [sol[j] for j in range(degree + 1)], abs(sol[degree + 1])
        errs = [w * (mp.polyval(coef[::-1], (p - mid) / half) - y) for p, y, w in zip(pts, fs, ws)]
        worst = max(abs(e) for e in errs)
        best = []  # one extremum per run of equal sign
        for p, e in zip(pts, errs):
            if best and (best[-1][1] > 0) == (e > 0):
                if abs(e) > abs(best[-1][1]):
                    best[-1] = (p, e)
            else:
                best.append((p, e))
        while len(best) > n:
            best.pop(0 if abs(best[0][1]) < abs(best[-1][1]) else -1)
        if len(best) < n or worst < level * mpf("1.01"):
            break
        xs = [p for p, _ in best]
    # from the scaled variable back to x
    out = [mpf(0)] * (degree + 1)
    for j in range(degree, -1, -1):  # Horner in (x - mid) / half
        shifted = [mpf(0)] + out[:-1]
        out = [(s - mid * o) / half for s, o in zip(shifted, out)]
        out[0] += coef[j]
    return out, worst


def even(f):
    return lambda z: f(mp.sqrt(z))


def atanh_tail(z):  # (log((1+s)/(1-s)) - 2s) / s^3 with z = s^2
    return 2 * sum(z**k / (2 * k + 3) for k in range(60))


def series(first, step):
    """sum over k of the terms made by repeated step, for values near zero without cancellation"""
    total, term, k = mpf(0), first, 0
    while abs(term) > mpf(10) ** -58:
        total += term
        k += 1
        term = step(term, k)
    return total


LN2 = mp.log(2)
Z_LOG = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * mpf("1.0005")
R_EXP = LN2 / 2 * mpf("1.0005")
Z_TRIG = (mp.pi / 4) ** 2 * mpf("1.001")
exp_tail = lambda r: series(mpf(1) / 2, lambda t, k: t * r / (k + 2))
log_tail = lambda f: series(mpf(1) / 3, lambda t, k: -t * f * (k + 2) / (k + 3)) if abs(f) < 0.3 else (
    mp.log(1 + f) - f + f * f / 2) / f**3
sin_tail = lambda z: series(-mpf(1) / 6, lambda t, k: -t * z / ((2 * k + 2) * (2 * k + 3)))
cos_tail = lambda z: series(mpf(1) / 24, lambda t, k: -t * z / ((2 * k + 3) * (2 * k + 4)))
atan_tail = lambda z: -sum((-z) ** k / (2 * k + 3) for k in range(80))
asin_tail = lambda z: series(mpf(1) / 6, lambda t, k: t * z * (2 * k + 1) ** 2 / ((2 * k + 2) * (2 * k + 3)))
erf_tail = lambda z: (mp.erf(mp.sqrt(z)) / mp.sqrt(z) if z > mpf(10) ** -20 else 2 / mp.sqrt(mp.pi)) - 1
erfcx = lambda a: mp.exp(a * a) * mp.erfc(a)


def shepherd(k):
    def f(t):
        a = k * (1 + t) / (1 - t)
        return (1 + 2 * a) * erfcx(a)
    return f


def erfinv_of(w):  # as a function of w = -log(1 - x^2)
    if w < mpf(10) ** -25:
        return mp.sqrt(mp.pi) / 2
    x = mp.sqrt(-mp.expm1(-w))
    return mp.erfinv(x) / x


lgamma2 = lambda d: mp.loggamma(2 + d) / d if abs(d) > mpf(10) ** -25 else mp.psi(0, mpf(2))


def stirling_tail(z):  # x * (lgamma(x) - (x - .5) log x + x - .5 log 2 pi), z = 1/x^2
    if z < mpf(10) ** -6:
        return sum(mp.bernoulli(2 * k) / (2 * k * (2 * k - 1)) * z ** (k - 1) for k in range(1, 9))
    x = 1 / mp.sqrt(z)
    return x * (mp.loggamma(x) - (x - mpf(1) / 2) * mp.log(x) + x - mp.log(2 * mp.pi) / 2)


def digamma_tail(z):  # (log x - 1/(2x) - psi(x)) / z, z = 1/x^2
    if z < mpf(10) ** -6:
        return sum(mp.bernoulli(2 * k) / (2 * k) * z ** (k - 1) for k in range(1, 9))
    x = 1 / mp.sqrt(z)
    return (mp.log(x) - 1 / (2 * x) - mp.psi(0, x)) / z


def normal_center(z):  # (Phi(x) - 1/2) / x with z = x^2; serves Phi from 1/4 up
    x = mp.sqrt(z)
    return mp.erf(x / mp.sqrt(2)) / (2 * x)


# Of the rational function of degree 4 over 5 nearest to the normal distribution's tail, e^(a^2 / 2) Phi(-a), on
# [0, 15], error 2^-27.2: found by least squares with weights that grow where the error is large.
NORMAL_DIVISOR = [1, 1.67651146461, 1.20564194124, 0.471469856551, 0.102500122213, 0.0104137076791]


def rounded(x):
    return struct.unpack("f", struct.pack("f", float(x)))[0]


def normal_tail(a):  # times the divisor
    below = mp.exp(a * a / 2) * mp.erfc(a / mp.sqrt(2)) / 2
    return below * mp.polyval([mpf(rounded(c)) for c in NORMAL_DIVISOR[::-1]], a)


rel = lambda f: (lambda x: 1 / f(x))
JOBS = {
    # name: (function, a, b, degree, weight, bits)
    "exp_f32": (exp_tail, -R_EXP, R_EXP, 4, lambda r: r * r if r else mpf("1e-20"), 32),
    "exp_f64": (exp_tail, -R_EXP, R_EXP, 9, lambda r: abs(r) if r else mpf("1e-20"), 64),
    "exp_f64_short": (exp_tail, -R_EXP, R_EXP, 5, lambda r: abs(r) if r else mpf("1e-20"), 64),
    "log_f32": (log_tail, mp.sqrt(0.5) - 1.0001, mp.sqrt(2) - mpf("0.9999"), 7, lambda f: f * f + mpf("1e-9"), 32),
    "log_f64": (atanh_tail, 0, Z_LOG, 6, lambda z: z + mpf("1e-9"), 64),
    "log_f64_short": (atanh_tail, 0, Z_LOG, 4, lambda z: z + mpf("1e-9"), 64),
    "log_pow": (lambda z: sum(z**k / (2 * k + 5) for k in range(60)), 0, Z_LOG, 7, lambda z: z * z + mpf("1e-9"), 64),
    "sin_f32": (sin_tail, 0, Z_TRIG, 2, lambda z: z + mpf("1e-9"), 32),
    "cos_f32": (cos_tail, 0, Z_TRIG, 2, lambda z: z * z + mpf("1e-9"), 32),
    "sin_f64": (sin_tail, 0, Z_TRIG, 5, lambda z: z + mpf("1e-9"), 64),
    "cos_f64": (cos_tail, 0, Z_TRIG, 5, lambda z: z * z + mpf("1e-9"), 64),
    "atan_f64": (atan_tail, 0, mpf("0.1717"), 10, lambda z: z + mpf("1e-9"), 64),
    "asin_f64": (asin_tail, 0, mpf("0.2501"), 12, lambda z: z + mpf("1e-9"), 64),
    "erf_f32": (erf_tail, 0, mpf("1.001"), 6, lambda z: 1 / mpf("1.1"), 32),
    "erf_f64": (erf_tail, 0, mpf("1.001"), 11, lambda z: 1 / mpf("1.1"), 64),
    "erf_log_f32": (lambda a: mp.log(mp.erfc(a)), mpf("0.999"), mpf("4.001"), 6, lambda a: mp.erfc(a), 32),
    "erfc_f64": (shepherd(4), -1, mpf("0.7505"), 22, rel(shepherd(4)), 64),
    "erfc_f64_short": (shepherd(3), -1, mpf("0.545"), 10, rel(shepherd(3)), 64),
    "normal_center_f32": (normal_center, mpf("1e-30"), mpf("0.5625"), 4, lambda z: 4 * mp.sqrt(z), 32),
    "exp_half_f32": (lambda r: mp.exp(-r / 2), -2 * R_EXP, 2 * R_EXP, 6, None, 32),
    "normal_tail_f32": (normal_tail, 0, 15, 4, None, 32),
    "normal_divisor_f32": NORMAL_DIVISOR,
    "erfinv_a": (lambda u: erfinv_of(u + mpf("3.125")), mpf("-3.125"), mpf("3.126"), 22, None, 64),
    "erfinv_b": (lambda u: erfinv_of((u + mpf("3.25")) ** 2), mpf("-0.7505"), mpf("0.7505"), 18, None, 64),
    "erfinv_c": (lambda u: erfinv_of((u + 5) ** 2), mpf("-1.0005"), mpf("1.005"), 16, None, 64),
    "lgamma_f64": (lgamma2, mpf("-0.5005"), mpf("0.5005"), 17, None, 64),
    "stirling": (stirling_tail, 0, mpf(1) / 64, 6, None, 64),
    "digamma": (digamma_tail, 0, mpf(1) / 100, 6, None, 64),
}


def hexfloat(x, bits):
    if bits == 32:
        return rounded(x).hex().replace("0000000p", "p") + "f"
    return float(x).hex()


def horner(name, coefficients, bits):
    real = "float" if bits == 32 else "double"
    print(f"FACULA_FN {real} {name}({real} x) {{")
    print("  return horner(x,\n" + wrap([hexfloat(c, bits) for c in coefficients]))
    print("}\n", flush=True)


def wrap(items):
    lines, line = [], "     "
    for i, item in enumerate(items):
        piece = " " + item + ("," if i + 1 < len(items) else ");")
        if len(line) + len(piece) > 108:
            lines.append(line)
            line = "     "
        line += piece
    return "\n".join(lines + [line])


print("""#pragma once

// Minimax polynomials (Remez exchange), printed by scripts/math_coefficients.py, which also says what each
// approximates. "error" is the largest error relative to the function that the polynomial serves.

#include "math_bits.h"

namespace facula::functor {
inline namespace FACULA_ISA {
namespace poly {
""")
for name in sys.argv[1:] or JOBS:
    if isinstance(JOBS[name], list):
        print("/// see NORMAL_DIVISOR there")
        horner(name, JOBS[name], 32)
        continue
    f, a, b, degree, weight, bits = JOBS[name]
    if "erfinv" in name:
        mp.dps = 45
    grid = 150 if "erfinv" in name else 600
    coef, worst = remez(f, a, b, degree, weight or rel(f), grid=grid)
    print(f"/// degree {degree}, error 2^{float(mp.log(worst, 2)):.1f}")
    horner(name, coef, bits)
print("""}  // namespace poly
}
}  // namespace facula::functor""")
