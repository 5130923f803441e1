#pragma once
// A line search for a step that satisfies the strong Wolfe conditions.
#include <algorithm>
#include <cmath>

#include "facula/ops/matmul.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/reduce.h"

namespace facula::optim::detail {

/// The function along the line at step t: its value, gradient, and slope along the line.
struct LinePoint {
  double t, value;
  Tensor gradient;
  double slope;
};

/// Where the cubic through two points with slopes is least, within bounds.
inline double cubic_minimum(const LinePoint& a, const LinePoint& b, double lowest, double highest) {
  const double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t);
  const double square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return (lowest + highest) / 2;
  const double d2 = std::sqrt(square);
  const double at = a.t <= b.t ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
                               : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
  return std::min(std::max(at, lowest), highest);
}

/// `evaluate(t)` gives the point at step t; `start` is the point at 0, `first` the first step to try,
/// `extent` the largest component of the direction. `calls` counts the evaluations.
template <class Evaluate>
class StrongWolfe {
 public:
  StrongWolfe(const Evaluate& evaluate, const LinePoint& start, double extent, double tolerance)
      : evaluate_(evaluate), start_(start), extent_(extent), tolerance_(tolerance) {}

  LinePoint search(double first) {
    bracket(first);
    zoom();
    return low();
  }
  int64_t calls = 0;

 private:
  static constexpr double kDecrease = 1e-4, kCurvature = 0.9;
  static constexpr int kMost = 25;

  LinePoint at(double t) {
    ++calls;
    return evaluate_(t);
  }
  bool too_high(const LinePoint& p) const { return p.value > start_.value + kDecrease * p.t * start_.slope; }
  bool flat(const LinePoint& p) const { return std::abs(p.slope) <= -kCurvature * start_.slope; }

  // Goes on with growing steps until two points enclose a good one.
  void bracket(double t) {
    LinePoint before = start_, now = at(t);
    for (; rounds_ < kMost; ++rounds_) {
      if (too_high(now) || (rounds_ > 1 && now.value >= before.value)) return enclose(before, now);
      if (flat(now)) {
        done_ = true;
        return enclose(now, now);
      }
      if (now.slope >= 0) return enclose(before, now);
      const double least = now.t + 0.01 * (now.t - before.t), most = now.t * 10;
      const double next = cubic_minimum(before, now, least, most);
      before = now;
      now = at(next);
    }
    enclose(start_, now);
  }

  void zoom() {
    bool stuck = false;
    while (!done_ && rounds_ < kMost) {
      const double lowest = std::min(ends_[0].t, ends_[1].t), highest = std::max(ends_[0].t, ends_[1].t);
      if ((highest - lowest) * extent_ < tolerance_) return;
      double t = cubic_minimum(ends_[0], ends_[1], lowest, highest);
      const double margin = 0.1 * (highest - lowest);
      if (std::min(highest - t, t - lowest) <
          margin) {  // too close to an end: allowed once, then moved inside
        if (stuck || t >= highest || t <= lowest) {
          t = std::abs(t - highest) < std::abs(t - lowest) ? highest - margin : lowest + margin;
          stuck = false;
        } else {
          stuck = true;
        }
      } else {
        stuck = false;
      }
      const LinePoint now = at(t);
      ++rounds_;
      if (too_high(now) || now.value >= low().value) {
        high() = now;
        low_ = ends_[0].value <= ends_[1].value ? 0 : 1;
        continue;
      }
      if (flat(now))
        done_ = true;
      else if (now.slope * (high().t - low().t) >= 0)
        high() = low();
      low() = now;
    }
  }

  void enclose(const LinePoint& a, const LinePoint& b) {
    ends_[0] = a;
    ends_[1] = b;
    low_ = a.value <= b.value ? 0 : 1;
  }
  LinePoint& low() { return ends_[low_]; }
  LinePoint& high() { return ends_[1 - low_]; }

  const Evaluate& evaluate_;
  const LinePoint start_;
  const double extent_, tolerance_;
  LinePoint ends_[2];
  int low_ = 0, rounds_ = 0;
  bool done_ = false;
};

}  // namespace facula::optim::detail
