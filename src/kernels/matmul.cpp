#include "kernels/matmul.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, const Tensor&, const Product&)> matmul(
    "matmul");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, bool)> dot("dot");

}  // namespace facula::kernels
