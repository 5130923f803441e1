#include "kernels/feed_forward.h"

namespace facula::kernels {

constinit KernelSlot<bool(Tensor&, Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&,
                          const Tensor&)>
    feed_forward("feed_forward");
constinit KernelSlot<void(const Tensor&, FeedForwardGradients&, const Tensor&, const Tensor&, const Tensor&,
                          const Tensor&)>
    feed_forward_backward("feed_forward_backward");

}  // namespace facula::kernels
