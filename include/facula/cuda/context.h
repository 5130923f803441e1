#pragma once
// libtorch's object for settings of the whole process, `at::globalContext()`.

namespace facula {

/// Settings of the whole process; every object of the class shows the same ones. They are the switches of
/// facula/cuda/cuda.h under libtorch's names, and may be set without a device.
class GlobalContext {
 public:
  /// Whether cuDNN chooses deterministic algorithms only; false at first.
  bool deterministicCuDNN() const;
  void setDeterministicCuDNN(bool on);
  /// Whether cuDNN times its algorithms for each new shape and keeps the best; false at first.
  bool benchmarkCuDNN() const;
  void setBenchmarkCuDNN(bool on);
  /// Whether float32 convolutions may compute in TF32; true at first.
  bool allowTF32CuDNN() const;
  void setAllowTF32CuDNN(bool on);
  /// Whether float32 matrix products may compute in TF32; false at first.
  bool allowTF32CuBLAS() const;
  void setAllowTF32CuBLAS(bool on);
  /// Whether ops without a deterministic algorithm throw; false at first.
  /// errors  NotImplementedError for `warn_only`
  bool deterministicAlgorithms() const;
  void setDeterministicAlgorithms(bool on, bool warn_only = false);
  static bool hasCUDA();
};

GlobalContext& globalContext();

}  // namespace facula
