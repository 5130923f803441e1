// Derivatives of layers' functions: padding, pooling, resizing, sampling, normalisation.
#include "facula/autograd/autograd.h"
#include "facula/autograd/op_backward.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/pad.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pool.h"
#include "facula/ops/reduce.h"
#include "facula/ops/upsample.h"
#include "facula/ops/view.h"
#include "facula/ops/vision.h"

namespace facula {

namespace {

// The gradient of f(x), linear in x, for an x of these sizes.
template <class F>
Tensor adjoint_of(const Tensor& g, IntArrayRef sizes, F f) {
  const bool again = GradMode::is_enabled() && g.requires_grad();
  const AutoGradMode on(true);
  const Tensor x = zeros(sizes, g.options()).requires_grad_();
  return autograd::grad({f(x)}, {x}, {g}, std::nullopt, again)[0];
}

void check_size(const char* op, const Tensor& g, IntArrayRef output_size) {
  const size_t n = output_size.size(), all = g.sizes().size();
  FACULA_CHECK(all == n + 2 && g.sizes().slice(2) == output_size, op,
               ": expected a gradient of spatial size ", output_size, ", but got ", g.sizes());
}

// g at the places that `indices` names among x's last `dims` dimensions.
Tensor put_back(const char* op, const Tensor& g, const Tensor& x, const Tensor& indices, int64_t dims) {
  FACULA_CHECK(g.sizes() == indices.sizes(), op, ": expected a gradient of the indices' shape ",
               indices.sizes(), ", but got ", g.sizes());
  const Tensor flat = zeros(x.sizes(), g.options()).flatten(-dims, -1);
  return flat.scatter_add(-1, indices.flatten(-dims, -1), g.flatten(-dims, -1)).view(x.sizes());
}

}  // namespace

#define FACULA_PAD_BACKWARD(op)                                                       \
  Tensor op##_backward(const Tensor& g, const Tensor& x, IntArrayRef padding) {       \
    return adjoint_of(g, x.sizes(), [&](const Tensor& v) { return op(v, padding); }); \
  }
FACULA_PAD_BACKWARD(reflection_pad1d)
FACULA_PAD_BACKWARD(reflection_pad2d)
FACULA_PAD_BACKWARD(reflection_pad3d)
FACULA_PAD_BACKWARD(replication_pad1d)
FACULA_PAD_BACKWARD(replication_pad2d)
FACULA_PAD_BACKWARD(replication_pad3d)
#undef FACULA_PAD_BACKWARD

#define FACULA_AVG_BACKWARD(op)                                                                       \
  Tensor op##_backward(const Tensor& g, const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride, \
                       IntArrayRef padding, bool ceil_mode, bool count_include_pad,                   \
                       std::optional<int64_t> divisor_override) {                                     \
    return adjoint_of(g, x.sizes(), [&](const Tensor& v) {                                            \
      return op(v, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);     \
    });                                                                                               \
  }
FACULA_AVG_BACKWARD(avg_pool2d)
FACULA_AVG_BACKWARD(avg_pool3d)
#undef FACULA_AVG_BACKWARD

Tensor max_pool2d_with_indices_backward(const Tensor& g, const Tensor& x, IntArrayRef, IntArrayRef,
                                        IntArrayRef, IntArrayRef, bool, const Tensor& indices) {
  return put_back("max_pool2d_with_indices_backward", g, x, indices, 2);
}
Tensor max_pool3d_with_indices_backward(const Tensor& g, const Tensor& x, IntArrayRef, IntArrayRef,
                                        IntArrayRef, IntArrayRef, bool, const Tensor& indices) {
  return put_back("max_pool3d_with_indices_backward", g, x, indices, 3);
}
Tensor adaptive_max_pool2d_backward(const Tensor& g, const Tensor& x, const Tensor& indices) {
  return put_back("adaptive_max_pool2d_backward", g, x, indices, 2);
}
Tensor adaptive_max_pool3d_backward(const Tensor& g, const Tensor& x, const Tensor& indices) {
  return put_back("adaptive_max_pool3d_backward", g, x, indices, 3);
}
Tensor fractional_max_pool2d_backward(const Tensor& g, const Tensor& x, IntArrayRef, IntArrayRef,
                                      const Tensor& indices) {
  return put_back("fractional_max_pool2d_backward", g, x, indices, 2);
}
Tensor fractional_max_pool3d_backward(const Tensor& g, const Tensor& x, IntArrayRef, IntArrayRef,
                                      const Tensor& indices) {
  return put_back("fractional_max_pool3d_backward", g, x, indices, 3);
}

// The arguments of the op after its input and output_size are those of its derivative after input_size.
#define FACULA_UPSAMPLE_BACKWARD(op, parameters, ...)                                                   \
  Tensor op##_backward parameters {                                                                     \
    check_size(#op "_backward", g, output_size);                                                        \
    return adjoint_of(g, input_size, [&](const Tensor& v) { return op(v, output_size, __VA_ARGS__); }); \
  }
FACULA_UPSAMPLE_BACKWARD(upsample_nearest1d,
                         (const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                          std::optional<double> scales),
                         scales)
FACULA_UPSAMPLE_BACKWARD(upsample_nearest2d,
                         (const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                          std::optional<double> h, std::optional<double> w),
                         h, w)
FACULA_UPSAMPLE_BACKWARD(upsample_nearest3d,
                         (const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                          std::optional<double> d, std::optional<double> h, std::optional<double> w),
                         d, h, w)
FACULA_UPSAMPLE_BACKWARD(upsample_linear1d,
                         (const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                          bool align_corners, std::optional<double> scales),
                         align_corners, scales)
FACULA_UPSAMPLE_BACKWARD(upsample_bilinear2d,
                         (const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                          bool align_corners, std::optional<double> h, std::optional<double> w),
                         align_corners, h, w)
FACULA_UPSAMPLE_BACKWARD(upsample_bicubic2d,
                         (const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                          bool align_corners, std::optional<double> h, std::optional<double> w),
                         align_corners, h, w)
FACULA_UPSAMPLE_BACKWARD(upsample_trilinear3d,
                         (const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                          bool align_corners, std::optional<double> d, std::optional<double> h,
                          std::optional<double> w),
                         align_corners, d, h, w)
#undef FACULA_UPSAMPLE_BACKWARD

namespace {

// The gradients of f(inputs) for those inputs that the mask wants.
template <size_t N, class F>
std::array<Tensor, N> masked_gradients(const Tensor& g, std::array<Tensor, N> inputs,
                                       std::array<bool, N> mask, F f) {
  const bool record = GradMode::is_enabled();
  const AutoGradMode on(true);
  bool again = record && g.requires_grad();
  variable_list wanted;
  for (size_t i = 0; i < N; ++i) {
    if (!inputs[i].defined()) continue;
    if (record && inputs[i].requires_grad())
      again = true;
    else if (mask[i])
      inputs[i] = inputs[i].detach().requires_grad_();
    if (mask[i]) wanted.push_back(inputs[i]);
  }
  std::array<Tensor, N> result;
  if (wanted.empty()) return result;
  const variable_list found = autograd::grad({f(inputs)}, wanted, {g}, std::nullopt, again);
  for (size_t i = 0, k = 0; i < N; ++i)
    if (inputs[i].defined() && mask[i]) result[i] = found[k++];
  return result;
}

std::tuple<Tensor, Tensor> sampler_backward(const Tensor& g, const Tensor& x, const Tensor& grid,
                                            int64_t interpolation_mode, int64_t padding_mode,
                                            bool align_corners, std::array<bool, 2> mask) {
  const auto r = masked_gradients<2>(g, {x, grid}, mask, [&](const std::array<Tensor, 2>& v) {
    return grid_sampler(v[0], v[1], interpolation_mode, padding_mode, align_corners);
  });
  return {r[0], r[1]};
}

}  // namespace

std::tuple<Tensor, Tensor> grid_sampler_2d_backward(const Tensor& g, const Tensor& x, const Tensor& grid,
                                                    int64_t interpolation_mode, int64_t padding_mode,
                                                    bool align_corners, std::array<bool, 2> output_mask) {
  FACULA_CHECK(x.dim() == 4, "grid_sampler_2d_backward: expected a 4D input, but got ", x.sizes());
  return sampler_backward(g, x, grid, interpolation_mode, padding_mode, align_corners, output_mask);
}
std::tuple<Tensor, Tensor> grid_sampler_3d_backward(const Tensor& g, const Tensor& x, const Tensor& grid,
                                                    int64_t interpolation_mode, int64_t padding_mode,
                                                    bool align_corners, std::array<bool, 2> output_mask) {
  FACULA_CHECK(x.dim() == 5, "grid_sampler_3d_backward: expected a 5D input, but got ", x.sizes());
  return sampler_backward(g, x, grid, interpolation_mode, padding_mode, align_corners, output_mask);
}
Tensor affine_grid_generator_backward(const Tensor& g, IntArrayRef size, bool align_corners) {
  const int64_t n = static_cast<int64_t>(size.size()) - 2;
  FACULA_CHECK(n == 2 || n == 3,
               "affine_grid_generator_backward: expected a size of 4 or 5 numbers, but got ", size);
  return adjoint_of(g, {size[0], n, n + 1},
                    [&](const Tensor& theta) { return affine_grid_generator(theta, size, align_corners); });
}

// ---- normalisation

namespace {

struct Statistics {
  Tensor mean, rstd;
};
// The caller's; where they have to be differentiated, computed from x anew, with the eps that the caller's
// imply.
Statistics statistics_of(const Tensor& x, const Tensor& mean, const Tensor& rstd, IntArrayRef dims) {
  if (!GradMode::is_enabled() || !x.requires_grad()) return {mean, rstd};
  const Tensor m = x.mean(dims, true), variance = (x - m).square().mean(dims, true);
  const Tensor eps = (rstd.square().reciprocal() - variance).detach();
  return {m, (variance + eps).rsqrt()};
}

// Of y = (x - mean) rstd over `dims`: its gradient gy turned into x's.
Tensor through_statistics(const Tensor& gy, const Tensor& y, const Tensor& rstd, IntArrayRef dims) {
  return rstd * (gy - gy.mean(dims, true) - y * (gy * y).mean(dims, true));
}
std::tuple<Tensor, Tensor, Tensor> masked(const Tensor& x, const Tensor& weight, const Tensor& bias,
                                          std::array<bool, 3> mask) {
  return {mask[0] ? x : Tensor(), mask[1] ? weight : Tensor(), mask[2] ? bias : Tensor()};
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor> native_layer_norm_backward(const Tensor& g, const Tensor& x,
                                                              IntArrayRef normalized_shape,
                                                              const Tensor& mean, const Tensor& rstd,
                                                              const Tensor& weight, const Tensor&,
                                                              std::array<bool, 3> output_mask) {
  DimVector rows, outer;
  const auto n = static_cast<int64_t>(normalized_shape.size());
  for (int64_t d = 0; d < x.dim(); ++d) (d < x.dim() - n ? outer : rows).push_back(d);
  const Statistics s = statistics_of(x, mean, rstd, rows);
  const Tensor y = (x - s.mean) * s.rstd;
  const auto total = [&](const Tensor& t) { return outer.empty() ? t : t.sum(outer); };
  return masked(through_statistics(weight.defined() ? g * weight : g, y, s.rstd, rows), total(g * y),
                total(g), output_mask);
}

std::tuple<Tensor, Tensor, Tensor> native_group_norm_backward(
    const Tensor& g, const Tensor& x, const Tensor& mean, const Tensor& rstd, const Tensor& weight, int64_t n,
    int64_t channels, int64_t positions, int64_t groups, std::array<bool, 3> output_mask) {
  const DimVector split{n, groups, channels / groups, positions};
  const auto spread = [&](const Tensor& t) { return t.reshape({n, groups, 1, 1}); };
  const Tensor gs = g.reshape(split), xs = x.reshape(split);
  const Statistics s = statistics_of(xs, spread(mean), spread(rstd), {2, 3});
  const Tensor y = (xs - s.mean) * s.rstd;
  const Tensor gy = weight.defined() ? gs * weight.view({1, groups, channels / groups, 1}) : gs;
  const auto total = [&](const Tensor& t) { return t.sum({0, 3}).reshape({channels}); };
  return masked(through_statistics(gy, y, s.rstd, {2, 3}).reshape(x.sizes()), total(gs * y), total(gs),
                output_mask);
}

std::tuple<Tensor, Tensor, Tensor> native_batch_norm_backward(const Tensor& g, const Tensor& x,
                                                              const Tensor& weight,
                                                              const Tensor& running_mean,
                                                              const Tensor& running_var, const Tensor& mean,
                                                              const Tensor& rstd, bool training, double eps,
                                                              std::array<bool, 3> output_mask) {
  DimVector shape(static_cast<size_t>(x.dim()), 1), dims;
  shape[1] = x.size(1);
  for (int64_t d = 0; d < x.dim(); ++d)
    if (d != 1) dims.push_back(d);
  FACULA_CHECK(training ? mean.defined() && rstd.defined() : running_mean.defined() && running_var.defined(),
               "native_batch_norm_backward: the ", training ? "batch's" : "running",
               " statistics must be defined");
  const Statistics s = training
                           ? statistics_of(x, mean.view(shape), rstd.view(shape), dims)
                           : Statistics{running_mean.view(shape), (running_var + eps).rsqrt().view(shape)};
  const Tensor y = (x - s.mean) * s.rstd, gy = weight.defined() ? g * weight.view(shape) : g;
  return masked(training ? through_statistics(gy, y, s.rstd, dims) : gy * s.rstd, (g * y).sum(dims),
                g.sum(dims), output_mask);
}

}  // namespace facula
