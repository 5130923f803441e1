#pragma once
// The derivatives of ops as functions, under ATen's names, for programs that write backward passes by hand:
// f_backward(g, arguments of f) is the gradient for f's input where g is that of its result. What ATen
// passes of f's own results (indices, noise, is_target) is taken where the gradient depends on it.
//
// grad    of g and of the inputs; any order
#include <array>
#include <string_view>
#include <tuple>

#include "facula/core/tensor.h"

namespace facula {

// ---- activations
/// `y` is elu's result or, unless is_result, its input.
Tensor elu_backward(const Tensor& g, const Scalar& alpha, const Scalar& scale, const Scalar& input_scale,
                    bool is_result, const Tensor& y);
Tensor gelu_backward(const Tensor& g, const Tensor& x, std::string_view approximate = "none");
Tensor glu_backward(const Tensor& g, const Tensor& x, int64_t dim);
Tensor hardshrink_backward(const Tensor& g, const Tensor& x, const Scalar& lambd);
Tensor hardsigmoid_backward(const Tensor& g, const Tensor& x);
Tensor hardswish_backward(const Tensor& g, const Tensor& x);
Tensor hardtanh_backward(const Tensor& g, const Tensor& x, const Scalar& min_val, const Scalar& max_val);
/// x may be the result when the slope is positive: the sign is the same.
Tensor leaky_relu_backward(const Tensor& g, const Tensor& x, const Scalar& negative_slope, bool x_is_result);
Tensor log_sigmoid_backward(const Tensor& g, const Tensor& x, const Tensor& buffer);
Tensor logit_backward(const Tensor& g, const Tensor& x, std::optional<double> eps = std::nullopt);
Tensor mish_backward(const Tensor& g, const Tensor& x);
std::tuple<Tensor, Tensor> prelu_backward(const Tensor& g, const Tensor& x, const Tensor& weight);
Tensor rrelu_with_noise_backward(const Tensor& g, const Tensor& x, const Tensor& noise, const Scalar& lower,
                                 const Scalar& upper, bool training, bool x_is_result);
Tensor silu_backward(const Tensor& g, const Tensor& x);
Tensor softplus_backward(const Tensor& g, const Tensor& x, const Scalar& beta, const Scalar& threshold);
Tensor softshrink_backward(const Tensor& g, const Tensor& x, const Scalar& lambd);
Tensor threshold_backward(const Tensor& g, const Tensor& x, const Scalar& threshold);

// ---- losses
Tensor binary_cross_entropy_backward(const Tensor& g, const Tensor& x, const Tensor& target,
                                     const Tensor& weight = {}, int64_t reduction = Reduction::Mean);
Tensor huber_loss_backward(const Tensor& g, const Tensor& x, const Tensor& target, int64_t reduction,
                           double delta);
Tensor mse_loss_backward(const Tensor& g, const Tensor& x, const Tensor& target, int64_t reduction);
Tensor multi_margin_loss_backward(const Tensor& g, const Tensor& x, const Tensor& target, const Scalar& p,
                                  const Scalar& margin, const Tensor& weight = {},
                                  int64_t reduction = Reduction::Mean);
Tensor multilabel_margin_loss_backward(const Tensor& g, const Tensor& x, const Tensor& target,
                                       int64_t reduction, const Tensor& is_target);
Tensor nll_loss_backward(const Tensor& g, const Tensor& x, const Tensor& target, const Tensor& weight,
                         int64_t reduction, int64_t ignore_index, const Tensor& total_weight);
Tensor nll_loss2d_backward(const Tensor& g, const Tensor& x, const Tensor& target, const Tensor& weight,
                           int64_t reduction, int64_t ignore_index, const Tensor& total_weight);
Tensor smooth_l1_loss_backward(const Tensor& g, const Tensor& x, const Tensor& target, int64_t reduction,
                               double beta);
Tensor soft_margin_loss_backward(const Tensor& g, const Tensor& x, const Tensor& target, int64_t reduction);

// ---- padding, pooling, resizing, sampling
Tensor reflection_pad1d_backward(const Tensor& g, const Tensor& x, IntArrayRef padding);
Tensor reflection_pad2d_backward(const Tensor& g, const Tensor& x, IntArrayRef padding);
Tensor reflection_pad3d_backward(const Tensor& g, const Tensor& x, IntArrayRef padding);
Tensor replication_pad1d_backward(const Tensor& g, const Tensor& x, IntArrayRef padding);
Tensor replication_pad2d_backward(const Tensor& g, const Tensor& x, IntArrayRef padding);
Tensor replication_pad3d_backward(const Tensor& g, const Tensor& x, IntArrayRef padding);
Tensor avg_pool2d_backward(const Tensor& g, const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride,
                           IntArrayRef padding, bool ceil_mode, bool count_include_pad,
                           std::optional<int64_t> divisor_override);
Tensor avg_pool3d_backward(const Tensor& g, const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride,
                           IntArrayRef padding, bool ceil_mode, bool count_include_pad,
                           std::optional<int64_t> divisor_override);
/// g goes to the places that `indices` names: of the last two (three) dimensions, flattened.
Tensor max_pool2d_with_indices_backward(const Tensor& g, const Tensor& x, IntArrayRef kernel_size,
                                        IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation,
                                        bool ceil_mode, const Tensor& indices);
Tensor max_pool3d_with_indices_backward(const Tensor& g, const Tensor& x, IntArrayRef kernel_size,
                                        IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation,
                                        bool ceil_mode, const Tensor& indices);
Tensor adaptive_max_pool2d_backward(const Tensor& g, const Tensor& x, const Tensor& indices);
Tensor adaptive_max_pool3d_backward(const Tensor& g, const Tensor& x, const Tensor& indices);
Tensor fractional_max_pool2d_backward(const Tensor& g, const Tensor& x, IntArrayRef kernel_size,
                                      IntArrayRef output_size, const Tensor& indices);
Tensor fractional_max_pool3d_backward(const Tensor& g, const Tensor& x, IntArrayRef kernel_size,
                                      IntArrayRef output_size, const Tensor& indices);
/// errors  Error when output_size is not g's spatial size
Tensor upsample_nearest1d_backward(const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                                   std::optional<double> scales = std::nullopt);
Tensor upsample_nearest2d_backward(const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                                   std::optional<double> scales_h = std::nullopt,
                                   std::optional<double> scales_w = std::nullopt);
Tensor upsample_nearest3d_backward(const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                                   std::optional<double> scales_d = std::nullopt,
                                   std::optional<double> scales_h = std::nullopt,
                                   std::optional<double> scales_w = std::nullopt);
Tensor upsample_linear1d_backward(const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                                  bool align_corners, std::optional<double> scales = std::nullopt);
Tensor upsample_bilinear2d_backward(const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                                    bool align_corners, std::optional<double> scales_h = std::nullopt,
                                    std::optional<double> scales_w = std::nullopt);
Tensor upsample_bicubic2d_backward(const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                                   bool align_corners, std::optional<double> scales_h = std::nullopt,
                                   std::optional<double> scales_w = std::nullopt);
Tensor upsample_trilinear3d_backward(const Tensor& g, IntArrayRef output_size, IntArrayRef input_size,
                                     bool align_corners, std::optional<double> scales_d = std::nullopt,
                                     std::optional<double> scales_h = std::nullopt,
                                     std::optional<double> scales_w = std::nullopt);
/// Gradients for x and grid; undefined where output_mask says so.
std::tuple<Tensor, Tensor> grid_sampler_2d_backward(const Tensor& g, const Tensor& x, const Tensor& grid,
                                                    int64_t interpolation_mode, int64_t padding_mode,
                                                    bool align_corners, std::array<bool, 2> output_mask);
std::tuple<Tensor, Tensor> grid_sampler_3d_backward(const Tensor& g, const Tensor& x, const Tensor& grid,
                                                    int64_t interpolation_mode, int64_t padding_mode,
                                                    bool align_corners, std::array<bool, 2> output_mask);
Tensor affine_grid_generator_backward(const Tensor& g, IntArrayRef size, bool align_corners);

// ---- normalisation: gradients for x, weight and bias; undefined where output_mask says so
std::tuple<Tensor, Tensor, Tensor> native_layer_norm_backward(const Tensor& g, const Tensor& x,
                                                              IntArrayRef normalized_shape,
                                                              const Tensor& mean, const Tensor& rstd,
                                                              const Tensor& weight, const Tensor& bias,
                                                              std::array<bool, 3> output_mask);
std::tuple<Tensor, Tensor, Tensor> native_group_norm_backward(
    const Tensor& g, const Tensor& x, const Tensor& mean, const Tensor& rstd, const Tensor& weight, int64_t n,
    int64_t channels, int64_t positions, int64_t groups, std::array<bool, 3> output_mask);
std::tuple<Tensor, Tensor, Tensor> native_batch_norm_backward(const Tensor& g, const Tensor& x,
                                                              const Tensor& weight,
                                                              const Tensor& running_mean,
                                                              const Tensor& running_var, const Tensor& mean,
                                                              const Tensor& rstd, bool training, double eps,
                                                              std::array<bool, 3> output_mask);

// ---- views and indices: g put in its place in zeros of input_sizes
Tensor select_backward(const Tensor& g, IntArrayRef input_sizes, int64_t dim, int64_t index);
Tensor slice_backward(const Tensor& g, IntArrayRef input_sizes, int64_t dim, int64_t start, int64_t end,
                      int64_t step);
Tensor diagonal_backward(const Tensor& g, IntArrayRef input_sizes, int64_t offset, int64_t dim1,
                         int64_t dim2);
Tensor unfold_backward(const Tensor& g, IntArrayRef input_sizes, int64_t dim, int64_t size, int64_t step);
Tensor trace_backward(const Tensor& g, IntArrayRef sizes);
Tensor index_select_backward(const Tensor& g, IntArrayRef sizes, int64_t dim, const Tensor& index);
Tensor gather_backward(const Tensor& g, const Tensor& x, int64_t dim, const Tensor& index, bool sparse_grad);
Tensor masked_select_backward(const Tensor& g, const Tensor& x, const Tensor& mask);
Tensor embedding_backward(const Tensor& g, const Tensor& indices, int64_t num_weights, int64_t padding_idx,
                          bool scale_grad_by_freq, bool sparse);

}  // namespace facula
