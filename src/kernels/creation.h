#pragma once
// Slots of the factories.
#include "kernels/slot.h"

namespace facula::kernels {

/// y[i] = base + step * (first + i), computed in double; y is contiguous float.
extern constinit KernelSlot<void(const Tensor& y, double base, double step, int64_t first)> ramp;

}  // namespace facula::kernels
