#pragma once
// What src/cpu/isa/tanh_chain.cpp offers to src/cpu/tanh_chain.cpp: [0] float, [1] double.
#include <cstdint>

namespace facula::cpu {

struct TanhChainLoops {
  void (*backward_gradients)(void* a, void* b, const void* h, const void* g, const void* y, int64_t n);
  void (*second_gradients)(void* a, void* b, void* c, const void* k, const void* h, const void* g,
                           const void* y, int64_t n);
};
extern TanhChainLoops tanh_chain_loops[2];

}  // namespace facula::cpu
