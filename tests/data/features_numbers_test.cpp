// Worked numbers (WN) of FEATURES.md on datasets and loaders.
#include <gtest/gtest.h>

#include "data/helpers.h"
#include "facula/ops/pointwise_unary.h"

namespace facula::data {
namespace {

using datasets::TensorDataset;
using samplers::SequentialSampler;

struct Pass {
  size_t batches = 0, last = 0;
};
Pass one_pass(int64_t samples, size_t batch_size) {
  auto loader = make_data_loader<SequentialSampler>(
      TensorDataset(zeros({samples})).map(transforms::Stack<TensorExample>()), batch_size);
  EXPECT_EQ(loader->size().value(), (static_cast<size_t>(samples) + batch_size - 1) / batch_size);
  Pass pass;
  for (auto& batch : *loader) {
    ++pass.batches;
    pass.last = static_cast<size_t>(batch.data.size(0));
  }
  return pass;
}

TEST(Features, WN78) {
  const auto expect = [](int64_t samples, size_t batch_size, size_t batches, size_t last) {
    const Pass pass = one_pass(samples, batch_size);
    EXPECT_EQ(pass.batches, batches);
    EXPECT_EQ(pass.last, last);
  };
  expect(1000, 64, 16, 40);
  expect(800, 32, 25, 32);
  expect(200, 32, 7, 8);
  expect(60000, 64, 938, 32);
}

// Windows of a series: `width` values, and what follows: one value, or as many shifted by one.
struct Windows : datasets::Dataset<Windows> {
  Windows(Tensor values, int64_t window, bool shifted)
      : series(std::move(values)), width(window), shift(shifted) {}
  Example<> get(size_t index) override {
    const auto at = static_cast<int64_t>(index);
    return {series.narrow(0, at, width), shift ? series.narrow(0, at + 1, width) : series[at + width]};
  }
  std::optional<size_t> size() const override { return static_cast<size_t>(series.size(0) - width); }
  Tensor series;
  int64_t width;
  bool shift;
};

TEST(Features, WN79) {  // and DP-15
  Windows next(arange(1000), 50, false), shifted(arange(10000), 50, true);
  EXPECT_EQ(next.size().value(), 950u);
  EXPECT_EQ(shifted.size().value(), 9950u);
  EXPECT_EQ(next.get(949).target.item<int64_t>(), 999);
  EXPECT_TRUE(shifted.get(9949).target.equal(arange(9950, 10000)));
  EXPECT_TRUE(shifted.get(9949).data.equal(arange(9949, 9999)));
}

// 1000 points on [-10, 10], with their sines and noise.
struct SineWave : datasets::Dataset<SineWave> {
  explicit SineWave(double noise)
      : x(linspace(-10, 10, 1000).unsqueeze(1)), y(x.sin() + noise * randn({1000, 1})) {}
  Example<> get(size_t index) override {
    return {x[static_cast<int64_t>(index)], y[static_cast<int64_t>(index)]};
  }
  std::optional<size_t> size() const override { return static_cast<size_t>(x.size(0)); }
  Tensor x, y;
};

TEST(Features, WN80) {  // and EX-22
  EXPECT_EQ(SineWave(0.1).size().value(), 1000u);
  EXPECT_EQ(SineWave(0.1).get(0).data.item<float>(), -10.f);
  EXPECT_NEAR(SineWave(0).get(0).target.item<float>(), 0.5440, 5e-5);
  EXPECT_NEAR(SineWave(0.1).get(0).target.item<float>(), 0.5440, 0.7) << "seven standard deviations";
}

}  // namespace
}  // namespace facula::data
