// Maximum pooling: the forward keeps where each maximum was, and both derivatives move values along these
// places.
#include "facula/ops/pool.h"
#include "ops/pool.h"

namespace facula {

using namespace pools;

namespace {

Tensor gather(const char* name, const Tensor& x, const Tensor& indices, bool last);

// The gradient of a pooling of an input of these sizes.
Tensor scatter(const char* name, const Tensor& g, const Tensor& indices, IntArrayRef sizes, bool last) {
  Tensor gx = make_like(sizes, g.scalar_type(), g.device(), last);
  {
    NoGradGuard off;
    if (gx.numel()) kernels::pool_scatter(gx, in_layout(g, last), indices);
  }
  return record(name, gx, grad_of(g, [name, indices, last](const Tensor& h) {
                  return gather(name, h, indices, last);
                }));
}

// The derivative of scatter().
Tensor gather(const char* name, const Tensor& x, const Tensor& indices, bool last) {
  Tensor y = make_like(indices.sizes(), x.scalar_type(), x.device(), last);
  {
    NoGradGuard off;
    if (y.numel()) kernels::pool_gather(y, in_layout(x, last), indices);
  }
  const DimVector sizes(x.sizes().begin(), x.sizes().end());
  return record(name, y, grad_of(x, [name, indices, sizes, last](const Tensor& h) {
                  return scatter(name, h, indices, sizes, last);
                }));
}

struct Names {
  const char *backward, *double_backward;
};
constexpr Names kMax[] = {{"SqueezeBackward1", "MaxPool2DWithIndicesBackwardBackward0"},
                          {"MaxPool2DWithIndicesBackward0", "MaxPool2DWithIndicesBackwardBackward0"},
                          {"MaxPool3DWithIndicesBackward0", "MaxPool3DWithIndicesBackwardBackward0"}};
constexpr Names kAdaptive[] = {{"SqueezeBackward1", "AdaptiveMaxPool2DBackwardBackward0"},
                               {"AdaptiveMaxPool2DBackward0", "AdaptiveMaxPool2DBackwardBackward0"},
                               {"AdaptiveMaxPool3DBackward0", "AdaptiveMaxPool3DBackwardBackward0"}};

// y, and the places when they are wanted (int64) or needed for the gradient (int32 where that suffices).
std::pair<Tensor, Tensor> run(const Names& names, const Tensor& x, const DimVector& sizes,
                              const PoolGeometry& g, bool want_indices) {
  const bool last = channels_last(x);
  Tensor y = make_like(sizes, x.scalar_type(), x.device(), last), indices;
  const bool differentiate = graph::recording() && x.requires_grad();
  int64_t plane = 1;
  for (size_t d = 2; d < x.sizes().size(); ++d) plane *= x.sizes()[d];
  if (want_indices || differentiate)
    indices = make_like(sizes, want_indices || plane > INT32_MAX ? kLong : kInt, x.device(), last);
  {
    NoGradGuard off;
    if (y.numel()) kernels::max_pool(y, indices, in_layout(x, last), g);
  }
  const DimVector from(x.sizes().begin(), x.sizes().end());
  const char* name = names.double_backward;
  return {record(names.backward, y,
                 grad_of(x, [name, indices = save(indices), from,
                             last](const Tensor& g) { return scatter(name, g, indices(), from, last); })),
          indices};
}

void check_rank(const char* name, const Tensor& x, int dims) {
  const int64_t n = x.dim();
  if (dims == 1)
    FACULA_CHECK(n == 2 || n == 3, name,
                 ": Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:",
                 x.sizes());
  else
    FACULA_CHECK(n == dims + 1 || n == dims + 2, "non-empty ", dims + 1, "D or ", dims + 2,
                 "D (batch mode) tensor expected for input");
  for (int64_t d = n - dims - 1; d < n; ++d)
    FACULA_CHECK(x.size(d) > 0, "Expected ", dims + 1, "D or ", dims + 2,
                 "D (batch mode) tensor with optional 0 dim batch size for input, but got:", x.sizes());
}

std::tuple<Tensor, Tensor> max_pool(const char* name, int dims, const Tensor& x, IntArrayRef kernel,
                                    IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation,
                                    bool ceil_mode, bool want_indices) {
  const PoolGeometry g = make_geometry(name, dims, kernel, stride, padding, dilation);
  check_rank(name, x, dims);
  const bool single = x.dim() == dims + 1;
  const Tensor in = single ? x.unsqueeze(0) : x;
  auto [y, indices] = run(kMax[dims - 1], in, pooled_sizes(in, g, ceil_mode), g, want_indices);
  if (single) return {y.squeeze(0), want_indices ? indices.squeeze(0) : Tensor()};
  return {y, indices};
}

std::tuple<Tensor, Tensor> adaptive_max(const char* name, int dims, const Tensor& x,
                                        IntArrayRef output_size) {
  const PoolGeometry g = adaptive_geometry(name, dims, output_size);
  FACULA_CHECK(x.dim() == dims + 1 || x.dim() == dims + 2, name, "(): Expected ", dims + 1, "D or ", dims + 2,
               "D tensor, but got: ", x.sizes());
  for (int64_t d = x.dim() - dims - 1; d < x.dim(); ++d)
    FACULA_CHECK(x.size(d) > 0, name,
                 "(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ",
                 x.sizes(), " with dimension ", d, " being empty");
  const bool single = x.dim() == dims + 1;
  const Tensor in = single ? x.unsqueeze(0) : x;
  auto [y, indices] = run(kAdaptive[dims - 1], in, adaptive_sizes(in, dims, output_size), g, true);
  if (single) return {y.squeeze(0), indices.squeeze(0)};
  return {y, indices};
}

}  // namespace

#define FACULA_MAX_POOL(n)                                                                                 \
  Tensor max_pool##n##d(const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride, IntArrayRef padding, \
                        IntArrayRef dilation, bool ceil_mode) {                                            \
    return std::get<0>(                                                                                    \
        max_pool("max_pool" #n "d", n, x, kernel_size, stride, padding, dilation, ceil_mode, false));      \
  }                                                                                                        \
  std::tuple<Tensor, Tensor> max_pool##n##d_with_indices(const Tensor& x, IntArrayRef kernel_size,         \
                                                         IntArrayRef stride, IntArrayRef padding,          \
                                                         IntArrayRef dilation, bool ceil_mode) {           \
    return max_pool("max_pool" #n "d", n, x, kernel_size, stride, padding, dilation, ceil_mode, true);     \
  }                                                                                                        \
  std::tuple<Tensor, Tensor> adaptive_max_pool##n##d(const Tensor& x, IntArrayRef output_size) {           \
    return adaptive_max("adaptive_max_pool" #n "d", n, x, output_size);                                    \
  }
FACULA_MAX_POOL(1)
FACULA_MAX_POOL(2)
FACULA_MAX_POOL(3)
#undef FACULA_MAX_POOL

}  // namespace facula
