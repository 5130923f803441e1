#pragma once
// DataLoader: asks a sampler for indices and a dataset for the batch, ahead of time when it has workers.
#include <chrono>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include "facula/data/datasets.h"
#include "facula/data/samplers.h"
#include "facula/data/transforms.h"

namespace facula::data {

/// Carries an exception from a worker thread to the caller.
struct WorkerException : public std::exception {
  explicit WorkerException(std::exception_ptr original);
  const char* what() const noexcept override { return message.c_str(); }
  std::exception_ptr original_exception;
  std::string message;
};

/// How to load; each setting has a chained setter of its name.
class DataLoaderOptions {
 public:
  DataLoaderOptions() = default;
  /* implicit */ DataLoaderOptions(size_t batch_size) : batch_size_(batch_size) {}
#define FACULA_LOADER_OPTION(T, name) \
  DataLoaderOptions& name(T v) {      \
    name##_ = v;                      \
    return *this;                     \
  }                                   \
  const T& name() const { return name##_; }
  /// Samples per batch (default 1).
  FACULA_LOADER_OPTION(size_t, batch_size)
  /// Worker threads; 0 loads in the calling thread (default).
  FACULA_LOADER_OPTION(size_t, workers)
  /// Batches in flight; default twice the workers.
  FACULA_LOADER_OPTION(std::optional<size_t>, max_jobs)
  /// How long to wait for a batch from the workers.
  FACULA_LOADER_OPTION(std::optional<std::chrono::milliseconds>, timeout)
  /// Batches arrive in the order of the sampler (default), or as they get ready.
  FACULA_LOADER_OPTION(bool, enforce_ordering)
  /// Leaves out a last batch that is not full.
  FACULA_LOADER_OPTION(bool, drop_last)
#undef FACULA_LOADER_OPTION

 private:
  size_t batch_size_ = 1;
  size_t workers_ = 0;
  std::optional<size_t> max_jobs_;
  std::optional<std::chrono::milliseconds> timeout_;
  bool enforce_ordering_ = true;
  bool drop_last_ = false;
};

namespace detail {

/// Worker threads that turn jobs into results, in the order of submission or of completion.
class WorkerPool {
 public:
  using Job = std::function<std::shared_ptr<void>(size_t worker)>;
  WorkerPool(size_t workers, bool ordered, std::optional<std::chrono::milliseconds> timeout);
  ~WorkerPool();
  void submit(Job job);
  size_t in_flight() const;
  /// The next result.
  /// errors  WorkerException with what a job threw; Error when the timeout passes
  std::shared_ptr<void> next();
  /// Drops what is queued and waits for what is running.
  void drain();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace detail

template <class DatasetT, class SamplerT>
class DataLoader;

/// One pass over a loader; a single pass can be under way at a time.
template <class Batch, class Loader>
class LoaderIterator {
 public:
  using difference_type = std::ptrdiff_t;
  using value_type = Batch;
  using pointer = Batch*;
  using reference = Batch&;
  using iterator_category = std::input_iterator_tag;
  explicit LoaderIterator(Loader* loader) : loader_(loader) {}  // null: past the end
  LoaderIterator& operator++() {
    FACULA_CHECK(loader_, "Incrementing the DataLoader's past-the-end iterator is not allowed");
    fetch();
    FACULA_CHECK(batch_, "Attempted to increment iterator past the end");
    batch_ = loader_->next();
    return *this;
  }
  Batch& operator*() {
    FACULA_CHECK(loader_, "Dereferencing the DataLoader's past-the-end iterator is not allowed");
    fetch();
    FACULA_CHECK(batch_, "Attempted to dereference iterator that was past the end");
    return *batch_;
  }
  Batch* operator->() { return &**this; }
  bool operator==(const LoaderIterator& o) const {
    return at_end() == o.at_end() && (at_end() || loader_ == o.loader_);
  }
  bool operator!=(const LoaderIterator& o) const { return !(*this == o); }

 private:
  void fetch() const {
    if (started_) return;
    started_ = true;
    batch_ = loader_->next();
  }
  bool at_end() const {
    if (!loader_) return true;
    fetch();
    return !batch_;
  }
  Loader* loader_;
  mutable bool started_ = false;
  mutable std::optional<Batch> batch_;
};

/// Loads batches of a dataset in a sampler's order. Each worker has its own copy of the dataset.
/// errors  Error when a second pass begins before the first is over
template <class DatasetT, class SamplerT>
class DataLoader {
 public:
  using BatchType = typename DatasetT::BatchType;
  using BatchRequestType = typename SamplerT::BatchRequestType;
  using Iterator = LoaderIterator<BatchType, DataLoader>;

  DataLoader(DatasetT dataset, SamplerT sampler, DataLoaderOptions options)
      : options_(std::move(options)), size_(dataset.size()), sampler_(std::move(sampler)) {
    FACULA_CHECK_AS(ValueError, options_.batch_size() > 0,
                    "batch_size should be a positive integer value, but got batch_size=0");
    for (size_t i = 0; i + 1 < options_.workers(); ++i) datasets_.push_back(dataset);
    datasets_.push_back(std::move(dataset));
    if (options_.workers())
      pool_ = std::make_unique<detail::WorkerPool>(options_.workers(), options_.enforce_ordering(),
                                                   options_.timeout());
  }
  DataLoader(const DataLoader&) = delete;
  DataLoader& operator=(const DataLoader&) = delete;

  /// Starts a pass over the data.
  Iterator begin() {
    FACULA_CHECK(!running_,
                 "Attempted to get a new DataLoader iterator while another iterator is not yet exhausted");
    running_ = true;
    sampler_.reset(std::nullopt);
    if (pool_) {
      pool_->drain();
      const size_t ahead = options_.max_jobs().value_or(2 * options_.workers());
      for (size_t i = 0; i < ahead; ++i) submit();
    }
    return Iterator(this);
  }
  Iterator end() { return Iterator(nullptr); }
  /// Ends the workers; no pass may begin afterwards.
  void join() {
    pool_.reset();
    running_ = true;
  }
  const DataLoaderOptions& options() const noexcept { return options_; }
  /// Number of batches of a pass, when the dataset has a size.
  std::optional<size_t> size() const {
    if (!size_) return std::nullopt;
    const size_t b = options_.batch_size();
    return options_.drop_last() ? *size_ / b : (*size_ + b - 1) / b;
  }

  /// The next batch of the pass, none at its end.
  std::optional<BatchType> next() {
    std::optional<BatchType> batch;
    if (!running_) return batch;
    try {
      batch = pool_ ? next_from_pool() : next_here();
    } catch (...) {
      running_ = false;
      throw;
    }
    if (!batch) running_ = false;
    return batch;
  }

 private:
  std::optional<BatchRequestType> next_request() {
    auto request = sampler_.next(options_.batch_size());
    if (request && options_.drop_last() && request->size() < options_.batch_size()) request.reset();
    return request;
  }
  std::optional<BatchType> next_here() {
    auto request = next_request();
    if (!request) return std::nullopt;
    return datasets_[0].get_batch(*request);
  }
  void submit() {
    auto request = next_request();
    if (!request) return;
    pool_->submit([this, request = std::move(*request)](size_t worker) -> std::shared_ptr<void> {
      return std::make_shared<BatchType>(datasets_[worker].get_batch(request));
    });
  }
  std::optional<BatchType> next_from_pool() {
    if (pool_->in_flight() == 0) return std::nullopt;
    std::shared_ptr<void> result = pool_->next();
    submit();
    return std::move(*static_cast<BatchType*>(result.get()));
  }

  DataLoaderOptions options_;
  std::optional<size_t> size_;
  SamplerT sampler_;
  std::vector<DatasetT> datasets_;
  std::unique_ptr<detail::WorkerPool> pool_;
  bool running_ = false;
};

/// A loader with the given sampler.
template <class DatasetT, class SamplerT>
std::unique_ptr<DataLoader<DatasetT, SamplerT>> make_data_loader(DatasetT dataset, SamplerT sampler,
                                                                 DataLoaderOptions options) {
  return std::make_unique<DataLoader<DatasetT, SamplerT>>(std::move(dataset), std::move(sampler),
                                                          std::move(options));
}
/// A loader with a sampler made from the dataset's size.
/// errors  Error "Expected the dataset to be sized in order to construct the Sampler"
template <class SamplerT = samplers::RandomSampler, class DatasetT>
std::unique_ptr<DataLoader<DatasetT, SamplerT>> make_data_loader(
    DatasetT dataset, DataLoaderOptions options = DataLoaderOptions()) {
  const std::optional<size_t> size = dataset.size();
  FACULA_CHECK(size.has_value(), "Expected the dataset to be sized in order to construct the Sampler");
  return make_data_loader(std::move(dataset), SamplerT(*size), std::move(options));
}

}  // namespace facula::data
