#include "kernels/softmax.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, const Tensor&, int64_t)> softmax("softmax_kernel_impl");
constinit KernelSlot<void(Tensor&, const Tensor&, int64_t)> log_softmax("log_softmax_kernel_impl");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, int64_t)> softmax_backward(
    "softmax_backward_kernel_impl");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, int64_t)> log_softmax_backward(
    "log_softmax_backward_kernel_impl");

}  // namespace facula::kernels
