#pragma once
// What the poolings share.
#include <string>

#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/pool.h"

namespace facula::pools {

using kernels::PoolGeometry;

/// The geometry that an op's lists give.
/// errors  Error for lists of the wrong length and values that do not fit
PoolGeometry make_geometry(const char* name, int dims, IntArrayRef kernel, IntArrayRef stride,
                           IntArrayRef padding, IntArrayRef dilation);
PoolGeometry adaptive_geometry(const char* name, int dims, IntArrayRef output_size);
/// Sizes of the result for batched x.
/// errors  Error: "Given input size: (3x5x5). Calculated output size: (3x0x0). Output size is too small"
DimVector pooled_sizes(const Tensor& x, const PoolGeometry& g, bool ceil_mode);
DimVector adaptive_sizes(const Tensor& x, int dims, IntArrayRef output_size);

/// Row-major, or channels last where x is.
bool channels_last(const Tensor& x);
Tensor in_layout(const Tensor& t, bool last);
Tensor make_like(IntArrayRef sizes, ScalarType dtype, Device device, bool last);

/// Runs `f` on x with a batch dimension, which the result loses again.
template <class F>
Tensor batched(const Tensor& x, int dims, const F& f) {
  return x.dim() == dims + 1 ? f(x.unsqueeze(0)).squeeze(0) : f(x);
}

}  // namespace facula::pools
