#include "kernels/pool.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, Tensor&, const Tensor&, const PoolGeometry&)> max_pool("max_pool");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&)> pool_scatter("max_pool_backward");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&)> pool_gather("max_pool_double_backward");
constinit KernelSlot<void(Tensor&, const Tensor&, const PoolGeometry&)> avg_pool("avg_pool");
constinit KernelSlot<void(Tensor&, const Tensor&, const PoolGeometry&)> avg_pool_backward(
    "avg_pool_backward");

}  // namespace facula::kernels
