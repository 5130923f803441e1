#include "kernels/norm.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor& y, Tensor& mean, Tensor& rstd, const Tensor& x, const Tensor& weight,
                          const Tensor& bias, int64_t n, double eps)>
    layer_norm("layer_norm");
constinit KernelSlot<void(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                          const Tensor& mean, const Tensor& rstd, const Tensor& weight, int64_t n)>
    layer_norm_backward("layer_norm_backward");
constinit KernelSlot<void(Tensor& mean, Tensor& var, const Tensor& x, const ChannelLayout& layout)>
    channel_moments("channel_moments");
constinit KernelSlot<void(Tensor& y, const Tensor& x, const Tensor& mean, const Tensor& rstd,
                          const Tensor& weight, const Tensor& bias, const ChannelLayout& layout)>
    channel_affine("channel_affine");
constinit KernelSlot<void(Tensor& y, Tensor& mean, Tensor& var, const Tensor& x, const Tensor& weight,
                          const Tensor& bias, const ChannelLayout& layout, double eps)>
    batch_norm("batch_norm");
constinit KernelSlot<void(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                          const Tensor& mean, const Tensor& rstd, const Tensor& weight, bool training,
                          const ChannelLayout& layout)>
    batch_norm_backward("batch_norm_backward");
constinit KernelSlot<void(Tensor& y, Tensor& mean, Tensor& rstd, const Tensor& x, const Tensor& weight,
                          const Tensor& bias, const ChannelLayout& layout, int64_t groups, double eps)>
    group_norm("group_norm");
constinit KernelSlot<void(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                          const Tensor& mean, const Tensor& rstd, const Tensor& weight,
                          const ChannelLayout& layout, int64_t groups)>
    group_norm_backward("group_norm_backward");

}  // namespace facula::kernels
