// Datasets and loaders (DP) of FEATURES.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "data/helpers.h"
#include "errors.h"
#include "facula/data/mnist.h"
#include "facula/ops/index.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/view.h"

namespace facula::data {
namespace {

using namespace datasets;
using samplers::RandomSampler;
using samplers::SequentialSampler;
using transforms::Stack;

// Pairs (i, i^2), made when they are asked for.
struct Squares : Dataset<Squares> {
  explicit Squares(size_t count = 10) : n(count) {}
  Example<> get(size_t i) override {
    FACULA_CHECK_AS(IndexError, i < n, "Squares: index ", i, " is out of range for ", n, " samples");
    ++*made;
    const double v = static_cast<double>(i);
    return {full({1}, v), full({1}, v * v)};
  }
  std::optional<size_t> size() const override { return n; }
  size_t n;
  std::shared_ptr<int> made = std::make_shared<int>(0);
};
std::vector<int64_t> numbers(const Tensor& t) {
  const Tensor flat = t.to(kLong).flatten().contiguous();
  return {flat.data_ptr<int64_t>(), flat.data_ptr<int64_t>() + flat.numel()};
}
template <class Loader>
std::vector<int64_t> order(Loader& loader) {
  std::vector<int64_t> out;
  for (auto& batch : loader)
    for (const int64_t v : numbers(batch.data)) out.push_back(v);
  return out;
}

TEST(Features, DP01) {
  Squares d;
  EXPECT_EQ(d.get(3).data.item<float>(), 3.f);
  EXPECT_EQ(d.get(3).target.item<float>(), 9.f);
  EXPECT_EQ(*d.made, 2) << "made on demand";
}
TEST(Features, DP02) {
  Squares d;
  EXPECT_EQ(d.size().value(), 10u);
  EXPECT_THROW(d.get(10), IndexError);
  TensorDataset t(arange(4));
  EXPECT_EQ(t.size().value(), 4u);
  EXPECT_THROW(t.get(4), IndexError);
}
TEST(Features, DP03) {  // TensorPairDataset: libtorch's TensorDataset holds one tensor
  TensorPairDataset d(arange(6).view({3, 2}), arange(3));
  EXPECT_EQ(d.size().value(), 3u);
  EXPECT_EQ(numbers(d.get(2).data), (std::vector<int64_t>{4, 5}));
  EXPECT_EQ(d.get(2).target.item<int64_t>(), 2);
  EXPECT_THROW(TensorPairDataset(arange(3), arange(4)), Error);
}
TEST(Features, DP04) {
  const auto parts = [](uint64_t seed) {
    manual_seed(seed);
    return random_split(Squares(1000), {800, 200});
  };
  auto a = parts(1), b = parts(1), c = parts(2);
  ASSERT_EQ(a.size(), 2u);
  EXPECT_EQ(a[0].size().value(), 800u);
  EXPECT_EQ(a[1].size().value(), 200u);
  std::set<size_t> seen(a[0].indices().begin(), a[0].indices().end());
  for (const size_t i : a[1].indices()) EXPECT_TRUE(seen.insert(i).second) << i << " is in both";
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(a[0].indices(), b[0].indices()) << "seeded";
  EXPECT_NE(a[0].indices(), c[0].indices());
  EXPECT_FALSE(std::is_sorted(a[0].indices().begin(), a[0].indices().end())) << "random";
  EXPECT_THROWN(
      "ValueError: Sum of input lengths does not equal the length of the input dataset! Got 999 and 1000",
      random_split(Squares(1000), {800, 199}));
}
TEST(Features, DP05) {
  auto loader =
      make_data_loader<RandomSampler>(Squares(70).map(Stack<>()), DataLoaderOptions().batch_size(32));
  for (int epoch = 0; epoch < 3; ++epoch) {
    std::vector<int64_t> sizes;
    for (auto& batch : *loader) sizes.push_back(batch.data.size(0));
    EXPECT_EQ(sizes, (std::vector<int64_t>{32, 32, 6})) << "epoch " << epoch;
  }
}
TEST(Features, DP06) {
  auto loader = make_data_loader<SequentialSampler>(Squares().map(Stack<>()), 4);
  auto batch = *loader->begin();
  EXPECT_EQ(batch.data.sizes(), IntArrayRef({4, 1})) << "stacked on a new dim 0";
  EXPECT_EQ(numbers(batch.data), (std::vector<int64_t>{0, 1, 2, 3}));
  EXPECT_EQ(numbers(batch.target), (std::vector<int64_t>{0, 1, 4, 9}));
}
TEST(Features, DP07) {
  const auto two_epochs = [](uint64_t seed) {
    manual_seed(seed);
    auto loader = make_data_loader<RandomSampler>(Squares(50).map(Stack<>()), 8);
    return std::make_pair(order(*loader), order(*loader));
  };
  const auto [first, second] = two_epochs(3);
  EXPECT_NE(first, second) << "a new order each epoch";
  EXPECT_EQ(two_epochs(3).first, first) << "fixed by the seed";
  std::vector<int64_t> sorted = first;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, numbers(arange(50))) << "each sample once";
  auto in_order = make_data_loader<SequentialSampler>(Squares(50).map(Stack<>()), 8);
  EXPECT_EQ(order(*in_order), numbers(arange(50)));
}
TEST(Features, DP08) {
  std::vector<int64_t> want;
  for (const size_t workers : {0u, 1u, 4u}) {
    manual_seed(5);
    auto loader = make_data_loader<RandomSampler>(Squares(100).map(Stack<>()),
                                                  DataLoaderOptions().batch_size(8).workers(workers));
    const auto got = order(*loader);
    if (want.empty()) want = got;
    EXPECT_EQ(got, want) << workers << " workers";
  }
}
TEST(Features, DP09) {
  for (const bool drop : {false, true}) {
    auto loader = make_data_loader<SequentialSampler>(Squares(1000).map(Stack<>()),
                                                      DataLoaderOptions().batch_size(64).drop_last(drop));
    int64_t batches = 0, last = 0;
    for (auto& batch : *loader) {
      ++batches;
      last = batch.data.size(0);
    }
    EXPECT_EQ(batches, drop ? 15 : 16);
    EXPECT_EQ(last, drop ? 64 : 40);
  }
}
TEST(Features, DP10) {
  const auto length = [](size_t n, size_t batch_size, bool drop) {
    return make_data_loader<SequentialSampler>(Squares(n).map(Stack<>()),
                                               DataLoaderOptions().batch_size(batch_size).drop_last(drop))
        ->size()
        .value();
  };
  EXPECT_EQ(length(1000, 64, false), 16u);
  EXPECT_EQ(length(1000, 64, true), 15u);
  EXPECT_EQ(length(64, 64, false), 1u);
  EXPECT_EQ(length(0, 64, false), 0u);
}
TEST(Features, DP12) {
  const std::string text = test::thrown([] { MNIST("/nonexistent/data"); });
  EXPECT_NE(text.find("/nonexistent/data"), std::string::npos) << text;
  EXPECT_NE(text.find("train-images-idx3-ubyte"), std::string::npos) << "the missing file: " << text;
  const char* data = std::getenv("FACULA_DATA");
  if (!data) GTEST_SKIP() << "FACULA_DATA is not set";
  const std::string root =
      std::filesystem::exists(std::string(data) + "/mnist") ? std::string(data) + "/mnist" : data;
  MNIST train(root, MNIST::Mode::kTrain);
  EXPECT_EQ(train.size().value(), 60000u);
  EXPECT_EQ(MNIST(root, MNIST::Mode::kTest).size().value(), 10000u);
  const Example<> first = train.get(0);
  EXPECT_EQ(first.data.sizes(), IntArrayRef({1, 28, 28}));
  EXPECT_EQ(first.data.dtype(), kFloat);
  EXPECT_GE(first.data.min().item<float>(), 0.f);
  EXPECT_LE(first.data.max().item<float>(), 1.f);
  EXPECT_EQ(first.target.dtype(), kLong);
}
TEST(Features, DP13) {
  std::vector<uint8_t> pixels(2 * 3 * 3, 0);
  pixels[(1 * 3 + 2) * 3 + 1] = 255;  // row 1, column 2, channel 1
  const Tensor image = from_blob(pixels.data(), {2, 3, 3}, kUInt8).permute({2, 0, 1}).to(kFloat) / 255;
  EXPECT_EQ(image.sizes(), IntArrayRef({3, 2, 3}));
  EXPECT_EQ(image[1][1][2].item<float>(), 1.f);
  EXPECT_EQ(image.sum().item<float>(), 1.f);
}
TEST(Features, DP14) {
  manual_seed(0);
  auto noisy = Squares(4).map(transforms::Lambda<Example<>>([](Example<> e) {
    return Example<>{e.data + 0.01 * randn({1}), e.data};
  }));
  auto loader = make_data_loader<SequentialSampler>(noisy.map(Stack<>()), 4);
  const auto batch = *loader->begin();
  EXPECT_EQ(numbers(batch.target), (std::vector<int64_t>{0, 1, 2, 3})) << "the clean ones";
  EXPECT_FALSE(batch.data.equal(batch.target));
  EXPECT_LT((batch.data - batch.target).abs().max().item<float>(), 0.1f);
}
TEST(Features, DP16) {
  auto loader = make_data_loader<SequentialSampler>(Squares(4).map(Stack<>()), 2);
  for (auto& batch : *loader) {
    const Tensor x = batch.data.to(kCPU), y = batch.target.to(kCPU);
    EXPECT_TRUE(x.is_cpu() && y.is_cpu());
    EXPECT_TRUE(x.is_same(batch.data)) << "already there";
  }
}

}  // namespace
}  // namespace facula::data
