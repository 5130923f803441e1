#include "kernels/sparse.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&, bool, bool)>
    sparse_product("sparse_product");

}  // namespace facula::kernels
