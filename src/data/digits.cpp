#include "facula/data/digits.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "data/digit_strokes.h"
#include "facula/core/error.h"

namespace facula::data {
namespace {

constexpr int kSide = 28;
constexpr int kPixels = kSide * kSide;

/// SplitMix64: small, and the same everywhere.
/// source  Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
  size_t below(size_t n) { return static_cast<size_t>(next() % n); }
  float uniform(float low, float high) {
    return low + (high - low) * static_cast<float>(next() >> 40) * 0x1p-24f;
  }
  /// Roughly normal with deviation 1 and no tails: a sum of uniforms.
  float bell() { return uniform(-1, 1) + uniform(-1, 1) + uniform(-1, 1); }

 private:
  uint64_t state_;
};

using Polyline = std::vector<Point>;

Point catmull_rom(Point a, Point b, Point c, Point d, float t) {
  const auto blend = [t](float p, float q, float r, float s) {
    return q + 0.5f * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
  };
  return {blend(a.x, b.x, c.x, d.x), blend(a.y, b.y, c.y, d.y)};
}

/// A smooth curve through the points, as short lines.
Polyline smooth(const Polyline& points) {
  constexpr int kSteps = 8;
  Polyline out;
  const auto at = [&](std::ptrdiff_t i) {
    return points[static_cast<size_t>(std::clamp<std::ptrdiff_t>(i, 0, std::ssize(points) - 1))];
  };
  for (std::ptrdiff_t i = 0; i + 1 < std::ssize(points); ++i) {
    for (int k = 0; k < kSteps; ++k) {
      out.push_back(catmull_rom(at(i - 1), at(i), at(i + 1), at(i + 2), static_cast<float>(k) / kSteps));
    }
  }
  out.push_back(points.back());
  return out;
}

/// The glyph as this writer writes it this time: every point a little off, corners kept together.
std::vector<Polyline> write(const Glyph& glyph, Random& random) {
  const float wobble = random.uniform(0.8f, 3.2f);
  std::vector<Polyline> lines;
  for (Polyline points : glyph.strokes) {
    for (size_t i = 0; i < points.size(); ++i) {
      const bool corner = i > 0 && points[i].x == glyph.strokes[lines.size()][i - 1].x &&
                          points[i].y == glyph.strokes[lines.size()][i - 1].y;
      if (corner) {
        points[i] = points[i - 1];
        continue;
      }
      points[i].x += wobble * random.bell();
      points[i].y += wobble * random.bell();
    }
    lines.push_back(smooth(points));
  }
  return lines;
}

/// Slant, rotation and width, then size and place as MNIST has them: the longer side of the bounding box
/// is about 20 pixels less the pen, and the centre of the ink is the centre of the image.
void place(std::vector<Polyline>& lines, float pen, Random& random) {
  const float angle = 0.13f * random.bell();
  const float slant = random.uniform(-0.15f, 0.45f);
  const float width = random.uniform(0.6f, 1.15f);
  const float c = std::cos(angle), s = std::sin(angle);
  Point low{1e9f, 1e9f}, high{-1e9f, -1e9f};
  for (Polyline& line : lines) {
    for (Point& p : line) {
      const float x = width * (p.x - 50) - slant * (p.y - 50), y = p.y - 50;
      p = {c * x - s * y, s * x + c * y};
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
  }
  const float extent = std::max(high.x - low.x, high.y - low.y);
  const float scale = (20 - 2 * pen) * random.uniform(0.88f, 1.04f) / extent;
  Point centre{0, 0};
  float length = 0;
  for (const Polyline& line : lines) {
    for (size_t i = 1; i < line.size(); ++i) {
      const Point a = line[i - 1], b = line[i];
      const float piece = std::hypot(b.x - a.x, b.y - a.y);
      centre.x += piece * (a.x + b.x) / 2;
      centre.y += piece * (a.y + b.y) / 2;
      length += piece;
    }
  }
  // Off the centre by a little, but not so far that the pen or its blur reaches the border.
  const auto shift = [&](float at, float lowest, float highest) {
    const float wanted = 13.5f + 0.4f * random.bell() - scale * at / length;
    return std::clamp(wanted, 2 + pen - scale * lowest, kSide - 3 - pen - scale * highest);
  };
  const Point by{shift(centre.x, low.x, high.x), shift(centre.y, low.y, high.y)};
  for (Polyline& line : lines) {
    for (Point& p : line) p = {scale * p.x + by.x, scale * p.y + by.y};
  }
}

float distance(Point p, Point a, Point b) {
  const float dx = b.x - a.x, dy = b.y - a.y;
  const float square = dx * dx + dy * dy;
  const float t = square > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0f, 1.0f) : 0;
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

using Canvas = std::array<float, kPixels>;

/// Ink is how much of a pixel lies within `pen` of the line; its edge is one pixel wide.
void draw(const Polyline& line, float pen, Canvas& canvas) {
  const auto clip = [](float v) { return static_cast<int>(std::clamp(v, 0.0f, kSide - 1.0f)); };
  const float reach = pen + 0.5f;
  for (size_t i = 1; i < line.size(); ++i) {
    const Point a = line[i - 1], b = line[i];
    const int x_end = clip(std::ceil(std::max(a.x, b.x) + reach));
    const int y_end = clip(std::ceil(std::max(a.y, b.y) + reach));
    for (int y = clip(std::min(a.y, b.y) - reach); y <= y_end; ++y) {
      for (int x = clip(std::min(a.x, b.x) - reach); x <= x_end; ++x) {
        const Point p{static_cast<float>(x), static_cast<float>(y)};
        const float ink = std::clamp(reach - distance(p, a, b), 0.0f, 1.0f);
        float& pixel = canvas[static_cast<size_t>(y * kSide + x)];
        pixel = std::max(pixel, ink);
      }
    }
  }
}

/// One pass of (w, 1 - 2w, w) along rows and one along columns.
void blur(Canvas& canvas, float w) {
  for (const int step : {1, kSide}) {
    const Canvas from = canvas;
    for (int i = 0; i < kPixels; ++i) {
      const int along = step == 1 ? i % kSide : i / kSide;
      const float before = along > 0 ? from[static_cast<size_t>(i - step)] : 0;
      const float after = along < kSide - 1 ? from[static_cast<size_t>(i + step)] : 0;
      float& pixel = canvas[static_cast<size_t>(i)];
      pixel += w * (before - 2 * pixel + after);
    }
  }
}

uint8_t draw_digit(uint64_t seed, uint8_t* image) {
  Random random(seed);
  const auto digit = static_cast<int>(random.below(10));
  const auto is_digit = [digit](const Glyph& g) { return g.digit == digit; };
  const std::vector<Glyph>& all = glyphs();
  const auto first = std::find_if(all.begin(), all.end(), is_digit);
  const auto variants = static_cast<size_t>(std::count_if(all.begin(), all.end(), is_digit));
  const Glyph& glyph = first[static_cast<std::ptrdiff_t>(random.below(variants))];

  const float pen = random.uniform(0.8f, 1.8f);
  std::vector<Polyline> lines = write(glyph, random);
  place(lines, pen, random);
  Canvas canvas{};
  for (const Polyline& line : lines) draw(line, pen, canvas);
  blur(canvas, random.uniform(0.0f, 0.14f));

  const float ink = random.uniform(235.0f, 275.0f);  // above 255: a pen that saturates
  const float grain = random.uniform(0.0f, 0.05f);
  for (int i = 0; i < kPixels; ++i) {
    const float value = canvas[static_cast<size_t>(i)] * (1 + grain * random.bell()) * ink;
    image[i] = static_cast<uint8_t>(std::clamp(value, 0.0f, 255.0f) + 0.5f);
  }
  return static_cast<uint8_t>(digit);
}

}  // namespace

void generate_digits(uint64_t seed, int64_t n, std::vector<uint8_t>& images, std::vector<uint8_t>& labels) {
  FACULA_CHECK(n >= 0, "generate_digits: the number of images must not be negative, but got ", n);
  images.resize(static_cast<size_t>(n) * kPixels);
  labels.resize(static_cast<size_t>(n));
  Random seeds(seed);
  for (size_t i = 0; i < labels.size(); ++i) {
    labels[i] = draw_digit(seeds.next(), images.data() + i * kPixels);
  }
}

}  // namespace facula::data
