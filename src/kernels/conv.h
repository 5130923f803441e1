#pragma once
// Slots of the convolutions. A transposed convolution is conv_data with its input as `g` and its weight as
// is; so three kernels serve both. Tensors are (N, C, spatial…), dense, row-major or channels last; weights
// are row-major.
#include "kernels/slot.h"

namespace facula::kernels {

struct ConvGeometry {
  int dims = 2;  // spatial
  int64_t stride[3] = {1, 1, 1};
  int64_t padding[3] = {0, 0, 0};
  int64_t dilation[3] = {1, 1, 1};
  int64_t groups = 1;
};

/// y = conv(x, w) + bias; bias may be undefined.
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, const Tensor& w, const Tensor& bias,
                                 const ConvGeometry& geometry)>
    conv_forward;
/// x = gradient of conv with respect to its input, for gradient g, plus bias (for transposed convolutions).
extern constinit KernelSlot<void(Tensor& x, const Tensor& g, const Tensor& w, const Tensor& bias,
                                 const ConvGeometry& geometry)>
    conv_data;
/// w = gradient of conv with respect to its weight; bias, if defined, = g summed over all but channels.
extern constinit KernelSlot<void(Tensor& w, Tensor& bias, const Tensor& x, const Tensor& g,
                                 const ConvGeometry& geometry)>
    conv_weight;

/// A gradient that conv_weight and one of the others are to read, in the layout that both want; it is x or y
/// of a convolution with these sides. CPU only.
extern constinit KernelSlot<Tensor(const Tensor& g, const Tensor& x, const Tensor& y, const Tensor& w,
                                   const ConvGeometry& geometry)>
    conv_gradient;

/// Which CPU path float32 convolutions take; Auto is by shape, or by the environment's FACULA_CONV (onednn,
/// gemm, winograd; the last one where it fits). For tests and measurements.
enum class ConvPath { Auto, OneDnn, Gemm, Winograd };
void set_conv_path(ConvPath path);
ConvPath conv_path();

}  // namespace facula::kernels
