#include "report.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>

namespace {

namespace fs = std::filesystem;
using facula::Tensor;

constexpr int kGrid = 8;  // pictures of predictions per side

// All or nothing: the file appears under its name when it is complete.
void write_file(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  const fs::path part = path.string() + ".part";
  std::ofstream file(part);
  write(file);
  file.close();
  if (!file) {
    std::error_code ignored;
    fs::remove(part, ignored);
    throw facula::Error("cannot write " + path.string() + ": " + std::strerror(errno));
  }
  fs::rename(part, path);
}

std::string for_shell(const std::string& text) {
  std::string quoted = "'";
  for (char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// Draws with gnuplot, if it is there; the data is in the CSV files in any case.
bool draw(const fs::path& out, const std::string& name, const std::string& size,
          const std::string& commands) {
  write_file(out / (name + ".gp"), [&](std::ostream& f) {
    f << "set terminal pngcairo size " << size << " enhanced font 'sans,10' background 'white'\n"
      << "set datafile separator ','\nif (!exists('picture')) picture = '" << name
      << ".png'\nset output picture\n"
      << commands;
  });
  const fs::path part = out / (name + ".png.part");
  const std::string command = "cd " + for_shell(out.string()) + " && gnuplot -e \"picture='" + name +
                              ".png.part'\" " + name + ".gp 2>/dev/null";
  std::error_code failed;
  if (std::system(command.c_str()) == 0) fs::rename(part, out / (name + ".png"), failed);
  const bool drawn = !failed && !fs::exists(part) && fs::exists(out / (name + ".png"));
  fs::remove(part, failed);
  return drawn;
}

// Columns: step, loss, mean of the last 100 losses.
void write_losses(const fs::path& path, const std::vector<double>& losses) {
  write_file(path, [&](std::ostream& f) {
    f << "step,loss,mean of 100\n";
    double sum = 0;
    for (size_t i = 0; i < losses.size(); ++i) {
      sum += losses[i] - (i >= 100 ? losses[i - 100] : 0);
      f << i + 1 << ',' << losses[i] << ',' << sum / static_cast<double>(std::min<size_t>(i + 1, 100))
        << '\n';
    }
  });
}

// The test images of the grid: wrong ones first (at most half), then the first of the set.
std::vector<int64_t> chosen(const Digits& digits, const Result& r) {
  const auto *t = digits.test.targets().data_ptr<int64_t>(), *p = r.predictions.data_ptr<int64_t>();
  const int64_t n = std::min<int64_t>(digits.test.targets().numel(), kGrid * kGrid);
  std::vector<int64_t> picks;
  for (int64_t i = 0; i < digits.test.targets().numel() && static_cast<int64_t>(picks.size()) < n / 2; ++i)
    if (t[i] != p[i]) picks.push_back(i);
  for (int64_t i = 0; i < digits.test.targets().numel() && static_cast<int64_t>(picks.size()) < n; ++i)
    if (t[i] == p[i]) picks.push_back(i);
  return picks;
}

// Every pixel of a sheet as x, y, value: h x w pictures beside and below each other, `gap` apart, row by row
// as gnuplot wants an image; there is nothing (NaN) between them.
void write_tiles(const fs::path& path, const Tensor& tiles, int64_t per_row, int64_t gap) {
  const Tensor dense = tiles.to(facula::kFloat).contiguous();
  const int64_t n = dense.size(0), h = dense.size(1), w = dense.size(2), rows = (n + per_row - 1) / per_row;
  auto a = dense.accessor<float, 3>();
  write_file(path, [&](std::ostream& f) {
    f << "x,y,value\n";
    for (int64_t y = 0; y < rows * (h + gap) - gap; ++y)
      for (int64_t x = 0; x < per_row * (w + gap) - gap; ++x) {
        const int64_t k = y / (h + gap) * per_row + x / (w + gap), i = y % (h + gap), j = x % (w + gap);
        f << x << ',' << y << ',';
        if (k < n && i < h && j < w)
          f << a[k][i][j] << '\n';
        else
          f << "NaN\n";
      }
  });
}

bool draw_losses(const fs::path& out) {
  return draw(out, "loss", "900,500",
              "set title 'training loss'\nset xlabel 'step'\nset ylabel 'cross entropy'\nset logscale y\n"
              "set format y '%g'\nset grid lc rgb '#dddddd'\nset border 3\nset tics nomirror\n"
              "plot 'loss.csv' using 1:2 skip 1 with lines lc rgb '#b0c4de' title 'each step', "
              "'' using 1:3 skip 1 with lines lw 2 lc rgb '#1f4e79' title 'mean of the last 100'\n");
}

bool draw_predictions(const fs::path& out, const Digits& digits, const Result& r) {
  const std::vector<int64_t> picks = chosen(digits, r);
  std::vector<Tensor> images;
  for (int64_t i : picks) images.push_back(digits.test.images()[i][0]);
  constexpr int kGap = 8;
  write_tiles(out / "predictions.csv", facula::stack(images), kGrid, kGap);
  std::string commands =
      "set title 'predictions (wrong ones in red: true digit > prediction)'\nunset tics\nunset "
      "colorbox\nunset border\n"
      "set palette gray negative\nset size ratio -1\nset xrange [-4:" +
      std::to_string(kGrid * (28 + kGap)) + "]\nset yrange [" +
      std::to_string((std::ssize(picks) + kGrid - 1) / kGrid * (28 + kGap)) + ":-10]\n";
  for (size_t k = 0; k < picks.size(); ++k) {
    const int x = static_cast<int>(k) % kGrid * (28 + kGap), y = static_cast<int>(k) / kGrid * (28 + kGap);
    const int64_t truth = digits.test.targets()[picks[k]].item<int64_t>(),
                  guess = r.predictions[picks[k]].item<int64_t>();
    const bool wrong = truth != guess;
    const std::string at = std::to_string(x) + "," + std::to_string(y);
    commands += "set label '" + (wrong ? std::to_string(truth) + " > " : std::string()) +
                std::to_string(guess) + "' at " + std::to_string(x + 14) + "," + std::to_string(y - 3) +
                " center front textcolor rgb '" + (wrong ? "red" : "#006400") + "'\n";
    if (wrong)
      commands += "set object rectangle from " + std::to_string(x - 1) + "," + std::to_string(y - 1) +
                  " to " + std::to_string(x + 28) + "," + std::to_string(y + 28) +
                  " front fillstyle empty border rgb 'red' lw 2\n";
  }
  return draw(out, "predictions", "900,940",
              commands + "plot 'predictions.csv' using 1:2:3 skip 1 with image notitle\n");
}

bool draw_filters(const fs::path& out, const MyVgg& model) {
  const Tensor weight = model->named_parameters()["features.0.weight"].detach().cpu();
  write_tiles(out / "filters.csv", weight.select(1, 0), 8, 1);
  return draw(
      out, "filters", "800,460",
      "set title 'filters of the first layer (blue: negative, red: positive)'\nunset tics\nunset border\n"
      "set size ratio -1\nset yrange [*:*] reverse\n"
      "set palette defined (-1 '#2166ac', 0 'white', 1 '#b2182b')\n"
      "stats 'filters.csv' using 3 skip 1 nooutput\n"
      "m = abs(STATS_min) > STATS_max ? abs(STATS_min) : STATS_max\nset cbrange [-m:m]\n"
      "plot 'filters.csv' using 1:2:3 skip 1 with image notitle\n");
}

}  // namespace

void print_confusion(const Tensor& confusion) {
  auto a = confusion.accessor<int64_t, 2>();
  std::printf("\nconfusion matrix (rows: digit, columns: prediction)\n     ");
  for (int p = 0; p < 10; ++p) std::printf("%6d", p);
  std::printf("\n");
  for (int t = 0; t < 10; ++t) {
    std::printf("%4d ", t);
    for (int p = 0; p < 10; ++p) std::printf("%6ld", static_cast<long>(a[t][p]));
    std::printf("\n");
  }
  std::printf("\n");
}

void prepare_folder(const std::string& out) {
  std::error_code error;
  fs::create_directories(out, error);
  if (error) throw facula::Error("cannot make the output folder " + out + ": " + error.message());
  if (access(out.c_str(), W_OK) != 0)
    throw facula::Error("cannot write to the output folder " + out + ": " + std::strerror(errno));
}

void write_pictures(const std::string& out, const MyVgg& model, const Digits& digits, const Result& result) {
  const fs::path folder = out;
  write_losses(folder / "loss.csv", result.losses);
  const bool drawn[] = {draw_losses(folder), draw_predictions(folder, digits, result),
                        draw_filters(folder, model)};
  if (drawn[0] && drawn[1] && drawn[2])
    std::cout << "pictures: " << (folder / "loss.png").string() << ", "
              << (folder / "predictions.png").string() << ", " << (folder / "filters.png").string() << "\n";
  else
    std::cout << "gnuplot is missing or failed: the data is in the CSV files in " << out
              << ", and gnuplot draws them with the .gp files there\n";
}
