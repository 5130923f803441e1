#include "kernels/copy.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, const Tensor&)> copy("copy");
constinit KernelSlot<void(Where, Tensor&, const Tensor&, bool)> copy_across("copy_across");
constinit KernelSlot<void(Tensor&, const void*)> fill("fill");
constinit KernelSlot<Tensor(Where, const Tensor&)> pin_memory("pin_memory");

}  // namespace facula::kernels
