#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "data/helpers.h"

namespace facula::data {
namespace {

using samplers::RandomSampler;
using samplers::SequentialSampler;
using std::chrono::milliseconds;

/// Sample i is i.
struct Numbers : datasets::Dataset<Numbers, int64_t> {
  explicit Numbers(size_t count = 10) : n(count) {}
  int64_t get(size_t i) override { return static_cast<int64_t>(i); }
  std::optional<size_t> size() const override { return n; }
  size_t n;
};
using Batches = std::vector<std::vector<int64_t>>;

template <class Loader>
Batches all(Loader& loader) {
  Batches out;
  for (auto& batch : loader) out.push_back(batch);
  return out;
}

TEST(DataLoader, TakesLibtorchsOrderFromTheSameSeed) {
  // tests/reference: make_data_loader(D{}, DataLoaderOptions().batch_size(4).workers(w)), libtorch 1.13
  const std::vector<std::vector<Batches>> expected = {
      {{{1, 8, 9, 5}, {7, 4, 0, 3}, {6, 2}}, {{3, 7, 6, 2}, {9, 0, 5, 4}, {1, 8}}},
      {{{6, 0, 7, 1}, {5, 3, 4, 9}, {8, 2}}, {{1, 8, 0, 7}, {2, 9, 5, 6}, {3, 4}}}};
  manual_seed(7);
  for (size_t k : {0, 1}) {
    auto loader = make_data_loader(Numbers(), DataLoaderOptions().batch_size(4).workers(2 * k));
    for (const Batches& pass : expected[k]) EXPECT_EQ(all(*loader), pass);
  }
  const Tensor next = rand({2});  // nothing else was drawn from the default generator
  EXPECT_NEAR(next[0].item<float>(), 0.1049, 5e-5);
  EXPECT_NEAR(next[1].item<float>(), 0.5137, 5e-5);
}

TEST(DataLoader, GivesTheSameBatchesForAnyNumberOfWorkers) {
  Batches expected;
  for (size_t workers : {0, 1, 3}) {
    manual_seed(1);
    auto loader = make_data_loader(Numbers(101), DataLoaderOptions().batch_size(7).workers(workers));
    const Batches first = all(*loader), second = all(*loader);
    EXPECT_NE(first, second);
    if (workers == 0) expected = second;
    EXPECT_EQ(second, expected) << workers;
  }
}

TEST(DataLoader, CountsBatches) {
  const auto sizes = [](bool drop_last) {
    auto loader = make_data_loader<SequentialSampler>(
        Numbers(1000), DataLoaderOptions().batch_size(64).workers(2).drop_last(drop_last));
    std::vector<size_t> lengths;
    for (auto& batch : *loader) lengths.push_back(batch.size());
    EXPECT_EQ(loader->size().value(), lengths.size());
    return lengths;
  };
  std::vector<size_t> expected(15, 64);
  EXPECT_EQ(sizes(true), expected);
  expected.push_back(40);
  EXPECT_EQ(sizes(false), expected);
  EXPECT_EQ(make_data_loader(Numbers(), SequentialSampler(5), 2)->size().value(), 3u);
  EXPECT_EQ(make_data_loader<SequentialSampler>(Numbers(0), 2)->size().value(), 0u);
}

TEST(DataLoader, FillsInOptions) {
  const FullDataLoaderOptions o(DataLoaderOptions(3).workers(4));
  EXPECT_EQ(o.batch_size, 3u);
  EXPECT_EQ(o.max_jobs, 8u);
  EXPECT_TRUE(o.enforce_ordering);
  EXPECT_FALSE(o.drop_last);
  EXPECT_FALSE(o.timeout);
  EXPECT_EQ(FullDataLoaderOptions(DataLoaderOptions().workers(4).max_jobs(3)).max_jobs, 3u);
  EXPECT_EQ(error_of([] { make_data_loader(Numbers(), DataLoaderOptions().batch_size(0)); }),
            "batch_size should be a positive integer value, but got batch_size=0");
  EXPECT_EQ(error_of([] { make_data_loader(Numbers(), DataLoaderOptions().workers(1).max_jobs(0)); }),
            "max_jobs should be a positive integer value, but got max_jobs=0");
}

struct Unsized : datasets::Dataset<Unsized, int64_t> {
  int64_t get(size_t i) override { return static_cast<int64_t>(i); }
  std::optional<size_t> size() const override { return std::nullopt; }
};

TEST(DataLoader, NeedsASizeForASampler) {
  EXPECT_EQ(error_of([] { make_data_loader(Unsized()); }),
            "Expected the dataset to be sized in order to construct the Sampler");
  auto loader = make_data_loader(Unsized(), SequentialSampler(3), DataLoaderOptions());
  EXPECT_EQ(all(*loader), (Batches{{0}, {1}, {2}}));
}

TEST(DataLoader, HasLibtorchsIterators) {
  auto loader = make_data_loader<SequentialSampler>(Numbers(2), 1);
  auto i = loader->begin(), j = i;
  const auto end = loader->end();
  EXPECT_EQ(*i, *j);
  EXPECT_EQ(i->front(), 0);
  EXPECT_TRUE(i == j && i != end && end == loader->end());
  ++i;
  EXPECT_EQ(j->front(), 1);  // copies share their place
  ++j;
  EXPECT_TRUE(i == end && end == i && j == end);
  EXPECT_EQ(error_of([&] { ++i; }), "Attempted to increment iterator past the end");
  EXPECT_EQ(error_of([&] { *i; }), "Attempted to dereference iterator that was past the end");
  EXPECT_EQ(error_of([&] { ++loader->end(); }),
            "Incrementing the DataLoader's past-the-end iterator is not allowed");
  EXPECT_EQ(error_of([&] { *loader->end(); }),
            "Dereferencing the DataLoader's past-the-end iterator is not allowed");
  EXPECT_TRUE(loader->begin() != loader->begin());
}

TEST(DataLoader, AllowsOnePassAtATime) {
  auto loader = make_data_loader<SequentialSampler>(Numbers(20), DataLoaderOptions().workers(2));
  {
    auto pass = loader->begin();
    EXPECT_EQ(error_of([&] { loader->begin(); }),
              "Attempted to get a new DataLoader iterator while another iterator is not yet exhausted");
  }
  for (auto& batch : *loader)
    if (batch[0] == 3) break;
  EXPECT_EQ(all(*loader).size(), 20u);  // a pass that was left is over
  loader->join();
  loader->join();
  EXPECT_EQ(error_of([&] { loader->begin(); }), "The DataLoader has no workers any more: join() ended them");
  auto alone = make_data_loader<SequentialSampler>(Numbers(3), 1);
  alone->join();
  EXPECT_EQ(all(*alone).size(), 3u);
}

/// Sample 2 throws.
struct Faulty : datasets::Dataset<Faulty, int64_t> {
  int64_t get(size_t i) override {
    if (i == 2) throw std::invalid_argument("badness");
    return static_cast<int64_t>(i);
  }
  std::optional<size_t> size() const override { return 6; }
};

TEST(DataLoader, CarriesExceptionsAndGoesOn) {
  for (size_t workers : {0, 1, 3}) {
    auto loader = make_data_loader<SequentialSampler>(Faulty(), DataLoaderOptions().workers(workers));
    for (int pass = 0; pass < 2; ++pass) {
      std::vector<int64_t> seen;
      int failures = 0;
      auto i = loader->begin();
      while (i != loader->end()) {
        seen.push_back(i->front());
        for (bool moved = false; !moved;) try {
            ++i;
            moved = true;
          } catch (const WorkerException& e) {
            ++failures;
            EXPECT_STREQ(e.what(), "Caught exception in DataLoader worker thread. Original message: badness");
            EXPECT_THROW(std::rethrow_exception(e.original_exception), std::invalid_argument);
          } catch (const std::invalid_argument&) {
            ++failures;
            EXPECT_EQ(workers, 0u);
          }
      }
      EXPECT_EQ(failures, 1);
      EXPECT_EQ(seen, (std::vector<int64_t>{0, 1, 3, 4, 5})) << workers;
    }
    EXPECT_ANY_THROW(all(*loader));
    EXPECT_ANY_THROW(all(*loader));  // and not "another iterator is not yet exhausted"
  }
  EXPECT_STREQ(WorkerException(std::make_exception_ptr(5)).what(),
               "Caught exception in DataLoader worker thread.");
}

/// Waits until it may go on.
struct Slow : datasets::Dataset<Slow, int64_t> {
  explicit Slow(std::shared_ptr<std::atomic<bool>> flag) : go(std::move(flag)) {}
  int64_t get(size_t i) override {
    while (i == 1 && !*go) std::this_thread::sleep_for(milliseconds(1));
    return static_cast<int64_t>(i);
  }
  std::optional<size_t> size() const override { return 3; }
  std::shared_ptr<std::atomic<bool>> go;
};

TEST(DataLoader, LimitsTheWait) {
  auto go = std::make_shared<std::atomic<bool>>(false);
  auto loader =
      make_data_loader<SequentialSampler>(Slow(go), DataLoaderOptions().workers(1).timeout(milliseconds(10)));
  auto i = loader->begin();
  EXPECT_EQ(i->front(), 0);
  const std::string error = error_of([&] { ++i; });
  EXPECT_EQ(error, "Timeout in DataLoader queue while waiting for next batch (timeout was 10 ms)");
  *go = true;
  std::vector<int64_t> rest;
  while (rest.size() < 2) try {
      ++i;
      rest.push_back(i->front());
    } catch (const Error&) {  // a slow machine
    }
  EXPECT_EQ(rest, (std::vector<int64_t>{1, 2}));
}

TEST(DataLoader, MayGiveBatchesAsTheyGetReady) {
  auto go = std::make_shared<std::atomic<bool>>(false);
  auto loader =
      make_data_loader<SequentialSampler>(Slow(go), DataLoaderOptions().workers(2).enforce_ordering(false));
  std::vector<int64_t> seen;
  for (auto& batch : *loader) {
    seen.push_back(batch[0]);
    if (seen.size() == 2) *go = true;
  }
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[2], 1);
}

/// Draws its samples, and tells how it runs.
struct Drawn : datasets::Dataset<Drawn> {
  Example<> get(size_t) override { return {rand({3}), full({}, GradMode::is_enabled())}; }
  std::optional<size_t> size() const override { return 12; }
};

Tensor drawn(DataLoaderOptions options, int passes) {
  auto loader =
      make_data_loader<SequentialSampler>(Drawn().map(transforms::Stack<>()), options.batch_size(5));
  std::vector<Tensor> all;
  for (int p = 0; p < passes; ++p)
    for (auto& batch : *loader) all.push_back(batch.data);
  return cat(all);
}

TEST(DataLoader, MakesRandomTransformsReproducible) {
  manual_seed(5);
  const Tensor one = drawn(DataLoaderOptions().workers(1), 2), drawn_after = rand({3});
  manual_seed(5);
  EXPECT_TRUE(equal(drawn(DataLoaderOptions().workers(3), 2), one));
  EXPECT_TRUE(equal(rand({3}), drawn_after));
  EXPECT_FALSE(equal(one.narrow(0, 0, 12), one.narrow(0, 12, 12)));  // each pass draws anew
  EXPECT_FALSE(equal(one.narrow(0, 0, 5), one.narrow(0, 5, 5)));
  manual_seed(6);
  EXPECT_FALSE(equal(drawn(DataLoaderOptions().workers(3), 2), one));
  const Tensor seeded = drawn(DataLoaderOptions().seed(9), 2);
  EXPECT_TRUE(equal(drawn(DataLoaderOptions().seed(9).workers(2), 2), seeded));
  manual_seed(5);
  const Tensor plain = drawn(DataLoaderOptions(), 1);
  manual_seed(5);
  EXPECT_TRUE(equal(plain[0], rand({3})));  // as in libtorch
}

TEST(DataLoader, TakesTheCallersGradMode) {
  for (size_t workers : {0, 2})
    for (bool on : {true, false}) {
      const AutoGradMode mode(on);
      auto loader =
          make_data_loader(Drawn().map(transforms::Stack<>()), DataLoaderOptions().workers(workers));
      for (auto& batch : *loader) EXPECT_EQ(batch.target.item<bool>(), on);
    }
}

/// Counts how often it is copied.
struct Copied : datasets::Dataset<Copied, int64_t> {
  explicit Copied(int& n) : copies(&n) {}
  Copied(const Copied& o) : Dataset(o), copies(o.copies) { ++*copies; }
  Copied(Copied&&) = default;
  int64_t get(size_t i) override { return static_cast<int64_t>(i); }
  std::optional<size_t> size() const override { return 4; }
  int* copies;
};

struct Uncopyable : datasets::Dataset<Uncopyable, int64_t> {
  explicit Uncopyable(int) {}
  Uncopyable(const Uncopyable&) = delete;
  Uncopyable(Uncopyable&&) = default;
  int64_t get(size_t i) override { return static_cast<int64_t>(i); }
  std::optional<size_t> size() const override { return 4; }
};

TEST(DataLoader, CopiesTheDatasetOncePerWorker) {
  int copies = 0;
  { auto loader = make_data_loader(Copied(copies), 2); }
  EXPECT_EQ(copies, 0);
  { auto loader = make_data_loader(Copied(copies), DataLoaderOptions().workers(3)); }
  EXPECT_EQ(copies, 2);
  auto shared = make_data_loader<SequentialSampler>(datasets::make_shared_dataset<Uncopyable>(1),
                                                    DataLoaderOptions().workers(3));
  EXPECT_EQ(all(*shared), (Batches{{0}, {1}, {2}, {3}}));
  auto alone = make_data_loader<SequentialSampler>(Uncopyable(1), 4);
  EXPECT_EQ(all(*alone), (Batches{{0, 1, 2, 3}}));
  EXPECT_EQ(error_of([] { make_data_loader(Uncopyable(1), DataLoaderOptions().workers(2)); }),
            "A dataset that cannot be copied needs make_shared_dataset to serve several workers");
}

/// 0, 1, ... 9 in batches, then nothing until it is reset.
struct Stream : datasets::StatefulDataset<Stream, std::vector<int64_t>> {
  std::optional<std::vector<int64_t>> get_batch(size_t n) override {
    if (at == 10) return std::nullopt;
    std::vector<int64_t> batch;
    while (batch.size() < n && at < 10) batch.push_back(at++);
    return batch;
  }
  std::optional<size_t> size() const override { return 10; }
  void reset() override { at = 0; }
  void save(serialize::OutputArchive&) const override {}
  void load(serialize::InputArchive&) override {}
  int64_t at = 0;
};

TEST(DataLoader, LoadsStatefulDatasets) {
  const Batches expected = {{0, 2, 4, 6}, {8, 10, 12, 14}, {16, 18}};
  for (size_t workers : {0, 1}) {
    auto loader = make_data_loader(Stream().map(transforms::Lambda<int64_t>([](int64_t i) { return 2 * i; })),
                                   DataLoaderOptions(4).workers(workers));
    EXPECT_EQ(all(*loader), expected);
    EXPECT_EQ(all(*loader), expected);
    EXPECT_EQ(loader->size().value(), 3u);
  }
}

/// Numbers on demand, as many as asked for.
struct Tap : datasets::StreamDataset<Tap, std::vector<int64_t>> {
  std::vector<int64_t> get_batch(size_t n) override { return std::vector<int64_t>(n, at++); }
  std::optional<size_t> size() const override { return std::nullopt; }
  int64_t at = 0;
};

TEST(DataLoader, LoadsStreams) {
  auto loader = make_data_loader(Tap(), samplers::StreamSampler(5), DataLoaderOptions(2));
  EXPECT_EQ(all(*loader), (Batches{{0, 0}, {1, 1}, {2}}));
}

}  // namespace
}  // namespace facula::data
