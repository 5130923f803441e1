#include <gtest/gtest.h>

#include <numeric>

#include "data/helpers.h"

namespace facula::data {
namespace {

using namespace datasets;
using samplers::SequentialSampler;
using transforms::Stack;

std::vector<int64_t> values(const Tensor& t) {
  const Tensor flat = t.to(kLong).contiguous();
  return {flat.data_ptr<int64_t>(), flat.data_ptr<int64_t>() + flat.numel()};
}

TEST(TensorDataset, HoldsSlices) {
  TensorDataset d(arange(6).reshape({3, 2}));
  EXPECT_EQ(d.size().value(), 3u);
  EXPECT_EQ(values(d.get(1).data), (std::vector<int64_t>{2, 3}));
  EXPECT_THROW(d.get(3), Error);
  EXPECT_EQ(values(TensorDataset({zeros({2}), ones({2})}).get(1).data), (std::vector<int64_t>{1, 1}));
  EXPECT_EQ(error_of([] { TensorDataset(full({}, 1)); }),
            "TensorDataset: expected a tensor with at least one dimension, but got one of 0");
  auto batch = d.map(Stack<TensorExample>()).get_batch(std::vector<size_t>{2, 0});
  EXPECT_EQ(values(batch.data), (std::vector<int64_t>{4, 5, 0, 1}));
}

TEST(TensorPairDataset, HoldsPairs) {
  TensorPairDataset d(arange(6).reshape({3, 2}), arange(3));
  auto loader = make_data_loader<SequentialSampler>(d.map(Stack<>()), 2);
  std::vector<int64_t> targets;
  for (auto& batch : *loader) {
    EXPECT_EQ(batch.data.size(1), 2);
    for (int64_t t : values(batch.target)) targets.push_back(t);
  }
  EXPECT_EQ(targets, (std::vector<int64_t>{0, 1, 2}));
  EXPECT_EQ(error_of([] {
              TensorPairDataset(zeros({3, 2}), zeros({4}));
            }),
            "Size mismatch between tensors: the first dimensions of inputs [3, 2] and of targets [4] must be "
            "equal");
}

TEST(Subset, ChoosesSamples) {
  Subset<TensorDataset> d(TensorDataset(arange(10)), {7, 3, 9});
  EXPECT_EQ(d.size().value(), 3u);
  EXPECT_EQ(d.get(1).data.item<int64_t>(), 3);
  EXPECT_EQ(d.get_batch(std::vector<size_t>{2, 0})[0].data.item<int64_t>(), 9);
  EXPECT_EQ(error_of([&] { d.get(3); }), "Subset: index 3 is out of range for 3 samples");
  EXPECT_EQ(error_of([] { Subset<TensorDataset>(TensorDataset(arange(2)), {2}); }),
            "Subset: index 2 is out of range for a dataset of 2 samples");
}

TEST(ConcatDataset, ChainsSamples) {
  ConcatDataset<TensorDataset> d(
      {TensorDataset(arange(3)), TensorDataset(zeros({0})), TensorDataset(arange(3, 5))});
  EXPECT_EQ(d.size().value(), 5u);
  std::vector<size_t> order = {4, 0, 1, 3, 2};
  std::vector<int64_t> seen;
  for (auto& sample : d.get_batch(order)) seen.push_back(sample.data.item<int64_t>());
  EXPECT_EQ(seen, (std::vector<int64_t>{4, 0, 1, 3, 2}));
  EXPECT_EQ(d.get(3).data.item<int64_t>(), 3);
  EXPECT_EQ(error_of([&] { d.get(5); }), "ConcatDataset: index 5 is out of range for 5 samples");
  EXPECT_EQ(error_of([] { ConcatDataset<TensorDataset>({}); }), "datasets should not be an empty iterable");
}

TEST(RandomSplit, TakesPythonsOrder) {
  // torch.manual_seed(3); random_split(range(10), [7, 3]); random_split(range(10), [0.75, 0.25])
  manual_seed(3);
  const TensorDataset d(arange(10));
  auto parts = random_split(d, {7, 3});
  EXPECT_EQ(parts[0].indices(), (std::vector<size_t>{6, 0, 3, 7, 8, 5, 1}));
  EXPECT_EQ(parts[1].indices(), (std::vector<size_t>{9, 2, 4}));
  parts = random_split(d, {0.75, 0.25});
  EXPECT_EQ(parts[0].indices(), (std::vector<size_t>{9, 8, 5, 3, 0, 6, 7, 2}));
  EXPECT_EQ(parts[1].indices(), (std::vector<size_t>{1, 4}));
  parts = random_split(d, {7, 3}, make_generator(3));
  EXPECT_EQ(parts[1].indices(), (std::vector<size_t>{9, 2, 4}));
}

TEST(RandomSplit, ChecksLengths) {
  const TensorDataset d(arange(10));
  EXPECT_EQ(error_of([&] {
              random_split(d, {5, 4});
            }),
            "Sum of input lengths does not equal the length of the input dataset! Got 9 and 10");
  EXPECT_EQ(error_of([&] {
              random_split(d, {12, -2});
            }),
            "random_split: expected lengths of at least 0, but got -2");
  EXPECT_EQ(error_of([&] {
              random_split(d, {0.5, 0.6});
            }),
            "Sum of input lengths does not equal the length of the input dataset! The fractions sum to 1.1 "
            "instead of 1");
  EXPECT_EQ(error_of([&] {
              random_split(d, {1.5, -0.5});
            }),
            "Fraction at index 0 is not between 0 and 1: 1.5");
}

TEST(Stack, JoinsWhatSamplesAreMadeOf) {
  using Sample = std::tuple<Tensor, std::pair<int, float>, std::vector<double>, std::map<std::string, bool>,
                            std::string>;
  Stack<Sample> stack;
  const auto [tensor, pair, vector, map, strings] =
      stack.apply_batch({{ones({2}), {1, 1.5f}, {1, 2}, {{"a", true}}, "x"},
                         {zeros({2}), {2, 2.5f}, {3, 4}, {{"a", false}}, "y"}});
  EXPECT_EQ(values(tensor), (std::vector<int64_t>{1, 1, 0, 0}));
  EXPECT_EQ(values(pair.first), (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(pair.first.scalar_type(), kLong);
  EXPECT_EQ(pair.second.scalar_type(), kFloat);
  ASSERT_EQ(vector.size(), 2u);
  EXPECT_EQ(values(vector[1]), (std::vector<int64_t>{2, 4}));
  EXPECT_EQ(vector[1].scalar_type(), kDouble);
  EXPECT_EQ(map.at("a").scalar_type(), kBool);
  EXPECT_EQ(strings, (std::vector<std::string>{"x", "y"}));
}

TEST(Stack, ChecksThatSamplesFit) {
  EXPECT_EQ(error_of([] {
              Stack<std::vector<int>>().apply_batch({{1, 2}, {3}});
            }),
            "Stack: each element in list of batch should be of equal size");
  EXPECT_EQ(error_of([] {
              Stack<std::map<int, int>>().apply_batch({{{1, 2}}, {{2, 2}}});
            }),
            "Stack: each element in list of batch should be of equal size");
  EXPECT_EQ(error_of([] {
              Stack<>().apply_batch({{zeros({2}), zeros({1})}, {zeros({3}), zeros({1})}});
            }),
            "stack expects each tensor to be equal size, but got [2] at entry 0 and [3] at entry 1");
}

TEST(Normalize, SubtractsAndDivides) {
  manual_seed(0);
  const Tensor x = rand({1, 5, 7});
  transforms::Normalize<> one(0.1307, 0.3081), two({0.5, 1.5}, {2.0, 3.0});
  EXPECT_EQ(one.mean.sizes(), IntArrayRef({1, 1, 1}));
  const Tensor kept = x.clone();
  EXPECT_TRUE(equal(one(x), x.sub(one.mean).div(one.stddev)));
  EXPECT_TRUE(equal(x, kept));
  EXPECT_TRUE(equal(two(x), x.sub(two.mean).div(two.stddev)));
  EXPECT_EQ(two(x).sizes(), IntArrayRef({2, 5, 7}));
  const Tensor rgb = rand({2, 3, 8});
  EXPECT_TRUE(equal(two(rgb), rgb.sub(two.mean).div(two.stddev)));
  EXPECT_TRUE(equal(two(rgb.transpose(1, 2)), two(rgb).transpose(1, 2)));
  EXPECT_TRUE(one(rgb.clone().requires_grad_()).requires_grad());
  EXPECT_EQ(one(x.to(kDouble)).scalar_type(), kDouble);
  EXPECT_EQ(one(x.to(kByte)).scalar_type(), kFloat);
  EXPECT_EQ(one(x.to(kHalf)).scalar_type(), kFloat);
  EXPECT_EQ(one(x[0]).sizes(), IntArrayRef({1, 5, 7}));
}

TEST(Map, ChainsTransforms) {
  auto noisy =
      TensorPairDataset(arange(4), arange(4))
          .map(transforms::TensorLambda<>([](Tensor x) { return x * 10; }))
          .map(transforms::Lambda<Example<>>([](Example<> e) { return Example<>(e.data, e.data + 1); }))
          .map(Stack<>());
  const Example<> batch = noisy.get_batch(std::vector<size_t>{1, 3});
  EXPECT_EQ(values(batch.data), (std::vector<int64_t>{10, 30}));
  EXPECT_EQ(values(batch.target), (std::vector<int64_t>{11, 31}));
  EXPECT_EQ(noisy.size().value(), 4u);
}

TEST(Samplers, AreResetAndStored) {
  manual_seed(2);
  samplers::RandomSampler random(10), copy(1);
  random.next(4);
  serialize::OutputArchive out;
  out << random;
  std::string bytes;
  out.save_to([&](const void* p, size_t n) {
    bytes.append(static_cast<const char*>(p), n);
    return n;
  });
  serialize::InputArchive in;
  in.load_from(bytes.data(), bytes.size());
  in >> copy;
  EXPECT_EQ(copy.index(), 4u);
  EXPECT_EQ(copy.next(6), random.next(6));
  EXPECT_FALSE(copy.next(1));
  random.reset(3);
  EXPECT_EQ(random.next(10)->size(), 3u);
  SequentialSampler sequential(5);
  EXPECT_EQ(sequential.next(3).value(), (std::vector<size_t>{0, 1, 2}));
  EXPECT_EQ(sequential.next(3).value(), (std::vector<size_t>{3, 4}));
  EXPECT_FALSE(sequential.next(3));
  sequential.reset(1);
  EXPECT_EQ(sequential.next(3).value(), (std::vector<size_t>{0}));
}

}  // namespace
}  // namespace facula::data
