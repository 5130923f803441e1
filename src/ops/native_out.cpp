#include "facula/ops/native_out.h"

#include "facula/ops/activation.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/ops/embedding.h"
#include "facula/ops/fft.h"
#include "facula/ops/matmul.h"
#include "facula/ops/native.h"
#include "facula/ops/norm.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/view.h"
#include "ops/out.h"

namespace facula {

// ---- layers

std::tuple<Tensor&, Tensor&> native_dropout_out(Tensor& out, Tensor& mask, const Tensor& x, double p,
                                                std::optional<bool> train) {
  return write_outs(
      "native_dropout", std::tie(out, mask), [&] { return native_dropout(x, p, train); }, x);
}
Tensor& native_dropout_backward_out(Tensor& out, const Tensor& g, const Tensor& mask, double scale) {
  return write_out(
      "native_dropout_backward", out, [&] { return native_dropout_backward(g, mask, scale); }, g);
}
std::tuple<Tensor&, Tensor&, Tensor&> native_group_norm_out(Tensor& out, Tensor& mean, Tensor& rstd,
                                                            const Tensor& x, const Tensor& weight,
                                                            const Tensor& bias, int64_t n, int64_t channels,
                                                            int64_t positions, int64_t groups, double eps) {
  return write_outs(
      "native_group_norm", std::tie(out, mean, rstd),
      [&] { return native_group_norm(x, weight, bias, n, channels, positions, groups, eps); }, x, weight,
      bias);
}
std::tuple<Tensor&, Tensor&, Tensor&> native_layer_norm_out(Tensor& out, Tensor& mean, Tensor& rstd,
                                                            const Tensor& x, IntArrayRef normalized_shape,
                                                            const Tensor& weight, const Tensor& bias,
                                                            double eps) {
  return write_outs(
      "native_layer_norm", std::tie(out, mean, rstd),
      [&] { return native_layer_norm(x, normalized_shape, weight, bias, eps); }, x, weight, bias);
}
std::tuple<Tensor&, Tensor&, Tensor&> native_batch_norm_out(Tensor& out, Tensor& mean, Tensor& rstd,
                                                            const Tensor& x, const Tensor& weight,
                                                            const Tensor& bias, const Tensor& running_mean,
                                                            const Tensor& running_var, bool training,
                                                            double momentum, double eps) {
  return write_outs(
      "native_batch_norm", std::tie(out, mean, rstd),
      [&] { return native_batch_norm(x, weight, bias, running_mean, running_var, training, momentum, eps); },
      x, weight, bias);
}
Tensor& conv_tbc_out(Tensor& out, const Tensor& x, const Tensor& weight, const Tensor& bias, int64_t pad) {
  return write_out(
      "conv_tbc", out, [&] { return conv_tbc(x, weight, bias, pad); }, x, weight, bias);
}
#define FACULA_SAMPLER_OUT(op)                                                                            \
  Tensor& op##_out(Tensor& out, const Tensor& x, const Tensor& grid, int64_t interpolation_mode,          \
                   int64_t padding_mode, bool align_corners) {                                            \
    return write_out(                                                                                     \
        #op, out, [&] { return op(x, grid, interpolation_mode, padding_mode, align_corners); }, x, grid); \
  }
FACULA_SAMPLER_OUT(grid_sampler_2d)
FACULA_SAMPLER_OUT(grid_sampler_3d)
#undef FACULA_SAMPLER_OUT

// ---- activations, losses, reductions

Tensor& rrelu_with_noise_out(Tensor& out, const Tensor& x, const Tensor& noise, const Scalar& lower,
                             const Scalar& upper, bool training, std::optional<Generator> generator) {
  return write_out(
      "rrelu_with_noise", out, [&] { return rrelu_with_noise(x, noise, lower, upper, training, generator); },
      x);
}
std::tuple<Tensor&, Tensor&> log_sigmoid_forward_out(Tensor& out, Tensor& buffer, const Tensor& x) {
  return write_outs(
      "log_sigmoid_forward", std::tie(out, buffer), [&] { return log_sigmoid_forward(x); }, x);
}
Tensor& glu_jvp_out(Tensor& out, const Tensor& y, const Tensor& x, const Tensor& dx, int64_t dim) {
  return write_out(
      "glu_jvp", out, [&] { return glu_jvp(y, x, dx, dim); }, y, x, dx);
}
#define FACULA_NLL_OUT(op)                                                                                \
  std::tuple<Tensor&, Tensor&> op##_out(Tensor& out, Tensor& total_weight, const Tensor& x,               \
                                        const Tensor& target, const Tensor& weight, int64_t reduction,    \
                                        int64_t ignore_index) {                                           \
    return write_outs(                                                                                    \
        #op, std::tie(out, total_weight), [&] { return op(x, target, weight, reduction, ignore_index); }, \
        x);                                                                                               \
  }
FACULA_NLL_OUT(nll_loss_forward)
FACULA_NLL_OUT(nll_loss2d_forward)
#undef FACULA_NLL_OUT
Tensor& native_norm_out(Tensor& out, const Tensor& x, const Scalar& p) {
  return write_out(
      "native_norm", out, [&] { return native_norm(x, p); }, x);
}
Tensor& native_norm_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& p, IntArrayRef dim,
                        bool keepdim, std::optional<ScalarType> dtype) {
  return write_out(
      "native_norm", out, [&] { return native_norm(x, p, dim, keepdim, dtype); }, x);
}
Tensor& segment_reduce_out(Tensor& out, const Tensor& data, std::string_view reduce,
                           const std::optional<Tensor>& lengths, const std::optional<Tensor>& indices,
                           const std::optional<Tensor>& offsets, int64_t axis, bool unsafe,
                           const std::optional<Scalar>& initial) {
  return write_out(
      "segment_reduce", out,
      [&] { return segment_reduce(data, reduce, lengths, indices, offsets, axis, unsafe, initial); }, data);
}

// ---- copies

// What f(x, arguments) gives.
#define FACULA_X_OUT(op, parameters, ...)                           \
  Tensor& op##_out parameters {                                     \
    return write_out(                                               \
        #op, out, [&] { return facula::op(x, ##__VA_ARGS__); }, x); \
  }
Tensor& copy_out(Tensor& out, const Tensor& self, const Tensor& src, bool non_blocking) {
  return write_out(
      "copy", out, [&] { return facula::copy(self, src, non_blocking); }, self, src);
}
FACULA_X_OUT(zero, (Tensor & out, const Tensor& x))
FACULA_X_OUT(lift, (Tensor & out, const Tensor& x))
FACULA_X_OUT(lift_fresh_copy, (Tensor & out, const Tensor& x))
FACULA_X_OUT(resize, (Tensor & out, const Tensor& x, IntArrayRef size, std::optional<MemoryFormat> format),
             size, format)
FACULA_X_OUT(resize_as,
             (Tensor & out, const Tensor& x, const Tensor& like, std::optional<MemoryFormat> format), like,
             format)
FACULA_X_OUT(set, (Tensor & out, const Tensor& x, const Tensor& source), source)
Tensor& embedding_renorm_out(Tensor& out, const Tensor& weight, const Tensor& indices, double max_norm,
                             double norm_type) {
  return write_out(
      "embedding_renorm", out, [&] { return embedding_renorm(weight, indices, max_norm, norm_type); },
      weight);
}
FACULA_X_OUT(alias_copy, (Tensor & out, const Tensor& x))
FACULA_X_OUT(as_strided_copy,
             (Tensor & out, const Tensor& x, IntArrayRef size, IntArrayRef stride,
              std::optional<int64_t> offset),
             size, stride, offset)
FACULA_X_OUT(detach_copy, (Tensor & out, const Tensor& x))
FACULA_X_OUT(diagonal_copy, (Tensor & out, const Tensor& x, int64_t offset, int64_t dim1, int64_t dim2),
             offset, dim1, dim2)
FACULA_X_OUT(expand_copy, (Tensor & out, const Tensor& x, IntArrayRef size, bool implicit), size, implicit)
FACULA_X_OUT(permute_copy, (Tensor & out, const Tensor& x, IntArrayRef dims), dims)
FACULA_X_OUT(select_copy, (Tensor & out, const Tensor& x, int64_t dim, int64_t index), dim, index)
FACULA_X_OUT(slice_copy,
             (Tensor & out, const Tensor& x, int64_t dim, std::optional<int64_t> start,
              std::optional<int64_t> end, int64_t step),
             dim, start, end, step)
FACULA_X_OUT(squeeze_copy, (Tensor & out, const Tensor& x))
FACULA_X_OUT(squeeze_copy, (Tensor & out, const Tensor& x, int64_t dim), dim)
FACULA_X_OUT(t_copy, (Tensor & out, const Tensor& x))
FACULA_X_OUT(transpose_copy, (Tensor & out, const Tensor& x, int64_t dim0, int64_t dim1), dim0, dim1)
FACULA_X_OUT(unfold_copy, (Tensor & out, const Tensor& x, int64_t dim, int64_t size, int64_t step), dim, size,
             step)
FACULA_X_OUT(unsqueeze_copy, (Tensor & out, const Tensor& x, int64_t dim), dim)
FACULA_X_OUT(view_copy, (Tensor & out, const Tensor& x, IntArrayRef size), size)
FACULA_X_OUT(view_copy, (Tensor & out, const Tensor& x, ScalarType dtype), dtype)
FACULA_X_OUT(view_as_complex_copy, (Tensor & out, const Tensor& x))
FACULA_X_OUT(view_as_real_copy, (Tensor & out, const Tensor& x))
FACULA_X_OUT(values_copy, (Tensor & out, const Tensor& x))
FACULA_X_OUT(indices_copy, (Tensor & out, const Tensor& x))
FACULA_X_OUT(crow_indices_copy, (Tensor & out, const Tensor& x))
FACULA_X_OUT(col_indices_copy, (Tensor & out, const Tensor& x))

namespace {
void write_list(const char* op, TensorList out, const Tensor& x, const std::vector<Tensor>& parts) {
  FACULA_CHECK(out.size() == parts.size(), op, "() expected an out= argument of size ", parts.size(),
               ", got size ", out.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    Tensor to = out[i];
    write_out(
        op, to, [&] { return parts[i].detach(); }, x);
  }
}
}  // namespace
void split_copy_out(TensorList out, const Tensor& x, int64_t size, int64_t dim) {
  write_list("split_copy_out", out, x, x.split(size, dim));
}
void split_with_sizes_copy_out(TensorList out, const Tensor& x, IntArrayRef sizes, int64_t dim) {
  write_list("split_with_sizes_copy_out", out, x, x.split_with_sizes(sizes, dim));
}
void unsafe_split_out(TensorList out, const Tensor& x, int64_t size, int64_t dim) {
  write_list("unsafe_split_out", out, x, x.split(size, dim));
}
void unsafe_split_with_sizes_out(TensorList out, const Tensor& x, IntArrayRef sizes, int64_t dim) {
  write_list("unsafe_split_with_sizes_out", out, x, x.split_with_sizes(sizes, dim));
}
void unbind_copy_out(TensorList out, const Tensor& x, int64_t dim) {
  write_list("unbind_copy_out", out, x, x.unbind(dim));
}

// ---- other families

Tensor& empty_strided_out(Tensor& out, IntArrayRef size, IntArrayRef stride) {
  return write_out("empty_strided", out, [&] { return empty_strided(size, stride, out.options()); });
}
Tensor& new_empty_strided_out(Tensor& out, const Tensor& x, IntArrayRef size, IntArrayRef stride) {
  return write_out("new_empty_strided", out, [&] { return x.new_empty_strided(size, stride); });
}
Tensor& fft_fftfreq_out(Tensor& out, int64_t n, double d) {
  return write_out("fft_fftfreq", out, [&] { return fft::fftfreq(n, d, out.options()); });
}
Tensor& fft_rfftfreq_out(Tensor& out, int64_t n, double d) {
  return write_out("fft_rfftfreq", out, [&] { return fft::rfftfreq(n, d, out.options()); });
}
Tensor& linalg_matmul_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return write_out(
      "linalg_matmul", out, [&] { return facula::matmul(a, b); }, a, b);
}
Tensor& sigmoid_backward_out(Tensor& out, const Tensor& g, const Tensor& y) {
  return write_out(
      "sigmoid_backward", out, [&] { return sigmoid_backward(g, y); }, g, y);
}
Tensor& tanh_backward_out(Tensor& out, const Tensor& g, const Tensor& y) {
  return write_out(
      "tanh_backward", out, [&] { return tanh_backward(g, y); }, g, y);
}
Tensor& embedding_dense_backward_out(Tensor& out, const Tensor& g, const Tensor& indices, int64_t num_weights,
                                     int64_t padding_idx, bool scale_grad_by_freq) {
  return write_out(
      "embedding_dense_backward", out,
      [&] { return embedding_dense_backward(g, indices, num_weights, padding_idx, scale_grad_by_freq); }, g);
}

}  // namespace facula
