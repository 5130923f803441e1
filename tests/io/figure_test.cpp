// The helpers for pictures and timing.
#include "facula/io/figure.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "facula/io/timeit.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/random.h"

namespace {

using namespace facula;
namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

struct Folder {
  Folder() : path(fs::temp_directory_path() / ("facula's figures " + std::to_string(getpid()))) {
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  fs::path path;
};

bool has_gnuplot() { return std::system("gnuplot --version >/dev/null 2>&1") == 0; }

void expect_picture(const io::Figure& figure, const fs::path& path) {
  const bool drawn = figure.save(path.string());
  EXPECT_EQ(drawn, has_gnuplot()) << path;
  EXPECT_TRUE(fs::exists(path.string() + ".csv") && fs::exists(path.string() + ".gp"));
  EXPECT_FALSE(fs::exists(path.string() + ".png.part"));
  if (drawn) {
    EXPECT_EQ(text_of(path.string() + ".png").substr(1, 3), "PNG");
  }
}

TEST(Features, UT09) {
  const Folder folder;
  const Tensor x = linspace(0, 6, 50), y = sin(x);
  io::Figure lines("a \"line\" and it's points");
  lines.line(x, y, "sin").scatter(x, y * 0.5, "half").labels("x", "y");
  expect_picture(lines, folder.path / "lines");
  expect_picture(io::Figure("loss").line(exp(-x)).log_y(), folder.path / "loss");
  expect_picture(io::Figure("picture").image(arange(12).view({3, 4})), folder.path / "image");
  expect_picture(io::Figure("weights").heat_map(rand({5, 5})), folder.path / "heat");
  expect_picture(io::Figure("curve").trajectory(stack({cos(x), sin(x), x}, 1), "helix").labels("x", "y", "z"),
                 folder.path / "space");
  io::Figure(std::string(), 200, 100)
      .scatter(tensor({1.f, 2.f}), tensor({0.5f, 4.f}))
      .save((folder.path / "two").string());
  EXPECT_EQ(text_of(folder.path / "two.csv"), "series,x,y\n0,1,0.5\n0,2,4\n");
  io::Figure().image(tensor({{1.f, 2.f}, {3.f, 4.f}})).save((folder.path / "grid").string());
  EXPECT_EQ(text_of(folder.path / "grid.csv"), "series,x,y,value\n0,0,0,1\n0,1,0,2\n0,0,1,3\n0,1,1,4\n");
}

TEST(Figure, Errors) {
  EXPECT_THROW(io::Figure().save("nothing"), Error);
  EXPECT_THROW(io::Figure().line(ones({2}), ones({3})), Error);
  EXPECT_THROW(io::Figure().image(ones({3})), Error);
  EXPECT_THROW(io::Figure().trajectory(ones({3, 2})), Error);
  EXPECT_THROW(io::Figure().image(ones({2, 2})).line(ones({2})), Error);
  EXPECT_THROW(io::Figure("t", 0, 10), Error);
  EXPECT_THROW(io::Figure().line(ones({2})).save("/nowhere at all/x"), Error);
}

TEST(Features, UT08) {
  int calls = 0;
  const io::Timing t = io::timeit(
      [&] {
        ++calls;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      },
      5, 2);
  EXPECT_EQ(calls, 7);
  EXPECT_EQ(t.repeats, 5);
  EXPECT_GE(t.minimum, 0.002);
  EXPECT_GE(t.mean, t.minimum);
  EXPECT_GE(t.median, t.minimum);
  EXPECT_GE(t.deviation, 0);
  std::ostringstream text;
  io::Timing exact;
  exact.mean = 0.00125;
  exact.minimum = 0.0012;
  exact.repeats = 5;
  text << exact;
  EXPECT_EQ(text.str(), "1.25 ms ± 0 ms per call (minimum 1.2 ms, 5 calls)");
  EXPECT_THROW(io::timeit([] {}, 0), Error);
}

}  // namespace
