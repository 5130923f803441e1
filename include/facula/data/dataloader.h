#pragma once
// DataLoader: asks a sampler for indices and a dataset for the batch, ahead of time when it has workers.
#include <type_traits>
#include <vector>

#include "facula/core/owned.h"
#include "facula/data/datasets.h"
#include "facula/data/iterator.h"
#include "facula/data/options.h"
#include "facula/data/samplers.h"
#include "facula/data/worker_pool.h"

namespace facula::data {

/// What loaders share. Batches of a pass are the same whatever the number of workers. `join()` or the
/// destructor ends the workers.
template <class DatasetT, class Batch, class BatchRequest>
class DataLoaderBase {
 public:
  using BatchType = Batch;
  using BatchRequestType = BatchRequest;

  DataLoaderBase(const DataLoaderBase&) = delete;
  DataLoaderBase& operator=(const DataLoaderBase&) = delete;
  virtual ~DataLoaderBase() { join(); }

  /// Starts a pass over the data. A pass that nobody holds an iterator of any more may be left unfinished.
  /// errors  Error while another pass is under way in the workers, and after join()
  Iterator<Batch> begin() {
    FACULA_CHECK(!pool_ || pool_->in_flight() == 0 || pass_.expired(),
                 "Attempted to get a new DataLoader iterator while another iterator is not yet exhausted");
    FACULA_CHECK(pool_ || options_.workers == 0, "The DataLoader has no workers any more: join() ended them");
    if (pool_) pool_->drain();
    reset();
    number_ = 0;
    if (options_.workers || options_.seed) pass_seed_ = detail::seed_of_pass(options_.seed, passes_++);
    if (pool_) prefetch(options_.max_jobs);
    auto pass = std::make_shared<detail::Pass<Batch>>([this] { return next(); });
    pass_ = pass;
    return Iterator<Batch>(std::move(pass));
  }
  /// What begin() equals when the pass is over.
  Iterator<Batch> end() { return Iterator<Batch>(); }
  /// Ends the workers, when they have finished what they are doing.
  void join() { pool_ = {}; }
  const FullDataLoaderOptions& options() const noexcept { return options_; }
  /// Batches in a pass, if the number is known.
  std::optional<size_t> size() const {
    const std::optional<size_t> n = samples();
    if (!n) return std::nullopt;
    return *n / options_.batch_size + (*n % options_.batch_size && !options_.drop_last ? 1 : 0);
  }

 protected:
  /// errors  ValueError for a batch size or a number of jobs of 0
  DataLoaderBase(DatasetT dataset, const DataLoaderOptions& options, bool copies) : options_(options) {
    FACULA_CHECK_AS(ValueError, options_.batch_size > 0,
                    "batch_size should be a positive integer value, but got batch_size=0");
    FACULA_CHECK_AS(ValueError, options_.max_jobs > 0 || options_.workers == 0,
                    "max_jobs should be a positive integer value, but got max_jobs=0");
    const size_t n = copies && options_.workers ? options_.workers : 1;
    datasets_.reserve(n);
    if constexpr (std::is_copy_constructible_v<DatasetT>)
      for (size_t i = 0; i + 1 < n; ++i) datasets_.push_back(dataset);
    else
      FACULA_CHECK(n == 1,
                   "A dataset that cannot be copied needs make_shared_dataset to serve several workers");
    datasets_.push_back(std::move(dataset));
    if (options_.workers)
      pool_ = facula::detail::Owned<detail::WorkerPool>(
          new detail::WorkerPool(options_.workers, options_.enforce_ordering, options_.timeout));
  }

  /// What to ask the dataset for next; none at the end of the pass.
  virtual std::optional<BatchRequest> get_batch_request() = 0;
  /// Called when a pass begins.
  virtual void reset() = 0;
  /// Samples in a pass.
  virtual std::optional<size_t> samples() const { return datasets_[0].size(); }

  FullDataLoaderOptions options_;
  std::vector<DatasetT> datasets_;  // one, or one for each worker

 private:
  std::optional<Batch> next() {
    if (options_.workers == 0) return next_here();
    while (pool_ && pool_->in_flight()) {
      std::shared_ptr<void> result;
      try {
        result = pool_->next();
      } catch (const WorkerException&) {
        prefetch(1);
        throw;
      }
      auto& batch = *static_cast<std::optional<Batch>*>(result.get());
      if (!batch) continue;  // a stateful dataset is exhausted; the other workers may still have something
      prefetch(1);
      return std::move(batch);
    }
    return std::nullopt;
  }
  std::optional<Batch> next_here() {
    std::optional<BatchRequest> request = get_batch_request();
    std::optional<Batch> batch;
    if (!request) return batch;
    const auto load = [&] { batch = datasets_[0].get_batch(std::move(*request)); };
    if (options_.seed)
      detail::with_seed_of_batch(pass_seed_, number_++, load);
    else
      load();
    return batch;
  }
  void prefetch(size_t jobs) {
    for (; jobs > 0; --jobs) {
      std::optional<BatchRequest> request = get_batch_request();
      if (!request) return;
      pool_->submit([this, request = std::move(*request), seed = pass_seed_,
                     number = number_++](size_t worker) mutable -> std::shared_ptr<void> {
        auto batch = std::make_shared<std::optional<Batch>>();
        DatasetT& dataset = datasets_[worker < datasets_.size() ? worker : 0];
        detail::with_seed_of_batch(seed, number, [&] { *batch = dataset.get_batch(std::move(request)); });
        return batch;
      });
    }
  }

  uint64_t passes_ = 0, pass_seed_ = 0, number_ = 0;
  std::weak_ptr<detail::Pass<Batch>> pass_;
  facula::detail::Owned<detail::WorkerPool> pool_;  // last: its threads use the rest
};

/// Loads what a sampler asks for. Each worker has its own copy of the dataset.
template <class DatasetT, class SamplerT>
class StatelessDataLoader
    : public DataLoaderBase<DatasetT, typename DatasetT::BatchType, typename SamplerT::BatchRequestType> {
 public:
  using super = DataLoaderBase<DatasetT, typename DatasetT::BatchType, typename SamplerT::BatchRequestType>;
  using typename super::BatchRequestType;
  StatelessDataLoader(DatasetT dataset, SamplerT sampler, const DataLoaderOptions& options)
      : super(std::move(dataset), options, true), sampler_(std::move(sampler)) {}

 private:
  void reset() override { sampler_.reset(std::nullopt); }
  std::optional<BatchRequestType> get_batch_request() override {
    std::optional<BatchRequestType> request = sampler_.next(this->options_.batch_size);
    if (request && this->options_.drop_last && request->size() < this->options_.batch_size) request.reset();
    return request;
  }
  std::optional<size_t> samples() const override {
    if constexpr (detail::has_size<SamplerT>::value)
      return sampler_.size();
    else
      return super::samples();
  }
  SamplerT sampler_;
};

/// Loads from a dataset that decides itself what comes next and that all workers share.
template <class DatasetT>
class StatefulDataLoader : public DataLoaderBase<DatasetT, typename DatasetT::BatchType::value_type,
                                                 typename DatasetT::BatchRequestType> {
 public:
  using super =
      DataLoaderBase<DatasetT, typename DatasetT::BatchType::value_type, typename DatasetT::BatchRequestType>;
  using typename super::BatchRequestType;
  StatefulDataLoader(DatasetT dataset, const DataLoaderOptions& options)
      : super(std::move(dataset), options, false) {}

 private:
  void reset() override { this->datasets_[0].reset(); }
  std::optional<BatchRequestType> get_batch_request() override { return this->options_.batch_size; }
};

/// A loader with the given sampler.
template <class DatasetT, class SamplerT>
std::enable_if_t<!DatasetT::is_stateful, std::unique_ptr<StatelessDataLoader<DatasetT, SamplerT>>>
make_data_loader(DatasetT dataset, SamplerT sampler, DataLoaderOptions options) {
  return std::make_unique<StatelessDataLoader<DatasetT, SamplerT>>(std::move(dataset), std::move(sampler),
                                                                   options);
}
/// A loader with a sampler made from the dataset's size.
/// errors  Error "Expected the dataset to be sized in order to construct the Sampler"
template <class SamplerT = samplers::RandomSampler, class DatasetT>
std::enable_if_t<!DatasetT::is_stateful && std::is_constructible_v<SamplerT, size_t>,
                 std::unique_ptr<StatelessDataLoader<DatasetT, SamplerT>>>
make_data_loader(DatasetT dataset, DataLoaderOptions options = DataLoaderOptions()) {
  const std::optional<size_t> size = dataset.size();
  FACULA_CHECK(size.has_value(), "Expected the dataset to be sized in order to construct the Sampler");
  return make_data_loader(std::move(dataset), SamplerT(*size), std::move(options));
}
/// A loader of a stateful dataset.
template <class DatasetT, class = std::enable_if_t<DatasetT::is_stateful>>
std::unique_ptr<StatefulDataLoader<DatasetT>> make_data_loader(
    DatasetT dataset, DataLoaderOptions options = DataLoaderOptions()) {
  return std::make_unique<StatefulDataLoader<DatasetT>>(std::move(dataset), options);
}

}  // namespace facula::data
