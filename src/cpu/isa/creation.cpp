// Ramps of numbers.
#include "cpu/creation_loops.h"

namespace facula::cpu::FACULA_ISA {

namespace {

void ramp(float* y, int64_t n, double base, double step, double first) {
  const auto count = static_cast<int32_t>(n);  // 32-bit counters become doubles in vectors everywhere
  for (int32_t i = 0; i < count; ++i)
    y[i] = static_cast<float>(base + step * (first + static_cast<double>(i)));
}

}  // namespace

void register_creation() { ramp_loop = ramp; }

}  // namespace facula::cpu::FACULA_ISA
