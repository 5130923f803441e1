#pragma once
// Pictures of data: CSV files always, PNG where gnuplot is installed. Not part of facula/facula.h.
#include <string>
#include <vector>

#include "facula/core/tensor.h"

namespace facula::io {

/// A picture made of lines and points, or of one image, or of curves in space.
///   Figure("training loss").line(step, loss, "each step").labels("step", "loss").save("out/loss");
class Figure {
 public:
  explicit Figure(std::string title = "", int64_t width = 900, int64_t height = 600);

  /// A line through the points (x[i], y[i]); or (i, y[i]).
  /// shape   x, y: (N), of any real dtype, on any device
  Figure& line(const Tensor& x, const Tensor& y, const std::string& label = "");
  Figure& line(const Tensor& y, const std::string& label = "");
  /// The points themselves.
  Figure& scatter(const Tensor& x, const Tensor& y, const std::string& label = "");
  /// A grey picture, row 0 on top: the least value is black, the largest white.
  /// shape   (H, W)
  Figure& image(const Tensor& values);
  /// The same in colours, with a scale beside it.
  Figure& heat_map(const Tensor& values);
  /// A curve in space.
  /// shape   (N, 3)
  Figure& trajectory(const Tensor& points, const std::string& label = "");

  Figure& labels(std::string x, std::string y, std::string z = "");
  /// A logarithmic scale upwards.
  Figure& log_y();

  /// Writes `path`.csv (series, x, y, and for images and curves in space a third number) and `path`.gp, which
  /// makes the picture, and has gnuplot make `path`.png. Returns whether there is a new PNG.
  /// errors  Error when there is nothing to draw, or a file cannot be written
  bool save(const std::string& path) const;

 private:
  enum class Kind { kLine, kScatter, kImage, kHeatMap, kTrajectory };
  struct Series {
    Kind kind;
    std::string label;
    Tensor rows;  // (N, 2) or (N, 3), float64, on the CPU
  };
  Figure& add(Kind kind, const std::string& label, const Tensor& rows);
  Figure& add_grid(Kind kind, const Tensor& values);
  std::string data() const;
  std::string commands(const std::string& name) const;

  std::string title_, x_, y_, z_;
  int64_t width_, height_;
  bool log_y_ = false;
  std::vector<Series> series_;
};

}  // namespace facula::io
