#pragma once
// Slots of the scans. x and y are contiguous, of one shape and dtype; dim counts from the front.
#include "kernels/slot.h"

namespace facula::kernels {

using ScanSlot = KernelSlot<void(Tensor& y, const Tensor& x, int64_t dim)>;
extern constinit ScanSlot cumsum;        // not for bool and the half types
extern constinit ScanSlot cumprod;       // the same
extern constinit ScanSlot logcumsumexp;  // float and double
/// Running extremes and the positions of the last of them; NaN wins. Not for complex and the half types.
using ArgScanSlot = KernelSlot<void(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim)>;
extern constinit ArgScanSlot cummax;
extern constinit ArgScanSlot cummin;

}  // namespace facula::kernels
