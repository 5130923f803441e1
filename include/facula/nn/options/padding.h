#pragma once
// Options of padding.
#include <vector>

#include "facula/nn/arg.h"
#include "facula/nn/enumtype.h"
#include "facula/nn/expanding_array.h"

namespace facula {
namespace nn {
/// How much to add before and after each dimension, from the last one on: options of ReflectionPad1d to
/// ReflectionPad3d, and of the other paddings that have no value to add.
template <size_t D>
struct ReflectionPadOptions {
  ReflectionPadOptions(ExpandingArray<D * 2> padding) : padding_(padding) {}
  FACULA_ARG(ExpandingArray<D * 2>, padding);
};
template <size_t D>
using ReplicationPadOptions = ReflectionPadOptions<D>;
template <size_t D>
using CircularPadOptions = ReflectionPadOptions<D>;
template <size_t D>
using ZeroPadOptions = ReflectionPadOptions<D>;
using ReflectionPad1dOptions = ReflectionPadOptions<1>;
using ReflectionPad2dOptions = ReflectionPadOptions<2>;
using ReflectionPad3dOptions = ReflectionPadOptions<3>;
using ReplicationPad1dOptions = ReplicationPadOptions<1>;
using ReplicationPad2dOptions = ReplicationPadOptions<2>;
using ReplicationPad3dOptions = ReplicationPadOptions<3>;
using CircularPad1dOptions = CircularPadOptions<1>;
using CircularPad2dOptions = CircularPadOptions<2>;
using CircularPad3dOptions = CircularPadOptions<3>;
using ZeroPad1dOptions = ZeroPadOptions<1>;
using ZeroPad2dOptions = ZeroPadOptions<2>;
using ZeroPad3dOptions = ZeroPadOptions<3>;

/// Options of ConstantPad1d to ConstantPad3d: likewise, and the value to add.
template <size_t D>
struct ConstantPadOptions {
  ConstantPadOptions(ExpandingArray<D * 2> padding, double value) : padding_(padding), value_(value) {}
  FACULA_ARG(ExpandingArray<D * 2>, padding);
  FACULA_ARG(double, value) = 0;
};
using ConstantPad1dOptions = ConstantPadOptions<1>;
using ConstantPad2dOptions = ConstantPadOptions<2>;
using ConstantPad3dOptions = ConstantPadOptions<3>;

namespace functional {

/// Options of pad: how much to add before and after each dimension, from the last one on.
struct PadFuncOptions {
  using mode_t =
      enumtype::OneOf<enumtype::kConstant, enumtype::kReflect, enumtype::kReplicate, enumtype::kCircular>;
  PadFuncOptions(std::vector<int64_t> pad);
  FACULA_ARG(std::vector<int64_t>, pad);
  FACULA_ARG(mode_t, mode) = enumtype::kConstant();
  FACULA_ARG(double, value) = 0;
};

}  // namespace functional
}  // namespace nn
}  // namespace facula
