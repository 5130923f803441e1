// Places in the sorted order, by comparing everything with everything: short lines only.
#include "cpu/rank.h"

namespace facula::cpu::FACULA_ISA {

#if defined(__AVX2__) || !defined(__x86_64__)

namespace {

constexpr int64_t kLanes = 16;
typedef int32_t V __attribute__((vector_size(kLanes * 4)));
typedef int32_t Loose __attribute__((vector_size(kLanes * 4), aligned(4), may_alias));

void rank(const int32_t* keys, int64_t n, int32_t* ranks) {
  constexpr V lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  for (int64_t block = 0; block < n; block += kLanes) {
    const V key = *reinterpret_cast<const Loose*>(keys + block);
    V count{};
    int64_t j = 0;
    for (; j < block; ++j) count -= V{} + keys[j] <= key;
    for (const int64_t end = block + kLanes < n ? block + kLanes : n; j < end; ++j) {
      const V other = V{} + keys[j];
      const V before = lane > V{} + static_cast<int32_t>(j - block);
      count -= (other < key) | ((other == key) & before);
    }
    for (; j < n; ++j) count -= V{} + keys[j] < key;
    *reinterpret_cast<Loose*>(ranks + block) = count;
  }
}

}  // namespace

void register_rank_loop() { rank_loop = rank; }

#else

void register_rank_loop() {}

#endif

}  // namespace facula::cpu::FACULA_ISA
