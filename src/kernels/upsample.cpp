#include "kernels/upsample.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, const Tensor&, int64_t, const ResampleTaps&)> resample("upsample");
constinit KernelSlot<void(Tensor&, const Tensor&, int64_t, const ResampleTaps&)> resample_backward(
    "upsample_backward");

}  // namespace facula::kernels
