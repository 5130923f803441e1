#pragma once
// The sorting loop that is compiled for each instruction set.
#include <cstdint>

namespace facula::cpu {

/// Lines up to this length are sorted by counting, for each element, those that belong before it.
inline constexpr int64_t kLongestRanked = 256;
/// ranks[i] = how many keys belong before key i: smaller ones, and equal ones before it. `keys` has n rounded up to a
/// multiple of 16 elements, those behind the n-th being the largest int32. Null in a set without the loop.
using RankLoop = void (*)(const int32_t* keys, int64_t n, int32_t* ranks);
extern constinit RankLoop rank_loop;

}  // namespace facula::cpu
