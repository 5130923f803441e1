#include "facula/io/figure.h"

#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "io/atomic_file.h"

namespace facula::io {

// A text between quotes that the shell, and gnuplot, takes as it is.
static std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}
static std::string quoted(const std::string& text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'') out += '\'';
    out += c == '\n' ? ' ' : c;
  }
  return out + "'";
}

static void write_text(const std::string& path, const std::string& text) {
  AtomicFile file(path);
  file.write(text.data(), text.size());
  file.commit();
}

Figure::Figure(std::string title, int64_t width, int64_t height)
    : title_(std::move(title)), width_(width), height_(height) {
  FACULA_CHECK(width > 0 && height > 0, "Figure: the size must be positive (got ", width, " x ", height, ")");
}

Figure& Figure::add(Kind kind, const std::string& label, const Tensor& rows) {
  const auto group = [](Kind k) { return k == Kind::kScatter ? Kind::kLine : k; };
  const bool grid = kind == Kind::kImage || kind == Kind::kHeatMap;
  FACULA_CHECK(
      series_.empty() || (!grid && group(series_[0].kind) == group(kind)),
      "Figure: lines and points, one image, or curves in space go into one picture, not several kinds");
  series_.push_back({kind, label, rows.detach().to(TensorOptions(kCPU).dtype(kDouble)).contiguous()});
  return *this;
}

static Tensor pairs(const Tensor& x, const Tensor& y) {
  FACULA_CHECK(x.dim() == 1 && y.dim() == 1 && x.size(0) == y.size(0),
               "Figure: x and y must be vectors of one length (got ", x.sizes(), " and ", y.sizes(), ")");
  FACULA_CHECK(!x.is_complex() && !y.is_complex(), "Figure: complex numbers cannot be drawn");
  return stack({x.detach().to(kCPU).to(kDouble), y.detach().to(kCPU).to(kDouble)}, 1);
}

Figure& Figure::line(const Tensor& x, const Tensor& y, const std::string& label) {
  return add(Kind::kLine, label, pairs(x, y));
}
Figure& Figure::line(const Tensor& y, const std::string& label) {
  return line(arange(y.numel(), TensorOptions(kDouble)), y, label);
}
Figure& Figure::scatter(const Tensor& x, const Tensor& y, const std::string& label) {
  return add(Kind::kScatter, label, pairs(x, y));
}

Figure& Figure::add_grid(Kind kind, const Tensor& values) {
  FACULA_CHECK(values.dim() == 2 && values.numel() > 0 && !values.is_complex(),
               "Figure: an image must be a matrix of real numbers (got ", values.sizes(), ")");
  const int64_t h = values.size(0), w = values.size(1);
  const TensorOptions numbers(kDouble);
  return add(kind, "",
             stack({arange(w, numbers).repeat({h}), arange(h, numbers).repeat_interleave(w),
                    values.detach().to(kCPU).to(kDouble).flatten()},
                   1));
}
Figure& Figure::image(const Tensor& values) { return add_grid(Kind::kImage, values); }
Figure& Figure::heat_map(const Tensor& values) { return add_grid(Kind::kHeatMap, values); }

Figure& Figure::trajectory(const Tensor& points, const std::string& label) {
  FACULA_CHECK(points.dim() == 2 && points.size(1) == 3 && !points.is_complex(),
               "Figure: a curve in space needs points of shape (N, 3) (got ", points.sizes(), ")");
  return add(Kind::kTrajectory, label, points);
}

Figure& Figure::labels(std::string x, std::string y, std::string z) {
  x_ = std::move(x);
  y_ = std::move(y);
  z_ = std::move(z);
  return *this;
}
Figure& Figure::log_y() {
  log_y_ = true;
  return *this;
}

std::string Figure::data() const {
  std::string out = series_[0].rows.size(1) == 2 ? "series,x,y\n" : "series,x,y,value\n";
  char number[40];
  for (size_t s = 0; s < series_.size(); ++s) {
    const Tensor& rows = series_[s].rows;
    const double* v = rows.data_ptr<double>();
    for (int64_t i = 0; i < rows.size(0); ++i) {
      out += std::to_string(s);
      for (int64_t j = 0; j < rows.size(1); ++j) {
        std::snprintf(number, sizeof number, ",%.9g", *v++);
        out += number;
      }
      out += '\n';
    }
  }
  return out;
}

std::string Figure::commands(const std::string& name) const {
  const Kind kind = series_[0].kind;
  const bool grid = kind == Kind::kImage || kind == Kind::kHeatMap, space = kind == Kind::kTrajectory;
  std::ostringstream out;
  out << "set terminal pngcairo size " << width_ << ',' << height_
      << " noenhanced font 'sans,10' background 'white'\n"
      << "set datafile separator ','\nif (!exists('picture')) picture = " << quoted(name + ".png")
      << "\nset output picture\n";
  if (!title_.empty()) out << "set title " << quoted(title_) << "\n";
  if (!x_.empty()) out << "set xlabel " << quoted(x_) << "\n";
  if (!y_.empty()) out << "set ylabel " << quoted(y_) << "\n";
  if (!z_.empty()) out << "set zlabel " << quoted(z_) << "\n";
  if (log_y_) out << "set logscale y\n";
  if (grid) {
    out << "set yrange [*:*] reverse\nset size ratio -1\nset autoscale xfix\nset autoscale yfix\nunset key\n";
    out << (kind == Kind::kImage ? "set palette gray\nunset colorbox\n"
                                 : "set palette rgbformulae 33,13,10\n");
  }
  out << (space ? "splot " : "plot ");
  for (size_t s = 0; s < series_.size(); ++s) {
    const Series& one = series_[s];
    const char* style = one.kind == Kind::kScatter ? "points pt 7 ps 0.6" : grid ? "image" : "lines lw 1.5";
    out << (s ? ", '' " : quoted(name + ".csv") + " ") << "skip 1 using ($1==" << s << "?$2:NaN):3"
        << (grid || space ? ":4" : "") << " with " << style;
    out << (one.label.empty() ? std::string(" notitle") : " title " + quoted(one.label));
  }
  out << "\n";
  return out.str();
}

bool Figure::save(const std::string& path) const {
  FACULA_CHECK(!series_.empty(), "Figure: there is nothing to draw");
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  FACULA_CHECK(!name.empty(), "Figure: '", path, "' names no file");
  write_text(path + ".csv", data());
  write_text(path + ".gp", commands(name));
  const std::string part = name + ".png.part";
  const std::string command = "cd " + shell_quoted(folder) + " && gnuplot -e " +
                              shell_quoted("picture=" + quoted(part)) + " " + shell_quoted(name + ".gp") +
                              " >/dev/null 2>&1";
  if (std::system(command.c_str()) == 0 &&
      std::rename((path + ".png.part").c_str(), (path + ".png").c_str()) == 0)
    return true;
  std::remove((path + ".png.part").c_str());
  return false;
}

}  // namespace facula::io
