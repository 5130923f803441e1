#pragma once
// The caching CPU allocator: every block is 64-byte aligned, and freed blocks wait by size class, since page
// faults on fresh memory are a large part of a CPU training step. Small blocks wait in per-thread lists.
#include <cstddef>
#include <cstdint>

namespace facula {
namespace memory {

inline constexpr size_t kAlignment = 64;

/// A block of at least `bytes` bytes, 64-byte aligned. The same `bytes` must be given to deallocate().
/// errors  OutOfMemoryError
void* allocate(size_t bytes);
void deallocate(void* p, size_t bytes) noexcept;

/// Bytes handed out and not yet taken back, over all threads.
int64_t memory_allocated();
/// Bytes taken from the system: handed out or waiting.
int64_t memory_reserved();
/// Gives waiting large blocks back to the system.
void empty_cache();
/// Most bytes of large blocks that may wait; the rest goes back to the system at once. Default: a quarter of
/// the machine's memory, or FACULA_CPU_CACHE_LIMIT (bytes).
void set_cache_limit(int64_t bytes);

}  // namespace memory

/// Base of small objects that live in the allocator's per-thread lists.
struct Pooled {
  static void* operator new(size_t n) { return memory::allocate(n); }
  static void operator delete(void* p, size_t n) noexcept { memory::deallocate(p, n); }
};

}  // namespace facula
