// Mean pooling. It is linear: the gradient of its gradient is the pooling again.
#include "facula/ops/pool.h"
#include "ops/pool.h"

namespace facula {

using namespace pools;

namespace {

struct Names {
  const char *forward, *backward;
};
constexpr Names kAvg[] = {{"SqueezeBackward1", "AvgPool2DBackwardBackward0"},
                          {"AvgPool2DBackward0", "AvgPool2DBackwardBackward0"},
                          {"AvgPool3DBackward0", "AvgPool3DBackwardBackward0"}};
constexpr Names kAdaptive[] = {{"SqueezeBackward1", "AdaptiveAvgPool2DBackwardBackward0"},
                               {"AdaptiveAvgPool2DBackward0", "AdaptiveAvgPool2DBackwardBackward0"},
                               {"AdaptiveAvgPool3DBackward0", "AdaptiveAvgPool3DBackwardBackward0"}};

Tensor spread(const Names& names, const Tensor& g, const DimVector& from, const PoolGeometry& geometry,
              bool last);

Tensor mean_of(const Names& names, const char* name, const Tensor& x, const DimVector& sizes,
               const PoolGeometry& geometry, bool last) {
  Tensor y = make_like(sizes, x.scalar_type(), x.device(), last);
  {
    NoGradGuard off;
    if (y.numel()) kernels::avg_pool(y, in_layout(x, last), geometry);
  }
  const DimVector from(x.sizes().begin(), x.sizes().end());
  return record(name, y, grad_of(x, [&names, from, geometry, last](const Tensor& g) {
                  return spread(names, g, from, geometry, last);
                }));
}

Tensor spread(const Names& names, const Tensor& g, const DimVector& from, const PoolGeometry& geometry,
              bool last) {
  Tensor gx = make_like(from, g.scalar_type(), g.device(), last);
  {
    NoGradGuard off;
    if (g.numel() == 0)
      gx.zero_();
    else if (gx.numel())
      kernels::avg_pool_backward(gx, in_layout(g, last), geometry);
  }
  const DimVector sizes(g.sizes().begin(), g.sizes().end());
  return record(names.backward, gx, grad_of(g, [&names, sizes, geometry, last](const Tensor& h) {
                  return mean_of(names, names.backward, h, sizes, geometry, last);
                }));
}

Tensor avg_pool(const char* name, int dims, const Tensor& x, IntArrayRef kernel, IntArrayRef stride,
                IntArrayRef padding, bool ceil_mode, bool count_include_pad, std::optional<int64_t> divisor) {
  FACULA_CHECK(!divisor || *divisor != 0, "divisor must be not zero");
  PoolGeometry g = make_geometry(name, dims, kernel, stride, padding, 1);
  g.count_padding = count_include_pad;
  g.divisor = divisor.value_or(0);
  const int64_t n = x.dim();
  if (dims == 1)
    FACULA_CHECK(n == 2 || n == 3, "Expected 2 to 3 dimensions, but got ", n,
                 "-dimensional tensor for argument #1 'self' (while checking arguments for avg_pool1d)");
  else
    FACULA_CHECK(n == dims + 1 || n == dims + 2, "non-empty ", dims + 1, "D or ", dims + 2,
                 "D (batch mode) tensor expected for input");
  return batched(x, dims, [&](const Tensor& in) {
    return mean_of(kAvg[dims - 1], kAvg[dims - 1].forward, in, pooled_sizes(in, g, ceil_mode), g,
                   channels_last(in));
  });
}

Tensor adaptive_avg(const char* name, int dims, const Tensor& x, IntArrayRef output_size) {
  const PoolGeometry g = adaptive_geometry(name, dims, output_size);
  if (dims == 1)
    FACULA_CHECK(
        x.dim() == 2 || x.dim() == 3, "Expected 2 to 3 dimensions, but got ", x.dim(),
        "-dimensional tensor for argument #1 'self' (while checking arguments for adaptive_avg_pool1d)");
  FACULA_CHECK(x.dim() == dims + 1 || x.dim() == dims + 2, name, "(): Expected ", dims + 1, "D or ", dims + 2,
               "D tensor, but got ", x.sizes());
  for (int64_t d = x.dim() - dims; d < x.dim(); ++d)
    FACULA_CHECK(x.size(d) > 0, name,
                 "(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ",
                 x.sizes(), " with dimension ", d, " being empty");
  return batched(x, dims, [&](const Tensor& in) {
    const DimVector sizes = adaptive_sizes(in, dims, output_size);
    if (dims == 2 && sizes[2] == 1 && sizes[3] == 1) return in.mean({2, 3}, true);  // as PyTorch does
    return mean_of(kAdaptive[dims - 1], kAdaptive[dims - 1].forward, in, sizes, g, channels_last(in));
  });
}

}  // namespace

Tensor avg_pool1d(const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride, IntArrayRef padding,
                  bool ceil_mode, bool count_include_pad) {
  return avg_pool("avg_pool1d", 1, x, kernel_size, stride, padding, ceil_mode, count_include_pad,
                  std::nullopt);
}
Tensor avg_pool2d(const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride, IntArrayRef padding,
                  bool ceil_mode, bool count_include_pad, std::optional<int64_t> divisor_override) {
  return avg_pool("avg_pool2d", 2, x, kernel_size, stride, padding, ceil_mode, count_include_pad,
                  divisor_override);
}
Tensor avg_pool3d(const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride, IntArrayRef padding,
                  bool ceil_mode, bool count_include_pad, std::optional<int64_t> divisor_override) {
  return avg_pool("avg_pool3d", 3, x, kernel_size, stride, padding, ceil_mode, count_include_pad,
                  divisor_override);
}

Tensor adaptive_avg_pool1d(const Tensor& x, IntArrayRef output_size) {
  return adaptive_avg("adaptive_avg_pool1d", 1, x, output_size);
}
Tensor adaptive_avg_pool2d(const Tensor& x, IntArrayRef output_size) {
  return adaptive_avg("adaptive_avg_pool2d", 2, x, output_size);
}
Tensor adaptive_avg_pool3d(const Tensor& x, IntArrayRef output_size) {
  return adaptive_avg("adaptive_avg_pool3d", 3, x, output_size);
}

}  // namespace facula
