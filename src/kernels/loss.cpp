#include "kernels/loss.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, const LossArgs&)> loss_sum("loss");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, const Tensor&, const LossArgs&)>
    loss_backward("loss_backward");
constinit KernelSlot<bool(const Tensor&)> is_probability("is_probability");
constinit KernelSlot<void(Tensor&, Tensor&, const Tensor&, const Tensor&, const Tensor&,
                          const ClassLossArgs&)>
    nll_loss("nll_loss");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&,
                          const ClassLossArgs&)>
    nll_loss_backward("nll_loss_backward");
constinit KernelSlot<void(Tensor&, Tensor&, Tensor&, const Tensor&, const Tensor&, const Tensor&,
                          const ClassLossArgs&)>
    cross_entropy("cross_entropy");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&,
                          const Tensor&, const ClassLossArgs&)>
    cross_entropy_backward("cross_entropy_backward");

}  // namespace facula::kernels
