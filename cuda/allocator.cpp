#include "cuda/allocator.h"

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cuda/device.h"
#include "cuda/error.h"

namespace facula::gpu {

namespace {

constexpr size_t kRound = 512;              // every block is a multiple of this
constexpr size_t kSmall = 1 << 20;          // up to here blocks come from small segments
constexpr size_t kSmallSegment = 2 << 20;   //
constexpr size_t kLargeSegment = 20 << 20;  // for blocks below kLarge
constexpr size_t kLarge = 10 << 20;         //
constexpr size_t kLargeRound = 2 << 20;     // segments of bigger blocks

size_t round_up(size_t n, size_t to) { return (n + to - 1) / to * to; }

struct Block {
  char* p;
  size_t size;
  cudaStream_t stream;
  bool small;
  bool free = false;
  Block *before = nullptr, *after = nullptr;  // neighbours in the segment
  std::vector<cudaStream_t> used_on;          // other streams
  int events = 0;                             // still to happen before it is free

  bool whole() const { return !before && !after; }
};

struct Smaller {
  bool operator()(const Block* a, const Block* b) const {
    if (a->stream != b->stream) return a->stream < b->stream;
    if (a->size != b->size) return a->size < b->size;
    return a->p < b->p;
  }
};
using FreeSet = std::set<Block*, Smaller>;

std::string size_text(double bytes) {
  const char* unit = "bytes";
  char text[32];
  for (const char* next : {"KiB", "MiB", "GiB"}) {
    if (bytes < 1024) break;
    bytes /= 1024;
    unit = next;
  }
  std::snprintf(text, sizeof text, *unit == 'b' ? "%.0f %s" : "%.2f %s", bytes, unit);
  return text;
}

class DeviceCache {
 public:
  void* take(size_t bytes, int device) {
    const size_t size = round_up(bytes, kRound);
    const cudaStream_t stream = current_stream(device);
    std::lock_guard<std::mutex> lock(mutex_);
    collect(false);
    Block* b = find(size, stream);
    if (!b) b = grow(size, stream, device);
    cut(b, size);
    b->free = false;
    used_[b->p] = b;
    stats_.allocations++;
    stats_.allocated += static_cast<int64_t>(b->size);
    stats_.max_allocated = std::max(stats_.max_allocated, stats_.allocated);
    return b->p;
  }

  bool give(void* p) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto it = used_.find(p);
    if (it == used_.end()) return false;
    Block* b = it->second;
    used_.erase(it);
    stats_.allocated -= static_cast<int64_t>(b->size);
    if (b->used_on.empty())
      release(b);
    else
      wait_for(b);
    return true;
  }

  bool record(void* p, cudaStream_t stream) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto it = used_.find(p);
    if (it == used_.end()) return false;
    Block* b = it->second;
    if (stream == b->stream) return true;
    for (cudaStream_t s : b->used_on)
      if (s == stream) return true;
    b->used_on.push_back(stream);
    return true;
  }

  void empty() {
    std::lock_guard<std::mutex> lock(mutex_);
    collect(true);
    free_segments();
  }
  MemoryStats stats() {
    std::lock_guard<std::mutex> lock(mutex_);
    MemoryStats s = stats_;
    s.inactive_split = 0;
    for (const FreeSet* set : {&small_, &large_})
      for (const Block* b : *set)
        if (!b->whole()) s.inactive_split += static_cast<int64_t>(b->size);
    return s;
  }
  void reset_peak() {
    std::lock_guard<std::mutex> lock(mutex_);
    stats_.max_allocated = stats_.allocated;
    stats_.max_reserved = stats_.reserved;
  }

 private:
  FreeSet& set_of(const Block* b) { return b->small ? small_ : large_; }

  Block* find(size_t size, cudaStream_t stream) {
    FreeSet& set = size <= kSmall ? small_ : large_;
    Block key{nullptr, size, stream, size <= kSmall, false, nullptr, nullptr, {}, 0};
    const auto it = set.lower_bound(&key);
    if (it == set.end() || (*it)->stream != stream) return nullptr;
    Block* b = *it;
    set.erase(it);
    return b;
  }

  Block* grow(size_t size, cudaStream_t stream, int device) {
    const bool small = size <= kSmall;
    const size_t segment = small           ? kSmallSegment
                           : size < kLarge ? kLargeSegment
                                           : round_up(size, kLargeRound);
    void* p = nullptr;
    cudaError_t status = cudaMalloc(&p, segment);
    if (status == cudaErrorMemoryAllocation) {  // once more, with what lies idle given back
      cudaGetLastError();
      stats_.retries++;
      collect(true);
      free_segments();
      status = cudaMalloc(&p, segment);
    }
    if (status == cudaErrorMemoryAllocation) out_of_memory(size, device);
    FACULA_CUDA(status);
    stats_.segments++;
    stats_.reserved += static_cast<int64_t>(segment);
    stats_.max_reserved = std::max(stats_.max_reserved, stats_.reserved);
    return new Block{static_cast<char*>(p), segment, stream, small, false, nullptr, nullptr, {}, 0};
  }

  [[noreturn]] void out_of_memory(size_t size, int device) {
    cudaGetLastError();
    stats_.failures++;
    size_t free = 0, total = 0;
    cudaMemGetInfo(&free, &total);
    detail::fail<OutOfMemoryError>(
        "CUDA out of memory. Tried to allocate ", size_text(static_cast<double>(size)), " (GPU ", device,
        "; ", size_text(static_cast<double>(total)), " total capacity; ",
        size_text(static_cast<double>(stats_.allocated)), " already allocated; ",
        size_text(static_cast<double>(free)), " free; ", size_text(static_cast<double>(stats_.reserved)),
        " reserved in total by Facula) If reserved memory is >> allocated memory, fragmentation is the "
        "cause: "
        "see facula::cuda::memory_summary() and empty_cache()");
  }

  // Cuts off what `size` does not need, if that is worth a block.
  void cut(Block* b, size_t size) {
    const size_t left = b->size - size;
    if (left < kRound || (!b->small && left <= kSmall)) return;
    auto* rest = new Block{b->p + size, left, b->stream, b->small, true, b, b->after, {}, 0};
    if (b->after) b->after->before = rest;
    b->after = rest;
    b->size = size;
    set_of(rest).insert(rest);
  }

  // Joins a free block with its free neighbours and enters it.
  void release(Block* b) {
    if (Block* a = b->after; a && a->free) {
      set_of(a).erase(a);
      b->size += a->size;
      b->after = a->after;
      if (a->after) a->after->before = b;
      delete a;
    }
    if (Block* a = b->before; a && a->free) {
      set_of(a).erase(a);
      a->size += b->size;
      a->after = b->after;
      if (b->after) b->after->before = a;
      delete b;
      b = a;
    }
    b->free = true;
    set_of(b).insert(b);
  }

  void wait_for(Block* b) {
    for (cudaStream_t s : b->used_on) {
      cudaEvent_t event = nullptr;
      if (!spare_events_.empty()) {
        event = spare_events_.back();
        spare_events_.pop_back();
      } else if (cudaEventCreateWithFlags(&event, cudaEventDisableTiming) != cudaSuccess) {
        cudaGetLastError();
        cudaStreamSynchronize(s);
        continue;
      }
      cudaEventRecord(event, s);
      b->events++;
      pending_.emplace_back(event, b);
    }
    b->used_on.clear();
    if (b->events == 0) release(b);
  }

  // Frees the blocks whose events have happened; with `wait`, all of them.
  void collect(bool wait) {
    size_t kept = 0;
    for (auto& [event, block] : pending_) {
      const cudaError_t status = wait ? cudaEventSynchronize(event) : cudaEventQuery(event);
      if (status == cudaErrorNotReady) {
        cudaGetLastError();
        pending_[kept++] = {event, block};
        continue;
      }
      spare_events_.push_back(event);
      if (--block->events == 0) release(block);
    }
    pending_.resize(kept);
  }

  void free_segments() {
    for (FreeSet* set : {&small_, &large_})
      for (auto it = set->begin(); it != set->end();) {
        Block* b = *it;
        if (!b->whole()) {
          ++it;
          continue;
        }
        it = set->erase(it);
        cudaFree(b->p);  // waits for the work on it
        stats_.segments--;
        stats_.reserved -= static_cast<int64_t>(b->size);
        delete b;
      }
  }

  std::mutex mutex_;
  FreeSet small_, large_;
  std::unordered_map<void*, Block*> used_;
  std::vector<std::pair<cudaEvent_t, Block*>> pending_;
  std::vector<cudaEvent_t> spare_events_;
  MemoryStats stats_;
};

// Never destroyed: tensors in static objects are freed after main().
DeviceCache& cache(int device) {
  static DeviceCache* caches = new DeviceCache[kMaxDevices];
  return caches[device];
}

int device_of(void* p) {
  cudaPointerAttributes a{};
  return cudaPointerGetAttributes(&a, p) == cudaSuccess ? a.device : -1;
}

}  // namespace

void* allocate(size_t bytes, int device) {
  device = resolve(device);
  if (bytes == 0) return nullptr;
  DeviceGuard guard(device);
  return cache(device).take(bytes, device);
}

void deallocate(void* p) noexcept {
  int device = 0;
  if (cudaGetDevice(&device) == cudaSuccess && cache(device).give(p)) return;
  device = device_of(p);
  if (device < 0) return;  // the driver is shutting down
  int before = 0;
  cudaGetDevice(&before);
  cudaSetDevice(device);
  cache(device).give(p);
  cudaSetDevice(before);
}

void record_stream(void* p, cudaStream_t stream) {
  if (!p || cache(current_device()).record(p, stream)) return;
  const int device = device_of(p);
  if (device >= 0) cache(device).record(p, stream);
}

void empty_cache() {
  for (int d = 0; d < device_count(); ++d) {
    if (cache(d).stats().reserved == 0) continue;
    DeviceGuard guard(d);
    cache(d).empty();
  }
}

MemoryStats memory_stats(int device) { return cache(resolve(device)).stats(); }
void reset_peak(int device) { cache(resolve(device)).reset_peak(); }

std::string memory_summary(int device) {
  device = resolve(device);
  const MemoryStats s = memory_stats(device);
  std::string text = detail::concat("CUDA memory of device ", device, " (", properties(device).name, ")\n");
  auto line = [&](const char* what, const std::string& value) {
    text += detail::concat("  ", what, value, '\n');
  };
  auto bytes = [](int64_t n) { return size_text(static_cast<double>(n)); };
  line("allocated       ", bytes(s.allocated));
  line("  at most       ", bytes(s.max_allocated));
  line("reserved        ", bytes(s.reserved));
  line("  at most       ", bytes(s.max_reserved));
  line("inactive splits ", bytes(s.inactive_split));
  line("allocations     ", std::to_string(s.allocations));
  line("segments        ", std::to_string(s.segments));
  line("OOM retries     ", std::to_string(s.retries));
  line("OOM errors      ", std::to_string(s.failures));
  return text;
}

}  // namespace facula::gpu
