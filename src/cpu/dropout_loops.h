#pragma once
// What src/cpu/isa/dropout.cpp offers to src/cpu/dropout.cpp: [0] float, [1] double.
#include <cstdint>

namespace facula::cpu {

/// y = x (mask ? scale : 0)
using MaskedScale = void (*)(void* y, const void* x, const uint8_t* mask, int64_t n, double scale);
extern MaskedScale masked_scale_loops[2];

}  // namespace facula::cpu
