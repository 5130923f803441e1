#include "kernels/dropout.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, double)> dropout_mask("dropout_mask");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, double)> masked_scale("masked_scale");

}  // namespace facula::kernels
