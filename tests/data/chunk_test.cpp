// Chunked and distributed data, and what threads hand each other.
#include "facula/data/chunk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "data/helpers.h"
#include "errors.h"
#include "facula/data/distributed.h"
#include "facula/data/queue.h"
#include "facula/io/archive.h"

namespace facula::data {
namespace {

using datasets::ChunkDatasetOptions;
using samplers::DistributedRandomSampler;
using samplers::DistributedSequentialSampler;
using samplers::SequentialSampler;

/// Chunk i has i + 1 numbers, counted through: 0 | 1 2 | 3 4 5 | …
struct Reader : datasets::ChunkDataReader<int> {
  explicit Reader(size_t n, size_t bad = 99) : chunks(n), broken(bad) {}
  std::vector<int> read_chunk(size_t i) override {
    if (i == broken) throw std::runtime_error("chunk is broken");
    std::vector<int> values(i + 1);
    std::iota(values.begin(), values.end(), static_cast<int>(i * (i + 1) / 2));
    return values;
  }
  size_t chunk_count() override { return chunks; }
  void reset() override {}
  size_t chunks, broken;
};
using Ordered = datasets::ChunkDataset<Reader, SequentialSampler, SequentialSampler>;
using Batches = std::vector<std::vector<int>>;

template <class Set>
Batches all(Set& set) {
  Batches out;
  while (auto batch = set.get_batch()) out.push_back(*batch);
  return out;
}

TEST(ChunkDataset, GivesBatchesAcrossChunksPassAfterPass) {
  Ordered set(Reader(4), SequentialSampler(0), SequentialSampler(0), ChunkDatasetOptions(1, 4, 5));
  for (int pass = 0; pass < 3; ++pass) {
    set.reset();
    EXPECT_EQ(all(set), (Batches{{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9}}));
  }
  set.reset();  // left unfinished, with a reader that waits for room
  EXPECT_FALSE(set.size().has_value());
}

TEST(ChunkDataset, SeveralReadersGiveEverySampleOnce) {
  datasets::ChunkDataset<Reader> set(Reader(20), samplers::RandomSampler(0), samplers::RandomSampler(0),
                                     ChunkDatasetOptions(4, 16, 32, 3));
  set.reset();
  std::vector<int> seen;
  for (const auto& batch : all(set)) seen.insert(seen.end(), batch.begin(), batch.end());
  EXPECT_FALSE(std::is_sorted(seen.begin(), seen.end()));
  std::sort(seen.begin(), seen.end());
  std::vector<int> wanted(210);
  std::iota(wanted.begin(), wanted.end(), 0);
  EXPECT_EQ(seen, wanted);
}

TEST(ChunkDataset, PreprocessesWhatIsReadTogether) {
  Ordered set(Reader(4), SequentialSampler(0), SequentialSampler(0), ChunkDatasetOptions(1, 3, 2048, 2),
              [](std::vector<int>& v) { std::reverse(v.begin(), v.end()); });
  set.reset();
  EXPECT_EQ(all(set), (Batches{{2, 1, 0}, {9, 8, 7}, {6, 5, 4}, {3}}));
}

TEST(ChunkDataset, ABrokenChunkThrowsOnceAndThePassGoesOn) {
  Ordered set(Reader(3, 1), SequentialSampler(0), SequentialSampler(0), ChunkDatasetOptions(1, 1));
  set.reset();
  EXPECT_EQ(*set.get_batch(), (std::vector<int>{0}));
  EXPECT_THROW(set.get_batch(), WorkerException);
  EXPECT_EQ(all(set), (Batches{{3}, {4}, {5}}));
}

TEST(ChunkDataset, GoesOnWhereItWasSaved) {
  const auto make = [] {
    return std::make_unique<Ordered>(Reader(4), SequentialSampler(0), SequentialSampler(0),
                                     ChunkDatasetOptions(1, 1, 1));
  };
  SequentialSampler two(4);
  two.next(2);
  serialize::OutputArchive out;
  two.save(out);
  std::stringstream file;
  out.save_to(file);
  serialize::InputArchive in;
  in.load_from(file);
  const auto set = make();
  set->chunk_sampler().reset(4);
  set->load(in);
  set->reset();
  EXPECT_EQ(all(*set).front(), (std::vector<int>{3})) << "the first two chunks are done";
  set->reset();
  EXPECT_EQ(all(*set).size(), 10u) << "the next pass has all";
}

TEST(ChunkDataset, LoaderSharesItBetweenWorkers) {
  auto shared = datasets::make_shared_dataset<Ordered>(Reader(4), SequentialSampler(0), SequentialSampler(0),
                                                       ChunkDatasetOptions(2, 2));
  auto loader = make_data_loader(shared, DataLoaderOptions(2).workers(2));
  for (int pass = 0; pass < 2; ++pass) {
    std::multiset<int> seen;
    for (const auto& batch : *loader) seen.insert(batch.begin(), batch.end());
    EXPECT_EQ(seen.size(), 10u);
  }
}

TEST(ChunkDataset, RefusesBadOptions) {
  EXPECT_THROWN("Error: Preloader count is 0. At least one preloader needs to be specified.",
                ChunkDatasetOptions(0, 1));
  EXPECT_THROWN("Error: Batch size is 0. A positive batch size needs to be specified.",
                ChunkDatasetOptions(1, 0));
  EXPECT_THROWN("Error: Cache size is 0. A positive cache size needs to be specified.",
                ChunkDatasetOptions(1, 1, 0));
  EXPECT_THROWN(
      "Error: Cache size is less than batch size. Cache needs to be large enough to hold at least one batch.",
      ChunkDatasetOptions(1, 10, 5));
  EXPECT_THROWN("Error: cross_chunk_shuffle_count needs to be greater than 0.",
                ChunkDatasetOptions(1, 10, 20, 0));
  Ordered set(Reader(1), SequentialSampler(0), SequentialSampler(0), ChunkDatasetOptions(1, 4));
  EXPECT_THROWN("Error: Dataset needs to call reset() before calling get_batch().", set.get_batch());
  set.reset();
  EXPECT_THROWN(
      "Error: The requested batch size does not match with the initialized batch size.\n The requested batch "
      "size is 5, while the dataset is created with batch size equal to 4",
      set.get_batch(5));
}

TEST(DistributedSampler, EveryProcessTakesItsPart) {
  for (bool duplicates : {true, false}) {
    std::vector<size_t> seen;
    for (size_t rank = 0; rank < 3; ++rank) {
      DistributedRandomSampler sampler(10, 3, rank, duplicates);
      const auto part = sampler.next(100);
      ASSERT_TRUE(part.has_value());
      EXPECT_EQ(part->size(), duplicates ? 4u : 3u);
      EXPECT_FALSE(sampler.next(1).has_value());
      seen.insert(seen.end(), part->begin(), part->end());
    }
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    EXPECT_EQ(seen.size(), duplicates ? 10u : 9u);
  }
  DistributedSequentialSampler last(5, 2, 1);
  EXPECT_EQ(*last.next(2), (std::vector<size_t>{3, 4}));
  EXPECT_EQ(*last.next(2), (std::vector<size_t>{0})) << "the first one again";
  last.reset(2);
  EXPECT_EQ(*last.next(9), (std::vector<size_t>{1}));
  EXPECT_THROW(DistributedSequentialSampler(5, 2, 2), Error);
}

TEST(DistributedSampler, AnEpochHasItsOrderAndCanBeSaved) {
  DistributedRandomSampler a(30), b(30);
  EXPECT_EQ(*a.next(30), *b.next(30));
  b.set_epoch(1);
  b.reset();
  a.reset();
  EXPECT_NE(*a.next(30), *b.next(30));
  a.set_epoch(3);
  a.reset();
  a.next(7);
  serialize::OutputArchive out;
  a.save(out);
  std::stringstream file;
  out.save_to(file);
  serialize::InputArchive in;
  in.load_from(file);
  b.load(in);
  EXPECT_EQ(b.epoch(), 3u);
  EXPECT_EQ(b.index(), 7u);
  EXPECT_EQ(*a.next(30), *b.next(30));
}

TEST(Queue, HandsOverBetweenThreadsAndTimesOut) {
  detail::Queue<int> queue;
  std::thread other([&queue] {
    for (int i = 0; i < 100; ++i) queue.push(i);
  });
  for (int i = 0; i < 100; ++i) EXPECT_EQ(queue.pop(), i);
  other.join();
  EXPECT_THROWN("Error: Timeout in DataLoader queue while waiting for next batch (timeout was 10 ms)",
                queue.pop(std::chrono::milliseconds(10)));
  for (int i = 0; i < 5; ++i) queue.push(i);
  EXPECT_EQ(queue.clear(), 5u);
}

TEST(Queue, ShuttleCountsWhatIsUnderWay) {
  detail::DataShuttle<int, int> shuttle;
  EXPECT_FALSE(shuttle.pop_result().has_value());
  shuttle.push_job(1);
  shuttle.push_job(2);
  EXPECT_EQ(shuttle.pop_job(), 1);
  EXPECT_EQ(shuttle.in_flight_jobs(), 2u);
  shuttle.push_result(10);
  EXPECT_EQ(*shuttle.pop_result(), 10);
  shuttle.drain();  // job 2, which nobody took
  EXPECT_EQ(shuttle.in_flight_jobs(), 0u);
  shuttle.push_job(3);
  EXPECT_THROW(shuttle.pop_result(std::chrono::milliseconds(1)), Error);
}

struct Numbered {
  size_t sequence_number;
};
TEST(Queue, SequencersGiveResultsInOrder) {
  const std::vector<size_t> arrival = {2, 0, 1, 4, 3};
  const auto run = [&](detail::sequencers::Sequencer<Numbered>& s) {
    size_t at = 0;
    std::vector<size_t> out;
    const auto produce = [&]() -> std::optional<Numbered> {
      if (at == arrival.size()) return std::nullopt;
      return Numbered{arrival[at++]};
    };
    while (auto r = s.next(produce)) out.push_back(r->sequence_number);
    return out;
  };
  detail::sequencers::NoSequencer<Numbered> as_they_come;
  detail::sequencers::OrderedSequencer<Numbered> ordered(5);
  EXPECT_EQ(run(as_they_come), arrival);
  EXPECT_EQ(run(ordered), (std::vector<size_t>{0, 1, 2, 3, 4}));
}

}  // namespace
}  // namespace facula::data
