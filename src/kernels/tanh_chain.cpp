#include "kernels/tanh_chain.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, Tensor&, const Tensor&, const Tensor&, const Tensor&)>
    tanh_backward_gradients("tanh_backward_gradients");
constinit KernelSlot<void(Tensor&, Tensor&, Tensor&, const Tensor&, const Tensor&, const Tensor&,
                          const Tensor&)>
    tanh_second_gradients("tanh_second_gradients");

}  // namespace facula::kernels
