#include "cuda/device.h"

#include <atomic>
#include <cstring>
#include <mutex>

#include "cuda/error.h"

namespace facula::gpu {

int device_count() noexcept {
  static const int count = [] {
    int n = 0;
    if (cudaGetDeviceCount(&n) != cudaSuccess) {
      cudaGetLastError();
      return 0;
    }
    return n < kMaxDevices ? n : kMaxDevices;
  }();
  return count;
}

int current_device() {
  int device = 0;
  FACULA_CUDA(cudaGetDevice(&device));
  return device;
}

void set_device(int device) { FACULA_CUDA(cudaSetDevice(device)); }

int resolve(int device) {
  FACULA_CHECK(device_count() > 0, "No CUDA GPUs are available");
  if (device < 0) return current_device();
  if (device >= device_count()) throw_cuda(cudaErrorInvalidDevice);
  return device;
}

const Properties& properties(int device) {
  static Properties table[kMaxDevices];
  static std::once_flag once[kMaxDevices];
  std::call_once(once[device], [device] {
    cudaDeviceProp p;
    FACULA_CUDA(cudaGetDeviceProperties(&p, device));
    Properties& mine = table[device];
    mine.multiprocessors = p.multiProcessorCount;
    mine.max_threads = p.maxThreadsPerMultiProcessor;
    mine.major = p.major;
    mine.minor = p.minor;
    mine.total_memory = p.totalGlobalMem;
    std::memcpy(mine.name, p.name, sizeof mine.name - 1);
  });
  return table[device];
}

namespace {
thread_local cudaStream_t current[kMaxDevices] = {};

constexpr unsigned kPoolSize = 32;
struct Pool {
  std::once_flag once;
  cudaStream_t streams[kPoolSize];
  std::atomic<unsigned> next{0};
};
// Leaked with the process: the driver may be gone when static objects are destroyed.
Pool& pool(int device, bool high_priority) {
  static Pool* pools = new Pool[2 * kMaxDevices];
  return pools[2 * device + (high_priority ? 1 : 0)];
}
}  // namespace

cudaStream_t current_stream(int device) { return current[device < 0 ? current_device() : device]; }
void set_current_stream(int device, cudaStream_t stream) { current[resolve(device)] = stream; }

cudaStream_t pool_stream(int device, bool high_priority) {
  device = resolve(device);
  Pool& p = pool(device, high_priority);
  std::call_once(p.once, [&] {
    DeviceGuard guard(device);
    int least = 0, greatest = 0;
    FACULA_CUDA(cudaDeviceGetStreamPriorityRange(&least, &greatest));
    for (cudaStream_t& s : p.streams)
      FACULA_CUDA(cudaStreamCreateWithPriority(&s, cudaStreamNonBlocking, high_priority ? greatest : least));
  });
  return p.streams[p.next.fetch_add(1, std::memory_order_relaxed) % kPoolSize];
}

}  // namespace facula::gpu
