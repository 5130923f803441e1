#include "kernels/cat.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, TensorList, int64_t)> cat("cat");

}  // namespace facula::kernels
