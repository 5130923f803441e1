#pragma once
// Datasets made of parts of others.
#include <initializer_list>

#include "facula/core/generator.h"
#include "facula/data/datasets.h"

namespace facula::data {

namespace datasets {

/// The samples of a dataset at the given indices.
/// errors  IndexError for an index beyond the dataset's size, or a position beyond the list
template <class D>
class Subset : public BatchDataset<Subset<D>, typename D::BatchType> {
 public:
  using BatchType = typename D::BatchType;
  Subset(D dataset, std::vector<size_t> indices)
      : dataset_(std::move(dataset)), indices_(std::move(indices)) {
    const std::optional<size_t> n = dataset_.size();
    for (size_t i : indices_)
      FACULA_CHECK_AS(IndexError, !n || i < *n, "Subset: index ", i, " is out of range for a dataset of ", *n,
                      " samples");
  }
  BatchType get_batch(ArrayRef<size_t> positions) override {
    std::vector<size_t> chosen;
    chosen.reserve(positions.size());
    for (size_t p : positions) chosen.push_back(at(p));
    return dataset_.get_batch(chosen);
  }
  /// One sample, if the dataset gives single ones.
  auto get(size_t position) { return dataset_.get(at(position)); }
  std::optional<size_t> size() const override { return indices_.size(); }
  const D& dataset() const noexcept { return dataset_; }
  const std::vector<size_t>& indices() const noexcept { return indices_; }

 private:
  size_t at(size_t p) const {
    FACULA_CHECK_AS(IndexError, p < indices_.size(), "Subset: index ", p, " is out of range for ",
                    indices_.size(), " samples");
    return indices_[p];
  }
  D dataset_;
  std::vector<size_t> indices_;
};

/// Datasets of one type one after the other.
/// errors  Error for no dataset, or one without a size; IndexError beyond the last sample
template <class D>
class ConcatDataset : public BatchDataset<ConcatDataset<D>, typename D::BatchType> {
 public:
  using BatchType = typename D::BatchType;
  explicit ConcatDataset(std::vector<D> datasets) : datasets_(std::move(datasets)) {
    FACULA_CHECK(!datasets_.empty(), "datasets should not be an empty iterable");
    size_t total = 0;
    for (const D& d : datasets_) {
      FACULA_CHECK(d.size().has_value(), "ConcatDataset does not support datasets without a size");
      ends_.push_back(total += *d.size());
    }
  }
  BatchType get_batch(ArrayRef<size_t> indices) override {
    BatchType batch;
    batch.reserve(indices.size());
    std::vector<size_t> run;  // neighbours in the request that are of one dataset are asked for together
    for (size_t i = 0; i < indices.size();) {
      const size_t k = owner(indices[i]), first = k ? ends_[k - 1] : 0;
      for (run.clear(); i < indices.size() && indices[i] >= first && indices[i] < ends_[k]; ++i)
        run.push_back(indices[i] - first);
      for (auto& sample : datasets_[k].get_batch(run)) batch.push_back(std::move(sample));
    }
    return batch;
  }
  /// One sample, if the datasets give single ones.
  auto get(size_t index) {
    const size_t k = owner(index);
    return datasets_[k].get(index - (k ? ends_[k - 1] : 0));
  }
  std::optional<size_t> size() const override { return ends_.back(); }

 private:
  size_t owner(size_t index) const {
    FACULA_CHECK_AS(IndexError, index < ends_.back(), "ConcatDataset: index ", index, " is out of range for ",
                    ends_.back(), " samples");
    size_t k = 0;
    while (index >= ends_[k]) ++k;
    return k;
  }
  std::vector<D> datasets_;
  std::vector<size_t> ends_;
};

}  // namespace datasets

namespace detail {
/// Random disjoint index lists of the given lengths, which must sum to n.
std::vector<std::vector<size_t>> random_parts(std::optional<size_t> n, const std::vector<int64_t>& lengths,
                                              Generator generator);
/// Lengths that are the given fractions of n; what rounding leaves goes to the first ones.
std::vector<int64_t> lengths_of_fractions(std::optional<size_t> n, const std::vector<double>& fractions);
}  // namespace detail

/// Disjoint random subsets with the given lengths, or with the given fractions of the dataset; the order is
/// Python's from the same seed. Each subset has its own copy of the dataset: wrap large ones by
/// make_shared_dataset.
/// errors  ValueError "Sum of input lengths does not equal the length of the input dataset!"
template <class D, class Number>
std::vector<datasets::Subset<D>> random_split(const D& dataset, const std::vector<Number>& lengths,
                                              Generator generator = {}) {
  std::vector<int64_t> counts;
  if constexpr (std::is_floating_point_v<Number>)
    counts = detail::lengths_of_fractions(dataset.size(), {lengths.begin(), lengths.end()});
  else
    counts.assign(lengths.begin(), lengths.end());
  std::vector<datasets::Subset<D>> parts;
  for (auto& indices : detail::random_parts(dataset.size(), counts, std::move(generator)))
    parts.emplace_back(dataset, std::move(indices));
  return parts;
}
template <class D, class Number>
std::vector<datasets::Subset<D>> random_split(const D& dataset, std::initializer_list<Number> lengths,
                                              Generator generator = {}) {
  return random_split(dataset, std::vector<Number>(lengths), std::move(generator));
}

}  // namespace facula::data
