#pragma once
// The caching device allocator. cudaMalloc and cudaFree are slow and wait for the device, so freed memory is
// kept, cut to size and merged again. A block belongs to the stream that was current when it was taken: work
// on one stream runs in order, so a freed block may be reused there at once. Other streams that used it are
// told to the allocator by record_stream(); their work must be done before the block is given out again.
#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace facula::gpu {

struct MemoryStats {
  int64_t allocated = 0, max_allocated = 0;  // bytes in use
  int64_t reserved = 0, max_reserved = 0;    // bytes taken from the device
  int64_t inactive_split = 0;                // free bytes in segments that are partly in use
  int64_t allocations = 0, segments = 0, retries = 0, failures = 0;
};

/// Memory of `device` (-1: the current one) for the current stream.
/// errors  OutOfMemoryError
void* allocate(size_t bytes, int device);
void deallocate(void* p) noexcept;
/// `p`'s memory is used on `stream`, too: it is not reused before that work is done.
void record_stream(void* p, cudaStream_t stream);
/// Gives all segments that are wholly free back to the device.
void empty_cache();
MemoryStats memory_stats(int device);
void reset_peak(int device);
/// A table of the statistics.
std::string memory_summary(int device);

/// Scratch memory for a kernel: given back when this goes, which is safe since reuse is ordered by the
/// stream.
class Workspace {
 public:
  explicit Workspace(size_t bytes) : p_(bytes ? allocate(bytes, -1) : nullptr) {}
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace() {
    if (p_) deallocate(p_);
  }
  void* get() const { return p_; }
  template <class T>
  T* as() const {
    return static_cast<T*>(p_);
  }

 private:
  void* p_;
};

}  // namespace facula::gpu
