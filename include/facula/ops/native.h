#pragma once
// ATen's functions beneath the usual ones, which programs written against at:: call by name: forward halves
// that also give what their derivative keeps, functional forms of in-place methods, views copied at once.
#include <string_view>
#include <tuple>
#include <vector>

#include "facula/core/tensor.h"

namespace facula {

// ---- layers

/// (x mask / (1 - p), mask) with a mask drawn from Bernoulli(1 - p); outside training (x, all true).
/// dtype   mask: bool
/// grad    g mask / (1 - p); any order
std::tuple<Tensor, Tensor> native_dropout(const Tensor& x, double p, std::optional<bool> train);
/// g mask scale
Tensor native_dropout_backward(const Tensor& g, const Tensor& mask, double scale);

/// group_norm of x = [N, C, ...] with C = `channels` and HxW = `positions` elements per channel, and the mean
/// and 1 / sqrt(var + eps) of each group.
/// shape   (x's, [N, groups], [N, groups])
/// grad    of all three; any order
/// errors  Error when N C HxW is not x's number of elements
std::tuple<Tensor, Tensor, Tensor> native_group_norm(const Tensor& x, const Tensor& weight,
                                                     const Tensor& bias, int64_t n, int64_t channels,
                                                     int64_t positions, int64_t groups, double eps);

/// y[t] = bias + sum_k x[t + k - pad] weight[k]: convolution over the first dimension.
/// shape   x: [T, B, in]; weight: [K, in, out]; bias: [out]; result: [T + 2 pad - K + 1, B, out]
/// grad    dx, dweight, dbias; any order
/// errors  Error: "Input must have 3 dims: time, batch, in_channel"
Tensor conv_tbc(const Tensor& x, const Tensor& weight, const Tensor& bias, int64_t pad = 0);

/// y[..., o] = sum_ij x1[..., i] weight[o, i, j] x2[..., j] + bias[o]
/// grad    dx1, dx2, dweight, dbias; any order
Tensor bilinear(const Tensor& x1, const Tensor& x2, const Tensor& weight, const Tensor& bias = {});

/// grid_sampler() of [N, C, H, W], and of [N, C, D, H, W].
/// errors  Error: "grid_sampler(): expected 4D input and grid with same number of dimensions, ..."
Tensor grid_sampler_2d(const Tensor& x, const Tensor& grid, int64_t interpolation_mode, int64_t padding_mode,
                       bool align_corners);
Tensor grid_sampler_3d(const Tensor& x, const Tensor& grid, int64_t interpolation_mode, int64_t padding_mode,
                       bool align_corners);
/// The channels of [N, C, ...] in `groups` rows, read column by column, as channel_shuffle().
Tensor native_channel_shuffle(const Tensor& x, int64_t groups);

// ---- activations

/// rrelu() whose slopes go into `noise`: in training 1 where x > 0 and uniform on [lower, upper) elsewhere.
/// shape   noise: x's
/// grad    g noise; any order
Tensor rrelu_with_noise(const Tensor& x, const Tensor& noise, const Scalar& lower = 0.125,
                        const Scalar& upper = 1.0 / 3.0, bool training = false,
                        std::optional<Generator> generator = std::nullopt);
Tensor& rrelu_with_noise_(Tensor& self, const Tensor& noise, const Scalar& lower = 0.125,
                          const Scalar& upper = 1.0 / 3.0, bool training = false,
                          std::optional<Generator> generator = std::nullopt);

/// (log sigmoid(x), exp(-|x|))
/// grad    of the first; any order
std::tuple<Tensor, Tensor> log_sigmoid_forward(const Tensor& x);

/// The derivative of y = glu(x, dim) along dx: dx_a s + y (dx_b - s dx_b) with s = sigmoid(x_b), where a and
/// b are the halves of dimension dim.
/// grad    of y, x and dx; any order
Tensor glu_jvp(const Tensor& y, const Tensor& x, const Tensor& dx, int64_t dim);

// ---- losses

/// (nll_loss, the weight that the mean is divided by). The weight is 0 when nothing is joined.
/// shape   x: [N, C] or [C]; target: [N] or []
/// grad    of the first, dx; any order
std::tuple<Tensor, Tensor> nll_loss_forward(const Tensor& x, const Tensor& target, const Tensor& weight,
                                            int64_t reduction, int64_t ignore_index);
/// shape   x: [N, C, H, W]; target: [N, H, W]
std::tuple<Tensor, Tensor> nll_loss2d_forward(const Tensor& x, const Tensor& target, const Tensor& weight,
                                              int64_t reduction, int64_t ignore_index);

// ---- reductions

/// norm() of a dense tensor, or of the values of a sparse one.
Tensor native_norm(const Tensor& x, const Scalar& p = 2);
Tensor native_norm(const Tensor& x, const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> dtype);

/// Reduces runs of dimension `axis` of `data`: run s has lengths[..., s] elements, or goes from offsets[...,
/// s] to offsets[..., s + 1]. `reduce` is "sum", "mean", "prod", "max" or "min"; a run joins `initial`
/// first. A run of no elements gives `initial`, or else 0, NaN, 1, -infinity, infinity.
/// shape   lengths: data.sizes()[:axis] + [S]; result: the same, then data.sizes()[axis + 1:]
/// dtype   data: floating; lengths: int32 or int64
/// grad    ddata; any order. Elements that tie for the extreme share the gradient
/// errors  Error: "segment_reduce(): Either lengths or offsets must be defined."; unless `unsafe`, Error when
///         the lengths of a row do not add up to the size of the axis
Tensor segment_reduce(const Tensor& data, std::string_view reduce,
                      const std::optional<Tensor>& lengths = std::nullopt,
                      const std::optional<Tensor>& indices = std::nullopt,
                      const std::optional<Tensor>& offsets = std::nullopt, int64_t axis = 0,
                      bool unsafe = false, const std::optional<Scalar>& initial = std::nullopt);

// ---- in-place methods as functions

/// self, with the values of src: what self.copy_(src) leaves.
/// grad    dsrc; any order
Tensor copy(const Tensor& self, const Tensor& src, bool non_blocking = false);
/// A copy of x after resize_(size).
Tensor resize(const Tensor& x, IntArrayRef size, std::optional<MemoryFormat> format = std::nullopt);
Tensor resize_as(const Tensor& x, const Tensor& like, std::optional<MemoryFormat> format = std::nullopt);
/// What x.set_(...) leaves, as a new tensor on the memory of `source`; without a source, no elements.
Tensor set(const Tensor& x);
Tensor set(const Tensor& x, const Tensor& source);
Tensor set(const Tensor& x, const Storage& source);
Tensor set(const Tensor& x, const Storage& source, int64_t offset, IntArrayRef size, IntArrayRef stride = {});
/// zeros like x
Tensor zero(const Tensor& x);
/// x: marks where data enters a graph of tensors, which is nothing here.
inline Tensor lift(const Tensor& x) { return x; }
inline Tensor lift_fresh(const Tensor& x) { return x; }
Tensor lift_fresh_copy(const Tensor& x);
inline const Tensor& as_strided_(const Tensor& x, IntArrayRef size, IntArrayRef stride,
                                 std::optional<int64_t> offset = std::nullopt) {
  return x.as_strided_(size, stride, offset);
}
/// embedding_renorm_() on a copy.
Tensor embedding_renorm(const Tensor& weight, const Tensor& indices, double max_norm, double norm_type);
inline bool is_distributed(const Tensor&) { return false; }
inline bool is_vulkan_available() { return false; }

// ---- views, copied at once: f_copy(x, ...) is f(x, ...) in memory of its own, with its gradient

Tensor alias_copy(const Tensor& x);
Tensor as_strided_copy(const Tensor& x, IntArrayRef size, IntArrayRef stride,
                       std::optional<int64_t> offset = std::nullopt);
Tensor detach_copy(const Tensor& x);
Tensor diagonal_copy(const Tensor& x, int64_t offset = 0, int64_t dim1 = 0, int64_t dim2 = 1);
Tensor expand_copy(const Tensor& x, IntArrayRef size, bool implicit = false);
Tensor permute_copy(const Tensor& x, IntArrayRef dims);
Tensor select_copy(const Tensor& x, int64_t dim, int64_t index);
Tensor slice_copy(const Tensor& x, int64_t dim = 0, std::optional<int64_t> start = std::nullopt,
                  std::optional<int64_t> end = std::nullopt, int64_t step = 1);
Tensor squeeze_copy(const Tensor& x);
Tensor squeeze_copy(const Tensor& x, int64_t dim);
Tensor t_copy(const Tensor& x);
Tensor transpose_copy(const Tensor& x, int64_t dim0, int64_t dim1);
Tensor unfold_copy(const Tensor& x, int64_t dim, int64_t size, int64_t step);
Tensor unsqueeze_copy(const Tensor& x, int64_t dim);
Tensor view_copy(const Tensor& x, IntArrayRef size);
Tensor view_copy(const Tensor& x, ScalarType dtype);
Tensor view_as_complex_copy(const Tensor& x);
Tensor view_as_real_copy(const Tensor& x);
Tensor values_copy(const Tensor& x);
Tensor indices_copy(const Tensor& x);
Tensor crow_indices_copy(const Tensor& x);
Tensor col_indices_copy(const Tensor& x);
std::vector<Tensor> split_copy(const Tensor& x, int64_t size, int64_t dim = 0);
std::vector<Tensor> split_with_sizes_copy(const Tensor& x, IntArrayRef sizes, int64_t dim = 0);
std::vector<Tensor> unbind_copy(const Tensor& x, int64_t dim = 0);

/// A tensor over foreign memory, option by option: for_blob(data, sizes).strides(s).options(o).make_tensor().
class TensorMaker {
 public:
  TensorMaker(void* data, IntArrayRef sizes) : data_(data), sizes_(sizes) {}
  TensorMaker& strides(OptionalIntArrayRef v) {
    strides_ = v;
    return *this;
  }
  /// `deleter(data)` runs when the memory is no longer used; or, with a context, `deleter(context)`.
  TensorMaker& deleter(void (*release)(void*)) {
    deleter_ = release;
    context_ = data_;
    return *this;
  }
  TensorMaker& context(void* v, void (*release)(void*) = nullptr) {
    context_ = v;
    if (release) deleter_ = release;
    return *this;
  }
  TensorMaker& target_device(std::optional<Device> v) {
    if (v) options_ = options_.device(*v);
    return *this;
  }
  TensorMaker& options(TensorOptions v) {
    options_ = options_.merge_in(v);
    return *this;
  }
  Tensor make_tensor() const;

 private:
  void* data_;
  IntArrayRef sizes_;
  OptionalIntArrayRef strides_;
  void (*deleter_)(void*) = nullptr;
  void* context_ = nullptr;
  TensorOptions options_;
};
inline TensorMaker for_blob(void* data, IntArrayRef sizes) { return TensorMaker(data, sizes); }

}  // namespace facula
