#pragma once
// Slots of the normalisations. Tensors are contiguous (channel-wise ones: or channels last), float or double,
// of one dtype. Undefined gradients are not wanted; weight and bias may be undefined.
#include "kernels/slot.h"

namespace facula {

/// How x's memory is seen by the channel-wise kernels: [outer, channels, inner]; inner = 1 for channels last.
struct ChannelLayout {
  int64_t outer, channels, inner;
};

namespace kernels {

/// Rows of x: [rows, n]; mean, rstd: [rows]; weight, bias: [n].
extern constinit KernelSlot<void(Tensor& y, Tensor& mean, Tensor& rstd, const Tensor& x, const Tensor& weight,
                                 const Tensor& bias, int64_t n, double eps)>
    layer_norm;
extern constinit KernelSlot<void(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                                 const Tensor& mean, const Tensor& rstd, const Tensor& weight, int64_t n)>
    layer_norm_backward;

/// mean and biased variance of every channel.
extern constinit KernelSlot<void(Tensor& mean, Tensor& var, const Tensor& x, const ChannelLayout& layout)>
    channel_moments;
/// y = (x - mean) rstd weight + bias by channel.
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, const Tensor& mean, const Tensor& rstd,
                                 const Tensor& weight, const Tensor& bias, const ChannelLayout& layout)>
    channel_affine;
/// The two in one: mean, biased variance, and y with rstd = 1 / sqrt(var + eps). CPU only.
extern constinit KernelSlot<void(Tensor& y, Tensor& mean, Tensor& var, const Tensor& x, const Tensor& weight,
                                 const Tensor& bias, const ChannelLayout& layout, double eps)>
    batch_norm;
/// Backward of batch_norm; in training mean and rstd depend on x.
extern constinit KernelSlot<void(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                                 const Tensor& mean, const Tensor& rstd, const Tensor& weight, bool training,
                                 const ChannelLayout& layout)>
    batch_norm_backward;

/// x: [N, C, inner], mean, rstd: [N, groups].
extern constinit KernelSlot<void(Tensor& y, Tensor& mean, Tensor& rstd, const Tensor& x, const Tensor& weight,
                                 const Tensor& bias, const ChannelLayout& layout, int64_t groups, double eps)>
    group_norm;
extern constinit KernelSlot<void(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                                 const Tensor& mean, const Tensor& rstd, const Tensor& weight,
                                 const ChannelLayout& layout, int64_t groups)>
    group_norm_backward;

}  // namespace kernels
}  // namespace facula
