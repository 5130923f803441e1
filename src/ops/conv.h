#pragma once
// What convolution ops share.
#include "kernels/conv.h"

namespace facula::convs {

/// The settings of one convolution, checked and with a value per spatial dimension.
struct Settings {
  kernels::ConvGeometry geometry;
  bool transposed = false;
  int64_t output_padding[3] = {0, 0, 0};
};
/// errors  Error for lists of the wrong length
Settings make_settings(int64_t dims, IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation,
                       bool transposed, IntArrayRef output_padding, int64_t groups);
/// errors  PyTorch's, for values or shapes that do not fit
void check(const Tensor& x, const Tensor& w, const Tensor& bias, const Settings& s);
DimVector output_sizes(const Tensor& x, const Tensor& w, const Settings& s);

/// The recorded op and its recorded gradient, on batched input.
Tensor forward(const Tensor& x, const Tensor& w, const Tensor& bias, const Settings& s);
std::tuple<Tensor, Tensor, Tensor> backward(const Tensor& g, const Tensor& x, const Tensor& w,
                                            const Settings& s, std::array<bool, 3> mask);

}  // namespace facula::convs
