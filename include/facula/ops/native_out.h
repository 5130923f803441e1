#pragma once
// The functions of native.h, and a few more, into given tensors: f_out(out, ...) writes what f(...) gives
// into out, in out's memory and dtype, and returns it. out is resized when its shape is another.
// errors  Error: "result type Float can't be cast to the desired output type Long"; "functions with out=...
//         arguments don't support automatic differentiation"
#include <string_view>
#include <tuple>

#include "facula/core/tensor.h"

namespace facula {

// ---- layers
std::tuple<Tensor&, Tensor&> native_dropout_out(Tensor& out, Tensor& mask, const Tensor& x, double p,
                                                std::optional<bool> train);
Tensor& native_dropout_backward_out(Tensor& out, const Tensor& g, const Tensor& mask, double scale);
std::tuple<Tensor&, Tensor&, Tensor&> native_group_norm_out(Tensor& out, Tensor& mean, Tensor& rstd,
                                                            const Tensor& x, const Tensor& weight,
                                                            const Tensor& bias, int64_t n, int64_t channels,
                                                            int64_t positions, int64_t groups, double eps);
std::tuple<Tensor&, Tensor&, Tensor&> native_layer_norm_out(Tensor& out, Tensor& mean, Tensor& rstd,
                                                            const Tensor& x, IntArrayRef normalized_shape,
                                                            const Tensor& weight, const Tensor& bias,
                                                            double eps);
std::tuple<Tensor&, Tensor&, Tensor&> native_batch_norm_out(Tensor& out, Tensor& mean, Tensor& rstd,
                                                            const Tensor& x, const Tensor& weight,
                                                            const Tensor& bias, const Tensor& running_mean,
                                                            const Tensor& running_var, bool training,
                                                            double momentum, double eps);
Tensor& conv_tbc_out(Tensor& out, const Tensor& x, const Tensor& weight, const Tensor& bias, int64_t pad = 0);
Tensor& grid_sampler_2d_out(Tensor& out, const Tensor& x, const Tensor& grid, int64_t interpolation_mode,
                            int64_t padding_mode, bool align_corners);
Tensor& grid_sampler_3d_out(Tensor& out, const Tensor& x, const Tensor& grid, int64_t interpolation_mode,
                            int64_t padding_mode, bool align_corners);

// ---- activations, losses, reductions
Tensor& rrelu_with_noise_out(Tensor& out, const Tensor& x, const Tensor& noise, const Scalar& lower = 0.125,
                             const Scalar& upper = 1.0 / 3.0, bool training = false,
                             std::optional<Generator> generator = std::nullopt);
std::tuple<Tensor&, Tensor&> log_sigmoid_forward_out(Tensor& out, Tensor& buffer, const Tensor& x);
Tensor& glu_jvp_out(Tensor& out, const Tensor& y, const Tensor& x, const Tensor& dx, int64_t dim);
std::tuple<Tensor&, Tensor&> nll_loss_forward_out(Tensor& out, Tensor& total_weight, const Tensor& x,
                                                  const Tensor& target, const Tensor& weight,
                                                  int64_t reduction, int64_t ignore_index);
std::tuple<Tensor&, Tensor&> nll_loss2d_forward_out(Tensor& out, Tensor& total_weight, const Tensor& x,
                                                    const Tensor& target, const Tensor& weight,
                                                    int64_t reduction, int64_t ignore_index);
Tensor& native_norm_out(Tensor& out, const Tensor& x, const Scalar& p = 2);
Tensor& native_norm_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& p, IntArrayRef dim,
                        bool keepdim, std::optional<ScalarType> dtype);
Tensor& segment_reduce_out(Tensor& out, const Tensor& data, std::string_view reduce,
                           const std::optional<Tensor>& lengths = std::nullopt,
                           const std::optional<Tensor>& indices = std::nullopt,
                           const std::optional<Tensor>& offsets = std::nullopt, int64_t axis = 0,
                           bool unsafe = false, const std::optional<Scalar>& initial = std::nullopt);

// ---- copies
Tensor& copy_out(Tensor& out, const Tensor& self, const Tensor& src, bool non_blocking = false);
Tensor& zero_out(Tensor& out, const Tensor& x);
Tensor& lift_out(Tensor& out, const Tensor& x);
Tensor& lift_fresh_copy_out(Tensor& out, const Tensor& x);
Tensor& resize_out(Tensor& out, const Tensor& x, IntArrayRef size,
                   std::optional<MemoryFormat> format = std::nullopt);
Tensor& resize_as_out(Tensor& out, const Tensor& x, const Tensor& like,
                      std::optional<MemoryFormat> format = std::nullopt);
Tensor& set_out(Tensor& out, const Tensor& x, const Tensor& source);
Tensor& embedding_renorm_out(Tensor& out, const Tensor& weight, const Tensor& indices, double max_norm,
                             double norm_type);
Tensor& alias_copy_out(Tensor& out, const Tensor& x);
Tensor& as_strided_copy_out(Tensor& out, const Tensor& x, IntArrayRef size, IntArrayRef stride,
                            std::optional<int64_t> offset = std::nullopt);
Tensor& detach_copy_out(Tensor& out, const Tensor& x);
Tensor& diagonal_copy_out(Tensor& out, const Tensor& x, int64_t offset = 0, int64_t dim1 = 0,
                          int64_t dim2 = 1);
Tensor& expand_copy_out(Tensor& out, const Tensor& x, IntArrayRef size, bool implicit = false);
Tensor& permute_copy_out(Tensor& out, const Tensor& x, IntArrayRef dims);
Tensor& select_copy_out(Tensor& out, const Tensor& x, int64_t dim, int64_t index);
Tensor& slice_copy_out(Tensor& out, const Tensor& x, int64_t dim = 0,
                       std::optional<int64_t> start = std::nullopt, std::optional<int64_t> end = std::nullopt,
                       int64_t step = 1);
Tensor& squeeze_copy_out(Tensor& out, const Tensor& x);
Tensor& squeeze_copy_out(Tensor& out, const Tensor& x, int64_t dim);
Tensor& t_copy_out(Tensor& out, const Tensor& x);
Tensor& transpose_copy_out(Tensor& out, const Tensor& x, int64_t dim0, int64_t dim1);
Tensor& unfold_copy_out(Tensor& out, const Tensor& x, int64_t dim, int64_t size, int64_t step);
Tensor& unsqueeze_copy_out(Tensor& out, const Tensor& x, int64_t dim);
Tensor& view_copy_out(Tensor& out, const Tensor& x, IntArrayRef size);
Tensor& view_copy_out(Tensor& out, const Tensor& x, ScalarType dtype);
Tensor& view_as_complex_copy_out(Tensor& out, const Tensor& x);
Tensor& view_as_real_copy_out(Tensor& out, const Tensor& x);
Tensor& values_copy_out(Tensor& out, const Tensor& x);
Tensor& indices_copy_out(Tensor& out, const Tensor& x);
Tensor& crow_indices_copy_out(Tensor& out, const Tensor& x);
Tensor& col_indices_copy_out(Tensor& out, const Tensor& x);
// Into as many tensors as there are parts.
// errors  Error: "split_copy_out() expected an out= argument of size 2, got size 3"
void split_copy_out(TensorList out, const Tensor& x, int64_t size, int64_t dim = 0);
void split_with_sizes_copy_out(TensorList out, const Tensor& x, IntArrayRef sizes, int64_t dim = 0);
void unsafe_split_out(TensorList out, const Tensor& x, int64_t size, int64_t dim = 0);
void unsafe_split_with_sizes_out(TensorList out, const Tensor& x, IntArrayRef sizes, int64_t dim = 0);
void unbind_copy_out(TensorList out, const Tensor& x, int64_t dim = 0);

// ---- other families
Tensor& empty_strided_out(Tensor& out, IntArrayRef size, IntArrayRef stride);
Tensor& new_empty_strided_out(Tensor& out, const Tensor& x, IntArrayRef size, IntArrayRef stride);
Tensor& fft_fftfreq_out(Tensor& out, int64_t n, double d = 1.0);
Tensor& fft_rfftfreq_out(Tensor& out, int64_t n, double d = 1.0);
Tensor& linalg_matmul_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& sigmoid_backward_out(Tensor& out, const Tensor& g, const Tensor& y);
Tensor& tanh_backward_out(Tensor& out, const Tensor& g, const Tensor& y);
Tensor& embedding_dense_backward_out(Tensor& out, const Tensor& g, const Tensor& indices, int64_t num_weights,
                                     int64_t padding_idx, bool scale_grad_by_freq);

}  // namespace facula
