#pragma once
// Slots for moving elements.
#include "kernels/slot.h"

namespace facula::kernels {

/// Names a device where a kernel's first argument does not.
struct Where {
  Device where;
  Device device() const { return where; }
};

/// dst[i] = src[i], converted; same shape and device, any strides; no element of dst twice.
extern constinit KernelSlot<void(Tensor& dst, const Tensor& src)> copy;
/// The same between devices; `where` is the one that is not the CPU (dst's if neither is).
extern constinit KernelSlot<void(Where where, Tensor& dst, const Tensor& src, bool non_blocking)> copy_across;
/// dst[i] = *value, an element of dst's dtype in host memory; any strides.
extern constinit KernelSlot<void(Tensor& dst, const void* value)> fill;
/// A copy of a CPU tensor in page-locked memory.
extern constinit KernelSlot<Tensor(Where where, const Tensor& x)> pin_memory;

}  // namespace facula::kernels
