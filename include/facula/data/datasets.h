#pragma once
// Sources of samples: by index, mapped through transforms, shared between workers.
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "facula/data/example.h"

namespace facula::data::datasets {

template <class SourceDataset, class AppliedTransform>
class MapDataset;
template <class D, class T>
MapDataset<D, T> map(D dataset, T transform);

/// A source that gives whole batches for a request (usually a list of indices).
template <class Self, class Batch, class BatchRequest = ArrayRef<size_t>>
class BatchDataset {
 public:
  using SelfType = Self;
  using BatchType = Batch;
  using BatchRequestType = BatchRequest;
  static constexpr bool is_stateful = false;
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

/// A dataset whose batches pass through a transform.
template <class SourceDataset, class AppliedTransform>
class MapDataset : public BatchDataset<MapDataset<SourceDataset, AppliedTransform>,
                                       typename AppliedTransform::OutputBatchType,
                                       typename SourceDataset::BatchRequestType> {
 public:
  using DatasetType = SourceDataset;
  using TransformType = AppliedTransform;
  using BatchRequestType = typename SourceDataset::BatchRequestType;
  using OutputBatchType = typename TransformType::OutputBatchType;
  MapDataset(DatasetType dataset, TransformType transform)
      : dataset_(std::move(dataset)), transform_(std::move(transform)) {}
  OutputBatchType get_batch(BatchRequestType request) override {
    return transform_.apply_batch(dataset_.get_batch(std::move(request)));
  }
  std::optional<size_t> size() const noexcept override { return dataset_.size(); }
  const DatasetType& dataset() const noexcept { return dataset_; }
  const TransformType& transform() const noexcept { return transform_; }

 private:
  DatasetType dataset_;
  TransformType transform_;
};
template <class D, class T>
MapDataset<D, T> map(D dataset, T transform) {
  static_assert(
      std::is_same_v<
          std::conditional_t<std::is_same_v<typename D::BatchType, std::optional<typename T::InputBatchType>>,
                             std::optional<typename T::InputBatchType>, typename T::InputBatchType>,
          typename D::BatchType>,
      "BatchType type of dataset does not match input type of transform");
  return {std::move(dataset), std::move(transform)};
}

/// Tensors by their first dimension. With one tensor the samples have no target.
/// errors  Error when lengths differ
struct TensorDataset : public Dataset<TensorDataset, TensorExample> {
  explicit TensorDataset(const std::vector<Tensor>& tensors);
  explicit TensorDataset(Tensor all) : tensor(std::move(all)) {}
  TensorExample get(size_t index) override { return tensor[static_cast<int64_t>(index)]; }
  std::optional<size_t> size() const override { return static_cast<size_t>(tensor.size(0)); }
  Tensor tensor;
};

/// One dataset that all workers share instead of copying it; it must be safe to read from several threads.
template <class UnderlyingDataset>
class SharedBatchDataset
    : public BatchDataset<SharedBatchDataset<UnderlyingDataset>, typename UnderlyingDataset::BatchType,
                          typename UnderlyingDataset::BatchRequestType> {
 public:
  using BatchType = typename UnderlyingDataset::BatchType;
  using BatchRequestType = typename UnderlyingDataset::BatchRequestType;
  SharedBatchDataset(std::shared_ptr<UnderlyingDataset> d) : dataset_(std::move(d)) {}
  BatchType get_batch(BatchRequestType request) override { return dataset_->get_batch(std::move(request)); }
  std::optional<size_t> size() const override { return dataset_->size(); }
  UnderlyingDataset& operator*() { return *dataset_; }
  const UnderlyingDataset& operator*() const { return *dataset_; }
  UnderlyingDataset* operator->() { return dataset_.get(); }
  const UnderlyingDataset* operator->() const { return dataset_.get(); }

 private:
  std::shared_ptr<UnderlyingDataset> dataset_;
};
template <class D, class... Args>
SharedBatchDataset<D> make_shared_dataset(Args&&... args) {
  return std::make_shared<D>(std::forward<Args>(args)...);
}

/// Handwritten digits in IDX files (train-images-idx3-ubyte[.gz] and so on) in the folder `root`.
/// shape   images (N, 1, 28, 28) float32 in [0, 1]; targets (N) int64
/// errors  Error for a missing, truncated or corrupt file, a wrong magic number, or labels that do not match
class MNIST : public Dataset<MNIST> {
 public:
  enum class Mode { kTrain, kTest };
  explicit MNIST(const std::string& root, Mode mode = Mode::kTrain);
  /// The same from images and labels in memory: (N, 1, H, W) float32 and (N) int64.
  MNIST(Tensor images, Tensor targets, Mode mode);
  /// errors  IndexError beyond the last sample
  Example<> get(size_t index) override;
  std::optional<size_t> size() const override { return static_cast<size_t>(images_.size(0)); }
  bool is_train() const noexcept { return mode_ == Mode::kTrain; }
  const Tensor& images() const { return images_; }
  const Tensor& targets() const { return targets_; }

 private:
  Tensor images_, targets_;
  Mode mode_ = Mode::kTrain;
};

}  // namespace facula::data::datasets
