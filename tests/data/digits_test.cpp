#include "facula/data/digits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "facula/core/error.h"

namespace facula::data {
namespace {

struct Digits {
  std::vector<uint8_t> images, labels;
  Digits(uint64_t seed, int64_t n) { generate_digits(seed, n, images, labels); }
};

TEST(Digits, SameSeedSameImages) {
  const Digits a(7, 50), b(7, 50), longer(7, 80), other(8, 50);
  EXPECT_EQ(a.images, b.images);
  EXPECT_EQ(a.labels, b.labels);
  EXPECT_EQ(std::memcmp(a.images.data(), longer.images.data(), a.images.size()), 0);
  EXPECT_NE(a.images, other.images);
}

TEST(Digits, EveryClassAndVariety) {
  const Digits d(1, 2000);
  ASSERT_EQ(d.images.size(), 2000u * 784);
  std::array<int, 10> count{};
  for (const uint8_t label : d.labels) ++count.at(label);
  for (const int c : count) EXPECT_GT(c, 140);
  for (size_t i = 1; i < 100; ++i) {
    EXPECT_NE(std::memcmp(&d.images[0], &d.images[i * 784], 784), 0) << "images 0 and " << i << " are equal";
  }
}

TEST(Digits, InkIsCentredOnAnEmptyBorder) {
  const Digits d(2, 500);
  double total = 0;
  for (size_t i = 0; i < 500; ++i) {
    double sum = 0, sum_x = 0, sum_y = 0;
    int brightest = 0;
    for (size_t y = 0; y < 28; ++y) {
      for (size_t x = 0; x < 28; ++x) {
        const int ink = d.images[i * 784 + y * 28 + x];
        sum += ink;
        sum_x += ink * static_cast<double>(x);
        sum_y += ink * static_cast<double>(y);
        brightest = std::max(brightest, ink);
        if (x == 0 || y == 0 || x == 27 || y == 27) {
          EXPECT_EQ(ink, 0) << "image " << i;
        }
      }
    }
    EXPECT_GT(brightest, 180) << "image " << i;
    EXPECT_NEAR(sum_x / sum, 13.5, 2.5) << "image " << i;
    EXPECT_NEAR(sum_y / sum, 13.5, 2.5) << "image " << i;
    total += sum;
  }
  // MNIST's mean is 0.13.
  EXPECT_NEAR(total / (500 * 784 * 255), 0.13, 0.03);
}

// The images must be learnable and not trivial: the mean image of each class, from other images, finds
// most labels but not all.
TEST(Digits, ClassesCanBeToldApart) {
  const Digits train(3, 4000), test(4, 1000);
  std::vector<std::array<double, 784>> mean(10);
  std::array<double, 10> count{};
  for (size_t i = 0; i < train.labels.size(); ++i) {
    count[train.labels[i]] += 1;
    for (size_t k = 0; k < 784; ++k) mean[train.labels[i]][k] += train.images[i * 784 + k];
  }
  int right = 0;
  for (size_t i = 0; i < test.labels.size(); ++i) {
    double best = 1e300;
    size_t guess = 0;
    for (size_t c = 0; c < 10; ++c) {
      double distance = 0;
      for (size_t k = 0; k < 784; ++k) {
        const double d = test.images[i * 784 + k] - mean[c][k] / count[c];
        distance += d * d;
      }
      if (distance < best) best = distance, guess = c;
    }
    right += guess == test.labels[i];
  }
  EXPECT_GT(right, 650);
  EXPECT_LT(right, 980);
}

TEST(Digits, ZeroAndNegativeNumbers) {
  const Digits none(1, 0);
  EXPECT_TRUE(none.images.empty() && none.labels.empty());
  try {
    const Digits d(1, -1);
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("must not be negative, but got -1"), std::string::npos);
  }
}

}  // namespace
}  // namespace facula::data
