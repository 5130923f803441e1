#pragma once
// Data sets that are too large for memory: read chunk by chunk, in threads of their own.
#include <exception>
#include <functional>
#include <iterator>

#include "facula/data/datasets.h"
#include "facula/data/queue.h"
#include "facula/data/samplers.h"
#include "facula/data/worker_pool.h"
#include "facula/nn/arg.h"

namespace facula::data::datasets {

/// Where chunks come from; several threads read at once.
template <class Example_, class Chunk = std::vector<Example_>>
class ChunkDataReader {
 public:
  using ExampleType = Example_;
  using ChunkType = Chunk;
  using BatchType = Chunk;
  virtual ~ChunkDataReader() = default;
  virtual ChunkType read_chunk(size_t chunk_index) = 0;
  virtual size_t chunk_count() = 0;
  /// Called before a pass.
  virtual void reset() = 0;
};

namespace detail {

/// Cuts chunks into batches, with their samples in the order of `example_sampler`. Holds a bounded number of
/// samples.
template <class UnwrappedBatch, class ExampleSampler>
class BatchDataBuffer {
 public:
  using UnwrappedBatchType = UnwrappedBatch;
  using BatchType = std::optional<UnwrappedBatch>;
  using BatchRequestType = typename ExampleSampler::BatchRequestType;

  BatchDataBuffer(size_t batch_size, ExampleSampler& example_sampler, size_t queue_capacity)
      : batch_size_(batch_size), example_sampler_(example_sampler), queue_capacity_(queue_capacity) {}

  /// The next batch, when there is one; none after stop() and the last one, which may be smaller.
  /// errors  WorkerException with what a reader threw
  BatchType get_batch() {
    UnwrappedBatchData batch = take();
    if (batch.exception) throw WorkerException(batch.exception);
    if (batch.batch_data.empty()) return std::nullopt;
    return std::move(batch.batch_data);
  }
  /// Adds the samples of a chunk. Waits while the buffer is full; drops them after stop().
  void add_chunk_data(UnwrappedBatch data) {
    {
      facula::data::detail::Monitor::Lock lock(monitor_);
      if (!wait_for_room(lock)) return;
      example_sampler_.reset(data.size());
      size_t left = data.size();
      while (left > 0) {
        const bool fresh = batch_queue_.empty() || batch_queue_.back().exception ||
                           batch_queue_.back().batch_data.size() >= batch_size_;
        if (fresh) batch_queue_.push(UnwrappedBatchData(UnwrappedBatch()));
        UnwrappedBatch& batch = batch_queue_.back().batch_data;
        left -=
            move_samples(data, batch, left < batch_size_ - batch.size() ? left : batch_size_ - batch.size());
      }
      total_example_count_in_queue_ += data.size();
    }
    monitor_.notify_all();
  }
  /// Adds what a reader threw in the place of a batch.
  void add_chunk_data(std::exception_ptr thrown) {
    {
      facula::data::detail::Monitor::Lock lock(monitor_);
      if (!wait_for_room(lock)) return;
      batch_queue_.push(UnwrappedBatchData(std::move(thrown)));
    }
    monitor_.notify_all();
  }
  /// Nobody waits any more.
  void stop() {
    {
      facula::data::detail::Monitor::Lock lock(monitor_);
      stop_ = true;
    }
    monitor_.notify_all();
  }

  /// A batch, or what was thrown in its place.
  struct UnwrappedBatchData {
    explicit UnwrappedBatchData(UnwrappedBatch data) : batch_data(std::move(data)) {}
    explicit UnwrappedBatchData(std::exception_ptr e) : exception(std::move(e)) {}
    UnwrappedBatch batch_data;
    std::exception_ptr exception;
  };

 private:
  bool wait_for_room(facula::data::detail::Monitor::Lock& lock) {
    while (!stop_ && total_example_count_in_queue_ >= queue_capacity_) lock.wait();
    return !stop_;
  }
  size_t move_samples(UnwrappedBatch& from, UnwrappedBatch& to, size_t n) {
    const std::optional<BatchRequestType> indices = example_sampler_.next(n);
    FACULA_CHECK(indices && indices->size() == n, "the example sampler gave another number of samples than ",
                 n);
    for (size_t i : *indices) {
      FACULA_CHECK_AS(IndexError, i < from.size(), "Index out of range");
      to.push_back(std::move(from[i]));
    }
    return n;
  }
  UnwrappedBatchData take() {
    UnwrappedBatchData batch{UnwrappedBatch()};
    {
      facula::data::detail::Monitor::Lock lock(monitor_);
      while (!stop_ && total_example_count_in_queue_ < batch_size_ &&
             (batch_queue_.empty() || !batch_queue_.front().exception))
        lock.wait();
      if (batch_queue_.empty()) return batch;
      batch = batch_queue_.pop();
      total_example_count_in_queue_ -= batch.batch_data.size();
    }
    monitor_.notify_all();
    return batch;
  }

  const size_t batch_size_;
  size_t total_example_count_in_queue_ = 0;
  facula::data::detail::Fifo<UnwrappedBatchData> batch_queue_;
  facula::data::detail::Monitor monitor_;
  ExampleSampler& example_sampler_;
  const size_t queue_capacity_;
  bool stop_ = false;
};

}  // namespace detail

/// How a ChunkDataset reads. All numbers must be positive, and a cache hold at least one batch.
struct ChunkDatasetOptions {
  /// errors  Error "Batch size is 0. A positive batch size needs to be specified." and the like
  ChunkDatasetOptions(size_t preloader_count, size_t batch_size, size_t cache_size = 2048,
                      size_t cross_chunk_shuffle_count = 1);

  /// Threads that read.
  FACULA_ARG(size_t, preloader_count);
  /// Samples per batch.
  FACULA_ARG(size_t, batch_size);
  /// Samples in memory before the readers wait.
  FACULA_ARG(size_t, cache_size) = 2048;
  /// Chunks that are read, and their samples shuffled, together.
  FACULA_ARG(size_t, cross_chunk_shuffle_count) = 1;
};

/// A data set that a ChunkDataReader reads: `chunk_sampler` orders the chunks, `example_sampler` the samples
/// of one. Call reset() (as a loader does), then get_batch() until it gives none. Not copyable: see
/// make_shared_dataset.
template <class ChunkReader, class ChunkSampler = samplers::RandomSampler,
          class ExampleSampler = samplers::RandomSampler>
class ChunkDataset : public StatefulDataset<ChunkDataset<ChunkReader, ChunkSampler, ExampleSampler>,
                                            typename ChunkReader::BatchType, size_t> {
 public:
  using UnwrappedBatchType = typename ChunkReader::BatchType;
  using BatchType = std::optional<UnwrappedBatchType>;
  using BatchRequestType = size_t;
  using ChunkSamplerType = ChunkSampler;
  using ExampleSamplerType = ExampleSampler;

  /// `preprocessing` may change the samples of what is read together before they are cut into batches.
  ChunkDataset(ChunkReader reader, ChunkSampler chunk_sampler, ExampleSampler example_sampler,
               ChunkDatasetOptions options, std::function<void(UnwrappedBatchType&)> preprocessing = nullptr)
      : reader_(std::move(reader)),
        chunk_sampler_(std::move(chunk_sampler)),
        example_sampler_(std::move(example_sampler)),
        options_(std::move(options)),
        preprocessing_(std::move(preprocessing)) {}
  ChunkDataset(const ChunkDataset&) = delete;
  ChunkDataset& operator=(const ChunkDataset&) = delete;
  ~ChunkDataset() override { end_pass(); }

  /// errors  Error before reset(), or for a batch size other than the options'
  BatchType get_batch(size_t batch_size) override {
    FACULA_CHECK(buffer_, "Dataset needs to call reset() before calling get_batch().");
    FACULA_CHECK(
        batch_size == options_.batch_size(),
        "The requested batch size does not match with the initialized batch size.\n The requested batch "
        "size is ",
        batch_size, ", while the dataset is created with batch size equal to ", options_.batch_size());
    return buffer_->get_batch();
  }
  BatchType get_batch() { return get_batch(options_.batch_size()); }
  /// Starts a pass: where load() left off the first time after it, else from the beginning.
  void reset() override {
    end_pass();
    if (!loaded_) {
      reader_.reset();
      chunk_sampler_.reset(reader_.chunk_count());
    }
    loaded_ = false;
    quit_ = false;
    running_ = options_.preloader_count();
    buffer_ = std::make_shared<Buffer>(options_.batch_size(), example_sampler_, options_.cache_size());
    for (size_t i = options_.preloader_count(); i > 0; --i) threads_.start([this] { preload(); });
  }
  /// Unknown.
  std::optional<size_t> size() const override { return std::nullopt; }
  ChunkSamplerType& chunk_sampler() { return chunk_sampler_; }
  /// Which chunks are left.
  void save(serialize::OutputArchive& archive) const override {
    Lock lock(monitor_);
    chunk_sampler_.save(archive);
  }
  void load(serialize::InputArchive& archive) override {
    Lock lock(monitor_);
    chunk_sampler_.load(archive);
    loaded_ = true;
  }

 private:
  using Buffer = detail::BatchDataBuffer<UnwrappedBatchType, ExampleSampler>;
  using Lock = facula::data::detail::Monitor::Lock;

  std::optional<std::vector<size_t>> next_chunks() {
    Lock lock(monitor_);
    if (quit_) return std::nullopt;
    return chunk_sampler_.next(options_.cross_chunk_shuffle_count());
  }
  UnwrappedBatchType read(const std::vector<size_t>& chunks) {
    UnwrappedBatchType data = reader_.read_chunk(chunks[0]);
    for (size_t i = 1; i < chunks.size(); ++i) {
      UnwrappedBatchType more = reader_.read_chunk(chunks[i]);
      data.insert(data.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    if (preprocessing_) preprocessing_(data);
    return data;
  }
  // A reader's thread. What the reader throws takes the place of a batch, and the pass goes on.
  void preload() {
    for (bool more = true; more;) {
      try {
        more = false;
        const std::optional<std::vector<size_t>> chunks = next_chunks();
        if (!chunks) break;
        more = true;
        UnwrappedBatchType data = read(*chunks);
        if (!data.empty()) buffer_->add_chunk_data(std::move(data));
      } catch (...) {
        buffer_->add_chunk_data(std::current_exception());
      }
    }
    Lock lock(monitor_);
    if (--running_ == 0) buffer_->stop();
  }
  void end_pass() {
    if (!buffer_) return;
    {
      Lock lock(monitor_);
      quit_ = true;
    }
    buffer_->stop();
    threads_.join();
  }

  ChunkReader reader_;
  ChunkSampler chunk_sampler_;
  ExampleSampler example_sampler_;
  const ChunkDatasetOptions options_;
  std::function<void(UnwrappedBatchType&)> preprocessing_;
  std::shared_ptr<Buffer> buffer_;
  mutable facula::data::detail::Monitor monitor_;  // of the chunk sampler and the three below
  bool quit_ = false, loaded_ = false;
  size_t running_ = 0;
  facula::data::detail::Threads threads_;
};

}  // namespace facula::data::datasets
