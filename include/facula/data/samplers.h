#pragma once
// The order in which samples are asked for.
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "facula/core/tensor.h"

namespace facula {

namespace serialize {
class InputArchive;
class OutputArchive;
}  // namespace serialize

namespace data {

namespace detail {
template <class T, class = void>
struct has_size : std::false_type {};
template <class T>
struct has_size<T, std::void_t<decltype(std::declval<const T&>().size())>> : std::true_type {};
[[noreturn]] void cannot_be_stored();
}  // namespace detail

namespace samplers {

/// Gives requests for batches until a pass is over.
template <class BatchRequest = std::vector<size_t>>
class Sampler {
 public:
  using BatchRequestType = BatchRequest;
  virtual ~Sampler() = default;
  /// Starts a new pass, over `new_size` samples if given.
  virtual void reset(std::optional<size_t> new_size) = 0;
  /// The next at most `batch_size` samples; none at the end.
  virtual std::optional<BatchRequest> next(size_t batch_size) = 0;
  /// Where the pass stands; errors  NotImplementedError if the sampler does not override them
  virtual void save(serialize::OutputArchive&) const { detail::cannot_be_stored(); }
  virtual void load(serialize::InputArchive&) { detail::cannot_be_stored(); }
};

template <class BatchRequest>
serialize::OutputArchive& operator<<(serialize::OutputArchive& archive,
                                     const Sampler<BatchRequest>& sampler) {
  sampler.save(archive);
  return archive;
}
template <class BatchRequest>
serialize::InputArchive& operator>>(serialize::InputArchive& archive, Sampler<BatchRequest>& sampler) {
  sampler.load(archive);
  return archive;
}

/// 0, 1, 2, ...
class SequentialSampler : public Sampler<> {
 public:
  explicit SequentialSampler(size_t size) : size_(size) {}
  void reset(std::optional<size_t> new_size = std::nullopt) override;
  std::optional<std::vector<size_t>> next(size_t batch_size) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
  size_t index() const noexcept { return index_; }
  /// Samples in a pass.
  size_t size() const noexcept { return size_; }

 private:
  size_t size_, index_ = 0;
};

/// A new random order each pass, drawn with randperm from the default generator.
class RandomSampler : public Sampler<> {
 public:
  explicit RandomSampler(int64_t size, ScalarType index_dtype = kInt64);
  void reset(std::optional<size_t> new_size = std::nullopt) override;
  std::optional<std::vector<size_t>> next(size_t batch_size) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
  size_t index() const noexcept { return static_cast<size_t>(index_); }
  /// Samples in a pass.
  size_t size() const noexcept { return static_cast<size_t>(indices_.numel()); }

 private:
  Tensor indices_;
  int64_t index_ = 0;
};

/// A request that is not a list of indices.
struct CustomBatchRequest {
  virtual ~CustomBatchRequest() = default;
  virtual size_t size() const = 0;
};

/// How many samples a batch should have.
struct BatchSize : public CustomBatchRequest {
  explicit BatchSize(size_t size) : size_(size) {}
  size_t size() const noexcept override { return size_; }
  operator size_t() const noexcept { return size_; }
  size_t size_;
};

/// Asks for batch sizes instead of indices: `epoch_size` samples in each pass.
class StreamSampler : public Sampler<BatchSize> {
 public:
  explicit StreamSampler(size_t epoch_size) : epoch_size_(epoch_size) {}
  void reset(std::optional<size_t> new_size = std::nullopt) override;
  std::optional<BatchSize> next(size_t batch_size) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
  /// Samples in a pass.
  size_t size() const noexcept { return epoch_size_; }

 private:
  size_t examples_retrieved_so_far_ = 0;
  size_t epoch_size_;
};

}  // namespace samplers
}  // namespace data
}  // namespace facula
