// Blocks of random floats, eight lanes at a time. Included once per instruction set, inside a namespace of
// its own, with FACULA_FMA(a, b, c) defined as the lane-wise fused a * b + c of that set and
// FACULA_SQRT(x) as its lane-wise square root.
// No #pragma once. The order of operations and every fusion are PyTorch's and decide the last bit.

#define FACULA_INLINE static inline __attribute__((always_inline))

FACULA_INLINE void select(Float8& out, const Int8& mask, const Float8& yes, const Float8& no) {
  out = (Float8)(((Int8)yes & mask) | ((Int8)no & ~mask));
}

// out[i] = (low 24 bits of draws[i]) / 2^24 * width + low; n is a multiple of 8.
static void uniform_block(float* out, const std::uint32_t* draws, std::size_t n, float low, float width) {
  const Float8 low8 = low + Float8{}, width8 = width + Float8{};
  for (std::size_t i = 0; i < n; i += 8) {
    Int8 bits;
    std::memcpy(&bits, draws + i, sizeof bits);
    const Float8 u = __builtin_convertvector(bits & 0xffffff, Float8) * 0x1p-24f;
    const Float8 y = FACULA_FMA(u, width8, low8);
    std::memcpy(out + i, &y, sizeof y);
  }
}

// Natural logarithm for 0 < x <= 1. source: S. L. Moshier, Cephes, single/logf.c
FACULA_INLINE void log_lanes(Float8& out, const Float8& input) {
  const Int8 bits = (Int8)input;
  Float8 e = __builtin_convertvector((bits >> 23) - 126, Float8);
  Float8 x = (Float8)((bits & 0x807fffff) | 0x3f000000);  // the significand, in [0.5, 1)
  const Int8 small = x < 0.707106781186547524f;
  e -= (Float8)((Int8)(Float8{} + 1.0f) & small);
  x = (x - 1.0f) + (Float8)((Int8)x & small);
  const Float8 z = x * x;
  Float8 y = FACULA_FMA(Float8{} + 7.0376836292E-2f, x, Float8{} - 1.1514610310E-1f);
  y = FACULA_FMA(y, x, Float8{} + 1.1676998740E-1f);
  y = FACULA_FMA(y, x, Float8{} - 1.2420140846E-1f);
  y = FACULA_FMA(y, x, Float8{} + 1.4249322787E-1f);
  y = FACULA_FMA(y, x, Float8{} - 1.6668057665E-1f);
  y = FACULA_FMA(y, x, Float8{} + 2.0000714765E-1f);
  y = FACULA_FMA(y, x, Float8{} - 2.4999993993E-1f);
  y = FACULA_FMA(y, x, Float8{} + 3.3333331174E-1f);
  y = FACULA_FMA(y * x, z, e * -2.12194440E-4f);
  y = FACULA_FMA(Float8{} - 0.5f, z, y);
  out = FACULA_FMA(e, Float8{} + 0.693359375f, x + y);  // ln 2 is the sum of the two constants
}

// Sine and cosine for 0 <= x < 2^13. source: S. L. Moshier, Cephes, single/sinf.c
FACULA_INLINE void sincos_lanes(Float8& sine, Float8& cosine, const Float8& input) {
  Int8 octant = __builtin_convertvector(input * 1.27323954473516f, Int8);
  octant = (octant + 1) & ~1;
  const Float8 y = __builtin_convertvector(octant, Float8);
  Float8 x = FACULA_FMA(y, Float8{} - 0.78515625f, input);  // minus y * pi/4, in three parts
  x = FACULA_FMA(y, Float8{} - 2.4187564849853515625E-4f, x);
  x = FACULA_FMA(y, Float8{} - 3.77489497744594108E-8f, x);
  const Float8 z = x * x;

  Float8 c = FACULA_FMA(Float8{} + 2.443315711809948E-5f, z, Float8{} - 1.388731625493765E-3f);
  c = FACULA_FMA(c, z, Float8{} + 4.166664568298827E-2f);
  c = FACULA_FMA(c * z, z, z * -0.5f) + 1.0f;
  Float8 s = FACULA_FMA(Float8{} - 1.9515295891E-4f, z, Float8{} + 8.3321608736E-3f);
  s = FACULA_FMA(s, z, Float8{} - 1.6666654611E-1f);
  s = FACULA_FMA(s * z, x, x);

  const Int8 straight = (octant & 2) == 0;
  select(sine, straight, s, c);
  select(cosine, straight, c, s);
  sine = (Float8)((Int8)sine ^ ((octant & 4) << 29));
  cosine = (Float8)((Int8)cosine ^ ((~(octant - 2) & 4) << 29));
}

// Turns each block of 16 uniforms into 16 normals; element j pairs with j + 8. n is a multiple of 16.
static void normal_blocks(float* p, std::size_t n, float mean, float std) {
  const Float8 mean8 = mean + Float8{}, std8 = std + Float8{};
  for (std::size_t i = 0; i < n; i += 16) {
    Float8 a, b, radius, sine, cosine;
    std::memcpy(&a, p + i, sizeof a);
    std::memcpy(&b, p + i + 8, sizeof b);
    log_lanes(radius, 1.0f - a);
    radius = FACULA_SQRT(radius * -2.0f);
    sincos_lanes(sine, cosine, b * 6.283185307179586f);
    a = FACULA_FMA(radius * cosine, std8, mean8);
    b = FACULA_FMA(radius * sine, std8, mean8);
    std::memcpy(p + i, &a, sizeof a);
    std::memcpy(p + i + 8, &b, sizeof b);
  }
}

#undef FACULA_INLINE
