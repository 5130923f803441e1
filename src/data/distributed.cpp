#include "facula/data/distributed.h"

#include <algorithm>
#include <numeric>
#include <random>

#include "data/sampler_numbers.h"

namespace facula::data::samplers {

namespace detail {

void DistributedIndices::order(std::optional<size_t> new_size, bool shuffled) {
  size_ = new_size.value_or(size_);
  const size_t own = local_sample_count();
  all_.resize(num_replicas_ == 1 ? size_ : own * num_replicas_);
  const size_t once = std::min(size_, all_.size());
  std::iota(all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(once), size_t{0});
  for (size_t i = once; i < all_.size(); ++i) all_[i] = all_[i - once];  // the first ones again
  if (shuffled) {
    std::mt19937 generator(static_cast<std::mt19937::result_type>(epoch_));
    std::shuffle(all_.begin(), all_.end(), generator);
  }
  at_ = rank_ * own;
  end_ = at_ + own;
}

std::optional<std::vector<size_t>> DistributedIndices::next(size_t batch_size) {
  if (at_ >= end_) return std::nullopt;
  const auto first = all_.begin() + static_cast<std::ptrdiff_t>(at_);
  const size_t n = std::min(batch_size, end_ - at_);
  at_ += n;
  return std::vector<size_t>(first, first + static_cast<std::ptrdiff_t>(n));
}

void DistributedIndices::save_place(serialize::OutputArchive& archive) const {
  write_number(archive, "sample_index_", static_cast<int64_t>(at_));
}
void DistributedIndices::load_place(serialize::InputArchive& archive) {
  const auto at = static_cast<size_t>(read_number(archive, "sample_index_"));
  FACULA_CHECK(at <= end_, "sampler: the place ", at, " is past the end of the samples of rank ", rank_);
  at_ = at;
}

}  // namespace detail

DistributedRandomSampler::DistributedRandomSampler(size_t size, size_t num_replicas, size_t rank,
                                                   bool allow_duplicates)
    : DistributedIndices(size, num_replicas, rank, allow_duplicates) {
  order(std::nullopt, true);
}
void DistributedRandomSampler::save(serialize::OutputArchive& archive) const {
  save_place(archive);
  write_number(archive, "epoch_", static_cast<int64_t>(epoch_));
}
void DistributedRandomSampler::load(serialize::InputArchive& archive) {
  epoch_ = static_cast<size_t>(read_number(archive, "epoch_"));
  order(std::nullopt, true);
  load_place(archive);
}

DistributedSequentialSampler::DistributedSequentialSampler(size_t size, size_t num_replicas, size_t rank,
                                                           bool allow_duplicates)
    : DistributedIndices(size, num_replicas, rank, allow_duplicates) {
  order(std::nullopt, false);
}

}  // namespace facula::data::samplers
