#pragma once
// The CPU's ways to convolve, tested against each other.
#include "kernels/conv.h"

namespace facula::cpu {

using kernels::ConvGeometry;

/// A convolution's sizes with three spatial dimensions, leading ones of length 1 added.
struct ConvShape {
  int64_t batch, in, out;  // channels of the whole tensors
  int64_t groups;
  int64_t input[3], kernel[3], output[3];
  int64_t stride[3], padding[3], dilation[3];
  int64_t taps() const { return kernel[0] * kernel[1] * kernel[2]; }
  int64_t input_positions() const { return input[0] * input[1] * input[2]; }
  int64_t output_positions() const { return output[0] * output[1] * output[2]; }
  /// Whether the columns of im2col are the input itself.
  bool pointwise() const;
};
/// x (N, C, *), w (O, C / groups, *), y (N, O, *).
ConvShape conv_shape(const Tensor& x, const Tensor& w, const Tensor& y, const ConvGeometry& g);

/// im2col and one matrix product per sample and group; row-major tensors, T float or double. bias may be
/// null.
template <class T>
void gemm_conv_forward(const ConvShape& s, T* y, const T* x, const T* w, const T* bias);
template <class T>
void gemm_conv_data(const ConvShape& s, T* x, const T* g, const T* w, const T* bias);
template <class T>
void gemm_conv_weight(const ConvShape& s, T* w, T* bias, const T* x, const T* g);

/// Winograd's: 3 x 3 kernels with stride 1, channels in multiples of 16, float32, x, y, g in either layout.
bool winograd_fits(const ConvShape& s);
void winograd_conv_forward(const ConvShape& s, Tensor& y, const Tensor& x, const Tensor& w,
                           const Tensor& bias);
void winograd_conv_data(const ConvShape& s, Tensor& x, const Tensor& g, const Tensor& w, const Tensor& bias);
void winograd_conv_weight(const ConvShape& s, Tensor& w, Tensor& bias, const Tensor& x, const Tensor& g);
void register_winograd_loops();

#ifdef FACULA_HAS_ONEDNN
/// Whether oneDNN takes this shape: an output padding of the stride or more is beyond its formula.
bool onednn_conv_fits(const ConvShape& s);
/// float32; x, y and g channels last, w row-major.
void onednn_conv_forward(const ConvShape& s, int dims, Tensor& y, const Tensor& x, const Tensor& w,
                         const Tensor& bias);
void onednn_conv_data(const ConvShape& s, int dims, Tensor& x, const Tensor& g, const Tensor& w);
void onednn_conv_weight(const ConvShape& s, int dims, Tensor& w, Tensor& bias, const Tensor& x,
                        const Tensor& g);
#endif

}  // namespace facula::cpu
