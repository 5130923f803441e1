#include "kernels/attention.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&,
                          const AttentionArgs&)>
    attention("attention");
constinit KernelSlot<void(Tensor&, Tensor&, Tensor&, const Tensor&, const Tensor&, const Tensor&,
                          const Tensor&, const Tensor&, const Tensor&, const Tensor&, const AttentionArgs&)>
    attention_backward("attention_backward");

}  // namespace facula::kernels
