#pragma once

// sin, cos, tan. x = n pi/2 + r with |r| <= pi/4, pi/2 in three parts (Cody & Waite) while |x| <= trig_limit,
// and in 1200 bits (Payne & Hanek) beyond. The functions named _near are free of branches but need |x| <=
// trig_limit; map.h runs them over blocks without larger arguments. source fdlibm k_sin.c, k_cos.c (how r's
// rest is used)

#include "math_poly.h"

namespace facula::functor {
inline namespace FACULA_ISA {

/// up to here n has 20 bits, so that its products with 33-bit parts of pi/2 are exact
constexpr double trig_limit = 1e6;

FACULA_FN bool trig_is_near(float x) { return abs(x) <= float(trig_limit); }
FACULA_FN bool trig_is_near(double x) { return abs(x) <= trig_limit; }

struct TrigSplit {
  double r, rest;
  uint64_t n;  // modulo 4
};

FACULA_FN TrigSplit trig_split_near(double x) {
  const double t = x * 0x1.45f306dc9c883p-1 + magic_f64, n = t - magic_f64;
  const double a = x - n * 0x1.921fb54400000p+0;
  const Pair b = two_sum(a, -(n * 0x1.0b4611a600000p-34));
  const Pair c = quick_two_sum(b.hi, b.lo - n * 0x1.3198a2e037073p-69);
  return {c.hi, c.lo, to_bits(t) & 3u};
}

FACULA_FN double sin_poly(double r, double rest) {
  const double z = r * r;
  return r + ((z * r) * poly::sin_f64(z) + (rest - 0.5 * z * rest));
}
FACULA_FN double cos_poly(double r, double rest) {
  const double z = r * r, h = 0.5 * z, w = 1.0 - h;
  return w + (((1.0 - w) - h) + (z * z * poly::cos_f64(z) - r * rest));
}
FACULA_FN float sin_poly(float r) {
  const float z = r * r;
  return r + (z * r) * poly::sin_f32(z);
}
FACULA_FN float cos_poly(float r) {
  const float z = r * r;
  return (1.0f - 0.5f * z) + z * z * poly::cos_f32(z);
}

/// sin(r + n pi/2)
FACULA_FN double sin_of(TrigSplit t) {
  const double y = (t.n & 1u) != 0 ? cos_poly(t.r, t.rest) : sin_poly(t.r, t.rest);
  return from_bits(to_bits(y) ^ (t.n & 2u) << 62);
}
FACULA_FN double cos_of(TrigSplit t) { return sin_of({t.r, t.rest, t.n + 1u}); }
FACULA_FN double tan_of(TrigSplit t) {
  const double s = sin_poly(t.r, t.rest), c = cos_poly(t.r, t.rest);
  const bool odd = (t.n & 1u) != 0;
  return (odd ? -c : s) / (odd ? s : c);
}

struct TrigSplitFloat {
  float r;
  uint32_t n;
};
FACULA_FN TrigSplitFloat trig_split_near(float x) {
  const double t = double(x) * 0x1.45f306dc9c883p-1 + magic_f64, n = t - magic_f64;
  const double r = (double(x) - n * 0x1.921fb54400000p+0) - n * 0x1.0b4611a626331p-34;
  return {float(r), uint32_t(to_bits(t))};
}
FACULA_FN float sin_of(float r, uint32_t n) {
  const float y = (n & 1u) != 0 ? cos_poly(r) : sin_poly(r);
  return from_bits(to_bits(y) ^ (n & 2u) << 30);
}

// on |x|, the sign put back last: that also keeps the sign of zero
FACULA_FN float sin_near(float x) {
  const auto [r, n] = trig_split_near(abs(x));
  return from_bits(to_bits(sin_of(r, n)) ^ (to_bits(x) & 0x80000000u));
}
FACULA_FN float cos_near(float x) {
  const auto [r, n] = trig_split_near(abs(x));
  return sin_of(r, n + 1u);
}
FACULA_FN double sin_near(double x) {
  return from_bits(to_bits(sin_of(trig_split_near(abs(x)))) ^ (to_bits(x) & 0x8000000000000000u));
}
FACULA_FN double cos_near(double x) { return cos_of(trig_split_near(abs(x))); }
FACULA_FN double tan_near(double x) {
  return from_bits(to_bits(tan_of(trig_split_near(abs(x)))) ^ (to_bits(x) & 0x8000000000000000u));
}
FACULA_FN float tan_near(float x) { return float(tan_near(double(x))); }

#ifndef __CUDA_ARCH__
/// 64 zero bits, then the first 1280 of 2 / pi
static constexpr uint64_t two_over_pi[21] = {
    0x0000000000000000u, 0xa2f9836e4e441529u, 0xfc2757d1f534ddc0u, 0xdb6295993c439041u, 0xfe5163abdebbc561u,
    0xb7246e3a424dd2e0u, 0x06492eea09d1921cu, 0xfe1deb1cb129a73eu, 0xe88235f52ebb4484u, 0xe99c7026b45f7e41u,
    0x3991d639835339f4u, 0x9c845f8bbdf9283bu, 0x1ff897ffde05980fu, 0xef2f118b5a0a6d1fu, 0x6d367ecf27cb09b7u,
    0x4f463f669e5fea2du, 0x7527bac7ebe5f17bu, 0x3d0739f78a5292eau, 0x6bfb5fb11f8d5d08u, 0x56033046fc7b6babu,
    0xf0cfbc209af4361du};

/// x >= trig_limit: the bits of 2 / pi that matter, times the integer significand of x, modulo 4.
/// source Payne & Hanek, SIGNUM Newsletter 18 (1983)
FACULA_FN TrigSplit trig_split_far(double x) {
  using Wide = unsigned __int128;
  const uint64_t bits = to_bits(x), m = (bits & 0xfffffffffffffu) | 0x10000000000000u;
  const int first = int(bits >> 52) - 1075 - 2 + 64, word = first >> 6, shift = first & 63;
  const auto window = [&](int i) {
    const uint64_t high = two_over_pi[word + i] << shift;
    return shift == 0 ? high : high | two_over_pi[word + i + 1] >> (64 - shift);
  };
  const Wide low = Wide(m) * window(2), middle = Wide(m) * window(1) + uint64_t(low >> 64);
  uint64_t w2 = m * window(0) + uint64_t(middle >> 64), w1 = uint64_t(middle), w0 = uint64_t(low);
  uint64_t n = w2 >> 62;
  w2 = w2 << 2 | w1 >> 62;
  w1 = w1 << 2 | w0 >> 62;
  w0 <<= 2;
  const bool negative = (w2 >> 63) != 0;  // nearer to the next multiple: count from there, downwards
  if (negative) {
    n += 1;
    w2 = ~w2, w1 = ~w1, w0 = ~w0;
  }
  const auto upper = [](uint64_t w) { return double(w >> 32) * 0x1p32; };
  const auto lower = [](uint64_t w) { return double(w & 0xffffffffu); };
  Pair f = two_sum(upper(w2) * 0x1p-64, lower(w2) * 0x1p-64);
  Pair g = two_sum(f.hi, upper(w1) * 0x1p-128);
  g = quick_two_sum(g.hi, g.lo + f.lo + (lower(w1) * 0x1p-128 + upper(w0) * 0x1p-192));
  const Pair y = times(g, {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54});
  return {negative ? -y.hi : y.hi, negative ? -y.lo : y.lo, n & 3u};
}

FACULA_FN TrigSplit trig_split(double x) {
  if (trig_is_near(x)) return trig_split_near(x);
  if (is_finite(x)) return trig_split_far(x);
  return {Real<double>::nan, 0.0, 0u};
}
template <class T>
FACULA_FN T flip_sign_of(double y, T x) {
  return T(sign_bit(x) ? -y : y);
}

/// any argument, with branches; loops run the _near forms by map.h instead
FACULA_FN double sin(double x) { return flip_sign_of(sin_of(trig_split(abs(x))), x); }
FACULA_FN double cos(double x) { return cos_of(trig_split(abs(x))); }
FACULA_FN double tan(double x) { return flip_sign_of(tan_of(trig_split(abs(x))), x); }
FACULA_FN float sin(float x) { return trig_is_near(x) ? sin_near(x) : float(sin(double(x))); }
FACULA_FN float cos(float x) { return trig_is_near(x) ? cos_near(x) : float(cos(double(x))); }
FACULA_FN float tan(float x) { return float(tan(double(x))); }
#endif

}  // namespace FACULA_ISA
}  // namespace facula::functor
