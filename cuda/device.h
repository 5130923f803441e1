#pragma once
// Devices and streams as the kernels see them: the thread's current device and its current stream there.
#include <cuda_runtime_api.h>

#include "facula/core/device.h"

namespace facula::gpu {

inline constexpr int kMaxDevices = 64;

/// Number of usable devices; 0 without a driver.
int device_count() noexcept;
/// The thread's device.
int current_device();
/// errors  Error: "CUDA error: invalid device ordinal..."
void set_device(int device);
/// `device`, or the current one for -1.
/// errors  Error for a device that is not there
int resolve(int device);

struct Properties {
  int multiprocessors, max_threads, major, minor;
  size_t total_memory;
  char name[256];
};
const Properties& properties(int device);

/// Makes a device current while it lives.
class DeviceGuard {
 public:
  explicit DeviceGuard(Device device) : DeviceGuard(device.index()) {}
  explicit DeviceGuard(int device) : before_(current_device()), now_(device < 0 ? before_ : device) {
    if (now_ != before_) set_device(now_);
  }
  DeviceGuard(const DeviceGuard&) = delete;
  DeviceGuard& operator=(const DeviceGuard&) = delete;
  ~DeviceGuard() {
    if (now_ != before_) cudaSetDevice(before_);
  }

 private:
  int before_, now_;
};

/// The stream on which this thread's kernels run on `device` (-1: the current device); at first the default
/// one.
cudaStream_t current_stream(int device = -1);
void set_current_stream(int device, cudaStream_t stream);
/// A stream of `device`'s pool of 32 per priority, taken in turns.
cudaStream_t pool_stream(int device, bool high_priority);

}  // namespace facula::gpu
