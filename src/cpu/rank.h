#pragma once
// The sorting loop that is compiled for each instruction set.
#include <cstdint>

namespace facula::cpu {

/// Lines up to this length are sorted by counting, for each element, those that belong before it.
inline constexpr int64_t kLongestRanked = 256;
/// ranks[i] = how many numbers belong before number i: smaller ones (larger ones, if descending), and equal
/// ones before it; NaN counts as the largest, -0 as 0. `x` holds n numbers of 32 bits, floats or integers
/// with a sign; there is room for kLongestRanked behind both pointers. Null in a set without the loop.
using RankLoop = void (*)(const void* x, int64_t n, bool floats, bool descending, int32_t* ranks);
extern constinit RankLoop rank_loop;

}  // namespace facula::cpu
