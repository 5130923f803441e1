#pragma once
// What src/cpu/isa/winograd.cpp offers to src/cpu/conv_winograd.cpp: the transforms of Winograd's F(2 x 2,
// 3 x 3), y = A' [(G w G') o (B' x B)] A on tiles of 4 x 4 inputs and 2 x 2 outputs. float32, pixels with their
// channels innermost; the number of channels is a multiple of kWinogradLanes. A transformed tile's 16 values
// lie `step` apart, a plane of tiles each.
#include <cstdint>

namespace facula::cpu {

inline constexpr int64_t kWinogradLanes = 16;

/// Rows of an image that a row of tiles touches: null ones, and columns outside of [0, width), are zeros.
struct WinogradRows {
  float* rows[4];
  int64_t width, channels;
  int64_t first;  // column of the first tile's left edge
  int64_t tiles;
};

struct WinogradLoops {
  /// v = B' x B of a row of tiles, 4 x 4 pixels, two apart.
  void (*input)(float* v, int64_t step, const WinogradRows& x, const float* zeros);
  /// y = A' m A + bias (may be null), 2 x 2 pixels each; what lies outside is dropped.
  void (*output)(const WinogradRows& y, const float* m, int64_t step, const float* bias);
  /// z = A g A' of 2 x 2 pixels.
  void (*spread)(float* z, int64_t step, const WinogradRows& g, const float* zeros);
  /// u[., i, j] = G w G' of the 3 x 3 kernel at w + i row + j col; flip: of the kernel turned by 180 degrees.
  void (*weights)(float* u, const float* w, int64_t rows, int64_t cols, int64_t row, int64_t col, bool flip);
  /// The kernel at w + i row + j col = G' u[., i, j] G.
  void (*weight_gradient)(float* w, const float* u, int64_t rows, int64_t cols, int64_t row, int64_t col);
  /// sums[c] += z[0 .. tiles)[c]
  void (*add_tiles)(float* sums, const float* z, int64_t tiles, int64_t channels);
};
extern WinogradLoops winograd_loops;

}  // namespace facula::cpu
