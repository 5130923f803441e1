#pragma once
// How a DataLoader loads.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "facula/nn/arg.h"

namespace facula::data {

/// How to load; each setting has a chained setter of its name.
struct DataLoaderOptions {
  DataLoaderOptions() = default;
  /* implicit */ DataLoaderOptions(size_t batch_size) : batch_size_(batch_size) {}

  /// Samples per batch.
  FACULA_ARG(size_t, batch_size) = 1;
  /// Worker threads; 0 loads in the calling thread.
  FACULA_ARG(size_t, workers) = 0;
  /// Batches that the workers prepare ahead; twice the workers unless it is given.
  FACULA_ARG(std::optional<size_t>, max_jobs);
  /// How long to wait for a batch from the workers; without it there is no limit.
  FACULA_ARG(std::optional<std::chrono::milliseconds>, timeout);
  /// Batches arrive in the order of the sampler, or as they get ready.
  FACULA_ARG(bool, enforce_ordering) = true;
  /// Leaves out a last batch that is not full.
  FACULA_ARG(bool, drop_last) = false;
  /// Random numbers that a dataset or transform draws while it makes a batch depend on this seed, the pass
  /// and the number of the batch only. Without it, workers take the seed of the default generator, and a
  /// loader without workers draws from the default generator itself. Not in libtorch.
  FACULA_ARG(std::optional<uint64_t>, seed);
};

/// The same with nothing left open.
struct FullDataLoaderOptions {
  explicit FullDataLoaderOptions(const DataLoaderOptions& o)
      : batch_size(o.batch_size()),
        workers(o.workers()),
        max_jobs(o.max_jobs().value_or(2 * o.workers())),
        timeout(o.timeout()),
        enforce_ordering(o.enforce_ordering()),
        drop_last(o.drop_last()),
        seed(o.seed()) {}
  size_t batch_size;
  size_t workers;
  size_t max_jobs;
  std::optional<std::chrono::milliseconds> timeout;
  bool enforce_ordering;
  bool drop_last;
  std::optional<uint64_t> seed;
};

}  // namespace facula::data
