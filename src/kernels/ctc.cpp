#include "kernels/ctc.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, Tensor&, const Tensor&, const CtcTargets&)> ctc_loss("ctc_loss");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&,
                          const CtcTargets&, bool)>
    ctc_loss_backward("ctc_loss_backward");

}  // namespace facula::kernels
