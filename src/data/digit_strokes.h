#pragma once

#include <vector>

namespace facula::data {

struct Point {
  float x, y;
};

/// A way to write a digit: curves through these points, in a box of 100 x 100 with y downwards. A point
/// that occurs twice in a row is a corner.
struct Glyph {
  int digit;
  std::vector<std::vector<Point>> strokes;
};

/// All glyphs, those of one digit side by side.
const std::vector<Glyph>& glyphs();

}  // namespace facula::data
