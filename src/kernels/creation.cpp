#include "kernels/creation.h"

namespace facula::kernels {

constinit KernelSlot<void(const Tensor&, double, double, int64_t)> ramp("arange");

}  // namespace facula::kernels
