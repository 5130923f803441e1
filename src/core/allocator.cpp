#include "facula/core/allocator.h"

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <bit>
#include <cstdlib>
#include <mutex>

#include "facula/core/error.h"

// Two tiers. Blocks of up to 2 KiB (tensor objects, graph nodes, tiny data) are carved from slabs and wait in
// lists of the thread that frees them: no lock, no system call. Larger blocks are rounded up to a size class
// (eight per power of two, so at most 12.5 % is lost) and wait in one shared table under a short lock, with a
// per-thread slot per class in front of it, because a training step asks for the same sizes again and again.

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FACULA_PLAIN_MALLOC 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define FACULA_PLAIN_MALLOC 1
#endif
#endif

namespace facula::memory {
namespace {

constexpr size_t kSmallMax = 2048;
constexpr size_t kSmallBins = kSmallMax / kAlignment + 1;
constexpr size_t kSlab = 64 * 1024;
constexpr uint32_t kBinLimit = 8192;  // blocks a thread keeps per small bin before it shares half of them
constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kLargeClasses = 8 * 40;
constexpr size_t kThreadBlockMax = 256 * 1024;  // a thread keeps one block per class up to this size

struct Block {
  Block* next;
};
struct Bin {
  Block* head = nullptr;
  uint32_t count = 0;
};

struct ThreadCache {
  Bin small[kSmallBins];
  void* large[kLargeClasses] = {};
  std::atomic<int64_t> in_use{0};
  ThreadCache* next = nullptr;  // all caches, for the statistics
  bool idle = false;            // its thread has ended; the next new thread takes it over

  void count(int64_t bytes) {
    in_use.store(in_use.load(std::memory_order_relaxed) + bytes, std::memory_order_relaxed);
  }
};

struct Central {
  std::mutex mutex;
  Bin small[kSmallBins];
  Bin large[kLargeClasses];
  char* slab = nullptr;
  size_t slab_left = 0;
  int64_t waiting = 0;  // bytes in large
  int64_t limit = 0;
  std::atomic<int64_t> reserved{0};
  ThreadCache* threads = nullptr;
};
Central& central() {
  static Central* c = new Central;  // never destroyed: tensors may outlive static destructors
  return *c;
}

__attribute__((tls_model("initial-exec"))) thread_local ThreadCache* cache = nullptr;

struct ThreadEnd {
  ~ThreadEnd();
};

ThreadCache& open_cache();
inline ThreadCache& thread_cache() { return cache ? *cache : open_cache(); }

int64_t default_limit() {
  if (const char* s = std::getenv("FACULA_CPU_CACHE_LIMIT")) return std::atoll(s);
  return int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE) / 4;
}

ThreadCache& open_cache() {
  thread_local ThreadEnd end;
  (void)end;
  Central& all = central();
  std::lock_guard lock(all.mutex);
  if (!all.limit) all.limit = default_limit();
  ThreadCache* c = all.threads;
  while (c && !c->idle) c = c->next;
  if (!c) {
    c = new ThreadCache();
    c->next = all.threads;
    all.threads = c;
  }
  c->idle = false;
  cache = c;
  return *c;
}

// Class k covers sizes up to (8 + k % 8 + 1) << (k / 8 + 8): 2304, 2560, ...
size_t large_class(size_t bytes) {
  const int top = static_cast<int>(std::bit_width(bytes - 1)) - 1;  // bytes - 1 lies in [2^top, 2^(top+1))
  const size_t eighth = ((bytes - 1) >> (top - 3)) & 7;
  return static_cast<size_t>(top - 11) * 8 + eighth;
}
size_t class_bytes(size_t k) { return (size_t{9} + k % 8) << (k / 8 + 8); }

void* system_block(size_t bytes) {
  const bool huge = bytes >= 2 * kHugePage;
  const size_t align = huge ? kHugePage : kAlignment;
  void* p = std::aligned_alloc(align, (bytes + align - 1) / align * align);
  if (!p) {
    empty_cache();
    p = std::aligned_alloc(align, (bytes + align - 1) / align * align);
  }
  FACULA_CHECK_AS(OutOfMemoryError, p, "DefaultCPUAllocator: can't allocate memory: you tried to allocate ",
                  static_cast<int64_t>(bytes), " bytes.");
  if (huge) madvise(p, bytes, MADV_HUGEPAGE);
  central().reserved.fetch_add(static_cast<int64_t>(bytes), std::memory_order_relaxed);
  return p;
}

void to_system(void* p, size_t bytes) noexcept {
  central().reserved.fetch_sub(static_cast<int64_t>(bytes), std::memory_order_relaxed);
  std::free(p);
}

void* refill_small(ThreadCache& c, size_t bin) {
  Central& all = central();
  std::lock_guard lock(all.mutex);
  Bin& shared = all.small[bin];
  if (shared.head) {  // take a handful of what other threads gave back
    for (int i = 0; i < 64 && shared.head; ++i) {
      Block* b = shared.head;
      shared.head = b->next;
      --shared.count;
      b->next = c.small[bin].head;
      c.small[bin].head = b;
      ++c.small[bin].count;
    }
    Block* b = c.small[bin].head;
    c.small[bin].head = b->next;
    --c.small[bin].count;
    return b;
  }
  const size_t bytes = bin * kAlignment;
  if (all.slab_left < bytes) {
    all.slab = static_cast<char*>(std::aligned_alloc(kAlignment, kSlab));
    FACULA_CHECK_AS(OutOfMemoryError, all.slab,
                    "DefaultCPUAllocator: can't allocate memory: you tried to allocate ", bytes, " bytes.");
    all.reserved.fetch_add(static_cast<int64_t>(kSlab), std::memory_order_relaxed);
    all.slab_left = kSlab;
  }
  void* p = all.slab;
  all.slab += bytes;
  all.slab_left -= bytes;
  return p;
}

void share(ThreadCache& c, size_t bin, uint32_t n) noexcept {
  Central& all = central();
  std::lock_guard lock(all.mutex);
  for (; n; --n) {
    Block* b = c.small[bin].head;
    c.small[bin].head = b->next;
    --c.small[bin].count;
    b->next = all.small[bin].head;
    all.small[bin].head = b;
    ++all.small[bin].count;
  }
}

void* allocate_large(ThreadCache& c, size_t bytes) {
  const size_t k = large_class(bytes);
  FACULA_CHECK_AS(OutOfMemoryError, k < kLargeClasses,
                  "DefaultCPUAllocator: can't allocate memory: you tried to allocate ", bytes, " bytes.");
  c.count(static_cast<int64_t>(class_bytes(k)));
  if (void* p = c.large[k]) {
    c.large[k] = nullptr;
    return p;
  }
  Central& all = central();
  {
    std::lock_guard lock(all.mutex);
    Bin& bin = all.large[k];
    if (Block* b = bin.head) {
      bin.head = b->next;
      --bin.count;
      all.waiting -= static_cast<int64_t>(class_bytes(k));
      return b;
    }
  }
  try {
    return system_block(class_bytes(k));
  } catch (...) {
    c.count(-static_cast<int64_t>(class_bytes(k)));
    throw;
  }
}

void keep_large(Central& all, void* p, size_t k) noexcept {
  const size_t bytes = class_bytes(k);
  {
    std::lock_guard lock(all.mutex);
    if (all.waiting + static_cast<int64_t>(bytes) <= all.limit) {
      auto* b = static_cast<Block*>(p);
      b->next = all.large[k].head;
      all.large[k].head = b;
      ++all.large[k].count;
      all.waiting += static_cast<int64_t>(bytes);
      return;
    }
  }
  to_system(p, bytes);
}

void deallocate_large(ThreadCache& c, void* p, size_t bytes) noexcept {
  const size_t k = large_class(bytes);
  c.count(-static_cast<int64_t>(class_bytes(k)));
  if (class_bytes(k) <= kThreadBlockMax && !c.large[k]) {
    c.large[k] = p;
    return;
  }
  keep_large(central(), p, k);
}

ThreadEnd::~ThreadEnd() {
  ThreadCache* c = cache;
  if (!c) return;
  for (size_t bin = 0; bin < kSmallBins; ++bin) share(*c, bin, c->small[bin].count);
  Central& all = central();
  for (size_t k = 0; k < kLargeClasses; ++k)
    if (c->large[k]) {
      keep_large(all, c->large[k], k);
      c->large[k] = nullptr;
    }
  std::lock_guard lock(all.mutex);
  cache = nullptr;
  c->idle = true;
}

}  // namespace

void* allocate(size_t bytes) {
#ifdef FACULA_PLAIN_MALLOC
  void* p = std::aligned_alloc(kAlignment, (bytes + kAlignment) / kAlignment * kAlignment);
  FACULA_CHECK_AS(OutOfMemoryError, p, "DefaultCPUAllocator: can't allocate memory: you tried to allocate ",
                  bytes, " bytes.");
  thread_cache().count(static_cast<int64_t>(bytes));
  return p;
#else
  ThreadCache& c = thread_cache();
  if (bytes > kSmallMax) return allocate_large(c, bytes);
  const size_t bin = (bytes + kAlignment - 1) / kAlignment + (bytes == 0);
  c.count(static_cast<int64_t>(bin * kAlignment));
  Block* b = c.small[bin].head;
  if (!b) return refill_small(c, bin);
  c.small[bin].head = b->next;
  --c.small[bin].count;
  return b;
#endif
}

void deallocate(void* p, size_t bytes) noexcept {
  if (!p) return;
#ifdef FACULA_PLAIN_MALLOC
  thread_cache().count(-static_cast<int64_t>(bytes));
  std::free(p);
#else
  ThreadCache& c = thread_cache();
  if (bytes > kSmallMax) return deallocate_large(c, p, bytes);
  const size_t bin = (bytes + kAlignment - 1) / kAlignment + (bytes == 0);
  c.count(-static_cast<int64_t>(bin * kAlignment));
  auto* b = static_cast<Block*>(p);
  b->next = c.small[bin].head;
  c.small[bin].head = b;
  if (++c.small[bin].count > kBinLimit) share(c, bin, kBinLimit / 2);
#endif
}

int64_t memory_allocated() {
  Central& all = central();
  std::lock_guard lock(all.mutex);
  int64_t sum = 0;
  for (ThreadCache* c = all.threads; c; c = c->next) sum += c->in_use.load(std::memory_order_relaxed);
  return sum;
}

int64_t memory_reserved() { return central().reserved.load(); }

void empty_cache() {
  Central& all = central();
  std::lock_guard lock(all.mutex);
  for (size_t k = 0; k < kLargeClasses; ++k)
    while (Block* b = all.large[k].head) {
      all.large[k].head = b->next;
      --all.large[k].count;
      to_system(b, class_bytes(k));
    }
  all.waiting = 0;
}

void set_cache_limit(int64_t bytes) {
  std::lock_guard lock(central().mutex);
  central().limit = bytes;
}

}  // namespace facula::memory
