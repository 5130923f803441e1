#include "facula/ops/layers_out.h"

#include "facula/ops/activation.h"
#include "facula/ops/cat.h"
#include "facula/ops/compare.h"
#include "facula/ops/conv.h"
#include "facula/ops/copy.h"
#include "facula/ops/distance.h"
#include "facula/ops/embedding.h"
#include "facula/ops/loss.h"
#include "facula/ops/pad.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pool.h"
#include "facula/ops/softmax.h"
#include "facula/ops/upsample.h"
#include "facula/ops/vision.h"
#include "ops/out_scope.h"

namespace facula {

Tensor& celu_out(Tensor& out, const Tensor& x, const Scalar& alpha) {
  const OutScope scope("celu", {&out, &x});
  return scope.store(out, facula::celu(x, alpha));
}
Tensor& prelu_out(Tensor& out, const Tensor& x, const Tensor& weight) {
  const OutScope scope("prelu", {&out, &x, &weight});
  return scope.store(out, facula::prelu(x, weight));
}
Tensor& relu_out(Tensor& out, const Tensor& x) {
  const OutScope scope("relu", {&out, &x});
  return scope.store(out, facula::relu(x));
}

Tensor& softmax_out(Tensor& out, const Tensor& x, int64_t dim, std::optional<ScalarType> dtype) {
  const OutScope scope("softmax", {&out, &x});
  return scope.store(out, facula::softmax(x, dim, dtype));
}
Tensor& log_softmax_out(Tensor& out, const Tensor& x, int64_t dim, std::optional<ScalarType> dtype) {
  const OutScope scope("log_softmax", {&out, &x});
  return scope.store(out, facula::log_softmax(x, dim, dtype));
}

Tensor& constant_pad_nd_out(Tensor& out, const Tensor& x, IntArrayRef pad, const Scalar& value) {
  const OutScope scope("constant_pad_nd", {&out, &x});
  return scope.store(out, facula::constant_pad_nd(x, pad, value));
}
#define FACULA_PAD_OUT(op)                                              \
  Tensor& op##_out(Tensor& out, const Tensor& x, IntArrayRef padding) { \
    const OutScope scope(#op, {&out, &x});                              \
    return scope.store(out, facula::op(x, padding));                    \
  }
FACULA_PAD_OUT(reflection_pad1d)
FACULA_PAD_OUT(reflection_pad2d)
FACULA_PAD_OUT(reflection_pad3d)
FACULA_PAD_OUT(replication_pad1d)
FACULA_PAD_OUT(replication_pad2d)
FACULA_PAD_OUT(replication_pad3d)
#undef FACULA_PAD_OUT

Tensor& adaptive_avg_pool2d_out(Tensor& out, const Tensor& x, IntArrayRef output_size) {
  const OutScope scope("adaptive_avg_pool2d", {&out, &x});
  return scope.store(out, facula::adaptive_avg_pool2d(x, output_size));
}
Tensor& adaptive_avg_pool3d_out(Tensor& out, const Tensor& x, IntArrayRef output_size) {
  const OutScope scope("adaptive_avg_pool3d", {&out, &x});
  return scope.store(out, facula::adaptive_avg_pool3d(x, output_size));
}
Tensor& avg_pool2d_out(Tensor& out, const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride,
                       IntArrayRef padding, bool ceil_mode, bool count_include_pad,
                       std::optional<int64_t> divisor_override) {
  const OutScope scope("avg_pool2d", {&out, &x});
  return scope.store(out, facula::avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad,
                                             divisor_override));
}
Tensor& avg_pool3d_out(Tensor& out, const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride,
                       IntArrayRef padding, bool ceil_mode, bool count_include_pad,
                       std::optional<int64_t> divisor_override) {
  const OutScope scope("avg_pool3d", {&out, &x});
  return scope.store(out, facula::avg_pool3d(x, kernel_size, stride, padding, ceil_mode, count_include_pad,
                                             divisor_override));
}
Tensor& max_unpool2d_out(Tensor& out, const Tensor& x, const Tensor& indices, IntArrayRef output_size) {
  const OutScope scope("max_unpool2d", {&out, &x, &indices});
  return scope.store(out, facula::max_unpool2d(x, indices, output_size));
}
Tensor& max_unpool3d_out(Tensor& out, const Tensor& x, const Tensor& indices, IntArrayRef output_size,
                         IntArrayRef stride, IntArrayRef padding) {
  const OutScope scope("max_unpool3d", {&out, &x, &indices});
  return scope.store(out, facula::max_unpool3d(x, indices, output_size, stride, padding));
}
std::tuple<Tensor&, Tensor&> adaptive_max_pool2d_out(Tensor& out, Tensor& indices, const Tensor& x,
                                                     IntArrayRef output_size) {
  const OutScope scope("adaptive_max_pool2d", {&out, &indices, &x});
  const auto [a, b] = facula::adaptive_max_pool2d(x, output_size);
  return {scope.store(out, a), scope.store(indices, b)};
}
std::tuple<Tensor&, Tensor&> adaptive_max_pool3d_out(Tensor& out, Tensor& indices, const Tensor& x,
                                                     IntArrayRef output_size) {
  const OutScope scope("adaptive_max_pool3d", {&out, &indices, &x});
  const auto [a, b] = facula::adaptive_max_pool3d(x, output_size);
  return {scope.store(out, a), scope.store(indices, b)};
}
std::tuple<Tensor&, Tensor&> max_pool2d_with_indices_out(Tensor& out, Tensor& indices, const Tensor& x,
                                                         IntArrayRef kernel_size, IntArrayRef stride,
                                                         IntArrayRef padding, IntArrayRef dilation,
                                                         bool ceil_mode) {
  const OutScope scope("max_pool2d_with_indices", {&out, &indices, &x});
  const auto [a, b] = facula::max_pool2d_with_indices(x, kernel_size, stride, padding, dilation, ceil_mode);
  return {scope.store(out, a), scope.store(indices, b)};
}
std::tuple<Tensor&, Tensor&> max_pool3d_with_indices_out(Tensor& out, Tensor& indices, const Tensor& x,
                                                         IntArrayRef kernel_size, IntArrayRef stride,
                                                         IntArrayRef padding, IntArrayRef dilation,
                                                         bool ceil_mode) {
  const OutScope scope("max_pool3d_with_indices", {&out, &indices, &x});
  const auto [a, b] = facula::max_pool3d_with_indices(x, kernel_size, stride, padding, dilation, ceil_mode);
  return {scope.store(out, a), scope.store(indices, b)};
}
std::tuple<Tensor&, Tensor&> fractional_max_pool2d_out(Tensor& out, Tensor& indices, const Tensor& x,
                                                       IntArrayRef kernel_size, IntArrayRef output_size,
                                                       const Tensor& random_samples) {
  const OutScope scope("fractional_max_pool2d", {&out, &indices, &x, &random_samples});
  const auto [a, b] = facula::fractional_max_pool2d(x, kernel_size, output_size, random_samples);
  return {scope.store(out, a), scope.store(indices, b)};
}
std::tuple<Tensor&, Tensor&> fractional_max_pool3d_out(Tensor& out, Tensor& indices, const Tensor& x,
                                                       IntArrayRef kernel_size, IntArrayRef output_size,
                                                       const Tensor& random_samples) {
  const OutScope scope("fractional_max_pool3d", {&out, &indices, &x, &random_samples});
  const auto [a, b] = facula::fractional_max_pool3d(x, kernel_size, output_size, random_samples);
  return {scope.store(out, a), scope.store(indices, b)};
}

Tensor& upsample_bicubic2d_out(Tensor& out, const Tensor& x, IntArrayRef output_size, bool align_corners,
                               std::optional<double> scales_h, std::optional<double> scales_w) {
  const OutScope scope("upsample_bicubic2d", {&out, &x});
  return scope.store(out, facula::upsample_bicubic2d(x, output_size, align_corners, scales_h, scales_w));
}
Tensor& upsample_bilinear2d_out(Tensor& out, const Tensor& x, IntArrayRef output_size, bool align_corners,
                                std::optional<double> scales_h, std::optional<double> scales_w) {
  const OutScope scope("upsample_bilinear2d", {&out, &x});
  return scope.store(out, facula::upsample_bilinear2d(x, output_size, align_corners, scales_h, scales_w));
}
Tensor& upsample_linear1d_out(Tensor& out, const Tensor& x, IntArrayRef output_size, bool align_corners,
                              std::optional<double> scales) {
  const OutScope scope("upsample_linear1d", {&out, &x});
  return scope.store(out, facula::upsample_linear1d(x, output_size, align_corners, scales));
}
Tensor& upsample_nearest1d_out(Tensor& out, const Tensor& x, IntArrayRef output_size,
                               std::optional<double> scales) {
  const OutScope scope("upsample_nearest1d", {&out, &x});
  return scope.store(out, facula::upsample_nearest1d(x, output_size, scales));
}
Tensor& upsample_nearest2d_out(Tensor& out, const Tensor& x, IntArrayRef output_size,
                               std::optional<double> scales_h, std::optional<double> scales_w) {
  const OutScope scope("upsample_nearest2d", {&out, &x});
  return scope.store(out, facula::upsample_nearest2d(x, output_size, scales_h, scales_w));
}
Tensor& upsample_nearest3d_out(Tensor& out, const Tensor& x, IntArrayRef output_size,
                               std::optional<double> scales_d, std::optional<double> scales_h,
                               std::optional<double> scales_w) {
  const OutScope scope("upsample_nearest3d", {&out, &x});
  return scope.store(out, facula::upsample_nearest3d(x, output_size, scales_d, scales_h, scales_w));
}
Tensor& upsample_trilinear3d_out(Tensor& out, const Tensor& x, IntArrayRef output_size, bool align_corners,
                                 std::optional<double> scales_d, std::optional<double> scales_h,
                                 std::optional<double> scales_w) {
  const OutScope scope("upsample_trilinear3d", {&out, &x});
  return scope.store(
      out, facula::upsample_trilinear3d(x, output_size, align_corners, scales_d, scales_h, scales_w));
}

Tensor& affine_grid_generator_out(Tensor& out, const Tensor& theta, IntArrayRef size, bool align_corners) {
  const OutScope scope("affine_grid_generator", {&out, &theta});
  return scope.store(out, facula::affine_grid_generator(theta, size, align_corners));
}
Tensor& channel_shuffle_out(Tensor& out, const Tensor& x, int64_t groups) {
  const OutScope scope("channel_shuffle", {&out, &x});
  return scope.store(out, facula::channel_shuffle(x, groups));
}
Tensor& col2im_out(Tensor& out, const Tensor& x, IntArrayRef output_size, IntArrayRef kernel_size,
                   IntArrayRef dilation, IntArrayRef padding, IntArrayRef stride) {
  const OutScope scope("col2im", {&out, &x});
  return scope.store(out, facula::col2im(x, output_size, kernel_size, dilation, padding, stride));
}
Tensor& im2col_out(Tensor& out, const Tensor& x, IntArrayRef kernel_size, IntArrayRef dilation,
                   IntArrayRef padding, IntArrayRef stride) {
  const OutScope scope("im2col", {&out, &x});
  return scope.store(out, facula::im2col(x, kernel_size, dilation, padding, stride));
}
Tensor& pixel_shuffle_out(Tensor& out, const Tensor& x, int64_t upscale_factor) {
  const OutScope scope("pixel_shuffle", {&out, &x});
  return scope.store(out, facula::pixel_shuffle(x, upscale_factor));
}
Tensor& pixel_unshuffle_out(Tensor& out, const Tensor& x, int64_t downscale_factor) {
  const OutScope scope("pixel_unshuffle", {&out, &x});
  return scope.store(out, facula::pixel_unshuffle(x, downscale_factor));
}

Tensor& binary_cross_entropy_out(Tensor& out, const Tensor& x, const Tensor& target, const Tensor& weight,
                                 int64_t reduction) {
  const OutScope scope("binary_cross_entropy", {&out, &x, &target, &weight});
  return scope.store(out, facula::binary_cross_entropy(x, target, weight, reduction));
}
Tensor& binary_cross_entropy_with_logits_out(Tensor& out, const Tensor& x, const Tensor& target,
                                             const Tensor& weight, const Tensor& pos_weight,
                                             int64_t reduction) {
  const OutScope scope("binary_cross_entropy_with_logits", {&out, &x, &target, &weight, &pos_weight});
  return scope.store(out, facula::binary_cross_entropy_with_logits(x, target, weight, pos_weight, reduction));
}
Tensor& huber_loss_out(Tensor& out, const Tensor& x, const Tensor& target, int64_t reduction, double delta) {
  const OutScope scope("huber_loss", {&out, &x, &target});
  return scope.store(out, facula::huber_loss(x, target, reduction, delta));
}
Tensor& mse_loss_out(Tensor& out, const Tensor& x, const Tensor& target, int64_t reduction) {
  const OutScope scope("mse_loss", {&out, &x, &target});
  return scope.store(out, facula::mse_loss(x, target, reduction));
}
Tensor& multi_margin_loss_out(Tensor& out, const Tensor& x, const Tensor& target, const Scalar& p,
                              const Scalar& margin, const Tensor& weight, int64_t reduction) {
  const OutScope scope("multi_margin_loss", {&out, &x, &target, &weight});
  return scope.store(out, facula::multi_margin_loss(x, target, p, margin, weight, reduction));
}
Tensor& multilabel_margin_loss_out(Tensor& out, const Tensor& x, const Tensor& target, int64_t reduction) {
  const OutScope scope("multilabel_margin_loss", {&out, &x, &target});
  return scope.store(out, facula::multilabel_margin_loss(x, target, reduction));
}
Tensor& nll_loss_out(Tensor& out, const Tensor& x, const Tensor& target, const Tensor& weight,
                     int64_t reduction, int64_t ignore_index) {
  const OutScope scope("nll_loss", {&out, &x, &target, &weight});
  return scope.store(out, facula::nll_loss(x, target, weight, reduction, ignore_index));
}
Tensor& nll_loss2d_out(Tensor& out, const Tensor& x, const Tensor& target, const Tensor& weight,
                       int64_t reduction, int64_t ignore_index) {
  const OutScope scope("nll_loss2d", {&out, &x, &target, &weight});
  return scope.store(out, facula::nll_loss2d(x, target, weight, reduction, ignore_index));
}
Tensor& smooth_l1_loss_out(Tensor& out, const Tensor& x, const Tensor& target, int64_t reduction,
                           double beta) {
  const OutScope scope("smooth_l1_loss", {&out, &x, &target});
  return scope.store(out, facula::smooth_l1_loss(x, target, reduction, beta));
}
Tensor& soft_margin_loss_out(Tensor& out, const Tensor& x, const Tensor& target, int64_t reduction) {
  const OutScope scope("soft_margin_loss", {&out, &x, &target});
  return scope.store(out, facula::soft_margin_loss(x, target, reduction));
}

Tensor& convolution_out(Tensor& out, const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias,
                        IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed,
                        IntArrayRef output_padding, int64_t groups) {
  const OutScope scope("convolution", {&out, &x, &weight});
  return scope.store(out, facula::convolution(x, weight, bias, stride, padding, dilation, transposed,
                                              output_padding, groups));
}

Tensor& embedding_out(Tensor& out, const Tensor& weight, const Tensor& indices, int64_t padding_idx,
                      bool scale_grad_by_freq, bool sparse) {
  const OutScope scope("embedding", {&out, &weight, &indices});
  return scope.store(out, facula::embedding(weight, indices, padding_idx, scale_grad_by_freq, sparse));
}

Tensor& dist_out(Tensor& out, const Tensor& a, const Tensor& b, const Scalar& p) {
  const OutScope scope("dist", {&out, &a, &b});
  return scope.store(out, facula::dist(a, b, p));
}

Tensor& isinf_out(Tensor& out, const Tensor& x) {
  const OutScope scope("isinf", {&out, &x});
  return scope.store(out, facula::isinf(x));
}
Tensor& isnan_out(Tensor& out, const Tensor& x) {
  const OutScope scope("isnan", {&out, &x});
  return scope.store(out, facula::isnan(x));
}

Tensor& rsub_out(Tensor& out, const Tensor& a, const Scalar& b, const Scalar& alpha) {
  const OutScope scope("rsub", {&out, &a});
  return scope.store(out, facula::rsub(a, b, alpha));
}
Tensor& rsub_out(Tensor& out, const Tensor& a, const Tensor& b, const Scalar& alpha) {
  const OutScope scope("rsub", {&out, &a, &b});
  return scope.store(out, facula::rsub(a, b, alpha));
}

Tensor& clone_out(Tensor& out, const Tensor& x, std::optional<MemoryFormat> format) {
  const OutScope scope("clone", {&out, &x});
  return scope.store(out, facula::clone(x, format));
}
Tensor& fill_out(Tensor& out, const Tensor& x, const Scalar& value) {
  const OutScope scope("fill", {&out, &x});
  return scope.store(out, facula::fill(x, value));
}
Tensor& fill_out(Tensor& out, const Tensor& x, const Tensor& value) {
  const OutScope scope("fill", {&out, &x, &value});
  return scope.store(out, facula::fill(x, value));
}

Tensor& concat_out(Tensor& out, TensorList tensors, int64_t dim) {
  const OutScope scope("concat", {&out}, tensors);
  return scope.store(out, facula::concat(tensors, dim));
}
Tensor& concatenate_out(Tensor& out, TensorList tensors, int64_t dim) {
  const OutScope scope("concatenate", {&out}, tensors);
  return scope.store(out, facula::concatenate(tensors, dim));
}
Tensor& row_stack_out(Tensor& out, TensorList tensors) {
  const OutScope scope("row_stack", {&out}, tensors);
  return scope.store(out, facula::row_stack(tensors));
}

}  // namespace facula
