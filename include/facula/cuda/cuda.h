#pragma once
// CUDA devices: what is there, memory, streams, events and switches. Everything here links without the CUDA
// library; then there are no devices.
#include <cstddef>
#include <cstdint>
#include <string>

#include "facula/core/device.h"
#include "facula/core/generator.h"
#include "facula/cuda/context.h"

namespace facula {

class Tensor;

namespace cuda {

/// Number of usable devices: 0 without the CUDA library, a driver or a GPU.
size_t device_count();
/// Whether there is at least one device.
bool is_available();
/// Whether there is a device and the CUDA library was built with cuDNN.
bool cudnn_is_available();
/// cuDNN's version, as 90100 for 9.1.0; 0 without it.
int64_t cudnn_version();

/// Seeds the current device's generator. Nothing happens without a device.
void manual_seed(uint64_t seed);
/// Seeds the generators of all devices. Nothing happens without a device.
void manual_seed_all(uint64_t seed);
/// The generator that CUDA functions use when given none.
/// errors  Error: "No CUDA GPUs are available"
Generator& default_generator(int64_t device_index = -1);

/// Waits for all work of a device (-1: the current one).
/// errors  Error: "No CUDA GPUs are available"; Error: "CUDA error: ..." when a kernel failed
void synchronize(int64_t device_index = -1);
/// The thread's device.
int64_t current_device();
/// errors  Error: "CUDA error: invalid device ordinal..."
void set_device(int64_t device_index);

struct DeviceProperties {
  std::string name;
  int major = 0, minor = 0;  ///< compute capability
  size_t total_memory = 0;   ///< bytes
  int multi_processor_count = 0;
};
DeviceProperties get_device_properties(int64_t device_index = -1);
std::string get_device_name(int64_t device_index = -1);

/// Makes a device current while it lives.
class DeviceGuard {
 public:
  explicit DeviceGuard(int64_t device_index);
  explicit DeviceGuard(Device device) : DeviceGuard(device.index()) {}
  DeviceGuard(const DeviceGuard&) = delete;
  DeviceGuard& operator=(const DeviceGuard&) = delete;
  ~DeviceGuard();

 private:
  int64_t before_;
};

// ---- memory, in bytes; -1 is the current device

struct MemoryStats {
  int64_t allocated = 0, max_allocated = 0;  ///< in tensors
  int64_t reserved = 0, max_reserved = 0;    ///< taken from the device, in tensors or kept for later
  int64_t inactive_split = 0;                ///< free, but in a segment that is partly in use
  int64_t allocations = 0;                   ///< blocks handed out so far
  int64_t segments = 0;                      ///< runs of memory taken from the device
  int64_t retries = 0, failures = 0;         ///< times that memory ran out: for a moment, for good
};
MemoryStats memory_stats(int64_t device_index = -1);
int64_t memory_allocated(int64_t device_index = -1);
int64_t max_memory_allocated(int64_t device_index = -1);
int64_t memory_reserved(int64_t device_index = -1);
int64_t max_memory_reserved(int64_t device_index = -1);
/// Lets the maxima begin anew from what is in use now.
void reset_peak_memory_stats(int64_t device_index = -1);
/// A table of the statistics.
std::string memory_summary(int64_t device_index = -1);
/// Gives memory that no tensor uses back to the device. Nothing happens without a device.
void empty_cache();
struct MemoryInfo {
  size_t free = 0, total = 0;
};
/// What the driver says about the whole device.
MemoryInfo mem_get_info(int64_t device_index = -1);

// ---- streams and events

class Event;

/// A queue of work on a device. Default-constructed: the current device's default stream, once it is used.
class Stream {
 public:
  Stream() = default;
  Stream(int64_t device_index, void* handle)
      : device_index_(static_cast<DeviceIndex>(device_index)), handle_(handle) {}
  Device device() const { return Device(kCUDA, device_index_); }
  DeviceIndex device_index() const { return device_index_; }
  /// The cudaStream_t; null is the default stream.
  void* stream() const { return handle_; }
  /// Waits for all work on it.
  void synchronize() const;
  /// Whether all work on it is done.
  bool query() const;
  /// Work added from now on waits for the event.
  void wait(const Event& event) const;
  friend bool operator==(const Stream& a, const Stream& b) {
    return a.handle_ == b.handle_ && a.device_index_ == b.device_index_;
  }
  friend bool operator!=(const Stream& a, const Stream& b) { return !(a == b); }

 private:
  DeviceIndex device_index_ = 0;
  void* handle_ = nullptr;
};

/// One of the device's pool of streams.
Stream getStreamFromPool(bool is_high_priority = false, DeviceIndex device_index = -1);
Stream getDefaultCUDAStream(DeviceIndex device_index = -1);
/// The stream on which this thread's work goes.
Stream getCurrentCUDAStream(DeviceIndex device_index = -1);
void setCurrentCUDAStream(const Stream& stream);
/// Tells the allocator that `x` is used on another stream than the one it was made on: its memory is not
/// reused before the work that is on the stream when x goes is done.
void record_stream(const Tensor& x, const Stream& stream);

/// Makes a stream (and its device) current while it lives.
class StreamGuard {
 public:
  explicit StreamGuard(const Stream& stream);
  StreamGuard(const StreamGuard&) = delete;
  StreamGuard& operator=(const StreamGuard&) = delete;
  ~StreamGuard();

 private:
  int64_t device_before_;
  Stream before_;
};

/// A mark in a stream: for waiting, and for measuring time on the device.
class Event {
 public:
  explicit Event(bool enable_timing = false) : timing_(enable_timing) {}
  Event(Event&& o) noexcept : timing_(o.timing_), handle_(o.handle_) { o.handle_ = nullptr; }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event();
  /// Puts the mark behind the work that is on the stream now.
  void record(const Stream& stream);
  void record() { record(getCurrentCUDAStream()); }
  /// Work that is added to the stream from now on waits for the mark.
  void block(const Stream& stream) const { stream.wait(*this); }
  void wait(const Stream& stream) const { stream.wait(*this); }
  void synchronize() const;
  /// Whether the marked work is done; true when never recorded.
  bool query() const;
  /// Milliseconds from this event to `end`, both recorded with timing.
  float elapsed_time(const Event& end) const;
  void* handle() const { return handle_; }

 private:
  bool timing_;
  void* handle_ = nullptr;
};

// libtorch's names
using CUDAStream = Stream;
using CUDAEvent = Event;
using CUDAGuard = DeviceGuard;
using CUDAStreamGuard = StreamGuard;

// ---- switches, for the whole process

enum class Switch { MatmulTF32, CudnnTF32, Deterministic, CudnnBenchmark, CudnnDeterministic };
/// Whether float32 matrix products may compute in TF32; false at first.
bool allow_tf32_matmul();
void set_allow_tf32_matmul(bool on);
/// Whether float32 convolutions may compute in TF32; true at first.
bool allow_tf32_cudnn();
void set_allow_tf32_cudnn(bool on);
/// Whether ops without a deterministic algorithm throw; false at first.
bool deterministic_algorithms();
void set_deterministic_algorithms(bool on);
/// Whether cuDNN times its algorithms for each new shape and keeps the best; false at first.
bool cudnn_benchmark();
void set_cudnn_benchmark(bool on);
/// Whether cuDNN chooses deterministic algorithms only; false at first.
bool cudnn_deterministic();
void set_cudnn_deterministic(bool on);

}  // namespace cuda
}  // namespace facula
