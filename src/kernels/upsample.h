#pragma once
// Slots of resampling: every mode is a sum over weighted elements along one dimension after another.
#include "kernels/slot.h"

namespace facula::kernels {

/// Output place o takes weight[o taps + k] times input place index[o taps + k], k < taps.
struct ResampleTaps {
  int64_t inputs, outputs, taps;
  const int64_t* index;
  const double* weight;
};

/// y = x resampled along `dim`; contiguous, float or double.
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, int64_t dim, const ResampleTaps& taps)> resample;
/// gx = the transposed map of g.
extern constinit KernelSlot<void(Tensor& gx, const Tensor& g, int64_t dim, const ResampleTaps& taps)>
    resample_backward;

}  // namespace facula::kernels
