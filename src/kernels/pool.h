#pragma once
// Slots of the poolings, and the windows that every device computes alike. Tensors are (N, C, spatial…),
// row-major or, for x and y together, channels last.
#include "facula/core/inline.h"
#include "kernels/slot.h"

namespace facula::kernels {

struct PoolGeometry {
  int dims = 2;  // spatial
  int64_t kernel[3] = {1, 1, 1}, stride[3] = {1, 1, 1}, padding[3] = {0, 0, 0}, dilation[3] = {1, 1, 1};
  bool adaptive = false;  // windows share out the input; the four lists are not used
  bool count_padding = true;
  int64_t divisor = 0;  // of a mean; 0: the window's size
};

/// Positions begin, begin + step, … below end; `count` of them for a mean.
struct PoolWindow {
  int64_t begin, end, step, count;
};
/// The window of output place `o` along dimension `d`, for an input and output of these lengths.
FACULA_INLINE PoolWindow pool_window(const PoolGeometry& g, int d, int64_t o, int64_t input, int64_t output) {
  if (g.adaptive) {
    const int64_t begin = o * input / output, end = ((o + 1) * input + output - 1) / output;
    return {begin, end, 1, end - begin};
  }
  const int64_t first = o * g.stride[d] - g.padding[d], step = g.dilation[d];
  const int64_t last = first + (g.kernel[d] - 1) * step + 1;
  const int64_t begin = first >= 0 ? first : first + (-first + step - 1) / step * step;
  const int64_t end = last < input ? last : input;
  const int64_t padded = last < input + g.padding[d] ? last : input + g.padding[d];
  return {begin, end, step, g.count_padding ? padded - first : end - begin};
}

/// y = maxima of x; indices (int32 or int64), if defined, = their places within the plane.
extern constinit KernelSlot<void(Tensor& y, Tensor& indices, const Tensor& x, const PoolGeometry& geometry)>
    max_pool;
/// x = 0, then x[index of o] += y[o].
extern constinit KernelSlot<void(Tensor& x, const Tensor& y, const Tensor& indices)> pool_scatter;
/// y[o] = x[index of o].
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, const Tensor& indices)> pool_gather;
/// y = means of x.
extern constinit KernelSlot<void(Tensor& y, const Tensor& x, const PoolGeometry& geometry)> avg_pool;
/// x = gradient of avg_pool's input for gradient g.
extern constinit KernelSlot<void(Tensor& x, const Tensor& g, const PoolGeometry& geometry)> avg_pool_backward;

}  // namespace facula::kernels
