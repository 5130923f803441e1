#pragma once
// The part of a data set that one of several processes takes.
#include "facula/data/samplers.h"

namespace facula::data::samplers {

/// Base of samplers for process `rank` of `num_replicas`. All get the same number of samples: rounded up,
/// with
/// the first ones of the data set again, where `allow_duplicates`, else rounded down.
template <class BatchRequest = std::vector<size_t>>
class DistributedSampler : public Sampler<BatchRequest> {
 public:
  /// errors  Error unless rank < num_replicas
  DistributedSampler(size_t size, size_t num_replicas = 1, size_t rank = 0, bool allow_duplicates = true)
      : size_(size), num_replicas_(num_replicas), rank_(rank), allow_duplicates_(allow_duplicates) {
    FACULA_CHECK(rank < num_replicas, "Invalid rank ", rank, ", rank should be in the interval [0, ",
                 num_replicas, ")");
  }
  /// The number of the pass that the next reset() begins; the same order belongs to the same number.
  void set_epoch(size_t epoch) { epoch_ = epoch; }
  size_t epoch() const { return epoch_; }

 protected:
  size_t local_sample_count() const {
    return (size_ + (allow_duplicates_ ? num_replicas_ - 1 : 0)) / num_replicas_;
  }
  size_t size_, num_replicas_, rank_, epoch_ = 0;
  bool allow_duplicates_;
};

namespace detail {
// What the two samplers below share: the order, and this process' place in it.
class DistributedIndices : public DistributedSampler<> {
 public:
  std::optional<std::vector<size_t>> next(size_t batch_size) override;
  size_t index() const noexcept { return at_; }

 protected:
  using DistributedSampler<>::DistributedSampler;
  void order(std::optional<size_t> new_size, bool shuffled);
  void load_place(serialize::InputArchive& archive);
  void save_place(serialize::OutputArchive& archive) const;

 private:
  std::vector<size_t> all_;
  size_t at_ = 0, end_ = 0;
};
}  // namespace detail

/// A random order, the same in all processes; every reset() shuffles anew with the epoch's number as the
/// seed.
class DistributedRandomSampler : public detail::DistributedIndices {
 public:
  DistributedRandomSampler(size_t size, size_t num_replicas = 1, size_t rank = 0,
                           bool allow_duplicates = true);
  void reset(std::optional<size_t> new_size = std::nullopt) override { order(new_size, true); }
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
};

/// 0, 1, 2, … , of which each process takes one run.
class DistributedSequentialSampler : public detail::DistributedIndices {
 public:
  DistributedSequentialSampler(size_t size, size_t num_replicas = 1, size_t rank = 0,
                               bool allow_duplicates = true);
  void reset(std::optional<size_t> new_size = std::nullopt) override { order(new_size, false); }
  void save(serialize::OutputArchive& archive) const override { save_place(archive); }
  void load(serialize::InputArchive& archive) override { load_place(archive); }
};

}  // namespace facula::data::samplers
