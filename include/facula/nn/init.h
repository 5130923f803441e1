#pragma once
// Initialisation of parameters. The functions change their argument and return it; nothing is recorded.
#include <tuple>

#include "facula/nn/enumtype.h"

namespace facula {
namespace nn {
namespace init {

using NonlinearityType =
    enumtype::OneOf<enumtype::kLinear, enumtype::kConv1D, enumtype::kConv2D, enumtype::kConv3D,
                 enumtype::kConvTranspose1D, enumtype::kConvTranspose2D, enumtype::kConvTranspose3D,
                 enumtype::kSigmoid, enumtype::kTanh, enumtype::kReLU, enumtype::kLeakyReLU, enumtype::kSELU>;
using FanModeType = enumtype::OneOf<enumtype::kFanIn, enumtype::kFanOut>;

/// The factor by which a non-linearity wants the deviation of the weights enlarged: 5/3 for tanh, sqrt(2) for
/// ReLU, sqrt(2 / (1 + param^2)) for leaky ReLU, 3/4 for SELU, else 1.
double calculate_gain(NonlinearityType nonlinearity, double param = 0.01);
Tensor constant_(Tensor tensor, Scalar value);
/// Keeps the identity of the channels in a convolution: a 1 in the middle of each kernel.
/// errors  Error: "Only tensors with 3, 4, or 5 dimensions are supported"
Tensor dirac_(Tensor tensor);
/// The identity matrix.
/// errors  Error: "Only tensors with 2 dimensions are supported"
Tensor eye_(Tensor matrix);
Tensor normal_(Tensor tensor, double mean = 0, double std = 1);
Tensor ones_(Tensor tensor);
/// A matrix (the first dimension by all others) with orthonormal rows or columns, times gain.
/// errors  Error: "Only tensors with 2 or more dimensions are supported"
/// source  Saxe et al. 2013, arXiv:1312.6120
Tensor orthogonal_(Tensor tensor, double gain = 1.0);
/// Each column has the given fraction of zeros, the rest is normal.
Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01);
Tensor uniform_(Tensor tensor, double low = 0, double high = 1);
/// Uniform in ±sqrt(3) gain / sqrt(fan); a: the slope of a leaky ReLU.
/// source  He et al. 2015, arXiv:1502.01852
Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanModeType mode = enumtype::kFanIn(),
                        NonlinearityType nonlinearity = enumtype::kLeakyReLU());
/// Normal with deviation gain / sqrt(fan).
Tensor kaiming_normal_(Tensor tensor, double a = 0, FanModeType mode = enumtype::kFanIn(),
                       NonlinearityType nonlinearity = enumtype::kLeakyReLU());
/// Uniform in ±gain sqrt(6 / (fan_in + fan_out)).
/// source  Glorot & Bengio 2010
Tensor xavier_uniform_(Tensor tensor, double gain = 1);
/// Normal with deviation gain sqrt(2 / (fan_in + fan_out)).
Tensor xavier_normal_(Tensor tensor, double gain = 1);
Tensor zeros_(Tensor tensor);
/// How many inputs feed one output, and how many outputs one input feeds.
/// errors  Error: "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
std::tuple<int64_t, int64_t> _calculate_fan_in_and_fan_out(const Tensor& tensor);

}  // namespace init
}  // namespace nn
}  // namespace facula
