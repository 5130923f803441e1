#pragma once
// Options of pooling.
#include <optional>
#include <vector>

#include "facula/core/tensor.h"
#include "facula/nn/arg.h"
#include "facula/nn/expanding_array.h"

namespace facula {
namespace nn {

/// Options of AvgPool1d to AvgPool3d; stride is the kernel's size unless set.
template <size_t D>
struct AvgPoolOptions {
  AvgPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  FACULA_ARG(ExpandingArray<D>, kernel_size);
  FACULA_ARG(ExpandingArray<D>, stride);
  FACULA_ARG(ExpandingArray<D>, padding) = 0;
  FACULA_ARG(bool, ceil_mode) = false;
  FACULA_ARG(bool, count_include_pad) = true;
  FACULA_ARG(std::optional<int64_t>, divisor_override) = std::nullopt;
};
using AvgPool1dOptions = AvgPoolOptions<1>;
using AvgPool2dOptions = AvgPoolOptions<2>;
using AvgPool3dOptions = AvgPoolOptions<3>;

/// Options of MaxPool1d to MaxPool3d; stride is the kernel's size unless set.
template <size_t D>
struct MaxPoolOptions {
  MaxPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  FACULA_ARG(ExpandingArray<D>, kernel_size);
  FACULA_ARG(ExpandingArray<D>, stride);
  FACULA_ARG(ExpandingArray<D>, padding) = 0;
  FACULA_ARG(ExpandingArray<D>, dilation) = 1;
  FACULA_ARG(bool, ceil_mode) = false;
};
using MaxPool1dOptions = MaxPoolOptions<1>;
using MaxPool2dOptions = MaxPoolOptions<2>;
using MaxPool3dOptions = MaxPoolOptions<3>;

/// Options of AdaptiveAvgPool and AdaptiveMaxPool; a size that is nullopt stays the input's.
template <class Size>
struct AdaptivePoolOptions {
  AdaptivePoolOptions(Size output_size) : output_size_(output_size) {}
  FACULA_ARG(Size, output_size);
};
using AdaptiveAvgPool1dOptions = AdaptivePoolOptions<ExpandingArray<1>>;
using AdaptiveAvgPool2dOptions = AdaptivePoolOptions<ExpandingArrayWithOptionalElem<2>>;
using AdaptiveAvgPool3dOptions = AdaptivePoolOptions<ExpandingArrayWithOptionalElem<3>>;
using AdaptiveMaxPool1dOptions = AdaptiveAvgPool1dOptions;
using AdaptiveMaxPool2dOptions = AdaptiveAvgPool2dOptions;
using AdaptiveMaxPool3dOptions = AdaptiveAvgPool3dOptions;

/// Options of LPPool1d to LPPool3d: the norm_type-norm of windows; stride is the kernel's size unless set.
template <size_t D>
struct LPPoolOptions {
  LPPoolOptions(float norm_type, ExpandingArray<D> kernel_size)
      : norm_type_(norm_type), kernel_size_(kernel_size), stride_(kernel_size) {}
  FACULA_ARG(float, norm_type);
  FACULA_ARG(ExpandingArray<D>, kernel_size);
  FACULA_ARG(ExpandingArray<D>, stride);
  FACULA_ARG(bool, ceil_mode) = false;
};
using LPPool1dOptions = LPPoolOptions<1>;
using LPPool2dOptions = LPPoolOptions<2>;
using LPPool3dOptions = LPPoolOptions<3>;

/// Options of MaxUnpool1d to MaxUnpool3d, as of the pooling that is undone.
template <size_t D>
struct MaxUnpoolOptions {
  MaxUnpoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  FACULA_ARG(ExpandingArray<D>, kernel_size);
  FACULA_ARG(ExpandingArray<D>, stride);
  FACULA_ARG(ExpandingArray<D>, padding) = 0;
};
using MaxUnpool1dOptions = MaxUnpoolOptions<1>;
using MaxUnpool2dOptions = MaxUnpoolOptions<2>;
using MaxUnpool3dOptions = MaxUnpoolOptions<3>;

/// Options of FractionalMaxPool2d and 3d: the size of the result, or its ratio to the input's.
template <size_t D>
struct FractionalMaxPoolOptions {
  FractionalMaxPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size) {}
  FACULA_ARG(ExpandingArray<D>, kernel_size);
  FACULA_ARG(std::optional<ExpandingArray<D>>, output_size) = std::nullopt;
  using ExpandingArrayDouble = ExpandingArray<D, double>;
  FACULA_ARG(std::optional<ExpandingArrayDouble>, output_ratio) = std::nullopt;
  FACULA_ARG(Tensor, _random_samples) = Tensor();
};
using FractionalMaxPool2dOptions = FractionalMaxPoolOptions<2>;
using FractionalMaxPool3dOptions = FractionalMaxPoolOptions<3>;

namespace functional {
/// Options of max_unpool1d to max_unpool3d; output_size: the size before the pooling, where that is not
/// clear.
template <size_t D>
struct MaxUnpoolFuncOptions {
  MaxUnpoolFuncOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  FACULA_ARG(ExpandingArray<D>, kernel_size);
  FACULA_ARG(ExpandingArray<D>, stride);
  FACULA_ARG(ExpandingArray<D>, padding) = 0;
  FACULA_ARG(std::optional<std::vector<int64_t>>, output_size) = std::nullopt;
};
using MaxUnpool1dFuncOptions = MaxUnpoolFuncOptions<1>;
using MaxUnpool2dFuncOptions = MaxUnpoolFuncOptions<2>;
using MaxUnpool3dFuncOptions = MaxUnpoolFuncOptions<3>;
using LPPool1dFuncOptions = LPPool1dOptions;
using LPPool2dFuncOptions = LPPool2dOptions;
using LPPool3dFuncOptions = LPPool3dOptions;
using FractionalMaxPool2dFuncOptions = FractionalMaxPool2dOptions;
using FractionalMaxPool3dFuncOptions = FractionalMaxPool3dOptions;
using AvgPool1dFuncOptions = AvgPool1dOptions;
using AvgPool2dFuncOptions = AvgPool2dOptions;
using AvgPool3dFuncOptions = AvgPool3dOptions;
using MaxPool1dFuncOptions = MaxPool1dOptions;
using MaxPool2dFuncOptions = MaxPool2dOptions;
using MaxPool3dFuncOptions = MaxPool3dOptions;
using AdaptiveAvgPool1dFuncOptions = AdaptiveAvgPool1dOptions;
using AdaptiveAvgPool2dFuncOptions = AdaptiveAvgPool2dOptions;
using AdaptiveAvgPool3dFuncOptions = AdaptiveAvgPool3dOptions;
using AdaptiveMaxPool1dFuncOptions = AdaptiveMaxPool1dOptions;
using AdaptiveMaxPool2dFuncOptions = AdaptiveMaxPool2dOptions;
using AdaptiveMaxPool3dFuncOptions = AdaptiveMaxPool3dOptions;
}  // namespace functional

}  // namespace nn
}  // namespace facula
