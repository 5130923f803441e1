#pragma once
// Sources of samples: by index, mapped through transforms, shared between workers.
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "facula/data/example.h"

namespace facula::serialize {
class InputArchive;
class OutputArchive;
}  // namespace facula::serialize

namespace facula::data::datasets {

namespace detail {
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct unwrapped {
  using type = T;
};
template <class T>
struct unwrapped<std::optional<T>> {
  using type = T;
};
}  // namespace detail

template <class SourceDataset, class AppliedTransform>
class MapDataset;
template <class D, class T>
MapDataset<D, T> map(D dataset, T transform);

/// A source that gives whole batches for a request (usually a list of indices).
template <class Self, class Batch = std::vector<Example<>>, class BatchRequest = ArrayRef<size_t>>
class BatchDataset {
 public:
  using SelfType = Self;
  using BatchType = Batch;
  using BatchRequestType = BatchRequest;
  /// The dataset itself decides what comes next, and gives no batch when it is exhausted.
  static constexpr bool is_stateful = detail::is_optional<Batch>::value;
  virtual ~BatchDataset() = default;
  virtual Batch get_batch(BatchRequest request) = 0;
  /// Number of samples, if there is one.
  virtual std::optional<size_t> size() const = 0;
  /// This dataset seen through `transform`.
  template <class T>
  MapDataset<Self, T> map(T transform) & {
    return datasets::map(static_cast<Self&>(*this), std::move(transform));
  }
  template <class T>
  MapDataset<Self, T> map(T transform) && {
    return datasets::map(std::move(static_cast<Self&>(*this)), std::move(transform));
  }
};

/// A source of single samples: override get() and size().
template <class Self, class SingleExample = Example<>>
class Dataset : public BatchDataset<Self, std::vector<SingleExample>> {
 public:
  using ExampleType = SingleExample;
  virtual ExampleType get(size_t index) = 0;
  std::vector<ExampleType> get_batch(ArrayRef<size_t> indices) override {
    std::vector<ExampleType> batch;
    batch.reserve(indices.size());
    for (size_t i : indices) batch.push_back(get(i));
    return batch;
  }
};

/// A dataset that is asked for a number of samples instead of indices.
template <class Self, class Batch = std::vector<Example<>>>
using StreamDataset = BatchDataset<Self, Batch, size_t>;

/// A dataset with a position of its own: get_batch() gives the next samples, none when it is exhausted. All
/// workers share it, so it must be safe to use from several threads when there are several.
template <class Self, class Batch = std::vector<Example<>>, class BatchRequest = size_t>
class StatefulDataset : public BatchDataset<Self, std::optional<Batch>, BatchRequest> {
 public:
  /// Back to the first sample.
  virtual void reset() = 0;
  virtual void save(serialize::OutputArchive& archive) const = 0;
  virtual void load(serialize::InputArchive& archive) = 0;
};
template <class... Args>
serialize::OutputArchive& operator<<(serialize::OutputArchive& archive, const StatefulDataset<Args...>& d) {
  d.save(archive);
  return archive;
}
template <class... Args>
serialize::InputArchive& operator>>(serialize::InputArchive& archive, StatefulDataset<Args...>& d) {
  d.load(archive);
  return archive;
}

/// A dataset whose batches pass through a transform.
template <class SourceDataset, class AppliedTransform>
class MapDataset
    : public BatchDataset<MapDataset<SourceDataset, AppliedTransform>,
                          std::conditional_t<SourceDataset::is_stateful,
                                             std::optional<typename AppliedTransform::OutputBatchType>,
                                             typename AppliedTransform::OutputBatchType>,
                          typename SourceDataset::BatchRequestType> {
 public:
  using DatasetType = SourceDataset;
  using TransformType = AppliedTransform;
  using BatchRequestType = typename SourceDataset::BatchRequestType;
  using OutputBatchType = typename MapDataset::BatchType;
  MapDataset(DatasetType dataset, TransformType transform)
      : dataset_(std::move(dataset)), transform_(std::move(transform)) {}
  OutputBatchType get_batch(BatchRequestType request) override {
    if constexpr (SourceDataset::is_stateful) {
      auto batch = dataset_.get_batch(std::move(request));
      return batch ? OutputBatchType(transform_.apply_batch(std::move(*batch))) : std::nullopt;
    } else {
      return transform_.apply_batch(dataset_.get_batch(std::move(request)));
    }
  }
  std::optional<size_t> size() const noexcept override { return dataset_.size(); }
  /// Resets the source; of stateful ones only.
  void reset() { dataset_.reset(); }
  const DatasetType& dataset() const noexcept { return dataset_; }
  const TransformType& transform() const noexcept { return transform_; }

 private:
  DatasetType dataset_;
  TransformType transform_;
};
template <class D, class T>
MapDataset<D, T> map(D dataset, T transform) {
  static_assert(
      std::is_same_v<typename detail::unwrapped<typename D::BatchType>::type, typename T::InputBatchType>,
      "BatchType type of dataset does not match input type of transform");
  return {std::move(dataset), std::move(transform)};
}

/// The slices of a tensor by its first dimension, without targets. For pairs see TensorPairDataset.
/// errors  Error for a tensor without dimensions; of a list, Error when shapes differ
struct TensorDataset : public Dataset<TensorDataset, TensorExample> {
  /// Stacks the tensors on a new first dimension.
  explicit TensorDataset(const std::vector<Tensor>& tensors);
  explicit TensorDataset(Tensor all);
  TensorExample get(size_t index) override { return tensor.select(0, static_cast<int64_t>(index)); }
  std::optional<size_t> size() const override { return static_cast<size_t>(tensor.size(0)); }
  Tensor tensor;
};

/// Pairs (inputs[i], targets[i]), as Python's TensorDataset(X, y).
/// errors  Error "Size mismatch between tensors" when the first dimensions differ or are missing
struct TensorPairDataset : public Dataset<TensorPairDataset> {
  TensorPairDataset(Tensor x, Tensor y);
  Example<> get(size_t index) override {
    const auto i = static_cast<int64_t>(index);
    return {inputs.select(0, i), targets.select(0, i)};
  }
  std::optional<size_t> size() const override { return static_cast<size_t>(inputs.size(0)); }
  Tensor inputs, targets;
};

/// One dataset that all workers share instead of copying it; it must be safe to read from several threads.
template <class UnderlyingDataset>
class SharedBatchDataset
    : public BatchDataset<SharedBatchDataset<UnderlyingDataset>, typename UnderlyingDataset::BatchType,
                          typename UnderlyingDataset::BatchRequestType> {
 public:
  using BatchType = typename UnderlyingDataset::BatchType;
  using BatchRequestType = typename UnderlyingDataset::BatchRequestType;
  /* implicit */ SharedBatchDataset(std::shared_ptr<UnderlyingDataset> d) : dataset_(std::move(d)) {}
  BatchType get_batch(BatchRequestType request) override { return dataset_->get_batch(std::move(request)); }
  std::optional<size_t> size() const override { return dataset_->size(); }
  UnderlyingDataset& operator*() { return *dataset_; }
  const UnderlyingDataset& operator*() const { return *dataset_; }
  UnderlyingDataset* operator->() { return dataset_.get(); }
  const UnderlyingDataset* operator->() const { return dataset_.get(); }
  /// Resets the dataset; of stateful ones only.
  void reset() { dataset_->reset(); }

 private:
  std::shared_ptr<UnderlyingDataset> dataset_;
};
template <class D, class... Args>
SharedBatchDataset<D> make_shared_dataset(Args&&... args) {
  return std::make_shared<D>(std::forward<Args>(args)...);
}

}  // namespace facula::data::datasets
