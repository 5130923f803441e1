#pragma once
// Slots of dropout.
#include "kernels/slot.h"

namespace facula::kernels {

/// mask (bool, contiguous): 1 with probability `keep`, from the device's default generator.
extern constinit KernelSlot<void(Tensor& mask, double keep)> dropout_mask;
/// y = x scale where mask, else x * 0; contiguous, float or double.
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, const Tensor& mask, double scale)> masked_scale;

}  // namespace facula::kernels
