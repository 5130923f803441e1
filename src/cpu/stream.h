#pragma once
// Writing past the caches, compiled for each instruction set.
#include <cstdint>

namespace facula::cpu {

/// Copies `bytes` to memory that nobody will read soon: whole cache lines of dst are neither read first nor
/// kept. Null where the processor has no such stores.
using StreamLoop = void (*)(char* dst, const char* src, int64_t bytes);
extern constinit StreamLoop stream_loop;
/// To be called by the thread that streamed, before others may read the result.
using StreamEnd = void (*)();
extern constinit StreamEnd stream_end;

/// Results from this size on are streamed: with what is read for them, they fill the last cache of most
/// processors. (What sysconf says of its size is the whole machine's where that is shared out to virtual
/// ones.)
inline constexpr int64_t kStreamBytes = int64_t{16} << 20;

}  // namespace facula::cpu
