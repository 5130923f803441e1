#pragma once
// Layers' functions, and those of families without a header of out forms, into given tensors: f_out(out, ...) writes what f(...) gives into out, in out's memory and dtype,
// and returns it. out is resized when its shape is another.
// errors  Error: "result type Float can't be cast to the desired output type Long"; "functions with out=...
//         arguments don't support automatic differentiation"
#include "facula/core/tensor.h"
#include "facula/ops/loss.h"

namespace facula {

// activation
Tensor& celu_out(Tensor& out, const Tensor& x, const Scalar& alpha = 1);
Tensor& prelu_out(Tensor& out, const Tensor& x, const Tensor& weight);
Tensor& relu_out(Tensor& out, const Tensor& x);

// softmax
Tensor& softmax_out(Tensor& out, const Tensor& x, int64_t dim,
                    std::optional<ScalarType> dtype = std::nullopt);
Tensor& log_softmax_out(Tensor& out, const Tensor& x, int64_t dim,
                        std::optional<ScalarType> dtype = std::nullopt);

// pad
Tensor& constant_pad_nd_out(Tensor& out, const Tensor& x, IntArrayRef pad, const Scalar& value = 0);
Tensor& reflection_pad1d_out(Tensor& out, const Tensor& x, IntArrayRef padding);
Tensor& reflection_pad2d_out(Tensor& out, const Tensor& x, IntArrayRef padding);
Tensor& reflection_pad3d_out(Tensor& out, const Tensor& x, IntArrayRef padding);
Tensor& replication_pad1d_out(Tensor& out, const Tensor& x, IntArrayRef padding);
Tensor& replication_pad2d_out(Tensor& out, const Tensor& x, IntArrayRef padding);
Tensor& replication_pad3d_out(Tensor& out, const Tensor& x, IntArrayRef padding);

// pool
Tensor& adaptive_avg_pool2d_out(Tensor& out, const Tensor& x, IntArrayRef output_size);
Tensor& adaptive_avg_pool3d_out(Tensor& out, const Tensor& x, IntArrayRef output_size);
Tensor& avg_pool2d_out(Tensor& out, const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride = {},
                       IntArrayRef padding = 0, bool ceil_mode = false, bool count_include_pad = true,
                       std::optional<int64_t> divisor_override = std::nullopt);
Tensor& avg_pool3d_out(Tensor& out, const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride = {},
                       IntArrayRef padding = 0, bool ceil_mode = false, bool count_include_pad = true,
                       std::optional<int64_t> divisor_override = std::nullopt);
Tensor& max_unpool2d_out(Tensor& out, const Tensor& x, const Tensor& indices, IntArrayRef output_size);
Tensor& max_unpool3d_out(Tensor& out, const Tensor& x, const Tensor& indices, IntArrayRef output_size,
                         IntArrayRef stride, IntArrayRef padding);
std::tuple<Tensor&, Tensor&> adaptive_max_pool2d_out(Tensor& out, Tensor& indices, const Tensor& x,
                                                     IntArrayRef output_size);
std::tuple<Tensor&, Tensor&> adaptive_max_pool3d_out(Tensor& out, Tensor& indices, const Tensor& x,
                                                     IntArrayRef output_size);
std::tuple<Tensor&, Tensor&> max_pool2d_with_indices_out(Tensor& out, Tensor& indices, const Tensor& x,
                                                         IntArrayRef kernel_size, IntArrayRef stride = {},
                                                         IntArrayRef padding = 0, IntArrayRef dilation = 1,
                                                         bool ceil_mode = false);
std::tuple<Tensor&, Tensor&> max_pool3d_with_indices_out(Tensor& out, Tensor& indices, const Tensor& x,
                                                         IntArrayRef kernel_size, IntArrayRef stride = {},
                                                         IntArrayRef padding = 0, IntArrayRef dilation = 1,
                                                         bool ceil_mode = false);
std::tuple<Tensor&, Tensor&> fractional_max_pool2d_out(Tensor& out, Tensor& indices, const Tensor& x,
                                                       IntArrayRef kernel_size, IntArrayRef output_size,
                                                       const Tensor& random_samples);
std::tuple<Tensor&, Tensor&> fractional_max_pool3d_out(Tensor& out, Tensor& indices, const Tensor& x,
                                                       IntArrayRef kernel_size, IntArrayRef output_size,
                                                       const Tensor& random_samples);

// upsample
Tensor& upsample_bicubic2d_out(Tensor& out, const Tensor& x, IntArrayRef output_size, bool align_corners,
                               std::optional<double> scales_h = std::nullopt,
                               std::optional<double> scales_w = std::nullopt);
Tensor& upsample_bilinear2d_out(Tensor& out, const Tensor& x, IntArrayRef output_size, bool align_corners,
                                std::optional<double> scales_h = std::nullopt,
                                std::optional<double> scales_w = std::nullopt);
Tensor& upsample_linear1d_out(Tensor& out, const Tensor& x, IntArrayRef output_size, bool align_corners,
                              std::optional<double> scales = std::nullopt);
Tensor& upsample_nearest1d_out(Tensor& out, const Tensor& x, IntArrayRef output_size,
                               std::optional<double> scales = std::nullopt);
Tensor& upsample_nearest2d_out(Tensor& out, const Tensor& x, IntArrayRef output_size,
                               std::optional<double> scales_h = std::nullopt,
                               std::optional<double> scales_w = std::nullopt);
Tensor& upsample_nearest3d_out(Tensor& out, const Tensor& x, IntArrayRef output_size,
                               std::optional<double> scales_d = std::nullopt,
                               std::optional<double> scales_h = std::nullopt,
                               std::optional<double> scales_w = std::nullopt);
Tensor& upsample_trilinear3d_out(Tensor& out, const Tensor& x, IntArrayRef output_size, bool align_corners,
                                 std::optional<double> scales_d = std::nullopt,
                                 std::optional<double> scales_h = std::nullopt,
                                 std::optional<double> scales_w = std::nullopt);

// vision
Tensor& affine_grid_generator_out(Tensor& out, const Tensor& theta, IntArrayRef size, bool align_corners);
Tensor& channel_shuffle_out(Tensor& out, const Tensor& x, int64_t groups);
Tensor& col2im_out(Tensor& out, const Tensor& x, IntArrayRef output_size, IntArrayRef kernel_size,
                   IntArrayRef dilation, IntArrayRef padding, IntArrayRef stride);
Tensor& im2col_out(Tensor& out, const Tensor& x, IntArrayRef kernel_size, IntArrayRef dilation,
                   IntArrayRef padding, IntArrayRef stride);
Tensor& pixel_shuffle_out(Tensor& out, const Tensor& x, int64_t upscale_factor);
Tensor& pixel_unshuffle_out(Tensor& out, const Tensor& x, int64_t downscale_factor);

// loss
Tensor& binary_cross_entropy_out(Tensor& out, const Tensor& x, const Tensor& target,
                                 const Tensor& weight = {}, int64_t reduction = Reduction::Mean);
Tensor& binary_cross_entropy_with_logits_out(Tensor& out, const Tensor& x, const Tensor& target,
                                             const Tensor& weight = {}, const Tensor& pos_weight = {},
                                             int64_t reduction = Reduction::Mean);
Tensor& huber_loss_out(Tensor& out, const Tensor& x, const Tensor& target,
                       int64_t reduction = Reduction::Mean, double delta = 1.0);
Tensor& mse_loss_out(Tensor& out, const Tensor& x, const Tensor& target, int64_t reduction = Reduction::Mean);
Tensor& multi_margin_loss_out(Tensor& out, const Tensor& x, const Tensor& target, const Scalar& p = 1,
                              const Scalar& margin = 1, const Tensor& weight = {},
                              int64_t reduction = Reduction::Mean);
Tensor& multilabel_margin_loss_out(Tensor& out, const Tensor& x, const Tensor& target,
                                   int64_t reduction = Reduction::Mean);
Tensor& nll_loss_out(Tensor& out, const Tensor& x, const Tensor& target, const Tensor& weight = {},
                     int64_t reduction = Reduction::Mean, int64_t ignore_index = -100);
Tensor& nll_loss2d_out(Tensor& out, const Tensor& x, const Tensor& target, const Tensor& weight = {},
                       int64_t reduction = Reduction::Mean, int64_t ignore_index = -100);
Tensor& smooth_l1_loss_out(Tensor& out, const Tensor& x, const Tensor& target,
                           int64_t reduction = Reduction::Mean, double beta = 1.0);
Tensor& soft_margin_loss_out(Tensor& out, const Tensor& x, const Tensor& target,
                             int64_t reduction = Reduction::Mean);

// conv
Tensor& convolution_out(Tensor& out, const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias,
                        IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed,
                        IntArrayRef output_padding, int64_t groups);

// embedding
Tensor& embedding_out(Tensor& out, const Tensor& weight, const Tensor& indices, int64_t padding_idx = -1,
                      bool scale_grad_by_freq = false, bool sparse = false);

// distance
Tensor& dist_out(Tensor& out, const Tensor& a, const Tensor& b, const Scalar& p = 2);

// compare
Tensor& isinf_out(Tensor& out, const Tensor& x);
Tensor& isnan_out(Tensor& out, const Tensor& x);

// pointwise
Tensor& rsub_out(Tensor& out, const Tensor& a, const Scalar& b, const Scalar& alpha = 1);
Tensor& rsub_out(Tensor& out, const Tensor& a, const Tensor& b, const Scalar& alpha = 1);

// copy
Tensor& clone_out(Tensor& out, const Tensor& x, std::optional<MemoryFormat> format = std::nullopt);
Tensor& fill_out(Tensor& out, const Tensor& x, const Scalar& value);
Tensor& fill_out(Tensor& out, const Tensor& x, const Tensor& value);

// cat
Tensor& concat_out(Tensor& out, TensorList tensors, int64_t dim = 0);
Tensor& concatenate_out(Tensor& out, TensorList tensors, int64_t dim = 0);
Tensor& row_stack_out(Tensor& out, TensorList tensors);

}  // namespace facula
