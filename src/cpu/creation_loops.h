#pragma once
// Loops of the factories, compiled once per instruction set.
#include <cstdint>

namespace facula::cpu {

/// y[i] = base + step * (first + i), for less than 2^31 elements.
using RampLoop = void (*)(float* y, int64_t n, double base, double step, double first);
extern constinit RampLoop ramp_loop;

}  // namespace facula::cpu
