#pragma once
// The MNIST dataset.
#include <string>

#include "facula/data/datasets.h"

namespace facula::data::datasets {

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
