// Places in the sorted order, by comparing everything with everything: short lines only.
#include "cpu/rank.h"

#include "facula/core/inline.h"

namespace facula::cpu::FACULA_ISA {

#if defined(__AVX2__) || !defined(__x86_64__)

namespace {

// Vectors of 32 bytes: wider ones compare into mask registers, from which it is a long way to a sum.
constexpr int64_t kLanes = 8;
typedef int32_t V __attribute__((vector_size(kLanes * 4)));
typedef int32_t Loose __attribute__((vector_size(kLanes * 4), aligned(4), may_alias));

// Integers in the order of the numbers.
FACULA_INLINE V ordered(V x, bool floats, bool descending) {
  constexpr int32_t kMost = 0x7fffffff, kInfinity = 0x7f800000;
  if (floats) {
    const V magnitude = x & kMost;
    x = x < 0 ? x ^ kMost : x;
    x = magnitude == 0 ? V{} : x;
    x = magnitude > kInfinity ? V{} + kMost : x;
  }
  return descending ? ~x : x;
}

// Four blocks of keys are compared with each key: equal ones belong before the lanes behind them only.
void rank(const void* x, int64_t n, bool floats, bool descending, int32_t* ranks) {
  constexpr V lane = {0, 1, 2, 3, 4, 5, 6, 7};
  constexpr int kBlocks = 4;
  alignas(64) int32_t keys[kLongestRanked];
  for (int64_t i = 0; i < n; i += kLanes)
    *reinterpret_cast<Loose*>(keys + i) =
        ordered(*reinterpret_cast<const Loose*>(static_cast<const int32_t*>(x) + i), floats, descending);
  for (int64_t group = 0; group < n; group += kBlocks * kLanes) {
    V key[kBlocks], before[kBlocks];
    for (int k = 0; k < kBlocks; ++k) {
      key[k] = *reinterpret_cast<const Loose*>(keys + group + k * kLanes);
      before[k] = V{} + static_cast<int32_t>(group + k * kLanes);  // all in front, less those that are larger
    }
    for (int64_t j = 0; j < group; ++j)
      for (int k = 0; k < kBlocks; ++k) before[k] += V{} + keys[j] > key[k];
#pragma GCC unroll 4
    for (int own = 0; own < kBlocks; ++own) {
      const int64_t first = group + own * kLanes;
      for (int64_t j = first; j < first + kLanes && j < n; ++j) {
        const V other = V{} + keys[j], behind = lane > V{} + static_cast<int32_t>(j - first);
        for (int k = 0; k < own; ++k) before[k] -= other < key[k];
        before[own] -= (other < key[own]) | ((other == key[own]) & behind);
        for (int k = own + 1; k < kBlocks; ++k) before[k] += other > key[k];
      }
    }
    for (int64_t j = group + kBlocks * kLanes; j < n; ++j)
      for (int k = 0; k < kBlocks; ++k) before[k] -= V{} + keys[j] < key[k];
    for (int k = 0; k < kBlocks; ++k) *reinterpret_cast<Loose*>(ranks + group + k * kLanes) = before[k];
  }
}

}  // namespace

void register_rank_loop() { rank_loop = rank; }

#else

void register_rank_loop() {}

#endif

}  // namespace facula::cpu::FACULA_ISA
