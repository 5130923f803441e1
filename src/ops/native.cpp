#include "facula/ops/native.h"

#include <cmath>

#include "facula/ops/activation.h"
#include "facula/ops/cat.h"
#include "facula/ops/conv.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/loss.h"
#include "facula/ops/matmul.h"
#include "facula/ops/norm.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/sparse.h"
#include "facula/ops/view.h"
#include "facula/ops/vision.h"
#include "graph/record.h"
#include "kernels/geometry.h"

namespace facula {

// ---- layers

Tensor native_dropout_backward(const Tensor& g, const Tensor& mask, double scale) { return g * mask * scale; }

std::tuple<Tensor, Tensor> native_dropout(const Tensor& x, double p, std::optional<bool> train) {
  FACULA_CHECK(p >= 0 && p <= 1, "dropout probability has to be between 0 and 1, but got ", p);
  if (x.numel() == 0) return {x, empty_like(x, x.options())};
  const auto mask_options = TensorOptions(kBool).device(x.device());
  if (!train.value_or(true)) return {x.clone(), ones(x.sizes(), mask_options)};
  const double scale = p == 1 ? 0 : 1 / (1 - p);
  Tensor mask = empty(x.sizes(), mask_options), y;
  {
    NoGradGuard off;
    mask.bernoulli_(1 - p);
    y = x.mul(mask).mul_(scale);
  }
  y = record("NativeDropoutBackward0", y, grad_of(x, [mask = save(mask), scale](const Tensor& g) {
               return native_dropout_backward(g, mask(), scale);
             }));
  return {y, mask};
}

std::tuple<Tensor, Tensor, Tensor> native_group_norm(const Tensor& x, const Tensor& weight,
                                                     const Tensor& bias, int64_t n, int64_t channels,
                                                     int64_t positions, int64_t groups, double eps) {
  FACULA_CHECK(x.numel() == n * channels * positions,
               "Expected X.numel() == N * C * HxW to be true, but got ", x.numel(), " and ", n, " * ",
               channels, " * ", positions);
  FACULA_CHECK(groups > 0 && channels % groups == 0,
               "Expected number of channels in input to be divisible by ",
               "num_groups, but got input of shape ", x.sizes(), " and num_groups=", groups);
  const Tensor y = group_norm(x.reshape({n, channels, positions}), groups, weight, bias, eps).view(x.sizes());
  const Tensor rows = x.reshape({n, groups, channels / groups * positions});
  const Tensor mean = rows.mean(2), spread = (rows - mean.unsqueeze(2)).square().mean(2);
  return {y, mean, (spread + eps).rsqrt()};
}

Tensor conv_tbc(const Tensor& x, const Tensor& weight, const Tensor& bias, int64_t pad) {
  FACULA_CHECK(x.dim() == 3, "Input must have 3 dims: time, batch, in_channel");
  FACULA_CHECK(weight.dim() == 3, "Weight tensor must have 3 dims: kernel_width, in_channels, out_channels.");
  FACULA_CHECK(bias.dim() == 1, "Bias must be 1-D");
  FACULA_CHECK(x.size(2) == weight.size(1),
               "Input dim 2 (input channels) is not == dim 1 in the weight tensor");
  FACULA_CHECK(weight.size(2) == bias.size(0),
               "Bias size must equal dim 2 in the weight tensor (output channels).");
  return conv1d(x.permute({1, 2, 0}), weight.permute({2, 1, 0}), bias, 1, pad)
      .permute({2, 0, 1})
      .contiguous();
}

Tensor bilinear(const Tensor& x1, const Tensor& x2, const Tensor& weight, const Tensor& bias) {
  FACULA_CHECK(x1.dim() == x2.dim(), "bilinear(): input dimensions do not match: got ", x1.dim(), " and ",
               x2.dim());
  for (int64_t d = 0; d + 1 < x1.dim(); ++d)
    FACULA_CHECK(x1.size(d) == x2.size(d), "bilinear(): input batch dimensions do not match at dim ", d,
                 ": got ", x1.size(d), " and ", x2.size(d));
  FACULA_CHECK(x1.size(-1) == weight.size(1), "bilinear(): input1 size does not match weight size: got ",
               x1.size(-1), " but expected ", weight.size(1));
  FACULA_CHECK(x2.size(-1) == weight.size(2), "bilinear(): input2 size does not match weight size: got ",
               x2.size(-1), " but expected ", weight.size(2));
  FACULA_CHECK(!bias.defined() || bias.size(0) == weight.size(0),
               "bilinear(): bias size does not match weight size: got ", bias.size(0), " but expected ",
               weight.size(0));
  const int64_t out = weight.size(0), in1 = weight.size(1), in2 = weight.size(2);
  const Tensor a = x1.reshape({-1, in1}), b = x2.reshape({-1, in2});
  // (n, in1) (in1, out in2) gives each output's row vector, which then meets x2.
  const Tensor left = matmul(a, weight.permute({1, 0, 2}).reshape({in1, out * in2}));
  Tensor y = matmul(left.view({-1, out, in2}), b.unsqueeze(-1)).squeeze(-1);
  if (bias.defined()) y = y + bias;
  DimVector shape;
  for (int64_t d = 0; d + 1 < x1.dim(); ++d) shape.push_back(x1.size(d));
  shape.push_back(out);
  return y.reshape(shape);
}

namespace {
Tensor grid_sampler_nd(int64_t dims, const Tensor& x, const Tensor& grid, int64_t interpolation_mode,
                       int64_t padding_mode, bool align_corners) {
  FACULA_CHECK(x.dim() == dims && grid.dim() == dims, "grid_sampler(): expected ", dims,
               "D input and grid with same number of dimensions, but got input with sizes ", x.sizes(),
               " and grid with sizes ", grid.sizes());
  return grid_sampler(x, grid, interpolation_mode, padding_mode, align_corners);
}
}  // namespace
Tensor grid_sampler_2d(const Tensor& x, const Tensor& grid, int64_t interpolation_mode, int64_t padding_mode,
                       bool align_corners) {
  return grid_sampler_nd(4, x, grid, interpolation_mode, padding_mode, align_corners);
}
Tensor grid_sampler_3d(const Tensor& x, const Tensor& grid, int64_t interpolation_mode, int64_t padding_mode,
                       bool align_corners) {
  return grid_sampler_nd(5, x, grid, interpolation_mode, padding_mode, align_corners);
}
Tensor native_channel_shuffle(const Tensor& x, int64_t groups) { return channel_shuffle(x, groups); }

// ---- activations and losses

std::tuple<Tensor, Tensor> log_sigmoid_forward(const Tensor& x) {
  const Tensor y = log_sigmoid(x);
  NoGradGuard off;
  return {y, x.abs().neg_().exp_()};
}

Tensor glu_jvp(const Tensor& y, const Tensor& x, const Tensor& dx, int64_t dim) {
  const int64_t n = y.size(dim);
  FACULA_CHECK(x.size(dim) == 2 * n && dx.sizes() == x.sizes(),
               "glu_jvp: expected x and dx of twice the size ", n, " of the result in dimension ", dim,
               ", but got ", x.sizes(), " and ", dx.sizes());
  const Tensor s = x.narrow(dim, n, n).sigmoid(), db = dx.narrow(dim, n, n);
  return dx.narrow(dim, 0, n) * s + y * (db - s * db);
}

namespace {
// The sum of the weights of the classes that count.
Tensor used_weight(const Tensor& x, const Tensor& target, const Tensor& weight, int64_t reduction,
                   int64_t ignore_index) {
  NoGradGuard off;
  if (reduction == Reduction::None) return zeros({}, x.options().requires_grad(false));
  const Tensor ignored = target.eq(ignore_index);
  if (!weight.defined()) return ignored.logical_not().sum().to(x.scalar_type());
  return weight.index_select(0, target.masked_fill(ignored, 0).flatten())
      .masked_fill(ignored.flatten(), 0)
      .sum();
}
}  // namespace

std::tuple<Tensor, Tensor> nll_loss_forward(const Tensor& x, const Tensor& target, const Tensor& weight,
                                            int64_t reduction, int64_t ignore_index) {
  const Tensor y = nll_loss(x, target, weight, reduction, ignore_index);
  return {y, used_weight(x, target, weight, reduction, ignore_index)};
}
std::tuple<Tensor, Tensor> nll_loss2d_forward(const Tensor& x, const Tensor& target, const Tensor& weight,
                                              int64_t reduction, int64_t ignore_index) {
  const Tensor y = nll_loss2d(x, target, weight, reduction, ignore_index);
  return {y, used_weight(x, target, weight, reduction, ignore_index)};
}

// ---- reductions

Tensor native_norm(const Tensor& x, const Scalar& p) {
  return norm(x.is_sparse() ? x.coalesce().values() : x, p);
}
Tensor native_norm(const Tensor& x, const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> dtype) {
  if (!x.is_sparse()) return dtype ? norm(x, p, dim, keepdim, *dtype) : norm(x, p, dim, keepdim);
  FACULA_CHECK(
      !keepdim && (dim.empty() || static_cast<int64_t>(dim.size()) == x.dim()),
      "native_norm: only a norm of all elements of a sparse tensor is supported, without keepdim; got dim=",
      dim);
  const Tensor values = x.coalesce().values();
  return native_norm(dtype ? values.to(*dtype) : values, p.value_or(2));
}

}  // namespace facula
