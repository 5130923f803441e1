#pragma once
// Options of sliding blocks.
#include "facula/nn/arg.h"
#include "facula/nn/expanding_array.h"

namespace facula {
namespace nn {

struct FoldOptions {
  FoldOptions(ExpandingArray<2> output_size, ExpandingArray<2> kernel_size);
  FACULA_ARG(ExpandingArray<2>, output_size);
  FACULA_ARG(ExpandingArray<2>, kernel_size);
  FACULA_ARG(ExpandingArray<2>, dilation) = 1;
  FACULA_ARG(ExpandingArray<2>, padding) = 0;
  FACULA_ARG(ExpandingArray<2>, stride) = 1;
};
struct UnfoldOptions {
  UnfoldOptions(ExpandingArray<2> kernel_size);
  FACULA_ARG(ExpandingArray<2>, kernel_size);
  FACULA_ARG(ExpandingArray<2>, dilation) = 1;
  FACULA_ARG(ExpandingArray<2>, padding) = 0;
  FACULA_ARG(ExpandingArray<2>, stride) = 1;
};

namespace functional {
using FoldFuncOptions = FoldOptions;
using UnfoldFuncOptions = UnfoldOptions;
}  // namespace functional

}  // namespace nn
}  // namespace facula
