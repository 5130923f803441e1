// Errors (ER) of FEATURES.md on datasets and loaders.
#include <gtest/gtest.h>

#include <stdexcept>

#include "data/helpers.h"
#include "errors.h"

namespace facula::data {
namespace {

using namespace datasets;
using samplers::SequentialSampler;

TEST(Features, ER50) {
  EXPECT_THROWN(
      "Error: Size mismatch between tensors: the first dimensions of inputs [3] and of targets [4] must "
      "be equal",
      TensorPairDataset(zeros({3}), zeros({4})));
  EXPECT_THROWN("ValueError: Sum of input lengths does not equal the length of the input dataset! Got 4 "
                "and 5",
                random_split(TensorDataset(zeros({5})), {2, 2}));
  const auto dataset = [] { return TensorDataset(zeros({5})).map(transforms::Stack<TensorExample>()); };
  EXPECT_THROWN("ValueError: batch_size should be a positive integer value, but got batch_size=0",
                make_data_loader<SequentialSampler>(dataset(), 0));
}

struct Broken : datasets::Dataset<Broken, TensorExample> {
  TensorExample get(size_t index) override {
    if (index == 5) throw std::runtime_error("sample 5 is broken");
    return {full({1}, static_cast<double>(index))};
  }
  std::optional<size_t> size() const override { return 8; }
};
TEST(Features, ER51) {
  for (const size_t workers : {0u, 1u, 3u}) {
    auto loader = make_data_loader<SequentialSampler>(Broken().map(transforms::Stack<TensorExample>()),
                                                      DataLoaderOptions(2).workers(workers));
    size_t batches = 0;
    std::string text;
    try {
      for (auto& batch : *loader) batches += static_cast<size_t>(batch.data.size(0)) / 2;
    } catch (const std::exception& e) {
      text = e.what();
    }
    EXPECT_NE(text.find("sample 5 is broken"), std::string::npos) << workers << " workers: " << text;
    EXPECT_EQ(batches, 2u) << "the batches before it arrive";
  }
}

}  // namespace
}  // namespace facula::data
