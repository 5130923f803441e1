#include "kernels/rnn.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, RnnTape&, Tensor&, Tensor&, const Tensor&, const Tensor&, const RnnSteps&)>
    rnn_forward("rnn");
constinit KernelSlot<void(Tensor&, Tensor&, Tensor&, Tensor&, const Tensor&, const RnnTape&, const Tensor&,
                          const RnnSteps&)>
    rnn_backward("rnn_backward");
constinit KernelSlot<bool(Tensor&, RnnTape&, Tensor&, Tensor&, const Tensor&, const Tensor&, const Tensor&,
                          const Tensor&, const Tensor&, const RnnSteps&)>
    rnn_forward_joint("rnn");
constinit KernelSlot<bool(Tensor&, Tensor&, const Tensor&, RnnGradients&, const Tensor&, const Tensor&,
                          const Tensor&, const RnnTape&, const RnnSteps&)>
    rnn_backward_joint("rnn_backward");

}  // namespace facula::kernels
