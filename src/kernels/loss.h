#pragma once
// Slots of the losses. Tensors are contiguous, of one dtype (float or double) and shape, unless said.
#include "kernels/slot.h"

namespace facula {

enum class LossKind : int { Mse, L1, SmoothL1, Huber, Bce, BceLogits, Kl, KlLog };
inline constexpr int kLossKinds = 8;

struct LossArgs {
  LossKind kind;
  double param;  // beta, delta
  double scale;  // multiplies the sum
};

/// How class losses are joined; weight may be undefined.
struct ClassLossArgs {
  int64_t reduction;
  int64_t ignore_index;
};

namespace kernels {

/// y (zero-dim) = scale sum of loss(x, t)
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, const Tensor& t, const LossArgs& args)> loss_sum;
/// gx = scale g slope(x, t); g of one element or of x's shape
extern constinit KernelSlot<void(Tensor& gx, const Tensor& g, const Tensor& x, const Tensor& t,
                                 const LossArgs& args)>
    loss_backward;
/// Whether every x is in [0, 1]. Synchronises.
extern constinit KernelSlot<bool(const Tensor& x)> is_probability;

/// x: [N, C, K], target: [N, K]. y: scalar or [N, K]; total (zero-dim): the weights that were used, summed.
extern constinit KernelSlot<void(Tensor& y, Tensor& total, const Tensor& x, const Tensor& target,
                                 const Tensor& weight, const ClassLossArgs& args)>
    nll_loss;
extern constinit KernelSlot<void(Tensor& gx, const Tensor& g, const Tensor& target, const Tensor& weight,
                                 const Tensor& total, const ClassLossArgs& args)>
    nll_loss_backward;
/// log-softmax and nll_loss in one; x: [N, C]. `kept` holds the logarithms of the N rows' sums of
/// exponentials or, on the CPU, if it has N (C + 1) elements, exp(x - row's maximum) and the N inverses of
/// their sums.
extern constinit KernelSlot<void(Tensor& y, Tensor& kept, Tensor& total, const Tensor& x,
                                 const Tensor& target, const Tensor& weight, const ClassLossArgs& args)>
    cross_entropy;
extern constinit KernelSlot<void(Tensor& gx, const Tensor& g, const Tensor& x, const Tensor& kept,
                                 const Tensor& target, const Tensor& weight, const Tensor& total,
                                 const ClassLossArgs& args)>
    cross_entropy_backward;

}  // namespace kernels
}  // namespace facula
