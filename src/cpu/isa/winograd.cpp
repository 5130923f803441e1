// Transforms of Winograd's F(2 x 2, 3 x 3) (Lavin and Gray 2016), vectors along the channels.
#include "cpu/winograd_loops.h"

#include "cpu/isa/vector.h"

#pragma GCC diagnostic ignored "-Wpsabi"  // vectors are arguments of inlined functions only

namespace facula::cpu::FACULA_ISA {

namespace {

using V = Vec<float>;
constexpr int64_t kStep = kLanes<float>;
static_assert(kWinogradLanes % kStep == 0);

FACULA_INLINE void store(float* p, const V& v) { __builtin_memcpy(p, &v, sizeof v); }

// B' = [1 0 -1 0; 0 1 1 0; 0 -1 1 0; 0 1 0 -1]
FACULA_INLINE void by_b(V& a, V& b, V& c, V& d) {
  const V t0 = a - c, t1 = b + c, t2 = c - b, t3 = b - d;
  a = t0, b = t1, c = t2, d = t3;
}

// Pixels of column `at` of up to four rows, or zeros.
template <int Rows>
FACULA_INLINE void pixels(const float** to, const WinogradRows& x, int64_t at, const float* zeros) {
  const bool inside = at >= 0 && at < x.width;
  for (int i = 0; i < Rows; ++i) to[i] = inside && x.rows[i] ? x.rows[i] + at * x.channels : zeros;
}

void input(float* v, int64_t step, const WinogradRows& x, const float* zeros) {
  for (int64_t t = 0; t < x.tiles; ++t, v += x.channels) {
    const float* p[4][4];  // [column][row]
    for (int j = 0; j < 4; ++j) pixels<4>(p[j], x, x.first + 2 * t + j, zeros);
    for (int64_t c = 0; c < x.channels; c += kStep) {
      V d[4][4];
      for (int j = 0; j < 4; ++j) {
        for (int i = 0; i < 4; ++i) d[i][j] = load(p[j][i] + c);
        by_b(d[0][j], d[1][j], d[2][j], d[3][j]);
      }
      for (int i = 0; i < 4; ++i) {
        by_b(d[i][0], d[i][1], d[i][2], d[i][3]);
        for (int j = 0; j < 4; ++j) store(v + (4 * i + j) * step + c, d[i][j]);
      }
    }
  }
}

void output(const WinogradRows& y, const float* m, int64_t step, const float* bias) {
  for (int64_t t = 0; t < y.tiles; ++t, m += y.channels) {
    const int64_t at = y.first + 2 * t;
    const bool second = at + 1 < y.width;
    for (int64_t c = 0; c < y.channels; c += kStep) {
      V s[2][4];
      for (int j = 0; j < 4; ++j) {
        const V a = load(m + j * step + c), b = load(m + (4 + j) * step + c),
                d = load(m + (8 + j) * step + c), e = load(m + (12 + j) * step + c);
        s[0][j] = a + b + d;
        s[1][j] = b - d - e;
      }
      const V add = bias ? load(bias + c) : V{};
      for (int i = 0; i < 2; ++i) {
        if (!y.rows[i]) break;
        float* to = y.rows[i] + at * y.channels + c;
        store(to, s[i][0] + s[i][1] + s[i][2] + add);
        if (second) store(to + y.channels, s[i][1] - s[i][2] - s[i][3] + add);
      }
    }
  }
}

// A = [1 0; 1 1; 1 -1; 0 -1]
void spread(float* z, int64_t step, const WinogradRows& g, const float* zeros) {
  for (int64_t t = 0; t < g.tiles; ++t, z += g.channels) {
    const float* p[2][2];
    for (int j = 0; j < 2; ++j) pixels<2>(p[j], g, g.first + 2 * t + j, zeros);
    for (int64_t c = 0; c < g.channels; c += kStep) {
      V s[4][2];
      for (int j = 0; j < 2; ++j) {
        const V a = load(p[j][0] + c), b = load(p[j][1] + c);
        s[0][j] = a, s[1][j] = a + b, s[2][j] = a - b, s[3][j] = V{} - b;
      }
      for (int i = 0; i < 4; ++i) {
        float* to = z + 4 * i * step + c;
        store(to, s[i][0]);
        store(to + step, s[i][0] + s[i][1]);
        store(to + 2 * step, s[i][0] - s[i][1]);
        store(to + 3 * step, V{} - s[i][1]);
      }
    }
  }
}

// G = [1 0 0; .5 .5 .5; .5 -.5 .5; 0 0 1]
FACULA_INLINE void by_g(V* to, const V& a, const V& b, const V& c) {
  const V half = splat(0.5f) * (a + c), mid = splat(0.5f) * b;
  to[0] = a, to[1] = half + mid, to[2] = half - mid, to[3] = c;
}
// Turning the kernel exchanges its outer values, and with them the outer results.
FACULA_INLINE int turned(int i, bool flip) { return !flip || i == 1 || i == 2 ? i : 3 - i; }

void weights(float* u, const float* w, int64_t rows, int64_t cols, int64_t row, int64_t col, bool flip) {
  const int64_t step = rows * cols;
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < cols; c += kStep) {
      float lanes[9][kStep];
      for (int64_t k = 0; k < kStep; ++k)
        for (int i = 0; i < 9; ++i) lanes[i][k] = w[r * row + (c + k) * col + i];
      V t[3][4];
      for (int j = 0; j < 3; ++j) by_g(t[j], load(lanes[j]), load(lanes[3 + j]), load(lanes[6 + j]));
      for (int i = 0; i < 4; ++i) {
        V out[4];
        by_g(out, t[0][i], t[1][i], t[2][i]);
        for (int j = 0; j < 4; ++j)
          store(u + (4 * turned(i, flip) + turned(j, flip)) * step + r * cols + c, out[j]);
      }
    }
}

FACULA_INLINE void by_g_transposed(V* to, const V& a, const V& b, const V& c, const V& d) {
  const V plus = splat(0.5f) * (b + c), minus = splat(0.5f) * (b - c);
  to[0] = a + plus, to[1] = minus, to[2] = plus + d;
}

void weight_gradient(float* w, const float* u, int64_t rows, int64_t cols, int64_t row, int64_t col) {
  const int64_t step = rows * cols;
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < cols; c += kStep) {
      V t[4][3];
      for (int j = 0; j < 4; ++j) {
        const float* p = u + j * step + r * cols + c;
        by_g_transposed(t[j], load(p), load(p + 4 * step), load(p + 8 * step), load(p + 12 * step));
      }
      float lanes[9][kStep];
      for (int i = 0; i < 3; ++i) {
        V out[3];
        by_g_transposed(out, t[0][i], t[1][i], t[2][i], t[3][i]);
        for (int j = 0; j < 3; ++j) store(lanes[3 * i + j], out[j]);
      }
      for (int64_t k = 0; k < kStep; ++k)
        for (int i = 0; i < 9; ++i) w[r * row + (c + k) * col + i] = lanes[i][k];
    }
}

void add_tiles(float* sums, const float* z, int64_t tiles, int64_t channels) {
  for (int64_t c = 0; c < channels; c += kStep) {
    V sum{};
    for (int64_t t = 0; t < tiles; ++t) sum += load(z + t * channels + c);
    store(sums + c, load(sums + c) + sum);
  }
}

}  // namespace

void register_winograd() { winograd_loops = {input, output, spread, weights, weight_gradient, add_tiles}; }

}  // namespace facula::cpu::FACULA_ISA
